"""The form of a register: every place a row, only its counts to be filled in; and reading it back.

A row without counts is left out: unknown is not zero. Rows that cannot be taken come back in a
workbook, each with its reason, to be corrected there and sent again; the others are taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

import xlsxwriter

from diaban.exchange.evidence.rows import RowReader
from diaban.exchange.importing import texts
from diaban.exchange.importing.columns_by_name import find_columns
from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.tables import (
    MOST_UPLOADED_BYTES,
    ReadOptions,
    Table,
    cell_names,
)
from diaban.spine.evidence.models import Register
from diaban.spine.evidence.stating import Said, Source, fresh_of, state, stated_by
from diaban.spine.parties.models import User
from diaban.spine.places.units import today

HEADINGS = {
    "code": ("ma don vi", "ma xa", "ma", "code", "unit code"),
    "name": ("don vi", "ten don vi", "xa phuong", "phuong xa", "ten", "unit", "name"),
    "held_on": ("ngay", "tinh den ngay", "thoi diem", "date", "as of"),
    "numerator": ("so dat", "dat", "tu so", "holds", "numerator"),
    "denominator": ("tong so", "tong so da biet", "mau so", "of", "total", "denominator"),
    "unknown": ("chua ro", "khong ro", "unknown"),
    "note": ("ghi chu", "note"),
}
_FORM = ("Mã đơn vị", "Đơn vị", "Ngày", "Số đạt", "Tổng số đã biết", "Chưa rõ", "Ghi chú")
_KEYS = ("code", "name", "held_on", "numerator", "denominator", "unknown", "note")
_WHY = "Lý do / Reason"


@dataclass(frozen=True)
class FilledForm:
    """A file of one register; ``held_on`` serves the rows that state no day.

    ``name`` is what its sender called it, where it is kept under another name.
    """

    path: Path
    register: Register
    actor: User
    held_on: date | None = None
    synthetic: bool = False
    dry_run: bool = False
    name: str = ""


@dataclass
class FormReport:
    """What became of a file's rows; ``refused`` are cells with their problems.

    ``counts``: read, unfilled, rejected, unchanged, and stated where the file was taken.
    """

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[dict[str, str], Problem]] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        return [problem for _, problem in self.refused]


def write_form(register: Register, path: Path, actor: User) -> int:
    """Write a workbook with the places that the actor may fill, without counts; return how many."""
    units = list(stated_by(actor, register, today()).order_by("sort_key"))
    rows = [{"code": unit.code, "name": unit.full_name} for unit in units]
    _write(path, register.title_vi, _FORM, rows)
    return len(units)


def write_refused(report: FormReport, path: Path, language: str = "vi") -> int:
    """Write the refused rows as a form with their reasons, to correct and send again."""
    rows = [cells | {"why": problem.say(language)} for cells, problem in report.refused]
    _write(path, "Dòng cần sửa", (*_FORM, _WHY), rows)
    return len(rows)


def take_form(form: FilledForm) -> FormReport:
    """Take a filled form in; raise InputError if the file as a whole cannot be read."""
    report = FormReport()
    with closing(open_table(form.path, ReadOptions(most_bytes=MOST_UPLOADED_BYTES))) as table:
        said = list(_read(table, form, report))
    report.counts["rejected"] = len(report.refused)
    digest = sha256(form.path.read_bytes()).hexdigest()
    source = Source(form.name or form.path.name, digest, form.synthetic)
    if form.dry_run:
        new = len(fresh_of(form.register, said, source))
    else:
        new = report.counts["stated"] = state(form.register, said, form.actor, source)
    report.counts["unchanged"] = len(said) - new
    return report


def _read(table: Table, form: FilledForm, report: FormReport) -> Iterator[Said]:
    needed = [("code", "name"), ("numerator",), ("denominator",)]
    found = find_columns(table.columns, HEADINGS, needed=needed)
    cells = dict(zip(table.columns, cell_names(len(table.columns)), strict=True))
    reader = RowReader(form.register, form.actor, found, form.held_on)
    for batch in table.batches:
        frame = texts.read_cells(batch.frame, {name: cells[c] for name, c in found.items()})
        for values in frame.iter_rows(named=True):
            report.counts["read"] += 1
            if not any(values.get(name) for name in ("numerator", "denominator", "unknown")):
                report.counts["unfilled"] += 1
                continue
            said = reader.read(values)
            if isinstance(said, Problem):
                report.refused.append(({key: values.get(key) or "" for key in _KEYS}, said))
            else:
                yield said


def _write(path: Path, title: str, headings: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "Minh chứng")
        bold = workbook.add_format({"bold": True, "text_wrap": True})
        text = workbook.add_format({"num_format": "@"})
        sheet.write_row(0, 0, headings, bold)
        sheet.set_column(0, len(headings) - 1, 18)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, key in enumerate((*_KEYS, "why")):
                if row.get(key):
                    sheet.write_string(number, column, row[key], text)
