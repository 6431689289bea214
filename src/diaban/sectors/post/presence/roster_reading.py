"""Days, weekdays and hours of a roster as people write them."""

from __future__ import annotations

from datetime import date

from diaban.engines.hours import HoursError, read_hours
from diaban.sectors.post.presence.roster_refusals import RosterError
from diaban.sectors.post.register.row_reading import read_day

MIDNIGHT = 1440
_WEEK = frozenset(range(7))
_LONGEST = 120


def read_roster_day(text: str, field: str) -> date:
    """Read a day. Raises RosterError."""
    day = read_day(text.strip())
    if day is None:
        raise RosterError("day_wrong", field)
    return day


def read_week_hours(weekdays: str, hours: str) -> list[tuple[int, int, int]]:
    """Read weekdays and hours into (ISO weekday, first minute, end). Raises RosterError.

    >>> read_week_hours("T7, CN", "7h30–11h30")
    [(6, 450, 690), (7, 450, 690)]
    """
    text = f"{weekdays.strip()} {hours.strip()}".strip()[:_LONGEST]
    unread = RosterError("hours_unread", "hours", {"text": text})
    if not weekdays.strip():
        raise RosterError("no_weekday", "weekdays")
    try:
        rules = read_hours(text).rules
    except HoursError as error:
        raise unread from error
    found = set()
    for rule in rules:
        if rule.days.holidays or rule.days.nth or not rule.spans:
            raise unread
        for span in rule.spans:
            if span.end > MIDNIGHT:
                raise RosterError("past_midnight", "hours")
            found |= {(day + 1, span.start, span.end) for day in rule.days.weekdays or _WEEK}
    return sorted(found)
