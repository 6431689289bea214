"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache


@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "alive"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and has every migration, else 503 with the reason."""
    try:
        missing = _missing_migrations()
    except DatabaseError:
        return JsonResponse({"status": "unready", "reason": "database"}, status=503)
    if missing:
        return JsonResponse({"status": "unready", "reason": "migrations"}, status=503)
    return JsonResponse({"status": "ready"})


def _missing_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
