"""What the evidence says of a point and day, kept so that a page is fast; and doubts about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from diaban.sectors.post.presence.roster_models import OfPointQuerySet
from diaban.spine.append_only import AppendOnly

_WHO = settings.AUTH_USER_MODEL
_POINT = "post.Point"


class StaffedDayQuerySet(models.QuerySet):
    def visible_to(self, actor) -> StaffedDayQuerySet:
        """Of the points in sight: it names nobody."""
        points = self.model._meta.get_field("point").related_model
        return self.filter(point__in=points.objects.visible_to(actor).values("pk"))


class StaffedDay(models.Model):
    """Minutes of one point and day: required = staffed + not staffed + unknown.

    Derived, and worked out anew when anything that it rests on is learned (`staffing`). ``learned``
    grows with each change of the row, so that figures know what to read again.
    """

    point = models.ForeignKey(
        _POINT, on_delete=models.CASCADE, related_name="staffed_days", db_index=False
    )
    day = models.DateField()
    required_minutes = models.PositiveSmallIntegerField()
    staffed_minutes = models.PositiveSmallIntegerField()
    not_staffed_minutes = models.PositiveSmallIntegerField()
    unknown_minutes = models.PositiveSmallIntegerField()
    # minutes that were evidenced outside the required ones
    beyond_minutes = models.PositiveSmallIntegerField(default=0)
    # whether hours were known that day, and whether the point was to open at all
    why = models.CharField(max_length=16, blank=True, default="")
    learned = models.BigIntegerField(default=0, db_index=True)

    objects = StaffedDayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "day"], name="staffed_day"),
            models.CheckConstraint(
                condition=Q(
                    required_minutes=models.F("staffed_minutes")
                    + models.F("not_staffed_minutes")
                    + models.F("unknown_minutes")
                ),
                name="staffed_minutes_add_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.day}: {self.staffed_minutes}/{self.required_minutes}"


class Flag(models.Model):
    """A doubt about check-ins that somebody should look into; never a verdict.

    ``token`` names the kind and the very check-ins, so that it is raised once. ``told`` are the
    facts that it rests on. Settled it carries a note of who looked into it.
    """

    token = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=24)
    point = models.ForeignKey(_POINT, on_delete=models.PROTECT, related_name="flags")
    person = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    check_ins = models.JSONField(default=list)
    told = models.JSONField(default=dict)
    raised_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=240, blank=True, default="")
    # whether the check-ins count on as evidence: only a person takes that away
    counts = models.BooleanField(default=True)
    settled_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = OfPointQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["settled_at", "-raised_at"], name="flag_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.point_id} {self.day}"


class FlagCommentQuerySet(models.QuerySet):
    def visible_to(self, actor) -> FlagCommentQuerySet:
        return self.filter(flag__in=Flag.objects.visible_to(actor))


class FlagComment(AppendOnly):
    """What somebody says of a doubt: who it concerns, or who looks into it."""

    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    said_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.author} on {self.flag_id}"
