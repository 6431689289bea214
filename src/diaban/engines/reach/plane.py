"""Degrees laid out on a plane of metres, and distances to lines on it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from diaban.engines.reach.array_types import Floats
from diaban.engines.reach.errors import ReachError

__all__ = ["METRES_PER_DEGREE", "Plane"]

METRES_PER_DEGREE = 111_195.0  # of latitude, on a sphere of 6,371 km


@dataclass(frozen=True, slots=True)
class Plane:
    """Metres east and north of a middle, right to two per mille within a degree of it.

    `lat`, `lng`: degrees of the middle.

    >>> x, y = Plane(21.0, 105.8).to_metres([21.0, 21.01], [105.8, 105.8])
    >>> x.tolist(), y.round().tolist()
    ([0.0, 0.0], [0.0, 1112.0])
    """

    lat: float
    lng: float

    def to_metres(self, lat: ArrayLike, lng: ArrayLike) -> tuple[Floats, Floats]:
        """Return metres east and north, float64[n] each. ReachError for what is not on earth."""
        north, east = np.asarray(lat, dtype=np.float64), np.asarray(lng, dtype=np.float64)
        if north.shape != east.shape:
            raise ReachError("length", field="lng", length=east.size, expected=north.size)
        wrong = ~((np.abs(north) <= 90.0) & (np.abs(east) <= 180.0))
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise ReachError("position", row=row, lat=float(north[row]), lng=float(east[row]))
        return (east - self.lng) * self._east, (north - self.lat) * METRES_PER_DEGREE

    def to_degrees(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return latitude and longitude, float64[n] each."""
        return self.lat + y / METRES_PER_DEGREE, self.lng + x / self._east

    @property
    def _east(self) -> float:
        return METRES_PER_DEGREE * float(np.cos(np.radians(self.lat)))
