"""Polygons of a country on a plane in metres, and how wide a piece of ground is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely  # type: ignore[import-untyped]
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

from diaban.engines.places.array_types import AnyArray, BoolArray, FloatArray
from diaban.engines.places.snapping import METRES_PER_DEGREE

__all__ = ["Plane", "keep_areas", "measure_widths", "narrower_than"]


@dataclass(frozen=True)
class Plane:
    """Longitude and latitude scaled to metres; right to 0.5 % over a city, 7 % over Viet Nam."""

    east: float
    north: float = METRES_PER_DEGREE

    @classmethod
    def around(cls, polygons: Sequence[BaseGeometry]) -> "Plane":
        """Return the plane that is right in the middle of the polygons (WGS 84)."""
        _, south, _, north = shapely.total_bounds(np.asarray(polygons, dtype=object))
        middle = (south + north) / 2 if np.isfinite(south) else 0.0
        return cls(float(np.cos(np.radians(middle))) * METRES_PER_DEGREE)

    def flatten(self, shapes: AnyArray) -> AnyArray:
        """Degrees to metres, for an array of shapes."""
        scale = np.array([self.east, self.north])
        flat: AnyArray = shapely.transform(shapes, lambda points: points * scale)
        return flat

    def to_degrees(self, shapes: AnyArray) -> AnyArray:
        """Metres to degrees, for an array of shapes."""
        scale = np.array([self.east, self.north])
        round_: AnyArray = shapely.transform(shapes, lambda points: points / scale)
        return round_


def measure_widths(pieces: AnyArray) -> FloatArray:
    """Return the mean width of each piece, as of a strip of its area and outline (metres)."""
    outlines = np.maximum(np.asarray(shapely.length(pieces), dtype=np.float64), 1e-9)
    return np.asarray(2 * shapely.area(pieces) / outlines, dtype=np.float64)


def narrower_than(pieces: AnyArray, metres: float) -> BoolArray:
    """Say which pieces no circle of that diameter fits in."""
    worn = shapely.buffer(pieces, -metres / 2, quad_segs=16)
    return np.asarray(shapely.is_empty(worn), dtype=bool)


def keep_areas(shape: BaseGeometry) -> BaseGeometry:
    """Drop the lines and points that mending a ring can leave over.

    >>> bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> keep_areas(shapely.make_valid(bow_tie)).area
    2.0
    """
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
