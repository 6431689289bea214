"""A list of written addresses in, the same list with parts, communes and reasons out.

Read, cleaned and written in batches: memory does not grow with the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from diaban.exchange.cleaning.choosing import choose_columns
from diaban.exchange.cleaning.columns import COLUMNS, DOUBTS
from diaban.exchange.cleaning.matching import MATCH_COLUMNS
from diaban.exchange.cleaning.parts import Parts, name_work
from diaban.exchange.cleaning.reasons import TROUBLES, say_reasons
from diaban.exchange.cleaning.working import Job, clean_batches, count_processes
from diaban.exchange.cleaning.writing import most_rows, write_rows
from diaban.exchange.importing.fields import REPORT_COLUMNS
from diaban.exchange.importing.first_rows import look_at_rows
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.tables import FAULT, ROW, ReadOptions, Table, cell_names, read_fault
from diaban.exchange.row_streams.writing import OURS

_REASON = "reason"
_CHOICES = OURS + "choices"

Progress = Callable[[int], None]


@dataclass(frozen=True)
class ListRequest:
    """One list to clean. ``columns`` is empty where they are to be found."""

    path: Path
    output: Path
    exceptions: Path
    as_of: date
    columns: tuple[str, ...] = ()
    options: ReadOptions = field(default_factory=ReadOptions)
    processes: int | None = None
    # who asks the registry; None: it is not asked
    actor: int | None = None
    # what the database knows of streets decides what the text leaves open
    with_evidence: bool = False

    @property
    def given(self) -> list[str]:
        """The columns that are added to the list's own."""
        names = [*COLUMNS, *(MATCH_COLUMNS if self.actor is not None else ())]
        return [OURS + name for name in names]


@dataclass
class ListReport:
    """``counts``: rows, decided, several, none, exceptions and the rows of each quality."""

    columns: list[str]
    counts: Counter[str] = field(default_factory=Counter)
    resumed_at: int = 0
    notes: list[Problem] = field(default_factory=list)


def clean_list(request: ListRequest, progress: Progress = lambda _rows: None) -> ListReport:
    """Clean a list, or go on with one that was broken off; raise InputError if it cannot be.

    The output has the rows in their order; the exceptions only those that a person must look at,
    with the reasons in both languages in front, to be mended and sent again.
    """
    _check_outputs(request)
    table = open_table(request.path, request.options)
    try:
        columns = choose_columns(table.columns, look_at_rows(table), request.columns)
        parts = Parts(_folder(request.output), _name(request, columns))
        try:
            report = ListReport(columns, notes=table.notes)
            _clean(request, table, parts, report, progress)
            _write(request, table, parts, report)
        except BaseException:
            parts.close()
            raise
        parts.remove()
    finally:
        table.close()
    return report


def _check_outputs(request: ListRequest) -> None:
    for path in (request.output, request.exceptions):
        most_rows(path)
        if path.resolve() == request.path.resolve():
            raise InputError("output_is_input", name=path.name)


def _folder(output: Path) -> Path:
    return output.with_name(f".{output.name}.parts")


def _name(request: ListRequest, columns: Sequence[str]) -> str:
    choices = {
        "columns": list(columns),
        "as_of": request.as_of,
        "options": str(request.options),
        "gives": request.given,
        "with_evidence": request.with_evidence,
    }
    return name_work(request.path, choices)


def _clean(
    request: ListRequest, table: Table, parts: Parts, report: ListReport, progress: Progress
) -> None:
    done = parts.done()
    report.resumed_at = done[-1] if done else 0
    names = cell_names(len(table.columns))
    places = [names[table.columns.index(column)] for column in report.columns]
    rows = 0

    def texts() -> Iterator[tuple]:
        nonlocal rows
        for number, batch in enumerate(table.batches):
            if number < len(done) and batch.through == done[number]:
                rows += batch.frame.height
                progress(rows)
                continue
            yield batch, _join(batch.frame, places)

    job = Job(request.as_of, request.actor, request.with_evidence)
    cleaned = clean_batches(texts(), job, count_processes(request.processes))
    for number, (batch, answers) in enumerate(cleaned, start=len(done)):
        given = answers.rename({name: OURS + name for name in answers.columns})
        parts.keep(number, batch.through, batch.frame.select(ROW, FAULT, *names).hstack(given))
        rows += batch.frame.height
        progress(rows)


