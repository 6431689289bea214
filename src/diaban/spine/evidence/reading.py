"""What the register says of a day: the newest statement that held by then, while it is fresh."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db.models import F, QuerySet, Window, prefetch_related_objects
from django.db.models.functions import RowNumber

from diaban.engines.measuring import Count, roll_up
from diaban.spine.evidence.models import Evidence, Register
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.layouts import FIRST_KNOWN_DAY
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.units import CITY, city_communes
from diaban.spine.runs.models import Generation


class Statement(NamedTuple):
    """A row of the register, as far as figures need it; ``id`` finds the rest."""

    id: int
    register_id: int
    unit_id: int
    held_on: date
    numerator: int
    denominator: int
    unknown: int
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """One place's evidence as of a day; of a stale one only how many there were is still told."""

    evidence: Statement
    stale: bool

    @property
    def count(self) -> Count:
        said = self.evidence
        if self.stale:
            return Count(unknown=said.denominator + said.unknown)
        return Count(said.numerator, said.denominator, said.unknown)


@dataclass(frozen=True)
class Reading:
    """A register as of a day: what places stated, and which said nothing at all.

    Of the silent nobody knows how many there are to count, so the sum cannot hold them: it is of
    those that spoke, and says how many did not. ``lapsed``: places that were asked for and do not
    stand on the day; their history is read as of a day on which they stood.
    """

    register: Register
    as_of: date
    stated: dict[int, Stated]
    silent: list[int]
    lapsed: list[int]

    @property
    def total(self) -> Count:
        return roll_up(self.counts.values())

    @property
    def synthetic(self) -> bool:
        return any(one.evidence.synthetic for one in self.stated.values())

    @cached_property
    def counts(self) -> dict[int, Count]:
        return {unit: one.count for unit, one in self.stated.items()}

    @property
    def stale(self) -> list[int]:
        return sorted(unit for unit, one in self.stated.items() if one.stale)

    def of(self, units: Iterable[int]) -> Reading:
        """Return what is read of some places (row numbers) alone."""
        asked = set(units)
        stated = {unit: one for unit, one in self.stated.items() if unit in asked}
        silent = [unit for unit in self.silent if unit in asked]
        lapsed = sorted(asked - stated.keys() - set(silent))
        return Reading(self.register, self.as_of, stated, silent, lapsed)


def read_register(register: Register, as_of: date, units: Iterable[int] | None = None) -> Reading:
    """Read what a register says of a day, of all its places or of ``units`` (row numbers).

    Places are those in force on the day; a unit that lapsed before keeps its history, which is
    read as of a day on which it stood.
    """
    reading = read_registers([register], [as_of])[register.pk, as_of]
    return reading if units is None else reading.of(units)


def read_registers(
    registers: Sequence[Register], days: Sequence[date]
) -> dict[tuple[int, date], Reading]:
    """Read many registers as of many days together: by the register's number and the day."""
    if not registers or not days:
        return {}
    ordered, generation = sorted(set(days)), Generation.of("places")
    prefetch_related_objects(list(registers), "shelf_lives")
    said = _by_register(registers, ordered)
    return {
        (register.pk, day): reading
        for register in registers
        for day, reading in _read_days(register, said[register.pk], ordered, generation)
    }


def newest_and_later(
    rows: QuerySet, by: Sequence[str], first: date, last: date
) -> tuple[QuerySet, QuerySet]:
    """Return of each group the newest row as of ``first``, and all rows after it until ``last``.

    Rows have ``held_on``; of two on one day the later one counts. So a year of days is read without
    the years before it.
    """
    newest = [F("held_on").desc(), F("id").desc()]
    rank = Window(RowNumber(), partition_by=[F(name) for name in by], order_by=newest)
    before = rows.filter(held_on__lte=first).annotate(rank=rank).filter(rank=1)
    return before, rows.filter(held_on__gt=first, held_on__lte=last).order_by("held_on", "id")


def places_of(register: Register, as_of: date):
    """Return the units that a register is about on a day.

    Of earlier days the oldest units stand that the registry knows: those of 1 January 2025.
    """
    return _units_of(Level(register.level), as_of)


def places_seen_by(actor, register: Register, as_of: date) -> QuerySet[Unit]:
    """Return the places of a register on a day that the actor may read of."""
    places = places_of(register, as_of)
    return places if actor.sees_whole_city else places.filter(in_charge(actor))


def _units_of(level: Level, as_of: date) -> QuerySet[Unit]:
    day = max(as_of, FIRST_KNOWN_DAY)
    if level == Level.COMMUNE:
        return city_communes(day)
    units = Unit.objects.in_force(day).filter(level=level)
    if level == Level.DISTRICT:
        return units.filter(parent__code=CITY)
    return units.filter(code=CITY)


@lru_cache(maxsize=64)
def _numbers(generation: int, level: str, day: date) -> frozenset[int]:
    return frozenset(_units_of(Level(level), day).values_list("pk", flat=True))


def _by_register(
    registers: Sequence[Register], days: Sequence[date]
) -> Mapping[int, list[Statement]]:
    rows = Evidence.objects.filter(register__in=registers)
    before, after = newest_and_later(rows, ("register", "unit"), days[0], days[-1])
    found: dict[int, list[Statement]] = defaultdict(list)
    for part in (before, *([after] if len(days) > 1 else [])):
        for row in part.values_list(*Statement._fields):
            found[row[1]].append(Statement._make(row))
    return found


def _read_days(
    register: Register, said: list[Statement], days: Sequence[date], generation: int
) -> Iterable[tuple[date, Reading]]:
    """Go through statements in the order in which they held, and stop at each day to read."""
    newest: dict[int, Statement] = {}
    waiting = iter(said)
    coming = next(waiting, None)
    for day in days:
        while coming is not None and coming.held_on <= day:
            newest[coming.unit_id] = coming
            coming = next(waiting, None)
        there, life = _numbers(generation, register.level, day), register.shelf_life_on(day)
        stated = {
            unit: Stated(one, _is_stale(life, one, day))
            for unit, one in newest.items()
            if unit in there
        }
        yield day, Reading(register, day, stated, sorted(there - stated.keys()), [])


def _is_stale(life: int | None, evidence: Statement, as_of: date) -> bool:
    return life is not None and (as_of - evidence.held_on).days > life
