"""The workbook of a commune: what differs or is missing, to correct and send back."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from diaban.exchange.exporting.safe_cells import guard_cell
from diaban.exchange.handover import words
from diaban.spine.handovers.models import Handover, HandoverRow, Standing
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit

_ORDER = (Standing.DIFFERING, Standing.MISSING_HERE, Standing.MISSING_THERE)
_WIDTHS = {words.DIFFERENCES: 22, words.REASON: 34, words.CHOICE: 22}
# degrees within which a position may lie (with Hoàng Sa and Trường Sa)
LATITUDES, LONGITUDES = (6.0, 23.6), (102.0, 118.0)


def write_row_key(row: HandoverRow) -> str:
    """Write the locked key of a row; one that was mistyped is none.

    The last figure is what is left of the number when it is divided by 97.
    """
    return f"H{row.handover_id}-{row.pk}-{row.pk % 97:02}"


def read_row_key(text: str) -> tuple[int, int] | None:
    """Return the numbers of handover and row of a key; None where it is none.

    >>> read_row_key("H3-120-23"), read_row_key("H3-121-23")
    ((3, 120), None)
    """
    parts = text.strip().removeprefix("H").split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    handover, row, check = (int(part[:18]) for part in parts)
    return (handover, row) if row % 97 == check else None


def rows_to_correct(handover: Handover, unit: Unit, actor: User) -> Any:
    """Return the rows of a commune that somebody must look at, and that nobody has decided."""
    rows = HandoverRow.objects.visible_to(actor).filter(handover=handover, commune=unit)
    waiting = rows.filter(standing__in=_ORDER).exclude(returned__outcome__in=("taken", "kept"))
    return waiting.select_related("address").order_by("standing", "address__street", "pk")


def write_workbook(handover: Handover, unit: Unit, actor: User, path: Path) -> int:
    """Write the workbook of a commune; return the number of its rows."""
    count = 0
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        look = _Look(workbook)
        sheet = workbook.add_worksheet(words.SHEET)
        _prepare(sheet, look)
        for count, row in enumerate(rows_to_correct(handover, unit, actor), start=1):
            _write_row(sheet, count, row, look)
        _restrict(sheet, max(count, 1))
        guide = workbook.add_worksheet(words.GUIDE_SHEET)
        guide.set_column(0, 0, 110, look.wrapped)
        for place, line in enumerate(words.GUIDE):
            style = look.heading if place == 0 else look.wrapped
            guide.write_string(place, 0, line.format(commune=unit.full_name), style)
    return count


def write_all(handover: Handover, units: list[Unit], actor: User, path: Path) -> int:
    """Write one ZIP with a workbook for each commune that has rows to correct."""
    count = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as pack:
        for unit in units:
            one = path.with_name(workbook_name(unit))
            if write_workbook(handover, unit, actor, one):
                pack.write(one, one.name)
                count += 1
            one.unlink()
    return count


def workbook_name(unit: Unit) -> str:
    return f"doi-chieu-{unit.code}.xlsx"


class _Look:
    """The styles: what is locked is grey, what may be written in is yellow."""

    def __init__(self, workbook: Any) -> None:
        self.heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = {"num_format": "@", "valign": "top"}
        self.locked = workbook.add_format({**text, "locked": True, "font_color": "#444444"})
        self.number = workbook.add_format({"locked": True, "num_format": "0.0", "valign": "top"})
        self.open = workbook.add_format({**text, "locked": False, "bg_color": "#FFF4CC"})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})


def _prepare(sheet: Any, look: _Look) -> None:
    columns = (*words.LOCKED, *words.EDITABLE)
    sheet.write_row(0, 0, columns, look.heading)
    for place, name in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS.get(name, 16))
    sheet.freeze_panes(1, 2)
    sheet.protect(
        "",
        {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True,
         "delete_rows": True},
    )  # fmt: skip


def _write_row(sheet: Any, line: int, row: HandoverRow, look: _Look) -> None:
    for place, cell in enumerate(_locked_cells(row)):
        if isinstance(cell, float):
            sheet.write_number(line, place, cell, look.number)
        else:
            sheet.write_string(line, place, guard_cell(cell), look.locked)
    for place in range(len(words.LOCKED), len(words.LOCKED) + len(words.EDITABLE)):
        sheet.write_blank(line, place, None, look.open)


def _locked_cells(row: HandoverRow) -> Iterator[str | float]:
    yield write_row_key(row)
    yield row.digital_address
    yield words.STANDINGS[row.standing]
    yield words.REASONS[row.reason]
    yield ", ".join(words.FIELDS[name] for name in row.differences)
    yield "" if row.metres is None else float(row.metres)
    yield row.address.identifier if row.address else ""
    for name in words.PARTS:
        yield getattr(row.address, name) if row.address else ""
    yield _position(row.address.position if row.address else None)
    for name in words.PARTS:
        yield row.said.get(name, "")
    has_position = "lat_e7" in row.said
    yield _position((row.said["lat_e7"] / 1e7, row.said["lng_e7"] / 1e7) if has_position else None)


def _position(at: tuple[float, float] | None) -> str:
    return f"{at[0]:.6f}, {at[1]:.6f}" if at else ""


def _restrict(sheet: Any, rows: int) -> None:
    """Offer the decisions in a list, and refuse coordinates that lie nowhere in Viet Nam."""
    columns = (*words.LOCKED, *words.EDITABLE)
    choice = columns.index(words.CHOICE)
    offered = [*words.CHOICES.values(), words.LATER]
    sheet.data_validation(
        1, choice, rows, choice,
        {"validate": "list", "source": offered, "error_title": "Không có trong danh sách",
         "error_message": "Chọn một mục của ô thả xuống."},
    )  # fmt: skip
    for name, (low, high) in ((words.LATITUDE, LATITUDES), (words.LONGITUDE, LONGITUDES)):
        place = columns.index(name)
        sheet.data_validation(
            1, place, rows, place,
            {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high,
             "error_title": "Tọa độ", "error_message": f"Viết bằng độ, từ {low} đến {high}."},
        )  # fmt: skip
    sheet.autofilter(0, 0, rows, len(columns) - 1)
