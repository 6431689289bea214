"""How far two places are apart, as on a plane: over a city it errs by less than any fix does."""

from __future__ import annotations

from math import cos, hypot, radians

# of latitude, on a sphere of 6,371 km
METRES_PER_DEGREE = 111_195.0


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the metres between two places in degrees, on a plane at their middle.

    >>> round(metres_between((21.0, 105.8), (21.01, 105.8)))
    1112
    >>> round(metres_between((21.0, 105.8), (21.0, 105.81)))
    1038
    """
    east = (other[1] - one[1]) * cos(radians((one[0] + other[0]) / 2))
    return hypot(other[0] - one[0], east) * METRES_PER_DEGREE
