"""The tables of a cell grid, and how they are made from borders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import shapely  # type: ignore[import-untyped]
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

from diaban.engines.places.array_types import AnyArray, FloatArray, IndexArray, IntArray
from diaban.engines.places.borders import Borders
from diaban.engines.places.cell_grid import CellGrid
from diaban.engines.places.rasterising import (
    Crossings,
    cells_on_edges,
    expand,
    find_crossings,
    sweep_corners,
)

__all__ = ["CellTables", "TooManyUnitsError", "fill_tables"]

_UNITS_IN_LEAF = 64


class TooManyUnitsError(ValueError):
    """More than 64 units have a border inside one fine cell: use a finer grid."""


@dataclass(frozen=True, slots=True)
class CellTables:
    """What `locate` reads; every member is a flat array, so that it can be stored.

    A number in `coarse` or `fine` is a unit (0 and up), nothing (-1), or the way to the next
    level: -2 - n is block n of `fine`, and there leaf n of the tables below it.

    `coarse`: int[along * across]. `fine`: int32[blocks * fine * fine].
    `leaf_west`, `leaf_south`: float64[leaves], the reference corner of each leaf.
    `leaf_state`: unsigned[leaves], one bit for each unit that holds that corner.
    `leaf_first_edge`, `leaf_first_unit`: int32[leaves + 1], where a leaf's entries begin in
    `leaf_edge` (rows of the edges), `leaf_toggle` (bits of the units that own the edge) and
    `leaf_unit` (which unit each bit stands for).
    """

    coarse: AnyArray
    fine: IndexArray
    leaf_west: FloatArray
    leaf_south: FloatArray
    leaf_state: AnyArray
    leaf_first_edge: IndexArray
    leaf_edge: IndexArray
    leaf_toggle: AnyArray
    leaf_first_unit: IndexArray
    leaf_unit: IndexArray

    def to_arrays(self) -> dict[str, AnyArray]:
        """Name every table."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> "CellTables":
        """Read back what `to_arrays` named."""
        return cls(**{field.name: arrays[field.name] for field in fields(cls)})


