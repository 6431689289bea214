"""The chain: each seal's digest covers its entry and the digest before it.

SHA-256 over canonical JSON (RFC 8785). One sealer at a time numbers what has been committed, so
that numbers follow commits and a reader that follows them misses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from itertools import islice

import rfc8785
from django.db import transaction

from diaban.spine.journal.models import Entry, Seal, Waiting
from diaban.spine.runs.alone import look_alone

BEFORE_THE_FIRST = "0" * 64
_AT_ONCE = 1000


@dataclass(frozen=True)
class Head:
    """The end of the chain: who keeps it elsewhere can tell whether the journal was cut."""

    number: int
    digest: str


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold, and how."""

    number: int
    kind: str


def seal_waiting() -> int:
    """Seal what has been committed and is not sealed; return how many entries."""
    sealed = 0
    while Waiting.objects.exists():
        with transaction.atomic():
            look_alone("journal")
            sealed += _seal_some()
    return sealed


def _seal_some() -> int:
    entries = list(Entry.objects.filter(waiting__isnull=False).order_by("pk")[:_AT_ONCE])
    head = read_head()
    seals = []
    for entry in entries:
        head = Head(head.number + 1, digest_entry(entry, head.number + 1, head.digest))
        seals.append(Seal(number=head.number, entry=entry, digest=head.digest))
    Seal.objects.bulk_create(seals)
    Waiting.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
    return len(entries)


def read_head() -> Head:
    last = Seal.objects.order_by("-number").first()
    return Head(last.number, last.digest) if last else Head(0, BEFORE_THE_FIRST)


def digest_entry(entry: Entry, number: int, previous: str) -> str:
    """Return the seal's digest, in lower-case hexadecimal."""
    sealed = {
        "number": number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "act": entry.act,
        "subject": entry.subject,
        "facts": json.loads(entry.facts),
        "previous": previous,
    }
    return sha256(rfc8785.dumps(sealed)).hexdigest()


def find_breaks(kept: Head | None = None) -> Iterator[Break]:
    """Walk the whole chain and yield each place where it does not hold.

    ``kept`` is a head that somebody wrote down elsewhere: a chain that was cut before it, or made
    anew, does not lead through it any more. Without one, an end that was taken away together with
    its seals leaves a chain that holds. Kinds: ``missing`` (the entry, its seal, or both; the first
    thousand of each gap are named), ``changed``, ``cut`` and ``unsealed`` (an entry that waits for
    no seal and has none).
    """
    number, previous, passed = 0, BEFORE_THE_FIRST, kept is None or kept.number == 0
    for seal, entry in _sealed():
        for gone in range(number + 1, min(seal.number, number + 1 + _AT_ONCE)):
            yield Break(gone, "missing")
        number = seal.number
        if entry is None:
            yield Break(number, "missing")
        elif not _is_sealed_by(seal, entry, previous):
            yield Break(number, "changed")
        previous = seal.digest
        passed = passed or (kept is not None and kept == Head(number, previous))
    if kept is not None and not passed:
        yield Break(kept.number, "cut")
    for _loose in Entry.objects.filter(seal__isnull=True, waiting__isnull=True):
        yield Break(0, "unsealed")


def _sealed() -> Iterator[tuple[Seal, Entry | None]]:
    """Yield each seal with its entry, in order; None where a seal stayed without its entry.

    A join would leave such a seal out, and at the end of the chain nothing else would tell.
    """
    seals = Seal.objects.order_by("number").iterator(_AT_ONCE)
    while some := list(islice(seals, _AT_ONCE)):
        entries = Entry.objects.in_bulk([seal.entry_id for seal in some])
        for seal in some:
            yield seal, entries.get(seal.entry_id)


def _is_sealed_by(seal: Seal, entry: Entry, previous: str) -> bool:
    """Whether an entry is, to the letter, what was sealed at this place."""
    try:
        is_canonical = rfc8785.dumps(json.loads(entry.facts)).decode() == entry.facts
        return is_canonical and digest_entry(entry, seal.number, previous) == seal.digest
    except ValueError:  # facts that are no JSON, or none that can be sealed
        return False
