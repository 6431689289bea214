"""The exact test for points in cells that a border passes through.

The unit at the leaf's south-western corner is known. Walk from there north along the leaf's
western side to the point's latitude, then east or west to the point: every border crossed
toggles the bits of the units that own it, and what is set on arrival is where the point lies.
Both legs decide by the same test at the bend, so rounding there cannot lose a crossing.
"""

import numpy as np

from diaban.engines.places.array_types import AnyArray, BoolArray, FloatArray, IndexArray, IntArray
from diaban.engines.places.borders import lies_east
from diaban.engines.places.cell_tables import CellTables
from diaban.engines.places.rasterising import expand

__all__ = ["settle_at_borders"]

_BLOCK = 8192


def settle_at_borders(
    tables: CellTables, edges: FloatArray, leaf: IntArray, points: tuple[FloatArray, FloatArray]
) -> IndexArray:
    """Find the unit of points (longitudes, latitudes) that lie in the given leaves."""
    units = np.empty(len(leaf), dtype=np.int32)
    x, y = points
    for start in range(0, len(leaf), _BLOCK):
        part = slice(start, start + _BLOCK)
        units[part] = _settle(tables, edges, leaf[part], (x[part], y[part]))
    return units


def _settle(
    tables: CellTables, edges: FloatArray, leaf: IntArray, points: tuple[FloatArray, FloatArray]
) -> IndexArray:
    first = tables.leaf_first_edge[leaf]
    counts = tables.leaf_first_edge[leaf + 1] - first
    point, step = expand(counts)
    entry = first[point] + step
    x, y = points[0][point], points[1][point]
    corner = tables.leaf_west[leaf][point], tables.leaf_south[leaf][point]
    crossed = _crosses(edges.take(tables.leaf_edge.take(entry), axis=0), corner, (x, y))
    toggles = tables.leaf_toggle.take(entry) * crossed
    starts = np.cumsum(counts) - counts
    state = tables.leaf_state[leaf] ^ np.bitwise_xor.reduceat(toggles, starts)
    return _first_unit(tables, leaf, state)


def _crosses(
    edges: FloatArray, corner: tuple[FloatArray, FloatArray], point: tuple[FloatArray, FloatArray]
) -> BoolArray:
    """Say which edges the way from corner to point crosses an odd number of times."""
    (west, south), (x, y) = corner, point
    x1, y1, x2, y2 = edges.T
    at_bend = lies_east(edges, west, y)
    up: BoolArray = ((x1 <= west) != (x2 <= west)) & (at_bend != lies_east(edges, west, south))
    along: BoolArray = ((y1 <= y) != (y2 <= y)) & (at_bend != lies_east(edges, x, y))
    return up ^ along


def _first_unit(tables: CellTables, leaf: IntArray, state: AnyArray) -> IndexArray:
    """Read the lowest bit set; -1 where none is (a gap, or outside)."""
    lowest = (state & (~state + state.dtype.type(1))).astype(np.float64)
    bit = np.log2(np.maximum(lowest, 1)).astype(np.int64)
    unit = tables.leaf_unit[tables.leaf_first_unit[leaf] + bit]
    return np.where(state != 0, unit, -1).astype(np.int32)
