"""Beginning a run, or taking up the one that was broken off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b

from django.db import connection, transaction

from diaban.exchange.importing.problems import InputError
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Kind, Run, State

# runs that a thread of this very process works on; other processes are told apart by the run
_working: set[int] = set()


@dataclass(frozen=True)
class InputFile:
    source: str
    name: str
    digest: str


@contextmanager
def held_run(file: InputFile, actor: User) -> Iterator[Run]:
    """Yield the run for a file of a source: an unfinished one of the same bytes, or a new one.

    Raises InputError (run_held) while another process or thread works on a file of the source:
    two lists of one source speak of the same addresses, and would overtake each other.
    """
    with transaction.atomic():
        _wait_for_others(file)
        if held := _find_held(file.source):
            raise InputError("run_held", run=held.pk)
        run = _find_unfinished(file)
        if run is None:
            run = Run.objects.create(
                kind=Kind.IMPORT,
                source=file.source,
                file_name=file.name,
                input_digest=file.digest,
                actor=actor,
            )
        else:
            _take_up(run)
        _working.add(run.pk)
    try:
        yield run
    finally:
        _working.discard(run.pk)


def _wait_for_others(file: InputFile) -> None:
    """Let one process at a time look and begin; SQLite's write transaction does so by itself."""
    if connection.vendor == "postgresql":
        name = f"{Kind.IMPORT}\x00{file.source}".encode()
        key = int.from_bytes(blake2b(name, digest_size=8).digest(), signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _find_held(source: str) -> Run | None:
    runs = Run.objects.filter(kind=Kind.IMPORT, source=source, state=State.RUNNING)
    return next((run for run in runs if run.is_leased or run.pk in _working), None)


def _find_unfinished(file: InputFile) -> Run | None:
    runs = Run.objects.filter(kind=Kind.IMPORT, source=file.source, input_digest=file.digest)
    return runs.exclude(state=State.DONE).order_by("-pk").first()


def _take_up(run: Run) -> None:
    run.take_over()
    run.state = State.RUNNING
    run.error = ""
    run.finished_at = None
    run.save(update_fields=["state", "error", "finished_at"])
