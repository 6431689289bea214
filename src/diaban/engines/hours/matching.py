"""Which days a rule is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from diaban.engines.hours.array_types import Bools, Ints
from diaban.engines.hours.holidays import Calendar
from diaban.engines.hours.rules import Days, MonthDay, MonthDays

__all__ = ["match_days"]

_LAST_DAY = 31


def match_days(rules: Sequence[Days], first: date, last: date, calendar: Calendar) -> Bools:
    """Return for each rule and day of a period whether the rule is for that day; bool[rules, days].

    The calendar tells holidays, and whose weekday's hours a swapped day follows.

    >>> days = [Days(weekdays=frozenset({5, 6}))]
    >>> match_days(days, date(2026, 3, 6), date(2026, 3, 8), Calendar(())).tolist()
    [[False, True, True]]
    """
    period = _Period(first, last, calendar)
    return np.array([_match(days, period) for days in rules], dtype=np.bool_)


class _Period:
    """What rules ask about the days of a period, each made when it is first asked for."""

    def __init__(self, first: date, last: date, calendar: Calendar) -> None:
        self.first, self.last, self.calendar = first, last, calendar
        self.count = (last - first).days + 1
        self.dates = np.datetime64(first, "D") + np.arange(self.count)

    @cached_property
    def weekday(self) -> Ints:
        return self.calendar.weekdays(self.first, self.last)

    @cached_property
    def holiday(self) -> Bools:
        return self.calendar.holiday_mask(self.first, self.last)

    @cached_property
    def year(self) -> Ints:
        return self.dates.astype("M8[Y]").astype(np.int64) + 1970

    @cached_property
    def month(self) -> Ints:
        return self.dates.astype("M8[M]").astype(np.int64) % 12 + 1

    @cached_property
    def day(self) -> Ints:
        since: Ints = (self.dates - self.dates.astype("M8[M]")).astype(np.int64)
        return since + 1

    @cached_property
    def days_left(self) -> Ints:
        """Days of the month that follow."""
        following = (self.dates.astype("M8[M]") + 1).astype("M8[D]")
        return (following - self.dates).astype(np.int64) - 1

    @cached_property
    def week(self) -> Ints:
        """The ISO week: that of its Thursday."""
        number = self.dates.astype(np.int64)
        thursday = (number - (number + 3) % 7 + 3).astype("M8[D]")
        since: Ints = (thursday - thursday.astype("M8[Y]")).astype(np.int64)
        return since // 7 + 1


def _match(days: Days, period: _Period) -> Bools:
    match = np.ones(period.count, dtype=np.bool_)
    if days.years:
        match &= _any(
            (period.year >= r.first)
            & (period.year <= r.last)
            & ((period.year - r.first) % r.step == 0)
            for r in days.years
        )
    if days.monthdays:
        match &= _any(_match_monthdays(part, period) for part in days.monthdays)
    if days.weeks:
        match &= _any(
            (period.week >= r.first)
            & (period.week <= r.last)
            & ((period.week - r.first) % r.step == 0)
            for r in days.weeks
        )
    return match & _match_weekdays(days, period)


def _match_weekdays(days: Days, period: _Period) -> Bools:
    if not (days.weekdays or days.nth or days.holidays):
        return np.ones(period.count, dtype=np.bool_)
    match = np.isin(period.weekday, list(days.weekdays))
    for weekday, place in days.nth:
        counted = period.day - 1 if place > 0 else period.days_left
        match |= (period.weekday == weekday) & (counted // 7 + 1 == abs(place))
    if days.holidays_only:
        return match & period.holiday
    return match | period.holiday if days.holidays else match


def _match_monthdays(part: MonthDays, period: _Period) -> Bools:
    first, last = _number(part.first, 1), _number(part.last, _LAST_DAY)
    own = period.month * 32 + period.day
    if part.first.year and part.last.year:
        own = own + period.year * 512
    if first <= last:
        return (own >= first) & (own <= last)
    return (own >= first) | (own <= last)


def _number(day: MonthDay, otherwise: int) -> int:
    return (day.year or 0) * 512 + day.month * 32 + (day.day or otherwise)


def _any(masks: Iterable[Bools]) -> Bools:
    united: Bools = np.logical_or.reduce(list(masks))
    return united
