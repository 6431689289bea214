"""Which points an inspector should visit today, and in which order: the visits that tell most.

Points are ranked, never people. One rule, shown on the page: what a visit would tell is worth four
where a citizen's report waits, two where a doubt about check-ins waits and one where most of the
last weeks is unknown, and up to one more the longer nobody has been there. The next stop is always
the one that tells most for each minute of riding and looking, among those that have to be open on
arrival: a closed door at a closed hour tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from diaban.spine.places.distances import metres_between

# roads are longer than the crow flies by about so much in towns (circuity)
ROAD_FACTOR = 1.4
METRES_PER_MINUTE = 25_000 / 60
VISIT_MINUTES = 10
# who was there within so many days need not be visited again for that alone
LONG_AGO_DAYS = 180
Place = tuple[float, float]
# from a place to others: metres and minutes of each ride
Rides = Callable[[Place, Sequence[Place]], list[tuple[float, float]]]


@dataclass(frozen=True)
class Candidate:
    """A point that may be visited: what waits there, and the minutes at which it is to be open.

    ``unknown``: the share of its required minutes of the last weeks of which nobody can tell, None
    where nothing was required. ``days_since``: since the last visit, None: never visited.
    ``opens``: spans of minutes from midnight.
    """

    number: int
    place: Place
    reports: int = 0
    doubts: int = 0
    unknown: float | None = None
    days_since: int | None = None
    opens: tuple[tuple[int, int], ...] = field(default=())

    @property
    def worth(self) -> float:
        """Return what a visit would tell.

        >>> Candidate(1, (21.0, 105.8), reports=2, days_since=0).worth
        4.0
        """
        longest = LONG_AGO_DAYS if self.days_since is None else self.days_since
        is_unknown = self.unknown is not None and self.unknown > 0.5
        waiting = 4.0 * bool(self.reports) + 2.0 * bool(self.doubts) + 1.0 * is_unknown
        return waiting + min(longest, LONG_AGO_DAYS) / LONG_AGO_DAYS


@dataclass(frozen=True)
class Stop:
    """A visit: minutes from midnight on arrival, metres ridden from the stop before."""

    candidate: Candidate
    arrives: int
    metres: int


def estimate_rides(here: Place, places: Sequence[Place]) -> list[tuple[float, float]]:
    """Return about how far and long each ride is: the straight way, longer as roads mostly are."""
    metres = [metres_between(here, place) * ROAD_FACTOR for place in places]
    return [(one, one / METRES_PER_MINUTE) for one in metres]


def choose_round(
    candidates: Sequence[Candidate], start: Place, begin: int, minutes: int,
    rides: Rides = estimate_rides,
) -> list[Stop]:  # fmt: skip
    """Return the stops of a round that begins at a minute of the day and lasts at most so long.

    >>> near, far = (Candidate(n, (21.0, lng), opens=((450, 690),)) for n, lng in
    ...     ((1, 105.81), (2, 105.95)))
    >>> [stop.candidate.number for stop in choose_round([far, near], (21.0, 105.8), 480, 120)]
    [1, 2]
    """
    waiting = [one for one in candidates if one.worth > 0]
    places = [one.place for one in waiting]
    here, now, stops = start, float(begin), list[Stop]()
    visited: set[int] = set()
    while True:
        reached = [
            (one, now + ride, metres)
            for one, (metres, ride) in zip(waiting, rides(here, places), strict=True)
            if one.number not in visited
        ]
        end = begin + minutes
        possible = [
            stop
            for stop in reached
            if _is_open(stop[0], stop[1]) and stop[1] + VISIT_MINUTES <= end
        ]
        if not possible:
            return stops
        best = max(possible, key=lambda stop: (_per_minute(stop, now), -stop[0].number))
        here, now = best[0].place, best[1] + VISIT_MINUTES
        stops.append(Stop(best[0], round(best[1]), round(best[2])))
        visited.add(best[0].number)


def _per_minute(stop: tuple[Candidate, float, float], now: float) -> float:
    return stop[0].worth / (stop[1] - now + VISIT_MINUTES)


def _is_open(one: Candidate, minute: float) -> bool:
    """Whether the point has to be open then, and for as long as a visit takes."""
    return any(begin <= minute and minute + VISIT_MINUTES <= end for begin, end in one.opens)


def merge_opens(spans: Sequence[tuple[int, int, int]], midnight: int) -> Mapping[int, list]:
    """Return by point when it is to be open, in minutes from midnight, out of absolute ones."""
    found: dict[int, list[tuple[int, int]]] = {}
    for point, begin, end in spans:
        found.setdefault(point, []).append((begin - midnight, end - midnight))
    return found
