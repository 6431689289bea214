"""Which pairs are worth comparing: records that share a key of text, or the ground they stand on.

Each key is a uint64 for a record, 0 where the record cannot have it. A group of more than
`CROWD` records under one key says too little, and is passed over under that key.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from diaban.engines.duplicates.array_types import HashArray, IntArray
from diaban.engines.duplicates.features import Features

__all__ = ["CROWD", "Block", "candidates", "make_blocks"]

CROWD = 400
_NEAR_METRES, _CLOSE_METRES = 60.0, 6.0
_AROUND = [(east, north) for east in (-1, 0, 1) for north in (-1, 0, 1)]


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of key: what a record looks for (several), and what it is found under.

    `keys`: uint64[n], sorted, of the records in `rows` int64[n]; `sought`: list of uint64[m].

    >>> import numpy as np
    >>> keys = np.array([5, 5, 9], dtype=np.uint64)
    >>> Block.over(keys, [keys]).rows.tolist()
    [0, 1, 2]
    """

    keys: HashArray
    rows: IntArray
    sought: list[HashArray]

    @classmethod
    def over(cls, keys: HashArray, sought: list[HashArray], count: int | None = None) -> "Block":
        """Sort the first `count` records by key, leaving out those that have none."""
        own = np.flatnonzero(keys[:count])
        order = np.argsort(keys[own], kind="stable")
        rows = own[order]
        return cls(keys[rows], rows, sought)


def _mix(*parts: HashArray | IntArray) -> HashArray:
    """Hash several columns into one; never 0."""
    total = np.zeros(len(parts[0]), dtype=np.uint64)
    for part in parts:
        total = (total ^ part.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        total ^= total >> np.uint64(29)
    return total | np.uint64(1)


def _only(key: HashArray, *needed: HashArray | IntArray) -> HashArray:
    """Drop the key (0) wherever one of the needed columns is empty (0)."""
    for column in needed:
        key = np.where(column != 0, key, np.uint64(0))
    return key


def _around(features: Features, side: float, salt: HashArray, span: tuple[int, int]) -> Block:
    """Key records by square of a side and by a salt; sought in the nine squares around them."""
    known = ~np.isnan(features.x) & (salt != 0)
    column = np.floor(np.nan_to_num(features.x) / side).astype(np.int64)
    row = np.floor(np.nan_to_num(features.y) / side).astype(np.int64)
    around = [
        np.where(known, _mix(column + east, row + north, salt), np.uint64(0))
        for east, north in _AROUND
    ]
    count, first = span
    return Block.over(around[4], [key[first:] for key in around], count)


def make_blocks(features: Features, count: int, first: int) -> list[Block]:
    """Index the first `count` records under every key; those from `first` on are sought.

    >>> import polars as pl
    >>> from diaban.engines.duplicates.features import read_features
    >>> from diaban.engines.duplicates.records import to_records
    >>> rows = to_records(pl.DataFrame({"id": [1, 2], "house_number": "5", "street": "Huế"}))
    >>> blocks = make_blocks(read_features(rows), 2, 0)
    >>> [pair.tolist() for pair in candidates(blocks, 0, 2, 0, 2)]
    [[0], [1]]
    """
    numbers = features.numbers.all
    unit, street = features.unit.hashes(), features.street.hashes()
    building, locality = features.building.hashes(), features.locality.hashes()
    commune = features.commune + 1
    opening, closing = (features.street.word_hashes(place) for place in (0, -1))
    base = features.numbers.base
    texts = [
        _only(_mix(numbers, street, unit), numbers, street),
        _only(_mix(numbers, opening, unit, commune), numbers, opening, commune),
        _only(_mix(numbers, closing, unit, commune), numbers, closing, commune),
        _only(_mix(building, numbers, unit, commune), building),
        _only(_mix(locality, numbers, unit, commune), locality, numbers, commune),
    ]
    blocks = [Block.over(key, [key[first:]], count) for key in texts]
    for number in (numbers, base):
        salt = _only(_mix(number, unit), number + unit)
        blocks.append(_around(features, _NEAR_METRES, salt, (count, first)))
    blocks.append(_around(features, _CLOSE_METRES, _mix(unit), (count, first)))
    return blocks


def _expand(start: IntArray, length: IntArray) -> IntArray:
    """Return start, start + 1, ... for each pair of start and length, one after another."""
    ends = np.cumsum(length)
    steps: IntArray = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - length, length)
    return np.repeat(start, length) + steps


def _probe(block: Block, sought: HashArray, offset: int) -> Iterator[tuple[IntArray, IntArray]]:
    own = np.flatnonzero(sought)
    own = own[np.argsort(sought[own], kind="stable")]
    start = np.searchsorted(block.keys, sought[own], side="left")
    length = np.searchsorted(block.keys, sought[own], side="right") - start
    own, start = own[length > 0], start[length > 0]
    length = length[length > 0]
    length[length > CROWD] = 0
    yield np.repeat(own + offset, length), block.rows[_expand(start, length)]


def candidates(
    blocks: list[Block], begin: int, end: int, first: int, total: int
) -> tuple[IntArray, IntArray]:
    """Return the pairs (left, right) of sought records begin to end, each once, in order.

    Records are counted from `first`; within one set (`first` 0) only pairs left < right.
    """
    found = []
    for block in blocks:
        for sought in block.sought:
            for right, left in _probe(block, sought[begin:end], first + begin):
                keep = left < right
                found.append(left[keep] * total + right[keep])
    packed = np.unique(np.concatenate(found))
    return packed // total, packed % total
