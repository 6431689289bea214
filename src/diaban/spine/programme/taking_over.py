"""What a unit has taken over from those that lapsed: told beside its own, no row rewritten."""

from __future__ import annotations

from dataclasses import dataclass

from diaban.spine.places.models import Succession, Unit
from diaban.spine.programme.models import Assignment, Programme

# codes are recycled and kinds change: no chain of real units is as long
_MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A task that was handed to a predecessor, and the step by which the unit followed it."""

    assignment: Assignment
    step: Succession


def predecessors_of(unit: Unit) -> list[Succession]:
    """Return the steps that lead to a unit, the nearest first."""
    return _walk(unit, "successor", "predecessor")


def successors_of(unit: Unit) -> list[Succession]:
    """Return the steps by which a unit went on, the nearest first."""
    return _walk(unit, "predecessor", "successor")


def taken_over(unit: Unit, programme: Programme) -> list[TakenOver]:
    """Return the tasks of a programme that went to predecessors of a unit and not to itself."""
    steps = {step.predecessor_id: step for step in predecessors_of(unit)}
    rows = Assignment.objects.filter(unit__in=steps, task__programme=programme)
    own = Assignment.objects.filter(unit=unit).values("task_id")
    rows = rows.exclude(task__in=own).select_related("task", "unit", "answered_by")
    rows = rows.prefetch_related("task__extensions")
    return [TakenOver(row, steps[row.unit_id]) for row in rows.order_by("task_id", "unit_id")]


def _walk(unit: Unit, near: str, far: str) -> list[Succession]:
    found: list[Succession] = []
    seen, edge = {unit.pk}, [unit.pk]
    for _step in range(_MOST_STEPS):
        rows = Succession.objects.filter(**{f"{near}__in": edge}).exclude(**{f"{far}__in": seen})
        steps = list(rows.select_related("predecessor", "successor").order_by("on", "pk"))
        if not steps:
            break
        found += steps
        edge = [getattr(step, f"{far}_id") for step in steps]
        seen.update(edge)
    return found
