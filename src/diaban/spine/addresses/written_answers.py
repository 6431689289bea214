"""What a written address means to the registry: its parts, its communes, the doors it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from diaban.engines.addressing import (
    Component,
    Conversion,
    Evidence,
    Kind,
    ParsedAddress,
    convert,
    parse,
)
from diaban.engines.addressing.matching import Match
from diaban.spine.addresses.commune_evidence import commune_evidence
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.searching import search_addresses
from diaban.spine.parties.models import User
from diaban.spine.places.gazetteer import address_gazetteer
from diaban.spine.places.models import Unit
from diaban.spine.places.units import TWO_TIER_FROM

# a door at least this sure is the one that was meant
SURE = 0.95
MOST_DOORS = 8
_TELLING = frozenset(
    {
        *(Kind.LANE, Kind.BUILDING, Kind.FLAT, Kind.HAMLET, Kind.GROUP, Kind.AREA),
        *(Kind.COMMUNE, Kind.DISTRICT, Kind.PROVINCE),
    }
)
_DOOR = frozenset({Kind.HOUSE, Kind.HOUSE_CHAIN})


@dataclass(frozen=True)
class FoundDoor:
    """A registered address that may be meant; ``probability`` over all of them is at most 1."""

    address: Address
    probability: float
    reasons: tuple[str, ...]

    @property
    def unit(self) -> Unit | None:
        """The commune it lies in, or else is declared to lie in."""
        return self.address.commune or self.address.declared_commune

    @property
    def line(self) -> str:
        """What anybody may see of it, with its commune."""
        unit = self.unit
        return ", ".join(
            part for part in (self.address.public_line, unit and unit.full_name) if part
        )


@dataclass(frozen=True)
class FoundStreet:
    """A street, hamlet or building of the registry in one commune; ``count`` doors are on it."""

    name: str
    unit: Unit | None
    count: int

    @property
    def line(self) -> str:
        return f"{self.name}, {self.unit.full_name}" if self.unit else self.name


@dataclass(frozen=True)
class WrittenAnswer:
    """``doors`` best first; ``nearest`` are neighbours where the very door is not registered."""

    address: ParsedAddress
    conversion: Conversion
    doors: list[FoundDoor]
    nearest: list[FoundDoor]
    streets: list[FoundStreet]
    reasons: tuple[str, ...]

    @property
    def is_address(self) -> bool:
        """Whether the text speaks of an address, and not of something else."""
        parts = self.address.components
        if any(part.kind in _TELLING or _is_announced(part) for part in parts):
            return True
        has_street = any(part.kind is Kind.STREET for part in parts)
        return has_street and parts[0].kind in _DOOR

    @property
    def is_found(self) -> bool:
        """Whether anything that is known bears the text out."""
        told = self.conversion
        return bool(self.doors or self.nearest or told.candidates or told.possible)

    @property
    def door(self) -> Address | None:
        """The one door that was meant, if that is sure."""
        best = self.doors[0] if self.doors else None
        return best.address if best is not None and best.probability >= SURE else None


class RegistryFound(NamedTuple):
    """What the registry has for a text, as `WrittenAnswer` tells it."""

    doors: list[FoundDoor]
    nearest: list[FoundDoor]
    streets: list[FoundStreet]
    reasons: tuple[str, ...]


def answer_written(text: str, actor: User, as_of: date) -> WrittenAnswer:
    """Read a text as an address and look for it among the doors that ``actor`` may see.

    The registry narrows the communes where it knows the door, and never beyond what the law allows.
    """
    gazetteer = address_gazetteer()
    address = parse(text, gazetteer)
    found = find_registered(text, actor)
    evidence = _evidence(found.doors, as_of) or commune_evidence(address, as_of)
    return WrittenAnswer(address, convert(address, gazetteer, as_of, evidence), *found)


def find_registered(text: str, actor: User) -> RegistryFound:
    """Find the doors and streets that a text, finished or not, may mean."""
    found = search_addresses(text, actor, MOST_DOORS)
    known = _read_doors([*found.matches, *found.nearest], actor)
    units = Unit.objects.in_bulk({one.way.commune for one in found.ways if one.way.commune})
    return RegistryFound(
        _doors(found.matches, known),
        _doors(found.nearest, known),
        [FoundStreet(o.way.written, units.get(o.way.commune), o.way.count) for o in found.ways],
        found.reasons,
    )


def _is_announced(part: Component) -> bool:
    return part.kind is Kind.STREET and part.reason == "announced"


def _read_doors(matches: Sequence[Match], actor: User) -> dict[int, Address]:
    rows = Address.objects.visible_to(actor).select_related(
        "commune__parent", "declared_commune__parent"
    )
    return rows.in_bulk([match.address.number for match in matches])


def _doors(matches: Sequence[Match], known: dict[int, Address]) -> list[FoundDoor]:
    return [
        FoundDoor(known[one.address.number], one.probability, one.reasons)
        for one in matches
        if one.address.number in known
    ]


def _evidence(doors: list[FoundDoor], as_of: date) -> list[Evidence]:
    """Tell in which communes the registry has the door; what is missing to 1 is elsewhere."""
    if as_of < TWO_TIER_FROM:
        return []
    likely: dict[str, float] = {}
    for door in doors:
        if door.address.commune is not None and door.probability >= SURE:
            likely[door.address.commune.code] = door.probability
    rest = 1.0 - sum(likely.values())
    return [Evidence("registry", likely, max(rest, 0.01))] if likely else []
