"""Figures as they are told: of the city or by commune, with their bounds, and of which day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from diaban.engines.measuring import Count, roll_up
from diaban.spine.figures.computing import compute, ground
from diaban.spine.figures.declaring import MeasureSpec, tables
from diaban.spine.figures.models import Computation
from diaban.spine.places.models import Unit


@dataclass(frozen=True, slots=True)
class Told:
    """One figure: of a commune, of the city (no unit) or of what lies nowhere known.

    ``missing`` of the unknown are records that a source counts and the table does not hold.
    """

    spec: MeasureSpec
    as_of: date
    unit: Unit | None
    count: Count
    missing: int = 0
    unplaced: bool = False

    def as_row(self) -> dict[str, object]:
        """Return it as the fields that the command line and the interface have."""
        unit, count = self.unit, self.count
        return {
            "measure": self.spec.name,
            "version": self.spec.version,
            "title_vi": self.spec.title_vi,
            "title_en": self.spec.title_en,
            "as_of": str(self.as_of),
            "unit": unit.code if unit else None,
            "unit_name": unit.full_name if unit else None,
            "unplaced": self.unplaced,
            "numerator": count.numerator,
            "denominator": count.denominator,
            "unknown": count.unknown,
            "missing": self.missing,
            "excluded": count.excluded,
            "share": count.share,
            "low": count.low,
            "high": count.high,
        }


def tell_figures(
    specs: Sequence[MeasureSpec], as_of: date, *, by_unit: bool = False
) -> Iterator[Told]:
    """Tell each measure's figure of a day: stored where it is kept, else counted now."""
    for spec in specs:
        counts = read_counts(spec, as_of)
        missing = missing_records(spec, counts)
        told = {
            unit: replace(count, unknown=count.unknown + missing.get(unit, 0))
            for unit, count in counts.items()
        }
        if not by_unit:
            yield Told(spec, as_of, None, roll_up(told.values()), sum(missing.values()))
            continue
        units = Unit.objects.in_bulk([unit for unit in told if unit is not None])
        for unit in sorted(units.values(), key=lambda one: one.sort_key):
            yield Told(spec, as_of, unit, told[unit.pk], missing.get(unit.pk, 0))
        if None in told:
            yield Told(spec, as_of, None, told[None], unplaced=True)


def missing_records(spec: MeasureSpec, counts: Mapping[int | None, Count]) -> dict[int | None, int]:
    """Return how many records each commune lacks of those that a source counts there."""
    expected = spec.expected() if spec.expected else {}
    there = {unit: expected[unit] - counts[unit].belonging for unit in expected if unit in counts}
    return {unit: lacking for unit, lacking in there.items() if lacking > 0}


def read_counts(spec: MeasureSpec, as_of: date) -> dict[int | None, Count]:
    """Return what was counted in each commune by row number; None: nowhere known, if any."""
    stored = Computation.objects.filter(
        measure=spec.name, version=spec.version, as_of=as_of
    ).first()
    if stored is not None:
        return {figure.unit_id: figure.count for figure in stored.figures.all()}
    tally = compute(tables()[spec.table], [spec], [as_of])[spec.name, as_of]
    places = enumerate((*ground().units, None))
    counts = {unit: tally.count(number) for number, unit in places}
    if counts[None] == Count():
        del counts[None]
    return counts
