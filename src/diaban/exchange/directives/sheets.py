"""Workbooks of tasks: every sheet's rows as lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import python_calamine as calamine

from diaban.exchange.directives.cell_lines import lines_of
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers.workbook_package import look_into

_MOST_ROWS = 20_000  # of a sheet of tasks
_MOST_COLUMNS = 60


def read_workbook(path: Path, most_bytes: int) -> str:
    """Return the cells of all sheets as text, or raise InputError."""
    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
    if packed:
        look_into(path, most_bytes)
    try:
        workbook = calamine.CalamineWorkbook.from_path(str(path))
        return "\n".join(_sheet(workbook, name) for name in workbook.sheet_names)
    except calamine.PasswordError as error:
        raise InputError("directive_locked") from error
    except InputError:
        raise
    except Exception as error:
        raise InputError("file_damaged", format="XLSX", what=str(error)[:80]) from error


def _sheet(workbook: Any, name: str) -> str:
    sheet = workbook.get_sheet_by_name(name)
    rows = []
    for number, row in enumerate(sheet.iter_rows()):
        if number >= _MOST_ROWS:
            raise InputError("sheet_too_large", cell=f"A{number + 1}")
        rows.append([_written(cell) for cell in row[:_MOST_COLUMNS]])
    _say_downwards(rows, sheet)
    return lines_of(rows)


def _say_downwards(rows: list[list[str]], sheet: Any) -> None:
    """Say a cell merged downwards in each of its rows."""
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row):
                row[left] = rows[top][left]


def _written(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "strftime") and hasattr(cell, "year"):
        return str(cell.strftime("%d/%m/%Y"))
    return str(cell)
