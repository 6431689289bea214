"""Handing tasks down: sent, received, accepted or returned with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.parties.territory import has_in_charge
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.models import Assignment, Programme, Stage, Task


class CascadeError(ValueError):
    """Something that cannot be handed down or answered.

    ``reason``: ``not_adopted``, ``no_standing``, ``answered_already``, ``reason_missing``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Receipts:
    """How far a task came: of all units it was sent to, who has seen it and what they said."""

    sent: int
    received: int
    accepted: int
    returned: int

    @property
    def silent(self) -> int:
        return self.sent - self.received


def hand_down(tasks: Iterable[Task], actor: User, units: Iterable[Unit] | None = None) -> int:
    """Send tasks to units, all communes of today where none are named; return how many were new."""
    places = list(city_communes(today()) if units is None else units)
    now, sent = timezone.now(), 0
    with transaction.atomic():
        for task in tasks:
            if task.programme.stage != Stage.ADOPTED:
                raise CascadeError("not_adopted")
            known = set(task.assignments.values_list("unit_id", flat=True))
            fresh = [unit for unit in places if unit.pk not in known]
            Assignment.objects.bulk_create(
                Assignment(task=task, unit=unit, sent_at=now, sent_by=actor) for unit in fresh
            )
            if fresh:
                record(actor, "task.handed_down", f"task:{task.pk}", {"units": len(fresh)})
            sent += len(fresh)
    return sent


def receive(assignments: Iterable[Assignment], actor: User) -> int:
    """Note that a unit has seen what was sent to it; return how many were new."""
    return sum(_answer(one, actor, "received") for one in assignments)


def accept(assignment: Assignment, actor: User) -> None:
    """Take a task on; seeing it is part of that. Raises CascadeError."""
    _answer(assignment, actor, "accepted")


def give_back(assignment: Assignment, reason: str, actor: User) -> None:
    """Return a task with a reason. Raises CascadeError."""
    if not reason.strip():
        raise CascadeError("reason_missing")
    _answer(assignment, actor, "returned", reason.strip())


def receipts(task: Task) -> Receipts:
    """Count how far a task came."""
    rows = task.assignments.all()
    return Receipts(
        len(rows),
        sum(row.received_at is not None for row in rows),
        sum(row.accepted_at is not None for row in rows),
        sum(row.returned_at is not None for row in rows),
    )


def adopt(programme: Programme, actor: User) -> None:
    """Let a draft be the programme; its tasks may be handed down from now on."""
    with transaction.atomic():
        waiting = Programme.objects.filter(pk=programme.pk, stage=Stage.DRAFT)
        if waiting.update(stage=Stage.ADOPTED, adopted_on=today()):
            record(actor, "programme.adopted", f"programme:{programme.pk}", {"on": str(today())})
    programme.refresh_from_db()


def _answer(assignment: Assignment, actor: User, act: str, reason: str = "") -> bool:
    with transaction.atomic():
        row = Assignment.objects.select_for_update().get(pk=assignment.pk)
        if not has_in_charge(actor, row.unit):
            raise CascadeError("no_standing")
        if act == "received" and row.received_at is not None:
            return False
        if row.accepted_at is not None or row.returned_at is not None:
            raise CascadeError("answered_already")
        now = timezone.now()
        row.received_at = row.received_at or now
        row.answered_by = actor
        row.return_reason = reason[:400]
        if act != "received":
            setattr(row, f"{act}_at", now)
        row.save()
        facts = {"unit": row.unit_id, "reason": row.return_reason}
        record(actor, f"task.{act}", f"task:{row.task_id}", facts)
    assignment.refresh_from_db()
    return True
