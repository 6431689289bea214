"""Borders on the grid: which cells an edge passes through, which unit each corner lies in."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from diaban.engines.places.array_types import FloatArray, IndexArray, IntArray
from diaban.engines.places.borders import Borders, lies_east
from diaban.engines.places.cell_grid import CellGrid

__all__ = ["Crossings", "cells_on_edges", "expand", "find_crossings", "sweep_corners"]

# Cells are taken this much larger (in fine cells) when edges are put into them, so that a
# point that rounding puts into the neighbouring cell still meets every edge near it.
_MARGIN = 1e-6


def expand(counts: IntArray) -> tuple[IntArray, IntArray]:
    """Repeat each index `counts` times; return it and the running number within it.

    >>> [numbers.tolist() for numbers in expand(np.array([2, 0, 1]))]
    [[0, 0, 2], [0, 1, 0]]
    """
    index = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    return index, np.arange(len(index)) - first[index]


def cells_on_edges(grid: CellGrid, edges: FloatArray) -> tuple[IntArray, IntArray]:
    """List every pair (fine cell, edge) that touch, sorted by cell."""
    x1, y1, x2, y2 = grid.in_fine_cells(edges).T
    first_row = np.floor(y1 - _MARGIN).astype(np.int64)
    rows = np.floor(y2 + _MARGIN).astype(np.int64) - first_row + 1
    edge, step = expand(rows)
    row = first_row[edge] + step
    climb = np.maximum(y2 - y1, 1e-300)[edge]
    enter = np.clip((row - _MARGIN - y1[edge]) / climb, 0, 1)
    leave = np.clip((row + 1 + _MARGIN - y1[edge]) / climb, 0, 1)
    run = (x2 - x1)[edge]
    flat = (y1 == y2)[edge]
    a = np.where(flat, x1[edge], x1[edge] + enter * run)
    b = np.where(flat, x2[edge], x1[edge] + leave * run)
    first_column = np.floor(np.minimum(a, b) - _MARGIN).astype(np.int64)
    columns = np.floor(np.maximum(a, b) + _MARGIN).astype(np.int64) - first_column + 1
    piece, step = expand(columns)
    cell = row[piece] * grid.fine_across + first_column[piece] + step
    order = np.argsort(cell, kind="stable")
    return cell[order], edge[piece][order]


@dataclass(frozen=True, slots=True)
class Crossings:
    """Where units begin and end along the southern border of each row of fine cells.

    `row`, `column`: the first corner at or east of the crossing. `unit`: whose border.
    `change`: +1 where the unit begins, -1 where it ends. Sorted by row.
    """

    row: IntArray
    column: IntArray
    unit: IntArray
    change: IntArray


def find_crossings(grid: CellGrid, borders: Borders) -> Crossings:
    """Cross every edge with every line of corners that it straddles."""
    _, y1, _, y2 = grid.in_fine_cells(borders.edges).T
    first = np.floor(y1).astype(np.int64)
    edge, step = expand(np.ceil(y2).astype(np.int64) - first + 1)
    row = first[edge] + step
    latitude = grid.latitudes(row)
    straddles = (borders.edges[edge, 1] <= latitude) != (borders.edges[edge, 3] <= latitude)
    edge, row = edge[straddles], row[straddles]
    column = _first_corner_east(grid, borders.edges[edge], row)
    owners = np.searchsorted(borders.owner_edge, np.arange(len(borders.edges) + 1))
    pair, step = expand(np.diff(owners)[edge])
    unit = borders.owner_unit[owners[edge[pair]] + step]
    return _alternate(row[pair], column[pair], unit)


def _first_corner_east(grid: CellGrid, edges: FloatArray, row: IntArray) -> IntArray:
    """Find the first corner of a row on or east of an edge, by the test that points get."""
    latitude = grid.latitudes(row)
    x1, y1, x2, y2 = edges.T
    longitude = x1 + (latitude - y1) / (y2 - y1) * (x2 - x1)
    guess = np.ceil((longitude - grid.west) * grid.coarse_per_degree_east * grid.fine)
    column: IntArray = guess.astype(np.int64) - 1
    for _ in range(2):
        column += ~lies_east(edges, grid.longitudes(column), latitude)
    return column


def _alternate(row: IntArray, column: IntArray, unit: IntArray) -> Crossings:
    """Pair the crossings of each unit in each row: begin, end, begin, end."""
    order = np.lexsort((column, unit, row))
    row, column, unit = row[order], column[order], unit[order]
    change = np.where(np.arange(len(row)) % 2 == 0, 1, -1).astype(np.int64)
    return Crossings(row, column, unit, change)


def sweep_corners(
    grid: CellGrid, crossings: Crossings
) -> Iterator[tuple[int, IndexArray, IndexArray]]:
    """Yield, strip by strip of coarse cells, the unit at the south-western fine corners.

    Each item is (row of coarse cells, sum of units, number of units), both arrays
    int32[fine, fine columns]; where exactly one unit holds a corner the sum names it.
    """
    shape = (grid.fine, grid.fine_across + 1)
    ends = np.searchsorted(crossings.row, np.arange(grid.along + 1) * grid.fine)
    for coarse_row in range(grid.along):
        part = slice(ends[coarse_row], ends[coarse_row + 1])
        place = (crossings.row[part] - coarse_row * grid.fine) * shape[1] + crossings.column[part]
        change, unit = crossings.change[part], crossings.unit[part]
        total = np.bincount(place, change * unit, minlength=shape[0] * shape[1]).reshape(shape)
        count = np.bincount(place, change, minlength=shape[0] * shape[1]).reshape(shape)
        yield (
            coarse_row,
            np.cumsum(total, axis=1, dtype=np.float64)[:, :-1].astype(np.int32),
            np.cumsum(count, axis=1, dtype=np.float64)[:, :-1].astype(np.int32),
        )
