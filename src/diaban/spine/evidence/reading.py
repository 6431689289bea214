"""What the register says of a day: the newest statement that held by then, while it is fresh."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from diaban.engines.measuring import Count, roll_up
from diaban.spine.evidence.models import Evidence, Register
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.units import CITY, city_communes

# from when on the registry holds the city's units; 579 communes had become 526 on that day
FIRST_KNOWN_DAY = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Stated:
    """One place's evidence as of a day; of a stale one only how many there were is still told."""

    evidence: Evidence
    stale: bool

    @property
    def count(self) -> Count:
        said = self.evidence.count
        return Count(unknown=said.belonging) if self.stale else said


@dataclass(frozen=True, slots=True)
class Reading:
    """A register as of a day: what places stated, and which said nothing at all.

    Of the silent nobody knows how many there are to count, so the sum cannot hold them: it is of
    those that spoke, and says how many did not.
    """

    register: Register
    as_of: date
    stated: dict[int, Stated]
    silent: list[int]

    @property
    def total(self) -> Count:
        return roll_up(one.count for one in self.stated.values())

    @property
    def synthetic(self) -> bool:
        return any(one.evidence.synthetic for one in self.stated.values())

    @property
    def counts(self) -> dict[int, Count]:
        return {unit: one.count for unit, one in self.stated.items()}


def read_register(register: Register, as_of: date, units: Iterable[int] | None = None) -> Reading:
    """Read what a register says of a day, of all its places or of ``units`` (row numbers).

    Places are those in force on the day; a unit that lapsed before keeps its history, which is
    read as of a day on which it stood.
    """
    places = set(places_of(register, as_of).values_list("pk", flat=True))
    if units is not None:
        places &= set(units)
    newest: dict[int, Evidence] = {}
    said = Evidence.objects.filter(register=register, held_on__lte=as_of, unit__in=places)
    for one in said.order_by("held_on", "id"):
        newest[one.unit_id] = one
    stated = {unit: Stated(one, _is_stale(register, one, as_of)) for unit, one in newest.items()}
    return Reading(register, as_of, stated, sorted(places - set(stated)))


def places_of(register: Register, as_of: date):
    """Return the units that a register is about on a day.

    Of earlier days the oldest units stand that the registry knows: those of 1 January 2025.
    """
    day = max(as_of, FIRST_KNOWN_DAY)
    if register.level == Level.COMMUNE:
        return city_communes(day)
    units = Unit.objects.in_force(day).filter(level=register.level)
    if register.level == Level.DISTRICT:
        return units.filter(parent__code=CITY)
    return units.filter(code=CITY)


def _is_stale(register: Register, evidence: Evidence, as_of: date) -> bool:
    life = register.shelf_life_days
    return life is not None and (as_of - evidence.held_on).days > life
