"""How tasks that were handed down stood on every day: acknowledged by their unit, or silent.

A version lasts from the day of a sending or of a unit's first answer to it until the next such
day. What is sent again waits anew; of what was said before the row keeps nothing, the journal
all. A task counts while its programme runs: what is handed down of next year's, from its first day
on, so that this year's figure stays this year's. It ends where its unit lapsed, and where it was
taken back: then the journal alone tells that the unit had it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import pairwise
from operator import or_

import polars as pl
from django.db.models import Q
from django.utils import timezone

from diaban.spine.figures.declaring import RowTold
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import User
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.models import Unit
from diaban.spine.programme.models import Assignment, Task

SCHEMA: dict[str, type[pl.DataType]] = {
    "id": pl.Int64,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "place": pl.Int64,
    "synthetic": pl.Boolean,
    "is_acknowledged": pl.Boolean,
}
_AGAIN = "task.sent_again"
_ANSWERS = ("task.received", "task.accepted", "task.returned")
_TAKEN = "task.taken_back"
_SAID = ("task.handed_down", _TAKEN, _AGAIN, *_ANSWERS, "programme.answers_made_up")
_BLOCK = 20_000
_FEW = 100
# a moment, and whether the task is acknowledged from then on
_Turn = tuple[datetime, bool]


@dataclass(frozen=True)
class _TakenBack:
    """A handed task that its unit does not have any more, as the row was, and since when."""

    row: Assignment
    at: datetime


def read_versions(numbers: list[int]) -> pl.DataFrame:
    """Return the versions of these handed tasks, in the order of id and day (``SCHEMA``)."""
    found = Assignment.objects.filter(pk__in=numbers).select_related("task__programme", "unit")
    rows = list(found)
    return _versions(rows, _taken_back({*numbers} - {row.pk for row in rows}))


def every_version() -> Iterator[pl.DataFrame]:
    """Yield the versions of all handed tasks in blocks, by number."""
    rows = Assignment.objects.order_by("pk").select_related("task__programme", "unit")
    gone, last = _taken_back(), 0
    while block := list(rows.filter(pk__gt=last)[:_BLOCK]):
        first, last = last, block[-1].pk
        yield _versions(block, [one for one in gone if first < one.row.pk <= last])
    if rest := [one for one in gone if one.row.pk > last]:
        yield _versions([], rest)


def newest_act() -> int:
    """Return how many acts of handing down and answering the journal holds: it loses none.

    Not the number of the last: of two at once the later number may be there first.
    """
    return Entry.objects.filter(act__in=_SAID).count()


def changed_since(mark: int, limit: int) -> list[int] | None:
    """Return all handed tasks where anything was said after ``mark``; None for more than so many.

    They are few, and reading them all takes less time than finding out which.
    """
    if newest_act() <= mark:
        return []
    numbers = list(Assignment.objects.order_by("pk").values_list("pk", flat=True)[: limit + 1])
    if len(numbers) > limit:
        return None
    numbers = sorted({*numbers, *(one.row.pk for one in _taken_back())})
    return numbers if len(numbers) <= limit else None


def tell_handed(actor: User, numbers: list[int]) -> dict[int, RowTold]:
    """Tell those of the handed tasks that somebody may see."""
    rows = Assignment.objects.visible_to(actor).filter(pk__in=numbers)
    told = {row.pk: _tell(row, _notes(row)) for row in rows.select_related("task")}
    gone = _taken_back(set(numbers) - told.keys())
    if gone and not actor.sees_whole_city:
        asked = Unit.objects.filter(pk__in={one.row.unit_id for one in gone})
        own = set(asked.filter(in_charge(actor)).values_list("pk", flat=True))
        gone = [one for one in gone if one.row.unit_id in own]
    return told | {one.row.pk: _tell(one.row, _notes_of_taken(one)) for one in gone}


def _tell(row: Assignment, notes: Mapping[str, str]) -> RowTold:
    return RowTold(
        title=f"{row.task.number}. {row.task.title}", place=row.unit_id, page="task",
        parts={"number": row.task_id}, **notes,
    )  # fmt: skip


def answered_by(actor: User, numbers: list[int]) -> set[int]:
    """Return which of these handed tasks somebody answered themselves."""
    rows = Assignment.objects.filter(pk__in=numbers, answered_by=actor)
    return set(rows.values_list("pk", flat=True))


def _notes(row: Assignment) -> dict[str, str]:
    if row.received_at is None:
        return {"note_vi": "chưa phản hồi", "note_en": "no reply"}
    day = timezone.localdate(row.received_at)
    return {
        "note_vi": f"đã xác nhận {day:%d/%m/%Y}",
        "note_en": f"acknowledged on {day.isoformat()}",
    }


def _notes_of_taken(one: _TakenBack) -> dict[str, str]:
    day = timezone.localdate(one.at)
    return {
        "note_vi": f"đã thu hồi {day:%d/%m/%Y}",
        "note_en": f"taken back on {day.isoformat()}",
    }


def _versions(rows: Iterable[Assignment], gone: Iterable[_TakenBack]) -> pl.DataFrame:
    assigned = list(rows)
    before = _said_before(assigned)
    told = [
        version
        for row in assigned
        for version in _of_row(row, [*before[row.task_id, row.unit_id], *_own_turns(row)], None)
    ]
    for one in gone:
        told += _of_row(one.row, [(one.row.sent_at, False)], timezone.localdate(one.at))
    return pl.DataFrame(sorted(told), schema=SCHEMA, orient="row")


def _of_row(
    row: Assignment, turns: Sequence[_Turn], taken_on: date | None
) -> Iterator[tuple[object, ...]]:
    turns = sorted(turns)
    begins, over = row.task.programme.begins_on, _over(row)
    over = min(over, taken_on or over)
    by_day = {max(timezone.localdate(at), begins): acknowledged for at, acknowledged in turns}
    days = [day for day in by_day if day < over]
    for start, end in pairwise([*days, over]):
        made_up = row.task.programme.synthetic
        yield row.pk, start, end, row.unit_id, made_up, by_day[start]


def _own_turns(row: Assignment) -> list[_Turn]:
    sent: list[_Turn] = [(row.sent_at, False)]
    return sent if row.received_at is None else [*sent, (row.received_at, True)]


def _over(row: Assignment) -> date:
    """Return the first day on which a handed task counts no more."""
    ended = row.task.programme.ends_on + timedelta(days=1)
    return min(ended, row.unit.valid_to or ended)


def _said_before(rows: Iterable[Assignment]) -> Mapping[tuple[int, int], list[_Turn]]:
    """Return what the journal has of those that were sent again, by task and unit."""
    again = {row.task_id for row in rows if row.note}
    found: dict[tuple[int, int], list[_Turn]] = defaultdict(list)
    subjects = [f"task:{number}" for number in again]
    entries = Entry.objects.filter(act__in=(_AGAIN, *_ANSWERS), subject__in=subjects)
    for act, subject, at, text in entries.values_list("act", "subject", "at", "facts"):
        facts = json.loads(text)
        turns = found[int(subject.partition(":")[2]), facts["unit"]]
        turns.append((at, act != _AGAIN))
        if "sent_at" in facts:
            turns.append((datetime.fromisoformat(facts["sent_at"]), False))
    return found


def _taken_back(numbers: Collection[int] | None = None) -> list[_TakenBack]:
    """Return what the journal has of handed tasks that were taken back, by number; of some, or all.

    Only what the journal says of these few is read: an act names each row that it took.
    """
    if numbers is not None and not numbers:
        return []
    entries = Entry.objects.filter(act=_TAKEN)
    if numbers is not None and len(numbers) <= _FEW:
        named = (Q(facts__contains=f"[{number},") for number in numbers)
        entries = entries.filter(reduce(or_, named))
    said = [
        (int(subject.partition(":")[2]), at, number, unit, sent_at)
        for subject, at, text in entries.values_list("subject", "at", "facts")
        for number, unit, sent_at in json.loads(text)["handed"]
        if numbers is None or number in numbers
    ]
    if not said:
        return []
    tasks = Task.objects.select_related("programme").in_bulk({task for task, *_rest in said})
    units = Unit.objects.in_bulk({unit for *_before, unit, _sent in said})
    found = [
        _TakenBack(
            Assignment(
                pk=number, task=tasks[task], unit=units[unit],
                sent_at=datetime.fromisoformat(sent_at),
            ),
            at,
        )
        for task, at, number, unit, sent_at in said
        if task in tasks
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.row.pk)
