"""Where several deliveries went in: points that agree are an entrance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from statistics import median

# a phone's fix between houses errs by about as much
REACH_METRES = 15.0
FEWEST, MOST_ENTRANCES = 3, 3
_METRES_A_DEGREE = 111_195.0
Point = tuple[float, float]


@dataclass(frozen=True)
class Entrance:
    """The middle of points that agree; ``spread_metres``: half of them lie within it."""

    lat: float
    lng: float
    spread_metres: float
    deliveries: int


def find_entrances(points: Sequence[Point]) -> list[Entrance]:
    """Return the entrances that at least ``FEWEST`` points agree on, the most used first.

    Points are latitude and longitude in degrees WGS 84; what stands alone tells nothing.
    """
    left = list(points)
    found: list[Entrance] = []
    while len(left) >= FEWEST and len(found) < MOST_ENTRANCES:
        group = max((_around(one, left) for one in left), key=len)
        if len(group) < FEWEST:
            break
        middle = median(p[0] for p in group), median(p[1] for p in group)
        spread = median(metres_between(middle, point) for point in group)
        found.append(Entrance(*middle, round(spread, 1), len(group)))
        left = [point for point in left if metres_between(middle, point) > 2 * REACH_METRES]
    return found


def _around(one: Point, points: Sequence[Point]) -> list[Point]:
    return [other for other in points if metres_between(one, other) <= REACH_METRES]


def metres_between(one: Point, other: Point) -> float:
    """Return a distance over flat ground, for points some hundred metres apart."""
    north = (one[0] - other[0]) * _METRES_A_DEGREE
    return hypot(north, (one[1] - other[1]) * _METRES_A_DEGREE * cos(radians(one[0])))
