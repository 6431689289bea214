"""Publishing the open list: one run that writes a whole version, or finds that nothing changed.

A run that was killed left nothing that anybody sees; the next one begins anew. The files say
nothing of the hour, so the same registry gives the same bytes; then no new version is made.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from diaban.exchange.open_data import versions
from diaban.exchange.open_data.columns import SCHEMA
from diaban.exchange.open_data.csv_file import read_lines, write_heading, write_lines, write_rows
from diaban.exchange.open_data.differing import DifferenceError, find_difference
from diaban.exchange.open_data.geoparquet_file import with_points, write_parquet
from diaban.exchange.open_data.manifest import FORM, Heading, Tally, write_manifest
from diaban.exchange.open_data.rows import public_doors, read_batches
from diaban.exchange.open_data.sorting import Sorter
from diaban.exchange.open_data.tiles_file import door_columns, write_tiles
from diaban.exchange.open_data.versions import CSV, DIFFERENCE, PARQUET, TILES, Version
from diaban.spine.journal.recording import record
from diaban.spine.parties.departments import DEPARTMENT_OF_2021
from diaban.spine.parties.models import Organisation, User
from diaban.spine.parties.organisations import Field, owners_on
from diaban.spine.runs.models import Kind, Run, State, look_alone

KEPT_VERSIONS = 7
_DATA = (CSV, PARQUET, TILES)
_WORDS = ("added", "changed", "removed")

Progress = Callable[[Run], None]


class PublicationIsRunningError(RuntimeError):
    """Another process publishes at this moment."""


@dataclass(frozen=True)
class Publication:
    """``is_new`` is false where the newest version already tells all of this."""

    version: Version
    is_new: bool
    run: Run


def publish(
    actor: User, day: date, keep: int = KEPT_VERSIONS, progress: Progress = lambda run: None
) -> Publication:
    """Write the version of a day; raise PublicationIsRunningError while another run does."""
    run = _begin(actor)
    unfinished = versions.folder() / f".part-{run.pk}"
    try:
        unfinished.mkdir(parents=True)
        publisher = publishing_body(day)
        tally = _write_files(run, unfinished, publisher, progress)
        publication = _close(run, unfinished, publisher, tally, day)
    except BaseException as error:
        run.fail(str(error)[:500] or type(error).__name__)
        raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    versions.forget_oldest(keep)
    return publication


def publishing_body(day: date) -> str:
    """Return who has the field of post on a day; the body of 2021 where nobody is known."""
    body = Organisation.objects.filter(name=DEPARTMENT_OF_2021).first()
    owners = owners_on(body, Field.POST, day) if body else []
    found = next((owner.organisation for owner in owners if owner.organisation), body)
    return found.name if found else DEPARTMENT_OF_2021


def _begin(actor: User) -> Run:
    with transaction.atomic():
        look_alone(Kind.PUBLICATION)
        for left in Run.objects.filter(kind=Kind.PUBLICATION, state=State.RUNNING):
            if left.is_leased:
                raise PublicationIsRunningError
            left.fail("broken off")
            shutil.rmtree(versions.folder() / f".part-{left.pk}", ignore_errors=True)
        return Run.objects.create(
            kind=Kind.PUBLICATION,
            actor=actor,
            source="open data",
            total=public_doors().count(),
        )


def _write_files(run: Run, folder: Path, publisher: str, progress: Progress) -> Tally:
    parts = folder / "parts"
    sorter = Sorter(parts, run.total or 0)
    for batch in read_batches(publisher):
        sorter.add(batch)
        with transaction.atomic():
            run.advance(batch.height, {})
        progress(run)
    tally, doors, written = Tally(), [], []
    with (folder / CSV).open("wb") as file:
        write_heading(file)
        for number, rows in enumerate(sorter.shares()):
            write_rows(file, rows)
            written.append(parts / f"{number:05}.parquet")
            with_points(rows).write_parquet(written[-1])
            doors.append(door_columns(rows))
            tally.add(rows)
    if not written:
        written, doors = _nothing(parts)
    write_parquet(written, folder / PARQUET, tally.box)
    write_tiles(pl.concat(doors), folder / TILES, publisher)
    shutil.rmtree(parts)
    return tally


def _nothing(parts: Path) -> tuple[list[Path], list[pl.DataFrame]]:
    """An empty registry has files too: headings without rows."""
    empty = pl.DataFrame(schema=SCHEMA)
    path = parts / "00000.parquet"
    with_points(empty).write_parquet(path)
    return [path], [door_columns(empty)]


def _close(run: Run, folder: Path, publisher: str, tally: Tally, day: date) -> Publication:
    newest = versions.find_version("latest")
    if newest and _tells_all(newest, folder):
        run.counts = {"rows": run.position, "unchanged": 1}
        run.finish()
        return Publication(newest, False, run)
    name = versions.next_name(day)
    difference = _differ(newest, folder) if newest else None
    files = [folder / one for one in (*_DATA, DIFFERENCE) if (folder / one).exists()]
    heading = Heading(name, timezone.now().isoformat("T", "seconds"), publisher)
    manifest = write_manifest(heading, tally.by_commune(), files, difference)
    _write_texts(folder, manifest)
    target = versions.folder() / name
    folder.rename(target)
    changes = {word: difference[word] for word in _WORDS} if difference else {}
    run.counts = {"rows": manifest["rows"], **changes}
    facts = {"version": name, "rows": manifest["rows"]}
    with transaction.atomic():
        record(run.actor, "open_data.published", f"open_data:{name}", facts)
        run.finish()
    return Publication(Version(name, target), True, run)


def _tells_all(newest: Version, folder: Path) -> bool:
    told = newest.manifest
    same = told["form"] == FORM and newest.digest_of(CSV) == versions.sha256_of(folder / CSV)
    return same and all(newest.file(name) for name in _DATA)


def _differ(newest: Version, folder: Path) -> dict[str, Any] | None:
    """Write what changed since the newest version; None where their columns are not the same."""
    counts: Counter[str] = Counter()

    def count(word: bytes) -> None:
        counts[word.decode()] += 1

    path = folder / DIFFERENCE
    lines = find_difference(read_lines(newest.path / CSV), read_lines(folder / CSV), count)
    try:
        write_lines(path, lines)
    except DifferenceError:
        path.unlink(missing_ok=True)
        return None
    return {"from": newest.name, **{word: counts[word] for word in _WORDS}}


def _write_texts(folder: Path, manifest: dict[str, Any]) -> None:
    told = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / versions.MANIFEST).write_text(told + "\n", encoding="utf-8")
    sums = [f"{one['sha256']}  {one['name']}\n" for one in manifest["files"]]
    (folder / versions.CHECKSUMS).write_text("".join(sums), encoding="utf-8")
