"""Lists that other systems send to be cleaned: kept for three days, worked on in line, fetched.

A list may hold anything that its sender has written into it. It lies in a folder of its own, only
its sender reaches it, and it goes with the folder.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from diaban.exchange.cleaning.lists import ListRequest, clean_list
from diaban.exchange.importing.problems import InputError
from diaban.spine.journal.recording import record
from diaban.spine.parties.api_keys import ApiKey
from diaban.spine.parties.api_quotas import Limits, spend_rows
from diaban.spine.runs.models import Kind, Run, State
from diaban.spine.runs.uploads import new_token

LARGEST_BYTES = 200 << 20
ENDINGS = (".csv", ".csv.gz", ".xlsx")
CLEANED, EXCEPTIONS = "cleaned.csv", "exceptions.csv"
_KEPT_SECONDS = 3 * 86_400
_SPARE_BYTES = 200 << 20


class ListRefusedError(ValueError):
    """The list is not taken; ``reason`` is ending, empty, size or disk_full."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def order_cleaning(
    key: ApiKey,
    name: str,
    pieces: Iterable[bytes],
    as_of: date,
    *,
    match: bool,
    column: str = "",
) -> Run:
    """Store a list and put it in line. Raises ListRefusedError."""
    ending = next((e for e in sorted(ENDINGS, key=len)[::-1] if name.lower().endswith(e)), None)
    if ending is None:
        raise ListRefusedError("ending")
    sweep_lists()
    folder = lists_folder() / new_token()
    folder.mkdir(mode=0o700, parents=True)
    try:
        _store(folder / f"list{ending}", pieces)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    order = {
        "folder": folder.name,
        "list": f"list{ending}",
        "as_of": as_of.isoformat(),
        "match": match,
        "column": column,
        "key": key.pk,
    }
    with transaction.atomic():
        run = Run.objects.create(
            kind=Kind.CLEANING,
            state=State.WAITING,
            actor=key.client,
            # not the name that it came with, in which a person may be named
            file_name=f"list{ending}",
            order=order,
            queued_at=timezone.now(),
            owner="",
        )
        record(key.client, "list.sent", f"run:{run.pk}", {"key": key.prefix})
    return run


def do_cleaning(run: Run) -> None:
    """Clean a list that was sent, or go on where it was broken off. Raises InputError."""
    folder = _folder(run)
    if not folder.is_dir():
        raise InputError("file_gone", name=run.file_name)
    key = ApiKey.objects.get(pk=run.order["key"])
    limits = Limits(key.per_minute, key.per_day, key.rows_per_day)

    def count(rows: int) -> None:
        fresh = rows - run.position
        if fresh <= 0:
            return
        if not spend_rows(key.pk, fresh, limits):
            raise InputError("rows_used_up", limit=limits.rows_per_day)
        run.advance(fresh, {})
        run.obey()

    request = ListRequest(
        folder / run.order["list"],
        folder / CLEANED,
        folder / EXCEPTIONS,
        date.fromisoformat(run.order["as_of"]),
        (run.order["column"],) if run.order["column"] else (),
        actor=run.actor_id if run.order["match"] else None,
        with_evidence=True,
    )
    report = clean_list(request, count)
    run.counts = {name: int(number) for name, number in report.counts.items()}
    run.finish()
    (folder / run.order["list"]).unlink(missing_ok=True)


def result_of(run: Run, name: str) -> Path | None:
    """Return the file of a finished list; None where it is not there, or not any more."""
    path = _folder(run) / name
    is_ours = name in {CLEANED, EXCEPTIONS} and run.state == State.DONE
    return path if is_ours and path.is_file() else None


def forget_list(run: Run) -> None:
    """Take a list and what came of it off the disk, whatever it was at."""
    shutil.rmtree(_folder(run), ignore_errors=True)
    Run.objects.filter(pk=run.pk, state__in=(State.WAITING, State.PAUSED)).update(
        state=State.FAILED, error="removed", finished_at=timezone.now()
    )


def sweep_lists() -> None:
    """Forget lists that came more than three days ago."""
    if not lists_folder().is_dir():
        return
    for folder in lists_folder().iterdir():
        with suppress(OSError):
            if time.time() - folder.stat().st_ctime > _KEPT_SECONDS:
                shutil.rmtree(folder)


def lists_folder() -> Path:
    return Path(settings.LIST_FOLDER)


def _folder(run: Run) -> Path:
    return lists_folder() / str(run.order["folder"])


def _store(path: Path, pieces: Iterable[bytes]) -> None:
    size = 0
    if shutil.disk_usage(path.parent).free < LARGEST_BYTES + _SPARE_BYTES:
        raise ListRefusedError("disk_full")
    with path.open("wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > LARGEST_BYTES:
                raise ListRefusedError("size")
            file.write(piece)
    if not size:
        raise ListRefusedError("empty")
