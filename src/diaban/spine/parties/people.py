"""Letting people in, giving them a role and a territory, locking them out: all in the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from diaban.spine.journal.recording import record
from diaban.spine.parties.invitations import Invitation
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge, Unit


class LastAdministratorError(ValueError):
    """Nobody would be left who may let others in."""


class OwnAccountError(ValueError):
    """Nobody changes their own rights or locks themselves out."""


@dataclass(frozen=True)
class Invited:
    person: User
    token: str


def subject_of(person: User) -> str:
    return f"user:{person.pk}"


@transaction.atomic
def invite(
    actor: User, username: str, role: str, units: Iterable[Unit] = (), administers: bool = False
) -> Invited:
    """Make a person who can do nothing until they open the link; the token is told only here.

    Raises django.core.exceptions.ValidationError where the name cannot be one, or is taken.
    """
    person = User(username=username.strip(), role=Role(role), is_administrator=administers)
    person.set_unusable_password()
    person.full_clean(exclude=["password", "joined_at"])
    person.save()
    facts = {"role": person.role, "administrator": administers}
    record(actor, "person.invited", subject_of(person), facts)
    for unit in units:
        give_charge(actor, person, unit)
    return Invited(person, Invitation.make(person, actor))


@transaction.atomic
def invite_again(actor: User, person: User) -> str:
    """Return a new link for somebody who lost theirs, or their way of signing in."""
    record(actor, "person.invited", subject_of(person), {"again": True})
    return Invitation.make(person, actor)


@transaction.atomic
def join(invitation: Invitation, password: str) -> User | None:
    """Let the invited person in with the password they chose; None where the link is used up."""
    if not invitation.use():
        return None
    person = invitation.person
    person.set_password(password)
    person.joined_at = person.joined_at or timezone.now()
    person.save(update_fields=["password", "joined_at"])
    record(person, "person.joined", subject_of(person), {})
    return person


@transaction.atomic
def change_rights(actor: User, person: User, role: str, administers: bool) -> None:
    """Give another role, or the administrator's right, or take it."""
    _refuse_own(actor, person)
    if person.is_administrator and not administers:
        _refuse_last(person)
    before = {"role": person.role, "administrator": person.is_administrator}
    person.role, person.is_administrator = Role(role), administers
    person.save(update_fields=["role", "is_administrator"])
    facts = {"before": before, "role": person.role, "administrator": administers}
    record(actor, "person.changed", subject_of(person), facts)


@transaction.atomic
def give_charge(actor: User, person: User, unit: Unit) -> None:
    """Put a unit in a person's charge from today on; nothing happens where it is already."""
    _refuse_own(actor, person)
    charge, made = Charge.objects.get_or_create(user=person, unit=unit, valid_to=None)
    if made:
        facts = {"unit": unit.code, "from": charge.valid_from.isoformat()}
        record(actor, "charge.given", subject_of(person), facts)


@transaction.atomic
def end_charge(actor: User, person: User, charge: Charge) -> None:
    """End a charge today; what it was stays to be read."""
    _refuse_own(actor, person)
    charge.valid_to = timezone.localdate()
    charge.save(update_fields=["valid_to"])
    record(actor, "charge.ended", subject_of(person), {"unit": charge.unit.code})


@transaction.atomic
def lock(actor: User, person: User) -> None:
    """Keep a person out from this moment: no session and no link of theirs works any more."""
    _refuse_own(actor, person)
    _refuse_last(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    record(actor, "person.locked", subject_of(person), {})


@transaction.atomic
def unlock(actor: User, person: User) -> None:
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(actor, "person.unlocked", subject_of(person), {})


def _refuse_own(actor: User, person: User) -> None:
    if actor.pk == person.pk:
        raise OwnAccountError


def _refuse_last(person: User) -> None:
    others = User.objects.select_for_update().filter(
        is_administrator=True, is_active=True, joined_at__isnull=False
    )
    is_one = person.is_administrator and person.is_active and person.joined_at is not None
    if is_one and not others.exclude(pk=person.pk).exists():
        raise LastAdministratorError
