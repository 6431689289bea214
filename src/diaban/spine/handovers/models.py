"""What the province Post handed over, how each row stands to the registry, what communes return."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from diaban.spine.parties.territory import in_charge


class Standing(models.TextChoices):
    """How a row of the handover and the registry stand to each other."""

    MATCHED = "matched"
    DIFFERING = "differing"
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"


class Reason(models.TextChoices):
    """Why a row stands as it does."""

    CODE = "code"  # found by its digital address
    WORDS = "words"  # found by its words and position
    UNSURE = "unsure"  # found so, and a person must look
    NEAREST = "nearest"  # each is the other's nearest, and too few words are said
    CODE_DIFFERS = "code_differs"  # found by its words, but the door has another digital address
    NOTHING_LIKE_IT = "nothing_like_it"
    NO_PLACE = "no_place"  # it names no commune of the city and has no position in it
    NO_CODE = "no_code"  # the door has no digital address, and no row is like it
    CODE_UNKNOWN = "code_unknown"  # the door has one that the handover does not hold


class Choice(models.TextChoices):
    """What a commune says of a row."""

    KEEP = "keep"
    POST = "post"
    CORRECT = "correct"
    GONE = "gone"


class Outcome(models.TextChoices):
    """What became of a returned row; of KEPT nothing was to be changed."""

    OPEN = "open"
    TAKEN = "taken"
    LEFT = "left"
    KEPT = "kept"


class HandoverQuerySet(models.QuerySet):
    def visible_to(self, actor) -> HandoverQuerySet:
        """All for who sees the whole city; otherwise those with a row in the actor's charge."""
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        return self.filter(pk__in=HandoverRow.objects.visible_to(actor).values("handover"))


class Handover(models.Model):
    """One list of the Post, as of a day."""

    run = models.OneToOneField("runs.Run", on_delete=models.PROTECT, related_name="handover")
    held_on = models.DateField()
    reconciled_at = models.DateTimeField(null=True)

    objects = HandoverQuerySet.as_manager()

    def __str__(self) -> str:
        return f"handover {self.pk}"


class HandoverRowQuerySet(models.QuerySet):
    def visible_to(self, actor) -> HandoverRowQuerySet:
        """Only the rows of communes within the actor's territory."""
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        return self.filter(in_charge(actor, "commune"))


class HandoverRow(models.Model):
    """A row of the list, or a door that the list does not hold (then without ``row_number``).

    ``said`` has the row's own words and position; ``differences`` names the fields in which it
    and the door differ.
    """

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="rows")
    row_number = models.BigIntegerField(null=True)
    digital_address = models.CharField(max_length=10, blank=True, default="")
    said = models.JSONField(default=dict)
    commune = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    address = models.ForeignKey(
        "addresses.Address", on_delete=models.PROTECT, null=True, related_name="+"
    )
    standing = models.CharField(max_length=16, choices=Standing.choices, blank=True, default="")
    reason = models.CharField(max_length=16, choices=Reason.choices, blank=True, default="")
    score = models.FloatField(null=True)
    metres = models.FloatField(null=True)
    differences = models.JSONField(default=list)

    objects = HandoverRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "digital_address"],
                condition=Q(row_number__isnull=False),
                name="handover_code",
            ),
        ]
        indexes = [
            models.Index(fields=["handover", "commune", "standing"], name="handover_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.digital_address or self.address_id} ({self.standing})"


class ReturnedRowQuerySet(models.QuerySet):
    def visible_to(self, actor) -> ReturnedRowQuerySet:
        """Only of the rows within the actor's territory."""
        if actor.is_authenticated and actor.sees_whole_city:
            return self
        return self.filter(row__in=HandoverRow.objects.visible_to(actor))


class ReturnedRow(models.Model):
    """What a commune returned for a row; ``values`` is what the registry would hear."""

    row = models.OneToOneField(HandoverRow, on_delete=models.CASCADE, related_name="returned")
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice.choices)
    values = models.JSONField(default=dict)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    returned_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    decided_at = models.DateTimeField(null=True)

    objects = ReturnedRowQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["outcome"], name="returned_outcome")]

    def __str__(self) -> str:
        return f"{self.choice} ({self.outcome})"
