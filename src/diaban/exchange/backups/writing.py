"""Writing a backup while the installation is in use.

The database is read at one moment: SQLite through its online copy, PostgreSQL in one transaction
that sees a single state. What can be made again (indexes, tiles, downloads) is left out.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import closing
from itertools import chain
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from diaban.exchange.backups.faults import BackupError
from diaban.exchange.backups.manifest import MANIFEST, Manifest, Part, copy_measured
from diaban.exchange.backups.tables import count_rows, newest_migrations

DATABASE = "database.sqlite3"
TABLES, FILES = "tables/", "files/"
# what is made again by itself
_LEFT_OUT = {"indexes", "figures", "downloads", "backups"}
_FAST = 1
_NAME = "diaban-%Y%m%d-%H%M%S.zip"


def write_backup(folder: Path, data: Path) -> Path:
    """Write one backup into a folder and return its path; nothing half-written keeps that name."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise BackupError(f"{folder} không phải thư mục.", f"{folder} is no folder.") from None
    made_at = timezone.now()
    path = folder / timezone.localtime(made_at).strftime(_NAME)
    begun = path.with_suffix(".part")
    try:
        with (
            _open_private(begun) as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST) as archive,
        ):
            manifest = Manifest(made_at.isoformat(), connection.vendor, {}, {})
            if connection.vendor == "sqlite":
                _add_sqlite(archive, manifest, folder)
            else:
                _add_tables(archive, manifest)
            _add_files(archive, manifest, data)
            archive.writestr(MANIFEST, manifest.write())
            archive.close()
            file.flush()
            os.fsync(file.fileno())
        begun.replace(path)
    finally:
        begun.unlink(missing_ok=True)
    return path


def keep_newest(folder: Path, count: int) -> list[Path]:
    """Delete all backups in a folder but the newest ones; return what was deleted."""
    gone = sorted(folder.glob("diaban-*-*.zip"))[: -count or None]
    for path in gone:
        path.unlink()
    return gone


def _open_private(path: Path):
    """Open a new file that only its owner may read: it holds personal data and keys."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "w+b")


def _add_sqlite(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part") as copy:
        connection.ensure_connection()
        with closing(sqlite3.connect(copy.name)) as target:
            connection.connection.backup(target)
            manifest.tables = _count_in(target)
        manifest.migrations = newest_migrations()
        _add_file(archive, manifest, Path(copy.name), DATABASE)


def _count_in(copy: sqlite3.Connection) -> dict[str, int]:
    """Count in the copy: rows may have come to the database since."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    return {
        name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in sorted(copy.execute(names).fetchall())
    }


def _add_tables(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        manifest.tables = count_rows()
        manifest.migrations = newest_migrations()
        for table in manifest.tables:
            columns = [
                c.name for c in connection.introspection.get_table_description(cursor, table)
            ]
            name = f"{TABLES}{table}.copy"
            with archive.open(name, "w", force_zip64=True) as member:
                manifest.parts[name] = _copy_out(cursor, table, columns, member)


def _copy_out(cursor, table: str, columns: list[str], member) -> Part:
    quote = connection.ops.quote_name
    listed = ", ".join(map(quote, columns))
    with cursor.copy(f"COPY {quote(table)} ({listed}) TO STDOUT") as stream:
        source = _Chunks(f"{listed}\n".encode(), stream)
        return copy_measured(source, member)


class _Chunks:
    """A stream of chunks read like a file; the first line names the columns."""

    def __init__(self, first: bytes, rest: Iterable[bytes]) -> None:
        self._chunks = chain((first,), rest)

    def read(self, _size: int = -1) -> bytes:
        return bytes(next(self._chunks, b""))


def _add_files(archive: zipfile.ZipFile, manifest: Manifest, data: Path) -> None:
    for path in sorted(data.rglob("*")) if data.exists() else ():
        inside = path.relative_to(data)
        if path.is_file() and not _is_left_out(inside):
            _add_file(archive, manifest, path, f"{FILES}{inside.as_posix()}")


def _is_left_out(inside: Path) -> bool:
    database = inside.name.startswith("diaban.sqlite3")
    return inside.parts[0] in _LEFT_OUT or database or inside.suffix == ".part"


def _add_file(archive: zipfile.ZipFile, manifest: Manifest, path: Path, name: str) -> None:
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return  # an upload that ended while we looked
    with source, archive.open(name, "w", force_zip64=True) as member:
        manifest.parts[name] = copy_measured(source, member)
