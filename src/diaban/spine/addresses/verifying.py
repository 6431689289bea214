"""Is this address real, and spelled so? An answer for a text, a code or an identifier."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from diaban.engines.addressing import parse
from diaban.engines.addressing.matching import FIELDS, Match
from diaban.spine.addresses.public_doors import (
    PublicDoor,
    Territory,
    door_of_digital_address,
    doors_in_cell,
    doors_that_had,
    read_door,
    read_doors,
)
from diaban.spine.addresses.searching import search_addresses
from diaban.spine.addresses.written_answers import SURE
from diaban.spine.parties.models import User
from diaban.spine.places.gazetteer import address_gazetteer

REAL, NEAR, UNKNOWN = "real", "near", "unknown"
MOST_OTHERS = 5
# which part of an address a reason of the search speaks of
_PARTS = {
    "house_differs": "house_number",
    "house_letter_differs": "house_number",
    "house_in_range": "house_number",
    "house_not_asked": "house_number",
    "house_not_registered": "house_number",
    "lane_order_unknown": "lanes",
    "lane_missing": "lanes",
    "lane_differs": "lanes",
    "street_marks_differ": "street",
    "street_typo": "street",
    "street_initials": "street",
    "street_completed": "street",
    "street_in_part": "street",
    "name_of_hamlet_or_building": "street",
    "group_differs": "locality",
    "hamlet_differs": "locality",
    "building_differs": "building",
    "street_spelled_otherwise": "street",
    "commune_before_july_2025": "commune",
    "commune_from_split": "commune",
    "commune_not_said": "commune",
    "commune_elsewhere": "commune",
    "former_commune_differs": "commune",
}
# with one of these it is another door than was written
ANOTHER_DOOR = {
    "house_differs",
    "house_letter_differs",
    "house_not_asked",
    "house_not_registered",
    "lane_missing",
    "lane_differs",
    "commune_elsewhere",
    "building_differs",
}
_STREET_WORD = re.compile(r"^(?:đường|phố|đại lộ)\s+", re.IGNORECASE)
_FORMER = FIELDS.index("former")


@dataclass(frozen=True)
class Difference:
    """A part that is written otherwise than registered, and the search's reason for saying so."""

    part: str
    written: str
    registered: str
    reason: str


@dataclass(frozen=True)
class Verified:
    """``door`` is the one that was meant or is nearest; ``others`` may be meant as well.

    ``asked`` is written, code or identifier; ``probability`` that ``door`` is the one meant.
    """

    asked: str
    verdict: str
    door: PublicDoor | None = None
    differences: tuple[Difference, ...] = ()
    others: list[PublicDoor] = field(default_factory=list)
    probability: float = 0.0
    reasons: tuple[str, ...] = ()

    @property
    def spelled_so(self) -> bool:
        """Whether it is registered exactly as it was written."""
        return self.verdict == REAL and not self.differences


def verify_identifier(number: int, territory: Territory) -> Verified:
    """Verify an identifier, by its number; one that another door answers for is near."""
    door = read_door(number, territory)
    if door is None:
        return Verified("identifier", UNKNOWN, reasons=("not_registered",))
    if door.number == number:
        return Verified("identifier", REAL, door, probability=1.0)
    return Verified("identifier", NEAR, door, probability=1.0, reasons=("another_answers",))


def verify_digital_address(text: str, territory: Territory) -> Verified:
    """Verify a 10-digit digital address."""
    door = door_of_digital_address(text, territory)
    if door is None:
        return Verified("identifier", UNKNOWN, reasons=("not_registered",))
    return Verified("identifier", REAL, door, probability=1.0)


def verify_code(code: str, order_key: int | None, territory: Territory) -> Verified:
    """Verify a code; ``order_key`` is its cell's, None where it can have none.

    Doors of one cell share their code: then it is real, and which door is meant is open.
    """
    doors = doors_in_cell(order_key, territory) if order_key is not None else []
    exact = [door for door in doors if door.vpostcode == code] or (doors if len(code) < 12 else [])
    if exact:
        return _one_of("code", REAL, exact, ())
    lapsed = doors_that_had(code, territory)
    if lapsed or doors:
        found = lapsed or doors
        told = (Difference("vpostcode", code, found[0].vpostcode, "code_lapsed"),)
        reasons = ("code_lapsed",) if lapsed else ("code_of_another_area",)
        return _one_of("code", NEAR, found, reasons, told if len(found) == 1 else ())
    return Verified("code", UNKNOWN, reasons=("no_door_in_cell" if order_key else "no_cell",))


def _one_of(
    asked: str,
    verdict: str,
    doors: list[PublicDoor],
    reasons: tuple[str, ...],
    differences: tuple[Difference, ...] = (),
) -> Verified:
    if len(doors) == 1:
        return Verified(asked, verdict, doors[0], differences, [], 1.0, reasons)
    told = (*reasons, "several_doors")
    return Verified(asked, verdict, None, (), doors[:MOST_OTHERS], round(1 / len(doors), 4), told)


def verify_written(text: str, actor: User, territory: Territory) -> Verified:
    """Verify a written address among the doors that ``actor`` may see."""
    found = search_addresses(text, actor, MOST_OTHERS)
    matches = found.matches or found.nearest
    doors = read_doors([match.address.number for match in matches], territory)
    known = [match for match in matches if match.address.number in doors]
    if not known:
        return Verified("written", UNKNOWN, reasons=found.reasons or ("nothing_near",))
    best = known[0]
    others = [doors[match.address.number] for match in known[1:]]
    is_sure = bool(found.matches) and best.probability >= SURE
    is_same = is_sure and not ANOTHER_DOOR & set(best.reasons)
    door = doors[best.address.number]
    return Verified(
        "written",
        REAL if is_same else NEAR,
        door,
        _differences(text, best, door),
        [] if is_same else others,
        best.probability,
        (*found.reasons, *best.reasons),
    )


def _differences(text: str, match: Match, door: PublicDoor) -> tuple[Difference, ...]:
    reasons = [reason for reason in match.reasons if reason in _PARTS]
    if match.levels is not None and match.levels.levels[_FORMER] == "same":
        reasons.append("commune_before_july_2025")
    if not _names_street(text, door.street):
        reasons.append("street_spelled_otherwise")
    if not reasons:
        return ()
    written = _written_parts(text)
    registered = {
        "house_number": door.house_number,
        "lanes": door.lanes,
        "street": door.street,
        "locality": door.locality,
        "building": door.building,
        # told by whoever knows the unit's name
        "commune": "",
    }
    told: dict[str, Difference] = {}
    for reason in reasons:
        part = _PARTS[reason]
        told.setdefault(part, Difference(part, written[part], registered[part], reason))
    return tuple(told.values())


def _names_street(text: str, street: str) -> bool:
    """Whether a text has the name of a street letter by letter; the search forgives marks."""
    return _plain(_STREET_WORD.sub("", street)) in _plain(text)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _written_parts(text: str) -> dict[str, str]:
    gazetteer = address_gazetteer()
    read = parse(text, gazetteer)
    lanes = ", ".join(f"{lane.word} {lane.number}".strip() for lane in read.door.lanes)
    communes = [p for p in read.places if gazetteer.by_key(p.key).level == 2]
    return {
        "house_number": read.door.house,
        "lanes": lanes,
        "street": read.street,
        "locality": ", ".join(part for part in (read.hamlet, read.group) if part),
        "building": read.building,
        "commune": gazetteer.by_key(communes[0].key).full_name if communes else "",
    }
