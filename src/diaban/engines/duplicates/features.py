"""Records as numbers: hashes of what is compared, so that pairs are compared without strings."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from diaban.engines.duplicates.array_types import (
    AnyArray,
    BoolArray,
    FloatArray,
    HashArray,
    IntArray,
    RowArray,
)
from diaban.engines.duplicates.doors import NO_DOOR, Door, read_door
from diaban.engines.duplicates.folding import hash_text, keep_marks
from diaban.engines.duplicates.names import (
    name_building,
    name_locality,
    name_street,
    name_unit,
)

__all__ = ["Became", "Features", "Names", "Numbers", "read_features"]

_METRES = 0.011131949  # of 1e-7 degree of latitude
_MIDDLE_LATITUDE = 21.0
_SOURCES = ("unknown", "gnss", "plan", "imagery", "street", "open_map", "pointed")
# metres, where a record does not say
_ACCURACIES = np.array([20.0, 12.0, 12.0, 12.0, 50.0, 15.0, 15.0])


@dataclass(frozen=True, slots=True)
class Numbers:
    """House and lanes of each record; uint64[n], 0 for none or not known.

    `all`: a sum over the numbers, whatever their order. `outer_first`, `inner_first`: with each
    number's place, chains of slashes read from either end; 0 where the parts are scattered over
    columns. `as_written`: chains of slashes in the order of writing. `house`, `base`: the house's
    number with and without its letter. `lanes`: a sum over the lanes; `depth`: int8[n], how
    many numbers.

    >>> import polars as pl
    >>> from diaban.engines.duplicates.records import to_records
    >>> rows = to_records(pl.DataFrame({"id": [1, 2], "house_number": ["5/8", "8/5"]}))
    >>> numbers = read_features(rows).numbers
    >>> bool(numbers.all[0] == numbers.all[1]), numbers.depth.tolist()
    (True, [2, 2])
    """

    all: HashArray
    outer_first: HashArray
    inner_first: HashArray
    as_written: HashArray
    house: HashArray
    base: HashArray
    lanes: HashArray
    depth: AnyArray


@dataclass(frozen=True, slots=True)
class Names:
    """A column of names as places in a dictionary: `code` int32[n] (0: none), `texts` by code.

    `marks`: uint64[n], the name with its marks; 0 where it was written without.

    >>> import polars as pl
    >>> from diaban.engines.duplicates.records import to_records
    >>> rows = to_records(pl.DataFrame({"id": [1, 2], "street": ["phố Huế", "Hue"]}))
    >>> read_features(rows).street.texts
    ['', 'hue']
    """

    code: RowArray
    marks: HashArray
    texts: list[str]

    def hashes(self) -> HashArray:
        """Return uint64[n]: a hash of each record's name."""
        return _gather([hash_text(text) for text in self.texts], self.code)

    def word_hashes(self, place: int) -> HashArray:
        """Return uint64[n]: a hash of the first (0) or last (-1) word; names of one word are alike.

        0 for no name.
        """
        words = [text.split() for text in self.texts]
        chosen = [w[place] if len(w) > 1 else "one word" if w else "" for w in words]
        return _gather([hash_text(word) for word in chosen], self.code)


@dataclass(frozen=True, slots=True)
class Became:
    """Which communes the records name together with which former ones; packed, sorted int64.

    >>> became = Became.learn(np.array([7, 8]), np.array([70, 80]))
    >>> became.allow(np.array([70, 70, 90]), np.array([7, 8, 8])).tolist()
    [True, False, False]
    >>> became.deny(np.array([70, 70, 90]), np.array([7, 8, 8])).tolist()
    [False, True, False]
    """

    pairs: IntArray
    formers: IntArray

    @classmethod
    def learn(cls, commune: IntArray, former: IntArray) -> "Became":
        """Collect the pairs of the records that name both."""
        both = (commune >= 0) & (former >= 0)
        pairs = np.unique(former[both] << 32 | commune[both])
        return cls(pairs, np.unique(pairs >> 32))

    def allow(self, former: IntArray, commune: IntArray) -> BoolArray:
        """Return bool[n]: whether some record names the two together."""
        named = (former >= 0) & (commune >= 0)
        return named & _within(self.pairs, former << 32 | commune)

    def deny(self, former: IntArray, commune: IntArray) -> BoolArray:
        """Return bool[n]: whether records name the former one, but only with other communes."""
        known = (former >= 0) & (commune >= 0) & _within(self.formers, former)
        return known & ~self.allow(former, commune)


