"""What an address is read into: components with their place in the text, and a door.

The kinds follow ISO 19160-4 where it has a word for them; lane, hamlet and group are Vietnamese.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

__all__ = ["Component", "Door", "Element", "Kind", "Lane", "Orientation", "ParsedAddress", "Place"]


class Kind(StrEnum):
    """What a part of the text is.

    >>> Kind("lane")
    <Kind.LANE: 'lane'>
    """

    HOUSE = "house"
    LANE = "lane"  # one ngõ, ngách, hẻm or kiệt
    HOUSE_CHAIN = "house_chain"  # "9/4/68/53": house and lanes, whichever way round
    STREET = "street"
    BUILDING = "building"
    BLOCK = "block"
    FLOOR = "floor"
    FLAT = "flat"
    HAMLET = "hamlet"  # thôn, xóm, ấp, bản, làng
    GROUP = "group"  # tổ, tổ dân phố, khu phố, cụm
    AREA = "area"  # khu đô thị, khu tập thể, khu công nghiệp
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    COUNTRY = "country"
    NOISE = "noise"  # landmark, shop, telephone, instruction


class Orientation(StrEnum):
    """Which end of a slash chain is the lane on the street.

    >>> Orientation.UNKNOWN.value
    'unknown'
    """

    OUTER_FIRST = "outer_first"  # 68/53/9: lane 68, in it 53, house 9
    INNER_FIRST = "inner_first"  # 9/53/68: house 9, in 53, lane 68 on the street
    UNKNOWN = "unknown"


class Component(NamedTuple):
    """A part of the text: ``text == input[start:end]``, in code points of the input as given.

    ``confidence`` is between 0 and 1; ``reason`` a code: what the reading rests on.

    >>> Component(Kind.LANE, "ngõ 53", 3, 9, 0.98, "typed").kind.value
    'lane'
    """

    kind: Kind
    text: str
    start: int
    end: int
    confidence: float
    reason: str


class Lane(NamedTuple):
    """One lane: its word as folded ("ngo", "ngach", "hem", "kiet", "" if none) and number or name.

    >>> Lane("ngach", "68").number
    '68'
    """

    word: str
    number: str


class Door(NamedTuple):
    """One way to read house and lanes; ``lanes`` outermost (nearest the street) first.

    >>> Door("9", (Lane("ngo", "53"), Lane("ngach", "68"))).path
    ('53', '68', '9')
    """

    house: str = ""
    lanes: tuple[Lane, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """All numbers from the street inwards, the house last: what an exact key is made of."""
        numbers = tuple(lane.number for lane in self.lanes)
        return (*numbers, self.house) if self.house else numbers


class Place(NamedTuple):
    """A unit that the text may mean, at the lowest level named; ``key`` is the gazetteer's.

    ``probability`` over all places of one address sums to at most 1: the rest is "another one".

    >>> Place("commune:00166@2025-01-01", 0.9, ("typed", "in_district")).probability
    0.9
    """

    key: str
    probability: float
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class Element:
    """A part while it is read: words first..after-1, letters start..end; no kind yet for a chunk.

    ``written`` is the name proper, ``name`` the word in it that begins; ``plain`` has all words;
    ``behind`` is what stands before the part: the strength of a break, as in `Segment`.
    """

    kind: Kind | None
    first: int
    after: int
    start: int
    end: int
    name_start: int
    confidence: float
    reason: str
    standard: str
    behind: int
    numbered: bool
    plain: tuple[str, ...]
    name: str
    written: str

    def moved(self, words: int, letters: int) -> "Element":
        """The same further on in a text."""
        return Element(
            self.kind, self.first + words, self.after + words, self.start + letters,
            self.end + letters, self.name_start + letters, self.confidence, self.reason,
            self.standard, self.behind, self.numbered, self.plain, self.name, self.written,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """A text read into parts. ``components`` are in the order of the text and never overlap.

    ``doors``: each way to read house and lanes, the likeliest first (two where a slash chain
    cannot be decided). ``street``, ``building``, ``hamlet``, ``group``, ``area``, ``flat`` are the
    texts without their type words ("" if none). ``places``: best first. ``reasons``: codes about
    the address as a whole. ``steps`` counts the work done, bounded by the length of the text.

    >>> ParsedAddress("Hà Nội").door.house
    ''
    """

    input: str
    components: tuple[Component, ...] = ()
    doors: tuple[Door, ...] = ()
    orientation: Orientation = Orientation.UNKNOWN
    street: str = ""
    building: str = ""
    block: str = ""
    floor: str = ""
    flat: str = ""
    hamlet: str = ""
    group: str = ""
    area: str = ""
    places: tuple[Place, ...] = field(default=())
    reasons: tuple[str, ...] = field(default=())
    steps: int = 0

    @property
    def door(self) -> Door:
        """The likeliest reading of house and lanes."""
        return self.doors[0] if self.doors else Door()

    def of_kind(self, kind: Kind) -> list[Component]:
        """The components of one kind, in the order of the text."""
        return [component for component in self.components if component.kind is kind]
