"""The four official states of a task, and both rates, always.

The Government's tracker of tasks knows done on time, done late, open in time and overdue. In 2017
its headline was 98.62 % done or in time, where 86.4 % of what was done had been done on time; so
neither rate is ever told without the other.
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
from diaban.spine.programme.models import Extension, Task


class Status(StrEnum):
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    OPEN_IN_TIME = "open_in_time"
    OVERDUE = "overdue"


class ExtensionError(ValueError):
    """An extension that cannot be given.

    ``reason``: ``no_standing``, ``reason_missing``, ``no_deadline``, ``not_later``,
    ``done_already``, ``second`` (one was given before: somebody else of the department must allow
    another by name).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DoneError(ValueError):
    """A task that cannot be marked as done, or as open again.

    ``reason``: ``no_standing``, ``future``, ``too_early`` (more than a year before the
    programme begins), ``done_already``, ``not_done``, ``reason_missing``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rates:
    """How tasks stand, by both rates; None where there is nothing to count.

    ``not_overdue``: done, whenever, or still in time, of all. ``on_time``: done on time, of those
    that are done or whose day has passed. Tasks for which no day was set can be neither in time
    nor late: they are in neither rate, ``undated`` tells how many there are.
    """

    counts: dict[Status, int]
    undated: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def not_overdue(self) -> float | None:
        return 1 - self.counts[Status.OVERDUE] / self.total if self.total else None

    @property
    def on_time(self) -> float | None:
        due = self.total - self.counts[Status.OPEN_IN_TIME]
        return self.counts[Status.DONE_ON_TIME] / due if due else None


def deadline_of(task: Task, as_of: date | None = None) -> date | None:
    """Return the day by which a task is to be done; None where none was set.

    Extensions count, as of a day those that had been granted by its end.
    """
    extended = [
        extension.until
        for extension in task.extensions.all()
        if as_of is None or timezone.localdate(extension.granted_at) <= as_of
    ]
    return max(extended, default=task.original_deadline)


def status_of(task: Task, as_of: date) -> Status:
    """Return how a task stands at the end of a day.

    It is measured against its original day: an extension excuses, it does not make late work
    timely. Open work is overdue only once the extended day has passed, too. Without a day nothing
    can be late.
    """
    done = task.done_on if task.done_on and task.done_on <= as_of else None
    if done is not None:
        first = task.original_deadline
        return Status.DONE_LATE if first and done > first else Status.DONE_ON_TIME
    until = deadline_of(task, as_of)
    return Status.OVERDUE if until and as_of > until else Status.OPEN_IN_TIME


def slipped_days(task: Task, as_of: date) -> int:
    """Return how many days a task is behind its original day, whatever was granted since."""
    if task.original_deadline is None:
        return 0
    until = min(task.done_on, as_of) if task.done_on else as_of
    return max(0, (until - task.original_deadline).days)


def rate(tasks: Iterable[Task], as_of: date) -> Rates:
    """Count tasks by their states; those without a day apart."""
    all_tasks = list(tasks)
    dated = [task for task in all_tasks if task.original_deadline is not None]
    found = Counter(status_of(task, as_of) for task in dated)
    return Rates({status: found[status] for status in Status}, len(all_tasks) - len(dated))


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
        if task.done_on is not None:
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
    """Say on which day a task's product was there; the department says it. Raises DoneError."""
    if actor.role != Role.DEPARTMENT:
        raise DoneError("no_standing")
    if on > today():
        raise DoneError("future")
    if on < task.programme.earliest_day:
        raise DoneError("too_early")
    with transaction.atomic():
        row = Task.objects.select_for_update().get(pk=task.pk)
        if row.done_on is not None:
            raise DoneError("done_already")
        Task.objects.filter(pk=task.pk).update(done_on=on)
        record(actor, "task.done", f"task:{task.pk}", {"on": str(on)})
    task.done_on = on


def reopen(task: Task, reason: str, actor: User) -> None:
    """Take back that a task was done; the journal keeps both. Raises DoneError."""
    if actor.role != Role.DEPARTMENT:
        raise DoneError("no_standing")
    if not reason.strip():
        raise DoneError("reason_missing")
    with transaction.atomic():
        row = Task.objects.select_for_update().get(pk=task.pk)
        if row.done_on is None:
            raise DoneError("not_done")
        Task.objects.filter(pk=task.pk).update(done_on=None)
        facts = {"before": str(row.done_on), "reason": reason.strip()}
        record(actor, "task.reopened", f"task:{task.pk}", facts)
    task.done_on = None


def _may_allow(person: User | None, actor: User) -> bool:
    if person is None or person == actor:
        return False
    return person.is_active and person.role == Role.DEPARTMENT
