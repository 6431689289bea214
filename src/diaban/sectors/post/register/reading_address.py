"""Following a written address into the register of addresses, and else as far as it leads.

An address is taken by itself only where the search is sure of that very door. A door that may be
meant is a candidate that a person decides. Without a door the street counts where the registry or
the imported map has it in a commune that the text allows, and without a street the commune.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from diaban.engines.addressing import Conversion, Evidence, Kind, ParsedAddress, convert, parse
from diaban.engines.addressing.matching import Match
from diaban.engines.addressing.searching import SearchAnswer
from diaban.sectors.post.choices import Resolution
from diaban.spine.addresses.commune_evidence import CommuneEvidence
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.searching import WholeCity, search_texts
from diaban.spine.addresses.verifying import ANOTHER_DOOR
from diaban.spine.addresses.written_answers import SURE
from diaban.spine.basemap.street_communes import REASON as ON_THE_MAP
from diaban.spine.places.distances import metres_between
from diaban.spine.places.gazetteer import address_gazetteer
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.units import CITY, commune_numbers, today

# a commune less sure than this is left open
SURE_COMMUNE = 0.8
# a door less likely than this is not worth a question
WORTH_ASKING = 0.2
MOST_CANDIDATES = 4
# a door of that name this far from the point's own position is another one, or one of them is wrong
FAR_METRES = 300.0
_COMMUNE_LEVEL = 2


class Asked(NamedTuple):
    """A written address to follow; ``position`` in degrees where the point has its own.

    ``refused``: addresses of which a person said that they are not meant.
    """

    text: str
    position: tuple[float, float] | None = None
    synthetic: bool = False
    refused: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Possible:
    """A registered address that may be meant, how likely, and why it is not simply taken."""

    address: int
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """How far a text led: an address, a street, a commune; ``possible`` are left to a person."""

    resolution: Resolution = Resolution.NOTHING
    address: int | None = None
    street: str = ""
    commune: int | None = None
    former: int | None = None
    possible: tuple[Possible, ...] = ()

    def facts(self) -> dict[str, object]:
        return {
            "resolution": int(self.resolution),
            "address": self.address,
            "street": self.street,
            "commune": self.commune,
            "former": self.former,
        }


def read_addresses(asked: Sequence[Asked]) -> list[Reading]:
    """Follow written addresses, many at a time; the registry is searched as the city sees it."""
    texts = _in_the_city([one.text for one in asked])
    parsed = {text: parse(text, address_gazetteer()) for text in texts}
    answers = list(search_texts(texts, WholeCity(), MOST_CANDIDATES, parsed))
    doors = _doors(answers)
    evidence = CommuneEvidence(today())
    return [
        _read(one, parsed[text], answer, doors, evidence)
        for one, text, answer in zip(asked, texts, answers, strict=True)
    ]


def _in_the_city(texts: Sequence[str]) -> list[str]:
    """Name the city where a text names no province: many provinces have a Bình Minh."""
    city = Unit.objects.filter(level=Level.PROVINCE, code=CITY).in_force(today()).first()
    if city is None:
        return list(texts)
    gazetteer = address_gazetteer()
    return [
        text if parse(text, gazetteer).of_kind(Kind.PROVINCE) else f"{text}, {city.name}"
        for text in texts
    ]


def _doors(answers: Iterable[SearchAnswer]) -> dict[int, Address]:
    """Return every door that was found, a flat's building in its place."""
    numbers = {match.address.number for answer in answers for match in _found(answer)}
    rows = Address.objects.everywhere("post points are followed into the whole register")
    known = rows.select_related("parent").in_bulk(numbers)
    return {number: row.parent or row for number, row in known.items()}


def _found(answer: SearchAnswer) -> tuple[Match, ...]:
    return answer.matches or answer.nearest


def _read(
    asked: Asked,
    parsed: ParsedAddress,
    answer: SearchAnswer,
    doors: dict[int, Address],
    evidence: CommuneEvidence,
) -> Reading:
    known = evidence.of(parsed, asked.position)
    conversion = convert(parsed, address_gazetteer(), evidence.as_of, known)
    commune, former = _communes(parsed, conversion)
    possible = _possible(asked, answer, doors)
    door = _sure_door(parsed, answer, possible, doors)
    if door is not None:
        return Reading(
            Resolution.ADDRESS, door.pk, door.street, door.commune_id or commune,
            door.former_id or former,
        )  # fmt: skip
    open_to_doubt = tuple(one for one in possible if one.probability >= WORTH_ASKING)
    street = _street(parsed, conversion, answer, known)
    if street:
        return Reading(Resolution.STREET, None, street, commune, former, open_to_doubt)
    found = Resolution.COMMUNE if commune or former else Resolution.NOTHING
    return Reading(found, None, "", commune, former, open_to_doubt)


def _communes(parsed: ParsedAddress, conversion: Conversion) -> tuple[int | None, int | None]:
    """Return the commune of today and the one of before July 2025, where each is sure."""
    now, before = commune_numbers()
    best = conversion.candidates[0] if conversion.candidates else None
    commune = now.get(best.code) if best and best.probability >= SURE_COMMUNE else None
    place = parsed.places[0] if parsed.places else None
    if place is None or place.probability < SURE_COMMUNE:
        return commune, None
    unit = address_gazetteer().by_key(place.key)
    is_former = unit.level == _COMMUNE_LEVEL and unit.valid_to is not None
    return commune, before.get(unit.code) if is_former else None


def _possible(asked: Asked, answer: SearchAnswer, doors: dict[int, Address]) -> list[Possible]:
    found: dict[int, Possible] = {}
    for match in _found(answer):
        door = doors.get(match.address.number)
        # made-up doors are nobody's, and what is made up has no real door
        if door is None or door.synthetic != asked.synthetic or door.pk in asked.refused:
            continue
        reasons = (*match.reasons, *(("position_far",) if _is_far(asked, door) else ()))
        if door.pk not in found:
            found[door.pk] = Possible(door.pk, round(match.probability, 4), reasons)
    return list(found.values())


def _is_far(asked: Asked, door: Address) -> bool:
    if asked.position is None or door.position is None:
        return False
    return metres_between(door.position, asked.position) > FAR_METRES


def _sure_door(
    parsed: ParsedAddress,
    answer: SearchAnswer,
    possible: Sequence[Possible],
    doors: dict[int, Address],
) -> Address | None:
    """Return the one door that was surely meant; a street alone names none."""
    best = answer.matches[0] if answer.matches else None
    if best is None or best.probability < SURE or not parsed.doors:
        return None
    door = doors.get(best.address.number)
    meant = next((one for one in possible if door is not None and one.address == door.pk), None)
    doubts = ANOTHER_DOOR | {"position_far"}
    return door if meant is not None and not doubts & set(meant.reasons) else None


def _street(
    parsed: ParsedAddress,
    conversion: Conversion,
    answer: SearchAnswer,
    known: Iterable[Evidence],
) -> str:
    """Return the street as it is written, where it is known in a commune that the text allows."""
    written = next((part.text for part in parsed.of_kind(Kind.STREET)), "")
    if not written:
        return ""
    allowed = {one.code for one in conversion.candidates}
    mapped = {code for one in known if one.reason == ON_THE_MAP for code in one.likelihoods}
    now, _ = commune_numbers()
    numbers = {now.get(code) for code in allowed}
    registered = any(way.how == "exact" and way.way.commune in numbers for way in answer.ways)
    return written[:120] if registered or mapped & allowed else ""
