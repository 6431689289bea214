"""Organisations through time: who was answerable for a field on a day, and who is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from diaban.spine.journal.recording import record


class Field(models.TextChoices):
    """The ministry's fields of 2021; blank where all of them are meant."""

    POST = "post"
    TELECOM = "telecom"
    DIGITAL = "digital"
    SECURITY = "security"
    INDUSTRY = "industry"
    PRESS = "press"


class Organisation(models.Model):
    """A body while it exists: a department, a people's committee, a post office."""

    name = models.CharField(max_length=160, unique=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=240, blank=True, default="")

    def __str__(self) -> str:
        return self.name

    def is_in_force(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)


class OrganisationSuccession(models.Model):
    """Duties of a field passing from one body to another, by a clause or by a named person."""

    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="became")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="came_from")
    field = models.CharField(max_length=12, choices=Field.choices, blank=True, default="")
    on = models.DateField()
    clause = models.CharField(max_length=240, blank=True, default="")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "field", "on"], name="organisation_succession"
            ),
            models.CheckConstraint(
                condition=~Q(clause="") | Q(assigned_by__isnull=False),
                name="succession_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Membership(models.Model):
    """A person's belonging to an organisation, from a day to a day."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.person}: {self.organisation}"


class AssigningError(ValueError):
    """A field that cannot be assigned.

    ``reason``: ``no_standing``, ``name_missing``, ``reason_missing``, ``owner_known`` (whoever has
    the field follows from a clause, from an earlier assignment, or the body still stands).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Owner:
    """Who is answerable on a day; no organisation: unknown, a named person must assign it.

    ``steps`` are the successions that lead there from the body that was asked of.
    """

    organisation: Organisation | None
    steps: tuple[OrganisationSuccession, ...] = ()


def owners_on(organisation: Organisation, field: str, day: date) -> list[Owner]:
    """Follow a duty of ``organisation`` in ``field`` to whoever has it on ``day``.

    Several owners where a field was divided; one unknown owner where the body ended and neither a
    clause nor a named person says who has the field since.
    """
    return _follow(organisation, field, day, ())


def owner_names(organisation: Organisation, field: str, day: date) -> list[str]:
    """Return the names of those who have a duty of ``organisation`` on ``day``, as far as known."""
    owners = owners_on(organisation, field, day)
    return sorted({one.organisation.name for one in owners if one.organisation})


def _follow(
    organisation: Organisation, field: str, day: date, steps: tuple[OrganisationSuccession, ...]
) -> list[Owner]:
    if organisation.is_in_force(day):
        return [Owner(organisation, steps)]
    # all of them: whoever asks of many bodies has read their successions together
    passed = [row for row in organisation.became.all() if row.on <= day]
    rows = [row for row in passed if row.field == field] or [r for r in passed if not r.field]
    onward = [row for row in rows if row not in steps]
    if not onward:
        return [Owner(None, steps)]
    return [o for row in onward for o in _follow(row.successor, field, day, (*steps, row))]


def assign_field(
    organisation: Organisation, field: str, name: str, reason: str, actor
) -> OrganisationSuccession:
    """Say who has a field of a body that ended, where no clause does, and why; journalled.

    The department says it, and who administers. The name is that of an organisation, made where it
    is new. Raises AssigningError.
    """
    if actor.role != "department" and not actor.administers:
        raise AssigningError("no_standing")
    if not name.strip():
        raise AssigningError("name_missing")
    if not reason.strip():
        raise AssigningError("reason_missing")
    last = _last_unknown(organisation, field, timezone.localdate())
    if last is None:
        raise AssigningError("owner_known")
    with transaction.atomic():
        successor, _made = Organisation.objects.get_or_create(name=name.strip()[:160])
        row, is_new = OrganisationSuccession.objects.get_or_create(
            predecessor=last, successor=successor, field=field, on=last.valid_to,
            defaults={"assigned_by": actor, "clause": reason.strip()[:240]},
        )  # fmt: skip
        if is_new:
            facts = {"field": field, "owner": successor.name, "reason": row.clause}
            record(actor, "duty.assigned", f"organisation:{last.pk}", facts)
    return row


def _last_unknown(organisation: Organisation, field: str, day: date) -> Organisation | None:
    """Return the body after which nobody knows who has the field; None where somebody has it."""
    for owner in owners_on(organisation, field, day):
        if owner.organisation is None:
            return owner.steps[-1].successor if owner.steps else organisation
    return None
