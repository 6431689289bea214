"""Reading the Post's list into rows that wait to be held against the registry.

The readers, the recognition of columns and the checks are those of any address list; the key is
the digital address. A list that was broken off goes on at the next row; the same list again is
the same handover.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl
from django.db import transaction

from diaban.exchange.importing.choosing_crs import find_system, look_at_figures
from diaban.exchange.importing.first_rows import look_at_rows
from diaban.exchange.importing.mapping import Mapping, mapping_of, personal_columns
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.proposing import propose_columns
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.registry_rules import commune_names, registry_rules
from diaban.exchange.importing.rejects import keep_rejected, leave_out
from diaban.exchange.importing.resuming import InputFile, begin_run, ordered_run
from diaban.exchange.importing.tables import ROW, Batch, ReadOptions, Table, cell_names
from diaban.exchange.importing.validation import Validator
from diaban.spine.handovers.comparing import WORDS
from diaban.spine.handovers.models import Handover, HandoverRow
from diaban.spine.parties.models import User
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.units import commune_numbers, today
from diaban.spine.runs.models import Kind, Run, State, look_alone

_SAID = (*WORDS, "lat_e7", "lng_e7", "accuracy_metres")
# ten digits: what the Post gives; the import takes letters too, a handover does not
_CODE = r"^\d{10}$"

Progress = Callable[[Run], None]


@dataclass(frozen=True)
class HandoverRequest:
    """One list: who hands it over, as of which day."""

    path: Path
    source: str
    actor: User
    held_on: date | None = None
    mapping: Mapping | None = None
    synthetic: bool = False
    options: ReadOptions = field(default_factory=ReadOptions)


class HandoverIsRunningError(RuntimeError):
    """Another process reads this list at this moment; ``run`` is the number of its run."""

    def __init__(self, run: int) -> None:
        super().__init__(str(run))
        self.run = run


def take_handover(
    request: HandoverRequest, progress: Progress = lambda run: None, *, finish: bool = True
) -> Handover:
    """Read a list, or go on where reading it was broken off; raise InputError for a bad file.

    Without ``finish`` the run stays open for what comes after.
    """
    with _open(request) as (table, mapping):
        reading = {"handover": mapping.as_json(), "sheet": request.options.sheet}
        file = InputFile.of(request.source, request.path, reading)
        handover = _begin(request, file)
        if handover.run.state != State.DONE:
            _read_rows(request, table, mapping, handover, progress)
            if finish:
                handover.run.finish()
    return handover


def check_handover(request: HandoverRequest) -> Iterator[tuple[int, int, list[Problem]]]:
    """Read a list and keep nothing: of each batch the rows, those accepted, and what is wrong."""
    with _open(request) as (table, mapping):
        for checked in _checked(request, table, mapping, request.held_on or today(), 0):
            yield checked.fresh.height, checked.records.height, checked.problems


@contextmanager
def _open(request: HandoverRequest) -> Iterator[tuple[Table, Mapping]]:
    table = open_table(request.path, request.options)
    try:
        proposals = propose_columns(
            table.columns, look_at_rows(table), commune_names(today()), table.position_columns
        )
        mapping = request.mapping or mapping_of(proposals)
        if not mapping.has("digital_address"):
            missing = ["mã địa chỉ số / digital address"]
            raise InputError("columns_missing", missing=missing, found=table.columns)
        keyed = Mapping({**mapping.columns, "source_key": mapping.columns["digital_address"]})
        table.left_out = personal_columns(proposals, keyed)
        yield table, keyed.checked(table.columns)
    finally:
        table.close()


def _begin(request: HandoverRequest, file: InputFile) -> Handover:
    with transaction.atomic():
        look_alone(Kind.HANDOVER)
        known = Handover.objects.filter(
            run__input_digest=file.digest, run__source=file.source
        ).select_related("run")
        handover = known.order_by("-pk").first()
        if handover is None:
            run = begin_run(file, request.actor, Kind.HANDOVER)
            if run.synthetic != request.synthetic:
                run.synthetic = request.synthetic
                run.save(update_fields=["synthetic"])
            return Handover.objects.create(run=run, held_on=request.held_on or today())
        run = handover.run
        if run.state != State.DONE and run != ordered_run():
            if run.is_leased:
                raise HandoverIsRunningError(run.pk)
            run.take_over()
            run.state = State.RUNNING
            run.save(update_fields=["state"])
        return handover


@dataclass(frozen=True)
class _Checked:
    """A batch: its rows that were not read before, what can be kept of them, what is wrong."""

    batch: Batch
    fresh: pl.DataFrame
    records: pl.DataFrame
    problems: list[Problem]


def _checked(
    request: HandoverRequest, table: Table, mapping: Mapping, held_on: date, done: int
) -> Iterator[_Checked]:
    """Yield the batches that go beyond row ``done``."""
    rules = replace(registry_rules(today()), position_source=table.position_source, held_on=held_on)
    figures = look_at_figures(table, mapping)
    system = find_system(table, mapping, request.options.crs, rules, figures)
    validator = Validator(table.columns, mapping, replace(rules, system=system))
    code_cell = cell_names(len(table.columns))[
        table.columns.index(mapping.columns["digital_address"])
    ]
    done = max(done, table.header_row)
    for batch in table.batches:
        fresh = batch.frame.filter(pl.col(ROW) > done)
        validator.skip(batch.frame.filter(pl.col(ROW) <= done))
        if batch.through <= done:
            continue
        checked = validator.check(fresh)
        records, problems = _with_codes(checked.records, fresh, code_cell, mapping)
        yield _Checked(batch, fresh, records, [*checked.problems, *problems])
        done = batch.through


def _read_rows(
    request: HandoverRequest, table: Table, mapping: Mapping, handover: Handover, progress: Progress
) -> None:
    run = handover.run
    for one in _checked(request, table, mapping, handover.held_on, run.position):
        with transaction.atomic():
            _keep(handover, one.records)
            kept = leave_out(table.columns, one.fresh, table.left_out)
            keep_rejected(run, *kept, one.problems)
            counts = {
                "read": one.fresh.height,
                "accepted": one.records.height,
                "rejected": one.fresh.height - one.records.height,
            }
            run.advance(_covered(one.batch, run), counts)
        progress(run)


def _covered(batch: Batch, run: Run) -> int:
    return batch.through - run.position


def _with_codes(
    records: pl.DataFrame, frame: pl.DataFrame, cell: str, mapping: Mapping
) -> tuple[pl.DataFrame, list[Problem]]:
    """Keep the rows whose code is ten digits; the others are told."""
    sound = pl.col("digital_address").fill_null("").str.contains(_CODE)
    refused = records.filter(~sound)[ROW]
    told = frame.filter(pl.col(ROW).is_in(refused.implode())).select(ROW, cell)
    heading = mapping.columns["digital_address"]
    problems = [
        Problem("digital_address_not_digits", row, heading, value or "")
        for row, value in told.iter_rows()
    ]
    return records.filter(sound), problems


def _keep(handover: Handover, records: pl.DataFrame) -> None:
    numbers, _ = commune_numbers()
    placed = _communes_of(records, numbers)
    HandoverRow.objects.bulk_create(
        [
            HandoverRow(
                handover=handover,
                row_number=row[ROW],
                digital_address=row["digital_address"],
                said={name: row[name] for name in _SAID if row[name] is not None},
                commune_id=commune,
            )
            for row, commune in zip(records.iter_rows(named=True), placed, strict=True)
        ],
        batch_size=2_000,
    )


def _communes_of(records: pl.DataFrame, numbers: dict[str, int]) -> list[int | None]:
    """Return the commune that each row states, else the likeliest that its position lies in."""
    stated = [numbers.get(code or "") for code in records["commune_code"].to_list()]
    lost = [
        place
        for place, (unit, lat) in enumerate(zip(stated, records["lat_e7"].to_list(), strict=True))
        if unit is None and lat is not None
    ]
    if lost:
        some = records[lost]
        lat, lng = (some[name].to_numpy() / 1e7 for name in ("lat_e7", "lng_e7"))
        found, _ = areas_in_force(today()).candidates(lat, lng)
        for place, unit in zip(lost, found[:, 0].tolist(), strict=True):
            stated[place] = unit if unit > 0 else None
    return stated
