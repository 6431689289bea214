"""The points nearest to a place that somebody named, the open ones first.

For anybody, without signing in: nothing is told of a door but how far the points are from it. What
was asked is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from diaban.engines.reach import Windows, serve_after
from diaban.sectors.post.models import Point
from diaban.sectors.post.presence.rostered import announced_empty
from diaban.sectors.post.reach.journeys import Way, network_of, ways_from
from diaban.sectors.post.reach.opening_now import Opening, opening_of, windows_of
from diaban.sectors.post.reach.origins import Origin
from diaban.spine.places.distances import metres_between

_MOST_SHOWN = 5
# nobody sets out farther, not knowing whether it is open
_FARTHEST_UNKNOWN_METRES = 10_000
# of so many nearest points the hours are read: who is farther goes nowhere tonight
_MOST_READ = 60


@dataclass(frozen=True)
class NearPoint:
    """A point with how far it is in a straight line, and how it stands now.

    ``way``: by road, None where none is known. ``served_at``: who sets out now is served then at
    the earliest; None where nobody knows the way or the hours.
    """

    point: Point
    metres: int
    opening: Opening
    way: Way | None = None
    served_at: datetime | None = None

    @property
    def far_metres(self) -> float:
        """How far it is by road, or straight where no road is known."""
        return self.way.metres if self.way else self.metres

    @property
    def is_open_on_arrival(self) -> bool:
        """Whether one comes before it closes: without a way, whether it is open now."""
        if self.opening.is_open and self.way is not None and self.opening.closes_at is not None:
            return self.served_at is not None and self.served_at <= self.opening.closes_at
        return bool(self.opening.is_open)


@dataclass(frozen=True)
class Around:
    """``open_now``, and of those that are not, or of which nobody knows, the nearest.

    Open are those that are so when one comes there. ``away``: open by their hours, but everybody
    rostered now is announced away without a cover. ``by_road``: ways are known, not only straight
    lines.
    """

    open_now: list[NearPoint]
    away: list[NearPoint]
    closed: list[NearPoint]
    unknown: list[NearPoint]
    unplaced: int
    synthetic: bool
    by_road: bool = False

    @property
    def soonest(self) -> NearPoint | None:
        """Where one is served first, as far as ways and hours are known."""
        told = [one for one in (*self.open_now, *self.closed) if one.served_at is not None]
        return min(told, key=lambda one: one.served_at, default=None)


def find_around(origin: Origin, moment: datetime, mode: str) -> Around:
    """Return the nearest points, by how they stand at a moment; ``mode``: of `journeys.MODES`."""
    standing = Point.objects.everywhere("public: where to go").open_on(moment.date())
    rows = list(standing.serving_anybody().select_related("commune"))
    placed = [one for one in rows if one.position is not None]
    ways = _ways(origin, placed, mode)
    nearest = sorted(placed, key=lambda one: (_metres(origin, one), one.pk))[:_MOST_READ]
    told = [_look_at(one, origin, moment, ways and ways[one.pk]) for one in nearest]
    told.sort(key=_by_way if ways is not None else _by_line)
    empty = announced_empty([one.pk for one in nearest], moment)
    found: dict[str, list[NearPoint]] = {"open": [], "away": [], "closed": [], "unknown": []}
    for near in told:
        standing = _standing_of(near, empty)
        if standing == "unknown" and near.far_metres > _FARTHEST_UNKNOWN_METRES:
            continue
        if len(found[standing]) < _MOST_SHOWN:
            found[standing].append(near)
    return Around(
        found["open"], found["away"], found["closed"], found["unknown"],
        unplaced=len(rows) - len(placed), synthetic=any(one.synthetic for one in rows),
        by_road=any(near.way is not None for near in told),
    )  # fmt: skip


def _ways(origin: Origin, points: list[Point], mode: str) -> dict[int, Way | None] | None:
    places = [one.position or (0.0, 0.0) for one in points]
    here, is_rough = (origin.lat, origin.lng), origin.is_rough
    ways = ways_from(network_of(mode), here, places, is_rough=is_rough)
    return dict(zip((one.pk for one in points), ways, strict=True)) if ways is not None else None


def _look_at(point: Point, origin: Origin, moment: datetime, way: Way | None) -> NearPoint:
    opening = opening_of(point.hours, moment)
    served = None
    if way is not None and opening.is_open is not None:
        spans = windows_of(point.hours, moment)
        opens, closes = zip(*spans, strict=True) if spans else ((), ())
        windows = Windows(np.zeros(len(spans)), opens, closes)
        after = float(serve_after(np.array([way.minutes]), windows)[0])
        served = _after(moment, after) if np.isfinite(after) else None
    return NearPoint(point, _metres(origin, point), opening, way, served)


def _after(moment: datetime, minutes: float) -> datetime:
    """Return the first full minute so long after a moment."""
    then = moment.replace(microsecond=0) + timedelta(seconds=round(minutes * 60))
    return then + timedelta(seconds=-then.second % 60)


def _standing_of(near: NearPoint, empty: set[int]) -> str:
    if near.opening.is_open is None:
        return "unknown"
    if near.opening.is_open and near.point.pk in empty:
        return "away"
    return "open" if near.is_open_on_arrival else "closed"


def _by_line(near: NearPoint) -> tuple[float, int]:
    return near.metres, near.point.pk


def _by_way(near: NearPoint) -> tuple[bool, float, int]:
    """Those to which no road is known come behind."""
    return near.way is None, near.way.minutes if near.way else near.metres, near.point.pk


def _metres(origin: Origin, point: Point) -> int:
    return round(metres_between((origin.lat, origin.lng), point.position or (0.0, 0.0)))
