"""The tables of an empty database, made at once as the migrations say they stand at their end.

Run one by one, the migrations lead to the same tables, but render the models again after each of
hundreds of steps: seconds that nobody needs where there are no rows to carry over. A test holds
both ways against each other; it also tells when a migration writes rows on an empty database.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from diaban.spine.guarded_tables import Guard, guard_tables


def has_no_tables(connection: BaseDatabaseWrapper) -> bool:
    return not connection.introspection.table_names()


def make_first_tables(connection: BaseDatabaseWrapper) -> None:
    """Make all tables with their guards, and record every migration as applied; or do nothing."""
    loader = MigrationLoader(connection)
    with connection.schema_editor() as editor:
        for model in loader.project_state().apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        guard_tables(connection, _guarded_by(loader))
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in loader.graph.nodes:
            recorder.record_applied(app, name)


def _guarded_by(loader: MigrationLoader) -> set[str]:
    steps = [step for node in loader.graph.nodes.values() for step in node.operations]
    return {table for step in steps if isinstance(step, Guard) for table in step.tables}
