"""Where changes are sent to by themselves: per key, with what was sent last."""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from diaban.spine.journal.recording import record

MOST_OF_A_KEY = 5
SENDINGS_KEPT = 50
# how long to wait after each failure in a row; after the last one nothing is sent any more
_WAITS = (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 57_600)
_PURPOSE = "diaban.webhook"
_CLAIMED = timedelta(seconds=60)


def new_salt() -> str:
    return secrets.token_hex(16)


class TooManyWebhooksError(ValueError):
    """A key has as many as it may have."""


class Webhook(models.Model):
    """An address that is told of changes; ``through`` is the last number that it has taken.

    Its secret follows from the installation's key and ``salt``: who reads the database alone
    cannot sign.
    """

    key = models.ForeignKey("parties.ApiKey", on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    salt = models.CharField(max_length=32, default=new_salt)
    through = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.url

    @property
    def secret(self) -> bytes:
        return salted_hmac(_PURPOSE, self.salt, algorithm="sha256").digest()

    @property
    def written_secret(self) -> str:
        """The secret as the other side keeps it, in the form of Standard Webhooks."""
        return "whsec_" + base64.b64encode(self.secret).decode()

    @property
    def state(self) -> str:
        if self.ended_at is not None:
            return "dead"
        return "failing" if self.failures else "working"


class Sending(models.Model):
    """One attempt: when, of which numbers, and what came of it. ``status`` 0: no answer."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="sendings")
    at = models.DateTimeField(default=timezone.now)
    after = models.BigIntegerField()
    through = models.BigIntegerField()
    attempt = models.PositiveIntegerField()
    status = models.PositiveIntegerField()
    fault = models.CharField(max_length=20, blank=True, default="")
    milliseconds = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.webhook} {self.status}"


@transaction.atomic
def add_webhook(actor, key, url: str, through: int) -> Webhook:
    """Register an address; it is told of what comes after ``through``."""
    if key.webhooks.count() >= MOST_OF_A_KEY:
        raise TooManyWebhooksError(key.prefix)
    webhook = Webhook.objects.create(key=key, url=url, through=through)
    record(actor, "webhook.added", f"webhook:{webhook.pk}", {"key": key.prefix})
    return webhook


@transaction.atomic
def remove_webhook(actor, webhook: Webhook) -> None:
    record(actor, "webhook.removed", f"webhook:{webhook.pk}", {"key": webhook.key.prefix})
    webhook.delete()


@transaction.atomic
def revive_webhook(actor, webhook: Webhook) -> None:
    """Try a dead one again, from where it stopped."""
    fresh = {"failures": 0, "ended_at": None, "next_at": timezone.now()}
    Webhook.objects.filter(pk=webhook.pk).update(**fresh)
    record(actor, "webhook.revived", f"webhook:{webhook.pk}", {"key": webhook.key.prefix})


def claim_due(newest: int) -> Webhook | None:
    """Take the webhook that waits longest for what it was not told; nobody else takes it then."""
    now = timezone.now()
    due = Webhook.objects.filter(
        ended_at__isnull=True,
        next_at__lte=now,
        key__revoked_at__isnull=True,
        key__expires_at__gt=now,
        key__client__is_active=True,
    ).exclude(through=newest)
    for webhook in due.select_related("key__client").order_by("next_at")[:20]:
        mine = Webhook.objects.filter(pk=webhook.pk, next_at=webhook.next_at)
        if mine.update(next_at=now + _CLAIMED):
            return webhook
    return None


@transaction.atomic
def note_sent(webhook: Webhook, sending: Sending) -> None:
    """Keep what came of an attempt; go on after a success, wait longer after each failure."""
    now = timezone.now()
    is_taken = 200 <= sending.status < 300
    if is_taken:
        told = {"through": sending.through, "failures": 0, "next_at": now}
    else:
        failures = webhook.failures + 1
        is_over = failures > len(_WAITS) or sending.status == 410
        wait = timedelta(seconds=_WAITS[min(failures, len(_WAITS)) - 1])
        told = {"failures": failures, "next_at": now + wait, "ended_at": now if is_over else None}
    Webhook.objects.filter(pk=webhook.pk).update(**told)
    if sending.after != sending.through or not is_taken:
        sending.save()
        older = webhook.sendings.order_by("-pk").values_list("pk", flat=True)
        if last := older[SENDINGS_KEPT - 1 : SENDINGS_KEPT].first():
            webhook.sendings.filter(pk__lt=last).delete()
