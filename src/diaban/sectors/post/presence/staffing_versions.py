"""Points as records that are measured: what the evidence of the last weeks said of each, by day.

A version holds the minutes of `WINDOW_DAYS`: it stands from the day that ends them until another
day says otherwise. Evidence ages: once no day was worked out for as long again, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl
from django.db.models import Max

from diaban.sectors.post.choices import PUBLIC_KINDS, Kind
from diaban.sectors.post.models import Point, StaffedDay
from diaban.sectors.post.presence.staffing import STAFFED_DAYS
from diaban.sectors.post.register.stating import GENERATION
from diaban.spine.figures.declaring import RowTold
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Generation

WINDOW_DAYS = STAFFED_DAYS
SHELF_DAYS = 28
_BEGINNING = date(2000, 1, 1)
_MINUTES = ("required", "staffed", "unknown")
VERSION_SCHEMA: dict[str, type[pl.DataType]] = {
    "id": pl.Int64,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "place": pl.Int64,
    "is_public": pl.Boolean,
    # a commune's post and culture point; null: of a kind that nobody knows
    "is_culture_point": pl.Boolean,
    **dict.fromkeys(_MINUTES, pl.Int64),
}
_BLOCK = 1_000


def read_versions(ids: list[int]) -> pl.DataFrame:
    """Return the versions of some points, in the order of id and day."""
    points = Point.objects.everywhere("figures of points").present().in_bulk(ids)
    rows = StaffedDay.objects.filter(point__in=points).order_by("point", "day")
    told: dict[int, list[tuple[date, int, int, int]]] = {number: [] for number in points}
    for number, *minutes in rows.values_list(
        "point", "day", "required_minutes", "staffed_minutes", "unknown_minutes"
    ):
        told[number].append(tuple(minutes))
    versions = [row for number in sorted(points) for row in _of_point(points[number], told[number])]
    return pl.DataFrame(versions, schema=VERSION_SCHEMA, orient="row")


def every_version(block: int = _BLOCK) -> Iterator[pl.DataFrame]:
    """Yield the versions of all points, in blocks by number."""
    rows = Point.objects.everywhere("figures of points").present().order_by("pk")
    numbers = list(rows.values_list("pk", flat=True))
    for start in range(0, len(numbers), block):
        yield read_versions(numbers[start : start + block])


def newest_day() -> int:
    return StaffedDay.objects.aggregate(most=Max("learned"))["most"] or 0


def changed_since(mark: int, limit: int) -> list[int] | None:
    rows = StaffedDay.objects.filter(learned__gt=mark).values_list("point", flat=True)
    numbers = sorted(set(rows))
    return numbers if len(numbers) <= limit else None


def basis() -> list[str | int]:
    """Kind, commune and days of points come from the register, whatever the day."""
    return [Generation.of(GENERATION)]


def tell_points(actor: User, numbers: list[int]) -> dict[int, RowTold]:
    rows = Point.objects.visible_to(actor).filter(pk__in=numbers)
    return {row.pk: _told(row) for row in rows}


def tell_points_outside(actor: User, numbers: list[int]) -> dict[int, RowTold]:
    return tell_points(actor, numbers)


def _told(point: Point) -> RowTold:
    return RowTold(
        title=str(point), identifier=point.identifier, place=point.commune_id,
        lat_e7=point.lat_e7, lng_e7=point.lng_e7, page="post_point",
        parts={"number": point.pk},
    )  # fmt: skip


def _of_point(point: Point, days: list[tuple[date, int, int, int]]) -> Iterator[tuple]:
    """Yield the versions of one point; it is no record before it opened and after it closed."""
    begin, end = point.opened_on or _BEGINNING, point.closed_on
    known = point.kind != Kind.UNKNOWN
    kinds = (point.kind in PUBLIC_KINDS, point.kind == Kind.CULTURE_POINT) if known else (None,) * 2
    for first, until, minutes in _runs(days, begin, end):
        if until is None or first < until:
            yield (point.pk, first, until, point.commune_id, *kinds, *minutes)


def _runs(days: list[tuple[date, int, int, int]], begin: date, end: date | None):
    """Yield the first day, the day after the last (None: still) and the minutes of each run."""
    nothing = (0, 0, 0)
    start, standing = begin, nothing
    for day, minutes in _windows(days):
        if minutes != standing and day >= begin:
            yield start, day, standing
            start, standing = day, minutes
    if days:
        stale = days[-1][0] + timedelta(days=SHELF_DAYS)
        if standing != nothing and (end is None or stale < end):
            yield start, stale, standing
            start, standing = stale, nothing
    yield start, end, standing


def _windows(days: list[tuple[date, int, int, int]]) -> Iterator[tuple[date, tuple[int, int, int]]]:
    """Yield each day with the sums of the days that end with it."""
    first, sums = 0, [0, 0, 0]
    for day, *minutes in days:
        sums = [a + b for a, b in zip(sums, minutes, strict=True)]
        while days[first][0] <= day - timedelta(days=WINDOW_DAYS):
            sums = [a - b for a, b in zip(sums, days[first][1:], strict=True)]
            first += 1
        yield day, tuple(sums)
