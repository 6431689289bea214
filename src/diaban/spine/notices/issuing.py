"""Making a mailing: ordered on a page, made in batches by a run that may be killed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from diaban.spine.addresses.models import Address
from diaban.spine.fieldwork.models import Lot
from diaban.spine.journal.recording import record
from diaban.spine.notices import choosing, handing
from diaban.spine.notices.keys import digest_key, make_key, new_seed
from diaban.spine.notices.models import (
    Mailing,
    MailingState,
    Medium,
    Notice,
    NoticeState,
)
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.plates.printing import Site, code_of
from diaban.spine.runs.models import Kind, Run, State

BATCH = 1_000
# as many are made while somebody waits for the page
AT_ONCE = 200
ISSUE, HAND_OUT = "issue", "hand_out"


@dataclass(frozen=True)
class Order:
    """What an officer asks for."""

    unit: Unit
    medium: Medium
    choice: str
    answer_by: date
    site: Site
    lot: Lot | None = None


class NothingToSendError(ValueError):
    """No household of the choice is left to be told."""


def order_mailing(actor: User, order: Order) -> Mailing:
    """Begin a mailing; few letters are made at once, many by the worker.

    Raises NothingToSendError.
    """
    count = choosing.choose(actor, order.unit, order.choice, order.lot).count()
    if not count:
        raise NothingToSendError(order.unit.code)
    with transaction.atomic():
        mailing = _create(actor, order)
        run = queue(mailing, ISSUE, count, actor)
    return finish_soon(mailing, run, count)


def issue_again(actor: User, notice: Notice, answer_by: date) -> Notice:
    """Make a new letter in place of one that was lost or has expired; the old key is dead."""
    old = notice.mailing
    order = Order(
        old.unit, Medium.LETTER, choosing.AGAIN, answer_by, Site(old.site, not old.sample)
    )
    with transaction.atomic():
        held = Notice.objects.select_for_update().get(pk=notice.pk)
        if held.state == NoticeState.ISSUED:
            handing.end(held, NoticeState.REPLACED)
        mailing = _create(actor, order)
        address = (
            Address.objects.visible_to(actor)
            .select_related("commune", "parent")
            .get(pk=held.address_id)
        )
        fresh = _notice(mailing, 0, address)
        fresh.save()
        _finish(mailing, 1)
    return fresh


def _create(actor: User, order: Order) -> Mailing:
    return Mailing.objects.create(
        unit=order.unit,
        medium=order.medium,
        choice=order.choice,
        lot=order.lot,
        office=f"Ủy ban nhân dân {order.unit.full_name[0].lower()}{order.unit.full_name[1:]}",
        site=order.site.address,
        sample=not order.site.is_public,
        answer_by=order.answer_by,
        made_by=actor,
    )


def queue(mailing: Mailing, step: str, total: int, actor: User) -> Run:
    """Put a step of a mailing in line for the worker."""
    run = Run.objects.create(
        kind=Kind.NOTICES,
        state=State.WAITING,
        actor=actor,
        source=f"{step} {mailing.pk}",
        order={"mailing": mailing.pk, "step": step},
        queued_at=timezone.now(),
        total=total,
        owner="",
    )
    Mailing.objects.filter(pk=mailing.pk).update(run=run)
    return run


def finish_soon(mailing: Mailing, run: Run, count: int) -> Mailing:
    """Do a small step at once; leave a large one to the worker."""
    if count <= AT_ONCE:
        run.take_up()
        carry_out(run)
    mailing.refresh_from_db()
    return mailing


def carry_out(run: Run, between: Callable[[Run], None] = lambda run: None) -> None:
    """Do what a run of kind ``notices`` was ordered to; taken up again, nothing is made twice."""
    mailing = Mailing.objects.select_related("unit", "lot", "made_by").get(pk=run.order["mailing"])
    if run.order["step"] == ISSUE:
        _issue(mailing, run, between)
    else:
        handing.carry_out(mailing, run, between)
    run.finish()


def _issue(mailing: Mailing, run: Run, between: Callable[[Run], None]) -> None:
    wanted = choosing.choose(mailing.made_by, mailing.unit, mailing.choice, mailing.lot)
    pending = choosing.in_walking_order(wanted)
    for start in range(0, len(pending), BATCH):
        with transaction.atomic():
            place = mailing.notices.count()
            rows = Address.objects.visible_to(mailing.made_by).select_related("commune", "parent")
            # somebody else may have written to a household in between
            open_ = choosing.may_be_told(mailing.made_by).filter(
                pk__in=pending[start : start + BATCH]
            )
            still = set(open_.values_list("pk", flat=True))
            found = rows.in_bulk(still)
            told = [found[number] for number in pending[start : start + BATCH] if number in found]
            _close_expired(told)
            Notice.objects.bulk_create(
                _notice(mailing, place + number, address) for number, address in enumerate(told)
            )
            run.advance(len(told), {"letters": len(told)})
        between(run)
    with transaction.atomic():
        _finish(mailing, mailing.notices.count())


def _close_expired(addresses: list[Address]) -> None:
    """A new letter takes the place of one whose day has passed."""
    old = Notice.objects.filter(address__in=addresses, state=NoticeState.ISSUED)
    old.update(state=NoticeState.REPLACED, changed_at=timezone.now(), seed="")


def _notice(mailing: Mailing, place: int, address: Address) -> Notice:
    seed = new_seed()
    code, official = code_of(address)
    return Notice(
        mailing=mailing,
        place=place,
        address=address,
        seed=seed,
        digest=digest_key(make_key(seed)),
        code=code,
        official=official,
        line=line_of(address),
        sample=mailing.sample or address.synthetic,
    )


def line_of(address: Address) -> str:
    """Return the address as its household reads it: with the flat, and its building's line."""
    line = address.public_line or (address.parent.public_line if address.parent else "")
    return f"{address.unit}, {line}" if address.unit else line


def _finish(mailing: Mailing, count: int) -> None:
    mailing.state, mailing.changed_at = MailingState.PRINTED, timezone.now()
    mailing.save(update_fields=["state", "changed_at"])
    facts = {
        "count": count,
        "medium": mailing.medium,
        "choice": mailing.choice,
        "answer_by": mailing.answer_by.isoformat(),
        "sample": mailing.sample,
    }
    record(mailing.made_by, "notices.issued", f"mailing:{mailing.pk}", facts)
