"""How a target stands: what the records say, what is unknown, what was declared, and when.

A target without a measure is *not measurable yet*: no share, no bounds, never 0 or 100 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from diaban.engines.measuring import (
    Count,
    Forecast,
    Gap,
    ShareBounds,
    expected_share,
    forecast,
    rank_gaps,
    roll_up,
    weigh,
)
from diaban.spine.evidence.models import Register
from diaban.spine.evidence.reading import read_register
from diaban.spine.figures.declaring import MeasureSpec, measures
from diaban.spine.figures.telling import missing_records, read_counts
from diaban.spine.programme.models import Declared, Gauge, Relation, Target

# figures that a forecast is made of: the present pace, half a year of months
MONTHS = 6


@dataclass(frozen=True)
class Standing:
    """A target as of a day. ``counts``: by unit; None for what lies nowhere known.

    ``silent``: places of which nothing is known, not even how many there are to count.
    ``declared`` holds the newest statement of each unit, None for the whole.
    """

    target: Target
    as_of: date
    gauge: Gauge | None
    counts: Mapping[int | None, Count]
    silent: tuple[int, ...]
    declared: Mapping[int | None, Declared]
    synthetic: bool = False

    @property
    def is_measurable(self) -> bool:
        return self.gauge is not None

    @cached_property
    def total(self) -> Count:
        return roll_up(self.counts.values())

    @cached_property
    def shares(self) -> ShareBounds | None:
        """What is shown, with its bounds; None where nothing measures the target."""
        if not self.is_measurable:
            return None
        placed = {unit: count for unit, count in self.counts.items() if unit is not None}
        if self.target.counts_alike and placed:
            return weigh(placed, dict.fromkeys(placed, 1.0))
        return ShareBounds(self.total.share, self.total.low, self.total.high)

    @property
    def declared_share(self) -> float | None:
        """The share that was declared: of the whole, else of all units that said anything."""
        if None in self.declared:
            return self.declared[None].share
        said = self.declared.values()
        whole = sum(one.denominator for one in said)
        return sum(one.numerator for one in said) / whole if whole else None

    @property
    def difference(self) -> float | None:
        """By how much the declared share is over the measured one; None where one is missing."""
        shares = self.shares
        if shares is None or shares.share is None or self.declared_share is None:
            return None
        return self.declared_share - shares.share

    @property
    def is_reached(self) -> bool | None:
        """Whether the threshold is met for certain; None where the unknown or silent decide."""
        shares, threshold = self.shares, self.target.threshold
        if shares is None or threshold is None or self.silent:
            return None
        if self.target.relation == Relation.EXACTLY and shares.low < shares.high:
            return None if shares.low <= threshold <= shares.high else False
        low, high = (_meets(x, self.target.relation, threshold) for x in shares[1:])
        return low if low == high else None

    @property
    def expected(self) -> float | None:
        """What the plan expects by this day; None where it has no milestones."""
        points = [(date.fromisoformat(day), share) for day, share in self.target.milestones]
        return expected_share(points, self.as_of) if points else None

    def gaps(self) -> list[Gap[int | None]]:
        """Return the places by what they add, the most first; none where nothing measures it."""
        if not self.is_measurable or self.target.threshold is None or not _rises(self.target):
            return []
        return rank_gaps(self.counts, self.target.threshold)


def read_target(target: Target, as_of: date) -> Standing:
    """Read how a target stands at the end of a day."""
    gauge = gauge_of(target, as_of)
    places = _places(target, as_of)
    counts, silent, synthetic = _measure(gauge, as_of, places)
    said = Declared.objects.filter(target=target, held_on__lte=as_of).order_by("held_on", "pk")
    return Standing(
        target, as_of, gauge, counts, silent, {one.unit_id: one for one in said}, synthetic
    )


def read_curve(target: Target, as_of: date, months: int = MONTHS) -> list[tuple[date, Standing]]:
    """Return how a target stood at the last month-ends within its window, and stands now."""
    ends, day = [as_of], as_of.replace(day=1) - timedelta(days=1)
    while len(ends) <= months and day >= target.begins_on:
        ends.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return [(day, read_target(target, day)) for day in sorted(ends)]


def foresee(target: Target, as_of: date) -> Forecast | None:
    """Return when the known share will be at the threshold, at the pace of the last half year.

    None where there is no threshold to rise to. What is unknown stays out of the line, so the
    target itself may be open still when this day comes: see ``Standing.is_reached``. Only figures
    by the gauge of today are joined to a line: another rule's make no pace.
    """
    if target.threshold is None or not _rises(target):
        return None
    curve = read_curve(target, as_of)
    now = curve[-1][1].gauge
    points = [
        (day, standing.shares.share)
        for day, standing in curve
        if standing.gauge == now and standing.shares and standing.shares.share is not None
    ]
    return forecast(points, target.threshold)


def gauge_of(target: Target, as_of: date) -> Gauge | None:
    """Return what measured a target on a day; a measure that no app declares measures nothing."""
    known = measures()
    usable = (g for g in target.gauges.all() if g.register_id or g.measure in known)
    set_by_then = [g for g in usable if g.valid_from <= as_of]
    return max(set_by_then, key=lambda g: (g.valid_from, g.pk), default=None)


def _measure(
    gauge: Gauge | None, as_of: date, places: set[int] | None
) -> tuple[dict[int | None, Count], tuple[int, ...], bool]:
    if gauge is None:
        return {}, (), False
    if gauge.register_id is not None:
        return _of_register(gauge.register, as_of, places)
    return (*_of_measure(measures()[gauge.measure], as_of, places), False)


def _of_register(
    register: Register, as_of: date, places: set[int] | None
) -> tuple[dict[int | None, Count], tuple[int, ...], bool]:
    reading = read_register(register, as_of, places)
    return dict(reading.counts), tuple(reading.silent), reading.synthetic


def _of_measure(
    spec: MeasureSpec, as_of: date, places: set[int] | None
) -> tuple[dict[int | None, Count], tuple[int, ...]]:
    counts = read_counts(spec, as_of)
    missing = missing_records(spec, counts)
    told = {
        unit: Count(c.numerator, c.denominator, c.unknown + missing.get(unit, 0), c.excluded)
        for unit, c in counts.items()
        if places is None or unit in places
    }
    return told, ()


def _places(target: Target, as_of: date) -> set[int] | None:
    listed = {unit.pk for unit in target.places.all()}
    return listed or None


def _rises(target: Target) -> bool:
    return target.relation in {Relation.AT_LEAST, Relation.ABOVE}


def _meets(share: float, relation: str, threshold: float) -> bool:
    return {
        Relation.AT_LEAST: share >= threshold,
        Relation.ABOVE: share > threshold,
        Relation.AT_MOST: share <= threshold,
        Relation.BELOW: share < threshold,
        Relation.EXACTLY: share == threshold,
    }[Relation(relation)]
