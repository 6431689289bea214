"""The nearest of many short segments to each of millions of points, exactly.

Segments are listed by the cells of a grid that they may touch. Whatever is within one cell's side
of a point is listed in the nine cells around it, so an answer that is nearer than that is the
nearest. What has none so near is asked again on a grid four times as coarse. Beside Shapely's tree
the gain is that all points of a cell share one list (docs/benchmarks.md).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from diaban.engines.reach.array_types import Floats, Ints

__all__ = ["SegmentEnds", "find_nearest_segments", "measure_away", "spread_ranges"]

_FINEST_METRES = 32.0
_COARSER = 4
# as many points at a time as keep their candidates in the processor's cache
_BLOCK = 30_000


class SegmentEnds(NamedTuple):
    """Both ends of segments on the plane, metres: four float64[s]."""

    start_x: Floats
    start_y: Floats
    end_x: Floats
    end_y: Floats


class _Ranges(NamedTuple):
    """Ranges of a list, int64[n] each: where they start and how long they are."""

    starts: Ints
    counts: Ints


@dataclass(frozen=True, slots=True)
class _Grid:
    """Segments by cell: those of the cell `cells[i]` are `segment[starts[i]:starts[i + 1]]`."""

    side: float
    west: float
    south: float
    columns: int
    rows: int
    cells: Ints
    starts: Ints
    segment: Ints

    def cell_of(self, x: Floats, y: Floats) -> Ints:
        """Return the cell of each point, −1 outside; round about lies a border of empty cells."""
        column = np.floor((x - self.west) / self.side) + 1.0
        row = np.floor((y - self.south) / self.side) + 1.0
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        return np.where(inside, row * self.columns + column, -1.0).astype(np.int64)

    def around(self, cells: Ints) -> _Ranges:
        """Return the ranges of `segment` for the nine cells around each, int64[n, 9] each."""
        beside = np.array([-1, 0, 1])
        steps = (beside[:, None] * self.columns + beside).ravel()
        wanted = cells[:, None] + steps
        place = np.minimum(np.searchsorted(self.cells, wanted), len(self.cells) - 1)
        is_there = self.cells[place] == wanted
        return _Ranges(
            self.starts[place], np.where(is_there, self.starts[place + 1] - self.starts[place], 0)
        )


def find_nearest_segments(
    ends: SegmentEnds, x: Floats, y: Floats, limit_metres: float
) -> tuple[Ints, Floats]:
    """Return for each point the nearest segment within a limit, int64[n], and how far it is.

    ``x``, ``y``: float64[n], metres on the plane of the segments. −1 and infinity where none is
    so near. Of equally near segments the first is taken.
    """
    found = np.full(len(x), -1, dtype=np.int64)
    square = np.full(len(x), np.inf)
    near = _lie_near(ends, x, y, limit_metres)
    ends = SegmentEnds(*(values[near] for values in ends))
    left, side = np.arange(len(x)), min(_FINEST_METRES, limit_metres)
    while len(left) and len(ends.start_x):
        grid = _list_segments(ends, side)
        found[left], square[left] = _search(grid, ends, x[left], y[left])
        left = left[square[left] > side**2]
        if side >= limit_metres:
            break
        side = min(side * _COARSER, limit_metres)
    away = np.sqrt(square)
    beyond = away > limit_metres
    found[beyond], away[beyond] = -1, np.inf
    found[~beyond] = near[found[~beyond]]
    return found, away


def _lie_near(ends: SegmentEnds, x: Floats, y: Floats, limit_metres: float) -> Ints:
    """Return the segments that a point can be within the limit of: of one door a few streets'."""
    if not len(x):
        return np.zeros(0, dtype=np.int64)
    west, east = x.min() - limit_metres, x.max() + limit_metres
    south, north = y.min() - limit_metres, y.max() + limit_metres
    return np.flatnonzero(
        (np.minimum(ends.start_x, ends.end_x) <= east)
        & (np.maximum(ends.start_x, ends.end_x) >= west)
        & (np.minimum(ends.start_y, ends.end_y) <= north)
        & (np.maximum(ends.start_y, ends.end_y) >= south)
    )


