"""The rules of opening hours as values, and how they are written in the OSM grammar."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import NamedTuple

__all__ = [
    "DAYS", "MONTHS", "Days", "Join", "MonthDay", "MonthDays", "Nth", "Rule", "Span", "State",
    "Weeks", "Years", "write_rules", "write_time",
]  # fmt: skip

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
DAY_MINUTES = 1_440


class State(IntEnum):
    """What a rule makes of its hours.

    >>> State.OPEN > State.UNKNOWN > State.CLOSED
    True
    """

    CLOSED = 0
    UNKNOWN = 1
    OPEN = 2


class Join(StrEnum):
    """How a rule meets the ones before it: replaces their day, adds to it, or fills what they left.

    >>> Join.FALLBACK.value
    ' || '
    """

    NORMAL = "; "
    ADDITIONAL = ", "
    FALLBACK = " || "


class Span(NamedTuple):
    """Minutes from the day's midnight; an end past 1,440 lies in the next day.

    >>> Span(450, 690)
    Span(start=450, end=690, is_open_ended=False)
    """

    start: int
    end: int
    is_open_ended: bool = False


class Years(NamedTuple):
    """A range of years, each ``step``-th.

    >>> Years(2026, 2026).step
    1
    """

    first: int
    last: int
    step: int = 1


class Weeks(NamedTuple):
    """A range of ISO weeks, each ``step``-th.

    >>> Weeks(2, 52, 2).step
    2
    """

    first: int
    last: int
    step: int = 1


class MonthDay(NamedTuple):
    """A day of the year; ``day`` is None for a whole month, ``year`` None for every year.

    >>> MonthDay(2, 17, 2026).month
    2
    """

    month: int
    day: int | None = None
    year: int | None = None


class MonthDays(NamedTuple):
    """From one day of the year to another, over New Year where it ends before it begins.

    >>> MonthDays(MonthDay(12, 20), MonthDay(1, 5)).last.day
    5
    """

    first: MonthDay
    last: MonthDay


class Nth(NamedTuple):
    """The ``place``-th such weekday of a month, from its end where negative.

    >>> Nth(0, 1), Nth(4, -1)
    (Nth(weekday=0, place=1), Nth(weekday=4, place=-1))
    """

    weekday: int
    place: int


@dataclass(frozen=True, slots=True)
class Days:
    """Which days: all conditions that are given must hold.

    Of weekdays, ``nth`` and ``holidays`` one must hold, or with ``holidays_only`` a holiday that is
    also such a weekday.

    >>> Days(weekdays=frozenset({5, 6})).holidays
    False
    """

    years: tuple[Years, ...] = ()
    monthdays: tuple[MonthDays, ...] = ()
    weeks: tuple[Weeks, ...] = ()
    weekdays: frozenset[int] = frozenset()
    nth: tuple[Nth, ...] = ()
    holidays: bool = False
    holidays_only: bool = False

    @property
    def are_weekly(self) -> bool:
        """Whether nothing but weekdays and holidays is asked about.

        >>> Days(weeks=(Weeks(1, 2),)).are_weekly
        False
        """
        return not (self.years or self.monthdays or self.weeks or self.nth)


@dataclass(frozen=True, slots=True)
class Rule:
    """Days, hours and what they are; no spans mean the whole day.

    >>> Rule(Days(weekdays=frozenset({6})), state=State.CLOSED).spans
    ()
    """

    days: Days = field(default_factory=Days)
    spans: tuple[Span, ...] = ()
    state: State = State.OPEN
    join: Join = Join.NORMAL
    comment: str = ""


def write_rules(rules: tuple[Rule, ...]) -> str:
    """Return the rules in the grammar, always in one way of writing.

    >>> write_rules((Rule(Days(weekdays=frozenset({0, 1, 2})), (Span(450, 690),)),))
    'Mo-We 07:30-11:30'
    """
    written = ""
    for n, rule in enumerate(rules):
        written += (str(rule.join) if n else "") + _write_rule(rule)
    return written


def write_time(minutes: int) -> str:
    """Return minutes as a time, past 24:00 where they are.

    >>> write_time(450), write_time(1560)
    ('07:30', '26:00')
    """
    return f"{minutes // 60:02}:{minutes % 60:02}"


def write_ranges(numbers: frozenset[int], names: tuple[str, ...]) -> list[str]:
    """Return runs of three or more as ranges, the others one by one, in order.

    >>> write_ranges(frozenset({0, 1, 2, 5, 6}), DAYS)
    ['Mo-We', 'Sa-Su']
    """
    written: list[str] = []
    left = sorted(numbers)
    while left:
        run = 1
        while run < len(left) and left[run] == left[0] + run:
            run += 1
        first, last = names[left[0]], names[left[run - 1]]
        written.append(first if run == 1 else f"{first}-{last}")
        left = left[run:]
    return written


def _write_rule(rule: Rule) -> str:
    days = _write_days(rule.days)
    times = ",".join(_write_span(span) for span in rule.spans)
    words = [word for word in (days, times) if word]
    if rule.state != State.OPEN:
        words.append("off" if rule.state == State.CLOSED else "unknown")
    elif not words:
        words.append("24/7")
    elif not times:
        words.append("open")
    if rule.comment:
        words.append(f'"{rule.comment}"')
    return " ".join(words)


def _write_days(days: Days) -> str:
    words = [
        ",".join(_write_steps(r.first, r.last, r.step, "") for r in days.years),
        ",".join(_write_monthdays(part) for part in days.monthdays),
    ]
    if days.weeks:
        words.append("week " + ",".join(_write_steps(*week, "02") for week in days.weeks))
    weekdays = write_ranges(days.weekdays, DAYS)
    weekdays += [f"{DAYS[nth.weekday]}[{nth.place}]" for nth in days.nth]
    if days.holidays_only:
        words.append("PH " + ",".join(weekdays))
    else:
        words.append(",".join([*weekdays, *(["PH"] if days.holidays else [])]))
    return " ".join(word for word in words if word)


def _write_steps(first: int, last: int, step: int, form: str) -> str:
    written = format(first, form)
    if last != first:
        written += "+" if last >= 9999 else f"-{last:{form}}"
    return written if step == 1 else f"{written}/{step}"


def _write_monthdays(part: MonthDays) -> str:
    first = _write_monthday(part.first)
    return first if part.first == part.last else f"{first}-{_write_monthday(part.last)}"


def _write_monthday(day: MonthDay) -> str:
    words = [str(day.year)] if day.year else []
    words.append(MONTHS[day.month - 1])
    if day.day:
        words.append(f"{day.day:02}")
    return " ".join(words)


def _write_span(span: Span) -> str:
    if span.is_open_ended and span.end == DAY_MINUTES:
        return f"{write_time(span.start)}+"
    end = span.end
    if span.end > DAY_MINUTES and span.end - DAY_MINUTES <= span.start:
        end -= DAY_MINUTES  # the usual way of writing a night: 22:00-02:00
    return f"{write_time(span.start)}-{write_time(end)}{'+' if span.is_open_ended else ''}"
