"""What counts as presence: every figure that is a choice, with its reason, in one place."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PresenceRules"]


@dataclass(frozen=True, slots=True)
class PresenceRules:
    """The choices behind staffed minutes. Figures are stored with the rules they were made by.

    ``longest_session_minutes``: who signs on and off within five hours was there between; a longer
    stretch hides a lunch break or a forgotten sign-off, so people sign off at noon.
    ``lone_mark_minutes``: a sign-on without a sign-off proves that somebody was there, not for how
    long; three quarters of an hour is what one customer or one delivery takes, and less than it is
    worth to leave a sign-off out. A sign-off without a sign-on holds as long before it.
    ``spot_check_minutes``: a spot check speaks for so long before and after it: who stepped out for
    a moment is back, and an inspector waits that long.
    ``clock_tolerance_minutes``: phones are off by seconds to two minutes; beyond five the time at
    the server counts, or the phone's with its steady error taken off.
    ``steady_marks``, ``steady_share``, ``steady_spread_minutes``: an error is a clock's, and not a
    late sending, where in a week nearly all marks of a phone, and not fewer than these, are late
    by the same time: nobody has a connection just so long after each mark.

    >>> PresenceRules().longest_session_minutes
    300
    """

    longest_session_minutes: int = 300
    lone_mark_minutes: int = 45
    spot_check_minutes: int = 15
    clock_tolerance_minutes: int = 5
    steady_marks: int = 4
    steady_share: float = 0.8
    steady_spread_minutes: int = 2
