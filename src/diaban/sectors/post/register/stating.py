"""Saying something of points, and what follows from it: the one way anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from diaban.sectors.post.models import Act, Point, Statement
from diaban.sectors.post.register.deriving import FACTS, State, completed, derive, merged_into
from diaban.sectors.post.register.ground import settle_ground
from diaban.sectors.post.register.hours_text import read_hours_text
from diaban.spine.parties.models import User
from diaban.spine.places.names import fold_name, sort_key
from diaban.spine.runs.models import Generation, Run

# grows with everything that is said of a point; caches carry it
GENERATION = "post-points"
_DERIVED = [name for name in FACTS if name not in ("operator", "successor")] + [
    "operator_id", "successor_id", "merged_into_id", "folded", "sort_key", "hours", "address_id",
    "street", "commune_id", "former_id", "resolution", "resolved_by", "exception", "position_from",
]  # fmt: skip
_REFERENCES = ("operator", "successor", "address", "commune", "former")


class UnknownFactError(ValueError):
    """Something is said of a point that the register has no word for."""


@dataclass(frozen=True)
class Saying:
    """Who says it, from what, since when it holds; ``run`` where it is bulk work."""

    actor: User
    source: str
    held_on: date
    run: Run | None = None


def open_point(facts: Mapping[str, Any], saying: Saying, *, synthetic: bool = False) -> Point:
    """Put a new point into the register; its identifier is never used again."""
    with transaction.atomic():
        point = Point.objects.create(synthetic=synthetic)
        act = Act.RECORD if saying.run else Act.CORRECTION
        say(point, act, facts, saying)
        rebuild([point.pk])
        point.refresh_from_db()
    return point


def state_facts(point: Point, act: Act, facts: Mapping[str, Any], saying: Saying) -> Statement:
    """Say something of a point and derive it anew."""
    with transaction.atomic():
        statement = say(point, act, facts, saying)
        rebuild([point.pk])
        point.refresh_from_db()
    return statement


def say(point: Point, act: Act, facts: Mapping[str, Any], saying: Saying) -> Statement:
    """Append a statement and nothing else; whoever says much calls `rebuild` at its end."""
    if act in (Act.RECORD, Act.CORRECTION) and (odd := set(facts) - {*FACTS, "merged_into"}):
        raise UnknownFactError(", ".join(sorted(odd)))
    return Statement.objects.create(
        point=point,
        act=act,
        facts={name: _as_json(value) for name, value in facts.items()},
        source=saying.source,
        held_on=saying.held_on,
        learned_at=timezone.now(),
        actor=saying.actor,
        run=saying.run,
    )


def take_back(statement: Statement, saying: Saying) -> Statement:
    """Take a statement back: it was never so."""
    facts = {"withdraws": statement.pk}
    return state_facts(statement.point, Act.WITHDRAWAL, facts, saying)


@transaction.atomic
def rebuild(numbers: Iterable[int]) -> None:
    """Derive points anew, and the points that answer for them or did until now."""
    rows = _hold(set(numbers))
    said = said_of(rows)
    answering = {row.merged_into_id for row in rows.values()}
    answering |= {merged_into(one) for one in said.values()}
    rows |= _hold(answering - rows.keys() - {None})
    said |= said_of(rows.keys() - said.keys())
    before = {number: _derived(row) for number, row in rows.items()}
    for number, row in rows.items():
        row.merged_into_id = merged_into(said[number])
    same = _same_points(rows, said)
    for number, row in rows.items():
        others = [derive(one) for one in same[number]]
        _put(row, completed(derive(said[number]), others))
    settle_ground(list(rows.values()))
    for number, row in rows.items():
        _save_changed(row, before[number])
    Generation.grow(GENERATION)


def state_of(point: Point, on: date | None = None) -> State:
    """Return a point's facts as they stood on a day (None: stand), each with who says so."""
    same = Point.objects.everywhere("same points").filter(merged_into=point)
    said = said_of([point.pk, *same.values_list("pk", flat=True)])
    own = said.pop(point.pk)
    return completed(derive(own, on), [derive(other, on) for other in said.values()])


def said_of_points(
    points: Sequence[Point],
) -> tuple[dict[int, list[Statement]], dict[int, list[int]]]:
    """Return what was said of points and of the rows they answer for, and which rows these are."""
    into = Point.objects.everywhere("same points").filter(merged_into__in=points)
    same: dict[int, list[int]] = {point.pk: [] for point in points}
    for number, kept in into.order_by("pk").values_list("pk", "merged_into_id"):
        same[kept].append(number)
    return said_of([*same, *(one for others in same.values() for one in others)]), same


def _hold(numbers: set[int]) -> dict[int, Point]:
    return Point.objects.everywhere("rebuild").select_for_update().in_bulk(sorted(numbers))


def _same_points(
    rows: Mapping[int, Point], said: Mapping[int, list[Statement]]
) -> dict[int, list[list[Statement]]]:
    """Return by point what is said of the rows that it answers for."""
    elsewhere = Point.objects.everywhere("same points").filter(merged_into__in=rows)
    into = dict(elsewhere.exclude(pk__in=rows).values_list("pk", "merged_into_id"))
    into |= {number: row.merged_into_id for number, row in rows.items() if row.merged_into_id}
    told = {**said_of(into.keys() - said.keys()), **said}
    same: dict[int, list[list[Statement]]] = defaultdict(list)
    for number, kept in sorted(into.items()):
        same[kept].append(told[number])
    return same


def said_of(numbers: Iterable[int]) -> dict[int, list[Statement]]:
    """Return what was said of each of these rows, in its order."""
    said: dict[int, list[Statement]] = {number: [] for number in numbers}
    for one in Statement.objects.filter(point__in=said).order_by("pk"):
        said[one.point_id].append(one)
    return said


def _put(row: Point, state: State) -> None:
    for name in FACTS:
        setattr(row, f"{name}_id" if name in _REFERENCES else name, state[name])
    for name in ("address", "street", "commune", "former", "resolution", "resolved_by"):
        setattr(row, f"{name}_id" if name in _REFERENCES else name, state[name])
    row.exception = state["exception"]
    row.folded, row.sort_key = fold_name(row.name)[:160], sort_key(row.name)[:400]
    row.hours = read_hours_text(row.hours_text)


def _derived(row: Point) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _DERIVED}


def _save_changed(row: Point, before: Mapping[str, Any]) -> None:
    """Write what is no longer as it was: most points of a day's rebuilding are."""
    now = _derived(row)
    if changed := [name for name in _DERIVED if now[name] != before[name]]:
        row.save(update_fields=changed)


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
