"""The points nearest to a place that somebody named, the open ones first.

For anybody, without signing in: nothing is told of a door but how far the points are from it. What
was asked is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.contrib.auth.models import AnonymousUser

from diaban.engines.reach import Windows, serve_after
from diaban.sectors.post.models import Point
from diaban.sectors.post.presence.rostered import announced_empty
from diaban.sectors.post.reach.journeys import Way, network_of, ways_from
from diaban.sectors.post.reach.opening_now import Opening, opening_of, windows_of
from diaban.spine.addresses.looking_up import look_up
from diaban.spine.addresses.public_doors import read_door
from diaban.spine.addresses.searching import WholeCity, search_addresses
from diaban.spine.addresses.written_answers import answer_written
from diaban.spine.places.distances import metres_between
from diaban.spine.places.models import Unit
from diaban.spine.places.points import read_point
from diaban.spine.places.units import today

# a registered door at least this likely is taken to be the one that was meant
_LIKELY = 0.5
_MOST_SHOWN = 5
# of so many nearest points the hours are read: who is farther goes nowhere tonight
_MOST_READ = 60


@dataclass(frozen=True)
class Origin:
    """Where distances are measured from; ``unit``: only from the middle of this commune."""

    lat: float
    lng: float
    unit: Unit | None = None


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


def find_origin(text: str) -> Origin | None:
    """Find the place that a code, a position, an address or a commune's name means."""
    at = read_point(text)
    if at is not None:
        return Origin(*at)
    answer = look_up(text, AnonymousUser(), today())
    if answer.cell is not None:
        return Origin(*answer.cell.centre)
    door = _find_door(text)
    if door is not None:
        return Origin(*door)
    units = answer.places or _communes_of(text)
    return next((Origin(u.lat, u.lng, u) for u in units if u.lat is not None), None)


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
        kept = found[_standing_of(near, empty)]
        if len(kept) < _MOST_SHOWN:
            kept.append(near)
    return Around(
        found["open"], found["away"], found["closed"], found["unknown"],
        unplaced=len(rows) - len(placed), synthetic=any(one.synthetic for one in rows),
        by_road=any(near.way is not None for near in told),
    )  # fmt: skip


def _ways(origin: Origin, points: list[Point], mode: str) -> dict[int, Way | None] | None:
    places = [one.position or (0.0, 0.0) for one in points]
    here, is_rough = (origin.lat, origin.lng), origin.unit is not None
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


def _find_door(text: str) -> tuple[float, float] | None:
    """Return where a written address's door is: its entrance is public, no more is told."""
    found = search_addresses(text, WholeCity(), 1)
    best = next(iter(found.matches), None)
    if best is None or best.probability < _LIKELY:
        return None
    door = read_door(best.address.number, None)
    return door.position if door is not None else None


def _communes_of(text: str) -> list[Unit]:
    written = answer_written(text, AnonymousUser(), today())
    codes = [one.code for one in written.conversion.candidates[:1]]
    return list(Unit.objects.in_force(today()).filter(code__in=codes, parent__code="01"))


def _metres(origin: Origin, point: Point) -> int:
    return round(metres_between((origin.lat, origin.lng), point.position or (0.0, 0.0)))
