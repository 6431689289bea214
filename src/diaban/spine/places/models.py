"""Administrative units through time, what became of them, their postal codes and boundaries."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Level(models.TextChoices):
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Extent(models.TextChoices):
    """How much of a predecessor passed to a successor, as the resolution's words have it."""

    UNCHANGED = "unchanged"
    WHOLE = "whole"
    PART = "part"
    PART_AREA = "part_area"
    PART_AREA_ALL_PEOPLE = "part_area_all_people"
    PART_PEOPLE = "part_people"


class Standing(models.TextChoices):
    """What a boundary is worth: the two are never confused."""

    OFFICIAL = "official"
    APPROXIMATE = "approximate"


class DatedQuerySet(models.QuerySet):
    def in_force(self, as_of: date) -> DatedQuerySet:
        """Rows valid on ``as_of``; ``valid_to`` is the first day on which they are not."""
        return self.filter(
            Q(valid_from__lte=as_of), Q(valid_to__isnull=True) | Q(valid_to__gt=as_of)
        )


class Unit(models.Model):
    """A province, district or commune while its code, kind and parent held.

    The statistics office recycles codes (00004 was Trúc Bạch, is Ba Đình), so the key is the
    code together with the first day of validity.
    """

    level = models.CharField(max_length=8, choices=Level.choices)
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=16)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    opened_by = models.CharField(max_length=200, blank=True, default="")
    closed_by = models.CharField(max_length=200, blank=True, default="")
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True)
    folded = models.CharField(max_length=80)
    sort_key = models.CharField(max_length=200)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "code", "valid_from"], name="unit_key"),
        ]
        indexes = [models.Index(fields=["folded"])]
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.full_name

    def is_in_force(self, as_of: date) -> bool:
        return self.valid_from <= as_of and (self.valid_to is None or as_of < self.valid_to)

    @property
    def full_name(self) -> str:
        return f"{self.kind[:1].upper()}{self.kind[1:]} {self.name}"


class UnitAlias(models.Model):
    """Another spelling under which a unit is known."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    alias = models.CharField(max_length=80)
    kind = models.CharField(max_length=16)
    folded = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "alias"], name="unit_alias")]
        indexes = [models.Index(fields=["folded"])]

    def __str__(self) -> str:
        return self.alias


class Succession(models.Model):
    """One unit passing, wholly or in part, to another by a resolution's clause."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="became")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="came_from")
    on = models.DateField()
    extent = models.CharField(max_length=24, choices=Extent.choices)
    resolution = models.CharField(max_length=80)
    clause = models.CharField(max_length=16, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="succession"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class PostalCode(models.Model):
    """The five digits of a unit while a decision gives them; codes are recycled too."""

    code = models.CharField(max_length=5)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="postal_codes")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    decision = models.CharField(max_length=80)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "unit", "valid_from"], name="postal_code"),
        ]

    def __str__(self) -> str:
        return self.code


class Boundary(models.Model):
    """The ground of a unit as a source draws it, as WKB in WGS 84 longitude, latitude."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="boundaries")
    standing = models.CharField(max_length=12, choices=Standing.choices)
    geometry = models.BinaryField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(default=timezone.now)
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, null=True, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "standing", "valid_from"], name="boundary_of_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} ({self.standing})"


class FormerBoundary(models.Model):
    """What an official boundary was before a run drew it anew, so that the run can be undone.

    Without a geometry nothing stood there. ``run`` had brought what stood; ``taken_back_by`` is
    the run that undid the replacing.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="former_boundaries")
    valid_from = models.DateField()
    geometry = models.BinaryField(null=True)
    source = models.CharField(max_length=200, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    recorded_at = models.DateTimeField(null=True)
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, null=True, related_name="+")
    replaced_by = models.ForeignKey("runs.Run", on_delete=models.PROTECT, related_name="+")
    taken_back_by = models.ForeignKey(
        "runs.Run", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["unit", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.unit} ({self.valid_from})"


class HouseholdCount(models.Model):
    """How many households a source says a unit has; where no row stands, nobody knows."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="household_counts")
    count = models.PositiveIntegerField()
    as_of = models.DateField()
    source = models.CharField(max_length=200)
    synthetic = models.BooleanField(default=False)
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "as_of", "source"], name="household_count"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.count}"


class ChargesInForce(models.Manager):
    """Only what is in somebody's charge today: what has ended gives no sight any more."""

    def get_queryset(self) -> DatedQuerySet:
        today = timezone.localdate()
        return DatedQuerySet(self.model, using=self._db).in_force(today)


class Charge(models.Model):
    """A unit in somebody's charge from a day on: their *địa bàn*, which bounds what they see.

    ``objects``, and so ``user.charges``, are those of today; ``ever`` is all that there were.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="charges"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True)

    objects = ChargesInForce()
    ever = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit"], condition=Q(valid_to__isnull=True), name="charge"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.unit}"
