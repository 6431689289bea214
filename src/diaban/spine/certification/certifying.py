"""Certifying: the commune answers for addresses, holds doors back, decides what households said."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from diaban.spine.addresses import bulk
from diaban.spine.addresses.coding import CodingIsRunningError, count_due, run_coding
from diaban.spine.addresses.models import Act, Address, Life, PositionSource
from diaban.spine.addresses.observing import Statement
from diaban.spine.addresses.steps import say, standing_steps, take_back, take_steps
from diaban.spine.certification.models import Batch, BatchState, Certified, Hold, Reason
from diaban.spine.certification.readiness import ready
from diaban.spine.journal.recording import record
from diaban.spine.notices.models import Answer, AnswerState, Kind
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Unit

SOURCE = "certification"
# more than that wait for an import: its own run codes them
MOST_CODED_AT_ONCE = 500


class CertificationError(ValueError):
    """The step cannot be taken; ``reason`` is not_open, empty, decided or held."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def may_certify(actor: User) -> bool:
    """Whether somebody answers for addresses: a commune in its territory, and the department."""
    return actor.is_authenticated and actor.role in {Role.DEPARTMENT, Role.COMMUNE}


def open_batch(actor: User, unit: Unit) -> Batch | None:
    return Batch.objects.filter(unit=unit, opened_by=actor, state=BatchState.OPEN).first()


@transaction.atomic
def certify(actor: User, unit: Unit, numbers: Iterable[int]) -> int:
    """Certify those of the addresses that are ready, in the actor's open batch; count them."""
    bulk.hold_registry()
    wanted = ready(actor, unit).filter(pk__in=list(numbers)).order_by("pk")
    chosen = list(wanted.values_list("pk", flat=True))
    if not chosen:
        return 0
    batch, _made = Batch.objects.get_or_create(unit=unit, opened_by=actor, state=BatchState.OPEN)
    statement = Statement(SOURCE, actor)
    # what was certified before ended when the door came to read otherwise
    former = Certified.objects.filter(address__in=chosen, taken_back_at=None)
    former.update(taken_back_at=timezone.now(), taken_back_for="otherwise")
    said = take_steps(chosen, Life.CERTIFIED, statement, {"batch": batch.pk})
    Certified.objects.bulk_create(
        Certified(batch=batch, address_id=number, observation_id=said[number], at=timezone.now())
        for number in chosen
    )
    facts = {"batch": batch.pk, "count": len(chosen)}
    record(actor, "certification.given", f"unit:{unit.code}", facts)
    return len(chosen)


def close_batch(actor: User, batch: Batch) -> None:
    """Close a batch: nothing is added, and it may be audited. Raises CertificationError."""
    with transaction.atomic():
        mine = Batch.objects.visible_to(actor).filter(pk=batch.pk, state=BatchState.OPEN)
        if not batch.certified.exists():
            raise CertificationError("empty")
        if not mine.update(state=BatchState.CLOSED, closed_at=timezone.now()):
            raise CertificationError("not_open")
        facts = {"count": batch.certified.count()}
        record(actor, "certification.closed", f"batch:{batch.pk}", facts)


@transaction.atomic
def hold(actor: User, numbers: Iterable[int], reason: Reason) -> int:
    """Hold addresses back with a reason until somebody has dealt with it; count them."""
    seen = Address.objects.visible_to(actor).filter(pk__in=list(numbers))
    held = Hold.objects.standing().values("address")
    fresh = list(seen.exclude(pk__in=held).order_by("pk"))
    Hold.objects.bulk_create(Hold(address=row, reason=reason, held_by=actor) for row in fresh)
    for row in fresh:
        facts = {"reason": reason.value}
        record(actor, "certification.refused", f"address:{row.identifier}", facts)
    return len(fresh)


@transaction.atomic
def lift(actor: User, held: Hold) -> None:
    """Say that what held a door back was dealt with."""
    rows = Hold.objects.visible_to(actor).standing().filter(pk=held.pk)
    if rows.update(lifted_at=timezone.now(), lifted_by=actor):
        subject = f"address:{held.address.identifier}"
        record(actor, "certification.lifted", subject, {"reason": held.reason})


def decide(actor: User, answer: Answer, accepts: bool, reason: str = "") -> None:
    """Accept or refuse what a household proposed, and give the address its code of now.

    An accepted correction enters the registry as the commune's; the address then counts as
    confirmed, and one that was certified must be certified again. An accepted objection holds the
    address back. Raises CertificationError.
    """
    with transaction.atomic():
        bulk.hold_registry()
        rows = Answer.objects.visible_to(actor).select_for_update(of=("self",))
        held = rows.select_related("address").get(pk=answer.pk)
        if held.state != AnswerState.OPEN:
            raise CertificationError("decided")
        if accepts and held.kind == Kind.CORRECT:
            _correct(actor, held)
        if accepts and held.kind == Kind.OBJECT:
            withdraw_certification(actor, [held.address_id], "objection")
            hold(actor, [held.address_id], Reason.OBJECTION)
        held.state = AnswerState.ACCEPTED if accepts else AnswerState.REFUSED
        held.decided_by, held.decided_at, held.decision = actor, timezone.now(), reason
        held.save(update_fields=["state", "decided_by", "decided_at", "decision"])
        act = "certification.answer_accepted" if accepts else "certification.answer_refused"
        facts = {"answer": held.pk, "kind": held.kind, "reason": reason}
        record(actor, act, f"address:{held.address.identifier}", facts)
    code_what_is_due(actor)


def withdraw_certification(actor: User, numbers: Iterable[int], reason: str) -> int:
    """Take back that addresses are certified; call inside a transaction. Count them."""
    chosen = list(numbers)
    statement = Statement(SOURCE, actor)
    steps = standing_steps(chosen, Life.CERTIFIED)
    take_back(steps, reason, statement)
    rows = Certified.objects.filter(observation__in=steps.values(), taken_back_at=None)
    rows.update(taken_back_at=timezone.now(), taken_back_for=reason)
    # a list said it of these, beside all else that it says of them and that stands
    listed = Address.objects.everywhere("certified by a list").filter(pk__in=chosen)
    numbers = list(listed.filter(life=Life.CERTIFIED).values_list("pk", flat=True))
    facts = {"ends": int(Life.CERTIFIED), "reason": reason}
    say(dict.fromkeys(numbers, facts), Act.LIFE, statement)
    return len({*steps, *numbers})


def code_what_is_due(actor: User) -> None:
    """Code at once what a decision left due; what an import left is its own run's."""
    if 0 < count_due() <= MOST_CODED_AT_ONCE:
        try:
            run_coding(actor)
        except CodingIsRunningError:
            # that run codes these too
            return


def _correct(actor: User, answer: Answer) -> None:
    withdraw_certification(actor, [answer.address_id], "correction")
    facts: dict[str, object] = dict(answer.parts)
    if answer.position:
        measured = answer.accuracy_metres is not None
        source = PositionSource.GNSS if measured else PositionSource.POINTED
        facts |= {"lat_e7": answer.lat_e7, "lng_e7": answer.lng_e7, "position_source": int(source)}
        if measured:
            facts["accuracy_metres"] = answer.accuracy_metres
    statement = Statement(SOURCE, actor)
    if facts:
        say({answer.address_id: {**facts, "answer": answer.pk}}, Act.CORRECTION, statement)
    take_steps([answer.address_id], Life.CONFIRMED, statement, {"answer": answer.pk})
