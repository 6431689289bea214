"""Mailings, the letter of each address with its one-time key, and what households answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from diaban.spine.addresses.models import Address, OfAddressQuerySet
from diaban.spine.parties.territory import in_charge

_WHO = settings.AUTH_USER_MODEL


class MailingQuerySet(models.QuerySet):
    def visible_to(self, actor) -> MailingQuerySet:
        """Those of the communes in the actor's charge."""
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        return self.filter(in_charge(actor, "unit"))


class Medium(models.TextChoices):
    LETTER = "letter"
    MESSAGE = "message"


class MailingState(models.IntegerChoices):
    """A mailing is made by a run, printed, handed out at the doors; then what came back is told."""

    PREPARING = 1
    PRINTED = 2
    HANDING_OUT = 3
    HANDED_OUT = 4
    RETURNED = 5


class Mailing(models.Model):
    """Letters or text messages to addresses of one commune, made in one act.

    ``choice`` says of which addresses: collected, unanswered, again (one) or lot. ``sample`` says
    that the site had no public address, so that none of them may be sent.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    medium = models.CharField(max_length=8, choices=Medium.choices)
    choice = models.CharField(max_length=12)
    lot = models.ForeignKey("fieldwork.Lot", on_delete=models.PROTECT, null=True, related_name="+")
    office = models.CharField(max_length=200)
    site = models.CharField(max_length=200)
    sample = models.BooleanField(default=False)
    answer_by = models.DateField()
    made_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    state = models.SmallIntegerField(choices=MailingState.choices, default=MailingState.PREPARING)
    changed_at = models.DateTimeField(default=timezone.now)
    handed_at = models.DateTimeField(null=True)
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, null=True, related_name="+")

    objects = MailingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"mailing {self.pk}"


class NoticeState(models.IntegerChoices):
    ISSUED = 1
    ANSWERED = 2
    REPLACED = 3
    RETURNED = 4


class Returned(models.TextChoices):
    """Why a letter came back."""

    NOBODY = "nobody"
    NO_SUCH_DOOR = "no_such_door"
    REFUSED = "refused"
    DAMAGED = "damaged"


class Notice(models.Model):
    """What one household is told: its code, its address, and a key that answers once.

    ``digest`` finds the key and cannot be turned into it. ``seed`` and the installation's secret
    make the key again, so that a file of letters can be fetched twice; it is erased when the
    letters go out.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="notices")
    place = models.PositiveIntegerField()
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="notices")
    state = models.SmallIntegerField(choices=NoticeState.choices, default=NoticeState.ISSUED)
    changed_at = models.DateTimeField(default=timezone.now)
    returned = models.CharField(max_length=16, choices=Returned.choices, blank=True, default="")
    handed_at = models.DateTimeField(null=True)
    seed = models.CharField(max_length=32, blank=True, default="")
    digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=12)
    official = models.BooleanField(default=False)
    line = models.CharField(max_length=450)
    sample = models.BooleanField(default=False)

    objects = OfAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(state=1), name="notice_standing_once"
            ),
            models.UniqueConstraint(fields=["mailing", "place"], name="notice_place"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk} of {self.address_id}"

    @property
    def has_expired(self) -> bool:
        return timezone.localdate() > self.mailing.answer_by


class Kind(models.TextChoices):
    """What a household answers."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    OBJECT = "object"


class Objection(models.TextChoices):
    NOT_HERE = "not_here"
    NO_SUCH_DOOR = "no_such_door"
    NOT_WANTED = "not_wanted"
    OTHER = "other"


class AnswerState(models.IntegerChoices):
    """Whether the commune has decided on an answer; a confirmation asks for no decision."""

    TAKEN = 1
    OPEN = 2
    ACCEPTED = 3
    REFUSED = 4


class Answer(models.Model):
    """What a household answered. A correction is its proposal, which the commune decides on.

    ``parts`` are the parts of the address that it would write otherwise. What it wrote in its own
    words stands in ``Words`` and can be erased; here is only a salted digest.
    """

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="answer")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    parts = models.JSONField(default=dict)
    lat_e7 = models.IntegerField(null=True)
    lng_e7 = models.IntegerField(null=True)
    accuracy_metres = models.FloatField(null=True)
    objection = models.CharField(max_length=16, choices=Objection.choices, blank=True, default="")
    words_digest = models.CharField(max_length=80, blank=True, default="")
    state = models.SmallIntegerField(choices=AnswerState.choices)
    decided_by = models.ForeignKey(_WHO, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=24, blank=True, default="")

    objects = OfAddressQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["at"], condition=Q(state=2), name="answer_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.address_id}"

    @property
    def position(self) -> tuple[float, float] | None:
        if self.lat_e7 is None or self.lng_e7 is None:
            return None
        return self.lat_e7 / 1e7, self.lng_e7 / 1e7


class Words(models.Model):
    """What somebody wrote with an answer: it may name people, and is gone when erased."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="words")
    text = models.CharField(max_length=500)

    def __str__(self) -> str:
        return f"words of {self.answer_id}"