def _within(those: IntArray, asked: IntArray) -> BoolArray:
    if not len(those):
        return np.zeros(len(asked), dtype=bool)
    at = np.minimum(np.searchsorted(those, asked), len(those) - 1)
    found: BoolArray = those[at] == asked
    return found


@dataclass(frozen=True, slots=True)
class Features:
    """All that is compared, one entry a record. `x`, `y`: metres, NaN for none.

    >>> import polars as pl
    >>> from diaban.engines.duplicates.records import to_records
    >>> read_features(to_records(pl.DataFrame({"id": [1]}))).commune.tolist()
    [-1]
    """

    numbers: Numbers
    street: Names
    locality: Names
    building: Names
    unit: Names
    source: Names
    commune: IntArray
    former: IntArray
    became: Became
    x: FloatArray
    y: FloatArray
    accuracy: FloatArray
    on_street: BoolArray
    household: BoolArray
    parent: IntArray
    id: IntArray

    def __len__(self) -> int:
        return len(self.id)


def _gather(values: list[int], code: RowArray) -> HashArray:
    hashes: HashArray = np.array(values, dtype=np.uint64)[code]
    return hashes


def _distinct(column: pl.Series) -> tuple[RowArray, list[str]]:
    """Return a dictionary code for each row, and the distinct texts by code."""
    kind = pl.Categorical(pl.Categories.random())
    code = column.fill_null("").cast(kind).to_physical().to_numpy().astype(np.int32)
    if not len(code):
        return code, []
    first = np.zeros(code.max() + 1, dtype=np.int64)
    first[code[::-1]] = np.arange(len(code) - 1, -1, -1)
    return code, column.gather(first).fill_null("").to_list()


def _recode(code: RowArray, keys: list[str], marked: list[str]) -> Names:
    """Join the texts that have one key; key "" gets code 0, the others follow the alphabet."""
    texts = sorted({"", *keys})
    place = {text: index for index, text in enumerate(texts)}
    new = np.array([place[key] for key in keys], dtype=np.int32)
    marks = np.array([hash_text(text) for text in marked], dtype=np.uint64)
    empty = not len(code)
    return Names(code if empty else new[code], marks if empty else marks[code], texts)


def _read_names(column: pl.Series, rule: Callable[[str], str]) -> Names:
    code, texts = _distinct(column)
    return _recode(code, [rule(text) if text else "" for text in texts], [""] * len(texts))


_UNITS = ("commune", "former_commune")
_DOOR_COLUMNS = ("house_number", "lanes", "street")


@dataclass(frozen=True, slots=True)
class _DoorColumn:
    code: RowArray
    doors: list[Door]
    texts: list[str]

    def spread(self, value: Callable[[Door], int]) -> HashArray:
        return _gather([value(door) for door in self.doors], self.code)


def _read_column(column: pl.Series, *, named: bool) -> _DoorColumn:
    code, texts = _distinct(column)
    doors = [read_door(text, named=named) if text else NO_DOOR for text in texts]
    return _DoorColumn(code, doors, texts)


def _wrap(total: int) -> int:
    return total & 0xFFFFFFFFFFFFFFFF


def _sum_numbers(door: Door) -> int:
    return _wrap(sum(hash_text(number) for number in door.numbers))


def _sum_lanes(door: Door) -> int:
    return _wrap(sum(hash_text(number) for number in door.lanes))


def _sum_reading(door: Door, *, outer_first: bool) -> int:
    """Hash the numbers with their places, a chain of slashes read from either end."""
    step = 1 if outer_first or door.ordered else -1
    chain = door.numbers[: len(door.numbers) - len(door.lanes)]
    house, lanes = door.house, door.lanes[::step]
    if len(chain) > 1:
        *outer, house = chain[::step]
        lanes = (*lanes, *outer)
    places = [f"house {house}"] if house else []
    places += [f"{place} {number}" for place, number in enumerate(lanes)]
    return _wrap(sum(map(hash_text, places)))


def _base(house: str) -> str:
    return house.rstrip("abcdefghyz") if house[-1:].isalpha() else house


