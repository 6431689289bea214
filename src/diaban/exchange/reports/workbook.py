"""The report as a workbook: the programme's annex table, and every place on a second sheet.

Numbers are numbers and days are days, so that they can be summed and sorted. Both sheets print on
landscape A4 with their headings on every page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from math import ceil
from typing import Any

import xlsxwriter

from diaban.exchange.exporting.safe_cells import guard_cell
from diaban.exchange.reports.reading import Report
from diaban.exchange.reports.sentences import (
    labels_of,
    title_of,
    write_again,
    write_clocks,
    write_lead,
    write_other_thing,
    write_state,
    write_wanted,
)
from diaban.spine.programme.closed import ClosedPlace, ClosedTarget, ClosedTask
from diaban.spine.programme.freezing import FrozenTarget

# heading, width in characters, how its cells are written
_TASK = (
    ("STT", 5, "text"),
    ("Nhiệm vụ", 32, "text"),
    ("Chủ trì", 18, "text"),
    ("Phối hợp", 16, "text"),
    ("Thời hạn", 10.5, "day"),
    ("Gia hạn đến", 10.5, "day"),
    ("Sản phẩm", 18, "text"),
)
_MEASURED = (
    ("Đạt", 8, "number"),
    ("Đã rõ", 8, "number"),
    ("Tỷ lệ", 8, "share"),
    ("Chưa rõ", 8, "number"),
    ("Cận dưới", 8, "share"),
    ("Cận trên", 8, "share"),
    ("Nơi chưa có số liệu", 9, "number"),
    ("Tính đến ngày", 10.5, "day"),
)
_DECLARED = (("Đạt", 8, "number"), ("Tổng số", 8, "number"), ("Tỷ lệ", 8, "share"))
# empty where what was declared is of the whole
_DECLARING = ("Số đơn vị", 8, "number")
_GROUPS = (
    ("Chỉ tiêu", (("Nội dung", 24, "text"), ("Mức phải đạt", 8, "text"))),
    ("Kết quả đo được", _MEASURED),
    ("Đơn vị báo cáo", (*_DECLARED, _DECLARING)),
)
_LAST = (("Chênh lệch (điểm %)", 10, "points"), ("Trạng thái", 15, "text"))
_PLACE = (
    ("Nhiệm vụ", 9, "text"),
    ("Chỉ tiêu", 34, "text"),
    ("Mã đơn vị", 9, "text"),
    ("Xã, phường", 26, "text"),
    *((name, width, how) for name, width, how in _MEASURED if name != "Nơi chưa có số liệu"),
    *((f"{name} (đơn vị báo cáo)", width + 3, how) for name, width, how in _DECLARED),
    ("Ghi chú", 18, "text"),
)
_NOT_YET = "chưa đo được"
_FIRST = 4  # rows of title above the table
_LINE, _HIGHEST = 15, 409  # points of a line, and of the highest row that there may be
_HEADING_LINES = 3
_LETTER = 0.85  # widths of a digit that a letter takes, with what is left of a line behind a word


def write_workbook(report: Report) -> bytes:
    """Return the report as XLSX."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        formats = _formats(workbook)
        for name, write in (("Phụ lục", _write_tasks), ("Theo xã, phường", _write_places)):
            sheet = _Sheet(workbook, formats, name)
            write(sheet, report)
            sheet.fit_rows()
    return buffer.getvalue()


