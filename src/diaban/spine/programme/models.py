"""The programme: tasks made of duties, their targets, and who they were handed down to."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from diaban.spine.append_only import AppendOnly, AppendOnlyQuerySet
from diaban.spine.evidence.models import Register
from diaban.spine.parties.models import CITY_WIDE, Role
from diaban.spine.parties.organisations import Field, Organisation
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.models import Charge
from diaban.spine.programme.bodies import are_several
from diaban.spine.programme.closed import ClosedPlace, ClosedTarget, ClosedTask
from diaban.spine.programme.directives import Directive, Document, Duty, DutyState, Line

# found here by Django
__all__ = [
    "ClosedPlace",
    "ClosedTarget",
    "ClosedTask",
    "Directive",
    "Document",
    "Duty",
    "DutyState",
    "Line",
]

_ACTOR = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}


class Stage(models.TextChoices):
    DRAFT = "draft"
    ADOPTED = "adopted"
    CLOSED = "closed"


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, actor) -> ProgrammeQuerySet:
        """All for who sees the whole city; a commune what was adopted."""
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        adopted = self.filter(adopted_on__isnull=False)
        return adopted if actor.role == Role.COMMUNE else self.none()


class Programme(models.Model):
    """A year's programme, or the longer plan that it stands in (``parent``)."""

    title = models.CharField(max_length=240)
    begins_on = models.DateField()
    ends_on = models.DateField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.DRAFT)
    adopted_on = models.DateField(null=True)
    synthetic = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(**_ACTOR)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(begins_on__lte=models.F("ends_on")), name="programme_has_days"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def earliest_day(self) -> date:
        """The first day of which anything is taken in: a year before it begins."""
        return self.begins_on - timedelta(days=365)


class TaskQuerySet(models.QuerySet):
    def visible_to(self, actor) -> TaskQuerySet:
        """All for who sees the whole city; otherwise those handed to units in their charge."""
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        return self.filter(pk__in=Assignment.objects.visible_to(actor).values("task_id"))


class Task(models.Model):
    """One row of the programme's table: what, who leads, with whom, by when, what comes of it.

    ``original_deadline`` never changes once it is there; extensions stand beside it. Where a plan
    was adopted without one, ``deadline_set_at``, ``…_set_by`` and ``deadline_why`` tell who set it
    afterwards, when and why. ``done_on`` is the day on which the product was there.
    ``round_days`` are the ISO days of the rounds of what comes again, kept from the adoption on;
    ``only_rounds`` whether nothing else is asked. ``version`` grows with each correction of a
    draft, as a target's does, so that two who correct at once notice.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="tasks")
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=400)
    field = models.CharField(max_length=12, choices=Field.choices, blank=True, default="")
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    partners = models.ManyToManyField(Organisation, related_name="+")
    product = models.CharField(max_length=240, blank=True, default="")
    original_deadline = models.DateField(null=True)
    deadline_set_at = models.DateTimeField(null=True)
    deadline_set_by = models.ForeignKey(**_ACTOR, null=True)
    deadline_why = models.CharField(max_length=240, blank=True, default="")
    done_on = models.DateField(null=True)
    round_days = models.JSONField(default=list)
    only_rounds = models.BooleanField(default=False)
    duties = models.ManyToManyField(Duty, related_name="tasks")
    version = models.PositiveIntegerField(default=0)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="task_number"),
        ]
        ordering = ["programme", "pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def lead_said(self) -> str:
        """Who leads as the documents write it; empty where they name nobody."""
        return next((duty.lead_said for duty in self.duties.all() if duty.lead_said), "")

    @property
    def comes_again(self) -> list[str]:
        """What of it comes again, as the documents write it: "trước ngày 20 hằng quý"."""
        said = (duty.comes_again for duty in self.duties.all())
        return sorted({one.written for one in said if one})

    @property
    def partners_said(self) -> list[str]:
        """Partners that are no single body, as the documents write them: "UBND các xã"."""
        said = [
            name.strip() for duty in self.duties.all() for name in duty.partners_said.split(";")
        ]
        return sorted({name for name in said if name and are_several(name)})


class Extension(AppendOnly):
    """A later day for a task, with the reason; the second needs somebody who allows it."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateField()
    reason = models.CharField(max_length=240)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(**_ACTOR)
    allowed_by = models.ForeignKey(**_ACTOR, null=True)

    def __str__(self) -> str:
        return f"{self.task_id} → {self.until}"


