"""Keys of other systems: what each may ask, how much, until when; only a digest is kept.

The client behind a key is a user with the role of an API client: its territory bounds what it
sees. A key is told once, when it is made.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from diaban.spine.journal.recording import record
from diaban.spine.parties.invitations import digest_of

# a leaked key can be searched for by how it begins
BEGINNING = "diaban"
_PREFIX_BYTES, _SECRET_BYTES = 4, 32


class Scope(models.TextChoices):
    """What a key is for."""

    READ = "read"
    DELIVERIES = "deliveries"
    CLEAN = "clean"
    FIGURES = "figures"
    EVIDENCE = "evidence"


class ApiKey(models.Model):
    """A key of one client. ``prefix`` is what people call it by; it opens nothing.

    Quotas: requests a minute and a day, rows of lists a day; a day is one of Viet Nam.
    """

    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_keys"
    )
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=80, blank=True, default="")
    scopes = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField(default=600)
    per_day = models.PositiveIntegerField(default=100_000)
    rows_per_day = models.PositiveIntegerField(default=1_000_000)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.prefix

    @property
    def subject(self) -> str:
        """What the journal calls it."""
        return f"api_key:{self.prefix}"

    @property
    def is_good(self) -> bool:
        return self.revoked_at is None and timezone.now() < self.expires_at


class ApiUsage(models.Model):
    """What was asked with a key on a day of Viet Nam; refused ones are not among the requests."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="usage")
    day = models.DateField()
    requests = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "day"], name="api_usage")]

    def __str__(self) -> str:
        return f"{self.key} {self.day}: {self.requests}"


@dataclass(frozen=True)
class KeyTerms:
    """What a new key shall allow."""

    scopes: frozenset[str]
    expires_at: datetime
    per_minute: int = 600
    per_day: int = 100_000
    rows_per_day: int = 1_000_000
    purpose: str = ""


@transaction.atomic
def make_key(actor, client, terms: KeyTerms) -> tuple[ApiKey, str]:
    """Make a key and return it with its token, which is told only here."""
    prefix = secrets.token_hex(_PREFIX_BYTES)
    token = f"{BEGINNING}_{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    key = ApiKey.objects.create(
        client=client,
        prefix=prefix,
        digest=digest_of(token),
        purpose=terms.purpose,
        scopes=sorted(Scope(scope).value for scope in terms.scopes),
        per_minute=terms.per_minute,
        per_day=terms.per_day,
        rows_per_day=terms.rows_per_day,
        made_by=actor,
        expires_at=terms.expires_at,
    )
    facts = {
        "client": f"user:{client.pk}",
        "scopes": key.scopes,
        "per_minute": key.per_minute,
        "per_day": key.per_day,
        "rows_per_day": key.rows_per_day,
        "until": key.expires_at.isoformat(),
    }
    record(actor, "api_key.made", key.subject, facts)
    return key, token


@transaction.atomic
def revoke_key(actor, key: ApiKey) -> None:
    """End a key; within a second no serving process takes it any more."""
    open_ = ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    if open_.update(revoked_at=timezone.now()):
        record(actor, "api_key.revoked", key.subject, {})


def find_key(token: str) -> ApiKey | None:
    """Return the key of a token, good or ended; None where nobody was given it."""
    if not token.startswith(f"{BEGINNING}_") or len(token) > 120:
        return None
    found = ApiKey.objects.select_related("client").filter(digest=digest_of(token))
    return found.first()


def keep_usage(counted: Iterable[ApiUsage]) -> None:
    """Write the figures of days as they stand now; a figure never falls."""
    with transaction.atomic():
        for day in counted:
            known, made = ApiUsage.objects.get_or_create(
                key_id=day.key_id,
                day=day.day,
                defaults={"requests": day.requests, "refused": day.refused, "rows": day.rows},
            )
            figures = {
                name: max(getattr(known, name), getattr(day, name))
                for name in ("requests", "refused", "rows")
            }
            if not made and any(getattr(known, name) != figures[name] for name in figures):
                ApiUsage.objects.filter(pk=known.pk).update(**figures)
