"""The tile of counts: how densely points lie, and in few numbers how many."""

import numpy as np

from diaban.engines.tiles.array_types import IntArray
from diaban.engines.tiles.counting import CellCounts, count_cells, group_cells
from diaban.engines.tiles.drawing import draw_points
from diaban.engines.tiles.encoding import Layer, encode_tile
from diaban.engines.tiles.grid import EXTENT, Tile

__all__ = ["MOST_COUNTED_ZOOM", "encode_counts"]

# beyond it a cell of the tile is a door, which has more to say than a number
MOST_COUNTED_ZOOM = 16
_CELL_DEPTH, _GROUP_DEPTH = 8, 2
# to this zoom a dot stands for 2 × 2 cells: as many as an eye can tell apart, a quarter of the work
_DOTS_TO, _DOT_DEPTH = 14, 7
_NONE, _SOME, _ALL = range(3)


def encode_counts(keys: IntArray, tile: Tile) -> bytes:
    """Write the tile of the points whose sorted ``keys`` (`grid.sort_points`) are given.

    Layer ``density``: the 256 × 256 cells, or to zoom 14 the 128 × 128 with each dot at the mean
    place of its points, as one multipoint for each class of total (``least``: 1, 2, 4, 8, …) and
    each share of marked points (``marked``: 0 none, 1 some, 2 all). Layer
    ``counts``: at most 4 × 4 points with ``total`` and ``marked``, each at the mean place of its
    points. Empty where the tile has none.

    >>> from diaban.engines.tiles.grid import sort_points
    >>> keys = sort_points([210285110], [1058541670], [True])
    >>> len(encode_counts(keys, Tile(13, 6504, 3606))), encode_counts(keys, Tile(13, 0, 0))
    (107, b'')
    """
    cells = count_cells(keys, tile, _CELL_DEPTH)
    if not len(cells.cells):
        return b""
    return encode_tile([_density(cells, tile.z), _counts(cells)])


def _density(cells: CellCounts, zoom: int) -> Layer:
    dots = group_cells(cells, _DOT_DEPTH if zoom <= _DOTS_TO else _CELL_DEPTH)
    share = np.where(dots.marked == 0, _NONE, np.where(dots.marked == dots.total, _ALL, _SOME))
    # the number of binary digits, less one: the class of the total
    classes = (np.frexp(dots.total)[1] - 1) * 3 + share
    order = np.argsort(classes, kind="stable")
    drawn = classes[order]
    starts = np.flatnonzero(np.diff(drawn, prepend=-1))
    found = drawn[starts]
    x, y = ((at[order] * EXTENT).astype(np.int64) for at in (dots.x, dots.y))
    geometry = draw_points(x, y, np.append(starts, len(order)))
    told = {"least": (1 << found // 3).tolist(), "marked": (found % 3).tolist()}
    return Layer("density", geometry, told)


def _counts(cells: CellCounts) -> Layer:
    groups = group_cells(cells, _GROUP_DEPTH)
    x, y = ((at * EXTENT).astype(np.int64) for at in (groups.x, groups.y))
    told = {"total": groups.total.tolist(), "marked": groups.marked.tolist()}
    return Layer("counts", draw_points(x, y), told)
