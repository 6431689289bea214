"""Requests about personal data: received, replied to, done or refused, each with its legal day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from diaban.spine.addresses.models import Address
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.privacy.erasing import erase_at_door, erase_person
from diaban.spine.privacy.legal_dates import extend, legal_days
from diaban.spine.privacy.models import DataRequest, Wish, WishState

# of one account, so that nobody fills the list
MOST_WAITING = 5


class TooManyWaitingError(ValueError):
    """Requests of this person wait already; they are answered first."""


@dataclass(frozen=True)
class Asked:
    """What somebody asks: about an account, a door, or neither where that is still to be found."""

    wish: Wish
    received_on: date
    person: User | None = None
    address: Address | None = None
    asker: str = ""
    words: str = ""


def receive(actor: User, asked: Asked) -> DataRequest:
    """Write a request down with its days. Raises TooManyWaitingError."""
    own = DataRequest.objects.filter(recorded_by=actor, person=actor).waiting()
    if asked.person == actor and own.count() >= MOST_WAITING:
        raise TooManyWaitingError
    days = legal_days(asked.wish, asked.received_on)
    with transaction.atomic():
        made = DataRequest.objects.create(
            wish=asked.wish,
            person=asked.person,
            address=asked.address,
            asker=asked.asker[:200],
            words=asked.words[:2000],
            received_on=asked.received_on,
            reply_by=days.reply_by,
            due_on=days.due_on,
            recorded_by=actor,
        )
        _record(actor, made, "received")
    return made


@transaction.atomic
def reply(actor: User, request: DataRequest) -> bool:
    """Note that the asker was told what will be done; False where that is noted already."""
    waiting = DataRequest.objects.filter(pk=request.pk, replied_at__isnull=True).waiting()
    if not waiting.update(replied_at=timezone.now()):
        return False
    _record(actor, request, "replied")
    return True


@transaction.atomic
def extend_once(actor: User, request: DataRequest) -> bool:
    """Give the work as many days again, once; False where it was extended or is closed."""
    waiting = DataRequest.objects.filter(pk=request.pk, is_extended=False).waiting()
    if not waiting.update(due_on=extend(Wish(request.wish), request.due_on), is_extended=True):
        return False
    _record(actor, request, "extended")
    return True


@transaction.atomic
def close(actor: User, request: DataRequest, state: WishState, answer: str) -> bool:
    """Close a request with what was answered; erasing is done here where it was asked for."""
    now = timezone.now()
    waiting = DataRequest.objects.filter(pk=request.pk).waiting()
    told = {"state": state, "answer": answer[:2000], "closed_at": now, "closed_by": actor}
    if not waiting.update(**told):
        return False
    DataRequest.objects.filter(pk=request.pk, replied_at__isnull=True).update(replied_at=now)
    _record(actor, request, str(state))
    if state == WishState.DONE and request.wish == Wish.ERASE:
        if request.person is not None:
            erase_person(actor, request.person)
        if request.address is not None:
            erase_at_door(actor, request.address)
    return True


def _record(actor: User, request: DataRequest, what: str) -> None:
    subject = f"data_request:{request.pk}"
    record(actor, f"data_request.{what}", subject, {"wish": str(request.wish)})
