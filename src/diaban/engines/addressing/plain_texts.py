"""Texts written plainly: a number, its lanes, a street or hamlet, and a commune behind a comma.

Most of what people look for is written so, and its parts are told by their places alone. What is
written in any other way is left to `parsing.parse`, which reads these texts alike, only slower.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from diaban.engines.addressing.components import Door, Lane
from diaban.engines.addressing.lexicon import (
    AREA_NAMES,
    BUILDING_NAMES,
    COUNTRY,
    DATE_STREETS,
    LANDMARKS,
    OPENERS,
    SUFFIXES,
    UNIT_WORDS,
)
from diaban.engines.addressing.matching import plain_number
from diaban.engines.addressing.words import read_word

__all__ = ["PlainText", "UnitNamed", "read_plain_text", "read_unit"]

_MOST_LETTERS = 200
_NUMBER = r"\d{1,4}[a-z]?(?:-\d{1,4}[a-z]?)?"
_CHAIN = rf"{_NUMBER}(?:/{_NUMBER}){{0,5}}"
_LANE_WORDS = "ngõ|ngo|ngách|ngach|hẻm|hem|kiệt|kiet"
_WORDS = r"[^\W\d_]+(?: [^\W\d_]+)*"
_NAMED = rf"(?: +|\. *)({_WORDS}(?: - {_WORDS})?)"
_HEAD = re.compile(
    rf"\s*(?:(?:số nhà|so nha|nhà số|nha so|số|so|sn) +)?({_CHAIN})"
    rf"((?:,? +(?:{_LANE_WORDS}) +{_CHAIN}(?![\w/-]))*)(?:,? +|$)(?!(?:bis|ter)\b)(?=[^\W\d_])",
    re.IGNORECASE,
)
_LANE = re.compile(rf"({_LANE_WORDS}) +({_CHAIN})", re.IGNORECASE)
_PART = re.compile(
    r"(?P<group>(?:tổ dân phố|to dan pho|tdp|tổ|to|xóm|xom) +(?:(?:số|so) +)?\d{1,3}[a-z]?)"
    rf"|(?P<hamlet>(?:thôn|thon|xóm|xom) +{_WORDS}|(?:thôn|thon) +\d{{1,3}})"
    rf"|(?P<unit>(?:phường|phuong|xã|xa|thị trấn|thi tran|p|x|tt){_NAMED})"
    r"|(?P<street>(?P<word>(?:đường|duong|phố|pho) +)?"
    rf"(?P<name>{_WORDS}|(?:số|so) +\d{{1,3}}))",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(phường|phuong|xã|xa|thị trấn|thi tran|quận|quan|huyện|huyen|thị xã|thi xa|p|x|tt|q|h|tx)"
    rf"{_NAMED}",
    re.IGNORECASE,
)
_KINDS = {
    "phuong": "phường", "p": "phường", "xa": "xã", "x": "xã", "thi tran": "thị trấn",
    "tt": "thị trấn", "quan": "quận", "q": "quận", "huyen": "huyện", "h": "huyện",
    "thi xa": "thị xã", "tx": "thị xã",
}  # fmt: skip
# ngách opens off ngõ, hẻm off ngách
_DEPTHS = {"ngo": 0, "kiet": 0, "ngach": 1, "hem": 2}
# words that announce something: a name of a street with one of them is read with care
_SPEAKING = frozenset(
    word
    for known in (OPENERS, UNIT_WORDS, SUFFIXES, AREA_NAMES, BUILDING_NAMES, LANDMARKS, COUNTRY)
    for key in known
    for word in key.split()[:1]
)


class PlainText(NamedTuple):
    """The parts of a text that is written plainly.

    ``street`` has its word, ``locality`` the hamlet before the group, ``way`` the first name of
    the two, the street's without its word. ``tail``: from the commune on, or the city; empty where
    the text ends with the street's name, which a word for streets then announces.

    >>> read_plain_text("12 phố Hàng Bông").tail
    ''
    """

    doors: tuple[Door, ...]
    street: str
    locality: str
    way: str
    tail: str


class UnitNamed(NamedTuple):
    """A commune or a district as named: the kind's word in full, and the name.

    >>> UnitNamed("phường", "Cầu Giấy").is_commune, str(UnitNamed("quận", "Cầu Giấy"))
    (True, 'quận Cầu Giấy')
    """

    kind: str
    name: str

    @property
    def is_commune(self) -> bool:
        """Whether the word is one for a commune."""
        return self.kind in {"phường", "xã", "thị trấn"}

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def read_unit(text: str) -> UnitNamed | None:
    """Read a unit that is named with the word for its kind, and nothing else.

    >>> read_unit("P.Cầu Giấy"), read_unit("Cầu Giấy")
    (UnitNamed(kind='phường', name='Cầu Giấy'), None)
    """
    found = _UNIT.fullmatch(text)
    if found is None:
        return None
    kind = found[1].lower()
    return UnitNamed(_KINDS.get(kind, kind), found[2])


def read_plain_text(text: str) -> PlainText | None:
    """Read a text that is written plainly; None where it is not.

    >>> plain = read_plain_text("Số 9 ngách 68 ngõ 53, phố Hàng Bông, tổ 4, P. Hoàn Kiếm, HN")
    >>> plain.doors[0].path, plain.street, plain.locality, plain.tail
    (('53', '68', '9'), 'phố Hàng Bông', 'tổ 4', 'P. Hoàn Kiếm, HN')
    >>> read_plain_text("tòa CT2, 9 Hàng Bông")
    """
    if len(text) > _MOST_LETTERS or not unicodedata.is_normalized("NFC", text):
        return None
    head = _HEAD.match(text)
    if head is None:
        return None
    doors = _read_doors(head[1], head[2])
    if not doors:
        return None
    parts = [part.strip() for part in text[head.end() :].split(",")]
    return _read_parts(doors, parts)


def _read_parts(doors: tuple[Door, ...], parts: list[str]) -> PlainText | None:
    street = name = ""
    announced = False
    places: list[str] = []
    hamlets: list[str] = []
    after = 0
    in_commune = False
    for part in parts:
        found = _PART.fullmatch(part)
        kind = found.lastgroup if found is not None else None
        if kind == "group":
            places.append(part)
        elif kind == "hamlet":
            hamlets.append(part)
        elif kind == "unit" or street:
            in_commune = kind == "unit"
            break
        elif found is None:
            return None
        else:
            street, name, announced = part, found["name"], found["word"] is not None
            if not announced and not _is_bare_name(name):
                return None
        after += 1
    names = [name, *hamlets]
    if not any(names) or not (announced or in_commune):
        return None
    tail = ", ".join(parts[after:])
    return PlainText(doors, street, ", ".join([*hamlets, *places]), names[0] or names[1], tail)


def _is_bare_name(name: str) -> bool:
    """Whether no word of a name could announce something else."""
    words = [read_word(raw).plain for raw in name.split()]
    return len(words[0]) > 1 and _SPEAKING.isdisjoint(words)


@lru_cache(maxsize=50_000)
def _read_doors(house: str, lanes: str) -> tuple[Door, ...]:
    """Return each way to read house and lanes; none where the words do not settle it."""
    chain = [plain_number(number) for number in house.split("/")]
    inside = [(read_word(raw).plain, numbers.split("/")) for raw, numbers in _LANE.findall(lanes)]
    depths = {_DEPTHS[word] for word, _ in inside}
    several = len(inside) > 1 and any(len(numbers) > 1 for _, numbers in inside)
    if len(depths) < len(inside) or several or (len(chain) > 1 and inside):
        return ()
    if house in DATE_STREETS:
        return ()
    if len(chain) > 1:
        orders = (chain, chain[::-1])
        return tuple([Door(order[-1], _lanes("", order[:-1])) for order in orders])
    inside.sort(key=lambda one: _DEPTHS[one[0]])
    return (Door(chain[0], tuple([lane for one in inside for lane in _lanes(*one)])),)


def _lanes(word: str, numbers: list[str]) -> tuple[Lane, ...]:
    words = [word, *[""] * len(numbers)]
    return tuple([Lane(w, plain_number(n)) for w, n in zip(words, numbers, strict=False)])
