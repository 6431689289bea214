"""Erasing personal data: rows that may be emptied are, and the journal's chain stays whole.

What a person did stays, since others rest on it (an address was collected by *somebody*); it leads
to an account without a name, and the journal's digests of their values can be guessed no more.
"""

from __future__ import annotations

import json

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from diaban.spine.addresses.models import Address
from diaban.spine.fieldwork.models import Capture, Photo, RefusedCapture
from diaban.spine.fieldwork.photos import erase_photo
from diaban.spine.journal.recording import erase_salt, record
from diaban.spine.notices.models import Words
from diaban.spine.parties.models import User
from diaban.spine.parties.people import lock, subject_of
from diaban.spine.privacy.holdings import Erased, every_holding


class OperatorError(ValueError):
    """The operator of the machine is nobody's name; there is nothing to erase."""


@transaction.atomic
def erase_person(actor: User, person: User) -> None:
    """Take away what names a person, and every way in. It cannot be undone.

    Raises OperatorError, and what :func:`diaban.spine.parties.people.lock` raises for one's own
    account and for the last administrator.
    """
    if person.is_local_operator:
        raise OperatorError
    lock(actor, person)
    _end_sessions(person)
    for holding in every_holding():
        if holding.erased == Erased.GONE:
            holding.rows_of(person).delete()
    Capture.objects.filter(actor=person).update(note="")
    person.charges.update(valid_to=timezone.localdate())
    person.username = f"erased-{person.pk}"
    person.first_name = person.last_name = person.email = ""
    person.last_login, person.is_administrator = None, False
    person.set_unusable_password()
    person.save()
    erase_salt(subject_of(person))
    record(actor, "person.erased", subject_of(person), {})


def _end_sessions(person: User) -> None:
    keys = apps.get_model("usersessions.UserSession").objects.filter(user=person)
    sessions = apps.get_model("sessions.Session").objects
    sessions.filter(session_key__in=list(keys.values_list("session_key", flat=True))).delete()


@transaction.atomic
def erase_at_door(actor: User, address: Address) -> None:
    """Take away what was noted, photographed and written at a door; the address names nobody.

    House number, street and position are public, and stay.
    """
    captures = Capture.objects.filter(address=address)
    keys = list(captures.filter(photo__isnull=False).values_list("photo", flat=True))
    captures.update(note="", photo=None)
    for refused in RefusedCapture.objects.filter(said__contains=address.identifier):
        RefusedCapture.objects.filter(pk=refused.pk).update(said=_without_note(refused.said))
    Words.objects.filter(answer__address=address).delete()
    subject = f"address:{address.identifier}"
    erase_salt(subject)
    record(actor, "door.erased", subject, {"pictures": len(keys)})
    pictures = list(Photo.objects.filter(pk__in=keys))
    transaction.on_commit(lambda: [erase_photo(picture) for picture in pictures])


def _without_note(said: str) -> str:
    try:
        told = json.loads(said)
    except ValueError:
        return "{}"
    if not isinstance(told, dict):
        return "{}"
    return json.dumps({name: value for name, value in told.items() if name != "note"})
