"""The units that an address may name, through time, found by name with and without slips.

Built from plain rows: the law's lists of units and of what became of each. A unit is known by
its code *and* the day it came into force, since codes are used again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from diaban.engines.addressing.typos import TypoIndex
from diaban.engines.addressing.words import fold_words, read_word

__all__ = [
    "TWO_TIERS_FROM",
    "ByLevel",
    "Gazetteer",
    "Memory",
    "Namesakes",
    "SuccessionRecord",
    "Unit",
    "UnitRecord",
]

# the day from which there are no districts
TWO_TIERS_FROM = date(2025, 7, 1)
LEVELS = ("province", "district", "commune")
_MOST_REMEMBERED = 50_000
_NONE: frozenset[int] = frozenset()
K = TypeVar("K")
V = TypeVar("V")


class Memory(dict[K, V]):
    """What was worked out before; all of it is forgotten when it becomes too much.

    Threads share it without a lock: a race can only lead to the same work being done twice.

    >>> Memory().keep("key", 1)
    1
    """

    __slots__ = ()

    def keep(self, key: K, value: V) -> V:
        """Remember a value and return it."""
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        self[key] = value
        return value


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """One row of the list of units; ``aliases`` are other names under which it is written.

    >>> UnitRecord("commune", "00166", "Quan Hoa", "phường", "005", "01", date(2025, 1, 1)).name
    'Quan Hoa'
    """

    level: str
    code: str
    name: str
    kind: str
    parent_code: str
    province_code: str
    valid_from: date
    valid_to: date | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SuccessionRecord:
    """What one unit handed to another on a day; ``share``: how likely a dwelling of it went there.

    >>> SuccessionRecord("commune", "1", date(2025, 1, 1), "2", date(2025, 7, 1), "whole").share
    1.0
    """

    level: str
    predecessor_code: str
    predecessor_from: date
    successor_code: str
    on: date
    extent: str
    share: float = 1.0
    citation: str = ""
    successor_level: str = (
        ""  # where it is not the predecessor's: an island district became a commune
    )
    successor_from: date | None = None  # where it is not the day itself


@dataclass(slots=True)
class Unit:
    """A unit as the reader works with it; the sets hold numbers of other units.

    ``districts``: those it may be written under (its parent, or those its predecessors had).
    ``provinces``: those it may be written under, of any time.

    >>> Unit(0, 2, "commune:1@2025-07-01", "1", "Hà Đông", "phường", date(2025, 7, 1)).full_name
    'Phường Hà Đông'
    """

    number: int
    level: int
    key: str
    code: str
    name: str
    kind: str
    valid_from: date
    valid_to: date | None = None
    toned: tuple[str, ...] = ()
    districts: frozenset[int] = _NONE
    provinces: frozenset[int] = _NONE
    parent: int | None = None
    province: int | None = None
    successors: list[tuple[int, SuccessionRecord]] = field(default_factory=list)
    predecessors: list[tuple[int, SuccessionRecord]] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """Kind and name, as written in a sentence's beginning."""
        return f"{self.kind[:1].upper()}{self.kind[1:]} {self.name}"

    @property
    def in_force(self) -> bool:
        """Whether no end of it is known."""
        return self.valid_to is None


class Namesakes:
    """The units of one level that bear one name, and which of them lie within some others.

    ``toned``: how their names are written with marks. ``city``: whether one is a city of today.

    >>> day = date(2025, 7, 1)
    >>> unit = Unit(0, 2, "", "1", "Ba Đình", "phường", day, provinces=frozenset([5]))
    >>> Namesakes((0,), [unit]).within_provinces(frozenset([5, 6]))
    (0,)
    """

    __slots__ = (
        "_by_district",
        "_by_province",
        "_every",
        "_sets",
        "_units",
        "city",
        "numbers",
        "toned",
    )

    def __init__(self, numbers: tuple[int, ...], units: list[Unit]) -> None:
        own = [units[n] for n in numbers]
        self.numbers = numbers
        self.toned = tuple(dict.fromkeys([unit.toned for unit in own]))
        self.city = True in [unit.kind == "thành phố" and unit.in_force for unit in own]
        self._units = units
        self._every: frozenset[int] | None = None
        # no more keys than there are names of the units above
        self._by_district: dict[frozenset[int], tuple[tuple[int, ...], bool]] = {}
        self._by_province: dict[frozenset[int], tuple[int, ...]] = {}
        self._sets: dict[frozenset[int], frozenset[int]] = {}

    @property
    def every(self) -> frozenset[int]:
        """All of them, as a set."""
        if self._every is None:
            self._every = frozenset(self.numbers)
        return self._every

    def within_districts(self, districts: frozenset[int]) -> tuple[tuple[int, ...], bool]:
        """Return those that may be written under one of the districts.

        And whether any of them is of the time when there were districts.
        """
        found = self._by_district.get(districts)
        if found is None:
            units = self._units
            inside = [n for n in self.numbers if not districts.isdisjoint(units[n].districts)]
            old = True in [units[n].valid_from < TWO_TIERS_FROM for n in inside]
            found = self._by_district[districts] = (tuple(inside), old)
        return found

    def within_provinces(self, provinces: frozenset[int]) -> tuple[int, ...]:
        """Return those that may be written under one of the provinces."""
        found = self._by_province.get(provinces)
        if found is None:
            units = self._units
            inside = [n for n in self.numbers if not provinces.isdisjoint(units[n].provinces)]
            found = self._by_province[provinces] = tuple(inside)
        return found

    def those_within(self, provinces: frozenset[int]) -> frozenset[int]:
        """The same as a set."""
        found = self._sets.get(provinces)
        if found is None:
            found = self._sets[provinces] = frozenset(self.within_provinces(provinces))
        return found


