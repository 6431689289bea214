"""Duties that nothing serves: without a task, or one neither measured nor saying what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from diaban.spine.figures.declaring import measures
from diaban.spine.programme.models import Directive, Duty, DutyState, Gauge, Task


@dataclass(frozen=True, slots=True)
class Orphan:
    """A duty and what is missing.

    ``reason``: ``no_task``, ``no_target`` (and no word of what it lacks), ``no_gauge``,
    ``unknown_measure`` (no app declares it any more).
    """

    duty: Duty
    reason: str


def find_orphans(*directives: Directive) -> list[Orphan]:
    """Return the accepted duties of documents that nothing serves, in the order of their texts."""
    duties = Duty.objects.filter(directive__in=directives, state=DutyState.ACCEPTED)
    named = duties.select_related("directive").prefetch_related("tasks__targets__gauges")
    found = (
        (duty, _missing(list(duty.tasks.all()))) for duty in named.order_by("directive_id", "start")
    )
    return [Orphan(duty, reason) for duty, reason in found if reason]


def served_by(task: Task) -> list[Gauge]:
    """Return what measures a task now: of each target the gauge set last."""
    newest = []
    for target in task.targets.all():
        gauges = sorted(target.gauges.all(), key=lambda gauge: (gauge.valid_from, gauge.pk))
        newest += gauges[-1:]
    return newest


def _missing(tasks: list[Task]) -> str:
    if not tasks:
        return "no_task"
    reasons = [_of_task(task) for task in tasks]
    return "" if "" in reasons else reasons[0]


def _of_task(task: Task) -> str:
    targets = list(task.targets.all())
    if not targets:
        return "no_target"
    gauges = served_by(task)
    if not gauges:
        return "" if all(target.lacks for target in targets) else "no_gauge"
    known = measures()
    measured = [gauge for gauge in gauges if gauge.register_id or gauge.measure in known]
    return "" if measured else "unknown_measure"
