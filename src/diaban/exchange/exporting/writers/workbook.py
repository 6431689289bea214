"""XLSX, a row at a time; a list longer than a sheet goes on in the next one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from diaban.exchange.exporting.listing import Listing
from diaban.exchange.exporting.safe_cells import guard_cell

SHEET_ROWS = 1_048_575


def write(listing: Listing, path: Path, _crs: int) -> int:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(str(path), options) as workbook:
        bold = workbook.add_format({"bold": True})
        sheet = _add_sheet(workbook, listing, bold)
        for cells in listing.rows():
            row = count % SHEET_ROWS + 1
            if count and row == 1:
                sheet = _add_sheet(workbook, listing, bold)
            _write_row(sheet, row, cells)
            count += 1
    return count


def _add_sheet(workbook: Any, listing: Listing, bold: Any) -> Any:
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, [field.name for field in listing.fields], bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _write_row(sheet: Any, row: int, cells: Sequence[Any]) -> None:
    for place, cell in enumerate(cells):
        match cell:
            case None | "":
                continue
            case bool():
                sheet.write_boolean(row, place, cell)
            case int() | float():
                sheet.write_number(row, place, cell)
            case _:
                sheet.write_string(row, place, guard_cell(str(cell)))
