"""Doors shared out into lots of equal work, each as compact as that allows.

First the ground is halved again and again across its longer side, so that each half holds its
part of the work. Then two neighbouring lots at a time put their doors together and share them out
anew: who is nearer to the one centre than to the other goes there, as many as keep the work even.
Each such step brings doors nearer to their lot's centre or changes nothing, so it ends (the
pairwise exchange of balanced k-means; compare Bradley, Bennett and Demiriz 2000).
"""

from dataclasses import dataclass

import numpy as np

from diaban.engines.rounds.array_types import Floats, Ints

__all__ = ["Lots", "draw_lots"]

_METRES_PER_DEGREE = 111_195.0
_SWEEPS = 12
# lots whose centres are the nearest to each other, and so may share a border
_NEIGHBOURS = 8


@dataclass(frozen=True, slots=True)
class Lots:
    """Which lot each door is in, and how the lots came out.

    `lot`: int64[n], 0 … k − 1, numbered along a path from lot to lot. `work`: float64[k].
    `spread_metres`: the root of the mean squared distance of a door to its lot's centre.

    >>> draw_lots(np.array([21.0, 21.0]), np.array([105.0, 105.1]), np.ones(2), 2).work.tolist()
    [1.0, 1.0]
    """

    lot: Ints
    work: Floats
    spread_metres: float


def draw_lots(lat: Floats, lng: Floats, work: Floats, lots: int, tolerance: float = 0.02) -> Lots:
    """Share doors out into ``lots`` lots.

    ``lat``, ``lng``: degrees, float64[n]; ``work``: positive, float64[n], in any unit. No lot's
    work is farther from the mean than ``tolerance`` of it and the work of the largest door
    together. The same doors in another order give the same lots. ValueError for fewer doors than
    lots, or work that is not positive.

    >>> lat, lng = np.array([21.0, 21.0, 21.1, 21.1]), np.full(4, 105.8)
    >>> drawn = draw_lots(lat, lng, np.ones(4), 2)
    >>> drawn.lot.tolist(), round(drawn.spread_metres)
    ([0, 0, 1, 1], 0)
    """
    count = len(lat)
    if not 1 <= lots <= count or not bool(np.all(work > 0)):
        raise ValueError(f"{count} doors cannot make {lots} lots")
    order = np.lexsort((work, lng, lat))
    places = _to_metres(lat, lng)[order]
    loads = work[order]
    lot = _halve(places, loads, lots)
    slack = tolerance * float(loads.sum()) / lots
    _share_anew(places, loads, lot, lots, slack)
    lot = _number_along_a_path(places, lot, lots)
    told = np.empty(count, dtype=np.int64)
    told[order] = lot
    centres = _centres(places, lot, lots)
    spread = float(np.sqrt(((places - centres[lot]) ** 2).sum(axis=1).mean()))
    return Lots(told, np.bincount(told, work, lots).astype(np.float64), spread)


def _to_metres(lat: Floats, lng: Floats) -> Floats:
    """Lay degrees out on a plane; float64[n, 2], east and north."""
    north = (lat - lat.mean()) * _METRES_PER_DEGREE
    east = (lng - lng.mean()) * _METRES_PER_DEGREE * np.cos(np.radians(lat.mean()))
    return np.column_stack((east, north))


def _halve(places: Floats, work: Floats, lots: int) -> Ints:
    """Cut across the longer side until each part is one lot."""
    lot = np.zeros(len(places), dtype=np.int64)
    parts = [(np.arange(len(places)), 0, lots)]
    while parts:
        rows, first, count = parts.pop()
        if count == 1:
            lot[rows] = first
            continue
        sides = np.ptp(places[rows], axis=0)
        along = places[rows, int(sides[1] > sides[0])]
        rows = rows[np.argsort(along, kind="stable")]
        left = count // 2
        reached = np.cumsum(work[rows])
        wanted = reached[-1] * left / count
        cut = int(np.argmin(np.abs(reached - wanted))) + 1
        # each lot must get a door
        cut = min(max(cut, left), len(rows) - (count - left))
        parts += [(rows[:cut], first, left), (rows[cut:], first + left, count - left)]
    return lot


