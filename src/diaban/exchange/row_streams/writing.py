"""From batches of rows and what was found out about them to CSV or NDJSON."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import polars as pl

from diaban.exchange.row_streams.reading import Rows

# a column that begins so is an answer's; one that comes in, from an earlier answer, is replaced
OURS = "diaban_"


class CsvAnswers:
    def __init__(self, columns: list[str], results: list[str], delimiter: str) -> None:
        self.columns = [name for name in columns if not name.startswith(OURS)]
        self.results = results
        self.delimiter = delimiter

    def begin(self) -> bytes:
        return self._line([*self.columns, *self.results])

    def write(self, rows: Rows, found: pl.DataFrame) -> bytes:
        frame = rows.frame.select(self.columns).hstack(found.select(self.results))
        return frame.write_csv(include_header=False, separator=self.delimiter).encode()

    def tell(self, told: dict[str, Any]) -> bytes:
        """Write a last row that has no input."""
        blank = [""] * len(self.columns)
        return self._line([*blank, *(str(told.get(name, "")) for name in self.results)])

    def note(self, told: dict[str, Any]) -> bytes:
        """Write how far the work has come, as a comment."""
        words = " ".join(f"{name}={value}" for name, value in told.items())
        return f"# {OURS}progress {words}\n".encode()

    def _line(self, cells: list[str]) -> bytes:
        text = io.StringIO()
        csv.writer(text, delimiter=self.delimiter, lineterminator="\n").writerow(cells)
        return text.getvalue().encode()


class JsonAnswers:
    def __init__(self, columns: list[str], results: list[str], delimiter: str = ",") -> None:
        self.columns = [name for name in columns if not name.startswith(OURS)]
        self.results = results

    def begin(self) -> bytes:
        return b""

    def write(self, rows: Rows, found: pl.DataFrame) -> bytes:
        if rows.objects is None:
            return rows.frame.select(self.columns).hstack(found).write_ndjson().encode()
        return b"".join(
            self._line({k: v for k, v in one.items() if not k.startswith(OURS)} | told)
            for one, told in zip(rows.objects, found.iter_rows(named=True), strict=True)
        )

    def tell(self, told: dict[str, Any]) -> bytes:
        return self._line(told)

    def note(self, told: dict[str, Any]) -> bytes:
        return self._line({f"{OURS}progress": told})

    def _line(self, told: dict[str, Any]) -> bytes:
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace") + b"\n"


Answers = CsvAnswers | JsonAnswers
