"""Opening hours over days: when they hold, whether a point is open, when it opens next.

Times are minutes since 1 January 1970, 00:00, on the clocks of Viet Nam (UTC+7, no summer time
since 1975), as int64. Every day's hours begin on that day: a night that began before a closed day
goes on into it, and a day that is off has nothing that begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from diaban.engines.hours.array_types import Ints
from diaban.engines.hours.holidays import Calendar
from diaban.engines.hours.matching import match_days
from diaban.engines.hours.rules import (
    DAY_MINUTES,
    Days,
    Join,
    Rule,
    Span,
    State,
    write_rules,
)

__all__ = ["Closure", "Hours", "Intervals", "Note", "minute_of"]

_EPOCH = date(1970, 1, 1).toordinal()
_WHOLE_DAY = (Span(0, DAY_MINUTES),)
# how far ahead an opening is looked for: the longest closure that is still a schedule
_AHEAD_DAYS = 366
Piece = tuple[int, int, State]


class Note(StrEnum):
    """What a reader should know of how a text was understood; none of it is a guess.

    >>> Note("days_not_said").name
    'DAYS_NOT_SAID'
    """

    DAYS_NOT_SAID = "days_not_said"  # hours without days: every day, as in the grammar
    HOLIDAYS_NOT_SAID = "holidays_not_said"  # open on holidays by the grammar; ask
    HOLIDAYS_OPEN = "holidays_open"  # the text says that holidays are no exception
    AFTERNOON_CLOCK = "afternoon_clock"  # "chiều 1h30" is 13:30


class Closure(NamedTuple):
    """A dated closure, announced: from the one minute until the other.

    >>> Closure(0, 1_440, "sửa nhà").reason
    'sửa nhà'
    """

    start: int
    end: int
    reason: str = ""


class Intervals(NamedTuple):
    """Disjoint intervals in order of time: int64[n] each, from ``start`` until before ``end``.

    >>> Intervals(np.array([0]), np.array([60])).total
    60
    """

    start: Ints
    end: Ints

    @property
    def total(self) -> int:
        """The minutes in all.

        >>> Intervals(np.array([0, 100]), np.array([60, 110])).total
        70
        """
        return int((self.end - self.start).sum())


def minute_of(moment: datetime | date) -> int:
    """Return the minute of a local moment, or of a day's midnight. ValueError with a time zone.

    >>> minute_of(date(1970, 1, 2)), minute_of(datetime(1970, 1, 1, 7, 30))
    (1440, 450)
    """
    minutes = (moment.toordinal() - _EPOCH) * DAY_MINUTES
    if isinstance(moment, datetime):
        if moment.tzinfo is not None:
            raise ValueError("a local time of Viet Nam, without a time zone, is asked for")
        minutes += moment.hour * 60 + moment.minute
    return minutes


@dataclass(frozen=True, slots=True)
class Hours:
    """The opening hours of a point: rules, and what to know of how they were read.

    >>> from diaban.engines.hours import parse_hours, vietnamese_calendar
    >>> hours = parse_hours("Mo-Fr 07:30-11:30,13:30-17:00; PH off")
    >>> tet = vietnamese_calendar(2025, 2025)
    >>> hours.intervals(date(2025, 1, 24), date(2025, 2, 3), tet).total
    900
    """

    rules: tuple[Rule, ...]
    notes: tuple[Note, ...] = ()

    @property
    def grammar(self) -> str:
        """The hours in the OSM grammar, always in one way of writing.

        >>> Hours((Rule(),)).grammar
        '24/7'
        """
        return write_rules(self.rules)

    @property
    def says_holidays(self) -> bool:
        """Whether anything is said of public holidays.

        >>> Hours((Rule(),)).says_holidays
        False
        """
        return Note.HOLIDAYS_OPEN in self.notes or any(rule.days.holidays for rule in self.rules)

    def with_holidays_off(self) -> Hours:
        """Return the same hours, closed on public holidays.

        >>> Hours((Rule(),)).with_holidays_off().grammar
        '24/7; PH off'
        """
        closed = Rule(Days(holidays=True), state=State.CLOSED)
        notes = tuple(note for note in self.notes if "holidays" not in note)
        return Hours((*self.rules, closed), notes)

    def intervals(
        self, first: date, last: date, calendar: Calendar, closures: Iterable[Closure] = ()
    ) -> Intervals:
        """Return when the point is open from the one day to the other, both included.

        ValueError for days outside of the calendar.

        >>> from diaban.engines.hours import parse_hours, vietnamese_calendar
        >>> day = date(1970, 1, 1)
        >>> parse_hours("22:00-02:00").intervals(day, day, Calendar((), first_year=1970))
        Intervals(start=array([   0, 1320]), end=array([ 120, 1440]))
        """
        opened = self._intervals(first, last, calendar, State.OPEN)
        return _subtract(opened, [(c.start, c.end) for c in closures])

    def unknown_intervals(self, first: date, last: date, calendar: Calendar) -> Intervals:
        """Return when the hours themselves say that nobody knows.

        >>> from diaban.engines.hours import parse_hours
        >>> day, hours = date(1970, 1, 1), parse_hours("08:00-10:00 unknown")
        >>> hours.unknown_intervals(day, day, Calendar((), first_year=1970)).total
        120
        """
        unknown = self._intervals(first, last, calendar, State.UNKNOWN)
        opened = self._intervals(first, last, calendar, State.OPEN)
        return _subtract(
            unknown, list(zip(opened.start.tolist(), opened.end.tolist(), strict=True))
        )

    def minutes_by_day(
        self, first: date, last: date, calendar: Calendar, closures: Iterable[Closure] = ()
    ) -> Ints:
        """Return the minutes of each day that the point is open; int64[days].

        Minutes after midnight count for the day in which they lie.

        >>> from diaban.engines.hours import parse_hours, vietnamese_calendar
        >>> hours = parse_hours("Mo-Fr 08:00-12:00; PH off")
        >>> year = vietnamese_calendar(2025, 2025)
        >>> hours.minutes_by_day(date(2025, 4, 29), date(2025, 5, 3), year).tolist()
        [240, 0, 0, 0, 0]
        """
        opened = self.intervals(first, last, calendar, closures)
        return _split_by_day(opened, minute_of(first), (last - first).days + 1)

    def minutes_by_weekday(self) -> Ints:
        """Return the minutes of each day of an ordinary week, Monday first; int64[7].

        Of a week without holidays, swaps or closures; rules for parts of the year hold as in the
        first week of March 2026.

        >>> from diaban.engines.hours import parse_hours
        >>> parse_hours("Mo-Fr 08:00-12:00; Sa 22:00-02:00").minutes_by_weekday().tolist()
        [240, 240, 240, 240, 240, 120, 120]
        """
        monday = date(2026, 3, 2)
        ordinary = Calendar((), first_year=2026, last_year=2026)
        return self.minutes_by_day(monday, monday + timedelta(6), ordinary)

    def is_open(
        self, moment: datetime, calendar: Calendar, closures: Iterable[Closure] = ()
    ) -> bool | None:
        """Return whether the point is open at a local time; None where the hours do not know.

        >>> from diaban.engines.hours import parse_hours, vietnamese_calendar
        >>> hours, year = parse_hours("Mo-Fr 08:00-12:00"), vietnamese_calendar(2026, 2026)
        >>> [hours.is_open(datetime(2026, 3, 2, hour), year) for hour in (8, 12)]
        [True, False]
        """
        day, minute = moment.date(), minute_of(moment)
        closures = list(closures)
        if _holds(self.intervals(day, day, calendar, closures), minute):
            return True
        is_closed = any(c.start <= minute < c.end for c in closures)
        unknown = self.unknown_intervals(day, day, calendar)
        return None if not is_closed and _holds(unknown, minute) else False

    def next_opening(
        self, moment: datetime, calendar: Calendar, closures: Iterable[Closure] = ()
    ) -> datetime | None:
        """Return when the point opens next after a local time, None for none within a year.

        For a point that is open, the opening after the next closing. None as well where the
        calendar ends before.

        >>> from diaban.engines.hours import parse_hours, vietnamese_calendar
        >>> hours = parse_hours("Mo-Fr 08:00-12:00; PH off")
        >>> hours.next_opening(datetime(2026, 2, 13, 12), vietnamese_calendar(2026, 2026))
        datetime.datetime(2026, 2, 23, 8, 0)
        """
        end = min(moment.date() + timedelta(_AHEAD_DAYS), date(calendar.last_year, 12, 31))
        found = self.intervals(moment.date(), end, calendar, closures)
        later = found.start[found.start > minute_of(moment)]
        # what was open at the period's midnight does not begin there
        if not len(later):
            return None
        return datetime(1970, 1, 1) + timedelta(minutes=int(later[0]))  # noqa: DTZ001 - local

    def _intervals(self, first: date, last: date, calendar: Calendar, state: State) -> Intervals:
        """Unite what each day and the night before the first begin, cut to the period."""
        begin = first - timedelta(1)
        count = (last - begin).days + 1
        if count < 2:
            raise ValueError(f"the period ends before it begins: {first} to {last}")
        matches = match_days([rule.days for rule in self.rules], begin, last, calendar)
        kinds, kind_of_day = np.unique(matches, axis=1, return_inverse=True)
        midnight = minute_of(begin) + DAY_MINUTES * np.arange(count, dtype=np.int64)
        starts, ends = [], []
        for kind in range(kinds.shape[1]):
            own = midnight[kind_of_day.ravel() == kind]
            for start, end, is_state in _schedule(self.rules, kinds[:, kind].tolist()):
                if is_state == state:
                    starts.append(own + start)
                    ends.append(own + end)
        empty = np.zeros(0, dtype=np.int64)
        joined = np.concatenate([empty, *starts]), np.concatenate([empty, *ends])
        return _clip(_unite(*joined), minute_of(first), minute_of(last) + DAY_MINUTES)


def _schedule(rules: tuple[Rule, ...], matches: list[bool]) -> list[Piece]:
    """Return the pieces of a day for which these rules match."""
    pieces: list[Piece] = []
    for rule, is_match in zip(rules, matches, strict=True):
        if not is_match:
            continue
        spans = [(span.start, span.end) for span in rule.spans or _WHOLE_DAY]
        if rule.join == Join.FALLBACK:
            free = _pieces_without([(*span, rule.state) for span in spans], pieces)
            pieces += [piece for piece in free if rule.state]
        elif rule.state == State.CLOSED:
            pieces = _pieces_without(pieces, [(*span, rule.state) for span in spans])
            # a whole day off takes the night that would begin on it along
            pieces = pieces if rule.spans else []
        else:
            kept = pieces if rule.join == Join.ADDITIONAL else []
            own: list[Piece] = [(start, end, rule.state) for start, end in spans]
            pieces = [*_pieces_without(kept, own), *own]
    return pieces


def _pieces_without(pieces: list[Piece], taken: list[Piece]) -> list[Piece]:
    for start, end, _ in taken:
        left = []
        for own_start, own_end, state in pieces:
            if own_start < min(own_end, start):
                left.append((own_start, min(own_end, start), state))
            if max(own_start, end) < own_end:
                left.append((max(own_start, end), own_end, state))
        pieces = left
    return pieces


def _unite(start: Ints, end: Ints) -> Intervals:
    if not len(start):
        return Intervals(start, end)
    order = np.argsort(start, kind="stable")
    start, reached = start[order], np.maximum.accumulate(end[order])
    begins = np.append(True, start[1:] > reached[:-1])
    last = np.append(np.flatnonzero(begins)[1:] - 1, len(start) - 1)
    return Intervals(start[begins], reached[last])


def _clip(whole: Intervals, first: int, last: int) -> Intervals:
    start, end = np.maximum(whole.start, first), np.minimum(whole.end, last)
    kept = start < end
    return Intervals(start[kept], end[kept])


def _subtract(whole: Intervals, taken: list[tuple[int, int]]) -> Intervals:
    """Return what is left between the united pieces that are taken away."""
    taken = [(start, end) for start, end in taken if start < end]
    if not taken or not len(whole.start):
        return whole
    off = _unite(*(np.array(side, dtype=np.int64) for side in zip(*taken, strict=True)))
    # between each two closures there is a window; an interval is cut to those that it meets
    least, most = whole.start[0], whole.end[-1]
    opens = np.concatenate(([least], np.clip(off.end, least, most)))
    closes = np.concatenate((np.clip(off.start, least, most), [most]))
    first = np.searchsorted(closes, whole.start, side="right")
    last = np.searchsorted(opens, whole.end, side="left")
    count = np.maximum(last - first, 0)
    row = np.repeat(np.arange(len(count)), count)
    window = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + first[row]
    start = np.maximum(whole.start[row], opens[window])
    end = np.minimum(whole.end[row], closes[window])
    return Intervals(start[start < end], end[start < end])


def _split_by_day(whole: Intervals, midnight: int, days: int) -> Ints:
    edges = midnight + DAY_MINUTES * np.arange(days + 1, dtype=np.int64)
    # minutes that lie before each midnight
    before = np.concatenate((np.zeros(1, np.int64), np.cumsum(whole.end - whole.start)))
    place = np.searchsorted(whole.start, edges, side="right")
    over = np.maximum(whole.end[np.maximum(place - 1, 0)] - edges, 0) if len(whole.end) else 0
    reached = before[place] - np.where(place > 0, over, 0)
    return np.diff(reached)


def _holds(whole: Intervals, minute: int) -> bool:
    return bool(np.any((whole.start <= minute) & (minute < whole.end)))
