"""Stored figures, and reports that were closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from django.conf import settings
from django.db import models

from diaban.engines.measuring import Count, Label
from diaban.spine.append_only import AppendOnly, AppendOnlyQuerySet

# the columns of a tally, in their order
LABELS = [label.name.lower() for label in Label]


class Labelled(models.Model):
    """The records of one place by what a measure says of them."""

    excluded = models.BigIntegerField()
    numerator = models.BigIntegerField()
    rest = models.BigIntegerField()
    unknown = models.BigIntegerField()
    unit = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True

    @classmethod
    def labelled_as(cls, row: Sequence[int], **values: object) -> Self:
        """Make a row of a tally's: its columns stand in the order of ``Label``."""
        return cls(**values, **dict(zip(LABELS, row, strict=True)))

    @property
    def labelled(self) -> tuple[int, ...]:
        return tuple(getattr(self, name) for name in LABELS)

    @property
    def count(self) -> Count:
        return Count(self.numerator, self.numerator + self.rest, self.unknown, self.excluded)


class Computation(models.Model):
    """One measure as of the end of a day, counted in every place.

    It can be made again: ``mark`` is the newest statement that it rests on, ``version`` that of
    the rule. ``fingerprint`` is a digest of the counts of all places.
    """

    measure = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    mark = models.BigIntegerField()
    fingerprint = models.CharField(max_length=32)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "as_of"], name="computed_once")]

    def __str__(self) -> str:
        return f"{self.measure} {self.as_of}"

    @property
    def rule(self) -> tuple[str, int]:
        return self.measure, self.version


class Figure(Labelled):
    """What a computation counted in one commune; no unit: nobody knows where."""

    computation = models.ForeignKey(Computation, on_delete=models.CASCADE, related_name="figures")

    class Meta:
        indexes = [models.Index(fields=["unit", "computation"], name="figure_of_unit")]

    def __str__(self) -> str:
        return f"{self.computation_id} {self.unit_id}"


class Closing(AppendOnly):
    """A reporting window that was closed: what stood then stays, whatever is learned later.

    ``window`` is a kind of Decree 09/2019/NĐ-CP, article 12 (``engines.measuring.windows``) and
    ``closes_on`` its last day, as of which its figures are.
    """

    window = models.CharField(max_length=12)
    opens_on = models.DateField()
    closes_on = models.DateField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["window", "closes_on"], name="closed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.window} {self.closes_on}"


class ClosedFigure(Labelled, AppendOnly):
    """A figure as it stood when its window was closed."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="figures")
    measure = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["closing", "measure", "unit"], name="closed_figure")]

    def __str__(self) -> str:
        return f"{self.measure} {self.unit_id}"


class FigureAudit(AppendOnly):
    """Records drawn by chance to be looked at again, for one or several measures of one table.

    ``measures`` are [name, version]; ``strata`` are the classes of records that were drawn from:
    the label by each measure, how many there were, how many were drawn. No unit: the whole city.
    """

    table = models.CharField(max_length=40)
    measures = models.JSONField()
    as_of = models.DateField()
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    half_width = models.FloatField()
    seed = models.CharField(max_length=64)
    strata = models.JSONField()
    synthetic = models.BooleanField(default=False)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"audit {self.pk} of {self.table}"


class DrawnRecord(AppendOnly):
    """A record of the sample, at its place in the draw; ``stratum`` numbers it in ``strata``."""

    audit = models.ForeignKey(FigureAudit, on_delete=models.PROTECT, related_name="records")
    record = models.BigIntegerField()
    place = models.PositiveIntegerField()
    stratum = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "record"], name="drawn_once"),
        ]
        ordering = ["audit", "place"]

    def __str__(self) -> str:
        return f"{self.audit_id}: {self.record}"


class AuditFinding(AppendOnly):
    """What somebody found at a record: whether it holds by a measure; null: it cannot be told.

    The newest of a record and measure counts; those before it stay.
    """

    drawn = models.ForeignKey(DrawnRecord, on_delete=models.PROTECT, related_name="findings")
    measure = models.CharField(max_length=60)
    holds = models.BooleanField(null=True)
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.drawn_id} {self.measure}: {self.holds}"
