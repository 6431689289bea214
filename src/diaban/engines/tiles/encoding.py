"""Mapbox Vector Tile 2.1, written: layers of points, lines and polygons as protobuf bytes.

https://github.com/mapbox/vector-tile-spec/tree/master/2.1. All that a feature consists of is a
run of whole numbers, each a protobuf varint: so the numbers of a whole layer are laid out in one
array and turned into bytes together.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

import numpy as np

from diaban.engines.tiles.array_types import IntArray
from diaban.engines.tiles.grid import EXTENT

__all__ = ["Geometry", "Kind", "Layer", "encode_tile"]

_FEATURE, _TAGS, _TYPE, _GEOMETRY = 0x12, 0x12, 0x18, 0x22
_LAYER, _NAME, _KEY, _VALUE, _EXTENT, _VERSION = 0x1A, 0x0A, 0x1A, 0x22, 0x28, 0x78
_STRING, _DOUBLE, _INTEGER, _BOOLEAN = 0x0A, 0x19, 0x30, 0x38
Value = str | int | float | bool


class Kind(IntEnum):
    """What the features of a layer are.

    >>> Kind.LINE.value
    2
    """

    POINT = 1
    LINE = 2
    POLYGON = 3


@dataclass(frozen=True)
class Geometry:
    """The drawing commands of n features: ``commands[starts[i]:starts[i + 1]]`` is the i-th's.

    ``starts`` has n + 1 entries. Made by `drawing.draw_points`, `draw_lines`, `draw_polygons`.
    """

    kind: Kind
    commands: IntArray
    starts: IntArray

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True)
class Layer:
    """A named layer; ``columns`` gives each attribute's values by feature, None where absent."""

    name: str
    geometry: Geometry
    columns: Mapping[str, Sequence[Value | None]] = field(default_factory=dict)


def encode_tile(layers: Sequence[Layer]) -> bytes:
    """Write a tile; layers without a feature are left out, as the specification asks.

    Raises ValueError where a column has not one value for each feature.

    >>> from diaban.engines.tiles.drawing import draw_points
    >>> point = draw_points(np.array([25]), np.array([17]))
    >>> encode_tile([Layer("doors", point, {"number": ["12"]})]).hex()[:18]
    '1a270a05646f6f7273'
    """
    return b"".join(_message(_LAYER, _encode_layer(layer)) for layer in layers if layer.geometry)


def _encode_layer(layer: Layer) -> bytes:
    count = len(layer.geometry)
    for name, values in layer.columns.items():
        if len(values) != count:
            raise ValueError(f"{name}: {len(values)} values for {count} features")
    tags, starts, distinct = _tag(layer.columns, count)
    return b"".join(
        [
            _message(_NAME, layer.name.encode()),
            _encode_features(layer.geometry, tags, starts),
            *(_message(_KEY, name.encode()) for name in layer.columns),
            *distinct,
            _LAYER_END,
        ]
    )


def _tag(
    columns: Mapping[str, Sequence[Value | None]], count: int
) -> tuple[IntArray, IntArray, list[bytes]]:
    """Number the distinct values; return each feature's pairs of numbers, and the values."""
    numbers: dict[tuple[type, Value], int] = {}
    grid = np.full((count, len(columns), 2), -1, dtype=np.int64)
    for at, values in enumerate(columns.values()):
        grid[:, at, 0] = at
        grid[:, at, 1] = [
            -1 if value is None else numbers.setdefault((type(value), value), len(numbers))
            for value in values
        ]
    present = grid[:, :, 1] >= 0
    starts = np.concatenate(([0], np.cumsum(present.sum(axis=1) * 2)))
    return grid[present].reshape(-1), starts, [_encode_value(*typed) for typed in numbers]


@lru_cache(maxsize=4096)
def _encode_value(_: type, value: Value) -> bytes:
    # the type is an argument because 1 and True are one key of a cache
    if isinstance(value, bool):
        said = bytes((_BOOLEAN, value))
    elif isinstance(value, int):
        said = bytes((_INTEGER,)) + _varint(_zigzag_one(value))
    elif isinstance(value, float):
        said = bytes((_DOUBLE,)) + struct.pack("<d", value)
    else:
        said = _message(_STRING, value.encode())
    return _message(_VALUE, said)


def _encode_features(geometry: Geometry, tags: IntArray, tag_starts: IntArray) -> bytes:
    """Lay out each feature as its head, its tags, its middle and its commands."""
    tag_bytes = _segment_sums(_sizes(tags), tag_starts)
    drawn_bytes = _segment_sums(_sizes(geometry.commands), geometry.starts)
    inside = 4 + _sizes(tag_bytes) + tag_bytes + _sizes(drawn_bytes) + drawn_bytes
    tag_counts, drawn_counts = (
        tag_starts[1:] - tag_starts[:-1],
        geometry.starts[1:] - geometry.starts[:-1],
    )
    ends = np.cumsum(8 + tag_counts + drawn_counts)
    begins = ends - 8 - tag_counts - drawn_counts
    stream = np.empty(int(ends[-1]), dtype=np.int64)
    middles = begins + 4 + tag_counts
    stream[begins], stream[begins + 1] = _FEATURE, inside
    stream[begins + 2], stream[begins + 3] = _TAGS, tag_bytes
    stream[middles], stream[middles + 1] = _TYPE, int(geometry.kind)
    stream[middles + 2], stream[middles + 3] = _GEOMETRY, drawn_bytes
    stream[_targets(begins + 4, tag_starts)] = tags
    stream[_targets(middles + 4, geometry.starts)] = geometry.commands
    return _write_varints(stream)


def _targets(begins: IntArray, starts: IntArray) -> IntArray:
    """Return where the numbers of each run go when run i begins at ``begins[i]``."""
    return np.repeat(begins - starts[:-1], starts[1:] - starts[:-1]) + np.arange(int(starts[-1]))


def _segment_sums(values: IntArray, starts: IntArray) -> IntArray:
    sums = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(values)))
    return sums[starts[1:]] - sums[starts[:-1]]


def _sizes(numbers: IntArray) -> IntArray:
    """Return how many bytes each number takes: seven bits to a byte."""
    sizes = np.ones(len(numbers), dtype=np.int64)
    most, bits = int(numbers.max(initial=0)), 7
    while most >> bits:
        sizes += numbers >= 1 << bits
        bits += 7
    return sizes


def _write_varints(numbers: IntArray) -> bytes:
    sizes = _sizes(numbers)
    ends = np.cumsum(sizes)
    written = np.empty(int(ends[-1]), dtype=np.uint8)
    written[ends - sizes] = numbers & 0x7F | (sizes > 1) << 7
    for byte in range(1, int(sizes.max())):
        longer = np.flatnonzero(sizes > byte)
        more = (sizes[longer] > byte + 1) << 7
        written[ends[longer] - sizes[longer] + byte] = numbers[longer] >> 7 * byte & 0x7F | more
    return written.tobytes()


def _varint(number: int) -> bytes:
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def _zigzag_one(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _message(key: int, content: bytes) -> bytes:
    return bytes((key,)) + _varint(len(content)) + content


_LAYER_END = bytes((_EXTENT,)) + _varint(EXTENT) + bytes((_VERSION, 2))
