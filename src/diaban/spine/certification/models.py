"""Batches of addresses that a commune answers for, doors it holds back, and audit lots."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from diaban.spine.addresses.models import Address, Observation, OfAddressQuerySet
from diaban.spine.parties.territory import in_charge

_WHO = settings.AUTH_USER_MODEL


class OfUnitQuerySet(models.QuerySet):
    path = "unit"

    def visible_to(self, actor) -> OfUnitQuerySet:
        """Those of the communes in the actor's charge."""
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        return self.filter(in_charge(actor, self.path))


class BatchState(models.IntegerChoices):
    """Open while doors are added; closed ones may be audited, and then stand or fall."""

    OPEN = 1
    CLOSED = 2
    STANDS = 3
    FELL = 4


class Batch(models.Model):
    """Addresses that one officer certified in one commune."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.SmallIntegerField(choices=BatchState.choices, default=BatchState.OPEN)
    opened_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "opened_by"], condition=Q(state=1), name="batch_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}"


class Certified(models.Model):
    """One address of a batch, and the observation that says so.

    ``taken_back_at`` is when it was taken back, ``taken_back_for`` the reason.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="certified")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="+")
    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_for = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(taken_back_at=None), name="certified_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.address_id}"


class Reason(models.TextChoices):
    """Why a door is not certified now."""

    POSITION = "position"
    TEXT = "text"
    NOT_FOUND = "not_found"
    DISPUTE = "dispute"
    PAPERS = "papers"
    OBJECTION = "objection"
    AUDIT_FELL = "audit_fell"


class HoldQuerySet(OfAddressQuerySet):
    def standing(self) -> HoldQuerySet:
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """A door that is not certified until somebody has dealt with the reason."""

    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    held_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(lifted_at=None), name="held_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.address_id}: {self.reason}"


class AuditQuerySet(OfUnitQuerySet):
    path = "batch__unit"


class Audit(models.Model):
    """A random re-check of a closed batch: the seed, how many, and what is tolerated.

    ``population`` is how many doors it was drawn from; shares are from 0 to 1. ``verdict`` is empty
    until somebody has drawn the conclusion.
    """

    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, related_name="audit")
    seed = models.CharField(max_length=64)
    population = models.PositiveIntegerField()
    half_width = models.FloatField()
    tolerated = models.FloatField()
    confidence = models.FloatField(default=0.95)
    drawn_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=timezone.now)
    verdict = models.CharField(max_length=8, blank=True, default="")
    decided_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = AuditQuerySet.as_manager()

    def __str__(self) -> str:
        return f"audit of batch {self.batch_id}"


class Finding(models.TextChoices):
    """What whoever looked again found at the door."""

    STANDS = "stands"
    WRONG_PLACE = "wrong_place"
    WRONG_TEXT = "wrong_text"
    NOT_FOUND = "not_found"


class Check(models.Model):
    """A door of the sample, at its place in the draw, and what was found there."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="checks")
    certified = models.ForeignKey(Certified, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    finding = models.CharField(max_length=12, choices=Finding.choices, blank=True, default="")
    checked_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "certified"], name="checked_once"),
            models.UniqueConstraint(fields=["audit", "place"], name="check_place"),
        ]

    def __str__(self) -> str:
        return f"{self.audit_id} {self.place}"