# the provinces, districts and communes of a name
ByLevel = tuple[Namesakes | None, Namesakes | None, Namesakes | None]


class Gazetteer:
    """All units with the ways to find them.

    >>> day = date(2025, 7, 1)
    >>> rows = [UnitRecord("province", "01", "Hà Nội", "thành phố", "", "01", day),
    ...         UnitRecord("commune", "00004", "Ba Đình", "phường", "01", "01", day)]
    >>> gazetteer = Gazetteer(rows, [])
    >>> [gazetteer.units[n].code for n in gazetteer.names["ba dinh"]]
    ['00004']
    """

    def __init__(
        self, units: Iterable[UnitRecord], successions: Iterable[SuccessionRecord]
    ) -> None:
        self.units: list[Unit] = []
        self.names: dict[str, tuple[int, ...]] = {}
        # the units of a name, parted by level
        self._namesakes: Memory[tuple[int, ...], ByLevel] = Memory()
        self.heads: set[str] = set()
        self.initials: dict[str, tuple[int, ...]] = {}
        # what was found out about segments, the ends of addresses and units before
        self.mentions: tuple[tuple[Memory[Any, Any], ...], ...] = (
            (Memory(), Memory()),
            (Memory(), Memory()),
        )
        self.agreements: Memory[Any, Any] = Memory()
        self.gaps: tuple[Memory[Any, Any], ...] = (Memory(), Memory())
        self.placings: Memory[Any, Any] = Memory()
        self.wholes: Memory[Any, Any] = Memory()
        self.conversions: Memory[Any, Any] = Memory()
        self._nearest: Memory[tuple[str, int, int | None], tuple[tuple[int, int], ...]] = Memory()
        self._scopes: dict[int, frozenset[int]] = {}
        self._by_code: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._by_key: dict[str, int] = {}
        records = list(units)
        for record in records:
            self._add(record)
        for unit, record in zip(self.units, records, strict=True):
            self._connect(unit, record)
        for succession in successions:
            self._succeed(succession)
        self._inherit()
        self._name(records)
        self._children: dict[int, list[int]] = defaultdict(list)
        for unit in self.units:
            for parent in (*unit.districts, *unit.provinces):
                self._children[parent].append(unit.number)
        self._indexes = [self._index(level) for level in (0, 1, 2)]

    def by_key(self, key: str) -> Unit:
        """Return the unit with that key; KeyError if there is none."""
        return self.units[self._by_key[key]]

    def namesakes(self, units: tuple[int, ...]) -> ByLevel:
        """Return the units of one name parted by level."""
        found = self._namesakes.get(units)
        if found is None:
            levels: tuple[list[int], ...] = ([], [], [])
            for number in units:
                levels[self.units[number].level].append(number)
            first, second, third = [
                Namesakes(tuple(own), self.units) if own else None for own in levels
            ]
            found = self._namesakes.keep(units, (first, second, third))
        return found

    def by_code(self, level: int, code: str, on: date | None = None) -> Unit | None:
        """Return the unit that had the code on a day (the last one if none is given)."""
        found = [self.units[n] for n in self._by_code.get((level, code), ())]
        if on is not None:
            found = [u for u in found if u.valid_from <= on and (u.valid_to or date.max) > on]
        return max(found, key=lambda unit: unit.valid_from) if found else None

    def nearest(self, words: str, level: int, within: int | None) -> tuple[tuple[int, int], ...]:
        """Return (number, slips) of the units whose names are a slip or two from the words.

        ``within``: the number of the district or province to stay in, None for the whole country.
        """
        asked = (words, level, within)
        known = self._nearest.get(asked)
        if known is None:
            known = self._nearest.keep(asked, tuple(self._find_nearest(words, level, within)))
        return known

    def _find_nearest(self, words: str, level: int, within: int | None) -> list[tuple[int, int]]:
        index = self._indexes[level]
        if within is None:
            found = index.find(words)
            return [(n, near.slips) for near in found for n in index.values[near.name]]
        scope = self._scopes.get(within)
        if scope is None:
            scope = self._scopes[within] = frozenset(self._children[within])
        return [
            (number, near.slips)
            for near in index.find(words, scope)
            for number in index.values[near.name]
            if number in scope
        ]

    def _index(self, level: int) -> TypoIndex:
        """One index for a level: what lies outside the place asked for is left out in passing."""
        names: dict[str, list[int]] = defaultdict(list)
        for unit in self.units:
            if unit.level == level and not unit.name.isdigit():
                names[fold_words(unit.name)].append(unit.number)
        return TypoIndex(names)

    def communes_of(self, district: Unit) -> list[Unit]:
        """Return the communes that lay in a district on its last day."""
        inside = [self.units[n] for n in self._children[district.number]]
        return [
            unit
            for unit in inside
            if unit.level == 2
            and unit.parent == district.number
            and (unit.valid_to or date.max) >= (district.valid_to or date.max)
        ]

    def _add(self, record: UnitRecord) -> None:
        level = LEVELS.index(record.level)
        key = f"{record.level}:{record.code}@{record.valid_from.isoformat()}"
        toned = tuple(read_word(word).toned for word in _split(record.name))
        unit = Unit(
            len(self.units), level, key, record.code, record.name, record.kind,
            record.valid_from, record.valid_to, toned,
        )  # fmt: skip
        self.units.append(unit)
        self._by_key[key] = unit.number
        self._by_code[level, record.code].append(unit.number)

    def _connect(self, unit: Unit, record: UnitRecord) -> None:
        province = self._overlapping(0, record.province_code, unit)
        if province is not None and unit.level:
            unit.province = province
            unit.provinces = frozenset([province])
        if unit.level == 2:
            under = self._overlapping(1, record.parent_code, unit)
            if under is not None:
                unit.parent = under
                unit.districts = frozenset([under])
            else:
                unit.parent = province
        elif unit.level == 1:
            unit.parent = province

    def _overlapping(self, level: int, code: str, unit: Unit) -> int | None:
        """The unit with that code that lived longest beside this one, seen from its last day."""
        end = unit.valid_to or date.max
        found = [
            n
            for n in self._by_code.get((level, code), ())
            if self.units[n].valid_from < end
            and (self.units[n].valid_to or date.max) > unit.valid_from
        ]
        return max(found, key=lambda n: self.units[n].valid_from) if found else None

    def _succeed(self, row: SuccessionRecord) -> None:
        start = self._by_key.get(f"{row.level}:{row.predecessor_code}@{row.predecessor_from}")
        after = LEVELS.index(row.successor_level or row.level)
        end = self._beginning(after, row.successor_code, row.successor_from or row.on)
        if start is None or end is None:
            return
        self.units[start].successors.append((end, row))
        self.units[end].predecessors.append((start, row))

    def _beginning(self, level: int, code: str, on: date) -> int | None:
        for number in self._by_code.get((level, code), ()):
            unit = self.units[number]
            if unit.valid_from == on:
                return number
        living = self.by_code(level, code, on)
        return living.number if living else None

    def _inherit(self) -> None:
        """Let a unit be found under the districts and provinces that its predecessors had."""
        for unit in sorted(self.units, key=lambda u: (u.level, u.valid_from)):
            for before, _row in unit.predecessors:
                old = self.units[before]
                unit.districts |= old.districts
                unit.provinces |= old.provinces
                if old.level == 1 and unit.level == 2:
                    unit.districts |= {before}
            for province in list(unit.provinces):
                later = self.units[province].successors
                unit.provinces |= frozenset(n for n, _ in later)
            for district in list(unit.districts):
                later = self.units[district].successors
                unit.districts |= frozenset(n for n, _ in later if self.units[n].level == 1)

    def _name(self, records: list[UnitRecord]) -> None:
        names: dict[str, list[int]] = defaultdict(list)
        for unit, record in zip(self.units, records, strict=True):
            for name in (record.name, *record.aliases):
                folded = fold_words(name)
                if folded.isdigit():
                    folded = str(int(folded))
                names[folded].append(unit.number)
        self.names = {name: tuple(dict.fromkeys(found)) for name, found in names.items()}
        initials: dict[str, list[int]] = defaultdict(list)
        for unit in self.units:
            letters = "".join(word[0] for word in fold_words(unit.name).split()).upper()
            if unit.level < 2 and len(letters) > 1 and letters not in self.names:
                initials[letters].append(unit.number)
        self.initials = {letters: tuple(numbers) for letters, numbers in initials.items()}
        for name in self.names:
            words = name.split(" ")
            for count in range(1, len(words)):
                self.heads.add(" ".join(words[:count]))


def _split(name: str) -> list[str]:
    return [part for part in name.replace("-", " ").replace("'", " ").split() if part]
