"""The tile grid: Web Mercator (EPSG:3857), tiles numbered from the north-west, Morton order.

Tile z/x/y is the square x, y of the 2^z × 2^z squares into which the projected world is cut, as
OpenStreetMap's "slippy map" numbers them. Cells of zoom 24 (2.4 m at the equator) are kept in
Morton order, in which every tile is one unbroken range.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from diaban.engines.tiles.array_types import BoolArray, FloatArray, IntArray

__all__ = [
    "CELL_ZOOM",
    "EXTENT",
    "Tile",
    "point_keys",
    "project",
    "sort_points",
    "tiles_of_keys",
]

CELL_ZOOM = 24
# the number of steps on the side of a tile, as the vector-tile specification proposes
EXTENT = 4096
# beyond it Web Mercator has no tiles
MOST_LATITUDE = 85.05112877980659


class Tile(NamedTuple):
    """A square of the grid.

    >>> [round(edge, 4) for edge in Tile(13, 6504, 3606).box]
    [105.8203, 21.0025, 105.8643, 21.0435]
    """

    z: int
    x: int
    y: int

    @property
    def box(self) -> "Box":
        """The tile in degrees of longitude and latitude (WGS 84)."""
        return self.box_with(0.0)

    def box_with(self, margin: float) -> "Box":
        """The tile and a margin around it, in parts of its side."""
        side = 1 << self.z
        west, east = (edge / side * 360 - 180 for edge in (self.x - margin, self.x + 1 + margin))
        south, north = (_latitude(edge / side) for edge in (self.y + 1 + margin, self.y - margin))
        return Box(west, south, east, north)

    @property
    def is_on_grid(self) -> bool:
        """Whether the world has such a tile.

        >>> Tile(1, 1, 1).is_on_grid, Tile(1, 2, 0).is_on_grid
        (True, False)
        """
        return 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z

    def key_range(self) -> tuple[int, int]:
        """The first of the keys of `sort_points` within the tile, and the first beyond it.

        >>> first, beyond = Tile(24, 0, 1).key_range()
        >>> first, beyond
        (4, 6)
        """
        cell = int(interleave(np.array([self.x]), np.array([self.y]))[0])
        inside = 2 * (CELL_ZOOM - self.z) + 1
        return cell << inside, cell + 1 << inside


class Box(NamedTuple):
    """Edges in degrees."""

    west: float
    south: float
    east: float
    north: float


def project(lng: ArrayLike, lat: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return x, y from 0 to 1 (y grows southward) of n longitudes and latitudes in degrees.

    Latitudes beyond the projection's last (85.05°) are moved to it.

    >>> x, y = project([0.0, 180.0], [0.0, 85.05112877980659])
    >>> x.tolist(), abs(y).round(9).tolist()
    ([0.5, 1.0], [0.5, 0.0])
    """
    bent = np.clip(np.asarray(lat, dtype=np.float64), -MOST_LATITUDE, MOST_LATITUDE)
    sine = np.sin(np.radians(bent))
    x = np.asarray(lng, dtype=np.float64) / 360 + 0.5
    return x, 0.5 - np.arctanh(sine) / (2 * np.pi)


def sort_points(lat_e7: ArrayLike, lng_e7: ArrayLike, marked: ArrayLike) -> IntArray:
    """Return the sorted keys of n points in whole 1e-7 degrees: cell of zoom 24, then mark.

    A key is the Morton number of the cell times two, plus one where the point is ``marked``: the
    array answers how many points, and how many marked ones, a cell of any coarser grid holds.

    >>> sort_points([850511287, 0], [-1800000000, 0], [True, False]).tolist()
    [1, 422212465065984]
    """
    keys = point_keys(lat_e7, lng_e7, marked)
    keys.sort()
    return keys


def point_keys(lat_e7: ArrayLike, lng_e7: ArrayLike, marked: ArrayLike) -> IntArray:
    """Return the keys of `sort_points` in the order of the points.

    >>> point_keys([0, 850511287], [0, -1800000000], [False, True]).tolist()
    [422212465065984, 1]
    """
    flags: BoolArray = np.asarray(marked, dtype=np.bool_)
    x, y = project(np.asarray(lng_e7) / 1e7, np.asarray(lat_e7) / 1e7)
    last = (1 << CELL_ZOOM) - 1
    columns = np.clip(x * (last + 1), 0, last).astype(np.int64)
    rows = np.clip(y * (last + 1), 0, last).astype(np.int64)
    return interleave(columns, rows) << 1 | flags


def tiles_of_keys(keys: IntArray, zoom: int) -> tuple[IntArray, IntArray, IntArray]:
    """Return x and y of the tiles of a zoom that hold a point, and where their runs begin.

    ``keys``: shape (n,), sorted as `sort_points` does. The points of tile i are
    ``keys[starts[i]:starts[i + 1]]``; ``starts`` ends with n.

    >>> x, y, starts = tiles_of_keys(sort_points([0, 0], [0, 10], [False, False]), 3)
    >>> x.tolist(), y.tolist(), starts.tolist()
    ([4], [4], [0, 2])
    """
    tiles = keys >> 2 * (CELL_ZOOM - zoom) + 1
    starts = np.flatnonzero(np.diff(tiles, prepend=-1))
    x, y = deinterleave(tiles[starts])
    return x, y, np.append(starts, len(keys))


def interleave(x: IntArray, y: IntArray) -> IntArray:
    """Return Morton numbers: the bits of y and x in turn, y first (up to 2^31 each)."""
    return _spread(x) | _spread(y) << 1


def deinterleave(cells: IntArray) -> tuple[IntArray, IntArray]:
    """Return x and y of Morton numbers of at most 32 bits each way."""
    return _gather(cells), _gather(cells >> 1)


_STEPS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def _spread(value: IntArray) -> IntArray:
    value = value.astype(np.int64)
    for shift, mask in _STEPS:
        value = (value | value << shift) & mask
    return value


def _gather(value: IntArray) -> IntArray:
    value = value & _STEPS[-1][1]
    for (shift, _), wider in zip(reversed(_STEPS), _WIDER, strict=True):
        value = (value | value >> shift) & wider
    return value


# what each step back leaves: two bits together, four, eight, …
_WIDER = (*(mask for _, mask in _STEPS[-2::-1]), 0x00000000FFFFFFFF)


def _latitude(y: float) -> float:
    return float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y)))))
