"""What a point's hours are, as plain values, and which minutes of a day they open.

A fixture begins here, and its text is written from the schedule afterwards. Nothing in this module
reads a text, and nothing but comparing a date with the schedule decides a day.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tests.engines.hours.days_off import HOLIDAYS

Spans = tuple[tuple[int, int], ...]
"""Minutes after the midnight at which the day began; an end after 1440 lies in the next day."""

DAY = 24 * 60
WORKING, WEEKEND, EVERY = frozenset(range(5)), frozenset({5, 6}), frozenset(range(7))


@dataclass(frozen=True)
class Special:
    """Days on which other hours hold than in an ordinary week, in the words the grammar has."""

    holds: Callable[[date], bool]
    spans: Spans
    effect: Literal["replace", "add", "cut"] = "replace"
    wording: str = ""


@dataclass(frozen=True)
class Schedule:
    """Seven weekdays from Monday, and the special days, of which a later one goes before."""

    week: tuple[Spans, ...]
    specials: tuple[Special, ...] = ()

    def hours_from(self, day: date) -> Spans:
        """The spans that begin on this day."""
        spans = self.week[day.weekday()]
        for special in self.specials:
            if not special.holds(day):
                continue
            if special.effect == "cut":
                spans = cut(spans, special.spans)
            elif special.effect == "add":
                spans = spans + special.spans
            else:
                spans = special.spans
        return spans

    def open_intervals(self, day: date) -> Spans:
        """The open minutes of one local day, what is left of the evening before included."""
        before = self.hours_from(day - timedelta(days=1))
        spilled = [(start - DAY, end - DAY) for start, end in before if end > DAY]
        return merged([*spilled, *self.hours_from(day)])


def merged(spans: list[tuple[int, int]]) -> Spans:
    """Within the day, in order, none touching another."""
    result: list[tuple[int, int]] = []
    for start, end in sorted((max(a, 0), min(b, DAY)) for a, b in spans):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def cut(spans: Spans, away: Spans) -> Spans:
    minutes = sorted(
        {m for a, b in spans for m in range(a, b)} - {m for a, b in away for m in range(a, b)}
    )
    pieces: list[tuple[int, int]] = []
    for minute in minutes:
        if pieces and pieces[-1][1] == minute:
            pieces[-1] = (pieces[-1][0], minute + 1)
        else:
            pieces.append((minute, minute + 1))
    return tuple(pieces)


def weekly(*groups: tuple[frozenset[int], Spans]) -> tuple[Spans, ...]:
    """Seven entries from groups of weekdays; a weekday in no group is closed."""
    by_day = {day: spans for days, spans in groups for day in days}
    return tuple(by_day.get(day, ()) for day in range(7))


def on_holiday(weekdays: frozenset[int] = EVERY) -> Callable[[date], bool]:
    return lambda day: day in HOLIDAYS and day.weekday() in weekdays


def in_months(first: int, last: int, weekdays: frozenset[int] = EVERY) -> Callable[[date], bool]:
    """Both months included; a first after the last runs over the new year."""
    inside = (
        set(range(first, last + 1))
        if first <= last
        else set(range(first, 13)) | set(range(1, last + 1))
    )
    return lambda day: day.month in inside and day.weekday() in weekdays


def between(
    first: tuple[int, int], last: tuple[int, int], weekdays: frozenset[int] = EVERY
) -> Callable[[date], bool]:
    """From a (month, day) to another of every year, both included."""

    def holds(day: date) -> bool:
        point = (day.month, day.day)
        inside = first <= point <= last if first <= last else point >= first or point <= last
        return inside and day.weekday() in weekdays

    return holds


def from_to(first: date, last: date) -> Callable[[date], bool]:
    return lambda day: first <= day <= last


def in_years(first: int, last: int, weekdays: frozenset[int] = EVERY) -> Callable[[date], bool]:
    return lambda day: first <= day.year <= last and day.weekday() in weekdays


def nth_weekday(weekday: int, which: tuple[int, ...]) -> Callable[[date], bool]:
    """The first, third, … such weekday of its month; -1 is the last."""

    def holds(day: date) -> bool:
        days_in_month = calendar.monthrange(day.year, day.month)[1]
        from_start = (day.day - 1) // 7 + 1
        from_end = -((days_in_month - day.day) // 7 + 1)
        return day.weekday() == weekday and (from_start in which or from_end in which)

    return holds


def in_weeks(
    first: int, last: int, step: int = 1, weekdays: frozenset[int] = EVERY
) -> Callable[[date], bool]:
    """ISO 8601 weeks of the year."""
    inside = set(range(first, last + 1, step))
    return lambda day: day.isocalendar().week in inside and day.weekday() in weekdays
