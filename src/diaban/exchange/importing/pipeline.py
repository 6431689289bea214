"""The import of addresses: read → map columns → validate → observe.

Each batch is one transaction: its observations, its rejected rows and the run's position stand
or fall together, so that a run killed at any moment goes on at exactly the next row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction

from diaban.exchange.importing.checked import Checked, Rules
from diaban.exchange.importing.choosing_crs import (
    MOST_POINTS,
    CoordinateSystem,
    Figures,
    Picture,
    find_system,
    look_at_figures,
)
from diaban.exchange.importing.column_contents import are_serial_dates
from diaban.exchange.importing.coordinate_systems import WGS84
from diaban.exchange.importing.first_rows import look_at_rows
from diaban.exchange.importing.foreseeing import Foresight
from diaban.exchange.importing.keys_seen import KeysSeen
from diaban.exchange.importing.looking_ahead import look_ahead
from diaban.exchange.importing.mapping import (
    Mapping,
    mapping_of,
    personal_columns,
    personal_note,
)
from diaban.exchange.importing.parents import refuse_orphans
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.proposing import propose_columns
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.registry_rules import commune_names, registry_rules
from diaban.exchange.importing.rejects import keep_rejected, leave_out
from diaban.exchange.importing.resuming import InputFile, held_run
from diaban.exchange.importing.returned_rows import ReturnedRows
from diaban.exchange.importing.stating import assume_households, observe_rows
from diaban.exchange.importing.tables import ROW, Batch, ReadOptions, Table
from diaban.exchange.importing.validation import Validator
from diaban.spine.addresses import bulk
from diaban.spine.addresses.observing import Statement
from diaban.spine.parties.models import User
from diaban.spine.places.units import today
from diaban.spine.runs.models import Generation, Run

_SAMPLE = 5
_PROBLEMS_SHOWN = 20
_LONGEST_SOURCE = 40
# SQLite keeps other writers out for about three quarters of a second then; smaller ones write the
# pages of the index by place, which any batch touches all over, more often into the log
TRANSACTION_ROWS = 50_000
_MOST_HELD_BYTES = 64 << 20

Progress = Callable[[Run], None]


@dataclass(frozen=True)
class ImportRequest:
    """One file from one source. What is None is found out from the file and the registry."""

    path: Path
    source: str
    actor: User
    mapping: Mapping | None = None
    options: ReadOptions = field(default_factory=ReadOptions)
    fix_swapped: bool = False
    synthetic: bool = False
    are_households: bool | None = None
    held_on: date | None = None
    batch_rows: int = TRANSACTION_ROWS


@dataclass
class Plan:
    """What an import would do: nothing has been written.

    ``counts``: read, blank, accepted, rejected, new, known, of which would_change and would_stay,
    and notes such as normalised.
    ``sample`` holds the first accepted rows as they would be observed; ``picture`` has latitudes
    and longitudes of WGS 84 of some of the rows, taken or refused.
    """

    format: str
    columns: list[str]
    sheets: list[str]
    mapping: Mapping
    counts: Counter[str] = field(default_factory=Counter)
    problem_counts: Counter[str] = field(default_factory=Counter)
    first_problems: list[Problem] = field(default_factory=list)
    sample: list[dict[str, Any]] = field(default_factory=list)
    coordinate_system: CoordinateSystem | None = None
    picture: list[tuple[float, float]] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def plan_import(request: ImportRequest) -> Plan:
    """Read and validate the whole file and write nothing; raise InputError as an import would."""
    with _open(request) as (table, mapping):
        return _plan_rows(request, table, mapping)


def _plan_rows(request: ImportRequest, table: Table, mapping: Mapping) -> Plan:
    plan = Plan(table.format, table.columns, table.sheets, mapping, notes=table.notes)
    figures = look_at_figures(table, mapping)
    rules = _rules(request, table, mapping, figures)
    plan.coordinate_system = rules.system
    plan.picture = figures.picture(rules.system.crs if rules.system else WGS84, MOST_POINTS // 2)
    validator = Validator(table.columns, mapping, rules)
    households = _are_households(request, table)
    accepted = KeysSeen()
    foresight = Foresight(request.source, rules.today, request.synthetic)
    picture = Picture(MOST_POINTS // 2)
    returned = ReturnedRows(request.source, request.actor, table.columns, mapping)
    position = table.header_row
    with closing(_check_ahead(request, table, validator)) as checked_ahead:
        for batch, sound in checked_ahead:
            checked = refuse_orphans(sound, request.source, mapping, accepted)
            accepted.first_rows(checked.records["source_key"], checked.records[ROW])
            plan.counts.update(_count(batch, checked, position))
            named, _ = returned.name(batch.frame, checked.records)
            records = assume_households(named, request.source, households)
            plan.counts.update(foresight.add(records))
            _keep_problems(plan, checked.problems)
            plan.sample += records.head(_SAMPLE - len(plan.sample)).to_dicts()
            picture.add(checked.records)
            position = batch.through
    plan.picture += picture.points()
    plan.notes = foresight.notes() + plan.notes
    if not households and table.are_households is False:
        plan.notes.append(Problem("nobody_lives_there"))
    return plan


def _keep_problems(plan: Plan, problems: list[Problem]) -> None:
    """Count the rows of each reason; keep the first problems, and of each reason at least one."""
    # in the order of the rows, so that equally common reasons are always told alike
    told = dict.fromkeys((problem.row, problem.code) for problem in problems)
    plan.problem_counts.update(code for _, code in told)
    shown = {problem.code for problem in plan.first_problems}
    for problem in problems:
        if len(plan.first_problems) < _PROBLEMS_SHOWN or problem.code not in shown:
            plan.first_problems.append(problem)
            shown.add(problem.code)


def run_import(request: ImportRequest, progress: Progress | None = None) -> Run:
    """Import a file, or go on with the import of it that was broken off; return the run.

    ``run.counts`` has read, blank, accepted, rejected, created, updated, unchanged and notes.
    An exception from ``progress`` stops the run between two batches; it can be taken up again.
    """
    check_source(request.source)
    with _open(request) as (table, mapping):
        file = InputFile.of(request.source, request.path, _reading(request, mapping))
        with held_run(file, request.actor) as run:
            run.synthetic = request.synthetic
            run.save(update_fields=["synthetic"])
            try:
                with bulk.rare_checkpoints():
                    _import_rows(request, table, mapping, run, progress)
            except InputError as error:
                run.fail(error.problem.say("vi") + "\n" + error.problem.say("en"))
                raise
            run.finish()
    return run


def _import_rows(
    request: ImportRequest, table: Table, mapping: Mapping, run: Run, progress: Progress | None
) -> None:
    rules = _rules(request, table, mapping, look_at_figures(table, mapping))
    validator = Validator(table.columns, mapping, rules)
    statement = Statement(request.source, request.actor, run, request.synthetic)
    households = _are_households(request, table)
    returned = ReturnedRows(request.source, request.actor, table.columns, mapping)
    done = max(run.position, table.header_row)
    with closing(_check_ahead(request, table, validator, done)) as checked_ahead:
        for batch, sound in checked_ahead:
            checked = refuse_orphans(sound, request.source, mapping)
            with transaction.atomic():
                named, corrected = returned.name(batch.frame, checked.records)
                records = assume_households(named, request.source, households)
                observed = observe_rows(records, statement)
                returned.remember(corrected)
                kept = leave_out(table.columns, batch.frame, table.left_out)
                keep_rejected(run, *kept, checked.problems)
                counts = _count(batch, checked, done) + observed
                run.advance(batch.through - run.position, dict(counts))
                if observed["created"] or observed["updated"]:
                    Generation.grow("addresses")
            done = batch.through
            if progress:
                progress(run)


def _check_ahead(
    request: ImportRequest, table: Table, validator: Validator, done: int = 0
) -> Generator[tuple[Batch, Checked], None, None]:
    """Yield the batches after row ``done`` as validated; the next is read and checked meanwhile."""
    wholes = _slice(table.batches, request.batch_rows)
    batches = (_skip_done(whole, done, validator) for whole in wholes)
    return look_ahead((b, validator.check(b.frame)) for b in batches if b is not None)


@contextmanager
def _open(request: ImportRequest) -> Iterator[tuple[Table, Mapping]]:
    table = open_table(request.path, request.options)
    try:
        proposals = propose_columns(
            table.columns, look_at_rows(table), commune_names(today()), table.position_columns
        )
        mapping = request.mapping or mapping_of(proposals)
        table.left_out = personal_columns(proposals, mapping)
        table.notes += personal_note(proposals, mapping)
        yield table, mapping.checked(table.columns)
    finally:
        table.close()


def check_source(source: str) -> None:
    """Raise InputError where a source has no name, or one that is too long."""
    if not 0 < len(source.strip()) <= _LONGEST_SOURCE:
        raise InputError("source_invalid", value=source)


def _rules(request: ImportRequest, table: Table, mapping: Mapping, figures: Figures) -> Rules:
    rules = replace(
        registry_rules(today()),
        fix_swapped=request.fix_swapped,
        position_source=table.position_source,
        held_on=request.held_on,
        has_serial_dates=_has_serial_dates(table, mapping),
    )
    system = find_system(table, mapping, request.options.crs, rules, figures)
    return replace(rules, system=system)


def _has_serial_dates(table: Table, mapping: Mapping) -> bool:
    if not mapping.has("held_on"):
        return False
    place = table.columns.index(mapping.columns["held_on"])
    return are_serial_dates([row[place] for row in look_at_rows(table)])


def _are_households(request: ImportRequest, table: Table) -> bool:
    if request.are_households is None:
        return table.are_households is not False
    return request.are_households


def _reading(request: ImportRequest, mapping: Mapping) -> dict[str, object]:
    """Return what decides how the rows are read: with other choices it is other work."""
    options = request.options
    return {
        "mapping": mapping.as_json(),
        "sheet": options.sheet,
        "delimiter": options.delimiter,
        "crs": options.crs,
        "encoding": options.encoding,
        "header_row": options.header_row,
        "fix_swapped": request.fix_swapped,
        "held_on": request.held_on and request.held_on.isoformat(),
        "are_households": request.are_households,
        "synthetic": request.synthetic,
    }


def _slice(batches: Iterator[Batch], rows: int) -> Iterator[Batch]:
    """Gather and cut batches to ``rows`` rows, which is what one transaction takes.

    Wide rows make smaller ones. Where the file turns out to be faulty, what was read before that
    comes first.
    """
    held: list[Batch] = []
    try:
        for batch in batches:
            held.append(batch)
            if _is_enough(held, rows):
                whole = _join(held)
                keep = whole.frame.height % rows if _size(held) < _MOST_HELD_BYTES else 0
                cut = whole.frame.height - keep
                yield from _cut(whole, cut, rows)
                held = [Batch(whole.frame.slice(cut), whole.through)] if keep else []
    except InputError:
        yield from _cut(_join(held), None, rows) if held else ()
        raise
    if held:
        yield from _cut(_join(held), None, rows)


def _is_enough(held: list[Batch], rows: int) -> bool:
    height = sum(batch.frame.height for batch in held)
    # rows that are all blank move the position at once
    return not height or height >= rows or _size(held) >= _MOST_HELD_BYTES


def _size(held: list[Batch]) -> int:
    return sum(int(batch.frame.estimated_size()) for batch in held)


def _join(held: list[Batch]) -> Batch:
    return Batch(pl.concat([batch.frame for batch in held]), held[-1].through)


def _cut(whole: Batch, height: int | None, rows: int) -> Iterator[Batch]:
    """Yield the first ``height`` rows in pieces; the last piece of all covers what follows it."""
    ending = whole.frame.height
    height = ending if height is None else height
    for start in range(0, max(height, 1), rows):
        frame = whole.frame.slice(start, min(rows, height - start))
        is_last = start + rows >= ending
        yield Batch(frame, whole.through if is_last else int(frame[ROW][-1]))


def _skip_done(batch: Batch, done: int, validator: Validator) -> Batch | None:
    if batch.through <= done:
        validator.skip(batch.frame)
        return None
    if batch.frame.height and batch.frame[ROW][0] <= done:
        validator.skip(batch.frame.filter(pl.col(ROW) <= done))
        return Batch(batch.frame.filter(pl.col(ROW) > done), batch.through)
    return batch


def _count(batch: Batch, checked: Checked, position: int) -> Counter[str]:
    covered = batch.through - position
    counts = Counter(
        read=batch.frame.height,
        blank=covered - batch.frame.height,
        accepted=checked.records.height,
        rejected=batch.frame.height - checked.records.height,
    )
    return +(counts + checked.notes)
