"""Weekly hours of one person laid beside each other: on which day two of them meet first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

# later than any roster; only ever compared
_NEVER = date.max


class WeeklyHours(NamedTuple):
    """Minutes of a weekday (ISO: Monday is 1) from a day to the day ``until``, not included."""

    weekday: int
    begin: int
    end: int
    since: date
    until: date | None = None


def first_common_day(one: WeeklyHours, other: WeeklyHours) -> date | None:
    """Return the first day on which both have a minute in common; None where they never meet.

    >>> monday = date(2026, 11, 30)
    >>> mornings = WeeklyHours(1, 450, 690, monday)
    >>> first_common_day(mornings, WeeklyHours(1, 600, 720, monday + timedelta(days=1)))
    datetime.date(2026, 12, 7)
    >>> first_common_day(mornings, WeeklyHours(1, 690, 720, monday))
    """
    if one.weekday != other.weekday or min(one.end, other.end) <= max(one.begin, other.begin):
        return None
    day = max(one.since, other.since)
    day += timedelta(days=(one.weekday - day.isoweekday()) % 7)
    return day if day < min(one.until or _NEVER, other.until or _NEVER) else None


def is_within(since: date, until: date | None, periods: Iterable[tuple[date, date | None]]) -> bool:
    """Say whether periods together hold every day from ``since`` to ``until``, not included.

    >>> is_within(date(2026, 1, 1), None, [(date(2025, 1, 1), date(2026, 2, 1))])
    False
    """
    reached = since
    for begin, end in sorted(periods, key=lambda one: one[0]):
        if begin > reached:
            break
        reached = max(reached, end or _NEVER)
    return reached >= (until or _NEVER)
