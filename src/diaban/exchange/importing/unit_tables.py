"""The statistics office's table of which commune became which: held against the law, row by row.

The cited tables of the product are never overwritten by it. What it teaches are spellings; what it
contradicts comes back with the row, the reason and the remedy.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import polars as pl
from django.db import transaction

from diaban.exchange.importing import texts
from diaban.exchange.importing.codes import fold_unit_name
from diaban.exchange.importing.columns_by_name import find_columns
from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.rejects import keep_rejected
from diaban.exchange.importing.resuming import InputFile, begin_run
from diaban.exchange.importing.tables import ROW, ReadOptions, cell_names
from diaban.exchange.importing.unit_lineage import Lineage, TableRow
from diaban.spine.parties.models import User
from diaban.spine.places.models import UnitAlias
from diaban.spine.places.names import fold_name
from diaban.spine.runs.models import Generation, Run

HEADINGS = {
    "old_code": ("old code", "ma cu", "ma xa cu", "ma dvhc cu", "ma don vi cu"),
    "old_name": ("old name", "ten cu", "ten xa cu", "ten dvhc cu", "don vi cu"),
    "new_code": ("new code", "ma moi", "ma xa moi", "ma dvhc moi", "ma don vi moi"),
    "new_name": ("new name", "ten moi", "ten xa moi", "ten dvhc moi", "don vi moi"),
    "note": ("note", "ghi chu", "hinh thuc", "noi dung"),
}
_NEEDED = [("old_code",), ("old_name",), ("new_code",), ("new_name",)]
# as alike as “Sà Phìn” and “Xà Phìn”: another spelling, and not another place
_SPELLING = 0.8


@dataclass(frozen=True)
class UnitTableRequest:
    path: Path
    source: str
    actor: User
    options: ReadOptions = field(default_factory=ReadOptions)


@dataclass
class UnitTableReport:
    """``counts``: read, accepted, rejected, spellings (new ones), not_known_here.

    ``problems`` send a row back; ``faults`` are told and stop nothing. ``missing`` are the old
    communes that the law knows and the table has no row for.
    """

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    spellings: set[tuple[int, str]] = field(default_factory=set)
    run: Run | None = None


def suits_unit_table(columns: list[str]) -> bool:
    """Say whether a table's headings are those of a conversion table.

    >>> suits_unit_table(["Mã cũ", "Tên cũ", "Mã mới", "Tên mới"])
    True
    """
    folded = {fold_name(column) for column in columns}
    return all(folded & set(HEADINGS[name]) for (name,) in _NEEDED)


def plan_unit_table(request: UnitTableRequest) -> UnitTableReport:
    """Hold every row against the law and write nothing; raise InputError if it cannot be read."""
    report, _, _ = _check(request)
    return report


def run_unit_table(request: UnitTableRequest) -> UnitTableReport:
    """Learn the spellings, keep the rows that contradict, and report; all in one transaction."""
    report, columns, frame = _check(request)
    reading = {"sheet": request.options.sheet, "encoding": request.options.encoding}
    file = InputFile.of(request.source, request.path, reading)
    with transaction.atomic():
        report.run = begin_run(file, request.actor)
        UnitAlias.objects.bulk_create(
            [
                UnitAlias(unit_id=unit, alias=name, kind="spelling", folded=fold_name(name))
                for unit, name in sorted(report.spellings)
            ],
            ignore_conflicts=True,
        )
        if report.spellings:
            Generation.grow("places")
        keep_rejected(report.run, columns, frame, report.problems)
        report.run.advance(report.counts["read"] - report.run.position, dict(+report.counts))
        report.run.finish()
    return report


def _check(request: UnitTableRequest) -> tuple[UnitTableReport, list[str], pl.DataFrame]:
    with closing(open_table(request.path, request.options)) as table:
        found = find_columns(table.columns, HEADINGS, needed=_NEEDED)
        cells = dict(zip(table.columns, cell_names(len(table.columns)), strict=True))
        frame = pl.concat([batch.frame for batch in table.batches])
        columns = table.columns
    read = texts.read_cells(frame, {name: cells[column] for name, column in found.items()})
    rows = [
        TableRow(
            row=values[ROW],
            old_code=_pad(values["old_code"]),
            old_name=values["old_name"],
            new_code=_pad(values["new_code"]),
            new_name=values["new_name"],
            note=values.get("note", ""),
        )
        for values in read.iter_rows(named=True)
    ]
    return _hold_against_law(rows, found), columns, frame


def _hold_against_law(rows: list[TableRow], found: dict[str, str]) -> UnitTableReport:
    lineage = Lineage.load()
    report = UnitTableReport(Counter(read=len(rows)))
    report.problems = _two_names(rows, lineage, found)
    contradicted = {problem.row for problem in report.problems}
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.row in contradicted:
            continue
        problem = _find_fault(row, lineage, first, found)
        if problem:
            report.problems.append(problem)
        else:
            _learn(row, lineage, report)
    report.problems.sort(key=lambda problem: problem.row or 0)
    report.missing = lineage.without_row({row.old_code for row in rows})
    report.counts["rejected"] = len({problem.row for problem in report.problems})
    report.counts["accepted"] = len(rows) - report.counts["rejected"]
    report.counts["spellings"] = len(report.spellings)
    return report


def _two_names(rows: list[TableRow], lineage: Lineage, found: dict[str, str]) -> list[Problem]:
    """Find the rows whose old code stands for another name elsewhere in the table.

    The name that the law gives decides; without it the one that more rows say, then the earlier.
    """
    names: dict[str, dict[str, list[TableRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        names[row.old_code][fold_unit_name(row.old_name)].append(row)
    problems = []
    for code, by_name in names.items():
        if len(by_name) < 2:
            continue
        right = lineage.folded_name(code) or max(by_name, key=lambda n: len(by_name[n]))
        for name, wrong in by_name.items():
            if name != right and right in by_name:
                problems += [_contradict(row, by_name[right][0], lineage, found) for row in wrong]
    return problems


def _contradict(row: TableRow, right: TableRow, lineage: Lineage, found: dict[str, str]) -> Problem:
    meant = lineage.codes_of(row.old_name)
    remedy = f"“{row.old_name}”: {', '.join(meant)}." if meant else ""
    shown = {
        "name": row.old_name,
        "other": right.old_name,
        "first": right.row,
        "remedy": remedy,
    }
    return Problem("table_code_two_names", row.row, found["old_code"], row.old_code, shown)


def _find_fault(
    row: TableRow, lineage: Lineage, first: dict[tuple[str, str], int], found: dict[str, str]
) -> Problem | None:
    for name in ("old_code", "new_code"):
        code = getattr(row, name)
        if not (len(code) == 5 and code.isascii() and code.isdigit()):
            return Problem("table_code_invalid", row.row, found[name], code)
    earlier = first.setdefault((row.old_code, row.new_code), row.row)
    if earlier != row.row:
        pair = f"{row.old_code} → {row.new_code}"
        return Problem("table_pair_doubled", row.row, "", pair, {"first": earlier})
    if not lineage.is_new(row.new_code):
        return Problem("table_code_unknown", row.row, found["new_code"], row.new_code)
    return _find_other_name(row, lineage, found) or lineage.find_unlawful(row)


def _find_other_name(row: TableRow, lineage: Lineage, found: dict[str, str]) -> Problem | None:
    for side, code, name in (
        ("old_code", row.old_code, row.old_name),
        ("new_code", row.new_code, row.new_name),
    ):
        known = lineage.names(side, code)
        if known and not any(_alike(name, spelling) for spelling in known):
            meant = lineage.codes_of(name)
            remedy = f"“{name}”: {', '.join(meant)}." if meant else ""
            shown = {"known": known[0], "name": name, "remedy": remedy}
            return Problem("table_name_differs", row.row, found[side], code, shown)
    return None


def _learn(row: TableRow, lineage: Lineage, report: UnitTableReport) -> None:
    report.faults += lineage.find_remarks(row)
    if not lineage.knows_old(row.old_code):
        report.counts["not_known_here"] += 1
    for side, code, name in (
        ("old_code", row.old_code, row.old_name),
        ("new_code", row.new_code, row.new_name),
    ):
        known = {fold_unit_name(spelling) for spelling in lineage.names(side, code)}
        if known and fold_unit_name(name) not in known:
            report.spellings.add((lineage.unit(side, code), lineage.without_kind(name)))


def _alike(name: str, other: str) -> bool:
    one, two = (fold_name(Lineage.without_kind(text)) for text in (name, other))
    return one == two or SequenceMatcher(None, one, two).ratio() >= _SPELLING


def _pad(code: str) -> str:
    return code.zfill(5) if code.isascii() and code.isdigit() else code
