"""What others saw: inspectors who went there, and citizens who stood before a closed door."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from diaban.sectors.post.presence.roster_models import Posting
from diaban.spine.append_only import AppendOnly, AppendOnlyQuerySet
from diaban.spine.parties.models import Role

_WHO = settings.AUTH_USER_MODEL
_POINT = "post.Point"


class Found(models.TextChoices):
    """How an inspector found a point: nobody there means open with nobody to serve.

    ``NOTHING`` takes an entry back: nobody was there to look.
    """

    OPEN = "open"
    NOBODY = "nobody"
    CLOSED = "closed"
    NOTHING = "nothing"


class OfSeenPointQuerySet(models.QuerySet):
    def visible_to(self, actor) -> OfSeenPointQuerySet:
        """Of the points in sight and those where one works: it names none of the staff."""
        points = self.model._meta.get_field("point").related_model
        seen = Q(point__in=points.objects.visible_to(actor).values("pk"))
        if actor.is_authenticated and actor.role == Role.OPERATOR:
            own = Posting.objects.filter(person=actor).in_force(timezone.localdate())
            seen |= Q(point__in=own.values("point"))
        return self.filter(seen)


class SpotCheckQuerySet(AppendOnlyQuerySet, OfSeenPointQuerySet):
    def standing(self) -> SpotCheckQuerySet:
        """Without those that were corrected or taken back."""
        return self.filter(correction__isnull=True).exclude(found=Found.NOTHING)


class SpotCheck(AppendOnly):
    """An inspector stood at a point at a moment and saw this. ``metres``: how far from it.

    ``corrects`` is the entry of the same visit that this one stands in place of.
    """

    point = models.ForeignKey(_POINT, on_delete=models.PROTECT, related_name="spot_checks")
    inspector = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    found = models.CharField(max_length=8, choices=Found.choices)
    note = models.CharField(max_length=240, blank=True, default="")
    metres = models.PositiveIntegerField(null=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="correction"
    )
    synthetic = models.BooleanField(default=False)

    objects = SpotCheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["point", "at"], name="spot_check_point")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.at:%Y-%m-%d %H:%M}: {self.found}"


class CitizenReport(models.Model):
    """How many people said that a point was closed at one hour of one day; nobody is named.

    A hint where to go and look, and proof of nothing: ``confirmed`` stays empty until somebody with
    standing says, with a note, whether it was so.
    """

    point = models.ForeignKey(_POINT, on_delete=models.PROTECT, related_name="citizen_reports")
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)
    confirmed = models.BooleanField(null=True)
    note = models.CharField(max_length=240, blank=True, default="")
    settled_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    objects = OfSeenPointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "day", "hour"], name="report_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.day} {self.hour}h: {self.count}"
