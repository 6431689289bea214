"""Surveys of who reaches which point, rooms on offer, and proposals of where to serve next."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from diaban.spine.append_only import AppendOnly, AppendOnlyQuerySet
from diaban.spine.parties.territory import in_charge

_WHO = settings.AUTH_USER_MODEL


def new_name() -> str:
    return uuid4().hex


class ReachSurveyQuerySet(AppendOnlyQuerySet):
    def visible_to(self, actor) -> ReachSurveyQuerySet:
        """All for who is signed in: a survey itself tells sums of the city and no door."""
        return self if actor.is_authenticated else self.none()

    def newest(self) -> ReachSurvey | None:
        """The last survey whose rows are there."""
        return next((one for one in self.order_by("-pk")[:5] if one.path.exists()), None)


class ReachSurvey(AppendOnly):
    """How far every household was from the points that stood on a day.

    One row a household lies in a Parquet file of the data folder, under ``name``; its sums by
    commune are `ReachFigure`. ``ground`` is the generation of the base map, ``points_digest`` of
    what was known of the points, ``addresses_mark`` the newest statement about an address: with
    the same three nothing would come out otherwise. ``parameters`` are those it was made with,
    ``counts`` what it found.
    """

    name = models.CharField(max_length=32, unique=True, default=new_name)
    as_of = models.DateField()
    made_at = models.DateTimeField()
    actor = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, null=True, related_name="+")
    ground = models.BigIntegerField()
    points_digest = models.CharField(max_length=32)
    addresses_mark = models.BigIntegerField()
    parameters = models.JSONField()
    counts = models.JSONField()
    synthetic = models.BooleanField(default=False)

    objects = ReachSurveyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["as_of"], name="reach_survey_day")]

    def __str__(self) -> str:
        return f"reach {self.as_of}"

    @property
    def path(self) -> Path:
        return Path(settings.REACH_FOLDER) / f"{self.name}.parquet"


class OfUnitQuerySet(AppendOnlyQuerySet):
    def visible_to(self, actor) -> OfUnitQuerySet:
        """Only those of communes in the actor's charge, of today or of before July 2025."""
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        heirs = Q(unit__became__successor__in=actor.charges.values("unit_id"))
        return self.filter(in_charge(actor, "unit") | heirs).distinct()


class ReachFigure(AppendOnly):
    """What a survey found in one commune; no unit: of households that lie in none that is known.

    Of the ``households``, ``within_*`` are known to have an open point within so far by road,
    ``beyond_3km`` are known to have none, and of ``unknown`` nobody can tell; ``staffed_3km`` and
    ``staffed_unknown`` ask the same of a point where somebody serves. ``remote`` live far from
    every commune's centre, ``remote_beyond`` of them have no point within 3 km. ``unsure`` of a
    former commune's households may have belonged to another. To the ``shared_households`` fall
    ``shared_points`` together; ``shared_doubtful`` of them may have one more near, that nobody has
    placed.
    """

    survey = models.ForeignKey(ReachSurvey, on_delete=models.PROTECT, related_name="figures")
    unit = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    is_former = models.BooleanField(default=False)
    households = models.IntegerField()
    within_1km = models.IntegerField()
    within_2km = models.IntegerField()
    within_3km = models.IntegerField()
    beyond_3km = models.IntegerField()
    unknown = models.IntegerField()
    staffed_3km = models.IntegerField()
    staffed_unknown = models.IntegerField()
    remote = models.IntegerField()
    remote_beyond = models.IntegerField()
    remote_unknown = models.IntegerField()
    unsure = models.IntegerField(default=0)
    shared_households = models.IntegerField(default=0)
    shared_doubtful = models.IntegerField(default=0)
    shared_points = models.FloatField(default=0.0)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "is_former", "unit"], name="reach_figure"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.unit_id}"


class PlaceOnOfferQuerySet(models.QuerySet):
    def visible_to(self, actor) -> PlaceOnOfferQuerySet:
        if actor.is_authenticated and actor.sees_whole_city:
            return self
        if not actor.is_authenticated:
            return self.none()
        return self.filter(in_charge(actor, "commune"))

    def standing(self) -> PlaceOnOfferQuerySet:
        """Only offers that nobody has taken back."""
        return self.filter(withdrawn_at__isnull=True)


class PlaceOnOffer(models.Model):
    """A room that a commune lends for serving people: a cultural house, an office, a school.

    ``weekdays`` are those on which it may be used, 0 for Monday. An offer is never changed: it is
    withdrawn and made anew.
    """

    name = models.CharField(max_length=160)
    commune = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    lat_e7 = models.IntegerField()
    lng_e7 = models.IntegerField()
    weekdays = models.JSONField()
    note = models.CharField(max_length=240, blank=True, default="")
    source = models.CharField(max_length=80)
    key = models.CharField(max_length=80, blank=True, default="")
    offered_on = models.DateField()
    offered_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, null=True, related_name="+")
    synthetic = models.BooleanField(default=False)

    objects = PlaceOnOfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key"],
                condition=Q(withdrawn_at__isnull=True) & ~Q(key=""),
                name="place_on_offer",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProposalSetQuerySet(AppendOnlyQuerySet):
    def visible_to(self, actor) -> ProposalSetQuerySet:
        """Plans are the whole city's: budgets are spent over all of it."""
        sees = actor.is_authenticated and actor.sees_whole_city
        return self if sees else self.none()


class ProposalSet(AppendOnly):
    """What was proposed on a day, for a budget, upon a survey.

    ``unserved`` households had no point within ``metres`` by road; ``households`` of them get
    something near by all that is proposed together (null: as many as ``gained``). ``gained`` counts
    each of them by what is open near it, in parts of a point, and nothing within the same budget
    could come to more than ``bound``: that is proved.
    """

    survey = models.ForeignKey(ReachSurvey, on_delete=models.PROTECT, related_name="proposals")
    made_at = models.DateTimeField()
    actor = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, null=True, related_name="+")
    metres = models.IntegerField()
    parameters = models.JSONField()
    candidates = models.IntegerField()
    unserved = models.IntegerField()
    households = models.IntegerField(null=True)
    gained = models.FloatField()
    bound = models.FloatField()
    synthetic = models.BooleanField(default=False)

    objects = ProposalSetQuerySet.as_manager()

    def __str__(self) -> str:
        return f"proposals {self.pk} on {self.survey_id}"


class Proposal(AppendOnly):
    """One thing to do: a new point, a borrowed room, or a van's day each week.

    It is worth ``percent`` of a point. ``households`` have it near and nothing above it in the list
    (null: as many as ``gained``); counted by what they get more than they had above, they are
    ``gained``, and no other choice in its place would come to more than ``most``.
    """

    of_set = models.ForeignKey(ProposalSet, on_delete=models.PROTECT, related_name="proposals")
    rank = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    room = models.ForeignKey(PlaceOnOffer, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=240, blank=True, default="")
    commune = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, null=True, related_name="+"
    )
    lat_e7 = models.IntegerField()
    lng_e7 = models.IntegerField()
    weekdays = models.JSONField(default=list)
    percent = models.PositiveSmallIntegerField(default=100)
    households = models.IntegerField(null=True)
    gained = models.FloatField()
    most = models.FloatField()
    cost = models.FloatField(null=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of_set", "rank"], name="proposal_rank")]
        ordering = ["of_set", "rank"]

    def __str__(self) -> str:
        return f"{self.rank}. {self.kind} {self.place}"
