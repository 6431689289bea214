"""Files that somebody sends, piece by piece, and that wait to be taken."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone


def new_token() -> str:
    return secrets.token_hex(16)


class UploadQuerySet(models.QuerySet):
    def visible_to(self, actor) -> UploadQuerySet:
        """Only what the actor sent: a file not yet taken is nobody else's business."""
        return self.filter(actor=actor) if actor.is_authenticated else self.none()


class Upload(models.Model):
    """One file on its way in. ``received`` counts the bytes that are safely stored.

    ``choices`` is what the person has said of the file so far.
    """

    token = models.CharField(max_length=32, primary_key=True, default=new_token)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    fingerprint = models.CharField(max_length=120, blank=True, default="")
    choices = models.JSONField(default=dict)
    sent_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now)
    check_run = models.ForeignKey(
        "runs.Run", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["actor", "-sent_at"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.received}/{self.size})"

    @property
    def is_whole(self) -> bool:
        return bool(self.digest)