class Round(AppendOnly):
    """What was said of one round of a task that comes again; of several rows the newest counts.

    ``due_on`` is the round's own day. Without ``done_on`` the row takes back what was said before,
    with the ``reason``.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="rounds")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    reason = models.CharField(max_length=240, blank=True, default="")
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(**_ACTOR)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=False) | ~Q(reason=""),
                name="a_round_is_taken_back_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.due_on}: {self.done_on or self.reason}"


class Relation(models.TextChoices):
    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    EXACTLY = "="


class Target(models.Model):
    """A measure, its places, its window, what it shall reach, and the sentence it comes from.

    ``threshold`` is a share from 0 to 1: of the records that are counted, or of ``amount`` where a
    number and no share was asked for ("40 stations": all of 40). Places are all communes of the
    city where none are listed. Shares are rolled up, sum over sum; ``counts_alike`` is the one
    declared weighting: each place counts the same. ``milestones`` are [day, share] of the expected
    curve.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="targets")
    title = models.CharField(max_length=240)
    relation = models.CharField(max_length=2, choices=Relation.choices, default=Relation.AT_LEAST)
    threshold = models.FloatField(null=True)
    amount = models.PositiveIntegerField(null=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    places = models.ManyToManyField("places.Unit", related_name="+")
    counts_alike = models.BooleanField(default=False)
    milestones = models.JSONField(default=list)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, null=True, related_name="targets")
    lacks = models.CharField(max_length=240, blank=True, default="")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__isnull=True) | Q(threshold__gte=0, threshold__lte=1),
                name="threshold_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True)
                | Q(amount__gte=1, threshold=1.0, counts_alike=False),
                name="amount_is_to_be_reached_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Gauge(AppendOnly):
    """What measures a target from a day on: a declared measure, or a register of evidence.

    A sector's own measure later takes the register's place; what was shown before keeps its own.
    """

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="gauges")
    measure = models.CharField(max_length=60, blank=True, default="")
    register = models.ForeignKey(Register, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(**_ACTOR)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(measure="", register__isnull=False)
                | (~Q(measure="") & Q(register__isnull=True)),
                name="gauge_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.measure or str(self.register)


class OfUnitQuerySet(models.QuerySet):
    def visible_to(self, actor) -> OfUnitQuerySet:
        """All for who sees the whole city; otherwise of the units in the actor's charge."""
        if not actor.is_authenticated:
            return self.none()
        return self if actor.sees_whole_city else self.filter(in_charge(actor, "unit"))


class SaidOfUnitQuerySet(OfUnitQuerySet, AppendOnlyQuerySet):
    """What was said of units: read by who has them in charge, changed by nobody."""


class Declared(AppendOnly):
    """What a unit says of its target; stands beside what was measured and never replaces it.

    ``gauge`` is what counted the target on that day, and so what the numbers speak of: households,
    hamlets; None where nothing counted it yet.
    """

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="declared")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    gauge = models.ForeignKey(Gauge, on_delete=models.PROTECT, null=True, related_name="+")
    held_on = models.DateField()
    numerator = models.PositiveBigIntegerField()
    denominator = models.PositiveBigIntegerField()
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(**_ACTOR)

    objects = SaidOfUnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(denominator__gt=0, numerator__lte=models.F("denominator")),
                name="declared_part_of_whole",
            ),
        ]
        indexes = [models.Index(fields=["target", "unit", "-held_on"], name="declared_newest")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.unit_id} {self.held_on}"

    @property
    def share(self) -> float:
        return self.numerator / self.denominator


class Assignment(models.Model):
    """A task handed down to a commune (or, before July 2025, a district), and what it said.

    ``received_at`` is the receipt; then it is accepted, or returned with a reason. One that was
    returned and sent again waits anew, with a ``note``; the journal keeps the reason it had.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="assignments")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(**_ACTOR)
    received_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=400, blank=True, default="")
    answered_by = models.ForeignKey(**_ACTOR, null=True)
    note = models.CharField(max_length=400, blank=True, default="")

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "unit"], name="handed_down_once"),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | ~Q(return_reason=""),
                name="a_return_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} → {self.unit_id}"

    @property
    def is_answered(self) -> bool:
        """Whether it was accepted or returned; receipt alone is no answer."""
        return self.accepted_at is not None or self.returned_at is not None

    @property
    def is_untouched(self) -> bool:
        """Whether its unit never said anything of it: what was sent again was answered once."""
        return self.received_at is None and not self.note


class CommentQuerySet(AppendOnlyQuerySet):
    def visible_to(self, actor) -> CommentQuerySet:
        """All for who sees the whole city; otherwise what is said to all, by or to one's own.

        One's own are the people who have the same units in charge. What the city's people say to
        officers of other units stays between them.
        """
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        own = Charge.objects.filter(unit__in=actor.charges.values("unit_id")).values("user_id")
        to_officers = Mention.objects.filter(
            comment=models.OuterRef("pk"), person__role=Role.COMMUNE
        )
        to_own = to_officers.filter(person__in=own)
        to_all = Q(author__role__in=CITY_WIDE) & ~models.Exists(to_officers)
        tasks = Task.objects.visible_to(actor).values("pk")
        seen = Q(author=actor) | Q(author__in=own) | models.Exists(to_own) | to_all
        return self.filter(seen, task__in=tasks)


class Comment(AppendOnly):
    """A remark on a task; whom it mentions is told.

    In ``text`` a mentioned person is ``@{7}``, by the number of the account: the name is written
    when it is shown, and goes with the account.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(**_ACTOR)
    text = models.TextField()
    said_at = models.DateTimeField()

    objects = CommentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:60]


class Mention(models.Model):
    """Somebody whom a comment mentions; told until they say that they have seen it."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(**{**_ACTOR, "related_name": "mentions"})
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "person"], name="mentioned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} @ {self.person}"


class Commendation(AppendOnly):
    """What the department decided on a commune that the published rule proposed in a field.

    ``rule`` is the rule's version, ``figures`` what it rested on: [target, hold, known, unknown].
    Of several decisions the newest counts.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="commendations")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=12, choices=Field.choices)
    rule = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    accepted = models.BooleanField()
    reason = models.CharField(max_length=400)
    figures = models.JSONField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(**_ACTOR)

    objects = SaidOfUnitQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.field} {self.unit_id} {self.as_of}"
