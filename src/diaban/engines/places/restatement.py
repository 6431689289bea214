"""Figures of units at one date, restated for the units of another.

A total of a unit that was divided cannot be divided again from the total alone. So each
restated figure carries bounds that contain the truth whatever the division was, and they
close to one value where every part passed whole or where the records themselves have points.
An estimate by given shares stands beside the bounds and never replaces them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import fsum, isfinite

from diaban.engines.places.lineage import Descent, Lineage

__all__ = [
    "Basis",
    "Bounds",
    "Division",
    "Restated",
    "RestatementError",
    "restate",
    "restate_along",
]

_SLACK = 1e-9  # of the figure; sums of decimal fractions differ by less


class RestatementError(ValueError):
    """The figures or the knowledge about their division cannot be right.

    `reason` is one of `negative_figure`, `not_in_force` (a figure for a unit that does not
    exist on the date), `not_a_successor`, `more_points_than_figure`, `negative_count`,
    `negative_share`.

    >>> RestatementError("negative_figure", key="a").details
    {'key': 'a'}
    """

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason, details)
        self.reason = reason
        self.details = details


class Basis(StrEnum):
    """What a figure counts, which decides which rows hand over all of it.

    `một phần diện tích, toàn bộ dân số` hands over every resident but not all land.

    >>> Basis("people") is Basis.PEOPLE
    True
    """

    PEOPLE = "people"
    LAND = "land"


@dataclass(frozen=True, slots=True)
class Division:
    """What is known about how figures of divided units divide; pairs are (from, to) keys.

    `point_counts`: how much of the figure was found by its records' own points to lie in each
    pair; what is left of the figure stays open. `shares`: relative weights (area, points of
    another register) that give an estimate for what is open; they need not sum to one.

    >>> Division(point_counts={("old", "new"): 3}).shares
    {}
    """

    point_counts: Mapping[tuple[str, str], float] = field(default_factory=dict)
    shares: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A restated figure: never below `low`, never above `high`.

    `high` is None where a unit that passed something on has no figure (`missing` names those
    units), or where no row says which units became this one: unknown is not zero. `value` is
    the figure where it is `exact`, an estimate where shares were given for all that is open,
    and None otherwise.

    >>> Bounds(low=100, high=140).value is None
    True
    """

    low: float
    high: float | None
    value: float | None = None
    exact: bool = False
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restated:
    """All restated figures by unit, and what could not be placed anywhere.

    `unplaced` holds figures of units of which no row says what became of them.

    >>> Restated({"a": Bounds(1, 1, 1, True), "b": Bounds(2, 2, 2, True)}, {}).total_value
    3
    """

    by_unit: Mapping[str, Bounds]
    unplaced: Mapping[str, float]

    @property
    def total_value(self) -> float | None:
        """Sum the values; None where one is unknown. Equals what went in, less `unplaced`."""
        values = [bounds.value for bounds in self.by_unit.values()]
        known = [value for value in values if value is not None]
        return sum(known) if len(known) == len(values) else None


def restate(
    figures: Mapping[str, float],
    lineage: Lineage,
    from_date: date,
    to_date: date,
    *,
    level: str = "commune",
    basis: Basis = Basis.PEOPLE,
    division: Division | None = None,
) -> Restated:
    """Restate additive, non-negative figures of units in force on one date for another.

    `figures`: unit key -> figure, for units in force on `from_date`. Works forward and back.
    RestatementError where the input cannot be right (see there for the reasons).

    >>> from diaban.engines.places.lineage import Succession, Unit
    >>> before, day = date(2025, 1, 1), date(2025, 7, 1)
    >>> units = [Unit(k, "commune", k, k, "xã", "01", before, day) for k in ("A", "B")]
    >>> units += [Unit(k, "commune", k, k, "xã", "01", day) for k in ("X", "Y")]
    >>> rows = [Succession("A", "X", day, "whole"), Succession("B", "X", day, "part"),
    ...         Succession("B", "Y", day, "part")]
    >>> restated = restate({"A": 100, "B": 40}, Lineage(units, rows), before, day)
    >>> restated.by_unit["X"]
    Bounds(low=100, high=140, value=None, exact=False, missing=())
    >>> known = Division(point_counts={("B", "X"): 30, ("B", "Y"): 10})
    >>> restate({"A": 100, "B": 40}, Lineage(units, rows), before, day,
    ...         division=known).by_unit["X"]
    Bounds(low=130, high=130, value=130, exact=True, missing=())
    """
    _check_in_force(figures, lineage, from_date)
    forward = to_date >= from_date
    follow = lineage.successors if forward else lineage.predecessors
    givers = lineage.in_force(from_date, level)
    return restate_along(
        figures,
        {unit.key: follow(unit.key, to_date) for unit in givers},
        [unit.key for unit in lineage.in_force(to_date, level)],
        basis=basis,
        division=division,
    )


