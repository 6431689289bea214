"""Importing how many households each commune is said to have, with the source and the day.

A row without a number is left out: unknown is not zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from django.db import transaction

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
from diaban.spine.evidence.written_counts import read_whole
from diaban.spine.parties.models import User
from diaban.spine.places.models import HouseholdCount, Unit
from diaban.spine.places.units import city_communes, today
from diaban.spine.runs.models import Generation, Kind, Run

HEADINGS = {
    "code": ("ma xa", "ma", "ma don vi", "ma phuong xa", "code", "unit code", "commune code"),
    "name": ("phuong xa", "xa phuong", "ten", "ten don vi", "don vi", "name", "commune", "unit"),
    "count": ("so ho", "so ho dan", "tong so ho", "count", "households", "household count"),
    "as_of": ("ngay", "tinh den ngay", "thoi diem", "date", "as of"),
    "source": ("nguon", "nguon so lieu", "van ban", "source"),
}
_TEMPLATE = ("Mã xã", "Phường/xã", "Số hộ", "Ngày", "Nguồn")
_LARGEST = 1_000_000


@dataclass(frozen=True)
class CountsRequest:
    """``source`` and ``as_of`` serve the rows that do not state their own."""

    path: Path
    actor: User
    source: str = ""
    as_of: date | None = None
    synthetic: bool = False
    dry_run: bool = False
    # most lists are sent through a page
    options: ReadOptions = field(
        default_factory=lambda: ReadOptions(most_bytes=MOST_UPLOADED_BYTES)
    )


@dataclass
class CountsReport:
    """``counts``: read, unfilled, rejected, created, updated, unchanged.

    ``replaced``: what stood before for each figure that was updated, with its unit's code, day,
    source, flag and run; ``run.counts`` keeps it too.
    """

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    replaced: list[dict[str, Any]] = field(default_factory=list)
    run: Run | None = None


@dataclass(frozen=True)
class _Figure:
    row: int
    unit: Unit
    count: int
    as_of: date
    source: str


def import_household_counts(request: CountsRequest) -> CountsReport:
    """Import a CSV or XLSX of household counts; raise InputError if the file cannot be read."""
    report = CountsReport()
    figures = list(_read_figures(request, report))
    report.counts["rejected"] = len({p.row for p in report.problems})
    if request.dry_run:
        return report
    with transaction.atomic():
        report.run = Run.objects.create(
            kind=Kind.IMPORT,
            actor=request.actor,
            source=request.source[:200],
            file_name=request.path.name[:255],
            synthetic=request.synthetic,
        )
        for figure in figures:
            report.counts[_store(figure, request, report)] += 1
        if report.counts["created"] or report.counts["updated"]:
            Generation.grow("household_counts")
        if report.replaced:
            report.run.counts["replaced"] = report.replaced
        report.run.advance(report.counts["read"], dict(+report.counts))
        report.run.finish()
    return report


def _store(figure: _Figure, request: CountsRequest, report: CountsReport) -> str:
    key = {"unit": figure.unit, "as_of": figure.as_of, "source": figure.source}
    known = HouseholdCount.objects.filter(**key).first()
    if known is None:
        HouseholdCount.objects.create(
            **key, count=figure.count, synthetic=request.synthetic, run=report.run
        )
        return "created"
    if (known.count, known.synthetic) == (figure.count, request.synthetic):
        return "unchanged"
    report.replaced.append(_describe(known, figure))
    known.count, known.synthetic, known.run = figure.count, request.synthetic, report.run
    known.save()
    return "updated"


def _describe(known: HouseholdCount, figure: _Figure) -> dict[str, Any]:
    """Tell a figure before it gives way: a unit has one figure of a source and a day."""
    return {
        "unit": figure.unit.code,
        "as_of": figure.as_of.isoformat(),
        "source": figure.source,
        "was": known.count,
        "now": figure.count,
        "was_synthetic": known.synthetic,
        "run": known.run_id,
    }


def _read_figures(request: CountsRequest, report: CountsReport) -> Iterator[_Figure]:
    with closing(open_table(request.path, request.options)) as table:
        yield from _read_table(table, request, report)


def _read_table(table: Table, request: CountsRequest, report: CountsReport) -> Iterator[_Figure]:
    found = find_columns(table.columns, HEADINGS, needed=[("code", "name"), ("count",)])
    cells = dict(zip(table.columns, cell_names(len(table.columns)), strict=True))
    finder = UnitFinder(list(city_communes(today()).prefetch_related("aliases")))
    first: dict[tuple[int, date, str], int] = {}
    for batch in table.batches:
        frame = texts.read_cells(batch.frame, {name: cells[c] for name, c in found.items()})
        for values in frame.iter_rows(named=True):
            report.counts["read"] += 1
            if not values["count"]:
                report.counts["unfilled"] += 1
                continue
            figure = _read_figure(values, request, finder, found)
            if isinstance(figure, _Figure):
                key = (figure.unit.pk, figure.as_of, figure.source)
                if first.setdefault(key, figure.row) != figure.row:
                    figure = Problem(
                        "unit_doubled",
                        figure.row,
                        value=figure.unit.full_name,
                        params={"first": first[key]},
                    )
            if isinstance(figure, Problem):
                report.problems.append(figure)
            else:
                yield figure


def _read_figure(
    values: dict[str, str], request: CountsRequest, finder: UnitFinder, found: dict[str, str]
) -> _Figure | Problem:
    row = int(values[ROW])
    unit = finder.find(values.get("code", ""), values.get("name", ""))
    if isinstance(unit, Problem):
        return Problem(unit.code, row, found.get(unit.field, ""), unit.value, unit.params)
    count = read_count(values["count"])
    if count is None:
        return Problem("count_invalid", row, found["count"], values["count"])
    as_of: date | None = request.as_of
    if said := values.get("as_of", ""):
        as_of = pl.select(texts.day(pl.lit(said))).item()
        if as_of is None:
            return Problem("date_unreadable", row, found["as_of"], said)
        if not date(1900, 1, 1) <= as_of <= today():
            return Problem("date_out_of_range", row, found["as_of"], said)
    source = (values.get("source") or request.source)[:200]
    if not source:
        return Problem("source_missing", row, found.get("source", ""))
    return _Figure(row, unit, count, as_of or today(), source)


def read_count(text: str) -> int | None:
    """Read a whole number of households; thousands may be marked. None if it is none.

    >>> read_count("12.345"), read_count("9 800"), read_count("-3"), read_count("1e5")
    (12345, 9800, None, None)
    """
    count = read_whole(text)
    return count if count is not None and count <= _LARGEST else None


def write_template(path: Path) -> int:
    """Write a workbook with every commune of the city and empty numbers; return how many."""
    communes = list(city_communes(today()).order_by("sort_key"))
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Số hộ")
        bold = workbook.add_format({"bold": True})
        text = workbook.add_format({"num_format": "@"})
        sheet.write_row(0, 0, _TEMPLATE, bold)
        sheet.set_column(0, 4, 18)
        sheet.freeze_panes(1, 0)
        for row, unit in enumerate(communes, start=1):
            sheet.write_string(row, 0, unit.code, text)
            sheet.write_string(row, 1, unit.full_name)
    return len(communes)
