"""CSV and its relatives: commas, semicolons or tabs, in UTF-8 or any encoding of Vietnamese.

Most blocks are parsed by Polars at once. A block in which it finds something odd (a line break
inside quotes, too many cells, bytes that are not UTF-8) is read again record by record, so that
every oddity is found at its own row.
"""

from __future__ import annotations

import codecs
import csv
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import polars as pl

from diaban.engines.encodings import decode_line, second_encoding, unread_bytes
from diaban.exchange.importing.headings import LOOKED_AT, find_heading, heading_at
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.readers.legacy_text import (
    SAMPLE,
    Transcoded,
    choose_encoding,
    encoding_note,
    has_unread,
    is_suspect,
    mend_frame,
    mend_headings,
)
from diaban.exchange.importing.tables import (
    FAULT,
    ROW,
    Batch,
    Format,
    ReadOptions,
    Table,
    cell_names,
    fault,
    frame_of,
    name_columns,
    open_binary,
)

_BLOCK = 1 << 20
_DELIMITERS = ",;\t|"


def open_csv(path: Path, options: ReadOptions) -> Table:
    with open_binary(path) as opened:
        sample = _read(opened, SAMPLE)
    found = choose_encoding(sample, options.encoding, whole=len(sample) < SAMPLE)
    file = open_binary(path)
    if found.encoding not in {"ascii", "utf-8"}:
        file = Transcoded(file, found.encoding)
    lines = _Lines(file)
    try:
        table = _open_lines(lines, options)
    except InputError:
        lines.close()
        raise
    table.notes[:0] = encoding_note(found)
    return table


def _open_lines(lines: _Lines, options: ReadOptions) -> Table:
    lines.skip_mark()
    delimiter = options.delimiter or _find_delimiter(lines.peek())
    head = _read_head(lines.peek(), delimiter)
    heading = find_heading(head, wanted=heading_at(head, options.header_row))
    records = _Records(lines, delimiter)
    if heading is None:
        cells = next((cells for cells in records if any(c.strip() for c in cells)), None)
        if cells is None:
            raise InputError("header_missing")
        names, first = cells, records.row
    else:
        names, first = heading.names, heading.first + 1
        while records.row <= heading.last:
            # control characters may look like more lines than there are
            if next(records, None) is None:
                raise InputError("header_missing")
        # no more columns than the heading line has: what lies beyond is told row by row
        names = names[: max(len(row) for row in head[heading.first : heading.last + 1])]
    columns = name_columns(mend_headings(names))
    notes: list[Problem] = []
    if any(any(c.strip() for c in row) for row in head[: first - 1]):
        notes.append(Problem("header_below", params={"found": first}))
    batches = _read_batches(records, len(columns), notes)
    return Table("CSV", columns, records.row, batches, close=lines.close, notes=notes)


def _read_head(text: str, delimiter: str) -> list[list[str]]:
    """Return the first records, as far as they can be read without care."""
    lines = text.splitlines(keepends=True)
    lines = lines if len(lines) < LOOKED_AT * 4 else lines[: LOOKED_AT * 4]
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            rows.append(row)
            if len(rows) == LOOKED_AT:
                break
    except csv.Error:
        return []
    return rows


class _Lines:
    """Lines of a binary file as text, with a look ahead by blocks."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._buffer = b""
        self._start = 0
        self.done_bytes = 0
        self.taken = 0
        self._second: str | None = None
        self._is_second_known = False

    def skip_mark(self) -> None:
        """Step over the mark of UTF-8."""
        self._fill()
        if self._buffer.startswith(codecs.BOM_UTF8):
            self._start = len(codecs.BOM_UTF8)

    def close(self) -> None:
        self._file.close()

    __del__ = close  # a table may be opened for its headings alone

    def peek(self) -> str:
        """Return the first lines, for finding the delimiter."""
        return self._buffer[self._start : 65_536].decode("utf-8", "replace")

    def _fill(self) -> bool:
        block = _read(self._file, _BLOCK)
        self._is_second_known = False
        self.done_bytes += self._start
        self._buffer = self._buffer[self._start :] + block
        self._start = 0
        return bool(block)

    def take_block(self) -> bytes:
        """Return whole lines of about a block; empty when only an unended line is left."""
        end = self._buffer.rfind(b"\n") + 1
        if end <= self._start:
            self._fill()
            end = self._buffer.rfind(b"\n") + 1
        block = self._buffer[self._start : end]
        self._start = max(end, self._start)
        return block

    def give_back(self, size: int) -> None:
        self._start -= size

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        end = self._buffer.find(b"\n", self._start) + 1
        while not end:
            seen = len(self._buffer) - self._start
            if not self._fill():
                end = len(self._buffer)
                break
            if seen > csv.field_size_limit() * 64:
                raise InputError("file_damaged", format="CSV", what=f"> {seen} bytes / 1 line")
            end = self._buffer.find(b"\n", seen) + 1
        line = self._buffer[self._start : end]
        if not line:
            raise StopIteration
        self._start = end
        self.taken += len(line)
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            return decode_line(line, self._find_second())

    def _find_second(self) -> str | None:
        """Return the encoding of this block's lines that are not UTF-8, looked for once."""
        if not self._is_second_known:
            lines = self._buffer.splitlines(keepends=True)
            self._second = second_encoding([line for line in lines if not _is_utf8(line)])
            self._is_second_known = True
        return self._second


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read(file: IO[bytes], size: int) -> bytes:
    try:
        return file.read(size)
    except (EOFError, zlib.error) as error:
        raise InputError("half_written", what="gzip") from error
    except OSError as error:
        raise InputError("file_damaged", format="CSV", what=str(error)) from error