class _Sheet:
    """A sheet of landscape A4 that is written row by row."""

    def __init__(self, workbook: Any, formats: dict[str, Any], name: str) -> None:
        self.sheet = workbook.add_worksheet(name)
        self.formats = formats
        self.row = 0
        self._widths: list[float] = []
        self._lines: dict[int, int] = {}

    def begin(self, report: Report, columns: Sequence[tuple[str, float, str]]) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&C&B{' · '.join(labels_of(report))}")
        sheet.set_footer("&C&P/&N")
        self._widths = [width for _name, width, _how in columns]
        for place, width in enumerate(self._widths):
            sheet.set_column(place, place, width)
        last = len(columns) - 1
        for words, style in (
            (title_of(report), "title"),
            (write_clocks(report), "said"),
            (" · ".join(labels_of(report)), "label"),
        ):
            sheet.merge_range(self.row, 0, self.row, last, guard_cell(words), self.formats[style])
            self.row += 1
        self.row = _FIRST

    def head(self, rows: int) -> None:
        """Let the headings of ``rows`` rows stand still on the screen and on every page."""
        self.sheet.freeze_panes(_FIRST + rows, 2)
        self.sheet.repeat_rows(_FIRST, _FIRST + rows - 1)
        self._lines[_FIRST + rows - 1] = _HEADING_LINES
        self.row = _FIRST + rows

    def write(self, column: int, value: object, how: str) -> None:
        style = self.formats[how]
        if value is None or value == "":
            self.sheet.write_blank(self.row, column, None, style)
        elif isinstance(value, date):
            self.sheet.write_datetime(self.row, column, value, style)
        elif isinstance(value, int | float):
            self.sheet.write_number(self.row, column, value, style)
        else:
            words = guard_cell(str(value))
            self.sheet.write_string(self.row, column, words, self.formats["text"])
            width = self._widths[column]
            lines = sum(ceil(len(line) * _LETTER / width) for line in words.split("\n"))
            self._lines[self.row] = max(lines, self._lines.get(self.row, 1))

    def fit_rows(self) -> None:
        """Make rows as high as their words need: not every program does so when it opens a file."""
        for row, lines in self._lines.items():
            if lines > 1:
                self.sheet.set_row(row, min(lines * _LINE, _HIGHEST))


def _formats(workbook: Any) -> dict[str, Any]:
    cell = {"font_name": "Times New Roman", "font_size": 11, "border": 1, "valign": "top"}
    head = cell | {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True}
    plain = {"font_name": "Times New Roman", "align": "center"}
    return {
        "text": workbook.add_format(cell | {"text_wrap": True}),
        "number": workbook.add_format(cell | {"num_format": "#,##0"}),
        "share": workbook.add_format(cell | {"num_format": "0.0%"}),
        "points": workbook.add_format(cell | {"num_format": "+0.0;-0.0;0.0"}),
        "day": workbook.add_format(cell | {"num_format": "dd/mm/yyyy", "align": "center"}),
        "head": workbook.add_format(head | {"bg_color": "#E7EEF0"}),
        "title": workbook.add_format(plain | {"bold": True, "font_size": 14}),
        "said": workbook.add_format(plain | {"italic": True, "font_size": 11}),
        "label": workbook.add_format(plain | {"bold": True, "font_color": "#B3261E"}),
    }


def _write_tasks(into: _Sheet, report: Report) -> None:
    columns = [*_TASK, *(c for _, columns in _GROUPS for c in columns), *_LAST]
    into.begin(report, columns)
    _head_tasks(into)
    for task in report.tasks:
        figures, told = task.targets or [None], _task_cells(task.row, report.as_of)
        first = into.row
        for one in figures:
            for column, value in enumerate(told if into.row == first else ()):
                into.write(column, value, _TASK[column][2])
            cells = _figure_cells(one, report.as_of)
            for column, value in enumerate(cells, start=len(_TASK)):
                into.write(column, value, columns[column][2])
            into.write(len(columns) - 1, write_state(task.row, one and one.figure), "text")
            into.row += 1
        _merge_task(into, told, first, len(figures))


def _head_tasks(into: _Sheet) -> None:
    sheet, style, column = into.sheet, into.formats["head"], 0
    for name, _width, _how in _TASK:
        sheet.merge_range(_FIRST, column, _FIRST + 1, column, name, style)
        column += 1
    for name, columns in _GROUPS:
        sheet.merge_range(_FIRST, column, _FIRST, column + len(columns) - 1, name, style)
        for below, _width, _how in columns:
            sheet.write_string(_FIRST + 1, column, below, style)
            column += 1
    for name, _width, _how in _LAST:
        sheet.merge_range(_FIRST, column, _FIRST + 1, column, name, style)
        column += 1
    into.head(2)


