"""Points to units: a two-level cell grid with exact tests only in border cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely  # type: ignore[import-untyped]
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

from diaban.engines.places.array_types import AnyArray, FloatArray, IndexArray, IntArray
from diaban.engines.places.border_crossing import settle_at_borders
from diaban.engines.places.borders import Borders, trace_borders
from diaban.engines.places.cell_grid import CellGrid
from diaban.engines.places.cell_tables import CellTables, fill_tables
from diaban.engines.places.snapping import Snapper

__all__ = ["Locator"]

_BLOCK = 16_384  # points at a time: the buffers of one block stay in the second-level cache
_COARSE = 512  # coarse cells across and along: their table then fits that cache too
_FINE = 8  # fine cells across and along one coarse cell: about 20 m in Hanoi


@dataclass(frozen=True)
class Locator:
    """An index from points to the units whose polygons hold them.

    A point on a border belongs to exactly one unit: the one to the east of the border, and
    for a border that runs exactly east-west the one to the north. Where polygons overlap the
    unit that was given first wins. Answers equal those of exact geometry except for points
    within rounding (far below a micrometre) of a border.

    `keys`: str[units]. `boxes`: float64[units, 4], south, west, north, east in degrees.
    `snap_metres`: points in no unit but this near to one get it (0: never).

    >>> west, east = shapely.box(105, 20, 106, 21), shapely.box(106, 20, 107, 21)
    >>> locator = Locator.build([west, east], ["west", "east"])
    >>> locator.locate([20.5, 20.5, 20.5, float("nan")], [105.5, 106.0, 110.0, 106.0]).tolist()
    [0, 1, -1, -1]
    >>> Locator.from_arrays(locator.to_arrays()).keys
    ('west', 'east')
    """

    keys: tuple[str, ...]
    boxes: FloatArray
    snap_metres: float
    grid: CellGrid
    tables: CellTables
    borders: Borders
    _snapper: Snapper = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        snapper = Snapper(self.grid, self.borders, self.tables.coarse, self.snap_metres)
        object.__setattr__(self, "_snapper", snapper)

    @classmethod
    def build(
        cls,
        polygons: Sequence[BaseGeometry],
        keys: Sequence[str],
        *,
        snap_metres: float = 0.0,
        cells: tuple[int, int] = (_COARSE, _FINE),
    ) -> "Locator":
        """Index polygons or multipolygons (WGS 84, longitude first), one for each key.

        `cells`: coarse cells per side of the whole, fine cells per side of a coarse one.
        ValueError where there is nothing to index or the lengths differ.
        """
        if not len(polygons) or len(polygons) != len(keys):
            raise ValueError("polygons and keys must be as many, and at least one")
        borders = trace_borders(polygons)
        grid = CellGrid.around(shapely.total_bounds(np.asarray(polygons, dtype=object)), *cells)
        bounds = shapely.bounds(np.asarray(polygons, dtype=object))
        return cls(
            keys=tuple(keys),
            boxes=bounds[:, [1, 0, 3, 2]],
            snap_metres=snap_metres,
            grid=grid,
            tables=fill_tables(grid, borders, polygons),
            borders=borders,
        )

    def locate(self, lat: ArrayLike, lng: ArrayLike) -> IndexArray:
        """Find the unit of each point: its place in `keys` (int32[n]), -1 outside or NaN.

        `lat`, `lng`: float64[n], degrees WGS 84. ValueError where their lengths differ.
        """
        y = np.ascontiguousarray(lat, dtype=np.float64)
        x = np.ascontiguousarray(lng, dtype=np.float64)
        if y.shape != x.shape or y.ndim != 1:
            raise ValueError("lat and lng must be one-dimensional and equally long")
        units = np.empty(len(y), dtype=np.int32)
        pass_ = _Pass(self.grid, self.tables)
        for start in range(0, len(y), _BLOCK):
            part = slice(start, start + _BLOCK)
            pass_.look_up(x[part], y[part], units[part])
        waiting = np.flatnonzero(units < -1)
        leaf = -2 - units[waiting].astype(np.int64)
        units[waiting] = settle_at_borders(
            self.tables, self.borders.edges, leaf, (x[waiting], y[waiting])
        )
        if self.snap_metres > 0:
            self._snap(x, y, units)
        return units

    def locate_e7(self, lat_e7: ArrayLike, lng_e7: ArrayLike) -> IndexArray:
        """Find the unit of points given as integers of 1e-7 degree."""
        return self.locate(np.asarray(lat_e7) / 1e7, np.asarray(lng_e7) / 1e7)

    def to_arrays(self) -> dict[str, AnyArray]:
        """Return the whole index as named flat arrays, ready for `numpy.savez`."""
        return {
            "keys": np.array(self.keys),
            "boxes": self.boxes,
            "snap_metres": np.array([self.snap_metres]),
            "grid": self.grid.to_array(),
            "edges": self.borders.edges,
            "owner_edge": self.borders.owner_edge,
            "owner_unit": self.borders.owner_unit,
            **self.tables.to_arrays(),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> "Locator":
        """Restore an index from `to_arrays` (or from the mapping that `numpy.load` returns)."""
        return cls(
            keys=tuple(arrays["keys"].tolist()),
            boxes=arrays["boxes"],
            snap_metres=float(arrays["snap_metres"][0]),
            grid=CellGrid.from_array(arrays["grid"]),
            tables=CellTables.from_arrays(arrays),
            borders=Borders(arrays["edges"], arrays["owner_edge"], arrays["owner_unit"]),
        )

    def _snap(self, x: FloatArray, y: FloatArray, units: IndexArray) -> None:
        lost = np.flatnonzero((units == -1) & np.isfinite(x) & np.isfinite(y))
        place = _Pass(self.grid, self.tables).places(x[lost], y[lost])
        units[lost] = self._snapper.snap(place, x[lost], y[lost])


class _Pass:
    """The buffers of one run over blocks of points, reused from block to block."""

    def __init__(self, grid: CellGrid, tables: CellTables) -> None:
        self._grid = grid
        self._tables = tables
        self._east, self._north = np.empty(_BLOCK), np.empty(_BLOCK)
        self._column = np.empty(_BLOCK, dtype=np.int64)
        self._place = np.empty(_BLOCK, dtype=np.int64)

    def look_up(self, x: FloatArray, y: FloatArray, units: IndexArray) -> None:
        """Write units, or -2 - leaf where a border passes near, for at most one block."""
        size = len(x)
        east, north = self._east[:size], self._north[:size]
        column, place = self._column[:size], self._place[:size]
        self._scale(x, y)
        np.copyto(column, east, casting="unsafe")
        np.copyto(place, north, casting="unsafe")
        place *= self._grid.across
        place += column
        units[:] = self._tables.coarse.take(place, mode="clip")
        near = np.flatnonzero(units < -1)
        if len(near):
            units[near] = self._look_closer(near, place[near], units[near])

    def places(self, x: FloatArray, y: FloatArray) -> IntArray:
        """Return the coarse cell of each point."""
        found = np.empty(len(x), dtype=np.int64)
        for start in range(0, len(x), _BLOCK):
            part = slice(start, start + _BLOCK)
            size = len(x[part])
            self._scale(x[part], y[part])
            row, column = self._north[:size].astype(np.int64), self._east[:size].astype(np.int64)
            found[part] = row * self._grid.across + column
        return found

    def _scale(self, x: FloatArray, y: FloatArray) -> None:
        """Turn degrees into coarse cells; beyond the grid, and NaN, into its empty rim."""
        grid = self._grid
        for values, to, origin, scale, cells in (
            (x, self._east[: len(x)], grid.west, grid.coarse_per_degree_east, grid.across),
            (y, self._north[: len(y)], grid.south, grid.coarse_per_degree_north, grid.along),
        ):
            np.subtract(values, origin, out=to)
            np.multiply(to, scale, out=to)
            np.fmax(to, 0.0, out=to)
            np.fmin(to, cells - 1.0, out=to)

    def _look_closer(self, near: IntArray, place: IntArray, coarse: IndexArray) -> IndexArray:
        """Read the fine cells of points whose coarse cell has a border."""
        fine = self._grid.fine
        row, column = np.divmod(place, self._grid.across)
        east = ((self._east[near] - column) * fine).astype(np.int64)
        north = ((self._north[near] - row) * fine).astype(np.int64)
        block = -2 - coarse.astype(np.int64)
        found: IndexArray = self._tables.fine[(block * fine + north) * fine + east]
        return found
