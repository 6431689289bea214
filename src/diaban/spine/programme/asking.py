"""What the desk asks about duties, and the plan about tasks: the linter's findings, by duty.

A duty is asked about together with those of the documents already in the register, so that two
superiors who ask for the same are seen. What a task made of it says counts as an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from diaban.engines import reading
from diaban.spine.parties.models import User
from diaban.spine.programme.directives import Directive, Duty, DutyState
from diaban.spine.programme.models import Target, Task

# what the plan asks again, for all tasks in one table: a draft may be accepted without it
ASKED_LATER = frozenset(
    {
        reading.Flaw.NO_OWNER, reading.Flaw.NO_TERM, reading.Flaw.NO_PRODUCT,
        reading.Flaw.NO_MEASURE,
    }
)  # fmt: skip
# duties of other documents that a document is compared with, the newest first
MOST_COMPARED = 1_000


@dataclass(frozen=True, slots=True)
class Question:
    """A flaw of a duty; ``other`` is the duty, maybe another document's, that it is one with."""

    duty: Duty
    flaw: reading.Flaw
    severity: reading.Severity
    other: Duty | None = None

    @property
    def is_open(self) -> bool:
        """Whether the draft itself must answer it: no later step asks for it again."""
        return self.flaw not in ASKED_LATER


@dataclass(frozen=True, slots=True)
class TaskQuestion:
    """A flaw of a task; ``other`` is the task it is one with."""

    task: Task
    flaw: reading.Flaw
    severity: reading.Severity
    other: Task | None = None


def ask(directive: Directive, duties: Sequence[Duty], actor: User) -> list[Question]:
    """Return what is to be asked about a document's duties; rejected ones are not asked about.

    They are compared with those documents alone that the actor may read.
    """
    own = [duty for duty in duties if duty.state != DutyState.REJECTED]
    others = _of_other_documents(directive, actor)
    rows = [*others, *own]
    extensions = {
        len(others) + number: max(
            (len(task.extensions.all()) for task in duty.tasks.all()), default=0
        )
        for number, duty in enumerate(own)
    }
    found = reading.lint(
        [as_read(duty, with_tasks=place >= len(others)) for place, duty in enumerate(rows)],
        day=directive.issued_on,
        extensions=extensions,
    )
    return [
        Question(rows[f.duty], f.flaw, f.severity, rows[f.other] if f.other is not None else None)
        for f in found
        if f.duty >= len(others) and not _is_answered(rows[f.duty], f.flaw)
    ]


def _is_answered(duty: Duty, flaw: reading.Flaw) -> bool:
    """Whether a duty says by a day that comes again until when it is to be done."""
    return flaw == reading.Flaw.NO_TERM and duty.recurs is not None


def ask_programme(tasks: Iterable[Task]) -> list[TaskQuestion]:
    """Return what is to be asked about the tasks of a programme; planning tells wrong days."""
    rows = list(tasks)
    found = reading.lint(
        [_task_as_read(task) for task in rows],
        extensions={number: len(task.extensions.all()) for number, task in enumerate(rows)},
    )
    return [
        TaskQuestion(
            rows[f.duty], f.flaw, f.severity, rows[f.other] if f.other is not None else None
        )
        for f in found
    ]


def as_read(duty: Duty, *, with_tasks: bool = False) -> reading.Duty:
    """Return a duty as the reading engine has it, with what its tasks answer."""
    tasks = list(duty.tasks.all()) if with_tasks else []
    until = duty.until or next((t.original_deadline for t in tasks if t.original_deadline), None)
    measured = any(target.gauges.all() for task in tasks for target in task.targets.all())
    number = duty.value if duty.value is not None else (1.0 if measured else None)
    return reading.Duty(
        reading.Span(duty.start, duty.end),
        duty.quote,
        duty.voice,
        duty.field or "general",
        duty.verb_class,
        target=None if number is None else reading.Target(duty.relation or ">=", number, "%"),
        deadline=reading.Deadline(until, duty.deadline_said) if until else None,
        lead=duty.lead_said or next((t.lead.name for t in tasks if t.lead), None),
        partners=_parted(duty.partners_said),
        product=duty.product or next((t.product for t in tasks if t.product), None),
        open_ended=duty.is_open_ended,
    )


def _task_as_read(task: Task) -> reading.Duty:
    targets = list(task.targets.all())
    until = task.original_deadline
    duties = list(task.duties.all())
    partners = tuple(one.name for one in task.partners.all())
    partners += tuple(name for duty in duties for name in _parted(duty.partners_said))
    said = next((duty.lead_said for duty in duties if duty.lead_said), None)
    return reading.Duty(
        reading.Span(0, len(task.title)),
        task.title,
        "department",
        task.field or "general",
        "new",
        target=_number_of(targets, duties),
        deadline=reading.Deadline(until, "") if until else None,
        lead=task.lead.name if task.lead else said,
        partners=partners,
        product=task.product or None,
        open_ended=any(duty.is_open_ended for duty in duties),
    )


def _number_of(targets: Sequence[Target], duties: Sequence[Duty]) -> reading.Target | None:
    """Return a number that says when a task is reached: a threshold, a count, or a gauge's all.

    Where nothing is counted and somebody said of every target what it lacks, that is the answer.
    """
    share = next((one for one in targets if one.threshold is not None), None)
    if share is not None:
        return reading.Target(share.relation, share.threshold * 100, "%")
    count = next((duty for duty in duties if duty.value is not None), None)
    if count is not None:
        return reading.Target(count.relation or ">=", count.value, count.value_unit)
    answered = [bool(one.lacks) or bool(one.gauges.all()) for one in targets]
    return reading.Target(">=", 100.0, "%") if answered and all(answered) else None


def _parted(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _of_other_documents(directive: Directive, actor: User) -> list[Duty]:
    seen = Directive.objects.visible_to(actor).exclude(pk=directive.pk)
    rows = Duty.objects.filter(directive__in=seen.values("pk")).exclude(state=DutyState.REJECTED)
    newest = rows.select_related("directive").order_by("-directive__issued_on", "-pk")
    return list(newest[:MOST_COMPARED])
