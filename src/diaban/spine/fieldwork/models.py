"""Field work: lots drawn for a team, their doors in order, and what phones brought back.

Nothing that a phone sends is dropped: it is a capture, or it is kept as refused with its reason.
A capture in dispute does not change the registry until somebody decides.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from diaban.spine.parties.models import Role
from diaban.spine.parties.territory import in_charge

_WHO = settings.AUTH_USER_MODEL
# names of the entrance at which the address is, as against one at the side or the back
MAIN_ENTRANCES = frozenset({"", "main"})


class Drawing(models.Model):
    """One act of drawing lots: for which commune and team, and how large."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    team = models.CharField(max_length=80)
    collectors = models.PositiveSmallIntegerField()
    doors_a_day = models.PositiveSmallIntegerField()
    synthetic = models.BooleanField(default=False)
    drawn_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.team}, {self.unit}"


class LotState(models.TextChoices):
    OPEN = "open"
    CLOSED = "closed"


class LotQuerySet(models.QuerySet):
    def visible_to(self, actor) -> LotQuerySet:
        """The lots of the actor's territory; of a collector, those that they hold."""
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        if actor.role == Role.COLLECTOR:
            held = LotCollector.objects.filter(collector=actor, ended_at__isnull=True)
            here = in_charge(actor, "drawing__unit")
            return self.filter(here, pk__in=held.values("lot_id"))
        if actor.role != Role.COMMUNE:
            return self.none()
        return self.filter(in_charge(actor, "drawing__unit"))


class Lot(models.Model):
    """The doors of one walk. ``version`` grows when doors, order or area change.

    ``area`` is an outline, a closed list of [lng, lat].
    """

    drawing = models.ForeignKey(Drawing, on_delete=models.PROTECT, related_name="lots")
    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=LotState.choices, default=LotState.OPEN)
    area = models.JSONField(default=list)
    walk_metres = models.FloatField(default=0.0)

    objects = LotQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drawing", "name"], name="lot_name")]

    def __str__(self) -> str:
        return self.name


class LotCollector(models.Model):
    """Who held a lot, from when until when: what was captured meanwhile is theirs to send."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="holders")
    collector = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    handed_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "collector"],
                condition=Q(ended_at__isnull=True),
                name="lot_held_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.collector}"


class LotDoor(models.Model):
    """A door of a lot at its place in the walk.

    ``seen_through`` is the number of the registry's newest observation when the lot was drawn.
    """

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="doors")
    address = models.ForeignKey("addresses.Address", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    seen_through = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "address"], name="lot_door"),
        ]
        indexes = [models.Index(fields=["lot", "place"], name="lot_walk")]

    def __str__(self) -> str:
        return f"{self.lot} {self.place}"


class Outcome(models.TextChoices):
    """What the collector met at the door; no_access: an older page, which did not say why."""

    FOUND = "found"
    NOT_THERE = "not_there"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    NO_ACCESS = "no_access"


# nothing was learned of the door: it is visited, and to be visited again
TO_COME_BACK = (
    Outcome.NOBODY_HOME,
    Outcome.REFUSED,
    Outcome.UNREACHABLE,
    Outcome.NO_ACCESS,
)


class Effect(models.TextChoices):
    """What a capture did: became an observation, waits for a decision, or only tells."""

    OBSERVED = "observed"
    HELD = "held"
    KEPT = "kept"


class CaptureQuerySet(models.QuerySet):
    def visible_to(self, actor) -> CaptureQuerySet:
        """A collector's own; otherwise those of the lots that the actor sees."""
        if actor.is_authenticated and actor.role == Role.COLLECTOR:
            return self.filter(actor=actor)
        return self.filter(lot__in=Lot.objects.visible_to(actor).values("pk"))


class Capture(models.Model):
    """What a collector recorded at one door, under the key that their phone made.

    ``captured_at`` is the server's time, corrected from the phone's clock. ``gate`` is the point at
    which one goes in, apart from the door's own position. ``note`` may name
    people: it can be erased, and never becomes part of an observation.
    """

    key = models.UUIDField(unique=True)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="captures")
    actor = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    address = models.ForeignKey("addresses.Address", on_delete=models.PROTECT, related_name="+")
    is_new_door = models.BooleanField(default=False)
    device = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    clock = models.BigIntegerField()
    captured_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    lat_e7 = models.IntegerField(null=True)
    lng_e7 = models.IntegerField(null=True)
    accuracy_metres = models.FloatField(null=True)
    fixes = models.PositiveSmallIntegerField(default=0)
    entrance = models.CharField(max_length=40, blank=True, default="")
    gate_lat_e7 = models.IntegerField(null=True)
    gate_lng_e7 = models.IntegerField(null=True)
    written = models.CharField(max_length=300, blank=True, default="")
    door = models.JSONField(default=dict)
    households = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True, default="")
    photo = models.UUIDField(null=True)
    effect = models.CharField(max_length=8, choices=Effect.choices)

    objects = CaptureQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["address", "captured_at"], name="capture_door"),
            models.Index(fields=["lot", "captured_at"], name="capture_lot"),
            models.Index(fields=["device", "seq"], name="capture_device"),
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.seq}"

    @property
    def is_at_main_entrance(self) -> bool:
        """Whether the position is the door's own, and not that of one at the side or the back."""
        return self.entrance in MAIN_ENTRANCES

    @property
    def position(self) -> tuple[float, float] | None:
        if self.lat_e7 is None or self.lng_e7 is None:
            return None
        return self.lat_e7 / 1e7, self.lng_e7 / 1e7

    @property
    def gate(self) -> tuple[float, float] | None:
        if self.gate_lat_e7 is None or self.gate_lng_e7 is None:
            return None
        return self.gate_lat_e7 / 1e7, self.gate_lng_e7 / 1e7


