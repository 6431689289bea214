"""What every reader gives: the headings of a table, then its rows in batches of text."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import polars as pl

from diaban.exchange.importing.problems import InputError, Problem

ROW = "row"
FAULT = "fault"
# of a record: whether its row says that it is made up
SYNTHETIC = "synthetic"
MOST_COLUMNS = 1_000
BATCH_ROWS = 10_000
# what a packed file may hold: one that somebody sent, and one that lies on the machine
MOST_UPLOADED_BYTES = 64 << 20
MOST_BYTES = 2 << 30


@dataclass(frozen=True)
class ReadOptions:
    """What a person may choose about a file; None lets the reader find out.

    ``sheet`` names a sheet or a layer; ``crs`` the coordinate system of the figures;
    ``header_row`` counts as a spreadsheet does; ``most_bytes``: how much a packed file may hold
    unpacked.
    """

    sheet: str | None = None
    delimiter: str | None = None
    crs: str | None = None
    encoding: str | None = None
    header_row: int | None = None
    most_bytes: int = MOST_BYTES


@dataclass(frozen=True)
class Batch:
    """Rows that are not blank. ``through`` is the last row covered, blank ones included.

    ``frame`` has ROW (Int64, counted as a spreadsheet does), FAULT (JSON of a problem that the
    reader saw, or null) and one String column c0, c1, … for each heading.
    """

    frame: pl.DataFrame
    through: int


@dataclass
class Table:
    """One table of a file. ``batches`` can be walked once; ``close`` when it is not walked.

    ``sheet`` is the one of ``sheets`` that is open; ``crs`` what the file says of its coordinate
    system (None: nothing); ``position_columns`` name the latitude (or northing) and the longitude
    (or easting) that come from the geometry; ``notes`` are told to the person and stop nothing;
    ``left_out`` are columns about persons, which are neither read nor kept with rejected rows.
    """

    format: str
    columns: list[str]
    header_row: int
    batches: Iterator[Batch]
    sheets: list[str] = field(default_factory=list)
    position_source: str | None = None
    are_households: bool | None = None
    close: Callable[[], None] = lambda: None
    sheet: str | None = None
    crs: str | None = None
    position_columns: tuple[str, str] | None = None
    notes: list[Problem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Format:
    """A kind of file: how it is known and how it is opened. One module under readers/ each.

    ``open_layer`` gives the same with its geometry, for formats that have one.
    """

    name: str
    endings: tuple[str, ...]
    recognise: Callable[[bytes, str], bool]
    open: Callable[[Path, ReadOptions], Table]
    open_layer: Callable[[Path, ReadOptions], object] | None = None


def cell_names(count: int) -> list[str]:
    return [f"c{i}" for i in range(count)]


def fault(code: str, **params: Any) -> str:
    return json.dumps({"code": code, **params}, ensure_ascii=False)


def read_fault(words: str, row: int | None = None) -> Problem:
    """Return the problem that a reader noted in FAULT at a row."""
    params = json.loads(words)
    return Problem(params.pop("code"), row, "", params.pop("value", ""), params)


def name_columns(headings: Sequence[str]) -> list[str]:
    """Return headings without blanks and doubles, so that each column can be named."""
    if len(headings) > MOST_COLUMNS:
        raise InputError("columns_too_many", count=len(headings), limit=MOST_COLUMNS)
    names: list[str] = []
    taken: set[str] = set()
    for position, heading in enumerate(headings, start=1):
        plain = " ".join(heading.replace("\ufeff", "").split()) or f"({position})"
        name, again = plain, 2
        while name in taken:
            name, again = f"{plain} ({again})", again + 1
        taken.add(name)
        names.append(name)
    return names


def frame_of(rows: Iterable[Sequence[Any]], width: int) -> pl.DataFrame:
    """Make a batch's frame of rows (row number, fault, cells…)."""
    schema = {ROW: pl.Int64, FAULT: pl.String} | dict.fromkeys(cell_names(width), pl.String)
    columns = list(zip(*rows, strict=True))
    if not columns:
        return pl.DataFrame(schema=schema)
    return pl.DataFrame(
        [pl.Series(n, c, dtype=t) for (n, t), c in zip(schema.items(), columns, strict=True)]
    )


def batch_rows(rows: Iterable[tuple[int, str | None, list[str]]], width: int) -> Iterator[Batch]:
    """Gather single rows into batches; rows whose cells are all empty only move ``through``."""
    kept: list[Sequence[Any]] = []
    through = 0
    since = 0
    for number, trouble, cells in rows:
        through, since = number, since + 1
        if trouble or any(cells):
            kept.append((number, trouble, *cells))
        if len(kept) == BATCH_ROWS or since == 50 * BATCH_ROWS:
            yield Batch(frame_of(kept, width), through)
            kept, since = [], 0
    if since:
        yield Batch(frame_of(kept, width), through)


def open_binary(path: Path) -> IO[bytes]:
    """Open a file for reading; a gzip wrapper is looked through."""
    with open_whole(path) as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else open_whole(path)


def open_whole(path: Path) -> IO[bytes]:
    """Open a file as it lies on the disk; raise InputError (file_missing) if that fails."""
    try:
        return path.open("rb")
    except OSError as error:
        raise InputError("file_missing", name=path.name) from error
