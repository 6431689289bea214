"""Work that a sector's page orders and the worker does: a `Run` for each order.

What sectors declare as ``JOBS`` in their module ``duties`` (`spine.sectors.JobSpec`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from diaban.spine.parties.models import User
from diaban.spine.runs.models import Kind, Run, State, look_alone
from diaban.spine.sectors import JobSpec, declared


class UnknownJobError(LookupError):
    """No sector declares a job of this name."""


def find_job(name: str) -> JobSpec:
    for _, job in declared("duties", "JOBS"):
        if job.name == name:
            return job
    raise UnknownJobError(name)


def order_job(actor: User, name: str, order: Mapping[str, Any]) -> Run:
    """Put a job in line; the same that waits already is not put there twice."""
    find_job(name)
    wanted = {**order, "job": name}
    with transaction.atomic():
        look_alone("jobs")
        for run in _of(name).filter(state=State.WAITING):
            if run.order == wanted:
                return run
        return Run.objects.create(
            kind=Kind.SECTOR, state=State.WAITING, actor=actor, source=name, order=wanted,
            queued_at=timezone.now(),
        )  # fmt: skip


def last_ordered(name: str) -> Run | None:
    """Return the newest run of a job, whatever became of it."""
    return _of(name).order_by("-pk").first()


def do_job(run: Run) -> None:
    """Do what a run orders, and finish it."""
    find_job(run.order["job"]).work(run)
    run.finish()


def _of(name: str):
    return Run.objects.filter(kind=Kind.SECTOR, source=name)
