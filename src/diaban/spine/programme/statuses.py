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
from diaban.spine.parties.models import User
from diaban.spine.programme.models import Extension, Task


class Status(StrEnum):
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    OPEN_IN_TIME = "open_in_time"
    OVERDUE = "overdue"


class ExtensionError(ValueError):
    """An extension that cannot be given.

    ``reason``: ``no_deadline``, ``not_later``, ``done_already``, ``second`` (one was given before:
    somebody else must allow another by name).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rates:
    """How tasks stand, by both rates; None where there is nothing to count.

    ``not_overdue``: done, whenever, or still in time, of all. ``on_time``: done on time, of those
    that are done or whose day has passed.
    """

    counts: dict[Status, int]

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
    """Count tasks by their states."""
    found = Counter(status_of(task, as_of) for task in tasks)
    return Rates({status: found[status] for status in Status})


def extend(
    task: Task, until: date, reason: str, actor: User, allowed_by: User | None = None
) -> Extension:
    """Give a task more time; a second time only where another person allows it by name.

    At most one extension is the rule of provincial trackers (Đồng Tháp, Decision 790). Raises
    ExtensionError.
    """
    with transaction.atomic():
        task = Task.objects.select_for_update().get(pk=task.pk)
        before = deadline_of(task)
        if before is None:
            raise ExtensionError("no_deadline")
        if task.done_on is not None:
            raise ExtensionError("done_already")
        if until <= before:
            raise ExtensionError("not_later")
        if task.extensions.exists() and (allowed_by is None or allowed_by == actor):
            raise ExtensionError("second")
        extension = Extension.objects.create(
            task=task, until=until, reason=reason, granted_at=timezone.now(), granted_by=actor
        )
        facts = {"until": str(until), "before": str(before), "reason": reason}
        if allowed_by is not None:
            facts["allowed_by"] = str(allowed_by.pk)
        record(actor, "task.extended", f"task:{task.pk}", facts)
    return extension
