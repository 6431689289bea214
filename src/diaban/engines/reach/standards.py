"""The figures that a rule asks for, and the real ones beside them.

QCVN 1:2008/BTTTT (now 01:2015/BTTTT), the national rule on the quality of public postal service,
wants an average service radius of at most 3 km, at most 8,000 people for each point and at least
one point in each commune. Its average radius is the radius of a circle of an equal share of the
area, wherever the points stand: it was checked against the figures reported for 2008, 2009, March
2010 and June 2012, and gives them all. It sees no household.
"""

from collections.abc import Sequence
from math import ceil, pi, sqrt
from typing import NamedTuple

import numpy as np

from diaban.engines.reach.arcs import Amount
from diaban.engines.reach.array_types import Flags, Floats, Ints
from diaban.engines.reach.errors import ReachError
from diaban.engines.reach.nearest import Nearest

__all__ = ["Share", "average_radius_km", "count_within", "people_per_point", "points_for_radius"]


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


def people_per_point(people: int, points: int) -> float | None:
    """Return how many people there are for each point; None where there is no point.

    >>> people_per_point(8_700_000, 1_088) < 8_000
    True
    """
    _check(1.0, points)
    if people < 0:
        raise ReachError("negative", field="people", value=people)
    return people / points if points else None


class Share(NamedTuple):
    """How many are within a limit, how many are not, and of how many nobody can tell.

    `limit` in the amount `by`. The share lies between within / all and (within + unknown) / all.

    >>> Share(3000.0, "metres", 90, 8, 2).bounds
    (0.9, 0.92)
    """

    limit: float
    by: Amount
    within: int
    beyond: int
    unknown: int

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The least and the greatest share that can be true; None where there is nobody."""
        whole = self.within + self.beyond + self.unknown
        if not whole:
            return None
        return self.within / whole, (self.within + self.unknown) / whole


def count_within(
    nearest: Nearest, people: Ints, limits: Sequence[float], by: Amount
) -> tuple[Share, ...]:
    """Count people within each limit of their nearest open point.

    ``people``: int64[h], for each home; ones count households. ``limits``: metres or minutes.
    Ask with a `Nearest` that is the least in the same amount. ReachError for people below zero.

    >>> one, two = np.array([0, 2]), np.array([5, -1])
    >>> found = Nearest(one, two, np.array([850.0, np.nan]), np.array([10.2, np.nan]))
    >>> count_within(found, np.array([4, 3]), [1000.0], "metres")
    (Share(limit=1000.0, by='metres', within=4, beyond=0, unknown=3),)
    """
    amounts: Floats = nearest.metres if by == "metres" else nearest.minutes
    if len(people) != len(amounts):
        raise ReachError("length", field="people", length=len(people), expected=len(amounts))
    if not np.all(people >= 0):
        raise ReachError("negative", field="people", row=int(np.flatnonzero(people < 0)[0]))
    known: Flags = nearest.is_known
    unknown = int(people[~known].sum())
    shares = []
    for limit in limits:
        within = int(people[known & (amounts <= limit)].sum())
        shares.append(Share(limit, by, within, int(people.sum()) - unknown - within, unknown))
    return tuple(shares)


def _check(area_km2: float, points: int) -> None:
    if not 0 < area_km2 < np.inf:
        raise ReachError("limit", area_km2=area_km2)
    if points < 0:
        raise ReachError("negative", field="points", value=points)
