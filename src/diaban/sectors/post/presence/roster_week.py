"""A week of a point, day by day: when it is open, who is there, and minutes with nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from diaban.engines.hours import minute_of
from diaban.engines.presence import Spans, subtract
from diaban.sectors.post.models import Absence, Point, Shift
from diaban.sectors.post.presence.roster import name_of
from diaban.sectors.post.presence.roster_models import write_minute
from diaban.sectors.post.presence.rostered import rostered_on
from diaban.sectors.post.presence.staffing import required_of

DAYS = 7


@dataclass
class PersonDay:
    """One person's hours of a day; ``cover`` stands in where they are away."""

    name: str
    hours: list[str] = field(default_factory=list)
    is_away: bool = False
    cover: str = ""


@dataclass
class RosterDay:
    """``gaps`` is None where nobody knows the point's hours; ``missing_minutes`` their sum."""

    day: date
    opening: list[str]
    people: list[PersonDay]
    gaps: list[str] | None
    missing_minutes: int


def read_week(
    point: Point, shifts: list[Shift], absences: list[Absence], monday: date
) -> tuple[list[RosterDay], bool]:
    """Return the seven days of a week of a point, and whether its hours are known."""
    last = monday + timedelta(days=DAYS - 1)
    required, known = required_of([point], monday, last)
    worked: list[tuple[int, int, int]] = []
    days = []
    for n in range(DAYS):
        day = monday + timedelta(days=n)
        people, spans = _people(shifts, absences, day)
        worked += [(point.pk, a, b) for a, b in spans]
        days.append(RosterDay(day, [], people, [] if known[point.pk] else None, 0))
    for begin, end, day in _by_day(required, days):
        day.opening.append(_write(begin, end, day.day))
    for begin, end, day in _by_day(subtract(required, Spans.of(worked)), days):
        assert day.gaps is not None  # noqa: S101 - hours are known where there are any
        day.gaps.append(_write(begin, end, day.day))
        day.missing_minutes += end - begin
    return days, known[point.pk]


def _people(shifts: list[Shift], absences: list[Absence], day: date):
    """Return who is on the roster of a day, and the minutes at which somebody is to be there."""
    found: dict[int, PersonDay] = {}
    hours: dict[int, list[tuple[int, int]]] = {}
    spans = []
    names = {shift.person_id: name_of(shift.person) for shift in shifts}
    covers = {one.cover_id: name_of(one.cover) for one in absences if one.cover}
    for turn in sorted(rostered_on(day, shifts, absences), key=lambda turn: turn.begin):
        line = found.setdefault(turn.person, PersonDay(names[turn.person]))
        hours.setdefault(turn.person, []).append((turn.begin, turn.end))
        if turn.absence is not None:
            line.is_away, line.cover = True, covers.get(turn.cover, "")
        if turn.is_manned:
            spans.append((turn.begin, turn.end))
    for person, line in found.items():
        line.hours = [_write(begin, end, day) for begin, end in _joined(hours[person])]
    return list(found.values()), spans


def _joined(hours: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join hours of which one begins where the other ends: nobody reads them as two."""
    found: list[tuple[int, int]] = []
    for begin, end in hours:
        if found and found[-1][1] == begin:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found


def _by_day(spans: Spans, days: list[RosterDay]):
    """Yield begin and end of each piece within a day; what runs past midnight is cut there."""
    for start, end in zip(spans.start.tolist(), spans.end.tolist(), strict=True):
        for day in days:
            begin = minute_of(day.day)
            a, b = max(start, begin), min(end, begin + 1440)
            if a < b:
                yield a, b, day


def _write(begin: int, end: int, day: date) -> str:
    midnight = minute_of(day)
    return f"{write_minute(begin - midnight)}–{write_minute(end - midnight)}"
