"""A registered address as the searcher works with it: its columns read into comparable parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from diaban.engines.addressing.components import Door, Lane
from diaban.engines.addressing.doorkeys import door_key, read_house_number
from diaban.engines.addressing.words import fold_words

__all__ = [
    "Columns",
    "Locality",
    "Registered",
    "name_building",
    "name_way",
    "names_of_way",
    "read_columns",
    "read_doors",
    "read_locality",
]

# with its marks the word is sure; without them "duong" may begin a name as well
_KIND = re.compile(r"^(?:đường phố|đường|phố|đại lộ|đg|đ|p|dg|dl)(?:[. ] *)(?=\S)", re.IGNORECASE)
_PLAIN_KIND = re.compile(r"^(?:duong pho|duong|pho|dai lo|d)(?:[. ] *)(?=\S)", re.IGNORECASE)
_NUMBERED = re.compile(r"\bso (?=\d)")
_SHORT = {"ql": "quoc lo", "tl": "tinh lo", "dt": "tinh lo"}
_NUMBER = r"[a-z]{0,3}\d+(?: ?(?:bis|ter)|[a-z])?\d?(?: ?- ?[a-z]{0,2}\d+[a-z]?)?"
_CHAIN = rf"{_NUMBER}(?: ?/ ?{_NUMBER})*"
_LANE = re.compile(rf"\b(ngo|ng|kiet|k|ngach|ngh|hem|h)\.? ?(?:so )?({_CHAIN})(?![\w])")
_HOUSE = re.compile(rf"^(?:(?:nha so|so nha|nha|so|sn)\.? ?)?({_CHAIN})(?![\w])")
_DEPTH = {"ngo": 1, "ng": 1, "kiet": 1, "k": 1, "ngach": 2, "ngh": 2, "hem": 3, "h": 3}
_PLAIN_WORDS = {"ng": "ngo", "k": "kiet", "ngh": "ngach", "h": "hem"}
_GROUP = re.compile(
    r"\b(?:to dan pho|tdp|to|xom|x|doi|cum|khu pho|kp|khu|kv)\.? ?(?:so )?0*(\d+[a-z]?)\b"
)
_VILLAGE = re.compile(r"^(?:thon|lang|ban|ap|xom|buon|khom|t|x)(?: |$)(?=\S)")
_BUILDING = re.compile(
    r"\b(?:toa nha|toa|chung cu|cc|ccmn|mini|khu tap the|ktt|tt|khu do thi|khu dt|kdt|khu|nha|block"
    r"|kcn|khu cong nghiep)\b"
)
_DASHES = str.maketrans("–—−", "---")


@dataclass(frozen=True, slots=True)
class Locality:
    """A hamlet's folded name without its word, and the number of a group or xóm in it.

    >>> read_locality("xóm 3, thôn Đông Ngàn")
    Locality(hamlet='dong ngan', group='3')
    """

    hamlet: str = ""
    group: str = ""


class Columns(NamedTuple):
    """The written parts of a registered address.

    >>> Columns("9", "ngõ 53", "phố Cầu Giấy").street
    'phố Cầu Giấy'
    """

    house_number: str = ""
    lanes: str = ""
    street: str = ""
    locality: str = ""
    building: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered address; ``doors`` has two readings where its slash chain is undecided.

    ``commune`` and ``former``, the commune of before July 2025, are the caller's numbers.

    >>> one = read_columns(7, 3, Columns("9", "ngách 68, ngõ 53", "phố Cầu Giấy"))
    >>> one.doors[0].path, one.way, len(one.keys)
    (('53', '68', '9'), 'cau giay', 1)
    """

    number: int
    commune: int
    doors: tuple[Door, ...]
    street: str
    way: str
    locality: Locality
    building: str
    columns: Columns
    former: int = 0

    @property
    def forms(self) -> tuple[str, ...]:
        """The folded names under which it is looked up: street, hamlet, building, else group."""
        names = [self.way, self.locality.hamlet, self.building]
        if not any(names) and self.locality.group:
            names.append(f"to {self.locality.group}")
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def keys(self) -> list[int]:
        """Every key under which it is found; a range of numbers under both its ends."""
        return list(
            dict.fromkeys(
                door_key(form, self.commune, _lanes(door), house)
                for form in self.forms
                for door in self.doors
                for house in _ends(door.house)
            )
        )


def _lanes(door: Door) -> tuple[str, ...]:
    return tuple([lane.number for lane in door.lanes])


def _ends(house: str) -> tuple[str, ...]:
    until = read_house_number(house).until
    return (house, until) if until else (house,)


