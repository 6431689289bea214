"""The register of evidence: what somebody counted, where, on which day, and from what.

It serves every duty that no records of Diaban's own measure yet. A statement is never changed: a
later one of the same place and day takes its place, and both stay to be read.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from diaban.engines.measuring import Count
from diaban.spine.append_only import AppendOnly, AppendOnlyQuerySet
from diaban.spine.parties.organisations import Field
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.models import Level


class Register(models.Model):
    """One thing that is counted, the same way everywhere.

    ``level``: the kind of place that evidence is given for. ``shelf_life_days``: for how long a
    count is believed from the opening on; None: until the next one. What was set later is in
    ``shelf_lives``. ``noun_…`` names one of what is counted.
    """

    key = models.SlugField(max_length=60, unique=True)
    title_vi = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    noun_vi = models.CharField(max_length=60)
    noun_en = models.CharField(max_length=60)
    field = models.CharField(max_length=10, choices=Field.choices, blank=True, default="")
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.COMMUNE)
    shelf_life_days = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=240)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return self.key

    def shelf_life_on(self, day: date) -> int | None:
        """Return for how many days a count is believed by the rule of a day; None: for ever."""
        set_by_then = [one for one in self.shelf_lives.all() if one.valid_from <= day]
        newest = max(set_by_then, key=lambda one: (one.valid_from, one.pk), default=None)
        return self.shelf_life_days if newest is None else newest.days


class ShelfLife(AppendOnly):
    """For how long a register's counts are believed from a day on; the days before keep theirs."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="shelf_lives")
    days = models.PositiveIntegerField(null=True)
    valid_from = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return f"{self.register_id} {self.valid_from}: {self.days}"


class EvidenceQuerySet(AppendOnlyQuerySet):
    def visible_to(self, actor) -> EvidenceQuerySet:
        """All for who sees the whole city; otherwise of the units in the actor's charge."""
        if not actor.is_authenticated:
            return self.none()
        return self if actor.sees_whole_city else self.filter(in_charge(actor, "unit"))


class Evidence(AppendOnly):
    """A count: of ``denominator`` known ones ``numerator`` hold, and ``unknown`` are not known."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="evidence")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    numerator = models.PositiveBigIntegerField()
    denominator = models.PositiveBigIntegerField()
    unknown = models.PositiveBigIntegerField(default=0)
    source_file = models.CharField(max_length=255, blank=True, default="")
    source_digest = models.CharField(max_length=64, blank=True, default="")
    note = models.CharField(max_length=240, blank=True, default="")
    synthetic = models.BooleanField(default=False)
    learned_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__lte=F("denominator")), name="evidence_part_of_whole"
            ),
        ]
        indexes = [
            models.Index(fields=["register", "unit", "-held_on", "-id"], name="evidence_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.register_id} {self.unit_id} {self.held_on}"

    @property
    def count(self) -> Count:
        return Count(self.numerator, self.denominator, self.unknown)
