"""Links that let one person in, once: to join, or to set a new way of signing in."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils import timezone

HELD_FOR = timedelta(days=3)


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """A link of which only the digest is kept: who reads the database cannot use it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} ({self.made_at:%Y-%m-%d})"

    @classmethod
    def make(cls, person, made_by) -> str:
        """Return a new link's token; what links the person had before end."""
        now = timezone.now()
        cls.objects.filter(person=person, used_at__isnull=True).update(ends_at=now)
        token = secrets.token_urlsafe(32)
        cls.objects.create(
            person=person,
            made_by=made_by,
            digest=digest_of(token),
            made_at=now,
            ends_at=now + HELD_FOR,
        )
        return token

    @classmethod
    def find(cls, token: str) -> Invitation | None:
        """Return the invitation that a link's token opens, if it is still good."""
        return cls.objects.filter(
            digest=digest_of(token),
            used_at__isnull=True,
            ends_at__gt=timezone.now(),
            person__is_active=True,
        ).first()

    def use(self) -> bool:
        """Use it up; False where somebody was faster."""
        unused = Invitation.objects.filter(pk=self.pk, used_at__isnull=True)
        return unused.update(used_at=timezone.now()) == 1
