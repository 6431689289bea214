"""Frames of text written out as CSV or as a workbook, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from diaban.exchange.cleaning.workbook import SHEET_ROWS, write_workbook
from diaban.exchange.importing.problems import InputError

# text that a spreadsheet would run as a formula; numbers stay numbers
_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+-]?\d[\d.,]*$"


def most_rows(path: Path) -> int | None:
    """Return how many rows a file of this ending holds, None for any number of them.

    Raises InputError where the ending is of no format that can be written.
    """
    endings: dict[str, int | None] = {".csv": None, ".xlsx": SHEET_ROWS}
    if path.suffix.lower() not in endings:
        raise InputError("output_format_unknown", name=path.name)
    return endings[path.suffix.lower()]


def write_rows(path: Path, headings: list[str], frames: Iterator[pl.DataFrame]) -> None:
    """Write rows under their headings; cells that would be run as formulas are made harmless."""
    guarded = (frame.with_columns(_guard(frame)) for frame in frames)
    if most_rows(path) is None:
        _write_csv(path, headings, guarded)
    else:
        write_workbook(path, headings, guarded)


def _guard(frame: pl.DataFrame) -> list[pl.Expr]:
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    return [
        pl.when(pl.col(name).str.contains(_FORMULA) & ~pl.col(name).str.contains(_NUMBER))
        .then("'" + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    ]


def _write_csv(path: Path, headings: list[str], frames: Iterator[pl.DataFrame]) -> None:
    heading = pl.DataFrame([headings], orient="row")
    with path.open("wb") as file:
        # a spreadsheet then knows that it is UTF-8
        file.write(b"\xef\xbb\xbf")
        file.write(heading.write_csv(include_header=False).encode())
        for frame in frames:
            file.write(frame.write_csv(include_header=False).encode())
