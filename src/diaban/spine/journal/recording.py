"""Writing the journal: one call inside the transaction of the act."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from hashlib import sha256

import rfc8785
from django.db import transaction
from django.utils import timezone

from diaban.spine.journal.models import Entry, Salt, Waiting
from diaban.spine.journal.sealing import seal_waiting

Json = str | int | float | bool | None | list["Json"] | Mapping[str, "Json"]
_ACT = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def record(actor, act: str, subject: str, facts: Mapping[str, Json]) -> Entry:
    """Write one entry; it is sealed as soon as the caller's transaction has committed.

    ``actor`` is a user, or None (or the unknown visitor) where nobody had signed in. Raises
    ValueError where ``act`` is no dotted name, ``subject`` is empty or too long, or ``facts``
    hold what JSON cannot (a day is written as text, a number stays below 2^53).
    """
    if not _ACT.fullmatch(act) or len(act) > 60:
        raise ValueError(f"an act is a dotted name such as person.invited: {act!r}")
    if not 0 < len(subject) <= 120:
        raise ValueError(f"a subject has 1 to 120 characters: {subject!r}")
    known = actor if actor is not None and actor.is_authenticated else None
    with transaction.atomic():
        entry = Entry.objects.create(
            at=timezone.now(),
            actor_id=known.pk if known is not None else None,
            act=act,
            subject=subject,
            facts=rfc8785.dumps(dict(facts)).decode(),
        )
        Waiting.objects.create(entry=entry)
        transaction.on_commit(seal_waiting, robust=True)
    return entry


def digest_personal(person: str, value: str) -> str:
    """Return a digest of a personal value that nobody can guess once the salt is erased.

    ``person`` names whose value it is (``user:7``, ``address:DB…``); equal values of one person
    have equal digests, so that a reader sees whether a value changed and never which it was.
    """
    salt = Salt.objects.get_or_create(person=person)[0].salt
    return "hmac-sha256:" + hmac.new(bytes(salt), value.encode(), sha256).hexdigest()


def erase_salt(person: str) -> None:
    """Cut the journal's digests loose from a person for ever; the chain stays whole."""
    Salt.objects.filter(person=person).delete()
