"""Rejected rows: kept whole with their reasons, and handed back to be corrected and sent again."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

import polars as pl
import xlsxwriter

from diaban.exchange.exporting.safe_cells import guard_cell
from diaban.exchange.importing.fields import REPORT_COLUMNS
from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.returned_rows import write_origin
from diaban.exchange.importing.tables import ROW, cell_names
from diaban.spine.addresses.models import RejectedRow
from diaban.spine.runs.models import Run


def keep_rejected(
    run: Run, columns: list[str], frame: pl.DataFrame, problems: list[Problem]
) -> None:
    """Store the rows that have problems; call inside the batch's transaction."""
    if not problems:
        return
    reasons: dict[int, list[Problem]] = {}
    for problem in problems:
        reasons.setdefault(problem.row or 0, []).append(problem)
    refused = frame.filter(pl.col(ROW).is_in(list(reasons)))
    RejectedRow.objects.bulk_create(
        [
            RejectedRow(
                run=run,
                row_number=number,
                # pairs, since a database may reorder the members of an object
                cells=[[n, _storable(c)] for n, c in zip(columns, cells, strict=True)],
                problems=[problem.as_json() for problem in reasons[number]],
            )
            for number, *cells in refused.select(ROW, *cell_names(len(columns))).iter_rows()
        ],
        batch_size=1_000,
    )


def leave_out(
    columns: list[str], frame: pl.DataFrame, left_out: Collection[str]
) -> tuple[list[str], pl.DataFrame]:
    """Return the columns and cells of a batch without some of its columns."""
    kept = [place for place, name in enumerate(columns) if name not in left_out]
    names = cell_names(len(columns))
    cells = [
        pl.col(names[old]).alias(new) for old, new in zip(kept, cell_names(len(kept)), strict=True)
    ]
    return [columns[place] for place in kept], frame.select(ROW, *cells)


def _storable(cell: str | None) -> str:
    return (cell or "").replace("\x00", "")


def read_problems(row: RejectedRow) -> list[Problem]:
    return [Problem.from_json(stored) for stored in row.problems]


def rejected_table(run: Run) -> Iterator[list[str]]:
    """Yield the headings, then each rejected row with where it stood and reasons in front."""
    rows = run.rejected_rows.order_by("row_number").iterator(chunk_size=2_000)
    columns: list[str] | None = None
    for row in rows:
        if columns is None:
            columns = [name for name, _ in row.cells if name not in REPORT_COLUMNS]
            yield [*REPORT_COLUMNS, *columns]
        cells = dict(row.cells)
        kept = [*(cells.get(name, "") for name in columns), *_surplus(row)]
        yield [write_origin(row), _explain(row), *kept]


def _surplus(row: RejectedRow) -> list[str]:
    """Return the cells beyond the last heading: given back, the row is refused until mended."""
    return [cell for problem in read_problems(row) for cell in problem.params.get("surplus", ())]


def _explain(row: RejectedRow) -> str:
    problems = read_problems(row)
    return "\n".join(p.say(language) for language in ("vi", "en") for p in problems)


def write_rejected_csv(run: Run, file: IO[str]) -> int:
    """Write a run's rejected rows as CSV text; return how many. Open ``file`` with newline=""."""
    if getattr(file, "encoding", None) != "utf-8-sig":
        file.write("\ufeff")  # a spreadsheet then knows that it is UTF-8
    writer = csv.writer(file, lineterminator="\r\n")
    count = -1
    for count, cells in enumerate(rejected_table(run)):  # noqa: B007
        writer.writerow([guard_cell(cell) for cell in cells])
    return max(count, 0)


def write_rejected_xlsx(run: Run, path: Path) -> int:
    """Write a run's rejected rows as a workbook of text cells; return how many."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = -1
    with xlsxwriter.Workbook(str(path), options) as workbook:
        sheet = workbook.add_worksheet("Rejected")
        text = workbook.add_format({"num_format": "@"})
        sheet.set_column(1, 1, 60)
        for count, cells in enumerate(rejected_table(run)):
            for column, cell in enumerate(cells):
                sheet.write_string(count, column, guard_cell(cell)[:32_767], text)
    return max(count, 0)
