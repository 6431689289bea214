"""When something happened, told by a phone whose clock is wrong or was set anew meanwhile.

A phone counts what it records (``seq``) and knows how long it has been up. Only the distance from
its clock to the moment of sending is used, never the clock itself; where two records of one start
of the phone are farther apart by its clock than by its uptime, somebody set the clock, and the
uptime is believed. Milliseconds throughout; no database here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# by so much clocks and uptimes may differ without anybody having set a clock
DRIFT = 2_000


class Tick(NamedTuple):
    """One record's place in a phone's time: count, wall clock, milliseconds since the start."""

    seq: int
    clock: int
    uptime: int


def correct_times(
    ticks: Sequence[Tick], sent: Tick, now: int, *, not_before: int = 0
) -> dict[int, int]:
    """Return the server's time of each tick, by ``seq``; times never run against the count.

    ``sent`` is the phone's time at the moment of sending (uptime -1 where it did not say),
    ``now`` the server's; ``not_before`` is the time of what the phone recorded before.

    >>> correct_times([Tick(1, 500, 100), Tick(2, 700, 300)], Tick(3, 900, 500), now=10_000)
    {1: 9600, 2: 9800}
    """
    floor = min(not_before, now)
    times: dict[int, int] = {}
    later, at = sent, now
    for tick in sorted(ticks, reverse=True):
        at = max(floor, min(at, at - _between(tick, later)))
        times[tick.seq] = at
        later = tick
    return dict(sorted(times.items()))


def _between(tick: Tick, later: Tick) -> int:
    """Return how long before ``later`` a tick was."""
    by_clock, by_uptime = later.clock - tick.clock, later.uptime - tick.uptime
    # an uptime that fell, or grew by more than the clock did for days, is of another start
    same_start = later.uptime >= 0 and by_uptime >= 0
    if same_start and (by_clock < 0 or abs(by_clock - by_uptime) > DRIFT):
        return by_uptime
    return max(0, by_clock)