def fill_tables(grid: CellGrid, borders: Borders, polygons: Sequence[BaseGeometry]) -> CellTables:
    """Make the tables: borders into cells, then the unit of every other cell by sweeping."""
    cell, edge = cells_on_edges(grid, borders.edges)
    leaf_cell, first_edge = np.unique(cell, return_index=True)
    row, column = np.divmod(leaf_cell, grid.fine_across)
    place = (row // grid.fine) * grid.across + column // grid.fine
    block_place, block = np.unique(place, return_inverse=True)
    frame = _Frame(grid, block_place)
    crossings = find_crossings(grid, borders)
    coarse, fine, held_twice = _sweep(frame, crossings, polygons)
    inside = block * grid.fine**2 + (row % grid.fine) * grid.fine + column % grid.fine
    holds = _units_at_corners(leaf_cell, fine[inside], held_twice)
    fine[inside] = -2 - np.arange(len(leaf_cell), dtype=np.int32)
    ends = np.append(first_edge, len(cell)).astype(np.int32)
    return CellTables(
        coarse=coarse,
        fine=fine,
        leaf_west=grid.longitudes(column),
        leaf_south=grid.latitudes(row),
        **_leaf_bits(borders, ends, edge, holds),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """The grid and the coarse cells that have borders (sorted; each is one block)."""

    grid: CellGrid
    block_place: IntArray


@dataclass(frozen=True, slots=True)
class _HeldTwice:
    """Corners (fine cells) that more than one unit holds, one pair for each; sorted."""

    cell: IntArray
    unit: IntArray


def _sweep(
    frame: _Frame, crossings: Crossings, polygons: Sequence[BaseGeometry]
) -> tuple[AnyArray, IndexArray, _HeldTwice]:
    """Fill both tables as if no cell had a border, and note corners held by several units."""
    grid = frame.grid
    coarse = np.full(grid.along * grid.across, -1, dtype=np.int32)
    fine = np.empty((len(frame.block_place), grid.fine, grid.fine), dtype=np.int32)
    rows = np.searchsorted(frame.block_place, np.arange(grid.along + 1) * grid.across)
    overlaps = []
    for coarse_row, total, count in sweep_corners(grid, crossings):
        units = np.where(count > 0, total, -1).astype(np.int32)
        overlap = _settle_overlaps(grid, coarse_row, units, count, polygons)
        overlaps.append(overlap)
        coarse[coarse_row * grid.across :][: grid.across] = units[0, :: grid.fine]
        blocks = slice(rows[coarse_row], rows[coarse_row + 1])
        squares = units.reshape(grid.fine, grid.across, grid.fine).transpose(1, 0, 2)
        fine[blocks] = squares[frame.block_place[blocks] - coarse_row * grid.across]
    coarse[frame.block_place] = -2 - np.arange(len(frame.block_place))
    if len(frame.block_place) + 2 < np.iinfo(np.int16).max and len(polygons) < 32_000:
        coarse = coarse.astype(np.int16)
    held_twice = _HeldTwice(*(np.concatenate(part) for part in zip(*overlaps, strict=True)))
    return coarse, fine.reshape(-1), held_twice


def _settle_overlaps(
    grid: CellGrid,
    coarse_row: int,
    units: IndexArray,
    count: IndexArray,
    polygons: Sequence[BaseGeometry],
) -> tuple[IntArray, IntArray]:
    """Where polygons overlap, write the first unit and return all (fine cell, unit) pairs."""
    row, column = np.nonzero(count > 1)
    if not len(row):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    cell_row = coarse_row * grid.fine + row
    corners = shapely.points(grid.longitudes(column), grid.latitudes(cell_row))
    corner, unit = shapely.STRtree(polygons).query(corners, predicate="intersects")
    order = np.lexsort((-unit, corner))
    units[row[corner[order]], column[corner[order]]] = unit[order]
    return (cell_row * grid.fine_across + column)[corner], unit.astype(np.int64)


def _units_at_corners(
    leaf_cell: IntArray, unit: IndexArray, held_twice: _HeldTwice
) -> tuple[IntArray, IntArray]:
    """Return the pairs (leaf, unit) in which the unit holds the leaf's corner."""
    leaf = np.flatnonzero(unit >= 0)
    at = np.searchsorted(leaf_cell, held_twice.cell)
    at = np.minimum(at, len(leaf_cell) - 1)
    is_leaf = leaf_cell[at] == held_twice.cell
    return (
        np.concatenate([leaf, at[is_leaf]]),
        np.concatenate([unit[leaf].astype(np.int64), held_twice.unit[is_leaf]]),
    )


def _leaf_bits(
    borders: Borders, first_edge: IndexArray, edge: IntArray, holds: tuple[IntArray, IntArray]
) -> dict[str, AnyArray]:
    """Give the units of each leaf a bit, and write edges' owners and corner states as bits."""
    leaves = len(first_edge) - 1
    owners = np.searchsorted(borders.owner_edge, np.arange(len(borders.edges) + 1))
    pair, step = expand(np.diff(owners)[edge])
    owner = borders.owner_unit[owners[edge[pair]] + step]
    leaf_of_pair = np.repeat(np.arange(leaves), np.diff(first_edge))[pair]
    units = int(borders.owner_unit.max(initial=0)) + 1
    keys = np.unique(
        np.concatenate([leaf_of_pair, holds[0]]) * units + np.concatenate([owner, holds[1]])
    )
    first_unit = np.searchsorted(keys, np.arange(leaves + 1) * units)
    if np.diff(first_unit).max(initial=0) > _UNITS_IN_LEAF:
        raise TooManyUnitsError

    def bits(leaf: IntArray, unit: IntArray) -> AnyArray:
        place = np.searchsorted(keys, leaf * units + unit) - first_unit[leaf]
        return np.left_shift(np.uint64(1), place.astype(np.uint64))

    toggle = np.zeros(len(edge), dtype=np.uint64)
    np.bitwise_or.at(toggle, pair, bits(leaf_of_pair, owner))
    state = np.zeros(leaves, dtype=np.uint64)
    np.bitwise_or.at(state, holds[0], bits(*holds))
    narrow = np.min_scalar_type(max(int(toggle.max(initial=0)), int(state.max(initial=0))))
    return {
        "leaf_state": state.astype(narrow),
        "leaf_first_edge": first_edge,
        "leaf_edge": edge.astype(np.int32),
        "leaf_toggle": toggle.astype(narrow),
        "leaf_first_unit": first_unit.astype(np.int32),
        "leaf_unit": (keys % units).astype(np.int32),
    }
