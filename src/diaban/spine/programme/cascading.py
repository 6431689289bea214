"""Handing tasks down: sent, received, accepted or returned with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.territory import has_in_charge
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.models import Assignment, Programme, Stage, Task
from diaban.spine.programme.rounds import keep_rounds

LONGEST_REASON = 400


class CascadeError(ValueError):
    """Something that cannot be handed down or answered.

    ``reason``: ``not_adopted``, ``no_standing``, ``answered_already``, ``reason_missing``,
    ``reason_long``, ``not_returned``, ``note_missing``, ``note_long``, ``nothing_waits``,
    ``taken_back``.
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
    """Send tasks to units, all communes of today where none are named; return how many were new.

    The department hands down, nobody else; whoever does it twice, or at once with another, sends
    nothing twice. Raises CascadeError.
    """
    _require_department(actor)
    places = list(city_communes(today()) if units is None else units)
    now, sent = timezone.now(), 0
    with transaction.atomic():
        for task in _locked(tasks):
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


def take_back(tasks: Iterable[Task], actor: User) -> tuple[int, int]:
    """Take tasks back from units that said nothing; return how many, and how many keep theirs.

    Who acknowledged a task keeps it, and so does who answered before it was sent again. The journal
    keeps what was taken back, of whom, and since when they had it. Raises CascadeError.
    """
    _require_department(actor)
    taken = kept = 0
    with transaction.atomic():
        for task in _locked(tasks):
            if task.programme.stage != Stage.ADOPTED:
                raise CascadeError("not_adopted")
            every = list(task.assignments.select_for_update().order_by("pk"))
            silent = [row for row in every if row.is_untouched]
            kept += len(every) - len(silent)
            if not silent:
                continue
            facts = {
                "units": len(silent),
                "acknowledged": len(every) - len(silent),
                "handed": [[row.pk, row.unit_id, row.sent_at.isoformat()] for row in silent],
            }
            task.assignments.filter(pk__in=[row.pk for row in silent]).delete()
            record(actor, "task.taken_back", f"task:{task.pk}", facts)
            taken += len(silent)
        if not taken:
            raise CascadeError("nothing_waits")
    return taken, kept


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
    if len(reason.strip()) > LONGEST_REASON:
        raise CascadeError("reason_long")
    _answer(assignment, actor, "returned", reason.strip())


def waiting_of(officer: User) -> list[tuple[Unit, int]]:
    """Return the units in an officer's own charge with the number of tasks that wait for them."""
    unanswered = Q(accepted_at__isnull=True, returned_at__isnull=True)
    units = officer.charges.values("unit")
    rows = Assignment.objects.filter(unanswered, unit__in=units)
    counts = dict(rows.values_list("unit").annotate(Count("pk")).order_by())
    named = Unit.objects.filter(pk__in=counts).in_force(today()).order_by("sort_key")
    return [(unit, counts[unit.pk]) for unit in named]


def send_again(assignment: Assignment, note: str, actor: User) -> None:
    """Send a returned task to its unit again with a note, to be answered anew.

    The journal keeps the reason it was returned for, by whom, and when it had been sent. Raises
    CascadeError.
    """
    _require_department(actor)
    said = note.strip()
    if not said:
        raise CascadeError("note_missing")
    if len(said) > LONGEST_REASON:
        raise CascadeError("note_long")
    with transaction.atomic():
        row = Assignment.objects.select_for_update().get(pk=assignment.pk)
        if row.returned_at is None:
            raise CascadeError("not_returned")
        facts = {"unit": row.unit_id, "note": said, "reason": row.return_reason}
        facts |= {"sent_at": row.sent_at.isoformat()}
        row.sent_at, row.sent_by, row.note = timezone.now(), actor, said
        row.received_at = row.returned_at = row.answered_by = None
        row.return_reason = ""
        row.save()
        record(actor, "task.sent_again", f"task:{row.task_id}", facts)
    assignment.refresh_from_db()


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
    """Let a draft be the programme; its tasks may be handed down from now on.

    Raises CascadeError where somebody else than the department tries.
    """
    _require_department(actor)
    with transaction.atomic():
        waiting = Programme.objects.filter(pk=programme.pk, stage=Stage.DRAFT)
        if waiting.update(stage=Stage.ADOPTED, adopted_on=today()):
            record(actor, "programme.adopted", f"programme:{programme.pk}", {"on": str(today())})
            keep_rounds(Task.objects.filter(programme=programme))
    programme.refresh_from_db()


def _require_department(actor: User) -> None:
    if actor.role != Role.DEPARTMENT:
        raise CascadeError("no_standing")


def _locked(tasks: Iterable[Task]) -> list[Task]:
    """Hold the tasks for this transaction, always in one order, so that nobody waits for ever."""
    rows = Task.objects.filter(pk__in=[task.pk for task in tasks]).order_by("pk")
    return list(rows.select_related("programme").select_for_update(of=("self",)))


def _answer(assignment: Assignment, actor: User, act: str, reason: str = "") -> bool:
    with transaction.atomic():
        row = Assignment.objects.select_for_update().filter(pk=assignment.pk).first()
        if not has_in_charge(actor, assignment.unit):
            raise CascadeError("no_standing")
        if row is None:
            raise CascadeError("taken_back")
        if act == "received" and row.received_at is not None:
            return False
        if row.accepted_at is not None or row.returned_at is not None:
            raise CascadeError("answered_already")
        now = timezone.now()
        row.received_at = row.received_at or now
        row.answered_by = actor
        row.return_reason = reason
        if act != "received":
            setattr(row, f"{act}_at", now)
        row.save()
        facts = {"unit": row.unit_id, "reason": row.return_reason}
        record(actor, f"task.{act}", f"task:{row.task_id}", facts)
    assignment.refresh_from_db()
    return True
