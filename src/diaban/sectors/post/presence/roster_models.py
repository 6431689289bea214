"""Who works at which post point: postings, weekly shifts with their dates, and absences."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from diaban.spine.parties.models import Role
from diaban.spine.places.models import DatedQuerySet

_WHO = settings.AUTH_USER_MODEL
_POINT = "post.Point"


class OfPointQuerySet(models.QuerySet):
    """Rows that tell what a person does at a point."""

    def visible_to(self, actor) -> OfPointQuerySet:
        """All for who sees the city; a commune's of its points; of the staff, one's own.

        Who manages a point sees what concerns it. Being of the same operator is no reason to see
        when another comes and goes.
        """
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        return self.filter(Q(person=actor) | _answers_for(self.model, actor))

    def answered_for_by(self, actor) -> OfPointQuerySet:
        """Those of points that the actor has to see to: in their charge, or managed by them."""
        if not actor.is_authenticated:
            return self.none()
        return self if actor.sees_whole_city else self.filter(_answers_for(self.model, actor))


def _answers_for(model: type[models.Model], actor) -> Q:
    if actor.role == Role.COMMUNE:
        points = model._meta.get_field("point").related_model
        return Q(point__in=points.objects.visible_to(actor).values("pk"))
    managed = Posting.objects.filter(person=actor, is_manager=True)
    return Q(point__in=managed.in_force(timezone.localdate()).values("point"))


class PostingQuerySet(OfPointQuerySet, DatedQuerySet):
    pass


class Posting(models.Model):
    """A person works at a point, from a day to a day; ``is_manager``: answers for it."""

    point = models.ForeignKey(_POINT, on_delete=models.PROTECT, related_name="postings")
    person = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    is_manager = models.BooleanField(default=False)
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True)
    posted_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField(default=timezone.now)

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point", "person"], condition=Q(valid_to__isnull=True), name="posted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.point}"


class Weekday(models.IntegerChoices):
    """As ISO 8601 counts, from Monday."""

    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6
    SUNDAY = 7


class ShiftQuerySet(OfPointQuerySet, DatedQuerySet):
    pass


class Shift(models.Model):
    """A person's weekly hours at a point between two days; minutes are counted from midnight.

    What ends keeps its row with ``valid_to``: the roster of any past day can be read.
    """

    point = models.ForeignKey(_POINT, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    begin_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=120, blank=True, default="")
    entered_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    synthetic = models.BooleanField(default=False)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(begin_minute__lt=models.F("end_minute"), end_minute__lte=1440),
                name="shift_minutes",
            ),
        ]
        indexes = [
            models.Index(fields=["point", "weekday"], name="shift_point"),
            models.Index(fields=["person", "weekday"], name="shift_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_weekday_display()} {self.hours}"

    @property
    def hours(self) -> str:
        return f"{write_minute(self.begin_minute)}–{write_minute(self.end_minute)}"


def write_minute(minute: int) -> str:
    """Write a minute of the day.

    >>> write_minute(450)
    '07:30'
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"


class AbsenceQuerySet(OfPointQuerySet):
    def visible_to(self, actor) -> AbsenceQuerySet:
        """As other rows of a point, and those that one is to cover."""
        seen = super().visible_to(actor)
        if not actor.is_authenticated or actor.sees_whole_city:
            return seen
        return seen | self.filter(cover=actor)

    def standing(self) -> AbsenceQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class Absence(models.Model):
    """A person will not be at a point from a day through a day, why, and who stands in."""

    point = models.ForeignKey(_POINT, on_delete=models.PROTECT, related_name="absences")
    person = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=160)
    cover = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")
    announced_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=models.F("last_day")), name="absence_days"
            ),
        ]
        indexes = [models.Index(fields=["point", "last_day"], name="absence_point")]

    def __str__(self) -> str:
        return f"{self.person} {self.first_day}–{self.last_day}"
