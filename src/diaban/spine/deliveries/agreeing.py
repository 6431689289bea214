"""Where several couriers went in: points that agree are an entrance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from diaban.spine.places.distances import metres_between

# a phone's fix between houses errs by about as much
REACH_METRES = 15.0
FEWEST, MOST_ENTRANCES = 3, 3
# one courier's habit, or its interest, makes no entrance
FEWEST_CLIENTS = 2
Point = tuple[float, float]


class Seen(NamedTuple):
    """Where a delivery went in, in degrees WGS 84, and whose it was."""

    lat: float
    lng: float
    client: int


@dataclass(frozen=True)
class Entrance:
    """The middle of points that agree; ``spread_metres``: half of them lie within it."""

    lat: float
    lng: float
    spread_metres: float
    deliveries: int


def find_entrances(points: Sequence[Seen]) -> list[Entrance]:
    """Return the entrances that at least ``FEWEST`` points of two clients agree on.

    The most used first; what stands alone, or on one client's word, tells nothing.
    """
    left = list(points)
    found: list[Entrance] = []
    while len(left) >= FEWEST and len(found) < MOST_ENTRANCES:
        group = max((_around(one, left) for one in left), key=_weight)
        if not _weight(group):
            break
        middle = median(p.lat for p in group), median(p.lng for p in group)
        spread = median(metres_between(middle, (p.lat, p.lng)) for p in group)
        found.append(Entrance(*middle, round(spread, 1), len(group)))
        left = [p for p in left if metres_between(middle, (p.lat, p.lng)) > 2 * REACH_METRES]
    return found


def _around(one: Seen, points: Sequence[Seen]) -> list[Seen]:
    here = one.lat, one.lng
    return [p for p in points if metres_between(here, (p.lat, p.lng)) <= REACH_METRES]


def _weight(group: Sequence[Seen]) -> int:
    """Return how many points stand for an entrance; 0 where they make none."""
    is_told = len(group) >= FEWEST and len({p.client for p in group}) >= FEWEST_CLIENTS
    return len(group) if is_told else 0
