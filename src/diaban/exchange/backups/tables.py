"""The tables of the installation's own database, and how far its migrations have come."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from diaban.spine.addresses.models import Address
from diaban.spine.first_tables import has_no_tables, make_first_tables
from diaban.spine.journal.models import Entry


def count_rows() -> dict[str, int]:
    """Return each table with its number of rows, in the order of their names."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


def newest_migrations() -> dict[str, str]:
    """Return the newest applied migration of each app, by the order of their dependencies."""
    graph = MigrationExecutor(connection).loader.graph
    applied = MigrationRecorder(connection).applied_migrations()
    newest: dict[str, str] = {}
    for app, name in graph.nodes:
        if (app, name) in applied and name > newest.get(app, ""):
            newest[app] = name
    return newest


def unknown_migrations(told: dict[str, str]) -> list[str]:
    """Return those of a backup that this version does not have: the backup is of a newer one."""
    nodes = MigrationExecutor(connection).loader.graph.nodes
    return sorted(f"{app}.{name}" for app, name in told.items() if (app, name) not in nodes)


def migrate_to(targets: dict[str, str] | None = None) -> None:
    """Bring the tables to the named migrations, or to the newest; the cache's is made as well."""
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    wanted = sorted(targets.items()) if targets else newest
    if set(wanted) == set(newest) and has_no_tables(connection):
        make_first_tables(connection)
    else:
        executor.migrate(wanted)
    call_command("createcachetable", verbosity=0)


def holds_work() -> bool:
    """Say whether anybody has worked here: an address, or an entry in the journal."""
    present = set(connection.introspection.table_names())
    addresses = Address.objects.everywhere("is this installation empty")
    return any(
        rows.model._meta.db_table in present and rows.exists()
        for rows in (addresses, Entry.objects.all())
    )
