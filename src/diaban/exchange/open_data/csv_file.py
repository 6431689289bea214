"""The open list as CSV: UTF-8 with a mark, semicolons as BAL 1.4 asks, one line a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import polars as pl

from diaban.exchange.open_data.columns import NAMES

MARK = b"\xef\xbb\xbf"
END = b"\r\n"
# what a spreadsheet would run as a formula (`exporting.safe_cells`), as one look at a column
_RUNS = r"^[=+\-@\t\r]"
_NUMBER = r"^[+\-]?\d[\d.,]*$"


def write_heading(file: IO[bytes]) -> None:
    file.write(MARK + ";".join(NAMES).encode() + END)


def write_rows(file: IO[bytes], rows: pl.DataFrame) -> None:
    """Append rows; an empty text is an empty cell, and no cell is run as a formula."""
    told = rows.with_columns(
        _guarded(name) for name, kind in rows.schema.items() if kind == pl.String
    )
    told.write_csv(file, include_header=False, separator=";", line_terminator="\r\n")


def _guarded(name: str) -> pl.Expr:
    cell = pl.col(name)
    runs = cell.str.contains(_RUNS) & ~cell.str.contains(_NUMBER)
    return pl.when(cell == "").then(None).when(runs).then("'" + cell).otherwise(cell).alias(name)


def read_lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file without its mark and their ends."""
    with path.open("rb") as file:
        for number, line in enumerate(file):
            plain = line.removeprefix(MARK) if number == 0 else line
            yield plain.removesuffix(END)


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Write lines as a file of which `read_lines` gives them back."""
    with path.open("wb") as file:
        file.write(MARK)
        for line in lines:
            file.write(line)
            file.write(END)
