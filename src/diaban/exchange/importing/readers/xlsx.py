"""Excel workbooks (.xlsx): one sheet, whose first row with data holds the headings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine as calamine

from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers.xlsx_package import SheetScan, scan_sheet, sheet_members
from diaban.exchange.importing.tables import (
    Format,
    ReadOptions,
    Table,
    batch_rows,
    name_columns,
)

_MOST_CELLS = 60_000_000
_OLE = b"\xd0\xcf\x11\xe0"


def open_xlsx(path: Path, options: ReadOptions) -> Table:
    with path.open("rb") as file:
        if file.read(4) == _OLE:
            raise InputError("file_locked")
    members = sheet_members(path, options.most_bytes)
    workbook = _call(lambda: calamine.CalamineWorkbook.from_path(str(path)))
    sheets = list(workbook.sheet_names)
    name = _choose(sheets, options.sheet)
    scan = scan_sheet(path, members.get(name, ""))
    if scan.rows * scan.columns > _MOST_CELLS:
        raise InputError("sheet_too_large", cell=scan.last_cell)
    sheet = _call(lambda: workbook.get_sheet_by_name(name))
    rows = _read_rows(sheet, scan)
    header = next(((n, cells) for n, cells in rows if any(cells)), None)
    if header is None:
        raise InputError("header_missing")
    number, cells = header
    width = max(len(cells), sheet.end[1] + 1 if sheet.end else 0)
    columns = name_columns((cells + [""] * width)[:width])
    body = ((n, None, (cells + [""] * width)[:width]) for n, cells in rows)
    return Table("XLSX", columns, number, batch_rows(body, width), sheets)


def _choose(sheets: list[str], wanted: str | None) -> str:
    if not sheets:
        raise InputError("file_empty")
    if wanted is None:
        return sheets[0]
    if wanted not in sheets:
        raise InputError("sheet_unknown", sheet=wanted, known=sheets)
    return wanted


def _call(work: Any) -> Any:
    """Call into the workbook parser; whatever it trips over means a damaged file."""
    try:
        return work()
    except calamine.PasswordError as error:
        raise InputError("file_locked") from error
    except Exception as error:
        raise InputError("file_damaged", format="XLSX", what=str(error)[:80]) from error
    except BaseException as error:  # a panic of the parser is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise InputError("file_damaged", format="XLSX", what="panic") from error


def _read_rows(sheet: Any, scan: SheetScan) -> Iterator[tuple[int, list[str]]]:
    # rows come from the sheet's first, cells from the first column that is used
    skipped = sheet.start[1] if sheet.start else 0
    rows = sheet.iter_rows()
    number = 0
    while (row := _call(lambda: next(rows, None))) is not None:
        number += 1
        blank = row.count("") == len(row)
        cells = [] if blank else [""] * skipped + [_write(value) for value in row]
        yield number, _overlay(cells, scan.formulas.pop(number, []))
    for beyond in sorted(n for n in scan.formulas if n > number):
        yield beyond, _overlay([], scan.formulas[beyond])


def _overlay(cells: list[str], formulas: list[tuple[int, str]]) -> list[str]:
    """Put formulas that have no stored value into their cells, so that they are refused there."""
    for column, formula in formulas:
        cells += [""] * (column + 1 - len(cells))
        cells[column] = cells[column] or formula
    return cells


def _write(value: Any) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            midnight = value.time() == time()
            return (value.date() if midnight else value).isoformat()
        case date():
            return value.isoformat()
    return str(value.total_seconds() if isinstance(value, timedelta) else value)


def _is_xlsx(head: bytes, name: str) -> bool:
    return head.startswith((b"PK\x03\x04", _OLE)) or name.endswith((".xlsx", ".xlsm"))


FORMAT = Format("XLSX", (".xlsx",), _is_xlsx, open_xlsx)
