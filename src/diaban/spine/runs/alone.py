"""One process at a time, on both databases."""

from __future__ import annotations

from hashlib import blake2b

from django.db import connection


def look_alone(work: str) -> None:
    """Let one process at a time look for unfinished work and begin it; call inside a transaction.

    SQLite's write transaction does so by itself.
    """
    if connection.vendor == "postgresql":
        key = int.from_bytes(blake2b(work.encode(), digest_size=8).digest(), signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
