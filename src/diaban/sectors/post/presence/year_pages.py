"""A year of a point on its page: months side by side, a row for each weekday."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest
from django.utils.translation import get_language

from diaban.sectors.post.models import Point, StaffedDay
from diaban.sectors.post.page_section import Section
from diaban.sectors.post.presence.contradictions import KINDS
from diaban.sectors.post.presence.day_doubts import doubts_by_day
from diaban.sectors.post.weekdays import WEEKDAYS_EN, WEEKDAYS_VI
from diaban.spine.places.units import today

STYLE = "post/year.css"
_YEAR_DAYS = 365


@dataclass(frozen=True)
class Cell:
    """A day of the calendar. ``is_contradicted``: a doubt waits, for somebody found nobody."""

    row: StaffedDay
    level: str
    is_contradicted: bool


@dataclass(frozen=True)
class Month:
    """A month: for each weekday its days by week (None: of another month), and sums of minutes."""

    first: date
    weekdays: list[tuple[str, list[Cell | None]]]
    required: int
    staffed: int
    not_staffed: int
    unknown: int


def year_section(request: HttpRequest, point: Point) -> Section | None:
    since = today() - timedelta(days=_YEAR_DAYS)
    rows = StaffedDay.objects.visible_to(request.user).filter(point=point, day__gt=since)
    doubts = doubts_by_day(request.user, point)
    waiting = {
        day
        for day, flags in doubts.items()
        if any(one.kind in KINDS and one.settled_at is None for one in flags)
    }
    months: dict[date, list[Cell]] = defaultdict(list)
    for row in rows.order_by("day"):
        cell = Cell(row, level_of(row), row.day in waiting)
        months[row.day.replace(day=1)].append(cell)
    if not months:
        return None
    context = {"months": [month_of(first, days) for first, days in sorted(months.items())]}
    return Section("post/_year.html", {**context, "point": point}, styles=(STYLE,))


def level_of(row: StaffedDay) -> str:
    """Return how a day is coloured: unknown minutes are neither staffed nor empty.

    ``off``: it did not have to open. ``unknown``: for most of the time nobody can tell.
    """
    if not row.required_minutes:
        return "off"
    if row.unknown_minutes * 2 > row.required_minutes:
        return "unknown"
    share = row.staffed_minutes / row.required_minutes
    return "most" if share >= 0.8 else "some" if share >= 0.4 else "little"


def month_of(first: date, cells: list[Cell]) -> Month:
    rows = [cell.row for cell in cells]
    return Month(
        first, _by_weekday(first, cells), sum(row.required_minutes for row in rows),
        sum(row.staffed_minutes for row in rows), sum(row.not_staffed_minutes for row in rows),
        sum(row.unknown_minutes for row in rows),
    )  # fmt: skip


def _by_weekday(first: date, cells: list[Cell]) -> list[tuple[str, list[Cell | None]]]:
    """Put the days of a month into weeks, so that the same weekday of each stands in one row."""
    names = WEEKDAYS_VI if get_language() == "vi" else WEEKDAYS_EN
    weeks = {(cell.row.day.day + first.weekday() - 1) // 7 for cell in cells}
    at = {divmod(cell.row.day.day + first.weekday() - 1, 7): cell for cell in cells}
    shown = range(min(weeks), max(weeks) + 1)
    return [
        (names[weekday + 1], [at.get((week, weekday)) for week in shown]) for weekday in range(7)
    ]
