"""Audit lots: a random re-check of a closed batch decides whether the whole batch stands.

The seed is drawn by the server after the batch is closed, once, and written into the journal: so
nobody who certified could know which doors will be looked at, and anybody can draw them again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from diaban.engines import measuring
from diaban.spine.addresses import bulk, identifiers
from diaban.spine.addresses.models import Act
from diaban.spine.addresses.observing import Statement
from diaban.spine.addresses.steps import say
from diaban.spine.certification.certifying import SOURCE, hold, withdraw_certification
from diaban.spine.certification.models import (
    Audit,
    Batch,
    BatchState,
    Certified,
    Check,
    Finding,
    Reason,
)
from diaban.spine.certification.standing import FELL_WITH_ITS_LOT
from diaban.spine.fieldwork.models import Capture, Conflict
from diaban.spine.journal.recording import record
from diaban.spine.notices.models import Answer
from diaban.spine.parties.models import Role, User

# a batch stands if no more than so many of its doors are wrong
TOLERATED = 0.05
HALF_WIDTH = 0.05
CONFIDENCE = 0.95
_SEED_BYTES = 16
_HELD_FOR = {
    Finding.WRONG_PLACE: Reason.POSITION,
    Finding.WRONG_TEXT: Reason.TEXT,
    Finding.NOT_FOUND: Reason.NOT_FOUND,
}


class AuditError(ValueError):
    """The step cannot be taken.

    ``reason`` is not_closed, own_work, drawn, empty, unfinished, decided or open.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Result:
    """What the doors looked at so far say of the batch; shares are of right addresses."""

    population: int
    drawn: int
    looked_at: int
    wrong: int
    share: measuring.Interval | None
    verdict: measuring.Verdict | None

    @property
    def left(self) -> int:
        return self.drawn - self.looked_at


def may_draw(actor: User) -> bool:
    """Whether somebody draws audit lots and concludes: nobody of the commune itself."""
    return actor.is_authenticated and actor.role in {Role.DEPARTMENT, Role.AUDITOR}


def is_own_work(actor: User, batch: Batch) -> bool:
    """Whether the actor had a hand in the batch, and so cannot look at it again.

    That is who opened it or certified in it, who recorded one of its doors, and who decided there
    between collectors or on a household's answer.
    """
    if batch.opened_by_id == actor.pk:
        return True
    doors = {"address__in": batch.certified.values("address")}
    captures = Capture.objects.filter(**doors)
    return (
        batch.certified.filter(observation__actor=actor).exists()
        or captures.filter(actor=actor).exists()
        or Conflict.objects.filter(capture__in=captures.values("pk"), decided_by=actor).exists()
        or Answer.objects.filter(**doors, decided_by=actor).exists()
    )


def size_for(population: int, half_width: float, tolerated: float) -> int:
    """Return how many doors to look at.

    Enough for an interval no wider than ``half_width`` to a side where as many are wrong as is
    tolerated, and never fewer than let a faultless batch stand.
    """
    wide = measuring.sample_size(half_width, CONFIDENCE, population, 1.0 - tolerated)
    least = measuring.size_without_error(population, tolerated, CONFIDENCE)
    return min(population, max(wide, least))


@transaction.atomic
def draw(
    actor: User, batch: Batch, half_width: float = HALF_WIDTH, tolerated: float = TOLERATED
) -> Audit:
    """Draw the doors of a closed batch that are looked at again. Raises AuditError."""
    held = Batch.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=batch.pk)
    if is_own_work(actor, held):
        raise AuditError("own_work")
    if held.state != BatchState.CLOSED:
        raise AuditError("not_closed")
    if Audit.objects.filter(batch=held).exists():
        raise AuditError("drawn")
    standing = _standing(held, timezone.now())
    if not standing:
        raise AuditError("empty")
    audit = Audit.objects.create(
        batch=held,
        seed=secrets.token_hex(_SEED_BYTES),
        population=len(standing),
        half_width=half_width,
        tolerated=tolerated,
        confidence=CONFIDENCE,
        drawn_by=actor,
    )
    size = size_for(len(standing), half_width, tolerated)
    _add_checks(audit, standing, size)
    listed = "\n".join(sorted(standing))
    facts = {
        "seed": audit.seed,
        "of": audit.population,
        "size": size,
        "list": f"sha256:{sha256(listed.encode()).hexdigest()}",
        "tolerated": tolerated,
    }
    record(actor, "audit.drawn", f"batch:{held.pk}", facts)
    return audit


@transaction.atomic
def extend(actor: User, audit: Audit) -> int:
    """Look at as many doors again where the sample could not tell; count all that are drawn."""
    if audit.verdict:
        raise AuditError("decided")
    if is_own_work(actor, audit.batch):
        raise AuditError("own_work")
    told = result(audit)
    if told.verdict != measuring.Verdict.OPEN:
        raise AuditError("unfinished" if told.left else "decided")
    standing = _standing(audit.batch, audit.drawn_at)
    size = min(len(standing), told.drawn * 2)
    _add_checks(audit, standing, size)
    record(actor, "audit.extended", f"batch:{audit.batch_id}", {"size": size})
    return size


