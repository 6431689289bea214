"""PMTiles 3, written: many tiles as one file that is read by ranges of bytes.

https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md. Tiles are numbered along a Hilbert
curve, zoom after zoom; directories tell where each lies. The same tiles give the same bytes.
"""

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from diaban.engines.tiles.array_types import IntArray
from diaban.engines.tiles.grid import Box

__all__ = ["Archive", "TileEntry", "encode_head", "tile_numbers"]

_HEADER_BYTES = 127
# what a reader fetches first: the header and the root directory lie within
_FIRST_FETCH = 16_384
_GZIP, _VECTOR = 2, 1
_LEAF_ENTRIES = 4_096


class TileEntry(NamedTuple):
    """Where a run of like tiles lies: ``offset`` and ``length`` in the bytes of all tiles.

    >>> TileEntry(5, 0, 120, 1).number
    5
    """

    number: int
    offset: int
    length: int
    run: int


class Archive(NamedTuple):
    """What an archive tells of itself.

    >>> Archive(Box(105.0, 20.0, 106.0, 21.0), 5, 14, {}).least_zoom
    5
    """

    box: Box
    least_zoom: int
    most_zoom: int
    metadata: Mapping[str, object]


def tile_numbers(zoom: int, x: IntArray, y: IntArray) -> IntArray:
    """Return the numbers of tiles of one zoom along PMTiles' Hilbert curve.

    >>> tile_numbers(1, np.array([0, 0, 1, 1]), np.array([0, 1, 1, 0])).tolist()
    [1, 2, 3, 4]
    """
    column, row = x.astype(np.int64), y.astype(np.int64)
    number = np.zeros(len(column), dtype=np.int64)
    for level in range(zoom - 1, -1, -1):
        side = 1 << level
        right = (column & side) > 0
        below = (row & side) > 0
        number += side * side * ((3 * right) ^ below)
        # the curve in the upper quarters is mirrored, and in the right one also turned about
        turned = ~below & right
        column, row = (np.where(turned, side - 1 - at, at) for at in (column, row))
        column, row = np.where(below, column, row), np.where(below, row, column)
    return number + ((1 << 2 * zoom) - 1) // 3


def encode_head(entries: Sequence[TileEntry], archive: Archive) -> bytes:
    """Return all that stands before the tiles: header, directories and metadata.

    ``entries`` are in the order of their numbers. The tiles are vector tiles packed with gzip and
    follow at once, in the order of their offsets.

    >>> box = Box(105.0, 20.0, 106.0, 21.0)
    >>> head = encode_head([TileEntry(341, 0, 9, 1)], Archive(box, 5, 5, {}))
    >>> head[:7], head[7]
    (b'PMTiles', 3)
    """
    root, leaves = _directories(entries)
    told = json.dumps(dict(archive.metadata), ensure_ascii=False, sort_keys=True)
    metadata = _pack(told.encode())
    begins = [_HEADER_BYTES]
    for part in (root, metadata, leaves):
        begins.append(begins[-1] + len(part))
    last = max((entry.offset + entry.length for entry in entries), default=0)
    sizes = (len(root), len(metadata), len(leaves), last)
    places = [number for pair in zip(begins, sizes, strict=True) for number in pair]
    counts = (
        sum(entry.run for entry in entries),
        len(entries),
        len({entry.offset for entry in entries}),
    )
    kinds = (1, _GZIP, _GZIP, _VECTOR, archive.least_zoom, archive.most_zoom)
    west, south, east, north = (round(edge * 1e7) for edge in archive.box)
    middle = (west + east) // 2, (south + north) // 2
    header = b"PMTiles\x03" + struct.pack("<11Q", *places, *counts) + bytes(kinds)
    header += struct.pack("<4iB2i", west, south, east, north, archive.least_zoom, *middle)
    return header + root + metadata + leaves


def _directories(entries: Sequence[TileEntry]) -> tuple[bytes, bytes]:
    """Return the root, and the leaves where all entries are too many for a first fetch."""
    root = _directory(entries)
    if len(root) <= _FIRST_FETCH - _HEADER_BYTES:
        return root, b""
    size = _LEAF_ENTRIES
    while True:
        parts = [entries[start : start + size] for start in range(0, len(entries), size)]
        leaves = [_directory(part) for part in parts]
        begins = np.cumsum([0, *(len(leaf) for leaf in leaves)]).tolist()
        root = _directory(
            [
                TileEntry(part[0].number, begin, len(leaf), 0)
                for part, begin, leaf in zip(parts, begins, leaves, strict=False)
            ]
        )
        if len(root) <= _FIRST_FETCH - _HEADER_BYTES:
            return root, b"".join(leaves)
        size *= 2


def _directory(entries: Sequence[TileEntry]) -> bytes:
    """Lay the entries out in columns: numbers by their steps, runs, lengths, offsets."""
    written = bytearray(_varint(len(entries)))
    before = 0
    for entry in entries:
        written += _varint(entry.number - before)
        before = entry.number
    for name in ("run", "length"):
        for entry in entries:
            written += _varint(getattr(entry, name))
    following = None
    for entry in entries:
        written += _varint(0 if entry.offset == following else entry.offset + 1)
        following = entry.offset + entry.length
    return _pack(bytes(written))


def _varint(number: int) -> bytes:
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def _pack(plain: bytes) -> bytes:
    """Compress as gzip without the hour."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(plain) + packer.flush()
