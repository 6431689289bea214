"""How a target stands: what the records say, what is unknown, what was declared, and when.

A target without a measure is *not measurable yet*: no share, no bounds, never 0 or 100 %.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from math import inf

from diaban.engines.measuring import (
    Count,
    Forecast,
    Gap,
    ShareBounds,
    bound_of_amount,
    expected_share,
    forecast,
    rank_gaps,
    rank_gaps_to_amount,
    roll_up,
    weigh,
)
from diaban.engines.measuring.trajectories import LEAST_POINTS, Outlook
from diaban.spine.evidence.reading import Reading, newest_and_later, read_registers
from diaban.spine.figures.declaring import measures
from diaban.spine.figures.models import Computation
from diaban.spine.figures.telling import Figures, read_figures
from diaban.spine.programme.models import Declared, Gauge, Relation, Target
from diaban.spine.programme.nouns import count_alike, noun_of

# figures that a forecast is made of: the present pace, half a year of months
MONTHS = 6
_NOISE = 1e-12  # less than this is missing of a sum of shares by rounding alone
_FAR = 0.1  # of a whole, beyond which another whole is told
Counts = Mapping[int | None, Count]


@dataclass(frozen=True)
class Declaration:
    """What was declared of a target: of the whole, or by ``units`` of their own parts together.

    ``other`` is the gauge whose thing it counts where that is another than the target's gauge of
    the day counts, so that nothing was measured that it could be held against. ``amount``: how many
    there shall be, which the share is of then.
    """

    numerator: int
    denominator: int
    held_on: date
    units: tuple[int, ...] = ()
    other: Gauge | None = None
    amount: int | None = None

    @classmethod
    def of(
        cls, rows: Sequence[Declared], other: Gauge | None, amount: int | None = None
    ) -> Declaration:
        """Put together what was said of one thing."""
        return cls(
            sum(one.numerator for one in rows),
            sum(one.denominator for one in rows),
            max(one.held_on for one in rows),
            tuple(sorted(one.unit_id for one in rows if one.unit_id is not None)),
            other,
            amount if other is None else None,
        )

    @property
    def whole(self) -> int:
        return self.amount or self.denominator

    @property
    def share(self) -> float:
        return self.numerator / self.whole


@dataclass(frozen=True)
class Standing:
    """A target as of a day. ``counts``: by unit; None for what lies nowhere known.

    ``silent``: places of which nothing is known, not even how many there are to count; ``lapsed``:
    places of the target that do not stand on the day; ``stale``: places whose evidence is past its
    shelf life and counts as unknown. ``declared`` holds the newest statement of each unit, None for
    the whole. ``stored`` is the computation that a measure's figures were read of; None where
    they were counted just now, or come from a register.
    """

    target: Target
    as_of: date
    gauge: Gauge | None
    counts: Counts
    silent: tuple[int, ...]
    declared: Mapping[int | None, Declared]
    synthetic: bool = False
    lapsed: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    stored: Computation | None = None

    @property
    def is_measurable(self) -> bool:
        return self.gauge is not None

    @property
    def is_told(self) -> bool:
        """Whether anything is known of what is measured."""
        return self.shares is not None and self.shares.share is not None

    @cached_property
    def total(self) -> Count:
        return roll_up(self.counts.values())

    @property
    def most_held(self) -> int:
        """How many hold if all that is unknown does; the silent are not among them."""
        return self.total.numerator + self.total.unknown

    @cached_property
    def shares(self) -> ShareBounds | None:
        """What is shown, with its bounds; None where nothing measures the target.

        Of an amount the upper one is infinite while a place is silent.
        """
        return self._shares_of(self.counts) if self.is_measurable else None

    @cached_property
    def declarations(self) -> list[Declaration]:
        """What was declared, the newest first: of the whole, and of all units that said anything.

        Units that count different things are told apart. Of two that hold on one day that of the
        whole comes first, and what can be compared before what cannot.
        """
        groups: dict[tuple[bool, str], list[Declared]] = defaultdict(list)
        for unit, one in self.declared.items():
            other = self.other_gauge(one)
            groups[unit is not None, noun_of(other).vi if other else ""].append(one)
        amount = self.target.amount
        found = [
            Declaration.of(rows, self.other_gauge(rows[0]), amount) for rows in groups.values()
        ]
        found.sort(key=lambda one: (bool(one.units), one.other is not None))
        return sorted(found, key=lambda one: one.held_on, reverse=True)

    def other_gauge(self, said: Declared) -> Gauge | None:
        """Return the gauge whose thing somebody counted, where that of this day counts another."""
        if said.gauge is None or self.gauge is None or count_alike(said.gauge, self.gauge):
            return None
        return said.gauge

    @property
    def declared_share(self) -> float | None:
        """The share that was declared last: of the whole, or of the units that said anything."""
        return self.declarations[0].share if self.declarations else None

    @property
    def difference(self) -> float | None:
        """By how much the declared share is over the measured one of the same places.

        None where one of both is missing, or where they count different things.
        """
        return self.difference_of(self.declarations[0]) if self.declarations else None

    def difference_of(self, said: Declaration) -> float | None:
        """By how much this declaration is over what was measured in the places that it is of."""
        if not self.is_measurable or said.other is not None:
            return None
        measured = self._shares_of(self._counts_of(said)) if said.units else self.shares
        if measured is None or measured.share is None:
            return None
        return said.share - measured.share

    def other_whole_of(self, said: Declaration) -> int | None:
        """Return how many there are by the records where that is far from what was declared.

        Far is more than a tenth of it. None too where both count different things, or where places
        are silent that the records would add.
        """
        counts = self._counts_of(said) if said.units else self.counts
        is_part = bool(set(said.units) - counts.keys()) if said.units else bool(self.silent)
        if not self.is_measurable or said.other is not None or said.amount or is_part:
            return None
        whole = roll_up(counts.values()).belonging
        return whole if abs(said.denominator - whole) > _FAR * whole else None

    def _counts_of(self, said: Declaration) -> Counts:
        return {unit: self.counts[unit] for unit in said.units if unit in self.counts}

    @property
    def is_reached(self) -> bool | None:
        """Whether the threshold is met for certain; None where the unknown or silent decide."""
        shares, threshold = self.shares, self.target.threshold
        if shares is None or threshold is None or (self.silent and not self.target.amount):
            return None
        if self.target.relation == Relation.EXACTLY and shares.low < shares.high:
            return None if shares.low <= threshold <= shares.high else False
        low, high = (meets(x, self.target.relation, threshold) for x in shares[1:])
        return low if low == high else None

    @property
    def expected(self) -> float | None:
        """What the plan expects by this day; None before it begins, or without milestones."""
        if self.as_of < self.target.begins_on:
            return None
        points = [(date.fromisoformat(day), share) for day, share in self.target.milestones]
        return expected_share(points, self.as_of) if points else None

    def gaps(self) -> list[Gap[int | None]]:
        """Return the places by what they add, the most first; none where nothing measures it."""
        if not self.is_measurable or self.target.threshold is None or not _rises(self.target):
            return []
        if self.target.amount:
            return rank_gaps_to_amount(self.counts, self.target.amount)
        found = rank_gaps(self.counts, self.target.threshold)
        return self._weigh_alike(found) if self.target.counts_alike else found

    def _weigh_alike(self, gaps: list[Gap[int | None]]) -> list[Gap[int | None]]:
        """Rank places that count the same, however large, by what they add to the mean of all."""
        number = sum(unit is not None for unit in self.counts)
        added = [
            gap._replace(adds=gap.gain / self.counts[gap.place].belonging / number)
            for gap in gaps
            if gap.place is not None
        ]
        ranked, missing = [], self.target.threshold - self.shares.low
        for gap in sorted(added, key=lambda gap: -gap.adds):
            ranked.append(gap._replace(needed=missing > _NOISE))
            missing -= gap.adds
        return ranked

    def _shares_of(self, counts: Counts) -> ShareBounds:
        if self.target.amount:
            told = bound_of_amount(roll_up(counts.values()), self.target.amount)
            # a silent place may have any number of them
            if not counts:
                return ShareBounds(None, 0.0, inf)
            is_open = bool(self.silent) and counts is self.counts
            return told._replace(high=inf) if is_open else told
        placed = {unit: count for unit, count in counts.items() if unit is not None}
        if self.target.counts_alike and placed:
            return weigh(placed, dict.fromkeys(placed, 1.0))
        total = self.total if counts is self.counts else roll_up(counts.values())
        return ShareBounds(total.share, total.low, total.high)


def read_target(target: Target, as_of: date) -> Standing:
    """Read how a target stands at the end of a day."""
    return read_targets([target], as_of)[0]


def read_targets(targets: Iterable[Target], as_of: date) -> list[Standing]:
    """Read how many targets stand, in their order: as many queries for sixty as for three."""
    return read_days(targets, [as_of])[as_of]


def read_days(targets: Iterable[Target], days: Sequence[date]) -> dict[date, list[Standing]]:
    """Read how many targets stood at the end of each of some days, together."""
    asked = list(targets)
    sources = _Sources.read(asked, sorted(set(days)))
    return {day: [sources.standing(target, day) for target in asked] for day in sources.days}


def read_curve(target: Target, as_of: date, months: int = MONTHS) -> list[tuple[date, Standing]]:
    """Return how a target stood at those last month-ends that tell of it, and stands now."""
    days = read_days([target], month_ends(as_of, months))
    return telling(target, [(day, standing) for day, [standing] in days.items()])


def telling(target: Target, curve: Sequence[tuple[date, Standing]]) -> list[tuple[date, Standing]]:
    """Return what of a curve tells of a target: its window, or all while that holds too little.

    What was before a target began tells nothing of its pace, unless there is nothing else yet.
    """
    within = [point for point in curve if point[0] >= target.begins_on]
    return within if len(within) >= LEAST_POINTS else list(curve)


def month_ends(as_of: date, months: int = MONTHS) -> list[date]:
    """Return the last month-ends before a day, and the day."""
    ends = [as_of]
    while len(ends) <= months:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


def foresee(target: Target, as_of: date) -> Forecast | None:
    """Return when the known share will be at the threshold, at the pace of the last half year.

    None where there is no threshold to rise to. What is unknown stays out of the line, so the
    target itself may be open still when this day comes: see ``Standing.is_reached``. Only figures
    by the gauge of today are joined to a line: another rule's make no pace.
    """
    return foresee_from(read_curve(target, as_of))


def foresee_from(curve: Sequence[tuple[date, Standing]]) -> Forecast | None:
    """Return when the known share will be at the threshold, from a curve that was read."""
    now = curve[-1][1]
    threshold = now.target.threshold
    if threshold is None or not _rises(now.target):
        return None
    found = forecast(figures_of_pace(curve), threshold)
    if found.outlook == Outlook.REACHED and not now.is_reached:
        return replace(found, outlook=Outlook.KNOWN_PART)
    return found


def figures_of_pace(curve: Sequence[tuple[date, Standing]]) -> list[tuple[date, float]]:
    """Return those figures of a curve that are joined to a line: by the gauge of its last day."""
    gauge = curve[-1][1].gauge
    return [
        (day, standing.shares.share)
        for day, standing in curve
        if standing.gauge == gauge and standing.shares and standing.shares.share is not None
    ]


def gauge_of(target: Target, as_of: date) -> Gauge | None:
    """Return what measured a target on a day; a measure that no app declares measures nothing."""
    return _in_force(target.gauges.all(), as_of)


def _in_force(gauges: Iterable[Gauge], as_of: date) -> Gauge | None:
    known = measures()
    usable = (g for g in gauges if g.register_id or g.measure in known)
    set_by_then = [g for g in usable if g.valid_from <= as_of]
    return max(set_by_then, key=lambda g: (g.valid_from, g.pk), default=None)


@dataclass(frozen=True)
class _Sources:
    """All that the standings of some targets on some days are made of."""

    days: list[date]
    gauges: Mapping[int, list[Gauge]]
    places: Mapping[int, set[int]]
    registers: Mapping[tuple[int, date], Reading]
    figures: Mapping[tuple[str, date], Figures]
    said: Mapping[int, list[Declared]]

    @classmethod
    def read(cls, targets: list[Target], days: list[date]) -> _Sources:
        gauges: dict[int, list[Gauge]] = defaultdict(list)
        for gauge in Gauge.objects.filter(target__in=targets).select_related("register"):
            gauges[gauge.target_id].append(gauge)
        in_force = {
            gauge
            for own in gauges.values()
            for day in days
            if (gauge := _in_force(own, day)) is not None
        }
        places: dict[int, set[int]] = defaultdict(set)
        for listed in Target.places.through.objects.filter(target__in=targets):
            places[listed.target_id].add(listed.unit_id)
        registers = {g.register_id: g.register for g in in_force if g.register is not None}
        names = sorted({g.measure for g in in_force if g.measure})
        return cls(
            days,
            gauges,
            places,
            read_registers(list(registers.values()), days),
            read_figures([measures()[name] for name in names], days) if names else {},
            _declared(targets, days),
        )

    def standing(self, target: Target, day: date) -> Standing:
        gauge = _in_force(self.gauges.get(target.pk, ()), day)
        declared = {one.unit_id: one for one in self.said.get(target.pk, ()) if one.held_on <= day}
        if gauge is None:
            return Standing(target, day, None, {}, (), declared)
        places = self.places.get(target.pk)
        if gauge.register_id is not None:
            return _of_register(
                target, gauge, declared, self.registers[gauge.register_id, day], places
            )
        return _of_measure(target, gauge, declared, self.figures[gauge.measure, day], places)


def _of_register(
    target: Target,
    gauge: Gauge,
    declared: Mapping[int | None, Declared],
    reading: Reading,
    places: set[int] | None,
) -> Standing:
    read = reading.of(places) if places else reading
    return Standing(
        target, read.as_of, gauge, dict(read.counts), tuple(read.silent), declared,
        synthetic=read.synthetic, lapsed=tuple(read.lapsed), stale=tuple(read.stale),
    )  # fmt: skip


def _of_measure(
    target: Target,
    gauge: Gauge,
    declared: Mapping[int | None, Declared],
    figures: Figures,
    places: set[int] | None,
) -> Standing:
    counts = figures.counts
    if places:
        counts = {unit: count for unit, count in counts.items() if unit in places}
    return Standing(
        target, figures.as_of, gauge, counts, (), declared,
        lapsed=tuple(sorted((places or set()) - counts.keys())),
        synthetic=figures.synthetic, stored=figures.stored,
    )  # fmt: skip


def _declared(targets: list[Target], days: list[date]) -> dict[int, list[Declared]]:
    rows = Declared.objects.filter(target__in=targets).select_related("gauge__register")
    before, after = newest_and_later(rows, ("target", "unit"), days[0], days[-1])
    found: dict[int, list[Declared]] = defaultdict(list)
    for part in (before, *([after] if len(days) > 1 else [])):
        for one in part:
            found[one.target_id].append(one)
    return found


def _rises(target: Target) -> bool:
    return target.relation in {Relation.AT_LEAST, Relation.ABOVE}


def meets(share: float, relation: str, threshold: float) -> bool:
    """Whether a share is what is asked for: at least, above, at most, below or exactly so much."""
    return {
        Relation.AT_LEAST: share >= threshold,
        Relation.ABOVE: share > threshold,
        Relation.AT_MOST: share <= threshold,
        Relation.BELOW: share < threshold,
        Relation.EXACTLY: share == threshold,
    }[Relation(relation)]
