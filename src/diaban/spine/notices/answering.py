"""Hearing a household: by its key, once, without an account.

A confirmation is a step of the address. A correction and an objection are proposals: they are
written down as what was said, and change nothing until the commune decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from diaban.spine.addresses import bulk, identifiers
from diaban.spine.addresses.models import Act, Life
from diaban.spine.addresses.observing import Statement
from diaban.spine.addresses.steps import say, take_steps
from diaban.spine.journal.recording import digest_personal, record
from diaban.spine.notices import handing, keys
from diaban.spine.notices.models import (
    Answer,
    AnswerState,
    Kind,
    MailingState,
    Notice,
    NoticeState,
    Objection,
    Words,
)
from diaban.spine.parties.models import Role, User

SOURCE = "household"
HOUSEHOLD = "household"
# what a household may propose to write otherwise, and how long each may be
PARTS = {"house_number": 40, "lanes": 160, "street": 120, "locality": 120, "building": 160}
LONGEST_WORDS = 500


class AnswerError(ValueError):
    """The answer cannot be taken; ``reason`` is unknown, answered, expired, ended or empty."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Spot:
    """Where a household says its door is, in degrees; ``accuracy_metres`` where a phone told it."""

    lat: float
    lng: float
    accuracy_metres: float | None = None


@dataclass(frozen=True)
class Said:
    """What a household says; ``parts`` hold only what it would write otherwise."""

    kind: Kind
    parts: dict[str, str] = field(default_factory=dict)
    spot: Spot | None = None
    objection: Objection | None = None
    words: str = ""


def find_notice(key: str) -> Notice | None:
    """Return the letter of a key that was read, whatever became of it."""
    found = Notice.objects.filter(digest__in=keys.digests_of(key))
    return found.select_related(
        "mailing__unit", "address__commune__parent", "address__parent"
    ).first()


def refusal_of(notice: Notice) -> str:
    """Return why a letter can take no answer now; empty where it can."""
    if notice.state == NoticeState.ANSWERED:
        return "answered"
    if notice.state != NoticeState.ISSUED or notice.mailing.state == MailingState.PREPARING:
        return "ended"
    if notice.address.merged_into_id is not None or notice.address.life == Life.RETIRED:
        return "ended"
    return "expired" if notice.has_expired else ""


@transaction.atomic
def take_answer(notice: Notice, said: Said) -> Answer:
    """Take a household's one answer; its key opens only what became of it from then on.

    Raises AnswerError.
    """
    bulk.hold_registry()
    held = (
        Notice.objects.select_for_update(of=("self",))
        .select_related("mailing", "address")
        .get(pk=notice.pk)
    )
    if reason := refusal_of(held):
        raise AnswerError(reason)
    if said.kind == Kind.CORRECT and not said.parts and said.spot is None and not said.words:
        raise AnswerError("empty")
    if said.kind == Kind.OBJECT and said.objection is None:
        raise AnswerError("empty")
    answer = _write_down(held, said)
    handing.end(held, NoticeState.ANSWERED)
    _observe(answer)
    facts = {"notice": held.pk, "words": answer.words_digest}
    record(None, f"household.{_PAST[said.kind]}", f"address:{held.address.identifier}", facts)
    return answer


_PAST = {Kind.CONFIRM: "confirmed", Kind.CORRECT: "corrected", Kind.OBJECT: "objected"}


def household() -> User:
    """Return the actor of answers without an account; nobody signs in as it."""
    person, _ = User.objects.get_or_create(
        username=HOUSEHOLD,
        defaults={"role": Role.PUBLIC, "is_active": False, "password": make_password(None)},
    )
    return person


@transaction.atomic
def erase_words(actor: User, answer: Answer) -> None:
    """Erase what a household wrote in its own words; that it answered, and how, stays."""
    Words.objects.filter(answer=answer).delete()
    subject = f"address:{identifiers.write(answer.address_id)}"
    record(actor, "household.words_erased", subject, {"answer": answer.pk})


def _write_down(notice: Notice, said: Said) -> Answer:
    spot = said.spot if said.kind == Kind.CORRECT else None
    words = said.words.strip()[:LONGEST_WORDS] if said.kind != Kind.CONFIRM else ""
    person = f"address:{notice.address.identifier}"
    is_taken = said.kind == Kind.CONFIRM
    answer = Answer.objects.create(
        notice=notice,
        address=notice.address,
        kind=said.kind,
        at=timezone.now(),
        parts=_clean(said.parts) if said.kind == Kind.CORRECT else {},
        lat_e7=round(spot.lat * 1e7) if spot else None,
        lng_e7=round(spot.lng * 1e7) if spot else None,
        accuracy_metres=spot.accuracy_metres if spot else None,
        objection=said.objection or "" if said.kind == Kind.OBJECT else "",
        words_digest=digest_personal(person, words) if words else "",
        state=AnswerState.TAKEN if is_taken else AnswerState.OPEN,
    )
    if words:
        Words.objects.create(answer=answer, text=words)
    return answer


def _clean(parts: dict[str, str]) -> dict[str, str]:
    known = [name for name in PARTS if name in parts]
    return {name: " ".join(parts[name].split())[: PARTS[name]] for name in known}


def _observe(answer: Answer) -> None:
    statement = Statement(SOURCE, household(), learned_at=answer.at)
    told = {"answer": answer.pk}
    if answer.kind == Kind.CONFIRM:
        take_steps([answer.address_id], Life.CONFIRMED, statement, told)
        return
    if answer.kind == Kind.CORRECT:
        spot = {"lat_e7": answer.lat_e7, "lng_e7": answer.lng_e7}
        placed = {**spot, "accuracy_metres": answer.accuracy_metres} if answer.position else {}
        proposes = {**answer.parts, **placed}
        told |= {"proposes": proposes}
    else:
        told |= {"objects": answer.objection}
    if answer.words_digest:
        told |= {"words": answer.words_digest}
    say({answer.address_id: told}, Act.PROPOSAL, statement)
