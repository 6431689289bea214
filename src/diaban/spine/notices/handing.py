"""What becomes of letters: handed out, so that the households are told; come back; lost."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from diaban.spine.addresses.models import Life
from diaban.spine.addresses.observing import Statement
from diaban.spine.addresses.steps import standing_steps, take_back, take_steps
from diaban.spine.journal.recording import record
from diaban.spine.notices.models import (
    Mailing,
    MailingState,
    Notice,
    NoticeState,
    Returned,
)
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Run

BATCH = 1_000
SOURCE = "notices"


class HandingError(ValueError):
    """The mailing or letter cannot take this step; ``reason`` is not_printed, not_handed, ended."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def begin(actor: User, mailing: Mailing) -> None:
    """Say that the letters go out; their keys cannot be printed again from then on."""
    printed = Mailing.objects.visible_to(actor).filter(pk=mailing.pk, state=MailingState.PRINTED)
    if not printed.update(state=MailingState.HANDING_OUT, changed_at=timezone.now()):
        raise HandingError("not_printed")


def carry_out(mailing: Mailing, run: Run, between: Callable[[Run], None]) -> None:
    """Say of each address that its household was told, and forget what its key was made from."""
    waiting = mailing.notices.filter(handed_at=None).exclude(state=NoticeState.REPLACED)
    while True:
        with transaction.atomic():
            part = list(waiting.order_by("place")[:BATCH].values_list("pk", "address_id"))
            if not part:
                break
            statement = Statement(SOURCE, run.actor, run)
            take_steps((address for _, address in part), Life.NOTIFIED, statement)
            numbers = [number for number, _ in part]
            Notice.objects.filter(pk__in=numbers).update(handed_at=timezone.now(), seed="")
            run.advance(len(part), {"told": len(part)})
        between(run)
    now = timezone.now()
    with transaction.atomic():
        mailing.state, mailing.changed_at, mailing.handed_at = MailingState.HANDED_OUT, now, now
        mailing.save(update_fields=["state", "changed_at", "handed_at"])
        facts = {"count": mailing.notices.exclude(handed_at=None).count()}
        record(run.actor, "notices.handed_out", f"mailing:{mailing.pk}", facts)


def come_back(actor: User, notice: Notice, reason: Returned) -> None:
    """Say that a letter did not reach its household, which then counts as not told."""
    with transaction.atomic():
        held = Notice.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=notice.pk)
        if held.state != NoticeState.ISSUED:
            raise HandingError("ended")
        if held.handed_at is None:
            raise HandingError("not_handed")
        steps = standing_steps([held.address_id], Life.NOTIFIED)
        take_back(steps, f"returned_{reason.value}", Statement(SOURCE, actor))
        held.returned = reason
        held.save(update_fields=["returned"])
        end(held, NoticeState.RETURNED)
        facts = {"notice": held.pk, "reason": reason.value}
        record(actor, "notices.returned", f"address:{held.address.identifier}", facts)


def close(actor: User, mailing: Mailing) -> None:
    """Say that all letters that came back are told of."""
    with transaction.atomic():
        handed = Mailing.objects.visible_to(actor).filter(
            pk=mailing.pk, state=MailingState.HANDED_OUT
        )
        if not handed.update(state=MailingState.RETURNED, changed_at=timezone.now()):
            raise HandingError("not_handed")
        record(actor, "notices.closed", f"mailing:{mailing.pk}", count_states(mailing))


def end(notice: Notice, state: NoticeState) -> None:
    """Bring a letter to its end: its key opens nothing but what became of it."""
    notice.state, notice.changed_at, notice.seed = state, timezone.now(), ""
    notice.save(update_fields=["state", "changed_at", "seed"])


def count_states(mailing: Mailing) -> dict[str, int]:
    """Count a mailing's letters by state; all states are told."""
    rows = mailing.notices.values_list("state").annotate(n=Count("pk")).order_by()
    counted = dict(rows)
    return {state.name.lower(): counted.get(state, 0) for state in NoticeState}
