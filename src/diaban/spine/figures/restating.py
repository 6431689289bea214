"""Figures of a day on the units of another: exact where the records say, with bounds elsewhere.

A total of a unit that was divided tells no more than bounds for its parts. The records of a measure
tell more: each that names its former commune for certain is counted there, and only the others
stand between bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from diaban.engines.measuring import Count, ShareBounds, bound_restated, recompute, roll_up
from diaban.engines.places import Bounds, restate_along
from diaban.spine.figures.computing import ground
from diaban.spine.figures.declaring import MeasureSpec, tables
from diaban.spine.figures.snapshots import Snapshot
from diaban.spine.figures.telling import read_figures
from diaban.spine.places.layouts import Layout, descents
from diaban.spine.places.units import LAST_THREE_TIER_DAY, TWO_TIER_FROM, today

_CLASSES = ("numerator", "rest", "unknown", "excluded")
# columns by which a record says where it lay before July 2025
_FORMER = frozenset({"former", "former_is_certain"})


@dataclass(frozen=True, slots=True)
class Restated:
    """One unit's figure, each class between bounds; ``missing``: units that gave no figure.

    No upper bound (None) where a unit that may have passed records on gave none: unknown is not 0.
    """

    numerator: tuple[int, int | None] = (0, 0)
    rest: tuple[int, int | None] = (0, 0)
    unknown: tuple[int, int | None] = (0, 0)
    excluded: tuple[int, int | None] = (0, 0)
    missing: frozenset[int] = frozenset()

    @classmethod
    def exactly(cls, count: Count) -> Restated:
        """Return the figure of a unit that is known as it stands."""
        return cls(*((getattr(count, name),) * 2 for name in _CLASSES))

    @classmethod
    def of_silent(cls, unit: int) -> Restated:
        """Return the figure of a unit that said nothing: anything at all."""
        return cls(*((0, None) for _ in _CLASSES), frozenset({unit}))

    def __add__(self, other: Restated) -> Restated:
        pairs = [(getattr(self, name), getattr(other, name)) for name in _CLASSES]
        summed = (
            (a[0] + b[0], None if a[1] is None or b[1] is None else a[1] + b[1]) for a, b in pairs
        )
        return Restated(*summed, self.missing | other.missing)

    @property
    def is_exact(self) -> bool:
        """Whether every class is one number."""
        return all(low == high for low, high in (getattr(self, name) for name in _CLASSES))

    @property
    def count(self) -> Count | None:
        """The counts, where the division leaves none of them open."""
        if not self.is_exact:
            return None
        numerator, rest, unknown, excluded = (getattr(self, name)[0] for name in _CLASSES)
        return Count(numerator, numerator + rest, unknown, excluded)

    @property
    def shares(self) -> ShareBounds:
        """The share with the bounds that hold however the units were divided."""
        return bound_restated(self.numerator, self.rest, self.unknown)


@dataclass(frozen=True, slots=True)
class Recounted:
    """A measure's figures by unit (row numbers), of the whole, and of what lies nowhere known."""

    by_unit: dict[int, Restated]
    whole: Count
    nowhere: Count


def restate_counts(
    counts: Mapping[int, Count], before: Layout, after: Layout
) -> dict[int, Restated]:
    """Restate counts by unit (row numbers) of one layout for every unit of another.

    A unit of ``before`` without a count said nothing, which is not zero. RestatementError for a
    count of a unit that ``before`` does not have.
    """
    if before == after:
        units = after.units.values_list("pk", flat=True)
        return {
            unit: Restated.exactly(counts[unit]) if unit in counts else Restated.of_silent(unit)
            for unit in units
        }
    went = descents(before, after)
    asked = [str(unit) for unit in after.units.values_list("pk", flat=True)]
    by_class = {}
    for name in _CLASSES:
        figures = {str(unit): getattr(count, name) for unit, count in counts.items()}
        by_class[name] = restate_along(figures, went, asked).by_unit
    return {int(unit): _join([by_class[name][unit] for name in _CLASSES]) for unit in asked}


