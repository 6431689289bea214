"""The frame of the cell grid: coarse cells, each divided into fine cells."""

from dataclasses import dataclass

import numpy as np

from diaban.engines.places.array_types import FloatArray, IntArray

__all__ = ["CellGrid"]

# The grid's corner is shifted by an uneven part of a cell, so that no line of the grid runs
# through the vertices of data given to a fixed number of decimals.
_SHIFT = 0.381966011250105


@dataclass(frozen=True, slots=True)
class CellGrid:
    """`across` x `along` coarse cells (east, north), each of `fine` x `fine` fine cells.

    `west`, `south`: the corner, in degrees. `coarse_per_degree_*`: cells per degree. The
    outermost ring of coarse cells is empty, so that whatever lies beyond falls into it.
    """

    west: float
    south: float
    coarse_per_degree_east: float
    coarse_per_degree_north: float
    across: int
    along: int
    fine: int

    @classmethod
    def around(cls, box: FloatArray, coarse: int, fine: int) -> "CellGrid":
        """Lay a grid of `coarse` x `coarse` cells around a box (west, south, east, north)."""
        width = max(float(box[2] - box[0]), 1e-9) / coarse
        height = max(float(box[3] - box[1]), 1e-9) / coarse
        return cls(
            west=float(box[0]) - (1 + _SHIFT) * width,
            south=float(box[1]) - (1 + _SHIFT) * height,
            coarse_per_degree_east=1 / width,
            coarse_per_degree_north=1 / height,
            across=coarse + 3,
            along=coarse + 3,
            fine=fine,
        )

    @classmethod
    def from_array(cls, numbers: FloatArray) -> "CellGrid":
        """Read back what `to_array` wrote."""
        west, south, east_scale, north_scale, *sizes = numbers.tolist()
        across, along, fine = (int(size) for size in sizes)
        return cls(west, south, east_scale, north_scale, across, along, fine)

    def to_array(self) -> FloatArray:
        """Write the frame as float64[7]."""
        sizes = (float(self.across), float(self.along), float(self.fine))
        scales = (self.coarse_per_degree_east, self.coarse_per_degree_north)
        return np.array([self.west, self.south, *scales, *sizes])

    @property
    def fine_across(self) -> int:
        """Fine cells from west to east."""
        return self.across * self.fine

    def longitudes(self, fine_columns: IntArray) -> FloatArray:
        """Western borders of columns of fine cells, in degrees."""
        return self.west + fine_columns / (self.coarse_per_degree_east * self.fine)

    def latitudes(self, fine_rows: IntArray) -> FloatArray:
        """Southern borders of rows of fine cells, in degrees."""
        return self.south + fine_rows / (self.coarse_per_degree_north * self.fine)

    def in_fine_cells(self, edges: FloatArray) -> FloatArray:
        """Convert edges from degrees to multiples of fine cells (float64[n, 4])."""
        scaled: FloatArray = edges - np.array([self.west, self.south] * 2)
        scaled *= np.array([self.coarse_per_degree_east, self.coarse_per_degree_north] * 2)
        scaled *= self.fine
        return scaled
