"""Days of made-up work: who presses when and where, honest people and some who are not.

Each case is one that the checks of presence know, so that its doubts can be looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from random import Random

from diaban.sectors.post.models import Point
from diaban.sectors.post.presence.demo_phones import Press, moment_of
from diaban.spine.places.distances import METRES_PER_DEGREE

# who signs on and off within five hours was there between: longer stretches have a pause
_LONGEST_MINUTES = 290
_DAY = 1_440


class Way(StrEnum):
    """How somebody works; whoever is not HONEST is so in the last weeks only."""

    HONEST = "honest"
    LATE = "late"  # comes an hour late, and leaves early
    FROZEN = "frozen"  # the same fix to the last digit
    AT_HOME = "at home"  # signs on two kilometres away
    TO_THE_MINUTE = "to the minute"  # a program presses
    CLOCK_AHEAD = "clock ahead"  # an honest mistake


@dataclass(frozen=True)
class Worker:
    """Habits of one person: metres and minutes by which they vary, and the way they work."""

    way: Way
    metres: float
    minutes: float
    forgets: float
    offline: float
    # the first minute of the last weeks
    odd_since: int

    def is_odd(self, minute: int) -> bool:
        return self.way != Way.HONEST and minute >= self.odd_since


Sitting = tuple[int, int]


def sittings(spans: list[Sitting]) -> Iterator[Sitting]:
    """Yield opening hours in parts that one person signs for."""
    for start, end in spans:
        parts = max(1, math.ceil((end - start) / _LONGEST_MINUTES))
        cuts = [start + (end - start) * n // parts for n in range(parts + 1)]
        yield from pairwise(cuts)


def presses_of(
    point: Point, spans: list[Sitting], worker: Worker, chance: Random
) -> Iterator[Press]:
    """Yield what somebody pressed at a point in its hours, in the order of time."""
    last = 0.0
    for start, end in sittings(spans):
        come, leave = _minutes(worker, start, end, chance)
        come = max(come, last + 0.2)
        last = leave
        yield _press(point, come, "in", worker, chance)
        if worker.way == Way.TO_THE_MINUTE or chance.random() >= worker.forgets:
            yield _press(point, leave, "out", worker, chance)


def _minutes(worker: Worker, start: int, end: int, chance: Random) -> tuple[float, float]:
    if worker.is_odd(start) and worker.way == Way.TO_THE_MINUTE:
        return start + chance.uniform(0, 0.3), end + chance.uniform(0, 0.3)
    come, leave = (minute + chance.gauss(0, worker.minutes) for minute in (start - 3, end + 3))
    if worker.way == Way.LATE:
        come, leave = come + chance.uniform(35, 75), leave - chance.uniform(20, 50)
    return come, max(leave, come + 5)


def _press(point: Point, minute: float, kind: str, worker: Worker, chance: Random) -> Press:
    return Press(
        moment_of(minute), point, kind, _place(point, int(minute), worker, chance),
        chance.randint(5, 40), _waits(worker, chance),
    )  # fmt: skip


def _place(point: Point, minute: int, worker: Worker, chance: Random) -> tuple[int, int] | None:
    if point.lat_e7 is None or point.lng_e7 is None or chance.random() < 0.02:
        return None
    if worker.is_odd(minute) and worker.way == Way.FROZEN:
        return point.lat_e7 + 310, point.lng_e7 - 270
    north, east = (chance.gauss(0, worker.metres) for _ in range(2))
    if worker.is_odd(minute) and worker.way == Way.AT_HOME:
        north += 2_300.0
    narrow = math.cos(math.radians(point.lat_e7 / 1e7))
    return (
        point.lat_e7 + round(north / METRES_PER_DEGREE * 1e7),
        point.lng_e7 + round(east / METRES_PER_DEGREE / narrow * 1e7),
    )


def _waits(worker: Worker, chance: Random) -> timedelta:
    if chance.random() < worker.offline:
        return timedelta(minutes=chance.uniform(300, 600))
    return timedelta(seconds=chance.uniform(1, 8))


def by_day(spans: list[Sitting]) -> dict[int, list[Sitting]]:
    """Return opening hours by their day since 1970."""
    found: dict[int, list[Sitting]] = {}
    for start, end in spans:
        found.setdefault(start // _DAY, []).append((start, end))
    return found