class _Tape:
    """Passes lines on and keeps those of the record at hand."""

    def __init__(self, lines: _Lines) -> None:
        self.kept: list[str] = []
        self._lines = lines

    def __iter__(self) -> _Tape:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.kept.append(line)
        return line


class _Records:
    """Records one by one, numbered as a spreadsheet does; says where a quote stays open."""

    def __init__(self, lines: _Lines, delimiter: str) -> None:
        self.lines = lines
        self.delimiter = delimiter
        self.row = 0
        tape = _Tape(lines)
        self.raw = tape.kept
        self._reader = csv.reader(tape, delimiter=delimiter)

    def __iter__(self) -> _Records:
        return self

    def __next__(self) -> list[str]:
        self.raw.clear()
        try:
            cells = next(self._reader)
        except csv.Error as error:
            if "field limit" in str(error):
                raise InputError("quote_open", row=self.row + 1) from error
            raise InputError(
                "file_damaged", format="CSV", what=str(error), row=self.row + 1
            ) from error
        self.row += 1
        if not self.ended and self._has_open_quote():
            raise InputError("quote_open", row=self.row)
        return cells

    @property
    def ended(self) -> bool:
        """Whether the record just read ended with a line break."""
        return bool(self.raw) and self.raw[-1].endswith("\n") and len(self.raw) == 1

    def _has_open_quote(self) -> bool:
        try:
            list(csv.reader(self.raw, delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False


def _read_batches(records: _Records, width: int, notes: list[Problem]) -> Iterator[Batch]:
    try:
        for batch, is_odd in _read_blocks(records, width):
            frame = mend_frame(batch.frame, cell_names(width), notes) if is_odd else batch.frame
            yield Batch(frame, batch.through)
    finally:
        records.lines.close()


def _read_blocks(records: _Records, width: int) -> Iterator[tuple[Batch, bool]]:
    """Yield batches, and whether they may hold text of a legacy font."""
    while True:
        block = records.lines.take_block()
        is_plain = block and not has_unread(block)
        quick = _parse_block(block, records.delimiter, width) if is_plain else None
        if quick is not None:
            first = records.row + 1
            records.row += quick.height
            yield Batch(_number(quick, first), records.row), is_suspect(block)
            continue
        records.lines.give_back(len(block))
        batch = _read_carefully(records, len(block), width)
        if batch is None:
            return
        yield batch, True


def _parse_block(block: bytes, delimiter: str, width: int) -> pl.DataFrame | None:
    """Parse whole lines at once, or return None where a record is not simply one line."""
    try:
        frame = pl.read_csv(
            io.BytesIO(block),
            has_header=False,
            separator=delimiter,
            infer_schema=False,
            schema=dict.fromkeys(cell_names(width), pl.String),
            empty_string_is_null=False,
        )
    except (pl.exceptions.PolarsError, ValueError):
        return None
    return frame if frame.height == block.count(b"\n") else None


def _number(frame: pl.DataFrame, first: int) -> pl.DataFrame:
    blank = pl.all_horizontal(pl.all().str.strip_chars() == "")
    return (
        frame.select(
            pl.int_range(first, pl.len() + first, dtype=pl.Int64).alias(ROW),
            pl.lit(None, dtype=pl.String).alias(FAULT),
            pl.all(),
            blank.alias("blank"),
        )
        .filter(~pl.col("blank"))
        .drop("blank")
    )


def _read_carefully(records: _Records, size: int, width: int) -> Batch | None:
    """Read at least ``size`` bytes record by record (to the end of the file where it is 0)."""
    rows: list[tuple[object, ...]] = []
    begun = records.lines.taken
    start = records.row
    for cells in records:
        trouble = _judge(cells, width, ended=records.raw[-1].endswith("\n"))
        cells = (cells + [""] * width)[:width]  # noqa: PLW2901
        if trouble or any(cell.strip() for cell in cells):
            rows.append((records.row, trouble, *cells))
        if records.lines.taken - begun >= size > 0:
            break
    if records.row == start:
        return None
    return Batch(frame_of(rows, width), records.row)


def _judge(cells: list[str], width: int, *, ended: bool) -> str | None:
    if unread := unread_bytes("".join(cells)):
        return fault("bytes_unreadable", value=unread)
    if any(cell.strip() for cell in cells[width:]):
        return fault("cells_extra", count=len(cells), columns=width, surplus=cells[width:])
    if not ended and 0 < len(cells) < width:
        return fault("row_cut_short", count=len(cells), columns=width)
    return None


def _find_delimiter(text: str) -> str:
    """Return the sign that parts most lines alike; of equals, the first line's commonest."""
    lines = [line for line in text.splitlines() if line.strip()][:LOOKED_AT]
    bare = ["".join(line.split('"')[::2]) for line in lines]

    def rank(sign: str) -> tuple[int, int]:
        counts = Counter(line.count(sign) for line in bare)
        alike = max((n for count, n in counts.items() if count), default=0)
        return alike, bare[0].count(sign)

    return max(_DELIMITERS, key=rank) if bare else _DELIMITERS[0]


def _looks_like_text(head: bytes, name: str) -> bool:
    if name.endswith((".csv", ".tsv", ".txt")):
        return True
    if head[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return True
    return b"\x00" not in head and any(d.encode() in head for d in _DELIMITERS)


FORMAT = Format("CSV", (".csv", ".tsv", ".txt"), _looks_like_text, open_csv)