def measure_away(ends: SegmentEnds, segment: Ints, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return where on its segment (0 … 1) each point is nearest, and the square of how far."""
    start_x, start_y = ends.start_x[segment], ends.start_y[segment]
    east, north = ends.end_x[segment] - start_x, ends.end_y[segment] - start_y
    right, up = x - start_x, y - start_y
    length = np.maximum(east * east + north * north, 1e-9)
    along = np.clip((right * east + up * north) / length, 0.0, 1.0)
    right -= along * east
    up -= along * north
    return along, right * right + up * up


def spread_ranges(starts: Ints, counts: Ints) -> Ints:
    """Return the numbers of all ranges one after another, int64[sum of counts].

    >>> spread_ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = np.cumsum(counts)
    whole = int(ends[-1]) if len(ends) else 0
    return np.arange(whole) + np.repeat(starts - ends + counts, counts)


def _list_segments(ends: SegmentEnds, side: float) -> _Grid:
    """List segments by the cells that their parts' boxes touch; no part is longer than a side."""
    reach = np.hypot(ends.end_x - ends.start_x, ends.end_y - ends.start_y)
    parts = np.maximum(np.ceil(reach / side), 1.0).astype(np.int64)
    owner = np.repeat(np.arange(len(parts)), parts)
    first = spread_ranges(np.zeros_like(parts), parts) / parts[owner]
    west, columns = _extent(ends.start_x, ends.end_x, side)
    south, rows = _extent(ends.start_y, ends.end_y, side)
    corners = []
    for along in (first, first + 1.0 / parts[owner]):
        x = ends.start_x[owner] + along * (ends.end_x - ends.start_x)[owner]
        y = ends.start_y[owner] + along * (ends.end_y - ends.start_y)[owner]
        corners.append((np.floor((x - west) / side) + 1.0, np.floor((y - south) / side) + 1.0))
    touched = [row * columns + column for column, _ in corners for _, row in corners]
    cell = np.concatenate(touched).astype(np.int64)
    pairs = _once(cell * len(parts) + np.tile(owner, 4))
    cell, segment = np.divmod(pairs, len(parts))
    cells, starts = np.unique(cell, return_index=True)
    return _Grid(side, west, south, columns, rows, cells, np.append(starts, len(cell)), segment)


def _extent(start: Floats, end: Floats, side: float) -> tuple[float, int]:
    """Return where the grid begins and how many cells it has, with an empty one at either end."""
    low, high = min(start.min(), end.min()), max(start.max(), end.max())
    return float(low), int((high - low) // side) + 3


def _once(numbers: Ints) -> Ints:
    """Return each number once, rising: sorted, which NumPy does much faster than by its hashes."""
    ordered = np.sort(numbers)
    is_first = np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
    once: Ints = ordered[is_first]
    return once


def _search(grid: _Grid, ends: SegmentEnds, x: Floats, y: Floats) -> tuple[Ints, Floats]:
    """Return the nearest segment listed around each point, and the square of how far it is."""
    found = np.full(len(x), -1, dtype=np.int64)
    square = np.full(len(x), np.inf)
    cell = grid.cell_of(x, y)
    order = np.argsort(cell, kind="stable")
    order = order[np.searchsorted(cell[order], 0) :]
    cells, first = np.unique(cell[order], return_index=True)
    listed, ranges = _lists_around(grid, cells)
    which = np.repeat(np.arange(len(cells)), np.diff(np.append(first, len(order))))
    has_any = ranges.counts[which] > 0
    order, which = order[has_any], which[has_any]
    for begin in range(0, len(order), _BLOCK):
        rows, at = order[begin : begin + _BLOCK], which[begin : begin + _BLOCK]
        counts = ranges.counts[at]
        candidates = listed[spread_ranges(ranges.starts[at], counts)]
        east, north = np.repeat(x[rows], counts), np.repeat(y[rows], counts)
        _, away = measure_away(ends, candidates, east, north)
        start = np.cumsum(counts) - counts
        least = np.minimum.reduceat(away, start)
        hits = np.flatnonzero(away == np.repeat(least, counts))
        found[rows] = candidates[hits[np.searchsorted(hits, start)]]
        square[rows] = least
    return found, square


def _lists_around(grid: _Grid, cells: Ints) -> tuple[Ints, _Ranges]:
    """Return the segments around each cell, each once and rising, one list after another."""
    around = grid.around(cells)
    counts = around.counts.ravel()
    segment = grid.segment[spread_ranges(around.starts.ravel(), counts)]
    owner = np.repeat(np.arange(len(cells)), around.counts.sum(axis=1))
    size = int(grid.segment.max()) + 1
    owner, segment = np.divmod(_once(owner * size + segment), size)
    per_cell = np.bincount(owner, minlength=len(cells))
    return segment, _Ranges(np.cumsum(per_cell) - per_cell, per_cell)
