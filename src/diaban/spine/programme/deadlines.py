"""The day by which a task is to be done: the one it was given, and what was granted since."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from diaban.spine.programme.models import Task


def first_deadline_of(task: Task, as_of: date | None = None) -> date | None:
    """Return the original day of a task; None where none was set, or not yet by a day's end."""
    set_at = task.deadline_set_at
    if set_at is not None and as_of is not None and timezone.localdate(set_at) > as_of:
        return None
    return task.original_deadline


def deadline_of(task: Task, as_of: date | None = None) -> date | None:
    """Return the day by which a task is to be done; None where none was set.

    Extensions count, as of a day those that had been granted by its end.
    """
    extended = [
        extension.until
        for extension in task.extensions.all()
        if as_of is None or timezone.localdate(extension.granted_at) <= as_of
    ]
    return max(extended, default=first_deadline_of(task, as_of))
