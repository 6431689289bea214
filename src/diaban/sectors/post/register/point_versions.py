"""How points stood on every day, and so which communes had one: what figures are computed from.

A version lasts from one day on which anything that was said of a point began to hold until the
next; opening and closing days begin one too. The commune is the one where the point stands by
what is known now. A row that was joined to another never was a second point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from diaban.sectors.post.choices import PUBLIC_KINDS, PositionFrom, Resolution
from diaban.sectors.post.models import Point, Statement
from diaban.sectors.post.register.deriving import State, completed, days_of_change, derive
from diaban.sectors.post.register.hours_text import read_hours_text
from diaban.sectors.post.register.stating import said_of_points
from diaban.spine.places.units import city_communes, today

POINT_SCHEMA: dict[str, type[pl.DataType]] = {
    "id": pl.Int64,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "place": pl.Int64,
    "synthetic": pl.Boolean,
    "is_open": pl.Boolean,
    "serves_anybody": pl.Boolean,
    "has_position": pl.Boolean,
    "has_hours": pl.Boolean,
    "has_address": pl.Boolean,
}
COMMUNE_SCHEMA: dict[str, type[pl.DataType]] = {
    "id": pl.Int64,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "place": pl.Int64,
    "points": pl.Int32,
    # points of a kind that nobody knows, which may be one that serves anybody
    "perhaps": pl.Int32,
}


def read_points(numbers: list[int]) -> pl.DataFrame:
    """Return the versions of these points, in the order of id and day (``POINT_SCHEMA``)."""
    rows = Point.objects.everywhere("figures").present().filter(pk__in=numbers).order_by("pk")
    points = list(rows)
    said, same = said_of_points(points)
    told = [
        row
        for point in points
        for row in _versions(point, said[point.pk], [said[n] for n in same[point.pk]])
    ]
    return pl.DataFrame(told, schema=POINT_SCHEMA, orient="row")


def every_point(chunk: int = 2_000) -> Iterator[pl.DataFrame]:
    """Yield the versions of all points in blocks, by number."""
    numbers = Point.objects.everywhere("figures").order_by("pk").values_list("pk", flat=True)
    last = 0
    while pending := list(numbers.filter(pk__gt=last)[:chunk]):
        yield read_points(pending)
        last = pending[-1]


def newest_statement() -> int:
    """Return the number of the last statement."""
    newest = Statement.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def points_since(mark: int, limit: int) -> list[int] | None:
    """Return the points of which anything was said after ``mark``; None for more than ``limit``.

    Those that answer for them, and did before, are told with them.
    """
    said = Statement.objects.filter(pk__gt=mark).order_by("pk")
    spoken = said.values_list("point_id", "point__merged_into_id", "facts")[: limit + 1]
    found: set[int] = set()
    for number, into, facts in spoken:
        found |= {number} | ({into} if into else set()) | _once_joined(facts, number)
    return sorted(found) if len(found) <= limit else None


def _once_joined(facts: dict[str, Any], number: int) -> set[int]:
    """A row that is parted again leaves the point that answered for it poorer."""
    if "merged_into" not in facts:
        return set()
    joins = Statement.objects.filter(point=number, facts__has_key="merged_into")
    into = {one["merged_into"] for one in joins.values_list("facts", flat=True)}
    return {one for one in into if one is not None}


@dataclass(frozen=True)
class _Day:
    """A point as it stood on a day."""

    state: State
    on: date

    @property
    def is_open(self) -> bool:
        opened, closed = self.state["opened_on"], self.state["closed_on"]
        return (opened is None or opened <= self.on) and (closed is None or self.on < closed)

    @property
    def serves(self) -> bool | None:
        kind = self.state["kind"]
        return kind in PUBLIC_KINDS if kind else None


def _versions(
    point: Point, own: list[Statement], others: list[list[Statement]]
) -> Iterator[tuple[Any, ...]]:
    days = set(days_of_change([*own, *(one for other in others for one in other)]))
    if not days:
        return
    now = completed(derive(own), [derive(other) for other in others])
    turns = {now["opened_on"], now["closed_on"]} - {None}
    days |= {day for day in turns if day > min(days)}
    ordered = sorted(days)
    for start, end in zip(ordered, [*ordered[1:], None], strict=True):
        state = completed(derive(own, start), [derive(other, start) for other in others])
        day = _Day(state, start)
        yield (
            point.pk, start, end, point.commune_id, point.synthetic, day.is_open, day.serves,
            _has_position(point, state), bool(read_hours_text(state["hours_text"])),
            state["resolution"] == Resolution.ADDRESS,
        )  # fmt: skip


def _has_position(point: Point, state: State) -> bool:
    """Whether it had its own position then, or the address that it had then gives it one."""
    by_address = point.position_from == PositionFrom.ADDRESS
    return state["lat_e7"] is not None or (by_address and state["address"] == point.address_id)


def read_communes(numbers: list[int]) -> pl.DataFrame:
    """Return since when how many points stood in each commune (``COMMUNE_SCHEMA``)."""
    communes = city_communes(today()).filter(pk__in=numbers).order_by("pk")
    rows = Point.objects.everywhere("figures").present().filter(commune__in=numbers)
    versions = read_points(list(rows.values_list("pk", flat=True)))
    told: list[tuple[Any, ...]] = []
    for unit in communes:
        told += _commune_versions(unit.pk, unit.valid_from, versions.filter(place=unit.pk))
    return pl.DataFrame(told, schema=COMMUNE_SCHEMA, orient="row")


def every_commune() -> Iterator[pl.DataFrame]:
    yield read_communes(_all_communes())


def communes_since(mark: int, limit: int) -> list[int] | None:
    """Return all communes where anything was said of any point: a point may have moved."""
    found = _all_communes() if newest_statement() > mark else []
    return found if len(found) <= limit else None


def _all_communes() -> list[int]:
    return list(city_communes(today()).order_by("pk").values_list("pk", flat=True))


def _commune_versions(unit: int, first: date, versions: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    standing = versions.filter("is_open")
    turns = {*standing["valid_from"], *standing["valid_to"].drop_nulls()}
    days = sorted({first, *(day for day in turns if day > first)})
    for start, end in zip(days, [*days[1:], None], strict=True):
        # on that day, or from it on
        ends = pl.col("valid_to").is_null() | (pl.col("valid_to") > start)
        here = standing.filter((pl.col("valid_from") <= start) & ends)
        yield (
            unit, start, end, unit, here.filter(pl.col("serves_anybody")).height,
            here["serves_anybody"].null_count(),
        )  # fmt: skip
