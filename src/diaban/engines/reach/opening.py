"""How soon each home can be served from now on: the way there, and the wait until it opens.

Who comes before a point opens waits; who comes after it closes came in vain. So a home is served
after the longer of the way and the time until the point opens, if that is before it closes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from diaban.engines.reach.array_types import Flags, Floats, Ints
from diaban.engines.reach.errors import ReachError
from diaban.engines.reach.nearest import Nearest, Outcome, find_nearest, judge_outcomes
from diaban.engines.reach.network import Network
from diaban.engines.reach.snapping import Positions

__all__ = ["Windows", "find_soonest", "serve_after"]


@dataclass(frozen=True, slots=True)
class Windows:
    """When points are open, seen from one moment; a point may have several windows, or none.

    `point`: int64[w], indices of points. `opens_in`, `closes_in`: float64[w], minutes from the
    moment on; 0 for what is open already; `closes_in` may be infinite. ReachError for a window
    that opens before the moment or closes before it opens.

    >>> Windows([0, 0], [0.0, 120.0], [30.0, 300.0]).of_points(np.array([False])).point.tolist()
    []
    """

    point: Ints
    opens_in: Floats
    closes_in: Floats

    def __init__(self, point: ArrayLike, opens_in: ArrayLike, closes_in: ArrayLike) -> None:
        object.__setattr__(self, "point", np.asarray(point, dtype=np.int64))
        object.__setattr__(self, "opens_in", np.asarray(opens_in, dtype=np.float64))
        object.__setattr__(self, "closes_in", np.asarray(closes_in, dtype=np.float64))
        for field in ("opens_in", "closes_in"):
            length = len(getattr(self, field))
            if length != len(self.point):
                raise ReachError("length", field=field, length=length, expected=len(self.point))
        wrong = ~((self.opens_in >= 0) & (self.opens_in <= self.closes_in))
        if wrong.any():
            raise ReachError("negative", field="opens_in", row=int(np.flatnonzero(wrong)[0]))

    @classmethod
    def of_waits(cls, waiting: ArrayLike) -> "Windows":
        """Take minutes until each point opens, float64[p]; infinite: not today.

        >>> Windows.of_waits([0.0, np.inf, 15.0]).point.tolist()
        [0, 2]
        """
        waits = np.asarray(waiting, dtype=np.float64)
        point = np.flatnonzero(~np.isposinf(waits))
        return cls(point, waits[point], np.full(len(point), np.inf))

    def of_points(self, is_wanted: Flags) -> "Windows":
        """Keep only windows of some points, bool[p]: of those that are staffed.

        Where it is not known whether a point is staffed, ask twice, with it and without it: what
        is true of each home lies between the two answers.
        """
        keep = is_wanted[self.point]
        return Windows(self.point[keep], self.opens_in[keep], self.closes_in[keep])


def serve_after(minutes: Floats, windows: Windows) -> Floats:
    """Return after how many minutes one is served at each point, float64[p], by the way to it.

    ``minutes``: float64[p], of the way to each point, NaN where it is not known: so is the answer.
    Infinite where one comes after all of its windows close, or it has none.

    >>> serve_after(np.array([10.0, 20.0]), Windows([0, 1, 1], [15.0, 0, 60], [90.0, 12, 90]))
    array([15., 60.])
    """
    served = np.full(len(minutes), np.inf)
    way = minutes[windows.point]
    after = np.where(way <= windows.closes_in, np.maximum(way, windows.opens_in), np.inf)
    np.minimum.at(served, windows.point, after)
    served[np.isnan(minutes)] = np.nan
    return served


def find_soonest(
    network: Network, homes: Positions, points: Positions, windows: Windows
) -> Nearest:
    """Find where each home is served soonest, and after how many minutes from now.

    `Nearest.minutes` is way and wait together, `Nearest.metres` the way. NOTHING_OPEN: it leads to
    a point, but to none that one reaches before it closes. ReachError for a window of a point that
    there is not.

    >>> from diaban.engines.reach.modes import WALKING
    >>> from diaban.engines.reach.network import build_network
    >>> from diaban.engines.reach.snapping import find_positions
    >>> from diaban.engines.reach.ways import Ways
    >>> road = Ways([0, 2], [210000000, 210100000], [1058000000] * 2, ["residential"], [{}])
    >>> network = build_network(road, WALKING)
    >>> home = find_positions(network, ([21.0], [105.8]))
    >>> points = find_positions(network, ([21.003, 21.01], [105.8, 105.8]))
    >>> found = find_soonest(network, home, points, Windows.of_waits([30.0, 0.0]))
    >>> found.point.tolist(), found.minutes.round(1).tolist()
    ([1], [13.3])
    """
    if len(windows.point) and not 0 <= windows.point.min() <= windows.point.max() < len(points):
        raise ReachError("no_point", points=len(points))
    point = np.full(len(homes), -1, dtype=np.int64)
    metres, minutes = np.full(len(homes), np.inf), np.full(len(homes), np.inf)
    times = np.stack((windows.opens_in, windows.closes_in), axis=1)
    # one search for all points that open and close together, those that open first at first
    together, number = np.unique(times, axis=0, return_inverse=True)
    for group, (opens, closes) in enumerate(together.tolist()):
        left = np.flatnonzero((minutes > opens) & homes.is_placed)
        is_open = np.zeros(len(points), dtype=np.bool_)
        is_open[windows.point[number == group]] = True
        found = find_nearest(network, homes.chosen(left), points, "minutes", is_open)
        after = np.maximum(found.minutes, opens)
        sooner = (found.point >= 0) & (found.minutes <= closes) & (after < minutes[left])
        row = left[sooner]
        point[row], metres[row] = found.point[sooner], found.metres[sooner]
        minutes[row] = after[sooner]
    outcome = judge_outcomes(network, homes, points, point >= 0)
    unknown = outcome > Outcome.NOTHING_OPEN
    metres[unknown], minutes[unknown] = np.nan, np.nan
    return Nearest(outcome, point, metres, minutes)
