"""Keys of phones: enrolled by who signs in with one, confirmed by who answers for a point, revoked.

A key counts only once somebody else has seen the person and compared eight digits: whoever knows a
password has no key yet.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from diaban.sectors.post.presence.check_in_messages import MessageError, key_id_of
from diaban.sectors.post.presence.models import Device
from diaban.sectors.post.presence.roster_models import Posting
from diaban.sectors.post.refusing import ReasonedError
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User

# keys of one person that wait or hold; a lost phone is revoked
MOST_KEYS = 5


class DeviceError(ReasonedError):
    """A key that cannot take this step.

    ``reason``: malformed, too_many, another_ones, own, not_posted, no_reason, or ended.
    """


def enrol(person: User, public_key: str, phone: str) -> Device:
    """Take in the public half of a key, in base64url; the same again is the same row.

    Raises DeviceError.
    """
    try:
        raw = base64.urlsafe_b64decode(public_key + "=" * (-len(public_key) % 4))
        key_id, number = key_id_of(raw), uuid.UUID(phone)
    except (ValueError, MessageError):
        raise DeviceError("malformed") from None
    with transaction.atomic():
        known = Device.objects.filter(key_id=key_id).first()
        if known is not None:
            DeviceError.unless(known.person_id == person.pk, "another_ones")
            return known
        standing = Device.objects.filter(person=person, revoked_at__isnull=True)
        DeviceError.unless(standing.count() < MOST_KEYS, "too_many")
        made = Device.objects.create(
            key_id=key_id, person=person, phone=number, public_key=raw
        )  # fmt: skip
        record(person, "post.device_enrolled", _subject(made), {"key": key_id})
    return made


def decided_for_by(actor: User, people: Iterable[int]) -> set[int]:
    """Those of ``people`` posted today at a point that somebody answers for; never oneself."""
    posted = Posting.objects.answered_for_by(actor).in_force(timezone.localdate())
    asked = set(people) - {actor.pk}
    return set(posted.filter(person__in=asked).values_list("person", flat=True))


def may_decide(actor: User, device: Device) -> bool:
    """Say whether somebody answers for a point at which the key's person is posted today."""
    return device.person_id in decided_for_by(actor, [device.person_id])


def confirm(actor: User, device: Device) -> None:
    """Say that the key is in the hands of the person; never of one's own. Raises DeviceError."""
    DeviceError.unless(device.person_id != actor.pk, "own")
    DeviceError.unless(may_decide(actor, device), "not_posted")
    with transaction.atomic():
        held = Device.objects.select_for_update().get(pk=device.pk)
        DeviceError.unless(held.state == "pending", "ended")
        held.confirmed_by, held.confirmed_at = actor, timezone.now()
        held.save(update_fields=["confirmed_by", "confirmed_at"])
        record(actor, "post.device_confirmed", _subject(held), {"key": held.key_id})


def revoke(actor: User, device: Device, reason: str) -> None:
    """Say that the key counts no more: nothing that it signed is taken from now on.

    One's own, or of who is posted where one answers for it. Raises DeviceError.
    """
    DeviceError.unless(device.person_id == actor.pk or may_decide(actor, device), "not_posted")
    DeviceError.unless(reason.strip(), "no_reason")
    with transaction.atomic():
        held = Device.objects.select_for_update().get(pk=device.pk)
        DeviceError.unless(held.revoked_at is None, "ended")
        held.revoked_by, held.revoked_at = actor, timezone.now()
        held.reason = reason.strip()[:160]
        held.save(update_fields=["revoked_by", "revoked_at", "reason"])
        facts = {"key": held.key_id, "reason": held.reason}
        record(actor, "post.device_revoked", _subject(held), facts)


def _subject(device: Device) -> str:
    return f"post_device:{device.pk}"