def read_columns(number: int, commune: int, columns: Columns, former: int = 0) -> Registered:
    """Read the columns of one registered address.

    >>> [door.path for door in read_columns(1, 3, Columns("9/4/68", "", "Cầu Giấy")).doors]
    [('9', '4', '68'), ('68', '4', '9')]
    """
    return Registered(
        number,
        commune,
        read_doors(columns.house_number, columns.lanes),
        columns.street,
        name_way(columns.street),
        read_locality(columns.locality),
        name_building(columns.building),
        columns,
        former,
    )


@lru_cache(maxsize=200_000)
def read_doors(house: str, lanes: str = "") -> tuple[Door, ...]:
    """Return the ways to read a house number and its lanes, the likelier first.

    >>> [door.path for door in read_doors("12A", "ngách 78/34")]
    [('78', '34', '12a')]
    >>> [door.path for door in read_doors("Số 5 ngõ 68")]
    [('68', '5')]
    """
    text = f"{_plain(house)} , {_plain(lanes)}" if lanes else _plain(house)
    ranked: list[tuple[int, str, tuple[str, ...]]] = []

    def take(found: re.Match[str]) -> str:
        word = found[1]
        ranked.append((_DEPTH[word], _PLAIN_WORDS.get(word, word), _split(found[2])))
        return " "

    rest = _LANE.sub(take, text).strip(" ,")
    own = _HOUSE.match(rest)
    chain = _split(own[1]) if own else (_squeeze(rest),) if rest and not lanes else ()
    named = [
        Lane(word if place == len(numbers) - 1 else "", number)
        for _, word, numbers in sorted(ranked, key=lambda one: one[0])
        for place, number in enumerate(numbers)
    ]
    if len(chain) < 2:
        return (Door(chain[0] if chain else "", tuple(named)),)
    orders = (chain, chain[::-1]) if not named else (chain[::-1], chain)
    doors = [
        Door(order[-1], (*named, *(Lane("", number) for number in order[:-1]))) for order in orders
    ]
    return tuple(dict.fromkeys(doors))


@lru_cache(maxsize=200_000)
def name_way(text: str) -> str:
    """Return the key of a street: folded, without the word that says what it is.

    >>> name_way("phố Hàng Bông"), name_way("Đường số 5"), name_way("QL 32"), name_way("đường 3/2")
    ('hang bong', '5', 'quoc lo 32', '3 2')
    >>> name_way("đường Dương Nội"), name_way("Dương Nội"), name_way("Phó Đức Chính")
    ('duong noi', 'duong noi', 'pho duc chinh')
    """
    bare = _KIND.sub("", text.strip(), count=1)
    if bare == text.strip():
        bare = _PLAIN_KIND.sub("", bare, count=1)
    return _key(bare)


def names_of_way(text: str) -> tuple[str, ...]:
    """Return the keys that a text may mean: "duong noi" is Nội Street, or Dương Nội.

    >>> names_of_way("duong noi"), names_of_way("đường Nội")
    (('noi', 'duong noi'), ('noi',))
    """
    form = name_way(text)
    whole = _key(text) if text[:1] in "dDpP" else form
    return (form,) if whole == form else (form, whole)


def _key(text: str) -> str:
    folded = _NUMBERED.sub("", fold_words(text))
    return " ".join([_SHORT.get(word, word) for word in folded.split()])


@lru_cache(maxsize=200_000)
def read_locality(text: str) -> Locality:
    """Read a hamlet, a group or both.

    >>> read_locality("Tổ dân phố số 12"), read_locality("thôn Cổ Điển").hamlet
    (Locality(hamlet='', group='12'), 'co dien')
    """
    hamlet = group = ""
    for part in text.split(","):
        folded = fold_words(part)
        found = _GROUP.search(folded)
        if found:
            group = group or found[1]
            folded = (folded[: found.start()] + folded[found.end() :]).strip()
        name = _VILLAGE.sub("", folded)
        hamlet = hamlet or name
    return Locality(hamlet, group)


@lru_cache(maxsize=200_000)
def name_building(text: str) -> str:
    """Return the key of a building or an estate; empty where the words name none.

    >>> name_building("Tòa nhà CT2A, KĐT Văn Quán"), name_building("chung cư mini")
    ('ct2a van quan', '')
    """
    return " ".join(_BUILDING.sub(" ", fold_words(text)).split())


def _plain(text: str) -> str:
    """Fold a door's column and keep what stands between numbers."""
    words = [
        fold_words(piece) if piece[:1].isalnum() else piece
        for piece in re.findall(r"[^\W_]+|[/\-,.]", text.translate(_DASHES))
    ]
    return " ".join(words).replace(" / ", "/").replace(" - ", "-")


def _split(chain: str) -> tuple[str, ...]:
    return tuple(_squeeze(number) for number in chain.split("/"))


def _squeeze(number: str) -> str:
    return number.replace(" ", "")