def _join(frame: pl.DataFrame, places: Sequence[str]) -> pl.Series:
    """Return the address of each row: the filled cells of its columns, joined."""
    cells = [pl.col(name).fill_null("").str.strip_chars() for name in places]
    if len(cells) == 1:
        return frame.select(cells[0].alias("text")).to_series()
    filled = [pl.when(cell != "").then(cell) for cell in cells]
    return frame.select(
        pl.concat_str(filled, separator=", ", ignore_nulls=True).alias("text")
    ).to_series()


def _write(request: ListRequest, table: Table, parts: Parts, report: ListReport) -> None:
    """Write both files from the parts; each has its name only once it is whole."""
    names = cell_names(len(table.columns))
    earlier = (*REPORT_COLUMNS, *(OURS + name for name in (*COLUMNS, *MATCH_COLUMNS)))
    kept = [n for n, name in enumerate(table.columns) if name not in earlier]
    headings = [table.columns[n] for n in kept]
    own = [names[n] for n in kept]

    def rows() -> Iterator[pl.DataFrame]:
        for frame in parts.frames():
            _count(frame, report.counts)
            yield frame.select(*own, *request.given)

    def exceptions() -> Iterator[pl.DataFrame]:
        for frame in parts.frames():
            needy = frame.filter(_needs_person())
            report.counts["exceptions"] += needy.height
            yield needy.select(pl.col(ROW).cast(pl.String), _explained(needy), *own, _CHOICES)

    _replace(request.output, [*headings, *request.given], rows())
    _replace(request.exceptions, [*REPORT_COLUMNS, *headings, _CHOICES], exceptions())


def _replace(path: Path, headings: list[str], frames: Iterator[pl.DataFrame]) -> None:
    writing = path.with_name(f".{path.name}.writing{path.suffix}")
    try:
        write_rows(writing, headings, frames)
        writing.replace(path)
    finally:
        with suppress(OSError):
            writing.unlink(missing_ok=True)


def _needs_person() -> pl.Expr:
    doubts = rf"\b(?:{'|'.join(sorted(DOUBTS))})\b"
    return (
        pl.col(FAULT).is_not_null()
        | pl.col(OURS + "commune").is_null()
        | ~pl.col(OURS + "quality").is_in(["parsed", "matched"])
        | pl.col(OURS + "reasons").str.contains(doubts)
    )


def _explained(needy: pl.DataFrame) -> pl.Series:
    pairs = needy.select(FAULT, OURS + "reasons").rows()
    said = {pair: _explain(*pair) for pair in set(pairs)}
    return pl.Series(_REASON, [said[pair] for pair in pairs], dtype=pl.String)


def _explain(fault: str | None, codes: str | None) -> str:
    """Put what the reader of the file saw, and the reasons, into both languages."""
    seen = read_fault(fault) if fault else None
    lines = [seen.say(language) for language in ("vi", "en")] if seen else []
    return "\n".join([*lines, *say_reasons(c for c in (codes or "").split() if c in TROUBLES)])


def _count(frame: pl.DataFrame, counts: Counter[str]) -> None:
    communes = frame[OURS + "communes"]
    decided = frame[OURS + "commune"].is_not_null()
    counts["rows"] += frame.height
    counts["decided"] += int(decided.sum())
    counts["several"] += int((communes.is_not_null() & ~decided).sum())
    counts["none"] += communes.null_count()
    for quality, number in frame[OURS + "quality"].value_counts().iter_rows():
        counts[quality] += number
