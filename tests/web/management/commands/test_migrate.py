"""An empty database gets its tables at once: the same ones as by every migration in turn."""

import subprocess
import sys

import pytest
from tests.installation import Installation

pytestmark = pytest.mark.databases

# what PostgreSQL knows of its tables, a question a kind
POSTGRES = {
    "column": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            a.attidentity, a.attgenerated, a.attcollation, pg_get_expr(d.adbin, d.adrelid)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
            AND a.attnum > 0 AND NOT a.attisdropped""",
    "index": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), condeferred
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "trigger": """
        SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
        FROM pg_trigger WHERE NOT tgisinternal""",
    "function": """
        SELECT proname, pg_get_functiondef(oid)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
    "sequence": "SELECT sequencename, data_type::text, start_value, last_value FROM pg_sequences",
}
NAMES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
NAMES_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'table'"
# of a row of this table only what it says counts, not when it was written
MIGRATIONS = "django_migrations"
INTERRUPTED = """
import django; django.setup()
from django.core.management import call_command
from diaban.spine import first_tables
first_tables.MigrationRecorder.record_applied = None
call_command("migrate", verbosity=0)
"""


def migrate(target: Installation, *words: str) -> None:
    # checks read every page; `diaban` migrates without them
    python(target, "-m", "django", "migrate", "-v0", "--skip-checks", *words).check_returncode()


def python(target: Installation, *words: str) -> "subprocess.CompletedProcess[str]":
    target.folder.mkdir(exist_ok=True)
    variables = target.variables | {"DJANGO_SETTINGS_MODULE": "diaban.web.settings"}
    return subprocess.run(
        [sys.executable, *words], env=variables, capture_output=True, text=True, check=False
    )


def tables_of(target: Installation) -> set[str]:
    return {str(name) for (name,) in target.rows(NAMES if target.url else NAMES_SQLITE)}


def structure_of(target: Installation) -> set[tuple[object, ...]]:
    """All that the database knows of its tables, without the order of their columns."""
    if target.url:
        return {(kind, *row) for kind, query in POSTGRES.items() for row in target.rows(query)}
    found: set[tuple[object, ...]] = set()
    for kind, name, table, text in target.rows(
        "SELECT type, name, tbl_name, sql FROM sqlite_master"
    ):
        parts = definitions(str(text)) if kind == "table" else [text]
        found |= {(kind, name, table, part) for part in parts}
    return found


def definitions(create: str) -> list[str]:
    """Return the columns and constraints that a CREATE TABLE lists between its outer brackets."""
    found, depth, quote = [""], 0, ""
    for letter in create[create.index("(") + 1 : create.rindex(")")]:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        depth += 0 if quote else {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth and not quote:
            found.append("")
        else:
            found[-1] += letter
    return [part.strip() for part in found]


def rows_of(target: Installation, table: str) -> list[tuple[tuple[str, object], ...]]:
    with target.connected() as connection:
        cursor = connection.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        left_out = {"id", "applied"} if table == MIGRATIONS else set()
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return sorted(
        tuple(sorted((k, v) for k, v in row.items() if k not in left_out)) for row in rows
    )


def test_they_are_the_same_as_by_every_migration_in_turn(
    empty_registry: Installation, installation: Installation
) -> None:
    installation.folder.mkdir()
    # a database that holds any table is migrated step by step
    installation.change("CREATE TABLE somebodys (id integer)")
    migrate(installation)
    installation.change("DROP TABLE somebodys")

    assert structure_of(installation) == structure_of(empty_registry)
    tables = tables_of(installation) - {"sqlite_sequence"}
    assert {table for table in tables if rows_of(installation, table)} == {
        MIGRATIONS, "auth_permission", "django_content_type",
    }  # fmt: skip
    for table in tables:
        assert rows_of(installation, table) == rows_of(empty_registry, table), table


def test_who_asks_for_one_app_gets_the_tables_of_that_app(installation: Installation) -> None:
    migrate(installation, "contenttypes")

    made = tables_of(installation) - {"sqlite_sequence"}
    assert made == {MIGRATIONS, "django_content_type"}


def test_an_interruption_leaves_the_database_empty(installation: Installation) -> None:
    done = python(installation, "-c", INTERRUPTED)

    assert "'NoneType' object is not callable" in done.stderr
    assert tables_of(installation) == set()