def _share_anew(places: Floats, work: Floats, lot: Ints, lots: int, slack: float) -> None:
    """Let neighbours share their doors out anew, until nothing changes; changes ``lot``."""
    mean, largest = float(work.sum()) / lots, float(work.max())
    bounds = mean - slack - largest / 2.0, mean + slack + largest / 2.0
    for _ in range(_SWEEPS):
        centres = _centres(places, lot, lots)
        members = [np.flatnonzero(lot == number) for number in range(lots)]
        changed = False
        for one, other in _neighbours(centres):
            rows = np.concatenate((members[one], members[other]))
            parts = _share_two(places[rows], work[rows], len(members[one]), bounds)
            if parts is None:
                continue
            members[one], members[other] = rows[parts], rows[~parts]
            lot[members[one]], lot[members[other]] = one, other
            changed = True
        if not changed:
            return


def _share_two(
    places: Floats, work: Floats, first: int, bounds: tuple[float, float]
) -> "np.ndarray[tuple[int], np.dtype[np.bool_]] | None":
    """Return which doors of two lots the one of them takes; None where none are better placed.

    The ``first`` doors are the one's. The other's work stays within ``bounds`` too.
    """
    centres = places[:first].mean(axis=0), places[first:].mean(axis=0)
    leaning = ((places - centres[0]) ** 2).sum(axis=1) - ((places - centres[1]) ** 2).sum(axis=1)
    order = np.argsort(leaning, kind="stable")
    reached = np.cumsum(work[order])
    whole = float(reached[-1])
    before = float(work[:first].sum())
    # halving may have left the two less even than wanted: then no less even than they are
    uneven = abs(2.0 * before - whole)
    low = min(max(bounds[0], whole - bounds[1]), (whole - uneven) / 2.0)
    high = max(min(bounds[1], whole - bounds[0]), (whole + uneven) / 2.0)
    allowed = (reached >= low - 1e-9) & (reached <= high + 1e-9)
    allowed[-1] = False
    if not allowed.any():
        return None
    gone = np.cumsum(leaning[order])
    cuts = np.flatnonzero(allowed)
    cut = int(cuts[np.argmin(gone[cuts])])
    # what all the one's doors lean now, against what they would
    if gone[cut] >= leaning[:first].sum() - 1e-6:
        return None
    taken = np.zeros(len(places), dtype=np.bool_)
    taken[order[: cut + 1]] = True
    return taken


def _centres(places: Floats, lot: Ints, lots: int) -> Floats:
    counts = np.bincount(lot, minlength=lots)
    sums = [np.bincount(lot, places[:, side], lots) for side in (0, 1)]
    return np.column_stack(sums) / counts[:, None]


def _neighbours(centres: Floats) -> list[tuple[int, int]]:
    """Return pairs of lots whose centres are among the nearest to each other."""
    pairs: set[tuple[int, int]] = set()
    for number, centre in enumerate(centres):
        away = ((centres - centre) ** 2).sum(axis=1)
        nearest = np.argsort(away, kind="stable")[: _NEIGHBOURS + 1]
        pairs |= {(min(number, int(n)), max(number, int(n))) for n in nearest if n != number}
    return sorted(pairs)


def _number_along_a_path(places: Floats, lot: Ints, lots: int) -> Ints:
    """Number lots from the south-west on, always the nearest that has no number yet."""
    centres = _centres(places, lot, lots)
    at, number = int(np.argmin(centres.sum(axis=1))), np.full(lots, -1, dtype=np.int64)
    for place in range(lots):
        number[at] = place
        away = ((centres - centres[at]) ** 2).sum(axis=1)
        away[number >= 0] = np.inf
        at = int(np.argmin(away))
    return number[lot]
