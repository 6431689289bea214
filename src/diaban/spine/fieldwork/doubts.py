"""Captures that cannot well be so, for the office to look into: nobody is judged by a rule.

What is doubtful is worked out from the captures each time and not stored; stored is only that
somebody looked into it, and what they found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from diaban.engines.measuring import Doubt, Sighting, find_doubts
from diaban.spine.fieldwork.models import Capture, Photo, SettledDoubt
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User

DAYS = 7


class DoubtError(ValueError):
    """A doubt that cannot be settled; ``reason``: ``no_note`` or ``settled``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Raised:
    """A doubt with its captures in order of time, its name, and who looked into it, if anybody."""

    doubt: Doubt
    captures: list[Capture]
    token: str
    settled: SettledDoubt | None


def raise_doubts(actor: User, since: datetime | None = None) -> list[Raised]:
    """Return the doubts about captures in the actor's sight, the newest first.

    Of the last week, where no other beginning is named.
    """
    begin = since or timezone.now() - timedelta(days=DAYS)
    visible = Capture.objects.visible_to(actor)
    doubts = find_doubts(_sightings(visible.filter(captured_at__gte=begin)))
    named = {key for doubt in doubts for key in doubt.keys}
    captures = visible.select_related("actor", "lot", "address__commune").in_bulk(named)
    found = [(doubt, [captures[key] for key in doubt.keys]) for doubt in doubts]
    tokens = [_token(*one) for one in found]
    known = SettledDoubt.objects.select_related("settled_by").filter(token__in=tokens)
    settled = {one.token: one for one in known}
    raised = [
        Raised(*one, token, settled.get(token)) for one, token in zip(found, tokens, strict=True)
    ]
    return sorted(raised, key=lambda one: one.captures[-1].captured_at, reverse=True)


def settle_doubt(raised: Raised, note: str, actor: User) -> None:
    """Write down what somebody found who looked into a doubt. Raises DoubtError."""
    if not note.strip():
        raise DoubtError("no_note")
    with transaction.atomic():
        _row, is_new = SettledDoubt.objects.get_or_create(
            token=raised.token,
            defaults={
                "kind": raised.doubt.kind.value, "note": note.strip()[:240], "settled_by": actor
            },
        )  # fmt: skip
        if not is_new:
            raise DoubtError("settled")
        facts = {"kind": raised.doubt.kind.value, "captures": len(raised.captures)}
        record(actor, "captures.looked_into", f"lot:{raised.captures[0].lot_id}", facts)


def _token(doubt: Doubt, captures: list[Capture]) -> str:
    named = f"{doubt.kind.value} {sorted(str(one.key) for one in captures)}"
    return sha256(named.encode()).hexdigest()


def _sightings(captures: QuerySet[Capture]) -> Iterator[Sighting]:
    sent = Photo.objects.filter(pk__in=captures.exclude(photo=None).values("photo"))
    digests = dict(sent.exclude(digest="").values_list("pk", "digest"))
    rows = captures.values_list(
        "pk", "actor", "address", "captured_at", "lat_e7", "lng_e7", "accuracy_metres", "photo"
    )
    for key, who, door, at, lat, lng, metres, photo in rows.iterator():
        position = None if lat is None or lng is None else (lat / 1e7, lng / 1e7)
        picture = digests.get(photo, "")
        yield Sighting(key, str(who), str(door), at.timestamp(), position, metres or 0.0, picture)
