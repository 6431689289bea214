"""The four official states of a task, and both rates, always.

The Government's tracker of tasks knows done on time, done late, open in time and overdue. Its
headline of 2017 was 98.62 %: 16,051 done, 1,983 of them late, 223 overdue (report
1270/BC-TCTTTg). Of the same 16,274 tasks only 86.4 % had been done on time. So neither rate is ever
told without the other, and both are of the same tasks: those that are done or overdue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today
from diaban.spine.programme.deadlines import deadline_of, first_deadline_of
from diaban.spine.programme.models import Extension, Round, Stage, Task
from diaban.spine.programme.rounds import (
    Due,
    done_of,
    has_only_rounds,
    keep_rounds,
    own_done,
    rounds_of,
)


class Status(StrEnum):
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    OPEN_IN_TIME = "open_in_time"
    OVERDUE = "overdue"


DONE = frozenset({Status.DONE_ON_TIME, Status.DONE_LATE})


class ExtensionError(ValueError):
    """An extension that cannot be given.

    ``reason``: ``no_standing``, ``reason_missing``, ``no_deadline``, ``not_later``,
    ``done_already``, ``second`` (one was given before: somebody else of the department must allow
    another by name).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FirstDeadlineError(ValueError):
    """A first deadline that cannot be set.

    ``reason``: ``no_standing``, ``reason_missing``, ``not_adopted`` (a draft is corrected, a closed
    plan stands), ``has_one`` (more time is an extension), ``done_already``, ``before_document``
    (that asks for it), ``before_programme`` (of what no document asks).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DoneError(ValueError):
    """A task, or a round of it, that cannot be marked as done, or as open again.

    ``reason``: ``no_standing``, ``future``, ``too_early`` (more than a year before the
    programme begins), ``done_already``, ``not_done``, ``reason_missing``, ``rounds_ahead`` (of what
    only comes again: one is due that day or later); of a round also ``not_adopted`` (a draft has
    none yet), ``no_round`` and ``too_soon`` (by the day of the round before it).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rates:
    """How tasks stand, by both rates: shares from 0 to 1, None where nothing is done or overdue.

    Both are of the ``told`` tasks, done or overdue: ``not_overdue`` are done, whenever,
    ``on_time`` done on time. What is open in time is in neither, for nobody can tell yet. Nor are
    tasks for which no day was set, which cannot be late: ``undated`` tells how many there are.
    """

    counts: dict[Status, int]
    undated: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def told(self) -> int:
        """How many are done or overdue: what both rates are of."""
        return self.total - self.counts[Status.OPEN_IN_TIME]

    @property
    def not_overdue(self) -> float | None:
        return 1 - self.counts[Status.OVERDUE] / self.told if self.told else None

    @property
    def on_time(self) -> float | None:
        return self.counts[Status.DONE_ON_TIME] / self.told if self.told else None


def status_of(task: Task, as_of: date) -> Status:
    """Return how a task stands at the end of a day.

    It is measured against its original day: an extension excuses, it does not make late work
    timely. Open work is overdue only once the extended day has passed, too. Without a day nothing
    can be late.

    A task that comes again is one task in every count, and as late as its rounds: overdue from the
    day after one that was not done, open in time again once that is made up for, and done late for
    good where one was late or is missing. Otherwise a report of each month that nobody sends would
    be in time until December.
    """
    rounds, own = rounds_of(task, as_of), own_done(task, as_of)
    first = _own_day(task, rounds, as_of)
    if done_of(task, as_of) is not None:
        was_late = any(one.done_on is None or one.days_late for one in rounds)
        was_late = was_late or bool(first and own and own > first)
        return Status.DONE_LATE if was_late else Status.DONE_ON_TIME
    until = deadline_of(task, as_of) if first and own is None else None
    is_late = any(one.is_missed for one in rounds) or (until and as_of > until)
    return Status.OVERDUE if is_late else Status.OPEN_IN_TIME


def _own_day(task: Task, rounds: list[Due], as_of: date) -> date | None:
    """Return the day of what of a task does not come again; None where its rounds say it all."""
    return None if rounds and has_only_rounds(task) else first_deadline_of(task, as_of)


