"""What the office decides: which of two statements holds, and what becomes of refused captures."""

from __future__ import annotations

import json

from django.db import transaction
from django.utils import timezone

from diaban.spine.addresses import bulk, identifiers, merging
from diaban.spine.addresses.models import Address, Life
from diaban.spine.addresses.observing import Statement
from diaban.spine.certification.certifying import withdraw_certification
from diaban.spine.fieldwork.models import (
    Capture,
    Conflict,
    ConflictKind,
    ConflictState,
    Effect,
    RefusedCapture,
)
from diaban.spine.fieldwork.reading import DOOR_FIELDS
from diaban.spine.fieldwork.taking import SOURCE, Answer, Sending, observe_captures, take_captures
from diaban.spine.fieldwork.visits import observe_visits
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.runs.models import Generation

CHOICES = {
    ConflictKind.TWO_STATEMENTS: ("earlier", "capture"),
    ConflictKind.CHANGED: ("registry", "capture"),
    ConflictKind.FAR: ("registry", "capture"),
    ConflictKind.BESIDE: ("same", "apart"),
    ConflictKind.NOT_THERE: ("keep", "retire"),
}
# which of a conflict's captures the registry hears then
_HEARD = {"earlier": "earlier", "capture": "capture", "retire": "capture"}


class DecisionError(ValueError):
    """The decision cannot be taken; ``reason`` is decided, choice, or one of a merge's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def may_manage(actor: User) -> bool:
    """Whether somebody draws lots and decides: the department, and a commune in its territory."""
    return actor.is_authenticated and actor.role in {Role.DEPARTMENT, Role.COMMUNE}


@transaction.atomic
def decide(actor: User, conflict: Conflict, choice: str) -> None:
    """Let one side of a conflict hold; raises DecisionError."""
    bulk.hold_registry()
    held = Conflict.objects.select_related("capture", "earlier").get(pk=conflict.pk)
    if held.state != ConflictState.OPEN:
        raise DecisionError("decided")
    if choice not in CHOICES[held.kind]:
        raise DecisionError("choice")
    if choice == "same":
        _merge(actor, held)
    heard = getattr(held, _HEARD[choice]) if choice in _HEARD else None
    if heard:
        _hear(actor, heard)
    _set_effects(held, heard)
    held.state, held.decision = ConflictState.DECIDED, choice
    held.decided_by, held.decided_at = actor, timezone.now()
    held.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    Generation.grow("addresses")
    keys = [str(c.key) for c in (held.capture, held.earlier) if c]
    facts = {"kind": held.kind, "decision": choice, "captures": keys}
    identifier = identifiers.write(held.capture.address_id)
    record(actor, "conflict.decided", f"address:{identifier}", facts)


def try_again(actor: User, refused: RefusedCapture) -> Answer:
    """Look at a refused capture once more, in the name of whoever sent it.

    The office answers for it: of a lot in its sight it is taken whoever held the lot then.
    """
    sending = Sending(
        refused.actor,
        refused.device or "?",
        refused.sent_at,
        arrived=refused.received_at,
        vouched_by=actor,
    )
    answer = take_captures(sending, [json.loads(refused.said)])
    facts = {"taken": bool(answer.taken)}
    record(actor, "capture.tried_again", f"capture:{refused.key}", facts)
    return answer


def set_aside(actor: User, refused: RefusedCapture) -> None:
    """Decide that nothing is to be done about a refused capture; it stays to be read."""
    with transaction.atomic():
        RefusedCapture.objects.filter(pk=refused.pk, settled_as="").update(
            settled_as="aside", settled_at=timezone.now()
        )
        record(actor, "capture.set_aside", f"capture:{refused.key}", {"reason": refused.reason})


def _hear(actor: User, capture: Capture) -> None:
    """Let the registry hear a capture; a certified door that reads otherwise then is so no more."""
    door = Address.objects.everywhere("what a decision changes").filter(pk=capture.address_id)
    before = door.values_list(*DOOR_FIELDS).get()
    statement = Statement(SOURCE, actor)
    observe_captures([capture], statement, decided_at=timezone.now())
    if capture.effect == Effect.HELD:
        capture.effect = Effect.OBSERVED
        observe_visits([capture], statement)
    if door.exclude(life=Life.RETIRED).values_list(*DOOR_FIELDS).first() not in {before, None}:
        withdraw_certification(actor, [capture.address_id], "decision")


def _merge(actor: User, conflict: Conflict) -> None:
    try:
        merging.merge(conflict.beside_id, conflict.capture.address_id, "field", actor)
    except merging.MergeError as error:
        raise DecisionError(error.reason) from error


def _set_effects(conflict: Conflict, heard: Capture | None) -> None:
    """The capture that holds was heard; one that was held for nothing only tells."""
    for capture in (conflict.capture, conflict.earlier):
        if capture is None or (capture is not heard and capture.effect != Effect.HELD):
            continue
        effect = Effect.OBSERVED if capture is heard else Effect.KEPT
        Capture.objects.filter(pk=capture.pk).update(effect=effect)
