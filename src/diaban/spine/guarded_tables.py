"""Tables whose rows the database itself refuses to change or delete, whoever asks.

``append_only`` keeps the application from it; this keeps everybody else who has the database's
password from doing it by mistake. It says no, it is no lock: who lifts the guard on purpose is
found by the journal's chain.

SQLite makes a table anew for most changes of its columns and loses the guard with the old one: a
migration that alters a guarded table ends with ``guard`` again, and a test tells where it does not.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunPython

_ACTS = ("update", "delete")
_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


class Guard(RunPython):
    """The step of a migration that guards tables; taken back, it lifts the guard."""

    def __init__(self, tables: tuple[str, ...]) -> None:
        super().__init__(
            lambda apps, editor: guard_tables(editor.connection, tables),
            lambda apps, editor: lift_guards(editor.connection, tables),
        )
        self.tables = tables


def guard(*tables: str) -> Guard:
    """Return the step that guards these tables; what the migrations list so is all that is."""
    return Guard(tables)


def guard_tables(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Refuse every UPDATE and DELETE from now on; tables that are guarded stay so."""
    lift_guards(connection, tables)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table in tables:
            words = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            if connection.vendor == "postgresql":
                words = "EXECUTE FUNCTION refuse_change()"
            for act in _ACTS:
                cursor.execute(
                    f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} FOR EACH ROW {words}"
                )


def lift_guards(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Let rows be changed again: a migration that must does it between this and ``guard``."""
    with connection.cursor() as cursor:
        for table in tables:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for act in _ACTS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}{on}")


def guarded_tables(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the tables that are guarded against both acts."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        names = {name for (name,) in cursor.fetchall()}
    guards = [{n.removesuffix(f"_no_{act}") for n in names if n.endswith(act)} for act in _ACTS]
    return set.intersection(*guards)
