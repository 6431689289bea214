"""Lists that sectors take in: read from any file, checked, taken by the sector's own function.

The check is the import itself, in a transaction that is taken back, so both say the same. Nobody
else can write on SQLite while it lasts, so the file is read, and the sector does what it can do
`ahead`, before it begins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

import polars as pl
from django.db import transaction

from diaban.exchange.importing import texts
from diaban.exchange.importing.choosing_crs import CoordinateSystem, find_system, look_at_figures
from diaban.exchange.importing.coordinate_systems import WGS84
from diaban.exchange.importing.mapping import Mapping
from diaban.exchange.importing.opening import Head
from diaban.exchange.importing.orders import Order, Outcome, add_reasons, count_reasons
from diaban.exchange.importing.pipeline import check_source
from diaban.exchange.importing.positions import read_positions
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.registry_rules import registry_rules
from diaban.exchange.importing.rejects import keep_rejected, leave_out
from diaban.exchange.importing.resuming import InputFile, held_run
from diaban.exchange.importing.sector_columns import (
    LAT,
    LNG,
    folded,
    recognise_fields,
    require_fields,
)
from diaban.exchange.importing.tables import FAULT, ROW, Table, cell_names, read_fault
from diaban.spine.parties.models import User
from diaban.spine.places.units import today
from diaban.spine.runs.models import Kind, Run
from diaban.spine.sectors import ImportSpec, InputRow, RowFault, Taking

# of one transaction: other writers wait no longer than for these
BATCH_ROWS = 500
# what a sector counts, as pages call it: after an import, and in the check before
_DONE = {"new": "created", "changed": "updated", "same": "unchanged"}
_PLANNED = {"changed": "would_change", "same": "would_stay"}
# between a list that could be anything and one that says what it is
_SPEAKS, _IS_SILENT = 0.75, 0.25
# counted here, for all sectors alike
_OURS = {"read", "blank", "accepted", "rejected", "refused"}


@dataclass(frozen=True)
class _Opened:
    """A list as it is read: the heading of each field, and the system of its positions."""

    table: Table
    mapping: dict[str, str]
    system: CoordinateSystem | None
    picture: list[tuple[float, float]]

    @property
    def unread(self) -> set[str]:
        return set(self.table.columns) - set(self.mapping.values())


@dataclass(frozen=True)
class _Part:
    """Rows of one transaction; ``through`` is the last row covered, blank ones included.

    ``ahead``: what the sector did of them before.
    """

    frame: pl.DataFrame
    through: int
    ahead: object = None


@dataclass
class _Done:
    counts: Counter[str]
    refused: list[Problem] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)


def suits_list(spec: ImportSpec, head: Head) -> float:
    """Say from 0 to 1 how well a file fits: a heading of two words or more tells what it is."""
    if not head.is_table or (head.geometry_kinds and "point" not in head.geometry_kinds):
        return 0.0
    found = recognise_fields(spec.fields, head.columns, head.position_columns)
    if any(field.required and field.name not in found for field in spec.fields):
        return 0.0
    # OpenStreetMap's tags, as "opening_hours", are those of things of any sort
    tagged = any(name.startswith("addr:") for name in head.columns)
    speaks = not tagged and any(" " in name for one in found.values() for name in folded(one))
    share = len(set(found.values())) / max(1, len(head.columns))
    return (_SPEAKS if speaks else _IS_SILENT) + 0.2 * min(1.0, share)


def plan_list(spec: ImportSpec, order: Order, actor: User) -> Outcome:
    """Take the whole list in, and take it back. Raises InputError."""
    counts: Counter[str] = Counter()
    refused: list[Problem] = []
    with _open(spec, order) as opened:
        told = list(opened.table.notes)
        parts = list(_parts_ahead(spec, opened, order, 0))
        with transaction.atomic():
            run = Run.objects.create(kind=Kind.IMPORT, actor=actor, source=order.source)
            take = partial(_take, spec, opened, _taking(order, run))
            for part in parts:
                done = take(part)
                counts += done.counts
                run.advance(part.through - run.position, {})
                refused, told = refused + done.refused, told + done.told
            transaction.set_rollback(True)
    return Outcome(
        _named(counts, _PLANNED), count_reasons(refused), told=count_reasons(told),
        mapping=opened.mapping, system=opened.system.as_json() if opened.system else None,
        picture=opened.picture,
    )  # fmt: skip


def run_list(spec: ImportSpec, order: Order, actor: User, progress: Callable[[Run], None]) -> Run:
    """Take a list in, or go on where that was broken off. Raises InputError."""
    check_source(order.source)
    with _open(spec, order) as opened:
        file = InputFile.of(order.source, order.path, _reading(spec, order, opened))
        with held_run(file, actor) as run:
            run.synthetic = order.synthetic
            run.save(update_fields=["synthetic"])
            try:
                _take_all(spec, order, opened, run, progress)
            except InputError as error:
                run.fail(error.problem.say("vi") + "\n" + error.problem.say("en"))
                raise
            run.finish()
    return run


def _take_all(
    spec: ImportSpec, order: Order, opened: _Opened, run: Run, progress: Callable[[Run], None]
) -> None:
    taking = _taking(order, run)
    for part in _parts_ahead(spec, opened, order, run.position):
        with transaction.atomic():
            done = _take(spec, opened, taking, part)
            kept = leave_out(opened.table.columns, part.frame, opened.unread)
            keep_rejected(run, *kept, done.refused)
            told = add_reasons(run.report.get("told", []), count_reasons(done.told))
            run.report = run.report | {"told": told}
            run.save(update_fields=["report"])
            run.advance(part.through - run.position, _named(done.counts, _DONE))
        progress(run)


@contextmanager
def _open(spec: ImportSpec, order: Order) -> Iterator[_Opened]:
    table = open_table(order.path, order.options)
    try:
        found = recognise_fields(spec.fields, table.columns, table.position_columns)
        mapping = require_fields(spec, order.mapping or found, table.columns)
        placed = Mapping({name: mapping[name] for name in (LAT, LNG) if name in mapping})
        figures = look_at_figures(table, placed)
        system = find_system(table, placed, order.crs, registry_rules(today()), figures)
        picture = figures.picture(system.crs if system else WGS84)
        yield _Opened(table, mapping, system, picture)
    finally:
        table.close()


def _parts_ahead(spec: ImportSpec, opened: _Opened, order: Order, done: int) -> Iterator[_Part]:
    """Yield the rows after ``done``, with what the sector does of them before any transaction.

    Raises InputError where they become more than it takes.
    """
    for part in _parts(opened.table, done):
        if part.through - opened.table.header_row > spec.most_rows:
            raise InputError("rows_too_many", limit=spec.most_rows)
        rows = _rows(opened, part.frame.filter(pl.col(FAULT).is_null()))
        yield replace(part, ahead=spec.ahead(list(rows), order.synthetic)) if spec.ahead else part


def _parts(table: Table, done: int) -> Iterator[_Part]:
    """Yield the rows after ``done``, so many at a time."""
    done = max(done, table.header_row)
    for batch in table.batches:
        fresh = batch.frame.filter(pl.col(ROW) > done)
        if batch.through <= done:
            continue
        for start in range(0, max(fresh.height, 1), BATCH_ROWS):
            frame = fresh.slice(start, BATCH_ROWS)
            is_last = start + BATCH_ROWS >= fresh.height
            yield _Part(frame, batch.through if is_last else frame[ROW][-1])
        done = batch.through


def _take(spec: ImportSpec, opened: _Opened, taking: Taking, part: _Part) -> _Done:
    """Give rows to the sector."""
    run = taking.run
    covered = part.through - max(run.position, opened.table.header_row)
    unreadable = [
        read_fault(words, row)
        for row, words in part.frame.filter(pl.col(FAULT).is_not_null())
        .select(ROW, FAULT)
        .iter_rows()
    ]
    rows = list(_rows(opened, part.frame.filter(pl.col(FAULT).is_null())))
    taken = spec.take(rows, replace(taking, ahead=part.ahead))
    said = [(one.refused, _problem(spec, opened, one)) for one in taken.faults]
    refused = unreadable + [problem for is_refused, problem in said if is_refused]
    rejected = len({problem.row for problem in refused})
    counts = Counter({name: n for name, n in taken.counts.items() if name not in _OURS})
    counts += Counter(
        read=part.frame.height, blank=covered - part.frame.height, rejected=rejected,
        accepted=part.frame.height - rejected,
    )  # fmt: skip
    return _Done(counts, refused, [problem for is_refused, problem in said if not is_refused])


def _rows(opened: _Opened, frame: pl.DataFrame) -> Iterator[InputRow]:
    """Yield rows as tidy text; a position that can be read is told in degrees of WGS 84."""
    if frame.is_empty():
        return
    cells = dict(zip(opened.table.columns, cell_names(len(opened.table.columns)), strict=True))
    read = texts.read_cells(frame, {n: cells[heading] for n, heading in opened.mapping.items()})
    if LAT in opened.mapping:
        rules = replace(registry_rules(today()), system=opened.system)
        known = pl.col("lat_degrees").is_not_null() & pl.col("lng_degrees").is_not_null()
        read = read_positions(read, rules).with_columns(
            pl.when(known).then(pl.col(f"{name}_degrees").round(7).cast(pl.String))
            .otherwise(pl.col(name)).alias(name)
            for name in (LAT, LNG)
        )  # fmt: skip
    for number, *values in read.select(ROW, *opened.mapping).iter_rows():
        yield InputRow(number, dict(zip(opened.mapping, values, strict=True)))


def _problem(spec: ImportSpec, opened: _Opened, fault: RowFault) -> Problem:
    field_ = next((one for one in spec.fields if one.name == fault.field), None)
    title = opened.mapping.get(fault.field) or (field_.vi if field_ else "")
    said = {"said_vi": fault.vi, "said_en": fault.en}
    return Problem(f"{spec.name}.{fault.code}", fault.row, title, fault.value, said)


def _taking(order: Order, run: Run) -> Taking:
    return Taking(order.source, run.actor, run, order.on or today(), order.synthetic)


def _named(counts: Counter[str], names: dict[str, str]) -> dict[str, int]:
    return {names.get(name, name): n for name, n in counts.items()}


def _reading(spec: ImportSpec, order: Order, opened: _Opened) -> dict[str, object]:
    """Return what decides how the rows are read: with other choices it is other work."""
    return {
        "list": spec.name, "mapping": opened.mapping, "sheet": order.sheet, "crs": order.crs,
        "encoding": order.encoding, "on": order.on and order.on.isoformat(),
        "synthetic": order.synthetic,
    }  # fmt: skip
