"""Evidence of who was at a post point and when: keys of phones, signed check-ins, what was refused.

A check-in is added and never changed. Where it was made, and the text that was signed, lie in a row
of their own that is deleted after its days; the signature can be checked afterwards too, since what
it signs is the digest that stays (`check_in_messages`).
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from diaban.sectors.post.presence.inspection_models import CitizenReport, SpotCheck
from diaban.sectors.post.presence.roster_models import Absence, OfPointQuerySet, Posting, Shift
from diaban.sectors.post.presence.staffing_models import Flag, FlagComment, StaffedDay
from diaban.spine.append_only import AppendOnly, AppendOnlyQuerySet

# found here by Django
__all__ = [
    "Absence",
    "CitizenReport",
    "Flag",
    "FlagComment",
    "Posting",
    "Shift",
    "SpotCheck",
    "StaffedDay",
]

_WHO = settings.AUTH_USER_MODEL
_POINT = "post.Point"
NO_PREVIOUS = "0" * 64


class Direction(models.TextChoices):
    IN = "in"
    OUT = "out"


class CodeMode(models.TextChoices):
    """How a point shows its rotating code: on a screen, or on a card printed for a week."""

    SCREEN = "screen"
    CARD = "card"


class PointSecret(models.Model):
    """What the codes of a point are computed from, between two moments; a new one ends the old."""

    point = models.ForeignKey(_POINT, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=8, choices=CodeMode.choices)
    secret = models.BinaryField()
    made_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point", "mode"], condition=Q(ended_at__isnull=True), name="point_secret"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mode} of point {self.point_id}"


class Screen(models.Model):
    """A browser at a point that may show its code: the first one that opened the link it was given.

    Only digests of the link and of the browser's cookie are kept.
    """

    point = models.ForeignKey(_POINT, on_delete=models.PROTECT, related_name="+")
    link_digest = models.CharField(max_length=64, unique=True)
    cookie_digest = models.CharField(max_length=64, blank=True, default="")
    made_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"screen of point {self.point_id}"


class DeviceQuerySet(models.QuerySet):
    def visible_to(self, actor) -> DeviceQuerySet:
        """One's own; and those of people posted at points that one answers for."""
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        posted = Posting.objects.answered_for_by(actor).in_force(timezone.localdate())
        return self.filter(Q(person=actor) | Q(person__in=posted.values("person")))


class Device(models.Model):
    """The key of one person in one browser, made there and never told: only its public half is.

    ``key_id`` is the key's thumbprint (RFC 7638), ``phone`` the browser's own number, which all
    keys in it share. ``head`` and ``last_seq`` are the digest and number of its newest message.
    """

    key_id = models.CharField(max_length=43, unique=True)
    person = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    phone = models.UUIDField(default=uuid.uuid4, db_index=True)
    # the point on the curve P-256, uncompressed (65 bytes)
    public_key = models.BinaryField()
    enrolled_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=160, blank=True, default="")
    last_seq = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default=NO_PREVIOUS)

    objects = DeviceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.person}: {self.fingerprint}"

    @property
    def fingerprint(self) -> str:
        """Eight digits that a person reads out to who confirms the key."""
        return fingerprint_of(self.key_id)

    @property
    def state(self) -> str:
        if self.revoked_at:
            return "revoked"
        return "confirmed" if self.confirmed_at else "pending"


def fingerprint_of(key_id: str) -> str:
    """Return the eight digits of a key, in two groups; the phone shows the same.

    >>> fingerprint_of("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    '1662 5015'
    """
    number = 0
    for letter in key_id.encode():
        # within 2^53, so that a phone counts the same
        number = (number * 257 + letter) % 99_999_989
    digits = f"{number:08d}"
    return f"{digits[:4]} {digits[4:]}"


class CheckInQuerySet(AppendOnlyQuerySet, OfPointQuerySet):
    pass


class CheckIn(AppendOnly):
    """Somebody came to a point or left it, as their phone signed it.

    ``device_time`` is what the phone's clock said, ``happened_at`` the same moment by ours, as far
    as can be told (`spine.fieldwork.clocks`). ``code_ok``: whether the point's code was that of
    the moment; null: none was given, or the point has none. ``metres``: how far from the point;
    null: nobody knows. ``remarks`` are what the phone was told: facts, and no verdict.
    """

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="check_ins")
    seq = models.PositiveIntegerField()
    point = models.ForeignKey(_POINT, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=3, choices=Direction.choices)
    device_time = models.DateTimeField()
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    code_ok = models.BooleanField(null=True)
    metres = models.PositiveIntegerField(null=True)
    remarks = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    signature = models.CharField(max_length=86)
    synthetic = models.BooleanField(default=False)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "seq"], name="check_in_once"),
        ]
        indexes = [
            models.Index(fields=["point", "happened_at"], name="check_in_point"),
            models.Index(fields=["person", "happened_at"], name="check_in_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.point_id} {self.happened_at:%Y-%m-%d %H:%M}"


class CheckInPlaceQuerySet(models.QuerySet):
    def visible_to(self, actor) -> CheckInPlaceQuerySet:
        return self.filter(check_in__in=CheckIn.objects.visible_to(actor))


class CheckInPlace(models.Model):
    """Where a check-in was made and the text that was signed; deleted after its days."""

    check_in = models.OneToOneField(
        CheckIn, on_delete=models.CASCADE, primary_key=True, related_name="place"
    )
    body = models.TextField()
    lat_e7 = models.IntegerField(null=True)
    lng_e7 = models.IntegerField(null=True)
    accuracy_metres = models.PositiveIntegerField(null=True)
    is_mock = models.BooleanField(null=True)
    photo = models.CharField(max_length=64, blank=True, default="", db_index=True)
    kept_since = models.DateTimeField(default=timezone.now, db_index=True)

    objects = CheckInPlaceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"place of {self.check_in_id}"


class RefusedQuerySet(models.QuerySet):
    def visible_to(self, actor) -> RefusedQuerySet:
        """Who sees the whole city; of others what they sent themselves."""
        if not actor.is_authenticated:
            return self.none()
        return self if actor.sees_whole_city else self.filter(actor=actor)


class RefusedCheckIn(models.Model):
    """What was sent as a check-in and is none, with the reason; as it came, until its days end."""

    actor = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=16)
    said = models.TextField()
    received_at = models.DateTimeField(default=timezone.now)

    objects = RefusedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "digest", "reason"], name="refused_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} ({self.actor_id})"
