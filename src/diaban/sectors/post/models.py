"""The register of post points: each with a permanent identifier, and all that was said of it.

The columns of a `Point` are derived from its statements (``deriving``) and only spare a reader
the work; nothing is ever said by changing one.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from diaban.sectors.post.choices import (
    PUBLIC_KINDS,
    Decider,
    Kind,
    PositionFrom,
    Resolution,
    Tenure,
)
from diaban.sectors.post.presence.models import (
    Absence,
    CheckIn,
    CheckInPlace,
    CitizenReport,
    Device,
    Flag,
    FlagComment,
    PointSecret,
    Posting,
    RefusedCheckIn,
    Screen,
    Shift,
    SpotCheck,
    StaffedDay,
)
from diaban.sectors.post.reach.models import (
    PlaceOnOffer,
    Proposal,
    ProposalSet,
    ReachFigure,
    ReachSurvey,
)
from diaban.sectors.post.register.identifiers import write_identifier
from diaban.sectors.post.register.photo_models import PointPhoto
from diaban.spine.addresses.models import PositionSource
from diaban.spine.append_only import AppendOnly, AppendOnlyQuerySet
from diaban.spine.parties.models import Role
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.models import DatedQuerySet
from diaban.spine.places.units import today

# found here by Django
__all__ = [
    "Absence",
    "CheckIn",
    "CheckInPlace",
    "CitizenReport",
    "Device",
    "Flag",
    "FlagComment",
    "PlaceOnOffer",
    "PointPhoto",
    "PointSecret",
    "Posting",
    "Proposal",
    "ProposalSet",
    "ReachFigure",
    "ReachSurvey",
    "RefusedCheckIn",
    "Screen",
    "Shift",
    "SpotCheck",
    "StaffedDay",
]

_WHO = settings.AUTH_USER_MODEL


class PointQuerySet(models.QuerySet):
    def visible_to(self, actor) -> PointQuerySet:
        """Only the points in the actor's territory, and those that their own body operates."""
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        seen = in_charge(actor, "commune")
        if actor.role == Role.OPERATOR:
            seen |= Q(operator__in=_bodies_of(actor))
        return self.filter(seen)

    def everywhere(self, reason: str) -> PointQuerySet:
        """All points, for work that belongs to no person; ``reason`` says which."""
        assert reason  # noqa: S101 - a reader must find why the scope was left
        return self

    def present(self) -> PointQuerySet:
        """Without those that were found to be another point of the register."""
        return self.filter(merged_into__isnull=True)

    def open_on(self, day: date) -> PointQuerySet:
        """Those that stand on a day, by what is known now; of unknown opening: they stand."""
        opened = Q(opened_on__isnull=True) | Q(opened_on__lte=day)
        stands = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
        return self.present().filter(opened, stands)

    def serving_anybody(self) -> PointQuerySet:
        """Those of a kind that any passer-by is served at."""
        return self.filter(kind__in=PUBLIC_KINDS)


def _bodies_of(actor) -> models.QuerySet:
    """Return the organisations that somebody belongs to today."""
    return (
        DatedQuerySet(actor.memberships.model)
        .filter(person=actor)
        .in_force(today())
        .values("organisation")
    )


class Point(models.Model):
    """A post point, as it stands by all that is known.

    ``lat_e7``, ``lng_e7`` are its own position where one was stated, else its address's.
    ``commune`` follows from the position, the address or the written text, in that order;
    ``former`` is the commune of before July 2025. ``hours`` is what was read in ``hours_text``,
    "" where nothing was read. ``closed_on`` is the first day on which it stood no more, and
    ``successor`` the point that took over its work; ``merged_into`` is the row that answers for
    this one since both were found to be the same point.
    """

    id = models.BigAutoField(primary_key=True)
    synthetic = models.BooleanField(default=False)
    name = models.CharField(max_length=160, blank=True, default="")
    folded = models.CharField(max_length=160, blank=True, default="")
    sort_key = models.CharField(max_length=400, blank=True, default="")
    kind = models.CharField(max_length=16, choices=Kind.choices, blank=True, default=Kind.UNKNOWN)
    operator = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    tenure = models.CharField(
        max_length=8, choices=Tenure.choices, blank=True, default=Tenure.UNKNOWN
    )
    # null: nobody said which; an empty list: somebody said none
    services = models.JSONField(null=True)
    hours_text = models.CharField(max_length=240, blank=True, default="")
    hours = models.CharField(max_length=400, blank=True, default="")
    address_text = models.CharField(max_length=240, blank=True, default="")
    commune_text = models.CharField(max_length=160, blank=True, default="")
    operator_code = models.CharField(max_length=16, blank=True, default="")
    postal_code = models.CharField(max_length=6, blank=True, default="")
    address = models.ForeignKey(
        "addresses.Address", on_delete=models.PROTECT, null=True, related_name="+"
    )
    street = models.CharField(max_length=120, blank=True, default="")
    commune = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+"
    )
    former = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    resolution = models.SmallIntegerField(choices=Resolution.choices, default=Resolution.NOTHING)
    resolved_by = models.CharField(
        max_length=8, choices=Decider.choices, blank=True, default=Decider.NOBODY
    )
    # why it has no address in the register, as a person says
    exception = models.CharField(max_length=240, blank=True, default="")
    lat_e7 = models.IntegerField(null=True)
    lng_e7 = models.IntegerField(null=True)
    accuracy_metres = models.FloatField(null=True)
    position_source = models.SmallIntegerField(
        choices=PositionSource.choices, default=PositionSource.UNKNOWN
    )
    position_from = models.CharField(
        max_length=8, choices=PositionFrom.choices, blank=True, default=PositionFrom.NOWHERE
    )
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="predecessors"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="same_points"
    )

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        indexes = [models.Index(fields=["commune", "kind"], name="point_commune")]

    def __str__(self) -> str:
        return self.name or self.identifier

    @property
    def identifier(self) -> str:
        """The permanent identifier that people and other systems keep."""
        return write_identifier(self.id)

    @property
    def position(self) -> tuple[float, float] | None:
        if self.lat_e7 is None or self.lng_e7 is None:
            return None
        return self.lat_e7 / 1e7, self.lng_e7 / 1e7

    @property
    def has_unread_hours(self) -> bool:
        return bool(self.hours_text) and not self.hours

    def is_open_on(self, day: date) -> bool:
        """Whether it stands on a day, by what is known now; of unknown opening: it does."""
        opened = self.opened_on is None or self.opened_on <= day
        return opened and (self.closed_on is None or day < self.closed_on)


