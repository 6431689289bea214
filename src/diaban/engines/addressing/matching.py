"""How likely a registered address is the door that a text asks for, and why.

Each part is compared into a level; levels have weights, which `scripts/fit_address_matching.py`
fits on made-up questions with known answers, doors that are not registered among them. The
candidates of one question are rivals of one another and of "none of these", so that what is
answered is a probability and not a mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log

from diaban.engines.addressing.components import Door, Kind, Lane, ParsedAddress
from diaban.engines.addressing.directory import NamedWay, spell
from diaban.engines.addressing.doorkeys import HouseNumber, read_house_number
from diaban.engines.addressing.match_weights import WEIGHTS
from diaban.engines.addressing.registered import (
    Locality,
    Registered,
    name_building,
    name_way,
    read_locality,
)
from diaban.engines.addressing.streets import compare_marks
from diaban.engines.addressing.words import fold_words

__all__ = [
    "FIELDS",
    "Asked",
    "Levels",
    "Match",
    "Within",
    "compare",
    "read_question",
    "unread_way",
    "weigh",
]

FIELDS = ("house", "lanes", "name", "locality", "building", "commune", "former")
# what a level is called where it is worth telling
_REASONS = {
    "house": {
        "differs": "house_differs",
        "letter": "house_letter_differs",
        "range": "house_in_range",
        "not_asked": "house_not_asked",
        "not_registered": "house_not_registered",
    },
    "lanes": {
        "turned": "lane_order_unknown",
        "partly": "lane_missing",
        "differs": "lane_differs",
    },
    "name": {
        "marks_differ": "street_marks_differ",
        "one_slip": "street_typo",
        "two_slips": "street_typo",
        "initials": "street_initials",
        "prefix": "street_completed",
        "inner": "street_completed",
        "part": "street_in_part",
        "other_kind": "name_of_hamlet_or_building",
    },
    "locality": {"group_differs": "group_differs", "hamlet_differs": "hamlet_differs"},
    "building": {"differs": "building_differs"},
    "commune": {
        "candidate": "commune_from_split",
        "not_said": "commune_not_said",
        "elsewhere": "commune_elsewhere",
    },
    "former": {"differs": "former_commune_differs"},
}
_INSIDE = (Kind.BUILDING, Kind.BLOCK, Kind.AREA)
_SURE = 0.9
_LEAST = 1e-4
_MOST_LETTERS = 400
_UNIT_WORD = re.compile(
    r"(?:phường|phuong|xã|xa|thị trấn|thi tran|quận|quan|huyện|huyen|thị xã|thi xa|p|x|tt|q|h|tx)"
    r"[. ]",
    re.IGNORECASE,
)
# "xólm 4": the word for a group with a slip in it, where a hamlet is named too
_SPOILT_GROUP = re.compile(r"^(?!đường|phố|ngõ|quốc|tỉnh)[^\W\d_]{1,5} (\d+[a-z]?)$", re.IGNORECASE)
_WAY_WORD = re.compile(r"(?:^|(?<=[\s,]))(?:đường|duong|phố|pho|đại lộ|dai lo)[. ]+", re.IGNORECASE)
_BEHIND_NUMBER = re.compile(
    r"^.*\d[^\s,]*(?:\s+(?:bis|ter|[a-h])(?![^\W_]))?(?:\s+|$)", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Within:
    """Where the text says that the door lies, by the caller's numbers with probabilities.

    ``communes``: those in force that it may lie in; ``formers``: those of before July 2025 that it
    names. Both are empty where nothing is named. ``named``: whether words for units say so, and
    not a name alone, which may be a street's.

    >>> Within({3: 0.7, 4: 0.3}).formers
    {}
    """

    communes: Mapping[int, float] = field(default_factory=dict)
    formers: Mapping[int, float] = field(default_factory=dict)
    named: bool = False


_NOWHERE = Locality()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text asks for, in comparable form.

    ``unread``: all that stands behind the last number, for where the reader took a street's words
    for a unit's; ``unfinished``: whether the text ends with it, as one that is still being typed.

    >>> Asked().within.communes
    {}
    """

    doors: tuple[Door, ...] = ()
    street: str = ""
    street_text: str = ""
    within: Within = field(default_factory=Within)
    unread: str = ""
    unfinished: bool = False
    locality: Locality = _NOWHERE
    building: str = ""


