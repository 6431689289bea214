"""What a text of opening hours does not say, or says so that nobody can be sure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["HoursError", "Problem", "ProblemCode"]


class ProblemCode(StrEnum):
    """Why a piece of text was not read; the web has a sentence for each.

    >>> ProblemCode("no_times").name
    'NO_TIMES'
    """

    EMPTY = "empty"  # nothing to read
    SYNTAX = "syntax"  # not the OSM grammar from here on
    BAD_TIME = "bad_time"  # no time of day: 25h, 7h75
    BAD_RANGE = "bad_range"  # ends before it begins, or is empty
    UNSUPPORTED = "unsupported"  # sun events, Easter: not of a post point
    NO_SCHOOL_CALENDAR = "no_school_calendar"  # SH: the calendar knows no school holidays
    UNKNOWN_WORDS = "unknown_words"  # words that might change the meaning
    NO_TIMES = "no_times"  # days, but no hours
    NO_DAYS = "no_days"  # closed, but not when
    HALF_OF_DAY = "half_of_day"  # 1h30-5h: morning or afternoon?
    OUTSIDE_PART = "outside_part"  # "sáng 14h": the hour is not of that part of the day
    LUNCH_TIMES = "lunch_times"  # a lunch break, but not from when to when
    AMBIGUOUS_DAYS = "ambiguous_days"  # "trong tuần": with or without the weekend?
    OFFICE_HOURS = "office_hours"  # "giờ hành chính": which?
    ONLY_TET = "only_tet"  # closed at Tết, nothing said of the other holidays
    DATES = "dates"  # a dated closure: announce it, it is no weekly rule
    NOT_DIVISIBLE = (
        "not_divisible"  # "nghỉ chiều T7" where the hours have no afternoon of their own
    )
    CONTRADICTION = "contradiction"  # the same day open and closed, or two overlapping ranges


@dataclass(frozen=True, slots=True)
class Problem:
    """One piece that was not read: from ``start`` to ``end`` (characters of the text as given).

    >>> Problem(ProblemCode.BAD_TIME, 0, 3, "25h").code.value
    'bad_time'
    """

    code: ProblemCode
    start: int
    end: int
    text: str


class HoursError(ValueError):
    """A text that was not wholly read. ``code`` and ``span`` are those of the first problem.

    ``readable`` is the grammar of what could be read, None where nothing could: to put before a
    person, never to compute with.

    >>> error = HoursError((Problem(ProblemCode.BAD_TIME, 3, 6, "25h"),), None)
    >>> error.code.value, error.span, str(error)
    ('bad_time', (3, 6), "bad_time: '25h' at 3")
    """

    def __init__(self, problems: tuple[Problem, ...], readable: str | None = None) -> None:
        self.problems = problems
        self.readable = readable
        first = problems[0]
        self.code = first.code
        self.span = (first.start, first.end)
        super().__init__("; ".join(f"{p.code}: {p.text!r} at {p.start}" for p in problems))
