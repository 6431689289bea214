"""From evidence to minutes: what each point's required minutes of each day were, kept by day.

Required is when the point's own hours say that it is open, on the Vietnamese calendar, while it
stood. What people said with their phones, what inspectors found and what was announced are laid
over it by ``engines.presence``. Days are worked out anew whenever anything of them is learned, so
that a page only reads; nothing of it is said by anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import polars as pl
from django.db import transaction
from django.db.models import Max, Sum

from diaban.engines.hours import Hours, HoursError, minute_of, parse_hours, vietnamese_calendar
from diaban.engines.presence import Spans, measure_staffing
from diaban.sectors.post.models import Point, StaffedDay, Statement
from diaban.sectors.post.presence.evidence_frames import evidence_of
from diaban.sectors.post.register.hours_text import read_hours_text
from diaban.sectors.post.register.stating import state_of
from diaban.spine.places.units import today
from diaban.spine.runs.models import Generation

# a day's evidence may come so much later from a phone that had no network
OPEN_DAYS = 35
# evidence of so many days says whether somebody serves at a point now
STAFFED_DAYS = 28
# and of the minutes that it has to be open in them, somebody has to be there in so many
STAFFED_SHARE = 0.8
GENERATION = "post-staffing"
_COLUMNS = ("required_minutes", "staffed_minutes", "not_staffed_minutes", "unknown_minutes")
# points of one transaction: other writers wait no longer than for these
_AT_ONCE = 50


def refresh(points: Iterable[int], first: date, last: date) -> int:
    """Work out days of some points anew, both days included; return how many rows changed.

    Days that are not over yet are left out: what is to come is nobody's failure.
    """
    last = min(last, today() - timedelta(days=1))
    numbers = sorted(set(points))
    if last < first:
        return 0
    changed = 0
    for start in range(0, len(numbers), _AT_ONCE):
        changed += _refresh_part(numbers[start : start + _AT_ONCE], first, last)
    if changed:
        Generation.grow(GENERATION)
    return changed


def refresh_lately(first: date | None = None) -> int:
    """Work out the days to which evidence may still come, of every point that stands."""
    begin = first or today() - timedelta(days=OPEN_DAYS)
    rows = Point.objects.everywhere("the day's staffing").present().values_list("pk", flat=True)
    return refresh(rows, begin, today())


@transaction.atomic
def _refresh_part(numbers: Sequence[int], first: date, last: date) -> int:
    points = Point.objects.everywhere("the day's staffing").select_for_update().in_bulk(numbers)
    required, known = required_of(list(points.values()), first, last)
    evidence = evidence_of(list(points), first, last)
    days = measure_staffing(required, evidence, (first, last)).days
    found = {
        (row[0], row[1]): row[2:]
        for row in days.select("point", "day", "required", "staffed", "not_staffed",
                               "unknown").iter_rows()
    }  # fmt: skip
    wanted = {
        (number, day): (found.get((number, day), (0, 0, 0, 0)), "" if known[number] else "no_hours")
        for number in points
        for day in _days(first, last)
        if points[number].is_open_on(day)
    }
    return _store(list(points), (first, last), wanted)


def _store(numbers: list[int], period: tuple[date, date], wanted: dict) -> int:
    """Write the days that are new or no longer as they were; return how many rows changed."""
    rows = StaffedDay.objects.filter(point__in=numbers, day__range=period)
    told = rows.values_list("point", "day", *_COLUMNS, "why", "pk")
    kept = {(row[0], row[1]): row[2:] for row in told.iterator(chunk_size=10_000)}
    mark = (StaffedDay.objects.aggregate(most=Max("learned"))["most"] or 0) + 1
    fresh = []
    for (number, day), (minutes, why) in wanted.items():
        was = kept.pop((number, day), None)
        if was is None or was[:-1] != (*minutes, why):
            named = dict(zip(_COLUMNS, minutes, strict=True))
            fresh.append(StaffedDay(point_id=number, day=day, why=why, learned=mark, **named))
    # before it opened and after it closed no day is asked about
    StaffedDay.objects.filter(pk__in=[was[-1] for was in kept.values()]).delete()
    StaffedDay.objects.bulk_create(
        fresh, batch_size=1_000, update_conflicts=True, unique_fields=["point", "day"],
        update_fields=[*_COLUMNS, "why", "learned"],
    )  # fmt: skip
    return len(fresh) + len(kept)


def required_of(points: Sequence[Point], first: date, last: date) -> tuple[Spans, dict[int, bool]]:
    """Return when points have to be open, and of which of them any hours are known."""
    openings = _Openings(first, last)
    changing = _with_other_hours(points, first)
    rows: list[tuple[int, int, int]] = []
    known: dict[int, bool] = {}
    for point in points:
        known[point.pk] = False
        for text, from_day, until in _hours_by_period(point, first, last, changing):
            begin, end = _standing(point, from_day, until)
            if _parse(text) is None or end < begin:
                continue
            known[point.pk] = True
            rows += [(point.pk, a, b) for a, b in openings.between(text, begin, end)]
    return Spans.of(rows), known


class _Openings:
    """When hours are open, worked out once for all the points that share them."""

    def __init__(self, first: date, last: date) -> None:
        self._calendar = vietnamese_calendar(first.year - 1, last.year + 1)
        self._found: dict[tuple[str, date, date], list[tuple[int, int]]] = {}

    def between(self, text: str, begin: date, end: date) -> list[tuple[int, int]]:
        """Return the minutes since 1970 at which hours that can be read begin and end."""
        asked = (text, begin, end)
        if asked not in self._found:
            spans = _parse(text).intervals(begin, end, self._calendar)
            pairs = zip(spans.start.tolist(), spans.end.tolist(), strict=True)
            self._found[asked] = list(pairs)
        return self._found[asked]


@lru_cache(maxsize=4_096)
def _parse(text: str) -> Hours | None:
    if not text:
        return None
    try:
        hours = parse_hours(text)
    except HoursError:
        return None
    # who says nothing of holidays is closed on them, as state offices are
    return hours if hours.says_holidays else hours.with_holidays_off()


def _standing(point: Point, begin: date, end: date) -> tuple[date, date]:
    if point.opened_on:
        begin = max(begin, point.opened_on)
    if point.closed_on:
        end = min(end, point.closed_on - timedelta(days=1))
    return begin, end


def _with_other_hours(points: Sequence[Point], first: date) -> dict[int, list[date]]:
    """Return on which days after the first anything was said of the hours of a point."""
    said = Statement.objects.filter(point__in=points, held_on__gt=first)
    found: dict[int, list[date]] = {}
    for number, day in said.filter(facts__has_key="hours_text").values_list("point", "held_on"):
        found.setdefault(number, []).append(day)
    return found


def _hours_by_period(point: Point, first: date, last: date, changing: dict[int, list[date]]):
    """Yield the hours in the grammar as they held, each with its first and last day."""
    if point.pk not in changing:
        # as they stand now they stood then
        yield point.hours, first, last
        return
    days = sorted({day for day in changing[point.pk] if day <= last})
    for begin, after in zip([first, *days], [*days, last + timedelta(days=1)], strict=True):
        text = str(state_of(point, begin)["hours_text"])
        yield (read_hours_text(text) if text else ""), begin, after - timedelta(days=1)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def staffed_share(on: date, days: int) -> pl.DataFrame:
    """Return the minutes of each point over the days before ``on``, that day included."""
    rows = StaffedDay.objects.filter(day__gt=on - timedelta(days=days), day__lte=on)
    summed = rows.values_list("point").annotate(*map(Sum, _COLUMNS)).order_by("point")
    schema = dict.fromkeys(("point", *_COLUMNS), pl.Int64)
    return pl.DataFrame(list(summed), schema=schema, orient="row")


def staffed_by_share(on: date, days: int, least: float) -> dict[int, bool]:
    """Return whether somebody serves at a point; points of which nobody can tell are missing.

    Yes where enough of the required minutes is evidenced; no where even all that is unknown could
    not make it enough.
    """
    frame = staffed_share(on, days).filter(pl.col("required_minutes") > 0)
    enough = least * frame["required_minutes"].to_numpy()
    staffed = frame["staffed_minutes"].to_numpy()
    at_most = staffed + frame["unknown_minutes"].to_numpy()
    told = np.where(staffed >= enough, 1, np.where(at_most < enough, 0, -1))
    pairs = zip(frame["point"].to_list(), told.tolist(), strict=True)
    return {number: bool(said) for number, said in pairs if said >= 0}


def minutes_of(day: date) -> tuple[int, int]:
    """Return the minutes between which a day lies, as ``engines.presence`` counts them."""
    return minute_of(day), minute_of(day + timedelta(days=1))
