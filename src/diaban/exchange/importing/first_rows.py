"""Looking at the first rows of a table without losing them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.tables import Batch, Table, cell_names

MOST_ROWS = 1_000
_MOST_BATCHES = 3


def look_at_rows(table: Table) -> list[list[str]]:
    """Return the first rows as text; the table gives them again, and what was wrong after them."""
    source = table.batches
    first: list[Batch] = []
    fault: InputError | None = None
    try:
        first.extend(_take(source))
    except InputError as error:
        fault = error
    table.batches = chain(first, _rest(source, fault))
    names = cell_names(len(table.columns))
    rows = (row for batch in first for row in batch.frame.select(names).iter_rows())
    return [[cell or "" for cell in row] for row in islice(rows, MOST_ROWS)]


def _take(source: Iterator[Batch]) -> Iterator[Batch]:
    height = 0
    for batch in islice(source, _MOST_BATCHES):
        yield batch
        height += batch.frame.height
        if height >= MOST_ROWS:
            return


def _rest(source: Iterator[Batch], fault: InputError | None) -> Iterator[Batch]:
    if fault:
        raise fault
    yield from source
