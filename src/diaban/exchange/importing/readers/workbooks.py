"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods): one sheet, with its heading wherever it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

import polars as pl
import python_calamine as calamine

from diaban.exchange.importing.headings import LOOKED_AT, Merge, find_heading, heading_at
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.readers.legacy_text import mend_frame, mend_headings
from diaban.exchange.importing.readers.workbook_foot import leave_out_foot
from diaban.exchange.importing.readers.workbook_package import (
    Package,
    SheetScan,
    look_into,
    scan_sheet,
    without_blanks,
)
from diaban.exchange.importing.readers.workbook_sheets import first_table
from diaban.exchange.importing.tables import (
    BATCH_ROWS,
    FAULT,
    ROW,
    Batch,
    Format,
    ReadOptions,
    Table,
    cell_names,
    name_columns,
)

_MOST_CELLS = 60_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

Row = tuple[int, list[str]]


def open_workbook(path: Path, options: ReadOptions) -> Table:
    package = _look_into(path, options)
    workbook = _call(package.format, lambda: _load(path, package.format))
    sheets = [s for s in workbook.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
    names = [s.name for s in sheets]
    hidden = [s.name for s in sheets if s.visible != calamine.SheetVisibleEnum.Visible]
    seen = [name for name in names if name not in hidden] or names
    scans = _Scans(path, package)
    if options.sheet is None and seen:
        name = first_table(seen, lambda n: _first_rows(workbook, n, scans), scans.height)
    else:
        name = _require(names, options.sheet)
    scan = scans.of(name)
    if scan.rows * scan.columns > _MOST_CELLS:
        raise InputError("sheet_too_large", cell=scan.last_cell)
    sheet = _call(package.format, lambda: workbook.get_sheet_by_name(name))
    opened = _Sheet(sheet, scan, package.format)
    notes = [Problem("macros_not_run")] if package.has_macros else []
    if others := [h for h in hidden if h != name]:
        notes.append(Problem("sheets_hidden", params={"found": others}))
    if options.sheet is None and name != seen[0]:
        passed = seen[: seen.index(name)]
        notes.append(Problem("sheets_passed", params={"sheet": name, "found": passed}))
    table = _open_sheet(opened, options, notes)
    table.sheets, table.sheet = names, name
    return table


@dataclass
class _Scans:
    """What the bytes of each sheet tell, walked once for each that is asked for."""

    path: Path
    package: Package
    known: dict[str, SheetScan] = field(default_factory=dict)

    def of(self, name: str) -> SheetScan:
        if name not in self.known:
            self.known[name] = scan_sheet(self.path, self.package.sheets.get(name, ""))
        return self.known[name]

    def height(self, name: str) -> int:
        return self.of(name).rows


def _first_rows(workbook: Any, name: str, scans: _Scans) -> list[list[Any]]:
    scan = scans.of(name)
    if scan.rows * scan.columns > _MOST_CELLS:
        return []
    format_ = scans.package.format
    return _call(
        format_, lambda: list(islice(workbook.get_sheet_by_name(name).iter_rows(), LOOKED_AT))
    )


def _require(sheets: list[str], wanted: str | None) -> str:
    if not sheets:
        raise InputError("file_empty")
    if wanted not in sheets:
        raise InputError("sheet_unknown", sheet=wanted, known=sheets)
    return wanted


def _load(path: Path, format_: str) -> Any:
    if format_ == "ODS":
        return _load_ods(path)
    if path.suffix.lower() == f".{format_.lower()}":
        return calamine.CalamineWorkbook.from_path(str(path))
    # a file of another name is known by its bytes alone
    with path.open("rb") as file:
        return calamine.CalamineWorkbook.from_filelike(file)


def _load_ods(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            return calamine.CalamineWorkbook.from_filelike(file)
    except calamine.CalamineError:
        return calamine.CalamineWorkbook.from_filelike(without_blanks(path))


def _look_into(path: Path, options: ReadOptions) -> Package:
    with path.open("rb") as file:
        if file.read(4) != _OLE:
            return look_into(path, options.most_bytes)
        file.seek(0)
        before = b""
        while block := file.read(1 << 20):
            if _LOCKED in before + block:
                raise InputError("file_locked")
            before = block[-len(_LOCKED) :]
    return Package("XLS")


@dataclass
class _Sheet:
    """A sheet that is open: its rows as text, counted from 1."""

    sheet: Any
    scan: SheetScan
    format: str
    merges: list[Merge] = field(default_factory=list)
    unread: Iterator[list[Any]] = field(init=False)

    def __post_init__(self) -> None:
        ranges = self.sheet.merged_cell_ranges or []
        self.merges = [(*first, *last) for first, last in ranges]

        # rows come from the sheet's first, cells from the first column that is used
        self.unread = self.sheet.iter_rows()

    @property
    def lead(self) -> int:
        """How many columns before the first that is used."""
        return self.sheet.start[1] if self.sheet.start else 0

    def rows(self) -> Iterator[Row]:
        lead = [""] * self.lead
        formulas = self.scan.formulas
        number = 0
        for row in _walk(self.format, self.unread):
            number += 1
            blank = row.count("") == len(row)
            cells = [] if blank else [v if v.__class__ is str else _write(v) for v in row]
            cells = lead + cells if lead and cells else cells
            if number in formulas:
                cells = _overlay(cells, formulas.pop(number))
            yield number, cells
        for beyond in sorted(n for n in formulas if n > number):
            yield beyond, _overlay([], formulas[beyond])


def _open_sheet(opened: _Sheet, options: ReadOptions, notes: list[Problem]) -> Table:
    rows = opened.rows()
    head = _read_head(rows)
    looked = [cells for _, cells in head]
    heading = find_heading(looked, opened.merges, heading_at(looked, options.header_row))
    if heading is None:
        raise InputError("header_missing")
    width = max(len(heading.names), opened.sheet.end[1] + 1 if opened.sheet.end else 0)
    names = (heading.names + [""] * width)[:width]
    columns = name_columns(mend_headings(names))
    first, last = heading.first + 1, heading.last + 1
    if any(any(cells) for cells in looked[: heading.first]):
        notes.append(Problem("header_below", params={"found": first}))
    if opened.scan.hidden_rows:
        notes.append(Problem("rows_hidden", params={"count": opened.scan.hidden_rows}))
    tall = [m for m in opened.merges if m[2] > m[0] >= last]
    if tall:
        count = sum(m[2] - m[0] for m in tall)
        notes.append(Problem("cells_filled", params={"count": count}))
    if tall or opened.scan.formulas:
        body: Iterable[Row] = chain(head[last:], rows)
        batches = _batch(_fill_down(body, tall) if tall else body, width, notes)
    else:
        batches = chain(
            _batch(head[last:], width, notes), _batch_columns(opened, len(head), width, notes)
        )
    return Table(opened.format, columns, last, batches, notes=notes)


def _read_head(rows: Iterator[Row]) -> list[Row]:
    """Return the first rows; blank ones in front of a far table are looked past."""
    head = list(islice(rows, LOOKED_AT))
    while head and not any(any(cells) for _, cells in head):
        more = list(islice(rows, LOOKED_AT))
        if not more:
            break
        head += more
    return head


def _fill_down(rows: Iterable[Row], merges: list[Merge]) -> Iterator[Row]:
    """Write the value of cells merged over several rows into each of these rows."""
    starts: dict[int, list[Merge]] = defaultdict(list)
    for merge in merges:
        starts[merge[0] + 1].append(merge)
    open_: dict[int, tuple[int, str]] = {}
    for number, cells in rows:
        filled = cells
        for column, (until, value) in list(open_.items()):
            if number > until:
                del open_[column]
            elif any(cells):
                filled = filled + [""] * (column + 1 - len(filled))
                filled[column] = filled[column] or value
        for _, left, bottom, _ in starts.get(number, ()):
            if left < len(cells) and cells[left]:
                open_[left] = (bottom + 1, cells[left])
        yield number, filled


def _batch(rows: Iterable[Row], width: int, notes: list[Problem]) -> Iterator[Batch]:
    """Gather rows into frames; rows whose cells are all empty only move ``through``."""
    blank = [""] * width
    source = iter(rows)
    while gathered := list(islice(source, BATCH_ROWS)):
        kept = [(n, c if len(c) == width else (c + blank)[:width]) for n, c in gathered if any(c)]
        columns = zip(*(cells for _, cells in kept), strict=True)
        names = cell_names(width)
        data = {
            name: pl.Series(name, c, pl.String) for name, c in zip(names, columns, strict=False)
        }
        if not kept:
            data = {name: pl.Series(name, [], pl.String) for name in names}
        yield Batch(_finish([n for n, _ in kept], data, notes), gathered[-1][0])


def _batch_columns(opened: _Sheet, done: int, width: int, notes: list[Problem]) -> Iterator[Batch]:
    """Read what is left of a sheet a column at a time: for rows that need no look at each."""
    names = cell_names(width)
    while gathered := _call(opened.format, lambda: list(islice(opened.unread, BATCH_ROWS))):
        columns = [_write_column(column) for column in zip(*gathered, strict=True)]
        blank = pl.Series([""], dtype=pl.String).new_from_index(0, len(gathered))
        before = [blank] * opened.lead
        after = [blank] * (width - len(columns) - len(before))
        cells = dict(zip(names, [*before, *columns, *after], strict=True))
        numbers = range(done + 1, done + len(gathered) + 1)
        yield Batch(_finish(numbers, cells, notes), numbers[-1])
        done = numbers[-1]


def _finish(
    numbers: Sequence[int], cells: dict[str, pl.Series], notes: list[Problem]
) -> pl.DataFrame:
    """Make the frame of a batch: without blank rows and the sheet's foot, its old fonts mended."""
    names = list(cells)
    frame = pl.DataFrame({ROW: pl.Series(numbers, dtype=pl.Int64)} | cells).select(
        ROW, pl.lit(None, dtype=pl.String).alias(FAULT), *names
    )
    frame = frame.filter(pl.any_horizontal(pl.col(names) != "")) if names else frame.clear()
    return leave_out_foot(mend_frame(frame, names, notes), names, notes)


def _walk(format_: str, rows: Any) -> Iterator[list[Any]]:
    while (row := _call(format_, lambda: next(rows, None))) is not None:
        yield row


def _call(format_: str, work: Any) -> Any:
    """Call into the workbook parser; whatever it trips over means a damaged file."""
    try:
        return work()
    except calamine.PasswordError as error:
        raise InputError("file_locked") from error
    except Exception as error:
        raise InputError("file_damaged", format=format_, what=str(error)[:80]) from error
    except BaseException as error:  # a panic of the parser is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise InputError("file_damaged", format=format_, what="panic") from error


def _overlay(cells: list[str], formulas: list[tuple[int, str]]) -> list[str]:
    """Put formulas that have no stored value into their cells, so that they are refused there."""
    for column, formula in formulas:
        cells += [""] * (column + 1 - len(cells))
        cells[column] = cells[column] or formula
    return cells


def _write(value: Any) -> str:
    if value.__class__ is float:
        whole = value.is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else repr(value)
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            midnight = value.time() == time()
            return (value.date() if midnight else value).isoformat()
        case date():
            return value.isoformat()
    return str(value.total_seconds() if isinstance(value, timedelta) else value)


def _write_column(values: tuple[Any, ...]) -> pl.Series:
    """Write a column's values as `_write` would, numbers all at once."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return pl.Series(values, dtype=pl.String)
    if kinds != {float}:
        texts = [v if v.__class__ is str else _write(v) for v in values]
        return pl.Series(texts, dtype=pl.String)
    numbers = pl.Series("n", values, dtype=pl.Float64)
    whole = (pl.col("n") == pl.col("n").round()) & (pl.col("n").abs() < 1e15)
    return (
        pl.DataFrame(numbers)
        .select(
            pl.when(whole)
            .then(pl.col("n").cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(pl.col("n").cast(pl.String))
        )
        .to_series()
    )


def _is_workbook(head: bytes, name: str) -> bool:
    return head.startswith((b"PK\x03\x04", _OLE)) or name.endswith(_ENDINGS)


FORMAT = Format("XLSX", _ENDINGS, _is_workbook, open_workbook)
