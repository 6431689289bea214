"""What a unit has taken over from those that lapsed: told beside its own, no row rewritten."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from diaban.spine.places.models import Level, Succession, Unit
from diaban.spine.places.units import today
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


def heirs_of(unit: Unit) -> list[Unit]:
    """Return the units that one went on in, the nearest first; of a district its communes of today.

    No resolution says what a district became: its communes went their own ways.
    """
    if unit.level != Level.DISTRICT:
        return [step.successor for step in successors_of(unit)]
    communes = [one.pk for one in Unit.objects.filter(parent=unit)]
    ends = {step.successor for step in _walk_from(communes, "predecessor", "successor")}
    return sorted((one for one in ends if one.is_in_force(today())), key=lambda one: one.sort_key)


def taken_over(unit: Unit, programmes: Iterable[Programme]) -> list[TakenOver]:
    """Return the tasks of programmes that went to predecessors of a unit and not to itself."""
    steps = {step.predecessor_id: step for step in predecessors_of(unit)}
    rows = Assignment.objects.filter(unit__in=steps, task__programme__in=programmes)
    own = Assignment.objects.filter(unit=unit).values("task_id")
    rows = rows.exclude(task__in=own).select_related("task__programme", "unit", "answered_by")
    rows = rows.prefetch_related("task__extensions")
    return [TakenOver(row, steps[row.unit_id]) for row in rows.order_by("task_id", "unit_id")]


def _walk(unit: Unit, near: str, far: str) -> list[Succession]:
    return _walk_from([unit.pk], near, far)


def _walk_from(numbers: Collection[int], near: str, far: str) -> list[Succession]:
    found: list[Succession] = []
    seen, edge = set(numbers), list(numbers)
    for _step in range(_MOST_STEPS):
        rows = Succession.objects.filter(**{f"{near}__in": edge}).exclude(**{f"{far}__in": seen})
        steps = list(rows.select_related("predecessor", "successor").order_by("on", "pk"))
        if not steps:
            break
        found += steps
        edge = [getattr(step, f"{far}_id") for step in steps]
        seen.update(edge)
    return found
