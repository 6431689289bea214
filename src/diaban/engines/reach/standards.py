"""The average radius that a rule asks for, and how few points pass it.

QCVN 1:2008/BTTTT (now 01:2015/BTTTT), the national rule on the quality of public postal service,
wants an average service radius of at most 3 km, at most 8,000 people for each point and at least
one point in each commune. Its average radius is the radius of a circle of an equal share of the
area, wherever the points stand: it was checked against the figures reported for 2008, 2009, March
2010 and June 2012, and gives them all. It sees no household.
"""

from math import ceil, inf, pi, sqrt

from diaban.engines.reach.errors import ReachError

__all__ = ["average_radius_km", "points_for_radius"]


def average_radius_km(area_km2: float, points: int) -> float | None:
    """Return the average service radius of the rule; None where there is no point.

    ReachError for an area that is not positive, or fewer than no points.

    >>> average_radius_km(3360.0, 119) < 3.0 < average_radius_km(3360.0, 118)
    True
    """
    _check(area_km2, points)
    return sqrt(area_km2 / (pi * points)) if points else None


def points_for_radius(area_km2: float, radius_km: float) -> int:
    """Return how few points pass the rule's average radius, anywhere in the area.

    >>> points_for_radius(3360.0, 3.0)
    119
    """
    _check(area_km2, 0)
    if not radius_km > 0:
        raise ReachError("limit", radius_km=radius_km)
    return ceil(area_km2 / (pi * radius_km**2))


def _check(area_km2: float, points: int) -> None:
    if not 0 < area_km2 < inf:
        raise ReachError("limit", area_km2=area_km2)
    if points < 0:
        raise ReachError("negative", field="points", value=points)