def _merge_task(into: _Sheet, cells: tuple[object, ...], first: int, count: int) -> None:
    if count == 1:
        return
    for column, (value, (_name, _width, how)) in enumerate(zip(cells, _TASK, strict=True)):
        where = (first, column, first + count - 1, column)
        into.sheet.merge_range(*where, "", into.formats[how])
        held, into.row = into.row, first
        into.write(column, value, how)
        into.row = held


def _task_cells(row: ClosedTask, as_of: date) -> tuple[object, ...]:
    # what comes again stands below the title, so that the deadlines are days and can be sorted
    title = "\n".join(filter(None, [row.title, write_again(row, as_of)]))
    extended = row.due_on if row.due_on != row.original_deadline else None
    days = row.original_deadline, extended
    return (row.number, title, write_lead(row), row.partners, *days, row.product)


def _figure_cells(one: FrozenTarget | None, as_of: date) -> list[object]:
    if one is None:
        return [_NOT_YET] + [None] * (3 + len(_MEASURED) + len(_DECLARED))
    figure = one.figure
    return [
        figure.title,
        write_wanted(figure),
        *_measured_cells(figure, as_of, figure.silent),
        figure.declared_numerator,
        figure.declared_denominator,
        figure.declared_share,
        len(one.declaring) or None,
        _difference(one),
    ]


def _difference(one: FrozenTarget) -> float | str | None:
    if one.figure.declared_noun:
        return write_other_thing(one.figure.declared_noun)
    return None if one.difference is None else one.difference * 100


def _measured_cells(figure: ClosedTarget, as_of: date, silent: int) -> list[object]:
    if not figure.is_measurable:
        return [_NOT_YET] + [None] * (len(_MEASURED) - 1)
    return [
        figure.numerator,
        figure.denominator,
        figure.share,
        figure.unknown,
        figure.low,
        figure.high,
        silent,
        as_of,
    ]


def _write_places(into: _Sheet, report: Report) -> None:
    into.begin(report, _PLACE)
    for column, (name, _width, _how) in enumerate(_PLACE):
        into.sheet.write_string(_FIRST, column, name, into.formats["head"])
    into.head(1)
    for task in report.tasks:
        for one in task.targets:
            for place in one.places:
                cells = _place_cells(report, task.row, one.figure, place)
                for column, value in enumerate(cells):
                    into.write(column, value, _PLACE[column][2])
                into.row += 1
    into.sheet.autofilter(_FIRST, 0, max(_FIRST, into.row - 1), len(_PLACE) - 1)


def _place_cells(
    report: Report, row: ClosedTask, figure: ClosedTarget, place: ClosedPlace
) -> list[object]:
    unit = report.units.get(place.unit_id)
    count, is_known = place.count, not place.silent and figure.is_measurable
    told = [count.numerator, count.denominator, count.share, count.unknown, count.low, count.high]
    share = None
    if place.declared_denominator:
        share = place.declared_numerator / place.declared_denominator
    return [
        row.number,
        figure.title,
        unit.code if unit else "",
        unit.full_name if unit else "chưa rõ ở đâu",
        *(told if is_known else [None] * len(told)),
        report.as_of,
        place.declared_numerator,
        place.declared_denominator,
        share,
        _note(figure, place),
    ]


def _note(figure: ClosedTarget, place: ClosedPlace) -> str:
    notes = []
    if place.silent:
        notes.append("chưa có số liệu")
    elif not figure.is_measurable:
        notes.append(_NOT_YET)
    if place.declared_noun:
        notes.append(write_other_thing(place.declared_noun))
    return "; ".join(notes)
