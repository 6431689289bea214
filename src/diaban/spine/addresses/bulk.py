"""Writing many rows at once, in the way that each database does fastest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from diaban.spine.runs.models import look_alone

Row = Sequence[object]


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
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


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
