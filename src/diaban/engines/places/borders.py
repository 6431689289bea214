"""Borders as numbers: the distinct edges of many polygons, each stored once.

Two neighbours share the edges between them. Storing such an edge once, always from its lower
end to its upper end, has two effects: half the work, and one floating-point answer for both
sides, so that a point on or near a shared border gets exactly one of the two units.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely  # type: ignore[import-untyped]
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

from diaban.engines.places.array_types import BoolArray, FloatArray, IntArray

__all__ = ["Borders", "lies_east", "trace_borders"]


@dataclass(frozen=True, slots=True)
class Borders:
    """Distinct edges and who owns them.

    `edges`: float64[n, 4], the lower end and then the upper end of each edge (x1, y1, x2, y2
    in degrees with y1 <= y2; from east to west where y1 = y2). `owner_edge`, `owner_unit`:
    int64[m], one pair for each time that a unit's ring runs along an edge, sorted by edge.
    """

    edges: FloatArray
    owner_edge: IntArray
    owner_unit: IntArray


def trace_borders(polygons: Sequence[BaseGeometry]) -> Borders:
    """Collect the distinct edges of polygons and multipolygons (holes included).

    An edge that one unit runs along twice (a spike, or two touching parts) bounds nothing and
    is dropped for that unit.
    """
    rings, ring_unit = _rings(polygons)
    coordinates, ring_of_vertex = shapely.get_coordinates(rings, return_index=True)
    follows = ring_of_vertex[1:] == ring_of_vertex[:-1]
    starts, ends = coordinates[:-1][follows], coordinates[1:][follows]
    unit = ring_unit[ring_of_vertex[:-1][follows]]
    moves = np.any(starts != ends, axis=1)
    edges, index = np.unique(_upwards(starts[moves], ends[moves]), axis=0, return_inverse=True)
    return _without_doubles(edges, index.reshape(-1).astype(np.int64), unit[moves])


def lies_east(edges: FloatArray, x: FloatArray, y: FloatArray) -> BoolArray:
    """Say whether points lie on or east of the lines through edges (bool[n]).

    For an edge that runs exactly east-west: on it or north of it.

    The products are of differences of neighbouring coordinates, which floating point
    subtracts almost without error: the answer can differ from exact arithmetic only within
    about 1e-16 of the edge's length.
    """
    x1, y1, x2, y2 = edges.T
    east: BoolArray = (x2 - x1) * (y - y1) <= (y2 - y1) * (x - x1)
    return east


def _rings(polygons: Sequence[BaseGeometry]) -> tuple[FloatArray, IntArray]:
    parts, unit = shapely.get_parts(np.asarray(polygons, dtype=object), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    return rings, unit[part].astype(np.int64)


def _upwards(starts: FloatArray, ends: FloatArray) -> FloatArray:
    """Turn every edge so that it runs from south to north, or else from east to west."""
    falls = (starts[:, 1] > ends[:, 1]) | (
        (starts[:, 1] == ends[:, 1]) & (starts[:, 0] < ends[:, 0])
    )
    lower = np.where(falls[:, None], ends, starts)
    upper = np.where(falls[:, None], starts, ends)
    return np.hstack([lower, upper])


def _without_doubles(edges: FloatArray, index: IntArray, unit: IntArray) -> Borders:
    units = int(unit.max(initial=0)) + 1
    pair, times = np.unique(index * units + unit, return_counts=True)
    pair = pair[times % 2 == 1]
    return Borders(edges, pair // units, pair % units)
