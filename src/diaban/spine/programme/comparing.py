"""One thing that is measured, on several days, on the units of whichever day is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from diaban.engines.measuring import Count, ShareBounds, roll_up
from diaban.spine.evidence.models import Register
from diaban.spine.evidence.reading import read_register
from diaban.spine.figures.declaring import MeasureSpec, measures
from diaban.spine.figures.restating import Restated, restate_counts, restate_measure
from diaban.spine.places.layouts import Layout
from diaban.spine.places.models import Level
from diaban.spine.places.units import LAST_THREE_TIER_DAY, TWO_TIER_FROM, today
from diaban.spine.programme.models import Target
from diaban.spine.programme.targets import Standing, read_target

Source = Target | MeasureSpec | Register


class On(StrEnum):
    """Whose boundaries figures are laid out on."""

    THEN = "then"  # those of the figure's own day
    NOW = "now"
    FORMER = "former"  # the communes of 30 June 2025
    DISTRICTS = "districts"  # those of 30 June 2025, the last

    def layout(self, day: date) -> Layout:
        """Return the units that a day's figures are laid out on."""
        return {
            On.THEN: Layout.communes(day),
            On.NOW: Layout.communes(today()),
            On.FORMER: Layout.communes(LAST_THREE_TIER_DAY),
            On.DISTRICTS: Layout.districts(),
        }[self]


@dataclass(frozen=True)
class Laid:
    """A day's figures by unit (row numbers), and of the whole, which no boundary changes.

    ``silent``: how many of the places that give figures gave none, ``asked`` how many there are;
    they are in no sum. ``nowhere``: records that lie nowhere known. ``restated``: the units are
    not those that the figures were counted on.
    """

    day: date
    layout: Layout
    by_unit: Mapping[int, Restated]
    whole: Count
    shares: ShareBounds
    silent: int = 0
    asked: int = 0
    nowhere: Count = field(default_factory=Count)
    restated: bool = False
    synthetic: bool = False


def lay_out(source: Source, day: date, on: On) -> Laid | None:
    """Return a day's figures on the units asked for; None where nothing measures the target yet.

    Figures that are given for the city alone stay the city's.
    """
    if isinstance(source, MeasureSpec):
        return _of_measure(source, day, on)
    if isinstance(source, Register):
        reading = read_register(source, day)
        given = _Given(reading.counts, source.level, len(reading.silent), reading.synthetic)
        return _of_counts(given, day, on, _shares(reading.total))
    return _of_target(read_target(source, day), on)


@dataclass(frozen=True)
class _Given:
    """Counts as they were given: by unit of a level, and how many units gave none."""

    counts: Mapping[int, Count]
    level: str
    silent: int
    synthetic: bool


def _of_measure(spec: MeasureSpec, day: date, on: On, shares: ShareBounds | None = None) -> Laid:
    layout = on.layout(day)
    found = restate_measure(spec, day, layout)
    return Laid(
        day, layout, found.by_unit, found.whole, shares or _shares(found.whole),
        asked=len(found.by_unit), nowhere=found.nowhere, restated=layout.day < TWO_TIER_FROM,
    )  # fmt: skip


def _of_target(standing: Standing, on: On) -> Laid | None:
    gauge, day = standing.gauge, standing.as_of
    if gauge is None or standing.shares is None:
        return None
    listed = {unit.pk for unit in standing.target.places.all()}
    # units have no part of a number that is of the whole: there all stand by their records
    shares = _shares(standing.total) if standing.target.amount else standing.shares
    if gauge.measure and not listed:
        return _of_measure(measures()[gauge.measure], day, on, shares)
    level = gauge.register.level if gauge.register else Level.COMMUNE
    counts = {unit: count for unit, count in standing.counts.items() if unit is not None}
    if listed:  # a place that the target is not about gives nothing to any other
        before = _layout_of(level, day, gauge.register is None)
        every = before.units.values_list("pk", flat=True)
        counts |= dict.fromkeys(set(every) - listed, Count())
    given = _Given(counts, level, len(standing.silent), standing.synthetic)
    return _of_counts(given, day, on, shares, counted_now=gauge.register is None)


def _of_counts(
    given: _Given, day: date, on: On, shares: ShareBounds, *, counted_now: bool = False
) -> Laid:
    before = _layout_of(given.level, day, counted_now)
    after = before if given.level == Level.PROVINCE or _is_own(on, before) else on.layout(day)
    by_unit = restate_counts(given.counts, before, after)
    return Laid(
        day, after, by_unit, roll_up(given.counts.values()), shares, silent=given.silent,
        asked=len(given.counts) + given.silent, restated=before != after,
        synthetic=given.synthetic,
    )  # fmt: skip


def _layout_of(level: str, day: date, counted_now: bool) -> Layout:
    """Return the units that counts were given for: those of their day, or of today by place."""
    return Layout.of_level(level, today() if counted_now else day)


def _is_own(on: On, given: Layout) -> bool:
    """Whether the figures are asked for on the units that gave them, districts too."""
    return on == On.THEN and given.level == Level.DISTRICT


def _shares(count: Count) -> ShareBounds:
    return ShareBounds(count.share, count.low, count.high)
