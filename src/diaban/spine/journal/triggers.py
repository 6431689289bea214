"""The database's own refusal to change or delete what the journal holds."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("journal_entry", "journal_seal")
_ACTS = ("update", "delete")
_WORDS = "the journal is append-only"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_WORDS}'; END $$"
)


def add_triggers(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
            body = "FOR EACH ROW EXECUTE FUNCTION journal_refuse()"
        else:
            body = f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        for table, act in _each():
            cursor.execute(f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} {body}")


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table, act in _each():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}{on}")


def _each() -> list[tuple[str, str]]:
    return [(table, act) for table in TABLES for act in _ACTS]
