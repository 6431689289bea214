"""Duties that nothing serves: without a task, or one neither measured nor saying what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from diaban.spine.figures.declaring import measures
from diaban.spine.programme.models import Directive, Duty, DutyState, Gauge, Stage, Target, Task


@dataclass(frozen=True, slots=True)
class Orphan:
    """A duty and what is missing; ``target`` is the one of its targets at which it is.

    ``reason``: ``no_task``, ``no_target``, ``no_gauge`` (of a target, and no word of what it
    lacks), ``unknown_measure`` (what counts a target is declared by no app any more).
    """

    duty: Duty
    reason: str
    target: Target | None = None


def find_orphans(*directives: Directive) -> list[Orphan]:
    """Return the accepted duties of documents that nothing serves, in the order of their texts.

    A duty is served by a task all of whose targets for it are measured, or say what they lack.
    """
    duties = Duty.objects.filter(directive__in=directives, state=DutyState.ACCEPTED)
    named = duties.select_related("directive").prefetch_related("tasks__targets__gauges")
    found = (_missing(duty) for duty in named.order_by("directive_id", "start"))
    return [orphan for orphan in found if orphan is not None]


def adopted_directives() -> list[Directive]:
    """Return the documents that the tasks of adopted programmes were made of, the oldest first."""
    adopted = Task.objects.exclude(programme__stage=Stage.DRAFT)
    served = Directive.objects.filter(duties__tasks__in=adopted).distinct()
    return list(served.order_by("issued_on", "pk"))


def _missing(duty: Duty) -> Orphan | None:
    found = [_of_task(duty, task) for task in duty.tasks.all()]
    return None if None in found else next(iter(found), Orphan(duty, "no_task"))


def _of_task(duty: Duty, task: Task) -> Orphan | None:
    targets = list(task.targets.all())
    if not targets:
        return Orphan(duty, "no_target")
    # of several duties that one task carries out, each has its own targets, or shares all
    own = [target for target in targets if target.duty_id in {None, duty.pk}] or targets
    found = ((target, _of_target(target)) for target in own)
    return next((Orphan(duty, reason, target) for target, reason in found if reason), None)


def _of_target(target: Target) -> str:
    gauges: list[Gauge] = list(target.gauges.all())
    gauge = max(gauges, key=lambda one: (one.valid_from, one.pk), default=None)
    if gauge is None:
        return "" if target.lacks else "no_gauge"
    is_there = gauge.register_id is not None or gauge.measure in measures()
    return "" if is_there else "unknown_measure"
