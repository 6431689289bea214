"""Other systems that ask with keys: a courier's, another agency's; each with a territory."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Membership, Organisation, Role, User
from diaban.spine.parties.people import give_charge, subject_of
from diaban.spine.places.models import Unit


class NotAClientError(ValueError):
    """The name belongs to a person."""


@transaction.atomic
def find_or_add_client(
    actor: User, name: str, organisation: str = "", units: Iterable[Unit] = ()
) -> User:
    """Return the client of a name, added where there is none; it can never sign in on a page.

    ``units`` are put in its charge beside those that it has. Raises NotAClientError, and
    django.core.exceptions.ValidationError where the name cannot be one.
    """
    client = User.objects.filter(username=name.strip()).first()
    if client is None:
        client = User(username=name.strip(), role=Role.API_CLIENT)
        client.set_unusable_password()
        client.full_clean(exclude=["password", "joined_at"])
        client.save()
        record(actor, "api_client.added", subject_of(client), {"organisation": organisation})
    elif client.role != Role.API_CLIENT:
        raise NotAClientError(name)
    if organisation:
        body, _made = Organisation.objects.get_or_create(name=organisation)
        Membership.objects.get_or_create(person=client, organisation=body, valid_to=None)
    for unit in units:
        give_charge(actor, client, unit)
    return client
