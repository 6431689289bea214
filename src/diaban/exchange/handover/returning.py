"""Reading a workbook that a commune sends back: each row becomes a proposal, or is given back.

Nothing enters the registry here. The same workbook again changes nothing; a row that was decided
stays as it was decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from diaban.exchange.handover import words
from diaban.exchange.handover.workbook import LATITUDES, LONGITUDES, read_row_key
from diaban.exchange.importing import texts
from diaban.exchange.importing.fields import BY_NAME
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.rejects import keep_rejected
from diaban.exchange.importing.tables import ROW, ReadOptions, Table, cell_names
from diaban.spine.handovers.comparing import WORDS
from diaban.spine.handovers.models import (
    Choice,
    HandoverRow,
    Outcome,
    ReturnedRow,
    Standing,
)
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Kind, Run

_CHOICES = {word: choice for choice, word in words.CHOICES.items()}
_DECIDED = (Outcome.TAKEN, Outcome.KEPT)


class _RefusedRowError(ValueError):
    def __init__(self, code: str, column: str = "", value: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code, self.column, self.value, self.params = code, column, value, params

    def at(self, row: int) -> Problem:
        return Problem(self.code, row, self.column, self.value, self.params)


@dataclass
class Return:
    """``counts``: read, later, open, kept, unchanged, decided, rejected."""

    run: Run
    counts: Counter[str] = field(default_factory=Counter)


def read_return(path: Path, actor: User, options: ReadOptions | None = None) -> Return:
    """Read a returned workbook; raise InputError where it is none.

    Only rows within the actor's territory are known; others are given back as unknown.
    """
    options = options or ReadOptions()
    with closing(_open(path, options)) as table:
        columns = dict(zip(table.columns, cell_names(len(table.columns)), strict=True))
        for needed in (words.KEY, words.CHOICE):
            if needed not in columns:
                raise InputError("handover_sheet_missing", missing=needed)
        with transaction.atomic():
            return _read_table(table, columns, path.name, actor)


def _open(path: Path, options: ReadOptions) -> Table:
    try:
        sheet = ReadOptions(sheet=words.SHEET, most_bytes=options.most_bytes)
        return open_table(path, sheet)
    except InputError as error:
        # rows that were given back lie in a sheet of another name, or in a CSV
        if error.problem.code != "sheet_unknown":
            raise
        return open_table(path, ReadOptions(most_bytes=options.most_bytes))


def _read_table(table: Table, columns: dict[str, str], name: str, actor: User) -> Return:
    run = Run.objects.create(
        kind=Kind.HANDOVER, actor=actor, source="handover return", file_name=name[:255]
    )
    done = Return(run)
    met: set[int] = set()
    for batch in table.batches:
        frame = texts.read_cells(batch.frame, columns)
        known = _known_rows(frame, actor)
        problems = []
        for cells in frame.iter_rows(named=True):
            done.counts["read"] += 1
            try:
                done.counts[_take_row(cells, known, met, run)] += 1
            except _RefusedRowError as refusal:
                problems.append(refusal.at(cells[ROW]))
        done.counts["rejected"] += len(problems)
        keep_rejected(run, table.columns, batch.frame, problems)
        run.position = batch.through
    run.synthetic = HandoverRow.objects.filter(pk__in=met, handover__run__synthetic=True).exists()
    run.save(update_fields=["synthetic", "position"])
    run.counts = dict(done.counts)
    run.finish()
    record(actor, "handover.returned", f"run:{run.pk}", dict(done.counts))
    return done


def _known_rows(frame: pl.DataFrame, actor: User) -> dict[int, HandoverRow]:
    keys = [read_row_key(text) for text in frame[words.KEY].to_list()]
    numbers = {key[1] for key in keys if key}
    rows = HandoverRow.objects.visible_to(actor).filter(pk__in=numbers)
    rows = rows.exclude(commune=None).select_related("address", "returned", "handover__run")
    return {row.pk: row for row in rows}


def _take_row(
    cells: Mapping[str, Any], known: dict[int, HandoverRow], met: set[int], run: Run
) -> str:
    """Keep what a row says; return how it is counted. Raises _RefusedRowError."""
    written = cells[words.KEY]
    key = read_row_key(written)
    row = known.get(key[1]) if key else None
    if key is None or row is None or row.handover_id != key[0]:
        raise _RefusedRowError("handover_key_unknown", words.KEY, written)
    if row.pk in met:
        raise _RefusedRowError("handover_key_doubled", words.KEY, written)
    met.add(row.pk)
    chosen = cells[words.CHOICE]
    if chosen in {"", words.LATER}:
        return "later"
    if chosen not in _CHOICES:
        offered = ", ".join([*_CHOICES, words.LATER])
        raise _RefusedRowError("handover_choice_unknown", words.CHOICE, chosen, known=offered)
    choice = _CHOICES[chosen]
    values = _values(row, choice, cells)
    return _keep(row, choice, values, run)


def _keep(row: HandoverRow, choice: Choice, values: dict[str, Any], run: Run) -> str:
    before = getattr(row, "returned", None)
    if before is not None and before.outcome in _DECIDED:
        return "decided"
    if before is not None and (before.choice, before.values) == (choice, values):
        return "unchanged"
    outcome = Outcome.OPEN if values else Outcome.KEPT
    told = {"run": run, "choice": choice, "values": values, "outcome": outcome,
            "returned_at": timezone.now(), "decided_by": None, "decided_at": None}  # fmt: skip
    ReturnedRow.objects.update_or_create(row=row, defaults=told)
    return str(outcome.value)


def _values(row: HandoverRow, choice: Choice, cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the registry would hear; nothing where it is to stay as it is."""
    is_there = row.standing != Standing.MISSING_THERE
    if choice == Choice.POST:
        if not is_there:
            raise _RefusedRowError("handover_choice_unfit", words.CHOICE, cells[words.CHOICE])
        return {**_code(row), **_of_the_post(row)}
    if choice == Choice.CORRECT:
        corrected = dict(_corrections(cells))
        if not corrected:
            raise _RefusedRowError("handover_nothing_corrected", words.CHOICE, cells[words.CHOICE])
        added = _of_the_post(row) if row.address_id is None else {}
        return {**_code(row), **added, **corrected}
    if choice == Choice.GONE:
        return {"life": "retired"} if row.address_id is not None else {}
    return _code(row) if row.address_id is not None else {}