def restate_along(
    figures: Mapping[str, float],
    descents: Mapping[str, Sequence[Descent]],
    receivers: Iterable[str],
    *,
    basis: Basis = Basis.PEOPLE,
    division: Division | None = None,
) -> Restated:
    """Restate additive, non-negative figures where it is known what of each unit went where.

    ``descents``: every unit that has a figure, or should have one, by what became of it, which
    need not lie on another day: a commune lies whole in its district. ``receivers``: the units
    that are asked about. RestatementError as for ``restate``.

    >>> parts = [Descent(d, whole=False, all_people=False, may_have_people=True) for d in "XY"]
    >>> restate_along({"b": 40}, {"b": parts}, "XY").by_unit["X"]
    Bounds(low=0, high=40, value=None, exact=False, missing=())
    """
    _check_figures(figures, descents)
    known = _Known(division or Division(), basis)
    tallies = {key: _Tally() for key in receivers}
    unplaced = {}
    for key, heirs in descents.items():
        known.check_pairs(key, heirs)
        if not heirs and key in figures:
            unplaced[key] = figures[key]
        for piece in known.divide(key, figures.get(key), heirs):
            if piece.to in tallies:
                tallies[piece.to].pieces.append(piece)
    return Restated({key: tally.bounds() for key, tally in tallies.items()}, unplaced)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one unit hands to another: bounds, and an estimate where there is one."""

    source: str
    to: str
    low: float
    high: float | None
    value: float | None


class _Tally:
    """The pieces that one unit receives."""

    def __init__(self) -> None:
        self.pieces: list[_Piece] = []

    def bounds(self) -> Bounds:
        if not self.pieces:  # nothing is known to have become this unit: not zero, unknown
            return Bounds(0, None)
        missing = tuple(piece.source for piece in self.pieces if piece.high is None)
        highs = [piece.high for piece in self.pieces if piece.high is not None]
        values = [piece.value for piece in self.pieces if piece.value is not None]
        low = _sum([piece.low for piece in self.pieces])
        high = None if missing else _sum(highs)
        exact = not missing and all(piece.low == piece.high for piece in self.pieces)
        value = _sum(values) if len(values) == len(self.pieces) else None
        return Bounds(low, high, low if exact else value, exact, missing)


class _Known:
    """The knowledge about divisions, arranged by the unit that is divided."""

    def __init__(self, division: Division, basis: Basis) -> None:
        self._basis = basis
        self._counts = _by_source(division.point_counts, "negative_count")
        self._shares = _by_source(division.shares, "negative_share")

    def check_pairs(self, source: str, heirs: Sequence[Descent]) -> None:
        """Refuse counts for a unit that received nothing of this one."""
        legal = {heir.key for heir in heirs}
        for to in self._counts.get(source, {}):
            if to not in legal:
                raise RestatementError("not_a_successor", source=source, to=to)

    def divide(self, source: str, figure: float | None, heirs: Sequence[Descent]) -> list[_Piece]:
        """Divide one figure (None: missing) among the units that received a part."""
        counts = self._counts.get(source, {})
        if figure is None:
            return [
                _Piece(source, heir.key, counts.get(heir.key, 0), None, None)
                for heir in heirs
                if self._may_receive(heir)
            ]
        rest = _rest(source, figure, counts)
        shares = self._estimate_shares(source, heirs)
        return [self._piece(source, heir, counts.get(heir.key, 0), rest, shares) for heir in heirs]

    def _piece(
        self,
        source: str,
        heir: Descent,
        counted: float,
        rest: float,
        shares: Mapping[str, float] | None,
    ) -> _Piece:
        if self._receives_all(heir):
            return _Piece(source, heir.key, counted + rest, counted + rest, counted + rest)
        if rest == 0 or not self._may_receive(heir):
            return _Piece(source, heir.key, counted, counted, counted)
        value = None if shares is None else counted + rest * shares.get(heir.key, 0)
        return _Piece(source, heir.key, counted, counted + rest, value)

    def _estimate_shares(self, source: str, heirs: Sequence[Descent]) -> dict[str, float] | None:
        """Scale the shares of the possible receivers to one; None where there are none."""
        given = self._shares.get(source, {})
        usable = {h.key: given.get(h.key, 0) for h in heirs if self._may_receive(h)}
        total = fsum(usable.values())
        if total <= 0:
            return None
        return {key: share / total for key, share in usable.items()}

    def _receives_all(self, heir: Descent) -> bool:
        return heir.all_people if self._basis is Basis.PEOPLE else heir.whole

    def _may_receive(self, heir: Descent) -> bool:
        return heir.may_have_people or self._basis is not Basis.PEOPLE


def _rest(source: str, figure: float, counts: Mapping[str, float]) -> float:
    """Return what no point accounts for."""
    rest = figure - _sum(list(counts.values()))
    if rest < -_SLACK * max(1.0, figure):
        raise RestatementError("more_points_than_figure", key=source, figure=figure)
    return rest if rest > _SLACK * max(1.0, figure) else 0


def _by_source(pairs: Mapping[tuple[str, str], float], reason: str) -> dict[str, dict[str, float]]:
    arranged: dict[str, dict[str, float]] = defaultdict(dict)
    for (source, to), number in pairs.items():
        if not number >= 0:
            raise RestatementError(reason, source=source, to=to)
        arranged[source][to] = number
    return arranged


def _sum(numbers: list[float]) -> float:
    """Add up; whole numbers stay whole."""
    return sum(numbers) if all(isinstance(n, int) for n in numbers) else fsum(numbers)


def _check_in_force(figures: Iterable[str], lineage: Lineage, as_of: date) -> None:
    for key in figures:
        if not lineage.unit(key).is_in_force(as_of):
            raise RestatementError("not_in_force", key=key, as_of=as_of)


def _check_figures(figures: Mapping[str, float], givers: Mapping[str, object]) -> None:
    for key, figure in figures.items():
        if not (isfinite(figure) and figure >= 0):
            raise RestatementError("negative_figure", key=key)
        if key not in givers:
            raise RestatementError("not_in_force", key=key)