@dataclass(frozen=True, slots=True)
class Levels:
    """One candidate compared: a level of each field, and how likely its commune is.

    >>> Levels(("same", "none", "exact", "unknown", "unknown", "named", "unknown")).commune
    1.0
    """

    levels: tuple[str, ...]
    commune: float = 1.0

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes for what does not simply agree."""
        return _tell(self.levels)


@lru_cache(maxsize=10_000)
def _tell(levels: tuple[str, ...]) -> tuple[str, ...]:
    told = (_REASONS[name].get(level) for name, level in zip(FIELDS, levels, strict=True))
    return tuple([reason for reason in told if reason])


@dataclass(frozen=True, slots=True)
class Match:
    """A registered address with the probability that it is the door asked for.

    >>> from diaban.engines.addressing.registered import Columns, read_columns
    >>> Match(read_columns(7, 3, Columns("9", "", "Cầu Giấy")), 0.98).address.number
    7
    """

    address: Registered
    probability: float
    reasons: tuple[str, ...] = ()
    levels: Levels | None = None


def read_question(parsed: ParsedAddress, within: Within) -> Asked:
    """Bring a parsed text to the form in which it is compared.

    >>> from diaban.engines.addressing.components import ParsedAddress
    >>> read_question(ParsedAddress("", street="Lý Thái Tổ"), Within()).street
    'li thai to'
    """
    texts: dict[Kind, list[str]] = {}
    for one in parsed.components:
        texts.setdefault(one.kind, []).append(one.text)
    street = texts.get(Kind.STREET, [parsed.street])[0]
    hamlet = ", ".join(texts.get(Kind.HAMLET, [parsed.hamlet]))
    group = ", ".join(texts.get(Kind.GROUP, [parsed.group]))
    if hamlet and (spoilt := _SPOILT_GROUP.match(street)):
        group, street = f"tổ {spoilt[1]}", ""
    locality = ", ".join(part for part in (hamlet, group) if part)
    building = " ".join([text for kind in _INSIDE for text in texts.get(kind, ())])
    unread = unread_way(parsed.input)
    if not street and _is_only_unit(parsed, unread):
        within = Within()
    return Asked(
        tuple([_plain_door(door) for door in parsed.doors]),
        name_way(street) if street else "",
        street,
        within,
        unread,
        bool(unread) and parsed.input.endswith(unread),
        read_locality(locality) if locality else _NOWHERE,
        name_building(building) if building else "",
    )


def unread_way(text: str) -> str:
    """Return what stands behind the word for a street, else behind the house's number.

    >>> unread_way("Số nhà 39 ngõ 5 phố Pháo Đài Láng, tổ 4"), unread_way("12 bis, Hàng Gai, HN")
    ('Pháo Đài Láng', 'Hàng Gai')
    """
    text = text[:_MOST_LETTERS]
    word = _WAY_WORD.search(text)
    if word is not None and "," not in text[word.end() - 1 : word.end()]:
        return text[word.end() :].split(",", maxsplit=1)[0].strip()
    for part in text.split(","):
        behind = _BEHIND_NUMBER.sub("", part, count=1).strip()
        if behind:
            return behind
    return ""


def _is_only_unit(parsed: ParsedAddress, text: str) -> bool:
    """Whether a text is all that names a unit below the province: it may be a street as well."""
    below = [one for one in parsed.components if one.kind in (Kind.COMMUNE, Kind.DISTRICT)]
    return len(below) == 1 and below[0].text == text and not _UNIT_WORD.match(text)


def compare(asked: Asked, address: Registered, named: NamedWay) -> Levels:
    """Compare one candidate; ``named``: its way, and how that was found.

    >>> from diaban.engines.addressing.registered import Columns, read_columns, read_doors
    >>> address = read_columns(7, 3, Columns("11", "", "Cầu Giấy"))
    >>> asked = Asked(read_doors("9"), "cau giay", "Cầu Giấy", Within({3: 1.0}))
    >>> from diaban.engines.addressing.streets import NameFound
    >>> compare(asked, address, NamedWay("cau giay", NameFound(1, "exact"), "Cầu Giấy")).reasons
    ('house_differs',)
    """
    house, lanes = _compare_doors(asked.doors, address.doors)
    commune, likely = _compare_communes(asked.within.communes, address.commune)
    levels = (
        house,
        lanes,
        _compare_names(asked, address, named),
        _compare_localities(asked.locality, address.locality, named.form),
        _compare_buildings(asked.building, address.building),
        commune,
        _compare_formers(asked.within.formers, address.former),
    )
    return Levels(levels, likely)


def weigh(compared: Sequence[tuple[Registered, Levels]]) -> list[Match]:
    """Return the candidates of one question with their probabilities, the likeliest first.

    What is left to 1 is the probability that none of them is meant. Rows that say the same door
    are no rivals.
    """
    odds = [_odds(levels) for _, levels in compared]
    total = 1.0
    if len(compared) == 1:
        total += odds[0]
    else:
        best: dict[object, float] = {}
        for (address, _), own in zip(compared, odds, strict=True):
            door = _identity(address)
            best[door] = max(best.get(door, 0.0), own)
        total += sum(best.values())
    found = [
        Match(address, round(own / total, 4), levels.reasons, levels)
        for (address, levels), own in zip(compared, odds, strict=True)
    ]
    return sorted(found, key=lambda match: (-match.probability, match.address.number))


def _odds(levels: Levels) -> float:
    """How much likelier it is than not that a candidate is meant, its rivals left aside."""
    told = _weigh_levels(levels.levels)
    if levels.commune != 1.0:
        told += WEIGHTS["likely"][""] * log(max(levels.commune, _LEAST))
    return exp(min(told, 50.0))


@lru_cache(maxsize=10_000)
def _weigh_levels(levels: tuple[str, ...]) -> float:
    told = WEIGHTS["none"][""]
    for name, level in zip(FIELDS, levels, strict=True):
        told += WEIGHTS[name][level]
    return told


def _identity(address: Registered) -> object:
    door = address.doors[0] if address.doors else None
    return (address.commune, address.way, address.locality, address.building, door)


def _plain_door(door: Door) -> Door:
    lanes = tuple([Lane(lane.word, plain_number(lane.number)) for lane in door.lanes])
    return Door(plain_number(door.house), lanes)


def plain_number(text: str) -> str:
    """Return a number or a lane's name as registered ones are written.

    >>> plain_number("12 Bis"), plain_number("Thông Phong")
    ('12bis', 'thong phong')
    """
    if text.isdecimal() and text.isascii() and text[0] != "0":
        return text
    if not any(letter.isdigit() for letter in text):
        return fold_words(text)
    plain = "".join(text.lower().replace("đ", "d").replace("–", "-").split())
    return plain.lstrip("0") or plain


def _compare_doors(asked: Sequence[Door], known: Sequence[Door]) -> tuple[str, str]:
    """Compare house and lanes in the best of all pairs of readings."""
    best, place = ("not_asked", "none"), 99
    for turn, one in enumerate(asked or (Door(),)):
        for other in known or (Door(),):
            lanes = _compare_lanes(one, other)
            house = _compare_houses(one.house, other.house)
            if lanes == "same" and turn:
                lanes = "turned"
            rank = _LANE_RANK[lanes] * 10 + _HOUSE_RANK[house]
            if rank < place:
                best, place = (house, lanes), rank
    return best


_LANE_RANK = {"same": 0, "none": 0, "turned": 1, "partly": 2, "differs": 3}
_HOUSE_RANK = {
    "same": 0, "none": 1, "range": 1, "letter": 2,
    "not_asked": 3, "not_registered": 4, "differs": 5,
}  # fmt: skip


def _compare_lanes(one: Door, other: Door) -> str:
    asked = tuple([lane.number for lane in one.lanes])
    known = tuple([lane.number for lane in other.lanes])
    if asked == known:
        return "same" if asked else "none"
    if asked == known[::-1]:
        return "turned"
    few, many = sorted((asked, known), key=len)
    if len(few) < len(many) and (many[: len(few)] == few or many[len(many) - len(few) :] == few):
        return "partly"
    return "differs"


def _compare_houses(asked: str, known: str) -> str:
    if asked == known:
        return "same" if asked else "none"
    if not asked:
        return "not_asked"
    if not known:
        return "not_registered"
    one, other = read_house_number(asked), read_house_number(known)
    if one[:3] == other[:3] and one.until == other.until:
        return "same"
    if _is_within(one, other) or _is_within(other, one):
        return "range"
    return "letter" if one.number == other.number and one.number else "differs"


def _is_within(one: HouseNumber, span: HouseNumber) -> bool:
    if not span.until:
        return False
    last = read_house_number(span.until).number
    return span.number <= one.number <= last and (one.number - span.number) % 2 == 0


def _compare_names(asked: Asked, address: Registered, named: NamedWay) -> str:
    if asked.street and address.way != named.form:
        return "other_kind"
    name = named.found
    if name.how == "typo":
        return "two_slips" if name.slips > 1 else "one_slip"
    if name.how in {"initials", "prefix", "inner", "part"}:
        return name.how
    if not named.text:
        return "exact"
    written = spell(_written(address, named.form), named.form)
    return ("marks_differ", "exact", "marks_agree")[compare_marks(named.text, written) + 1]


def _written(address: Registered, form: str) -> str:
    columns = address.columns
    if form == address.way:
        return columns.street
    return columns.building if form == address.building else columns.locality


def _compare_localities(one: Locality, other: Locality, form: str) -> str:
    """Compare hamlet and group; a hamlet that was looked up by its name agrees, however spelt."""
    if one.hamlet and other.hamlet and other.hamlet not in (one.hamlet, form):
        return "hamlet_differs"
    if one.group and other.group:
        return "same" if one.group == other.group else "group_differs"
    return "same" if one.hamlet and other.hamlet else "unknown"


def _compare_buildings(one: str, other: str) -> str:
    if not one or not other:
        return "unknown"
    words, others = set(one.split()), set(other.split())
    return "same" if words <= others or others <= words else "differs"


def _compare_communes(asked: Mapping[int, float], commune: int) -> tuple[str, float]:
    if not asked:
        return "not_said", 1.0
    likely = asked.get(commune)
    if likely is None:
        return "elsewhere", 1.0
    return ("named", 1.0) if likely >= _SURE or len(asked) == 1 else ("candidate", likely)


def _compare_formers(asked: Mapping[int, float], former: int) -> str:
    if not asked or not former:
        return "unknown"
    return "same" if former in asked else "differs"
