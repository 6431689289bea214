"""Counts of points in the cells of a tile, from the sorted keys of `grid.sort_points`."""

from typing import NamedTuple

import numpy as np

from diaban.engines.tiles.array_types import FloatArray, IntArray
from diaban.engines.tiles.grid import CELL_ZOOM, Tile, deinterleave

__all__ = ["CellCounts", "Groups", "count_cells", "group_cells"]


class CellCounts(NamedTuple):
    """The n cells of a tile that hold a point, in Morton order.

    ``cells`` are Morton numbers within the tile; a tile has 2^depth cells on each side. ``total``
    counts the points of each, ``marked`` those of them that carry the mark.
    """

    cells: IntArray
    total: IntArray
    marked: IntArray
    depth: int

    @property
    def columns_rows(self) -> tuple[IntArray, IntArray]:
        """Column and row of each cell, from the tile's north-west corner."""
        return deinterleave(self.cells)


class Groups(NamedTuple):
    """Cells drawn together: their points' mean place in parts of the tile's side, and counts."""

    x: FloatArray
    y: FloatArray
    total: IntArray
    marked: IntArray


def count_cells(keys: IntArray, tile: Tile, depth: int = 8) -> CellCounts:
    """Count the points of a tile by its 2^depth × 2^depth cells; one slice of the keys.

    ``keys``: shape (n,), sorted. The tile's zoom and the depth together reach at most 24.

    >>> from diaban.engines.tiles.grid import sort_points
    >>> keys = sort_points([210285110, 210285110], [1058541670, 1058541670], [True, False])
    >>> counts = count_cells(keys, Tile(16, 52038, 28850))
    >>> counts.total.tolist(), counts.marked.tolist()
    ([2], [1])
    """
    shift = 2 * (CELL_ZOOM - tile.z - depth) + 1
    if shift < 1:
        raise ValueError(f"zoom {tile.z} has no {depth} finer zooms in cells of zoom {CELL_ZOOM}")
    first, beyond = tile.key_range()
    start, stop = keys.searchsorted((first, beyond))
    part = keys[start:stop]
    if not len(part):
        nothing = np.zeros(0, dtype=np.int64)
        return CellCounts(nothing, nothing, nothing, depth)
    cells = part >> shift
    starts = np.empty(len(part), dtype=np.bool_)
    starts[0] = True
    np.not_equal(cells[1:], cells[:-1], out=starts[1:])
    places = np.flatnonzero(starts)
    total = np.diff(places, append=len(part))
    marked = np.add.reduceat(part & 1, places)
    return CellCounts(cells[places] - (first >> shift), total, marked, depth)


def group_cells(counts: CellCounts, depth: int) -> Groups:
    """Draw the cells of a tile together into at most 2^depth × 2^depth groups.

    >>> two = CellCounts(np.array([0, 3]), np.array([3, 1]), np.array([1, 1]), 1)
    >>> group_cells(two, 0)
    Groups(x=array([0.375]), y=array([0.375]), total=array([4]), marked=array([2]))
    """
    if not len(counts.cells):
        nothing = np.zeros(0)
        return Groups(nothing, nothing, counts.total, counts.marked)
    groups = counts.cells >> 2 * (counts.depth - depth)
    places = np.flatnonzero(np.diff(groups, prepend=-1))
    total = np.add.reduceat(counts.total, places)
    marked = np.add.reduceat(counts.marked, places)
    columns, rows = counts.columns_rows
    side = 1 << counts.depth
    x, y = (
        (np.add.reduceat(at * counts.total, places) / total + 0.5) / side for at in (columns, rows)
    )
    return Groups(x, y, total, marked)
