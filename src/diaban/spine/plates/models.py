"""Plates, the runs that printed them, and each step of their lives."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from diaban.spine.addresses.models import Address, OfAddressQuerySet
from diaban.spine.append_only import AppendOnly


class PlateState(models.IntegerChoices):
    """The life of a plate; replaced and withdrawn are its ends."""

    ORDERED = 1
    ISSUED = 2
    ATTACHED = 3
    REPLACED = 4
    WITHDRAWN = 5


# of these a door has at most one at a time
STANDING = (PlateState.ORDERED, PlateState.ISSUED, PlateState.ATTACHED)


class PlateQuerySet(OfAddressQuerySet):
    def everywhere(self, reason: str) -> PlateQuerySet:
        """All plates, for what is public of them; ``reason`` says which."""
        assert reason  # noqa: S101 - a reader must find why the scope was left
        return self


class PrintingQuerySet(models.QuerySet):
    def visible_to(self, actor) -> PrintingQuerySet:
        """All for who sees the whole city; otherwise the actor's own."""
        if not actor.is_authenticated:
            return self.none()
        return self if actor.sees_whole_city else self.filter(actor=actor)


class Printing(models.Model):
    """One run at the printer: its number stands in the records of its plates.

    ``sample`` says that there was no public address of the site to print, so that none of its
    plates may be mounted.
    """

    size = models.CharField(max_length=16)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(default=timezone.now)
    site = models.CharField(max_length=200)
    sample = models.BooleanField(default=False)

    objects = PrintingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"printing {self.pk}"


class Plate(models.Model):
    """One plate of one door.

    What it says (``code`` to ``place``) is set when it is printed and stays, whatever becomes of
    the address: a second print of the same run is the same plate. ``at_lat_e7`` and ``at_lng_e7``
    are where it was attached, if the phone said so.
    """

    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="plates")
    state = models.SmallIntegerField(choices=PlateState.choices, default=PlateState.ORDERED)
    changed_at = models.DateTimeField(default=timezone.now)
    printing = models.ForeignKey(
        Printing, on_delete=models.PROTECT, null=True, related_name="plates"
    )
    place_in_run = models.IntegerField(null=True)
    code = models.CharField(max_length=12, blank=True, default="")
    official = models.BooleanField(default=False)
    sample = models.BooleanField(default=False)
    door = models.CharField(max_length=201, blank=True, default="")
    rest = models.CharField(max_length=404, blank=True, default="")
    place = models.CharField(max_length=200, blank=True, default="")
    at_lat_e7 = models.IntegerField(null=True)
    at_lng_e7 = models.IntegerField(null=True)

    objects = PlateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(state=1), name="plate_ordered_once"
            ),
            models.UniqueConstraint(
                fields=["address"], condition=Q(state=3), name="plate_attached_once"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state=1), name="plate_queue"),
        ]

    def __str__(self) -> str:
        return f"plate {self.pk} of {self.address_id} ({self.get_state_display()})"

    @property
    def stands(self) -> bool:
        return self.state in STANDING


class PlateStep(AppendOnly):
    """Who brought a plate into a state, and when. Never changed, never deleted."""

    plate = models.ForeignKey(Plate, on_delete=models.PROTECT, related_name="steps")
    state = models.SmallIntegerField(choices=PlateState.choices)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=40, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.plate_id}: {self.get_state_display()}"


class Mistake(models.TextChoices):
    """What somebody who stands before the door says is wrong."""

    PLACE = "place"
    TEXT = "text"
    OTHER_DOOR = "other_door"
    UNREADABLE = "unreadable"


class MistakeReport(models.Model):
    """How often one kind of mistake of one door was reported on one day."""

    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="mistake_reports")
    kind = models.CharField(max_length=16, choices=Mistake.choices)
    on = models.DateField()
    count = models.IntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = OfAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address", "kind", "on"], name="mistake_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.address_id} on {self.on}"
