"""What in a series of sightings cannot well be so: for a person to look into, never a verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import cos, hypot, radians

__all__ = ["Doubt", "DoubtKind", "DoubtLimits", "Sighting", "find_doubts"]

_METRES_A_DEGREE = 111_195.0


class DoubtKind(StrEnum):
    """What is doubtful.

    >>> DoubtKind("same picture").name
    'SAME_PICTURE'
    """

    SAME_PICTURE = "same picture"  # one picture at several objects
    SAME_POINT = "same point"  # one position, to the last digit, at several objects
    TOO_FAST = "too fast"  # farther away than anybody gets in the time between
    AT_ONCE = "at once"  # more objects in a minute than anybody looks at


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody saw something: who, which object, when (seconds), where and with what picture.

    ``metres`` is the accuracy of the position; ``picture`` a digest, empty without one.

    >>> Sighting(1, "an", "door 7", 0.0, (21.0, 105.8)).picture
    ''
    """

    key: int
    who: str
    of: str
    at: float
    position: tuple[float, float] | None = None
    metres: float = 0.0
    picture: str = ""


@dataclass(frozen=True, slots=True)
class DoubtLimits:
    """What nobody does: faster than so many km/h, more objects within ``seconds``.

    A position shared by ``points`` objects is doubtful; a building's doors share one, so two are
    not. Distances under ``metres`` are never too fast: fixes jump.

    >>> DoubtLimits().km_per_hour
    90.0
    """

    km_per_hour: float = 90.0
    metres: float = 300.0
    objects: int = 6
    seconds: float = 60.0
    points: int = 4


@dataclass(frozen=True, slots=True)
class Doubt:
    """The sightings (by key, in order of time) of one person or picture that do not fit together.

    ``value`` is in the kind's own measure: objects, km/h, or objects within the limit's seconds.

    >>> Doubt(DoubtKind.TOO_FAST, (1, 2), 312.0).keys
    (1, 2)
    """

    kind: DoubtKind
    keys: tuple[int, ...]
    value: float


def find_doubts(sightings: Iterable[Sighting], limits: DoubtLimits | None = None) -> list[Doubt]:
    """Return what is doubtful in sightings, in the order of their first keys.

    >>> home, away = (21.03, 105.85), (21.13, 105.85)
    >>> seen = [Sighting(1, "an", "a", 0, home), Sighting(2, "an", "b", 120, away)]
    >>> [(doubt.kind.value, doubt.keys, round(doubt.value)) for doubt in find_doubts(seen)]
    [('too fast', (1, 2), 334)]
    """
    limits = limits or DoubtLimits()
    rows = sorted(sightings, key=lambda one: (one.at, one.key))
    by_person: dict[str, list[Sighting]] = defaultdict(list)
    for one in rows:
        by_person[one.who].append(one)
    found = [*_same_pictures(rows)]
    for own in by_person.values():
        found += [*_same_points(own, limits), *_too_fast(own, limits), *_at_once(own, limits)]
    return sorted(found, key=lambda doubt: (doubt.keys, doubt.kind))


def _same_pictures(rows: Sequence[Sighting]) -> Iterator[Doubt]:
    holders: dict[str, list[Sighting]] = defaultdict(list)
    for one in rows:
        if one.picture:
            holders[one.picture].append(one)
    for several in holders.values():
        if (objects := _objects(several)) > 1:
            yield Doubt(DoubtKind.SAME_PICTURE, _keys(several), objects)


def _same_points(own: Sequence[Sighting], limits: DoubtLimits) -> Iterator[Doubt]:
    holders: dict[tuple[float, float], list[Sighting]] = defaultdict(list)
    for one in own:
        if one.position is not None:
            holders[one.position].append(one)
    for several in holders.values():
        if (objects := _objects(several)) >= limits.points:
            yield Doubt(DoubtKind.SAME_POINT, _keys(several), objects)


def _too_fast(own: Sequence[Sighting], limits: DoubtLimits) -> Iterator[Doubt]:
    placed = [one for one in own if one.position is not None]
    for early, late in pairwise(placed):
        # what the fixes themselves may err is no way that anybody went
        metres = _metres_between(early, late) - early.metres - late.metres
        speed = 3.6 * metres / max(late.at - early.at, 1.0)
        if metres > limits.metres and speed > limits.km_per_hour:
            yield Doubt(DoubtKind.TOO_FAST, (early.key, late.key), speed)


def _at_once(own: Sequence[Sighting], limits: DoubtLimits) -> Iterator[Doubt]:
    """Yield each run of sightings of which so many lie within the seconds, once."""
    begin, reported = 0, -1
    for end, one in enumerate(own):
        while one.at - own[begin].at > limits.seconds:
            begin += 1
        last = end + 1 == len(own) or own[end + 1].at - own[begin].at > limits.seconds
        several = own[begin : end + 1]
        if last and begin > reported and (objects := _objects(several)) >= limits.objects:
            yield Doubt(DoubtKind.AT_ONCE, _keys(several), objects)
            reported = end


def _objects(several: Sequence[Sighting]) -> int:
    return len({one.of for one in several})


def _keys(several: Sequence[Sighting]) -> tuple[int, ...]:
    return tuple(one.key for one in several)


def _metres_between(first: Sighting, second: Sighting) -> float:
    """Return the distance on a plane, which over a city errs by less than a fix does."""
    if first.position is None or second.position is None:
        return 0.0
    (lat, lng), (other_lat, other_lng) = first.position, second.position
    return _METRES_A_DEGREE * hypot(other_lat - lat, (other_lng - lng) * cos(radians(lat)))