@transaction.atomic
def check(actor: User, one: Check, finding: Finding) -> None:
    """Write down what was found at a door of the sample; by nobody who worked on the batch.

    What was tapped by mistake is corrected so too, until the audit is concluded; the journal keeps
    both.
    """
    held = (
        Check.objects.select_for_update(of=("self",)).select_related("audit__batch").get(pk=one.pk)
    )
    if is_own_work(actor, held.audit.batch):
        raise AuditError("own_work")
    if held.audit.verdict:
        raise AuditError("decided")
    before = held.finding
    if before == finding:
        return
    held.finding, held.checked_by, held.checked_at = finding, actor, timezone.now()
    held.save(update_fields=["finding", "checked_by", "checked_at"])
    subject = f"address:{identifiers.write(held.certified.address_id)}"
    facts = {"batch": held.audit.batch_id, "finding": finding}
    if before:
        record(actor, "audit.corrected", subject, {**facts, "before": before})
    else:
        record(actor, "audit.checked", subject, facts)


def result(audit: Audit) -> Result:
    """Return what was found so far; a verdict only once every door drawn was looked at."""
    counted = dict(audit.checks.values_list("finding").annotate(n=Count("pk")).order_by())
    drawn, left = sum(counted.values()), counted.get("", 0)
    looked_at = drawn - left
    wrong = looked_at - counted.get(Finding.STANDS, 0)
    population = audit.population
    if not looked_at:
        return Result(population, drawn, 0, 0, None, None)
    share = measuring.correct_share(
        measuring.Audited(population, looked_at, wrong), measuring.Audited(0, 0, 0)
    )
    verdict = None
    if not left:
        verdict = measuring.judge_lot(
            population, looked_at, wrong, audit.tolerated, audit.confidence
        )
    return Result(population, drawn, looked_at, wrong, share, verdict)


@transaction.atomic
def conclude(actor: User, audit: Audit) -> measuring.Verdict:
    """Let the batch stand or fall as the sample says; what was found wrong goes back in any case.

    Raises AuditError where the sample is not looked at, or cannot tell.
    """
    bulk.hold_registry()
    held = Audit.objects.select_for_update(of=("self",)).select_related("batch").get(pk=audit.pk)
    if is_own_work(actor, held.batch):
        raise AuditError("own_work")
    if held.verdict:
        raise AuditError("decided")
    told = result(held)
    if told.verdict is None:
        raise AuditError("unfinished")
    if told.verdict == measuring.Verdict.OPEN:
        raise AuditError("open")
    _hold_wrong_doors(actor, held)
    if told.verdict == measuring.Verdict.FALLS:
        _fell(actor, held)
    held.verdict, held.decided_by, held.decided_at = told.verdict, actor, timezone.now()
    held.save(update_fields=["verdict", "decided_by", "decided_at"])
    stands = told.verdict == measuring.Verdict.STANDS
    state = BatchState.STANDS if stands else BatchState.FELL
    Batch.objects.filter(pk=held.batch_id).update(state=state)
    if stands:
        _say_it_stands(actor, held)
    facts = {
        "verdict": told.verdict.value,
        "looked_at": told.looked_at,
        "wrong": told.wrong,
        "of": told.population,
    }
    record(actor, "audit.concluded", f"batch:{held.batch_id}", facts)
    return told.verdict


def _standing(batch: Batch, at: datetime) -> dict[str, Certified]:
    """Return the doors of a batch that were certified at that moment, by their identifiers."""
    rows = batch.certified.filter(Q(taken_back_at=None) | Q(taken_back_at__gt=at))
    return {identifiers.write(row.address_id): row for row in rows}


def _add_checks(audit: Audit, standing: dict[str, Certified], size: int) -> None:
    """Add the doors that a draw of ``size`` holds beyond those drawn before."""
    known = set(audit.checks.values_list("certified_id", flat=True))
    chosen = measuring.draw(standing, size, audit.seed)
    Check.objects.bulk_create(
        Check(audit=audit, certified=standing[key], place=place)
        for place, key in enumerate(chosen)
        if standing[key].pk not in known
    )


def _hold_wrong_doors(actor: User, audit: Audit) -> None:
    for finding, reason in _HELD_FOR.items():
        rows = audit.checks.filter(finding=finding)
        numbers = list(rows.values_list("certified__address_id", flat=True))
        withdraw_certification(actor, numbers, finding.value)
        hold(actor, numbers, reason)


def _say_it_stands(actor: User, audit: Audit) -> None:
    """Say it of each door: who follows changes learns of it there."""
    rest = audit.batch.certified.filter(taken_back_at=None)
    facts = {"audit": "stands", "batch": audit.batch_id}
    numbers = rest.values_list("address_id", flat=True)
    say(dict.fromkeys(numbers, facts), Act.LIFE, Statement(SOURCE, actor))


def _fell(actor: User, audit: Audit) -> None:
    rest = audit.batch.certified.filter(taken_back_at=None)
    numbers = list(rest.values_list("address_id", flat=True))
    withdraw_certification(actor, numbers, FELL_WITH_ITS_LOT)
    hold(actor, numbers, Reason.AUDIT_FELL)
