"""The rounds of a task that comes again: a report of each month is late in its own month.

Their days are read from the words of the duties, all of those that come again together, each to its
own last. Of a draft they are read anew each time; the adoption keeps them with the task, so that no
later correction of a document changes how it stood. Nobody is late for a round of before the plan
was adopted, or before the document that asks for it. What comes each week or day names no day and
has no rounds. Nor has a task whose own day would be the only one, or of a plan that was adopted
before days were kept: it is done, or late, as any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils import timezone

from diaban.spine.programme.deadlines import deadline_of, first_deadline_of
from diaban.spine.programme.making import deadline_of as deadline_of_duties
from diaban.spine.programme.making import last_day_of
from diaban.spine.programme.models import Duty, Programme, Stage, Task


@dataclass(frozen=True, slots=True)
class Due:
    """A round as it is known at the end of a day.

    ``until`` is the day that counts: an extension of the task excuses its last round, as it excuses
    the task, and no round before it. ``follows`` is the day of the round before, by the end of
    which it cannot be done; None of the first.
    """

    due_on: date
    until: date
    follows: date | None
    done_on: date | None
    is_missed: bool

    @property
    def days_late(self) -> int:
        """By how many days it was done after its own day, whatever was granted since."""
        return max(0, (self.done_on - self.due_on).days) if self.done_on else 0

    def may_be_done(self, on: date) -> bool:
        return self.follows is None or on > self.follows


@dataclass(frozen=True, slots=True)
class NextRound:
    """The day that counts of the first round that is not done, and how many are ``missing``."""

    due_on: date
    missing: int

    @property
    def is_missed(self) -> bool:
        return self.missing > 0


def rounds_of(task: Task, as_of: date) -> list[Due]:
    """Return the rounds of a task in order; none where it does not come again."""
    first, until = first_deadline_of(task, as_of), deadline_of(task, as_of)
    days = _days_of(task, as_of) if first else []
    said = {row.due_on: row.done_on for row in sorted(task.rounds.all(), key=lambda row: row.pk)}
    known = {day: done for day, done in said.items() if done and done <= as_of}
    excused = {days[-1]: max(days[-1], until)} if days and until != first else {}
    return [
        Due(
            day, counts := excused.get(day, day), before, known.get(day),
            is_missed=day not in known and as_of > counts,
        )
        for before, day in pairwise([None, *days])
    ]  # fmt: skip


def next_round(task: Task, as_of: date) -> NextRound | None:
    """Return what is next of a task that comes again; None of one that is done."""
    if done_of(task, as_of) is not None:
        return None
    rounds = rounds_of(task, as_of)
    missing = sum(one.is_missed for one in rounds)
    return next((NextRound(one.until, missing) for one in rounds if one.done_on is None), None)


def done_of(task: Task, as_of: date) -> date | None:
    """Return the day on which a task was done; None where it was not by the end of a day.

    That is the last of its rounds once each of them is done. What was said of the whole task ends
    it with the rounds of before, whether done or missing, and not with those to come; where another
    of its duties does not come again, it has to be said.
    """
    own, rounds = own_done(task, as_of), rounds_of(task, as_of)
    if own is None and not (rounds and has_only_rounds(task)):
        return None
    if any(one.done_on is None and (own is None or one.due_on >= own) for one in rounds):
        return None
    return max(filter(None, [own, *(one.done_on for one in rounds)]))


def own_done(task: Task, as_of: date) -> date | None:
    """Return the day on which the task itself was said to be done, by the end of a day."""
    return task.done_on if task.done_on and task.done_on <= as_of else None


def has_only_rounds(task: Task) -> bool:
    """Whether all duties of a task come again, so that its rounds say all of it."""
    return task.only_rounds if _is_kept(task) else _have_only_rounds(task)


def keep_rounds(tasks: Iterable[Task]) -> None:
    """Keep the days of the rounds of tasks as the documents have them; on the day of adoption."""
    for task in Task.objects.filter(pk__in=[one.pk for one in tasks]).select_related("programme"):
        plan = task.programme
        task.round_days = [str(day) for day in _read_days(task, plan.adopted_on or plan.begins_on)]
        task.only_rounds = _have_only_rounds(task)
        task.save(update_fields=["round_days", "only_rounds"])


def _is_kept(task: Task) -> bool:
    return task.programme.stage != Stage.DRAFT


def _days_of(task: Task, as_of: date) -> list[date]:
    if _is_kept(task):
        return [date.fromisoformat(day) for day in task.round_days]
    return _read_days(task, as_of)


def _read_days(task: Task, as_of: date) -> list[date]:
    """Read the days of the rounds from the duties; of a draft none has passed by ``as_of``."""
    plan, own = task.programme, task.original_deadline
    if own is None:
        return []
    duties, years = list(task.duties.all()), (plan.begins_on, plan.ends_on)
    # a day that somebody gave the task itself ends them all, another duty's does not
    is_given = own != deadline_of_duties(duties, years)
    days = set()
    for duty in duties:
        ends = own if is_given else last_day_of(duty, years)
        if duty.comes_again and ends:
            days.update(duty.comes_again.days_within(_begins(task, plan, duty, as_of), ends))
    return sorted(days) if days != {own} else []


def _have_only_rounds(task: Task) -> bool:
    return all(duty.comes_again and duty.comes_again.months for duty in task.duties.all())


def _begins(task: Task, plan: Programme, duty: Duty, as_of: date) -> date:
    """Return the first day on which a duty can have a round."""
    known = [plan.begins_on, plan.adopted_on or as_of, duty.directive.issued_on + timedelta(days=1)]
    if task.deadline_set_at is not None:
        known.append(timezone.localdate(task.deadline_set_at))
    return max(known)
