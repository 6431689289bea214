"""What people ask about their data, what was published, and which daily duties are done."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from diaban.spine.append_only import AppendOnly

_WHO = settings.AUTH_USER_MODEL


class CoveragePublication(AppendOnly):
    """The figures of coverage that anybody may see, as they stood on a day; never changed.

    ``units`` holds a row for each commune, ``sums`` the city's: figures by measure, null where
    they are withheld. What was withheld is not kept here either. ``covers`` names the communes
    withheld to cover others; it is for the next publication and told to nobody.
    """

    day = models.DateField(unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    units = models.JSONField()
    sums = models.JSONField()
    covers = models.JSONField()
    synthetic = models.BooleanField()

    def __str__(self) -> str:
        return f"coverage of {self.day}"


class PublishedFigures(models.Model):
    """What anybody may see of a measure or a register: one row each, replaced when it changes.

    ``months`` hold, the oldest first, the day (``as_of``), the city's figures and those of each
    unit by its code ("" what lies nowhere known): how many hold, of how many known, how many in
    all; null where withheld. ``covers`` names by day the units that cover others; it is for the
    next time and told to nobody. ``version`` is the rule's, null of a register.
    """

    dataset = models.SlugField(max_length=80, primary_key=True)
    issued_at = models.DateTimeField(default=timezone.now)
    modified_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveSmallIntegerField(null=True)
    months = models.JSONField()
    covers = models.JSONField()
    synthetic = models.BooleanField()

    def __str__(self) -> str:
        return self.dataset


class Duty(models.Model):
    """A duty of every day and the last day on which it was done."""

    name = models.CharField(max_length=32, primary_key=True)
    done_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.name} {self.done_on}"


class Wish(models.TextChoices):
    """What somebody may ask about their data: Law 91/2025/QH15, article 4."""

    ACCESS = "access"
    RECTIFY = "rectify"
    ERASE = "erase"
    RESTRICT = "restrict"
    OBJECT = "object"


class WishState(models.TextChoices):
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


class DataRequestQuerySet(models.QuerySet):
    def visible_to(self, actor) -> DataRequestQuerySet:
        """All for an administrator; otherwise what the actor asked of their own account."""
        if not actor.is_authenticated:
            return self.none()
        return self if actor.administers else self.filter(person=actor)

    def waiting(self) -> DataRequestQuerySet:
        return self.filter(state=WishState.OPEN)


class DataRequest(models.Model):
    """A request about personal data, the days by which it must be answered, and the answer.

    About an account (``person``) or about a door (``address``), asked by somebody who may have no
    account. ``asker``, ``words`` and ``answer`` may name people: they are emptied some time after
    the request was closed.
    """

    wish = models.CharField(max_length=8, choices=Wish.choices)
    person = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.ForeignKey(
        "addresses.Address", on_delete=models.PROTECT, null=True, related_name="+"
    )
    asker = models.CharField(max_length=200, blank=True, default="")
    words = models.CharField(max_length=2000, blank=True, default="")
    received_on = models.DateField()
    reply_by = models.DateField()
    due_on = models.DateField()
    is_extended = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=WishState.choices, default=WishState.OPEN)
    answer = models.CharField(max_length=2000, blank=True, default="")
    replied_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    closed_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "due_on"], name="data_request_waiting")]

    def __str__(self) -> str:
        return f"{self.wish} of {self.received_on}"

    def is_late(self, today: date) -> bool:
        """Whether a legal day has passed without what was to be done by it."""
        if self.state != WishState.OPEN:
            return False
        return self.due_on < today or (self.replied_at is None and self.reply_by < today)
