"""From metres around a commune's centre to degrees, with streets bent gently on the way."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

METRES_PER_DEGREE = 111_195.0
E7 = 10_000_000


@dataclass(frozen=True)
class Ground:
    """A commune's ground: x east, y north, in metres from (lat, lng).

    Everything is laid out on straight lines and then bent by the same slow waves, so that
    neighbouring streets curve together and never cross by accident.
    """

    lat: float
    lng: float
    phases: tuple[float, float, float, float]

    def bend(self, xy: NDArray[Any]) -> NDArray[np.float64]:
        """Bend points (n, 2); at most some 45 m of shift over half a kilometre."""
        x, y = xy[:, 0], xy[:, 1]
        first, second, third, fourth = self.phases
        bent_x = x + 26 * np.sin(y / 155 + first) + 14 * np.sin((x + y) / 240 + second)
        bent_y = y + 26 * np.sin(x / 170 + third) + 14 * np.sin((x - y) / 230 + fourth)
        return np.column_stack((bent_x, bent_y))

    def to_degrees(self, xy: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Latitudes and longitudes of points (n, 2) in metres."""
        scale = METRES_PER_DEGREE * np.cos(np.radians(self.lat))
        return self.lat + xy[:, 1] / METRES_PER_DEGREE, self.lng + xy[:, 0] / scale


def to_e7(degrees: NDArray[Any]) -> NDArray[np.int64]:
    """Integers of 1e-7 degree."""
    return np.asarray(np.rint(degrees * E7), dtype=np.int64)
