"""What couriers report of doors: found or not, and where they went in. Nothing of any person."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from diaban.spine.append_only import AppendOnly


class Outcome(models.IntegerChoices):
    """How a delivery ended, as far as the address goes."""

    FOUND = 1
    WRONG_PLACE = 2
    NOT_FOUND = 3
    CLOSED = 4
    REFUSED = 5


class Delivery(AppendOnly):
    """One delivery to a door, reported once.

    Of the courier's own reference only a digest is kept: enough to know it again, and nothing that
    somebody wrote into it by mistake. ``content`` is a digest of what was said.
    """

    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    key = models.ForeignKey(
        "parties.ApiKey", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reference = models.CharField(max_length=32)
    content = models.CharField(max_length=32)
    address = models.ForeignKey(
        "addresses.Address", on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    outcome = models.SmallIntegerField(choices=Outcome.choices)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    lat_e7 = models.IntegerField(null=True)
    lng_e7 = models.IntegerField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "reference"], name="delivery_reference"),
        ]
        indexes = [models.Index(fields=["address", "-happened_at"], name="delivery_of_address")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.happened_at:%Y-%m-%d}"
