"""Bulk work: what ran, on what, by whom, how far it came, and the report that stays."""

from __future__ import annotations

import os
import socket
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from diaban.spine.journal.recording import record
from diaban.spine.runs.alone import look_alone
from diaban.spine.runs.uploads import Upload

__all__ = [
    "Generation",
    "Kind",
    "PausedError",
    "Run",
    "RunTakenOverError",
    "State",
    "Upload",
    "look_alone",
    "this_process",
]

LEASE = timedelta(seconds=30)
# a process of this machine is asked for, but its number may have gone to another one since
LONGEST_SILENCE = timedelta(minutes=15)


class Kind(models.TextChoices):
    IMPORT = "import"
    CODING = "coding"
    DEMONSTRATION = "demonstration"
    PLACES = "places"
    CHECK = "check"
    UNDO = "undo"
    PUBLICATION = "publication"
    HANDOVER = "handover"
    NOTICES = "notices"
    CLEANING = "cleaning"
    SECTOR = "sector"


class State(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"


def this_process() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


class PausedError(RuntimeError):
    """Somebody asked this run to pause; it stops between two batches and keeps its place."""


class RunTakenOverError(RuntimeError):
    """Another worker continues this run; what this one was about to commit must not count."""


class RunQuerySet(models.QuerySet):
    def visible_to(self, actor) -> RunQuerySet:
        """All for who sees the whole city; otherwise the actor's own."""
        if not actor.is_authenticated:
            return self.none()
        return self if actor.sees_whole_city else self.filter(actor=actor)


class Run(models.Model):
    """One piece of bulk work.

    ``position`` counts input rows that are committed together with their effects, so that a run
    killed at any moment continues at exactly the next row.

    A run that the pages ordered has ``queued_at`` and ``order``, what its worker needs to do it;
    ``report`` is what stays to be read. ``pause_asked`` is seen between two batches. ``follow_up``
    names work that is still to be done after a run that is itself done.
    """

    kind = models.CharField(max_length=16, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200, blank=True, default="")
    file_name = models.CharField(max_length=255, blank=True, default="")
    input_digest = models.CharField(max_length=64, blank=True, default="")
    synthetic = models.BooleanField(default=False)
    position = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")
    owner = models.CharField(max_length=120, default=this_process)
    queued_at = models.DateTimeField(null=True)
    order = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    pause_asked = models.BooleanField(default=False)
    follow_up = models.CharField(max_length=16, blank=True, default="")
    resumed_at = models.DateTimeField(null=True)
    resumed_position = models.BigIntegerField(default=0)

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "-started_at"]),
            models.Index(
                fields=["queued_at"],
                name="runs_queue",
                condition=models.Q(queued_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"

    @property
    def is_leased(self) -> bool:
        """Whether another worker holds this run: it is alive here, or was heard of lately."""
        if self.state != State.RUNNING or self.owner == this_process():
            return False
        silence = timezone.now() - self.heartbeat_at
        host, _, process = self.owner.rpartition(":")
        if host == socket.gethostname():
            return silence < LONGEST_SILENCE and _is_alive(int(process))
        return silence < LEASE

    @property
    def is_moving(self) -> bool:
        """Whether a page that shows this run should look again soon."""
        return self.state in {State.WAITING, State.RUNNING} or bool(self.follow_up)

    @property
    def rows_a_second(self) -> float | None:
        """The speed since the run was last taken up; None before its first batch."""
        rows = self.position - self.resumed_position
        if self.resumed_at is None or rows <= 0:
            return None
        seconds = (self.heartbeat_at - self.resumed_at).total_seconds()
        return rows / seconds if seconds > 0 else None

    def obey(self) -> None:
        """Raise PausedError where somebody has asked for a pause; call between two batches."""
        if Run.objects.filter(pk=self.pk, pause_asked=True).exists():
            raise PausedError(str(self))

    def take_over(self) -> None:
        """Continue a run whose worker is gone."""
        now = {"owner": this_process(), "heartbeat_at": timezone.now()}
        Run.objects.filter(pk=self.pk).update(**now)
        # it may have committed a last batch since this row was read
        self.refresh_from_db()

    def take_up(self) -> None:
        """Begin a run that waits, in this process."""
        self.state, self.owner = State.RUNNING, this_process()
        self.heartbeat_at = self.resumed_at = timezone.now()
        self.save(update_fields=["state", "owner", "heartbeat_at", "resumed_at"])

    def advance(self, rows: int, counts: dict[str, int]) -> None:
        """Count ``rows`` more input rows as done; call inside the transaction that wrote them.

        Raises RunTakenOverError where another worker has the run by now.
        """
        self.position += rows
        for name, number in counts.items():
            self.counts[name] = self.counts.get(name, 0) + number
        self.heartbeat_at = timezone.now()
        self._keep("position", "counts", "heartbeat_at", "total")

    def finish(self) -> None:
        self.state = State.DONE
        self.finished_at = self.heartbeat_at = timezone.now()
        facts = {"kind": self.kind, "source": self.source, "counts": self.counts}
        with transaction.atomic():
            self._keep("state", "finished_at", "heartbeat_at", "counts")
            record(self.actor, "run.done", f"run:{self.pk}", facts)

    def fail(self, error: str) -> None:
        self.state = State.FAILED
        self.error = error
        self.finished_at = timezone.now()
        self.save(update_fields=["state", "error", "finished_at"])

    def _keep(self, *fields: str) -> None:
        mine = Run.objects.filter(pk=self.pk, owner=self.owner)
        if not mine.update(**{name: getattr(self, name) for name in fields}):
            raise RunTakenOverError(str(self))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Generation(models.Model):
    """A number that grows with each change of a body of data; caches carry it."""

    name = models.CharField(max_length=32, primary_key=True)
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @classmethod
    def of(cls, name: str) -> int:
        return cls.objects.filter(name=name).values_list("number", flat=True).first() or 0

    @classmethod
    def grow(cls, name: str) -> None:
        row, created = cls.objects.get_or_create(name=name, defaults={"number": 1})
        if not created:
            cls.objects.filter(pk=row.pk).update(number=models.F("number") + 1)