class PointKey(models.Model):
    """The name under which a source knows a point, and a digest of what it last said of it."""

    source = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="keys")
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="point_key")]

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"


class Act(models.IntegerChoices):
    """What kind of statement it is. What a person corrects stands before what a file recorded."""

    RECORD = 1
    CORRECTION = 2
    RESOLUTION = 3
    WITHDRAWAL = 4


class StatementQuerySet(AppendOnlyQuerySet):
    def visible_to(self, actor) -> StatementQuerySet:
        if actor.is_authenticated and actor.sees_whole_city:
            return self
        return self.filter(point__in=Point.objects.visible_to(actor))


class Statement(AppendOnly):
    """What somebody said of a point, with two clocks. Never changed, never deleted.

    ``facts`` has only what the statement speaks of, by the names of ``deriving.FACTS``; a fact
    that is None is said to be unknown. ``held_on`` is the day from which they held.
    """

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="statements")
    act = models.SmallIntegerField(choices=Act.choices)
    facts = models.JSONField()
    source = models.CharField(max_length=80)
    held_on = models.DateField()
    learned_at = models.DateTimeField()
    actor = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+", db_index=False)
    run = models.ForeignKey(
        "runs.Run", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = StatementQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.point_id} {self.get_act_display()} {self.held_on}"


class Verdict(models.TextChoices):
    """What was decided about a candidate; one that was not found again has lapsed."""

    OPEN = "open"
    SAME = "same"
    APART = "apart"
    LAPSED = "lapsed"


class CandidateQuerySet(models.QuerySet):
    def visible_to(self, actor) -> CandidateQuerySet:
        """Only of points that the actor sees, and of which they see the other point too."""
        if actor.is_authenticated and actor.sees_whole_city:
            return self
        seen = Point.objects.visible_to(actor).values("pk")
        return self.filter(Q(other__isnull=True) | Q(other__in=seen), point__in=seen)

    def waiting(self) -> CandidateQuerySet:
        return self.filter(
            Q(other__isnull=True) | Q(other__merged_into__isnull=True),
            state=Verdict.OPEN,
            point__merged_into__isnull=True,
        )


class Candidate(models.Model):
    """What a point may be: an address of the register, or another of its points. A person decides.

    ``score`` runs from 0 to 1. ``written`` is the text that it was found for: with another text
    the question is another one.
    """

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="candidates")
    address = models.ForeignKey(
        "addresses.Address", on_delete=models.PROTECT, null=True, related_name="+"
    )
    other = models.ForeignKey(Point, on_delete=models.PROTECT, null=True, related_name="likenesses")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    written = models.CharField(max_length=480, blank=True, default="")
    state = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        _WHO, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point", "address"],
                condition=Q(other__isnull=True),
                name="address_candidate",
            ),
            models.UniqueConstraint(
                fields=["point", "other"], condition=Q(address__isnull=True), name="point_candidate"
            ),
            models.CheckConstraint(
                condition=Q(address__isnull=True) ^ Q(other__isnull=True), name="one_candidate"
            ),
        ]
        indexes = [models.Index(fields=["state", "-score", "id"], name="candidate_list")]

    def __str__(self) -> str:
        return f"{self.point_id} ? {self.address_id or self.other_id}"
