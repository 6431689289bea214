"""In which order to go from door to door: short, and without crossing the street at every house.

A step costs its metres, and a little more where it leads into another street or lane, or to the
other side. A walk begins with the nearest door each time, from several doors; pieces of it are
turned round (2-opt: Croes 1958) and single doors or two or three in a row put elsewhere (Or 1976)
while that makes it shorter. The walk ends where it ends: nobody goes back for the work's sake.
"""

from typing import NamedTuple

import numpy as np

from diaban.engines.rounds.array_types import Floats, Ints

__all__ = ["Ways", "order_walk", "walk_length"]

_METRES_PER_DEGREE = 111_195.0
# what crossing a street, and turning into another one, count for beside their metres
CROSSING_METRES, TURNING_METRES = 12.0, 15.0
_STARTS, _SWEEPS = 4, 30
# beyond it the table of distances would not fit; lots of a day's work are far smaller
LARGEST = 4_000
_LEAST_GAIN = 1e-6


class Ways(NamedTuple):
    """What each door stands on.

    `way`: int64[n], a number for each street or lane, −1 where not known. `side`: int64[n], 1 for
    odd house numbers, 0 for even ones, −1 where there is none.

    >>> Ways(np.array([0, 0]), np.array([1, 0])).side.tolist()
    [1, 0]
    """

    way: Ints
    side: Ints


def order_walk(lat: Floats, lng: Floats, ways: Ways | None = None) -> Ints:
    """Return the doors, int64[n], in the order in which to go.

    ``lat``, ``lng``: degrees, float64[n]. The walk is never longer than going to the nearest door
    each time from the first. ValueError for more than 4,000 doors.

    >>> order_walk(np.array([21.0, 21.2, 21.1]), np.full(3, 105.8)).tolist()
    [0, 2, 1]
    """
    count = len(lat)
    if count > LARGEST:
        raise ValueError(f"{count} doors are no walk; draw lots first")
    if count < 3:
        return np.arange(count, dtype=np.int64)
    costs = _costs(lat, lng, ways)
    best, shortest = np.arange(count, dtype=np.int64), np.inf
    for start in _starts(lat, lng):
        tour = _shorten(costs, _nearest_first(costs, start))
        length = float(costs[tour[:-1], tour[1:]].sum())
        if length < shortest - _LEAST_GAIN:
            best, shortest = tour[1:], length
    return best


def walk_length(lat: Floats, lng: Floats, order: Ints, ways: Ways | None = None) -> float:
    """Return how long a walk is in metres; with ``ways``, with what crossing and turning count.

    >>> round(walk_length(np.array([21.0, 21.001]), np.full(2, 105.8), np.array([0, 1])))
    111
    """
    costs = _costs(lat, lng, ways)
    return float(costs[order[:-1], order[1:]].sum())


def _costs(lat: Floats, lng: Floats, ways: Ways | None) -> Floats:
    """Return what a step costs, float64[n + 1, n + 1].

    The last row is a door outside, from which all are equally near: a round through it is a walk
    with two ends.
    """
    count = len(lat)
    costs = np.zeros((count + 1, count + 1))
    middle = float(lat.mean()) if count else 0.0
    north = lat * _METRES_PER_DEGREE
    east = lng * (_METRES_PER_DEGREE * np.cos(np.radians(middle)))
    inner = np.hypot(north[:, None] - north, east[:, None] - east)
    if ways is not None:
        other_way = ways.way[:, None] != ways.way
        other_side = (ways.side[:, None] != ways.side) & ~other_way
        known = (ways.side[:, None] >= 0) & (ways.side >= 0) & (ways.way >= 0)
        inner += TURNING_METRES * other_way + CROSSING_METRES * (other_side & known)
    costs[:count, :count] = inner
    return costs


def _starts(lat: Floats, lng: Floats) -> list[int]:
    """Return the first door and the outermost ones, from which a walk may well begin."""
    outermost = [lat.argmin(), lat.argmax(), lng.argmin(), lng.argmax()]
    return list(dict.fromkeys([0, *(int(n) for n in outermost)]))[: _STARTS + 1]


def _nearest_first(costs: Floats, start: int) -> Ints:
    """Return a tour that begins with the door outside, then ``start``, then what is nearest."""
    count = len(costs) - 1
    tour = np.empty(count + 1, dtype=np.int64)
    tour[0], tour[1] = count, start
    left = np.ones(count + 1, dtype=np.bool_)
    left[[count, start]] = False
    for place in range(2, count + 1):
        away = np.where(left, costs[tour[place - 1]], np.inf)
        tour[place] = int(np.argmin(away))
        left[tour[place]] = False
    return tour


def _shorten(costs: Floats, tour: Ints) -> Ints:
    for _ in range(_SWEEPS):
        turned = _turn_pieces(costs, tour)
        tour, moved = _move_pieces(costs, tour)
        if not (turned or moved):
            break
    return tour


def _turn_pieces(costs: Floats, tour: Ints) -> bool:
    """Turn pieces round in place where that is shorter: for each step, the best other end."""
    is_shorter = False
    for place in range(len(tour) - 2):
        here, after = tour[place], tour[place + 1]
        ends = tour[place + 2 :]
        following = np.append(tour[place + 3 :], tour[0])
        gains = (
            costs[here, after] + costs[ends, following]
            - costs[here, ends] - costs[after, following]
        )  # fmt: skip
        best = int(np.argmax(gains))
        if gains[best] > _LEAST_GAIN:
            end = place + 2 + best
            tour[place + 1 : end + 1] = tour[place + 1 : end + 1][::-1].copy()
            is_shorter = True
    return is_shorter


def _move_pieces(costs: Floats, tour: Ints) -> tuple[Ints, bool]:
    """Put one, two or three doors in a row where they fit best, either way round."""
    is_shorter = False
    for length in (1, 2, 3):
        place = 1
        while place + length <= len(tour):
            piece = tour[place : place + length]
            rest = np.concatenate((tour[:place], tour[place + length :]))
            following = np.roll(rest, -1)
            first, last = piece[0], piece[-1]
            # where the piece is taken out, its neighbours join
            saved = (
                costs[tour[place - 1], first] + costs[last, following[place - 1]]
                - costs[rest[place - 1], following[place - 1]]
            )  # fmt: skip
            ahead = costs[rest, first] + costs[last, following]
            back = costs[rest, last] + costs[first, following]
            added = np.minimum(ahead, back) - costs[rest, following]
            best = int(np.argmin(added))
            if saved - added[best] > _LEAST_GAIN:
                way = piece if ahead[best] <= back[best] else piece[::-1]
                tour = np.concatenate((rest[: best + 1], way, rest[best + 1 :]))
                is_shorter = True
            place += 1
    return tour, is_shorter
