"""Beginning a run, or taking up the one that was broken off, or doing one that was ordered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path

from django.db import connection, transaction

from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.tables import open_whole
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Kind, Run, State

_LONGEST_NAME = 255
# runs that a thread of this very process works on; other processes are told apart by the run
_working: set[int] = set()
_ordered: ContextVar[Run | None] = ContextVar("_ordered", default=None)


@dataclass(frozen=True)
class InputFile:
    """``digest`` names the work: the file's bytes and what decides how they are read."""

    source: str
    name: str
    digest: str

    @classmethod
    def of(cls, source: str, path: Path, reading: Mapping[str, object]) -> InputFile:
        """Digest a file and the choices made for it; raise InputError if it is not there."""
        digest = sha256(json.dumps(reading, sort_keys=True).encode())
        with open_whole(path) as file:
            while block := file.read(1 << 20):
                digest.update(block)
        return cls(source, path.name[:_LONGEST_NAME], digest.hexdigest())


@contextmanager
def doing(run: Run) -> Iterator[None]:
    """Let the import that is begun inside go on in this run, which a page ordered."""
    mark = _ordered.set(run)
    try:
        yield
    finally:
        _ordered.reset(mark)


def ordered_run() -> Run | None:
    """Return the run that a page ordered and that is being done here, if any."""
    return _ordered.get()


def begin_run(file: InputFile, actor: User, kind: Kind = Kind.IMPORT) -> Run:
    """Return the run for work that one transaction does whole: the ordered one, or a new one."""
    run = _ordered.get()
    if run is None:
        return Run.objects.create(
            kind=kind,
            source=file.source,
            file_name=file.name,
            input_digest=file.digest,
            actor=actor,
        )
    run.input_digest = file.digest
    run.save(update_fields=["input_digest"])
    return run


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
        run = _find_ordered(file) or _find_unfinished(file)
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
    if (own := _ordered.get()) is not None:
        runs = runs.exclude(pk=own.pk)
    return next((run for run in runs if run.is_leased or run.pk in _working), None)


def _find_ordered(file: InputFile) -> Run | None:
    """Return the run that a page ordered; its first beginning names the file's bytes."""
    run = _ordered.get()
    if run is not None and run.input_digest != file.digest:
        run.input_digest = file.digest
        run.save(update_fields=["input_digest"])
    return run


def _find_unfinished(file: InputFile) -> Run | None:
    runs = Run.objects.filter(kind=Kind.IMPORT, source=file.source, input_digest=file.digest)
    return runs.exclude(state=State.DONE).order_by("-pk").first()


def _take_up(run: Run) -> None:
    run.take_over()
    run.state = State.RUNNING
    run.error = ""
    run.finished_at = None
    run.save(update_fields=["state", "error", "finished_at"])