class RefusedCaptureQuerySet(models.QuerySet):
    def visible_to(self, actor) -> RefusedCaptureQuerySet:
        """A collector's own; otherwise those of the lots in sight. Of no lot: who sees the city."""
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        if actor.role == Role.COLLECTOR:
            return self.filter(actor=actor)
        return self.filter(lot__in=Lot.objects.visible_to(actor).values("pk"))


class RefusedCapture(models.Model):
    """What could not be taken, as it came, and why. Taken later, it stays with ``settled_as``.

    ``key`` is the phone's, or a digest of what came where that had none; ``said`` is JSON.
    """

    key = models.CharField(max_length=64, unique=True)
    actor = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="+")
    device = models.CharField(max_length=64, blank=True, default="")
    said = models.TextField()
    reason = models.CharField(max_length=32)
    field = models.CharField(max_length=32, blank=True, default="")
    sent_at = models.BigIntegerField(default=0)
    received_at = models.DateTimeField(default=timezone.now)
    settled_as = models.CharField(max_length=8, blank=True, default="")
    settled_at = models.DateTimeField(null=True)

    objects = RefusedCaptureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["settled_as", "received_at"], name="refused_waiting")]

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"


class ConflictKind(models.TextChoices):
    TWO_STATEMENTS = "two_statements"
    CHANGED = "changed"
    BESIDE = "beside"
    FAR = "far"
    NOT_THERE = "not_there"


class ConflictState(models.TextChoices):
    OPEN = "open"
    DECIDED = "decided"
    SUPERSEDED = "superseded"


class ConflictQuerySet(models.QuerySet):
    def visible_to(self, actor) -> ConflictQuerySet:
        return self.filter(capture__in=Capture.objects.visible_to(actor).values("pk"))

    def waiting(self) -> ConflictQuerySet:
        return self.filter(state=ConflictState.OPEN)


class Conflict(models.Model):
    """A capture that does not fit: with another collector's, the registry, or a door beside it."""

    kind = models.CharField(max_length=16, choices=ConflictKind.choices)
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="conflicts")
    earlier = models.ForeignKey(Capture, on_delete=models.PROTECT, null=True, related_name="+")
    beside = models.ForeignKey(
        "addresses.Address", on_delete=models.PROTECT, null=True, related_name="+"
    )
    metres = models.FloatField(null=True)
    state = models.CharField(
        max_length=12, choices=ConflictState.choices, default=ConflictState.OPEN
    )
    decision = models.CharField(max_length=16, blank=True, default="")
    found_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "found_at"], name="conflict_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.capture_id}"


class PhotoState(models.TextChoices):
    COMING = "coming"
    WHOLE = "whole"
    REFUSED = "refused"


class PhotoQuerySet(models.QuerySet):
    def visible_to(self, actor) -> PhotoQuerySet:
        """Who sent it, and who sees a capture that it belongs to."""
        if not actor.is_authenticated:
            return self.none()
        told = Capture.objects.visible_to(actor).filter(photo__isnull=False)
        return self.filter(Q(actor=actor) | Q(pk__in=told.values("photo")))


class Photo(models.Model):
    """A picture on its way from a phone, or whole; the picture itself lies in the data folder.

    ``digest`` is of the bare picture, by which one sent twice is known again. ``kind`` is jpeg, png
    or webp; ``kept_as`` names the row of the table of retention by which it goes
    (`spine.privacy.retention`).
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    actor = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=PhotoState.choices, default=PhotoState.COMING)
    reason = models.CharField(max_length=16, blank=True, default="")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="", db_index=True)
    kind = models.CharField(max_length=4, default="jpeg")
    kept_as = models.CharField(max_length=24, default="photos")
    begun_at = models.DateTimeField(default=timezone.now)

    objects = PhotoQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.key} ({self.received}/{self.size})"


class SettledDoubt(models.Model):
    """A doubt about captures that somebody looked into; ``token`` names the very captures."""

    token = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=16)
    note = models.CharField(max_length=240)
    settled_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.kind}: {self.note}"
