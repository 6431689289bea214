"""The cells of the tile grid that a geometry touches, in Morton order."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

ZOOM = 14
_SIDE = 1 << ZOOM
# part of a tile's side: a line on the edge is wider than nothing
_BEYOND = 1 / 32
# beyond it Web Mercator has no tiles
_MOST_LATITUDE = 85.05112878


class CellRange(NamedTuple):
    """Cells of one tile: ``first`` to ``last``, both included."""

    first: int
    last: int


class Box(NamedTuple):
    west: int
    south: int
    east: int
    north: int


def cells_of_tile(z: int, x: int, y: int) -> CellRange:
    """Return the range of cells within a tile; above zoom 14, the one cell around it.

    >>> cells_of_tile(13, 6504, 3606)
    CellRange(first=128211360, last=128211363)
    """
    if z >= ZOOM:
        cell = int(_interleave(np.array([x >> (z - ZOOM)]), np.array([y >> (z - ZOOM)]))[0])
        return CellRange(cell, cell)
    inside = 2 * (ZOOM - z)
    first = int(_interleave(np.array([x]), np.array([y]))[0]) << inside
    return CellRange(first, first + (1 << inside) - 1)


def box_of_tile(z: int, x: int, y: int) -> Box:
    """Return the box of a tile and of what is drawn beyond its edge, in degrees times 10^7.

    >>> box_of_tile(17, 104066, 57702)
    Box(west=1058257198, south=210254662, east=1058286381, north=210281901)
    """
    scale = 2.0 ** (ZOOM - z)
    column = np.array([x - _BEYOND, x + 1 + _BEYOND]) * scale
    row = np.array([y + 1 + _BEYOND, y - _BEYOND]) * scale
    west, east = np.rint(_longitude(column) * 1e7).astype(np.int64).tolist()
    south, north = np.rint(_latitude(row) * 1e7).astype(np.int64).tolist()
    return Box(west, south, east, north)


def touched_cells(
    geometries: NDArray[np.object_],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, for every cell that a geometry touches, the geometry's place and the cell.

    ``geometries``: shape (n,), WGS 84 longitude, latitude. Both answers have one entry for each
    pair, ordered by geometry.
    """
    west, south, east, north = shapely.bounds(geometries).T
    left, right = _columns(west), _columns(east)
    top, bottom = _rows(north), _rows(south)
    wide, high = right - left + 1, bottom - top + 1
    counts = wide * high
    place = np.repeat(np.arange(len(geometries)), counts)
    step = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
    x = left[place] + step % wide[place]
    y = top[place] + step // wide[place]
    # within two cells in a row the box of a feature decides; beyond, only the shape itself does
    doubtful = np.flatnonzero(counts[place] > 2)
    touches = np.ones(len(place), dtype=bool)
    touches[doubtful] = shapely.intersects(
        geometries[place[doubtful]], _boxes(x[doubtful], y[doubtful])
    )
    return place[touches], _interleave(x[touches], y[touches])


def _boxes(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.object_]:
    return shapely.box(_longitude(x), _latitude(y + 1), _longitude(x + 1), _latitude(y))


def _columns(longitude: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.clip(np.floor((longitude + 180) / 360 * _SIDE), 0, _SIDE - 1).astype(np.int64)


def _rows(latitude: NDArray[np.float64]) -> NDArray[np.int64]:
    bent = np.arcsinh(np.tan(np.radians(np.clip(latitude, -_MOST_LATITUDE, _MOST_LATITUDE))))
    return np.clip(np.floor((1 - bent / np.pi) / 2 * _SIDE), 0, _SIDE - 1).astype(np.int64)


def _longitude(x: NDArray) -> NDArray[np.float64]:
    return x / _SIDE * 360 - 180


def _latitude(y: NDArray) -> NDArray[np.float64]:
    return np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y / _SIDE))))


def _interleave(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return Morton numbers: the bits of y and x in turn, y first."""
    return _spread(x) | (_spread(y) << 1)


def _spread(value: NDArray[np.int64]) -> NDArray[np.int64]:
    value = value.astype(np.int64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        value = (value | (value << shift)) & mask
    return value
