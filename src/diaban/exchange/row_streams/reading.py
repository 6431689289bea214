"""From pieces of bytes to batches of rows, whatever the pieces' borders.

A row that is wrong comes with its fault and stops nothing; a StreamError ends the reading.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from diaban.exchange.row_streams.faults import StreamError

MOST_COLUMNS = 1_000
_DELIMITERS = ",;\t|"
_MARK = "\ufeff"
# stands behind the cells of a record whose quote is never closed
_OPEN = "open quote"


@dataclass
class Rows:
    """A batch: one String column of ``frame`` for each name; ``numbers`` count the heading too.

    ``faults`` by place in the batch: reason and parameters. ``objects`` are those of NDJSON.
    """

    numbers: list[int]
    frame: pl.DataFrame
    faults: dict[int, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    objects: list[dict[str, Any]] | None = None


def whole_lines(pieces: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """Yield bytes that end with a line break; only the last may not.

    Raises StreamError (limit_line) for a line longer than ``longest`` bytes.
    """
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        end = piece.rfind(b"\n") + 1
        if end:
            yield b"".join([*held, piece[:end]])
            held, size = [piece[end:]], len(piece) - end
        else:
            held.append(piece)
            size += len(piece)
        if size > longest:
            raise StreamError("limit_line", limit=longest)
    if size:
        yield b"".join(held)


class CsvRows:
    """CSV with a heading line; the delimiter is found in it."""

    def __init__(self, blocks: Iterator[bytes], longest: int) -> None:
        self._blocks = blocks
        self._longest = longest
        self.row = 0
        first = next(blocks, b"")
        text = _decode(first).removeprefix(_MARK)
        if not text.strip():
            raise StreamError("empty")
        skipped = len(text) - len(text.lstrip("\r\n"))
        self.row = text[:skipped].count("\n")
        self.delimiter = _find_delimiter(text[skipped:].split("\n", 1)[0])
        self._rest = self._take_heading(text[skipped:])

    def _take_heading(self, text: str) -> str:
        while (found := self._split(text)) is None:
            more = next(self._blocks, b"")
            if not more or len(text) > self._longest:
                raise StreamError("quote_open")
            text += _decode(more)
        self.columns, length = found
        self.row += 1
        if len(self.columns) > MOST_COLUMNS:
            raise StreamError("columns_too_many", count=len(self.columns), limit=MOST_COLUMNS)
        doubled = [name for name in self.columns if self.columns.count(name) > 1]
        if doubled:
            raise StreamError("columns_doubled", name=doubled[0])
        return text[length:]

    def _split(self, text: str) -> tuple[list[str], int] | None:
        """Return the first record and its length; None where it is not whole."""
        taken = 0
        for line in text.splitlines(keepends=True) if "\n" in text else [text]:
            taken += len(line)
            if text[:taken].count('"') % 2 == 0:
                cells = _records(text[:taken], self.delimiter)[0]
                return [" ".join(cell.split()) for cell in cells if cell is not _OPEN], taken
        return None

    def __iter__(self) -> Iterator[Rows]:
        if self._rest:
            yield from self._read(self._rest.encode())
        for block in self._blocks:
            yield from self._read(self._open + block if self._open else block)
        if self._open:
            block, self._open = self._open, b""
            yield self._carefully(block, ended=True)

    _open = b""

    def _read(self, block: bytes) -> Iterator[Rows]:
        """Read whole lines; what stands in a quote that is still open waits for the next ones."""
        self._open = b""
        block, tail = _part_open(block)
        if block:
            quick = self._at_once(block)
            yield self._carefully(block, ended=False) if quick is None else quick
        if len(tail) <= self._longest:
            self._open = tail
        else:
            # no cell is this long: a stray quote, not one that is still open
            yield self._carefully(tail, ended=True)

    def _at_once(self, block: bytes) -> Rows | None:
        if b"\x00" in block or b"\r\r" in block:
            return None
        try:
            frame = pl.read_csv(
                io.BytesIO(block),
                has_header=False,
                separator=self.delimiter,
                infer_schema=False,
                schema=dict.fromkeys(self.columns, pl.String),
                empty_string_is_null=False,
            )
        except (pl.exceptions.PolarsError, ValueError):
            return None
        # Polars fills up a row that is too short
        cells = block.count(self.delimiter.encode()) + frame.height
        if frame.height != block.count(b"\n") or cells != frame.height * len(self.columns):
            return None
        first = self.row + 1
        self.row += frame.height
        return Rows(list(range(first, self.row + 1)), frame)

    def _carefully(self, block: bytes, *, ended: bool) -> Rows:
        text = block.decode("utf-8", "replace")
        is_decoded = "\ufffd" not in text or _is_utf8(block)
        lone = ended and text.count('"') % 2
        # each line by itself, or one stray quote would swallow all that follow
        records = _single_lines(text, self.delimiter) if lone else _records(text, self.delimiter)
        rows: list[list[str]] = []
        numbers: list[int] = []
        faults: dict[int, tuple[str, dict[str, Any]]] = {}
        width = len(self.columns)
        for cells in records:
            self.row += 1
            if not cells:
                continue
            if trouble := self._judge(cells, is_decoded=is_decoded):
                faults[len(rows)] = trouble
            rows.append([c.replace("\x00", "") for c in (cells + [""] * width)[:width]])
            numbers.append(self.row)
        return Rows(numbers, _frame(self.columns, rows), faults)

    def _judge(self, cells: list[str], *, is_decoded: bool) -> tuple[str, dict[str, Any]] | None:
        width = len(self.columns)
        if cells[-1] is _OPEN:
            return "quote_open", {}
        if any("\x00" in cell for cell in cells):
            return "nul", {}
        if not is_decoded and any("\ufffd" in cell for cell in cells):
            return "encoding", {}
        if len(cells) != width:
            return "cells_count", {"count": len(cells), "columns": width}
        return None


class JsonRows:
    """NDJSON: one object a line; the columns are the keys of the first.

    With ``alike`` an object that has other keys is faulty, as it must be where columns go out.
    """

    delimiter = ","
    alike = False

    def __init__(self, blocks: Iterator[bytes], longest: int) -> None:
        self._blocks = blocks
        self.row = 0
        self.columns: list[str] = []
        self._first: Rows | None = None
        for block in blocks:
            _decode(block)
            rows = self._read(block.removeprefix(_MARK.encode()))
            if rows.numbers:
                self._first = rows
                break
        if self._first is None:
            raise StreamError("empty")
        sound = (o for n, o in enumerate(self._first.objects or ()) if n not in self._first.faults)
        self.columns = list(next(sound, {}))
        if len(self.columns) > MOST_COLUMNS:
            raise StreamError("columns_too_many", count=len(self.columns), limit=MOST_COLUMNS)

    def __iter__(self) -> Iterator[Rows]:
        if self._first is not None:
            yield self._framed(self._first)
        for block in self._blocks:
            yield self._framed(self._read(block))

    def _read(self, block: bytes) -> Rows:
        objects: list[dict[str, Any]] = []
        numbers: list[int] = []
        faults: dict[int, tuple[str, dict[str, Any]]] = {}
        for line in block.split(b"\n")[: None if not block.endswith(b"\n") else -1]:
            self.row += 1
            if not line.strip():
                continue
            value, trouble = _read_object(line)
            if trouble:
                faults[len(objects)] = (trouble, {})
            objects.append(value)
            numbers.append(self.row)
        return Rows(numbers, pl.DataFrame(), faults, objects)

    def _framed(self, rows: Rows) -> Rows:
        objects = rows.objects or []
        cells = [[_text(one.get(name)) for name in self.columns] for one in objects]
        rows.frame = _frame(self.columns, cells)
        known = set(self.columns)
        for place, one in enumerate(objects if self.alike else ()):
            if more := sorted(set(one) - known):
                rows.faults.setdefault(place, ("keys_differ", {"names": ", ".join(more)[:200]}))
        return rows


def _read_object(line: bytes) -> tuple[dict[str, Any], str]:
    try:
        value = json.loads(line.decode())
    except UnicodeDecodeError:
        return {}, "encoding"
    except (ValueError, RecursionError):
        return {}, "nul" if b"\x00" in line else "json"
    return (value, "") if isinstance(value, dict) else ({}, "json")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        # half a surrogate pair is no text
        return value.encode("utf-8", "replace").decode()
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def _decode(block: bytes) -> str:
    """Decode the beginning of a stream: what is not UTF-8 there is not meant to be."""
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError:
        raise StreamError("encoding") from None


def _part_open(block: bytes) -> tuple[bytes, bytes]:
    """Part what stands in a quote that is still open at the end from what is whole."""
    if block.count(b'"') % 2 == 0:
        return block, b""
    whole = at = quotes = 0
    for line in block.splitlines(keepends=True):
        at += len(line)
        quotes += line.count(b'"')
        if quotes % 2 == 0:
            whole = at
    return block[:whole], block[whole:]


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _find_delimiter(line: str) -> str:
    unquoted = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=unquoted.count)


def _records(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return list(_single_lines(text, delimiter))


def _single_lines(text: str, delimiter: str) -> Iterable[list[str]]:
    """Read each line by itself; one with a quote left open has the mark of that behind it."""
    for line in text.splitlines():
        cells = _record(line, delimiter)
        yield [*cells, _OPEN] if line.count('"') % 2 else cells


def _record(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [line]


def _frame(columns: Sequence[str], rows: list[list[str]]) -> pl.DataFrame:
    schema = dict.fromkeys(columns, pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row") if rows else pl.DataFrame(schema=schema)
