"""What figures are laid out on: the communes or districts of a day, and what went where.

The registry knows the units of 1 January 2025 on. Figures of earlier days, and those of districts,
which ended on 30 June 2025, stand on the nearest layout that there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from diaban.engines.places import Descent, unit_key
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.restating import city_lineage
from diaban.spine.places.units import CITY, LAST_THREE_TIER_DAY, city_communes, today
from diaban.spine.runs.models import Generation

# from when on the registry holds the city's units; 579 communes had become 526 on that day
FIRST_KNOWN_DAY = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Layout:
    """The units of one kind that the city had on a day."""

    level: Level
    day: date

    @classmethod
    def communes(cls, day: date) -> Layout:
        """Lay out on the communes of a day."""
        return cls(Level.COMMUNE, max(day, FIRST_KNOWN_DAY))

    @classmethod
    def districts(cls, day: date = LAST_THREE_TIER_DAY) -> Layout:
        """Lay out on the districts of a day, those of the last day on which there were any."""
        return cls(Level.DISTRICT, min(max(day, FIRST_KNOWN_DAY), LAST_THREE_TIER_DAY))

    @classmethod
    def of_level(cls, level: str, day: date) -> Layout:
        """Lay out on the units of a kind that were in force on a day; the city is always there."""
        if level == Level.DISTRICT:
            return cls.districts(day)
        return cls(Level(level), max(day, FIRST_KNOWN_DAY))

    @property
    def units(self) -> QuerySet[Unit]:
        if self.level == Level.COMMUNE:
            return city_communes(self.day)
        units = Unit.objects.in_force(self.day).filter(level=self.level)
        return (
            units.filter(parent__code=CITY)
            if self.level == Level.DISTRICT
            else units.filter(code=CITY)
        )


def descents(before: Layout, after: Layout) -> dict[str, tuple[Descent, ...]]:
    """Return what each unit of one layout has to do with those of another, by row number.

    Keys are row numbers written as text. Works in either direction of time, and up and down: a
    commune lies whole in its district and its city.
    """
    return _descents(Generation.of("places"), today(), before, after)


@lru_cache(maxsize=32)
def _descents(
    generation: int, on: date, before: Layout, after: Layout
) -> dict[str, tuple[Descent, ...]]:
    communes = before if before.level == Level.COMMUNE else Layout.communes(before.day)
    heirs = _of_communes(communes, after)
    if before.level == Level.COMMUNE:
        return heirs
    members: dict[str, list[tuple[Descent, ...]]] = {unit: [] for unit in _numbers(before)}
    for child, parent in _parents(communes, before).items():
        members[parent].append(heirs[child])
    return {unit: _unite(parts) for unit, parts in members.items()}


def _of_communes(communes: Layout, after: Layout) -> dict[str, tuple[Descent, ...]]:
    at = after if after.level == Level.COMMUNE else Layout.communes(after.day)
    lineage, numbers = city_lineage(), {**_keys(communes), **_keys(at)}
    follow = lineage.successors if at.day >= communes.day else lineage.predecessors
    heirs = {
        numbers[key]: tuple(
            replace(one, key=numbers[one.key], path=()) for one in follow(key, at.day)
        )
        for key in _keys(communes)
    }
    if at is after:
        return heirs
    parents = _parents(at, after)
    return {unit: _gather(found, parents) for unit, found in heirs.items()}


def _gather(heirs: Sequence[Descent], parents: Mapping[str, str]) -> tuple[Descent, ...]:
    """Return what one unit has to do with the larger units that its heirs lie in."""
    whole = len(heirs) > 1 or any(heir.whole for heir in heirs)
    settled = [heir for heir in heirs if heir.may_have_people]
    all_people = len(settled) > 1 or any(heir.all_people for heir in settled)
    above = list(dict.fromkeys(parents[heir.key] for heir in heirs))
    people = {parents[heir.key] for heir in settled}
    return tuple(
        Descent(one, whole and len(above) == 1, all_people and people == {one}, one in people)
        for one in above
    )


def _unite(parts: Sequence[Sequence[Descent]]) -> tuple[Descent, ...]:
    """Return what a larger unit has to do with the heirs of all the units in it."""
    found = dict.fromkeys(heir.key for heirs in parts for heir in heirs)
    return tuple(
        Descent(
            key,
            whole=all(any(h.key == key and h.whole for h in heirs) for heirs in parts),
            all_people=all(any(h.key == key and h.all_people for h in heirs) for heirs in parts),
            may_have_people=any(h.key == key and h.may_have_people for hs in parts for h in hs),
        )
        for key in found
    )


def _keys(communes: Layout) -> dict[str, str]:
    """Return row numbers by the engine's keys."""
    rows = communes.units.values_list("code", "valid_from", "pk")
    return {unit_key(code, start): str(number) for code, start, number in rows}


def _numbers(layout: Layout) -> list[str]:
    return [str(number) for number in layout.units.values_list("pk", flat=True)]


def _parents(communes: Layout, above: Layout) -> dict[str, str]:
    """Return the unit above each commune: its district, or the city that all lie in."""
    if above.level == Level.DISTRICT:
        rows = communes.units.values_list("pk", "parent_id")
        return {str(unit): str(parent) for unit, parent in rows}
    [city] = _numbers(above)
    return dict.fromkeys(_numbers(communes), city)