def _read_numbers(columns: list[_DoorColumn]) -> Numbers:
    def total(value: Callable[[Door], int]) -> HashArray:
        parts = [column.spread(value) for column in columns]
        return parts[0] + parts[1] + parts[2]

    def first(value: Callable[[Door], int]) -> HashArray:
        parts = [column.spread(value) for column in columns]
        return np.where(parts[0] > 0, parts[0], np.where(parts[1] > 0, parts[1], parts[2]))

    chained = total(lambda door: len(door.numbers) > len(door.lanes) + bool(door.house))
    scattered = (total(lambda door: bool(door.lanes)) + chained > 1) | (
        total(lambda door: bool(door.house)) + chained > 1
    )
    house = np.where(chained == 0, first(lambda door: hash_text(door.house)), 0)
    base = np.where(house > 0, first(lambda door: hash_text(_base(door.house))), 0)
    outer = total(lambda door: _sum_reading(door, outer_first=True))
    inner = total(lambda door: _sum_reading(door, outer_first=False))
    return Numbers(
        all=total(_sum_numbers),
        outer_first=np.where(scattered, 0, outer).astype(np.uint64),
        inner_first=np.where(scattered, 0, inner).astype(np.uint64),
        as_written=total(lambda door: 0 if door.ordered else hash_text("/".join(door.numbers))),
        house=house.astype(np.uint64),
        base=base.astype(np.uint64),
        lanes=total(_sum_lanes),
        depth=total(lambda door: len(door.numbers)).astype(np.int8),
    )


def _read_streets(columns: list[_DoorColumn]) -> Names:
    """Take the street of its own column, or what is left over in lanes or house number."""
    code = np.zeros(len(columns[0].code), dtype=np.int32)
    keys, marked = [""], [""]
    for column in columns:
        own = [name_street(door.rest) for door in column.doors]
        at = np.array(own, dtype=object) != "" if own else np.zeros(0, dtype=bool)
        has = at[column.code] if own else at
        code = np.where(has, column.code + len(keys), code).astype(np.int32)
        keys += own
        marked += [_marks_of(text) for text in column.texts]
    return _recode(code, keys, marked)


_KIND_WORDS = frozenset(
    ["đường", "phố", "đ", "p", "đg", "ph", "đl", "đại", "lộ", "số", "ngõ", "ngách", "hẻm"]
)
_LETTERS_ONLY = re.compile(r"[^\W\d_]+")


def _marks_of(text: str) -> str:
    words = _LETTERS_ONLY.findall(unicodedata.normalize("NFC", text.split(",", 1)[0].lower()))
    return keep_marks(" ".join(word for word in words if word not in _KIND_WORDS))


def _read_sources(column: pl.Series) -> RowArray:
    """Return the place of each record's source of position in _SOURCES; 0 for unknown ones."""
    known = {name: place for place, name in enumerate(_SOURCES)}
    known |= {str(place): place for place in range(len(_SOURCES))}
    code, texts = _distinct(column)
    return np.array([known.get(text.lower(), 0) for text in texts], dtype=np.int32)[code]


def read_features(rows: pl.DataFrame) -> Features:
    """Turn records (see `records.SCHEMA`) into what is compared. Each distinct text is read once.

    >>> import polars as pl
    >>> from diaban.engines.duplicates.records import to_records
    >>> rows = to_records(pl.DataFrame({"id": [1, 2], "unit": ["P.1203", "căn 1203"]}))
    >>> read_features(rows).unit.code.tolist()
    [1, 1]
    """
    columns = [_read_column(rows[name], named=name == "street") for name in _DOOR_COLUMNS]
    lat, lng = (rows[name].cast(pl.Float64).to_numpy() for name in ("lat_e7", "lng_e7"))
    kind = _read_sources(rows["position_source"])
    stated = rows["accuracy_metres"].fill_null(float("nan")).to_numpy()
    commune, former = (rows[name].fill_null(-1).to_numpy() for name in _UNITS)
    return Features(
        numbers=_read_numbers(columns),
        street=_read_streets(columns),
        locality=_read_names(rows["locality"], name_locality),
        building=_read_names(rows["building"], name_building),
        unit=_read_names(rows["unit"], name_unit),
        source=_read_names(rows["source"], str),
        commune=commune,
        former=former,
        became=Became.learn(commune, former),
        x=np.where(np.isnan(lat), np.nan, lng) * _METRES * np.cos(np.radians(_MIDDLE_LATITUDE)),
        y=np.where(np.isnan(lng), np.nan, lat) * _METRES,
        accuracy=np.where(stated > 0, np.maximum(stated, 1.0), _ACCURACIES[kind]),
        on_street=kind == 4,
        household=rows["is_household"].to_numpy(),
        parent=rows["parent"].fill_null(-1).to_numpy(),
        id=rows["id"].to_numpy(),
    )