def is_contradicted(status: Status, is_reached: bool | None) -> bool:
    """Whether a task is said to be done while a target of it is for certain not reached.

    ``is_reached`` of the same day; None, where what is unknown decides, contradicts nobody.
    """
    return status in DONE and is_reached is False


def slipped_days(task: Task, as_of: date) -> int:
    """Return how many days a task is behind its original day, whatever was granted since.

    Of one that comes again: behind its earliest round that is missing; of one that is done, behind
    the round that was longest late, too.
    """
    rounds, done, own = rounds_of(task, as_of), done_of(task, as_of), own_done(task, as_of)
    ends = done or as_of
    behind = [(ends - one.due_on).days for one in rounds if one.done_on is None]
    first = _own_day(task, rounds, as_of)
    if first and (done or own is None):
        behind.append(((own or ends) - first).days)
    return max([0, *behind, *(one.days_late for one in rounds if done)])


def rate(tasks: Iterable[Task], as_of: date) -> Rates:
    """Count tasks by their states; those without a day apart."""
    all_tasks = list(tasks)
    dated = [task for task in all_tasks if first_deadline_of(task, as_of) is not None]
    found = Counter(status_of(task, as_of) for task in dated)
    return Rates({status: found[status] for status in Status}, len(all_tasks) - len(dated))


def set_first_deadline(task: Task, until: date, reason: str, actor: User) -> None:
    """Give a task of an adopted plan the day that it was adopted without; no extension.

    It may have passed: then the task is overdue from today on, not of the days before, when nobody
    had set it. Raises FirstDeadlineError.
    """
    if actor.role != Role.DEPARTMENT:
        raise FirstDeadlineError("no_standing")
    if not reason.strip():
        raise FirstDeadlineError("reason_missing")
    with transaction.atomic():
        row = Task.objects.select_for_update().get(pk=task.pk)
        if found := _why_no_first_deadline(row, until):
            raise FirstDeadlineError(found)
        row.original_deadline, row.deadline_why = until, reason.strip()
        row.deadline_set_at, row.deadline_set_by = timezone.now(), actor
        row.save(
            update_fields=[
                "original_deadline", "deadline_why", "deadline_set_at", "deadline_set_by",
            ]
        )  # fmt: skip
        facts = {"until": str(until), "reason": row.deadline_why}
        record(actor, "task.deadline_set", f"task:{task.pk}", facts)
        keep_rounds([row])


def _why_no_first_deadline(task: Task, until: date) -> str:
    asked = [duty.directive.issued_on for duty in task.duties.select_related("directive")]
    refusals = {
        "not_adopted": task.programme.stage != Stage.ADOPTED,
        "has_one": task.original_deadline is not None,
        "done_already": task.done_on is not None,
        "before_document": any(until < day for day in asked),
        "before_programme": not asked and until < task.programme.begins_on,
    }
    return next((reason for reason, holds in refusals.items() if holds), "")


def extend(
    task: Task, until: date, reason: str, actor: User, allowed_by: User | None = None
) -> Extension:
    """Give a task more time; a second time only where another person allows it by name.

    At most one extension is the rule of provincial trackers (Đồng Tháp, Decision 790). Raises
    ExtensionError.
    """
    if actor.role != Role.DEPARTMENT:
        raise ExtensionError("no_standing")
    if not reason.strip():
        raise ExtensionError("reason_missing")
    with transaction.atomic():
        task = Task.objects.select_for_update().get(pk=task.pk)
        before = deadline_of(task)
        if before is None:
            raise ExtensionError("no_deadline")
        if done_of(task, today()) is not None:
            raise ExtensionError("done_already")
        if until <= before:
            raise ExtensionError("not_later")
        is_second = task.extensions.exists()
        if is_second and not _may_allow(allowed_by, actor):
            raise ExtensionError("second")
        extension = Extension.objects.create(
            task=task, until=until, reason=reason.strip(), granted_at=timezone.now(),
            granted_by=actor, allowed_by=allowed_by if is_second else None,
        )  # fmt: skip
        facts = {"until": str(until), "before": str(before), "reason": extension.reason}
        if extension.allowed_by is not None:
            facts["allowed_by"] = str(extension.allowed_by.pk)
        record(actor, "task.extended", f"task:{task.pk}", facts)
    return extension


