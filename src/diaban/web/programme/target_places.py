"""The places of a target: where something is missing or unknown, and what each can add."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from diaban.engines.measuring import Count
from diaban.spine.places.models import Unit
from diaban.spine.programme.models import Declared, Gauge
from diaban.spine.programme.targets import Standing
from diaban.web.pages.share_classes import COVERED, ShareClasses, classes_for

GROUPS = (
    _("To be helped: some are known to lack it"),
    _("To be asked: nothing that still holds is known"),
    _("To be asked: what is known lacks nothing, the rest is unknown"),
    _("Done: nothing is missing"),
    _("There is nothing to count here"),
)


@dataclass(frozen=True)
class Place:
    """A unit in the table: what was counted there, what it declared, and what it can add.

    Where something is known to be lacking, it adds that; else what is unknown there. ``other``:
    what it declared counts another thing, which this gauge counts. ``is_of_amount``: the target is
    a number of the whole, so that what a place declared has no share. ``classes``: in which the map
    paints it.
    """

    unit: Unit
    count: Count | None
    declared: Declared | None
    adds: float
    stale: bool
    other: Gauge | None = None
    is_of_amount: bool = False
    classes: ShareClasses = COVERED

    @property
    def share(self) -> float | None:
        return self.count.share if self.count else None

    @property
    def has_nothing(self) -> bool:
        """Whether it is known that nothing of what is counted is there, which lacks nothing."""
        return self.count is not None and not self.count.belonging

    @property
    def rank(self) -> int:
        """Its place among GROUPS: known to lack something, unknown wholly or in part, or done."""
        if self.has_nothing:
            return 4
        if self.count is None or self.share is None:
            return 1
        if self.count.rest:
            return 0
        return 2 if self.count.unknown else 3

    @property
    def group(self) -> object:
        return GROUPS[self.rank]

    @property
    def map_class(self) -> str:
        return "" if self.has_nothing else self.classes.class_of_count(self.count)

    @property
    def difference(self) -> float | None:
        if self.declared is None or self.share is None or self.other or self.is_of_amount:
            return None
        return self.declared.share - self.share


def units_told(standing: Standing) -> set[int]:
    """Return the row numbers of all units that a standing speaks of."""
    told = {*standing.counts, *standing.silent, *standing.lapsed, *standing.declared}
    return {unit for unit in told if unit is not None}


def classes_told(standing: Standing) -> ShareClasses:
    """Return in which classes the map paints the places of a standing."""
    # what lies nowhere known is on no map
    shares = (count.share for unit, count in standing.counts.items() if unit is not None)
    return classes_for(standing.target, [share for share in shares if share is not None])


def places_of(standing: Standing, units: dict[int, Unit]) -> list[Place]:
    """Return the units in their groups, by what they add, the most first."""
    gaps = {gap.place: gap for gap in standing.gaps()}
    classes, of_amount = classes_told(standing), bool(standing.target.amount)
    places = []
    for pk, unit in units.items():
        if pk in standing.lapsed:
            continue
        gap, count = gaps.get(pk), standing.counts.get(pk)
        adds = gap.adds * (gap.to_do or gap.to_find_out) / gap.gain if gap else 0.0
        said = standing.declared.get(pk)
        other = standing.other_gauge(said) if said else None
        is_stale = pk in standing.stale
        places.append(Place(unit, count, said, adds, is_stale, other, of_amount, classes))
    return sorted(places, key=lambda one: (one.rank, -one.adds, one.unit.sort_key))