def _code(row: HandoverRow) -> dict[str, Any]:
    """Return the digital address where the door does not bear it yet."""
    held = row.address.digital_address if row.address else ""
    return {"digital_address": row.digital_address} if row.digital_address not in {"", held} else {}


def _of_the_post(row: HandoverRow) -> dict[str, Any]:
    """Return the Post's words: of a door that is known only those that differ."""
    if row.address_id is None:
        return dict(row.said)
    told = {name: row.said[name] for name in WORDS if name in row.differences}
    if "position" in row.differences:
        names = ("lat_e7", "lng_e7", "accuracy_metres")
        told |= {name: row.said[name] for name in names if name in row.said}
    return told


def _corrections(cells: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, column in words.CORRECTED.items():
        text = cells.get(column, "")
        if len(text) > BY_NAME[name].limit:
            limit = BY_NAME[name].limit
            raise _RefusedRowError(
                "handover_words_too_long", column, text[:60], length=len(text), limit=limit
            )
        if text:
            yield name, text
    lat, lng = cells.get(words.LATITUDE, ""), cells.get(words.LONGITUDE, "")
    if lat or lng:
        yield "lat_e7", _degrees(lat, LATITUDES, f"{lat}, {lng}")
        yield "lng_e7", _degrees(lng, LONGITUDES, f"{lat}, {lng}")


def _degrees(text: str, bounds: tuple[float, float], shown: str) -> int:
    try:
        degrees = float(text.replace(",", "."))
    except ValueError:
        degrees = float("nan")
    if not bounds[0] <= degrees <= bounds[1]:
        raise _RefusedRowError("handover_position", words.LATITUDE, shown)
    return round(degrees * 1e7)
