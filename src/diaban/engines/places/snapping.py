"""Points that fall into a sliver between units: the nearest unit within some metres."""

from dataclasses import dataclass, field

import numpy as np
import shapely  # type: ignore[import-untyped]

from diaban.engines.places.array_types import AnyArray, BoolArray, FloatArray, IndexArray, IntArray
from diaban.engines.places.borders import Borders
from diaban.engines.places.cell_grid import CellGrid

__all__ = ["METRES_PER_DEGREE", "Snapper"]

METRES_PER_DEGREE = 111_195.0  # of latitude, on a sphere of 6,371 km


@dataclass(slots=True)
class Snapper:
    """Gives points in no unit to the unit with the nearest border, if within `metres`.

    Distances are measured on a plane whose east-west scale is right at the middle latitude;
    over a city and a few metres that is exact to a per mille.
    """

    grid: CellGrid
    borders: Borders
    coarse: AnyArray
    metres: float
    _tree: shapely.STRtree | None = field(default=None, init=False)
    _near: BoolArray | None = field(default=None, init=False)

    def snap(self, place: IntArray, x: FloatArray, y: FloatArray) -> IndexArray:
        """Return the unit for points in no unit (int32[n]), -1 where none is near.

        `place`: the coarse cell of each point. `x`, `y`: longitude and latitude, degrees.
        """
        units = np.full(len(place), -1, dtype=np.int32)
        near = np.flatnonzero(self._cells_near_borders()[place])
        points = shapely.points(x[near] * self._east_scale(), y[near])
        found, edge = self._edges().query_nearest(
            points, max_distance=self.metres / METRES_PER_DEGREE
        )
        owner = self.borders.owner_unit[np.searchsorted(self.borders.owner_edge, edge)]
        order = np.argsort(-owner, kind="stable")  # a tie goes to the unit given first
        units[near[found[order]]] = owner[order]
        return units

    def _east_scale(self) -> float:
        middle = self.grid.south + self.grid.along / self.grid.coarse_per_degree_north / 2
        return float(np.cos(np.radians(middle)))

    def _edges(self) -> shapely.STRtree:
        if self._tree is None:
            ends = self.borders.edges.reshape(-1, 2, 2) * [self._east_scale(), 1.0]
            self._tree = shapely.STRtree(shapely.linestrings(ends))
        return self._tree

    def _cells_near_borders(self) -> BoolArray:
        """Mark the coarse cells within reach of a border, so that the rest is never asked."""
        if self._near is None:
            near = (self.coarse < -1).reshape(self.grid.along, self.grid.across)
            per_metre = (
                max(
                    self.grid.coarse_per_degree_north,
                    self.grid.coarse_per_degree_east / self._east_scale(),
                )
                / METRES_PER_DEGREE
            )
            for _ in range(int(np.ceil(self.metres * per_metre))):
                near = _grown(near)
            self._near = near.reshape(-1)
        return self._near


def _grown(near: BoolArray) -> BoolArray:
    """Mark the eight neighbours of every marked cell too."""
    wide = near.copy()
    wide[:, 1:] |= near[:, :-1]
    wide[:, :-1] |= near[:, 1:]
    tall = wide.copy()
    tall[1:] |= wide[:-1]
    tall[:-1] |= wide[1:]
    return tall
