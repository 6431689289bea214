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

import polars as pl
import xlsxwriter

from diaban.exchange.importing import texts
from diaban.exchange.importing.columns_by_name import find_columns
from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.tables import (
    MOST_UPLOADED_BYTES,
    ROW,
    ReadOptions,
    Table,
    cell_names,
)
from diaban.exchange.importing.unit_finding import UnitFinder
from diaban.spine.evidence.models import Register
from diaban.spine.evidence.reading import places_of
from diaban.spine.evidence.stating import EvidenceError, Said, Source, check, state
from diaban.spine.evidence.written_counts import read_whole
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
    """A file of one register; ``held_on`` serves the rows that state no day."""

    path: Path
    register: Register
    actor: User
    held_on: date | None = None
    synthetic: bool = False
    dry_run: bool = False


@dataclass
class FormReport:
    """``counts``: read, unfilled, rejected, stated, unchanged. ``refused``: cells with problems."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[dict[str, str], Problem]] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        return [problem for _, problem in self.refused]


def write_form(register: Register, path: Path) -> int:
    """Write a workbook with every place of a register and empty counts; return how many."""
    units = list(places_of(register, today()).order_by("sort_key"))
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
    if not form.dry_run and said:
        digest = sha256(form.path.read_bytes()).hexdigest()
        source = Source(form.path.name, digest, form.synthetic)
        report.counts["stated"] = state(form.register, said, form.actor, source)
        report.counts["unchanged"] = len(said) - report.counts["stated"]
    return report


def _read(table: Table, form: FilledForm, report: FormReport) -> Iterator[Said]:
    needed = [("code", "name"), ("numerator",), ("denominator",)]
    found = find_columns(table.columns, HEADINGS, needed=needed)
    cells = dict(zip(table.columns, cell_names(len(table.columns)), strict=True))
    reader = _RowReader(form, found)
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


class _RowReader:
    """Makes a statement of a row, or says what is wrong with it."""

    def __init__(self, form: FilledForm, headings: dict[str, str]) -> None:
        self._form = form
        self._headings = headings
        self._finders: dict[date, UnitFinder] = {}
        self._first: dict[tuple[int, date], int] = {}

    def read(self, values: dict[str, str]) -> Said | Problem:
        row = int(values[ROW])
        try:
            return self._read(row, values)
        except _RowRefusedError as refused:
            return refused.problem

    def _read(self, row: int, values: dict[str, str]) -> Said:
        held_on = self._day(row, values.get("held_on") or "")
        unit = self._finder(held_on).find(values.get("code") or "", values.get("name") or "")
        if isinstance(unit, Problem):
            heading = self._headings.get(unit.field, "")
            raise _RowRefusedError(Problem(unit.code, row, heading, unit.value, unit.params))
        said = Said(
            unit,
            held_on,
            self._number(row, values, "numerator"),
            self._number(row, values, "denominator"),
            self._number(row, values, "unknown") if values.get("unknown") else 0,
            (values.get("note") or "")[:240],
        )
        first = self._first.setdefault((unit.pk, held_on), row)
        if first != row:
            params = {"first": first}
            raise _RowRefusedError(Problem("unit_doubled", row, "", unit.full_name, params))
        try:
            check(self._form.register, said, self._form.actor)
        except EvidenceError as error:
            raise _RowRefusedError(_as_problem(error, row)) from None
        return said

    def _day(self, row: int, text: str) -> date:
        if not text:
            return self._form.held_on or today()
        found = pl.select(texts.day(pl.lit(text))).item()
        if found is None:
            raise _RowRefusedError(Problem("date_unreadable", row, self._headings["held_on"], text))
        return found

    def _number(self, row: int, values: dict[str, str], name: str) -> int:
        text = values.get(name) or ""
        if not text and values.get("unknown") and not values["denominator"]:
            return 0  # of none anything is known
        number = read_whole(text)
        if number is None:
            raise _RowRefusedError(
                Problem("evidence_number", row, self._headings.get(name, ""), text)
            )
        return number

    def _finder(self, on: date) -> UnitFinder:
        if on not in self._finders:
            units = places_of(self._form.register, on).prefetch_related("aliases")
            self._finders[on] = UnitFinder(list(units.select_related("parent")))
        return self._finders[on]


class _RowRefusedError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def _as_problem(error: EvidenceError, row: int) -> Problem:
    params = {name: str(value) for name, value in error.details.items()}
    return Problem(f"evidence_{error.reason}", row, "", "", params)


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
