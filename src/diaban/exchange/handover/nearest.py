"""Points of two lists that are each other's nearest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

_METRES_PER_E7 = 0.0111195
Point = tuple[int, int]


def nearest_pairs(
    ones: Sequence[Point], others: Sequence[Point], most_metres: float
) -> list[tuple[int, int]]:
    """Return places (in ``ones``, in ``others``) of points nearest to each other, within a reach.

    Points are latitude and longitude in whole 1e-7 degrees; of several at one spot the first.

    >>> nearest_pairs([(0, 0), (0, 900)], [(0, 100), (0, 90_000)], 15.0)
    [(0, 0)]
    """
    if not ones or not others:
        return []
    middle = float(np.mean([lat for lat, _ in others])) * 1e-7
    here, there = _plane(ones, middle), _plane(others, middle)
    forth = _nearest(there, here)
    back = _nearest(here, there)
    apart = shapely.distance(here, there[forth])
    return [
        (place, int(door))
        for place, door in enumerate(forth.tolist())
        if back[door] == place and apart[place] <= most_metres
    ]


def _plane(points: Sequence[Point], latitude: float) -> NDArray[np.object_]:
    """Lay points out in metres, as flat as a commune is small."""
    lat, lng = np.array(points, dtype=np.float64).T
    shrunk = np.cos(np.radians(latitude))
    return shapely.points(lng * _METRES_PER_E7 * shrunk, lat * _METRES_PER_E7)


def _nearest(tree: NDArray[np.object_], points: NDArray[np.object_]) -> NDArray[np.int64]:
    found = shapely.STRtree(tree).query_nearest(points, all_matches=True)
    # of several that are equally near the first
    nearest = np.full(len(points), len(tree))
    np.minimum.at(nearest, found[0], found[1])
    return nearest
