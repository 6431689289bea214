"""Whether a point is open now, until when, and when it opens next, on the Vietnamese calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import inf

from django.utils import timezone

from diaban.engines.hours import Calendar, Hours, HoursError, parse_hours, vietnamese_calendar

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the clocks of Viet Nam, as the engine counts


@dataclass(frozen=True)
class Opening:
    """A point's hours at a moment. ``is_open`` is None where nobody knows.

    ``closes_at`` of one that is open, ``opens_at`` of one that is not; ``today`` are the hours of
    this day from and until, empty where it is closed all day.
    """

    is_open: bool | None
    closes_at: datetime | None = None
    opens_at: datetime | None = None
    today: tuple[tuple[datetime, datetime], ...] = ()
    holiday: bool = False


def local_now() -> datetime:
    """Return the time on the clocks of Viet Nam, without a zone, as the hours are written."""
    return timezone.localtime().replace(tzinfo=None)


# points share their hours: a page asks about sixty of them, and of a few hours
@lru_cache(maxsize=512)
def opening_of(hours: str, moment: datetime) -> Opening:
    """Return how a point with these hours (in the grammar) stands at a moment."""
    known = _parse(hours) if hours else None
    if known is None:
        return Opening(None)
    calendar = _calendar(moment.year)
    day = moment.date()
    spans = known.intervals(day, day + timedelta(days=1), calendar)
    pairs = list(zip(_times(spans.start), _times(spans.end), strict=True))
    is_open = known.is_open(moment, calendar)
    closes = next((end for start, end in pairs if start <= moment < end), None)
    opens = None if is_open else known.next_opening(moment, calendar)
    midnight = datetime(day.year, day.month, day.day) + timedelta(days=1)  # noqa: DTZ001
    of_today = tuple((start, end) for start, end in pairs if start < midnight)
    return Opening(is_open, closes, opens, of_today, calendar.on(day) is not None)


@lru_cache(maxsize=512)
def windows_of(hours: str, moment: datetime) -> tuple[tuple[float, float], ...]:
    """Return when one can be served from a moment on, in minutes.

    That is what is left of this day, and the next opening after it, of which no end is asked.
    """
    left = [(start, end) for start, end in opening_of(hours, moment).today if end > moment]
    spans = [(_minutes(max(start, moment), moment), _minutes(end, moment)) for start, end in left]
    known = _parse(hours)
    last = max([end for _, end in left], default=moment)
    if known is not None and last - moment < timedelta(days=1):
        later = known.next_opening(last, _calendar(moment.year))
        if later is not None:
            spans.append((_minutes(later, moment), inf))
    return tuple(spans)


def _minutes(then: datetime, moment: datetime) -> float:
    return (then - moment).total_seconds() / 60


@lru_cache(maxsize=4_096)
def _parse(hours: str) -> Hours | None:
    try:
        return parse_hours(hours)
    except HoursError:
        return None


@lru_cache(maxsize=4)
def _calendar(year: int) -> Calendar:
    return vietnamese_calendar(year - 1, year + 1)


def _times(minutes) -> list[datetime]:
    return [_EPOCH + timedelta(minutes=one) for one in minutes.tolist()]
