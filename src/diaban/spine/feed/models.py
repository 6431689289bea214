"""The feed of changes: what of the public part of the registry became otherwise, numbered.

Numbers follow commits and have no gaps: who has read up to one has missed nothing before it. Rows
are small, for there is one for every door; what a door is now is read when the feed is.
"""

from __future__ import annotations

from django.db import models

from diaban.spine.append_only import AppendOnly
from diaban.spine.feed.webhooks import Sending, Webhook

# found here by Django
__all__ = ["Sending", "Webhook"]


class ChangeKind(models.IntegerChoices):
    """What became of a door, as anybody may know it."""

    CREATED = 1
    CHANGED = 2
    RETIRED = 3
    MERGED = 4
    CODE_CHANGED = 5
    CERTIFIED = 6
    WITHDRAWN = 7
    LOT_STANDS = 8
    LOT_FELL = 9


class Change(AppendOnly):
    """One change of one door. ``at``: seconds since 1970 at which it was numbered.

    Addresses and communes are row numbers and no foreign keys: of millions of rows none is
    checked one by one. ``commune_before`` lets those learn of it who saw the door until then.
    """

    number = models.BigIntegerField(primary_key=True)
    address = models.BigIntegerField()
    kind = models.SmallIntegerField(choices=ChangeKind.choices)
    at = models.BigIntegerField()
    commune = models.BigIntegerField(null=True)
    commune_before = models.BigIntegerField(null=True)
    code_before = models.CharField(max_length=12, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"


class Published(models.Model):
    """What the feed last said of an address: a digest, 0 where it was taken away."""

    address = models.BigIntegerField(primary_key=True)
    digest = models.BigIntegerField()
    commune = models.BigIntegerField(null=True)
    code = models.CharField(max_length=12, blank=True, default="")
    certification = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.address)
