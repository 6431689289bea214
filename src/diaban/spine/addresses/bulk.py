"""Writing many rows at once, in the way that each database does fastest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice

import polars as pl
from django.db import connection

from diaban.spine.runs.models import look_alone

Row = Sequence[object]
# rows a statement: with one, SQLite reads and writes the table's last number for every row
_ROWS_A_STATEMENT = 64
# pages that may wait in the write-ahead log of a bulk run, 64 MB; SQLite's own number is 1,000
_PAGES_WAITING = 16_000


def hold_registry() -> None:
    """Let one transaction at a time change the registry; call first inside the transaction.

    Whoever reads addresses, decides and writes them would otherwise overwrite what somebody else
    committed in between. SQLite's write transaction keeps the others out by itself.
    """
    look_alone("registry")


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert ``rows`` into ``table`` inside the caller's transaction."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = f"({', '.join(['%s'] * len(columns))})"
        _insert_many(cursor, f"INSERT INTO {table} ({names}) VALUES ", marks, rows)  # noqa: S608


def insert_frame(table: str, frame: pl.DataFrame) -> None:
    """Insert a frame whose columns are the table's, inside the caller's transaction.

    What is the same in all rows is said once in the statement: of a list's new addresses that is
    most columns.
    """
    if frame.is_empty():
        return
    names = ", ".join(frame.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # null is written as nothing and an empty text as two quotes, which COPY reads so
            command = f"COPY {table} ({names}) FROM STDIN (FORMAT csv)"
            with cursor.copy(command) as copy:
                copy.write(frame.write_csv(include_header=False))
            return
        first, *others = frame.columns
        said = {first: None} | {name: _literal(frame[name]) for name in others}
        marks = f"({', '.join(word or '%s' for word in said.values())})"
        varying = [name for name, word in said.items() if word is None]
        begin = f"INSERT INTO {table} ({names}) VALUES "  # noqa: S608
        _insert_columns(cursor, begin, marks, [frame[name].to_list() for name in varying])


def _literal(column: pl.Series) -> str | None:
    """Return the SQL of a column's only value, where that is nothing, empty or a whole number."""
    value = column[0]
    if column.null_count() if value is not None else column.null_count() < len(column):
        return None
    if value is None:
        return "NULL"
    plain = isinstance(value, int) or value == ""
    if not plain or not (column == value).all():
        return None
    return str(int(value)) if isinstance(value, int) else "''"


def _insert_many(cursor, begin: str, marks: str, rows: Iterable[Row]) -> None:
    rest: list[Row] = []
    many = ", ".join([marks] * _ROWS_A_STATEMENT)
    cursor.executemany(begin + many, _in_statements(iter(rows), rest))
    cursor.executemany(begin + marks, rest)


def _insert_columns(cursor, begin: str, marks: str, columns: list[list[object]]) -> None:
    """Insert as ``_insert_many`` does; whole columns become rows in less time."""
    width = len(columns)
    values: list[object] = [None] * (width * len(columns[0]))
    for place, column in enumerate(columns):
        values[place::width] = column
    step = width * _ROWS_A_STATEMENT
    full = len(values) // step * step
    many = ", ".join([marks] * _ROWS_A_STATEMENT)
    cursor.executemany(begin + many, (values[at : at + step] for at in range(0, full, step)))
    rest = range(full, len(values), width)
    cursor.executemany(begin + marks, (values[at : at + width] for at in rest))


def _in_statements(rows: Iterator[Row], rest: list[Row]) -> Iterator[list[object]]:
    """Yield the values of each full statement; leave the rows that fill none in ``rest``."""
    while len(part := list(islice(rows, _ROWS_A_STATEMENT))) == _ROWS_A_STATEMENT:
        yield list(chain.from_iterable(part))
    rest += part


@contextmanager
def rare_checkpoints() -> Iterator[None]:
    """Let a bulk run gather more in SQLite's write-ahead log before it goes into the database.

    An index page that many batches touch is then written once for all of them. What is committed
    is as safe as before.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA wal_autocheckpoint").fetchone()[0]
        cursor.execute(f"PRAGMA wal_autocheckpoint={_PAGES_WAITING}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA wal_autocheckpoint={before}")


def update_rows(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Set ``columns[:-1]`` where the last column, the key, equals the row's last value."""
    *targets, key = columns
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _update_by_staging(cursor, table, columns, rows)
            return
        settings = ", ".join(f"{name} = %s" for name in targets)
        cursor.executemany(f"UPDATE {table} SET {settings} WHERE {key} = %s", rows)  # noqa: S608


def _update_by_staging(cursor, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """PostgreSQL: copy into a table of this transaction, then one UPDATE … FROM."""
    *targets, key = columns
    names = ", ".join(columns)
    cursor.execute("DROP TABLE IF EXISTS staged_update")
    cursor.execute(
        f"CREATE TEMP TABLE staged_update ON COMMIT DROP AS "  # noqa: S608
        f"SELECT {names} FROM {table} WITH NO DATA"
    )
    with cursor.copy(f"COPY staged_update ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    settings = ", ".join(f"{name} = staged_update.{name}" for name in targets)
    cursor.execute(
        f"UPDATE {table} SET {settings} FROM staged_update "  # noqa: S608
        f"WHERE {table}.{key} = staged_update.{key}"
    )


def refresh_statistics(table: str) -> None:
    """Tell PostgreSQL's planner how the table looks now, rather than when its daemon comes by.

    Until then a page over the whole city took seconds instead of milliseconds. SQLite plans by
    the form of the queries alone and needs nothing.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table}")


def allocate_numbers(name: str, count: int) -> int:
    """Reserve ``count`` numbers inside the caller's transaction and return the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO addresses_allocation (name, next_number) VALUES (%s, 1) "
            "ON CONFLICT (name) DO NOTHING",
            [name],
        )
        cursor.execute(
            "UPDATE addresses_allocation SET next_number = next_number + %s "
            "WHERE name = %s RETURNING next_number",
            [count, name],
        )
        return cursor.fetchone()[0] - count
