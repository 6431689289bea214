"""The programme as it stood when a reporting window was closed; nobody changes it afterwards."""

from __future__ import annotations

from functools import cached_property
from math import inf

from django.db import models

from diaban.engines.measuring import Count, ShareBounds
from diaban.spine.append_only import AppendOnly
from diaban.spine.figures.models import Closing

_OWN = {"on_delete": models.PROTECT, "related_name": "+"}


class ClosedTask(AppendOnly):
    """A row of the programme's table, in the words of then. ``status``: of the four official ones.

    ``lead`` is whom the programme names, ``answerable`` who had that field on the day: empty where
    nobody knows. ``due_on`` is the day with what had been granted by then; ``behind_days``
    counts from the original one. ``comes_again`` are the words of the documents for what does, with
    ``next_round``, the day of the first round that was not done: missed, or to come, with what had
    been granted; ``missing_rounds`` tells how many were missed.
    """

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="tasks")
    programme = models.ForeignKey("programme.Programme", **_OWN)
    task = models.ForeignKey("programme.Task", **_OWN)
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=400)
    field = models.CharField(max_length=12, blank=True, default="")
    lead = models.CharField(max_length=240, blank=True, default="")
    answerable = models.TextField(blank=True, default="")
    partners = models.TextField(blank=True, default="")
    product = models.CharField(max_length=240, blank=True, default="")
    original_deadline = models.DateField(null=True)
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    status = models.CharField(max_length=12)
    behind_days = models.PositiveIntegerField(default=0)
    comes_again = models.TextField(blank=True, default="")
    next_round = models.DateField(null=True)
    missing_rounds = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["closing", "task"], name="task_closed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ClosedTarget(AppendOnly):
    """A target as it stood. ``gauge``: the measure or register by name, empty where none was.

    ``share`` is None where nothing was known; without a gauge there are no bounds either, for a
    target that nothing measures stands at no figure; of an amount there is no upper one while a
    place is silent. ``declared_…`` is what was said last: of the
    whole, or the sum of what units said of themselves; ``declared_noun`` what that counts where it
    is another thing than the gauge counts, and so not to be compared.
    """

    row = models.ForeignKey(ClosedTask, on_delete=models.PROTECT, related_name="targets")
    target = models.ForeignKey("programme.Target", **_OWN)
    title = models.CharField(max_length=240)
    relation = models.CharField(max_length=2)
    threshold = models.FloatField(null=True)
    amount = models.PositiveIntegerField(null=True)
    gauge = models.CharField(max_length=80, blank=True, default="")
    version = models.PositiveSmallIntegerField(null=True)
    noun = models.CharField(max_length=60, blank=True, default="")
    lacks = models.CharField(max_length=240, blank=True, default="")
    counts_alike = models.BooleanField(default=False)
    share = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    numerator = models.PositiveBigIntegerField(default=0)
    denominator = models.PositiveBigIntegerField(default=0)
    unknown = models.PositiveBigIntegerField(default=0)
    silent = models.PositiveIntegerField(default=0)
    declared_numerator = models.PositiveBigIntegerField(null=True)
    declared_denominator = models.PositiveBigIntegerField(null=True)
    declared_by_units = models.BooleanField(default=False)
    declared_noun = models.CharField(max_length=60, blank=True, default="")
    is_reached = models.BooleanField(null=True)
    synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title

    @property
    def is_measurable(self) -> bool:
        return bool(self.gauge)

    @property
    def rule(self) -> tuple[object, ...]:
        """What the figure was counted and held against by."""
        wanted = self.relation, self.threshold, self.amount
        return self.gauge, self.version, self.counts_alike, *wanted

    @property
    def count(self) -> Count:
        return Count(self.numerator, self.denominator, self.unknown)

    @property
    def shares(self) -> ShareBounds | None:
        if not self.is_measurable:
            return None
        return ShareBounds(self.share, self.low, inf if self.high is None else self.high)

    @cached_property
    def declared_share(self) -> float | None:
        whole = self.declared_denominator
        if whole and self.amount and not self.declared_noun:
            return self.declared_numerator / self.amount
        return self.declared_numerator / whole if whole else None


class ClosedPlace(AppendOnly):
    """One place of a closed target; no unit: nowhere known. Of a ``silent`` one nothing is known.

    ``declared_…`` is the newest that the unit itself said, ``declared_noun`` as of the target.
    """

    figure = models.ForeignKey(ClosedTarget, on_delete=models.PROTECT, related_name="places")
    unit = models.ForeignKey("places.Unit", null=True, **_OWN)
    numerator = models.PositiveBigIntegerField(default=0)
    denominator = models.PositiveBigIntegerField(default=0)
    unknown = models.PositiveBigIntegerField(default=0)
    silent = models.BooleanField(default=False)
    declared_numerator = models.PositiveBigIntegerField(null=True)
    declared_denominator = models.PositiveBigIntegerField(null=True)
    declared_noun = models.CharField(max_length=60, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.figure_id} {self.unit_id}"

    @property
    def count(self) -> Count:
        return Count(self.numerator, self.denominator, self.unknown)