def restate_measure(spec: MeasureSpec, as_of: date, after: Layout) -> Recounted:
    """Count a measure's records of a day on other units.

    What is laid out on units of before July 2025 is counted by the former commune of each record
    where that is certain, and else stands between bounds by the commune that the record lies in.
    """
    now = Layout.communes(today())
    certain, open_ones = _parted(spec, as_of, after.day < TWO_TIER_FROM)
    whole = roll_up((*certain.values(), *open_ones.values()))
    nowhere = open_ones.pop(None, Count())
    laid = restate_counts(_all_of(now, open_ones), now, after)
    if certain:
        then = Layout.communes(LAST_THREE_TIER_DAY)
        sure = restate_counts(_all_of(then, certain), then, after)
        laid = {unit: laid[unit] + sure[unit] for unit in laid}
    return Recounted(laid, whole, nowhere)


def sum_up(figures: Iterable[Restated]) -> Restated:
    """Return the figure of all together: sum over sum, the bounds too.

    Of a whole that was divided the plain sum of what went in is closer, and needs no bounds.
    """
    return sum(figures, Restated())


def _parted(
    spec: MeasureSpec, as_of: date, by_former: bool
) -> tuple[dict[int, Count], dict[int | None, Count]]:
    """Return counts by certain former commune, and the others by commune of today."""
    figures = read_figures([spec], [as_of])[spec.name, as_of]
    if not by_former or not set(tables()[spec.table].schema) >= _FORMER:
        return {}, dict(figures.counts)
    certain, open_ones = _count_by_former(spec, as_of)
    for unit, lacking in figures.missing.items():
        open_ones[unit] = open_ones.get(unit, Count()) + Count(unknown=lacking)
    return certain, open_ones


def _count_by_former(
    spec: MeasureSpec, as_of: date
) -> tuple[dict[int, Count], dict[int | None, Count]]:
    formers = tuple(Layout.communes(LAST_THREE_TIER_DAY).units.values_list("pk", flat=True))
    places = (*formers, *ground().units, None)
    measure = spec.measure
    columns = {"place", "valid_from", "valid_to", *_FORMER, *measure.columns}
    records = Snapshot(tables()[spec.table]).scan().select(sorted(columns)).collect()
    numbered = records.with_columns(place=_number_places(formers, ground().units))
    tally = recompute(numbered, [measure], [as_of], len(places))[measure.name, as_of]
    held = np.flatnonzero(tally.table.any(axis=1)).tolist()
    first = len(formers)
    certain = {places[n]: tally.count(n) for n in held if n < first}
    return certain, {places[n]: tally.count(n) for n in held if n >= first}


def _number_places(formers: tuple[int, ...], communes: tuple[int, ...]) -> pl.Expr:
    """Number the former commune of a record where it is certain, else its commune, else nowhere."""
    first, nowhere = len(formers), len(formers) + len(communes)
    by_former = pl.when(pl.col("former_is_certain")).then(pl.col("former"))
    former_numbers = dict(zip(formers, range(first), strict=True))
    commune_numbers = dict(zip(communes, range(first, nowhere), strict=True))
    former = by_former.replace_strict(former_numbers, default=None, return_dtype=pl.Int32)
    commune = pl.col("place").replace_strict(
        commune_numbers, default=nowhere, return_dtype=pl.Int32
    )
    return pl.coalesce(former, commune)


def _all_of(layout: Layout, counts: Mapping[int | None, Count]) -> dict[int, Count]:
    """Let every unit of a layout that was counted in full have its count, none is zero there."""
    return {unit: counts.get(unit, Count()) for unit in layout.units.values_list("pk", flat=True)}


def _join(bounds: list[Bounds]) -> Restated:
    missing = frozenset(int(unit) for one in bounds for unit in one.missing)
    return Restated(*((_whole(one.low), _whole(one.high)) for one in bounds), missing)


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
