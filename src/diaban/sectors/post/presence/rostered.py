"""Who is rostered on a day, who of them is announced away, and which points that leaves empty.

The one rule of what an announced absence leaves empty: measures, the page of a roster and the
citizens' page all ask here, so that none calls a point manned that another calls empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from diaban.engines.hours import minute_of
from diaban.engines.presence import Spans, subtract
from diaban.sectors.post.presence.roster_models import Absence, Shift


class Turn(NamedTuple):
    """A shift on one of its days, in minutes since 1970; ``absence``: the person's, announced.

    ``cover``: who stands in for them and is not announced away from the point too; None: nobody.
    """

    point: int
    person: int
    begin: int
    end: int
    absence: Absence | None
    cover: int | None

    @property
    def is_manned(self) -> bool:
        """Whether somebody is to be there: the person, or who stands in."""
        return self.absence is None or self.cover is not None


def roster_rows(
    shifts: Sequence[Shift], first: date, last: date
) -> Iterator[tuple[int, int, int, int]]:
    """Yield point, person and minutes of each shift on each of its days."""
    for shift in shifts:
        day = max(first, shift.valid_from)
        day += timedelta(days=(shift.weekday - day.isoweekday()) % 7)
        until = last if shift.valid_to is None else min(last, shift.valid_to - timedelta(days=1))
        while day <= until:
            begin = minute_of(day)
            yield (
                shift.point_id, shift.person_id, begin + shift.begin_minute,
                begin + shift.end_minute,
            )  # fmt: skip
            day += timedelta(days=7)


def rostered_on(day: date, shifts: Sequence[Shift], absences: Iterable[Absence]) -> Iterator[Turn]:
    """Yield a day's turns by the shifts and the standing absences of their points."""
    away: dict[tuple[int, int], Absence] = {}
    for one in absences:
        if one.first_day <= day <= one.last_day:
            away.setdefault((one.point_id, one.person_id), one)
    for point, person, begin, end in roster_rows(shifts, day, day):
        absence = away.get((point, person))
        yield Turn(point, person, begin, end, absence, _who_stands_in(absence, away))


def _who_stands_in(absence: Absence | None, away: dict[tuple[int, int], Absence]) -> int | None:
    """Return who is to be there for somebody away: for a stand-in who is away, their stand-in.

    Away from this point: who is announced away elsewhere may be so for standing in here.
    """
    asked: set[int] = set()
    while absence is not None and absence.cover_id is not None:
        # two who name each other leave nobody
        if absence.cover_id in asked:
            return None
        asked.add(absence.cover_id)
        following = away.get((absence.point_id, absence.cover_id))
        if following is None:
            return absence.cover_id
        absence = following
    return None


def announced_empty_spans(points: Iterable[int], first: date, last: date) -> Spans:
    """Return when everybody rostered at a point is announced away with nobody to stand in.

    Minutes since 1970 on the clocks of Viet Nam, of days from the first through the last. When
    nobody is on the roster a point is not called empty: who works there then is not known. Two
    queries, however many points.
    """
    rows = Absence.objects.standing().filter(
        point__in=points, first_day__lte=last, last_day__gte=first
    )
    absences: dict[int, list[Absence]] = {}
    for row in rows:
        absences.setdefault(row.point_id, []).append(row)
    shifts: dict[int, list[Shift]] = {}
    for shift in Shift.objects.filter(point__in=absences, valid_from__lte=last):
        shifts.setdefault(shift.point_id, []).append(shift)
    away, manned = list[tuple[int, int, int]](), list[tuple[int, int, int]]()
    for point, held in shifts.items():
        for day in _days_of(absences[point], first, last):
            for turn in rostered_on(day, held, absences[point]):
                (manned if turn.is_manned else away).append((point, turn.begin, turn.end))
    return subtract(Spans.of(away), Spans.of(manned))


def announced_empty(points: Iterable[int], moment: datetime) -> set[int]:
    """Return the points that are announced empty at a moment, on the clocks of Viet Nam."""
    day = moment.date()
    minute = minute_of(day) + 60 * moment.hour + moment.minute
    found = announced_empty_spans(points, day, day)
    return set(found.key[(found.start <= minute) & (minute < found.end)].tolist())


def _days_of(absences: Iterable[Absence], first: date, last: date) -> list[date]:
    """Return the days of a period on which anybody is announced away, each once."""
    found: set[date] = set()
    for one in absences:
        begin, end = max(one.first_day, first), min(one.last_day, last)
        found.update(begin + timedelta(days=n) for n in range((end - begin).days + 1))
    return sorted(found)
