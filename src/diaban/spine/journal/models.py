"""The journal's tables: entries, the seals that chain them, and salts that may be erased."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models

from diaban.spine.append_only import AppendOnly, AppendOnlyQuerySet

SALT_BYTES = 32


class EntryQuerySet(AppendOnlyQuerySet):
    def visible_to(self, actor) -> EntryQuerySet:
        """All for who sees the whole city; otherwise what the actor did."""
        if not actor.is_authenticated:
            return self.none()
        return self if actor.sees_whole_city else self.filter(actor=actor)


class Entry(AppendOnly):
    """Who did what to what, and when: written in the transaction of the act itself.

    ``act`` is a dotted name (``person.invited``), ``subject`` the kind and number of what was
    acted on (``user:7``), ``facts`` a JSON object in its canonical form (RFC 8785). No personal
    value stands in them: only digests by :func:`diaban.spine.journal.recording.digest_personal`.
    ``actor`` is empty where nobody had signed in.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    facts = models.TextField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["act", "-id"], name="journal_act"),
            models.Index(fields=["subject", "-id"], name="journal_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"


class Waiting(models.Model):
    """An entry that is not sealed yet; gone as soon as it is."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="waiting"
    )

    def __str__(self) -> str:
        return str(self.entry_id)


class Seal(AppendOnly):
    """An entry's place in the chain: numbered without gaps, in the order of commits."""

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seal")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:12]}"


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


class Salt(models.Model):
    """What makes the digests of one person's values impossible to guess, while it is kept."""

    person = models.CharField(max_length=120, primary_key=True)
    salt = models.BinaryField(default=new_salt)

    def __str__(self) -> str:
        return self.person