def mark_done(task: Task, on: date, actor: User) -> None:
    """Say on which day a task's product was there; the department says it. Raises DoneError.

    Of a task with rounds it is what was asked beside them; where nothing was, it ends the task once
    no round is to come, with what is missing.
    """
    _check_day(task, on, actor)
    with transaction.atomic():
        row = Task.objects.select_for_update().get(pk=task.pk)
        if row.done_on is not None or done_of(row, today()) is not None:
            raise DoneError("done_already")
        if has_only_rounds(row) and any(
            one.done_on is None and one.due_on >= on for one in rounds_of(row, today())
        ):
            raise DoneError("rounds_ahead")
        Task.objects.filter(pk=task.pk).update(done_on=on)
        record(actor, "task.done", f"task:{task.pk}", {"on": str(on)})
    task.done_on = on


def reopen(task: Task, reason: str, actor: User) -> None:
    """Take back that a task was done; the journal keeps both. Raises DoneError."""
    _check_reason(reason, actor)
    with transaction.atomic():
        row = Task.objects.select_for_update().get(pk=task.pk)
        if row.done_on is None:
            raise DoneError("not_done")
        Task.objects.filter(pk=task.pk).update(done_on=None)
        facts = {"before": str(row.done_on), "reason": reason.strip()}
        record(actor, "task.reopened", f"task:{task.pk}", facts)
    task.done_on = None


def mark_round_done(task: Task, due_on: date, on: date, actor: User) -> Round:
    """Say on which day a round of a task was done; the department says it. Raises DoneError.

    Also of a task that was done meanwhile: what was not said of it in time may be said later.
    """
    _check_day(task, on, actor)
    with transaction.atomic():
        row = Task.objects.select_for_update().get(pk=task.pk)
        if row.programme.stage == Stage.DRAFT:
            raise DoneError("not_adopted")
        found = {one.due_on: one for one in rounds_of(row, today())}.get(due_on)
        if found is None:
            raise DoneError("no_round")
        if found.done_on is not None:
            raise DoneError("done_already")
        if not found.may_be_done(on):
            raise DoneError("too_soon")
        facts = {"due_on": str(due_on), "on": str(on)}
        record(actor, "task.round_done", f"task:{task.pk}", facts)
        return _say_of_round(row, due_on, on, "", actor)


def reopen_round(task: Task, due_on: date, reason: str, actor: User) -> Round:
    """Take back that a round was done: a newer row says so, and both stay. Raises DoneError."""
    _check_reason(reason, actor)
    with transaction.atomic():
        row = Task.objects.select_for_update().get(pk=task.pk)
        said = row.rounds.filter(due_on=due_on).order_by("pk").last()
        if said is None or said.done_on is None:
            raise DoneError("not_done")
        facts = {"due_on": str(due_on), "before": str(said.done_on), "reason": reason.strip()}
        record(actor, "task.round_reopened", f"task:{task.pk}", facts)
        return _say_of_round(row, due_on, None, reason.strip(), actor)


def _check_day(task: Task, on: date, actor: User) -> None:
    if actor.role != Role.DEPARTMENT:
        raise DoneError("no_standing")
    if on > today():
        raise DoneError("future")
    if on < task.programme.earliest_day:
        raise DoneError("too_early")


def _check_reason(reason: str, actor: User) -> None:
    if actor.role != Role.DEPARTMENT:
        raise DoneError("no_standing")
    if not reason.strip():
        raise DoneError("reason_missing")


def _say_of_round(task: Task, due_on: date, on: date | None, reason: str, actor: User) -> Round:
    return Round.objects.create(
        task=task, due_on=due_on, done_on=on, reason=reason, said_at=timezone.now(), said_by=actor
    )


def _may_allow(person: User | None, actor: User) -> bool:
    if person is None or person == actor:
        return False
    return person.is_active and person.role == Role.DEPARTMENT
