"""Checking a backup, and bringing it back onto an empty installation.

A backup of an older version is loaded at that version's migrations and then brought to today's.
"""

from __future__ import annotations

import os
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO

from django.core.management.color import no_style
from django.db import connection, transaction

from diaban.exchange.backups import tables
from diaban.exchange.backups.faults import BackupError
from diaban.exchange.backups.manifest import MANIFEST, Manifest, copy_measured
from diaban.exchange.backups.writing import DATABASE, FILES, TABLES
from diaban.spine.feed.sealing import rename_feed

_BEFORE = ".before-restore"


def verify_backup(path: Path) -> Manifest:
    """Read every byte of a backup and hold it against the manifest."""
    with _open(path) as archive:
        manifest = _manifest_of(archive)
        for name, told in manifest.parts.items():
            try:
                with archive.open(name) as member:
                    found = copy_measured(member, None)
            except (KeyError, zipfile.BadZipFile, EOFError):
                raise _damaged(name) from None
            if found != told:
                raise _damaged(name)
    return manifest


def restore_backup(path: Path, data: Path, *, replace: bool = False) -> Manifest:
    """Bring a backup back. Refuses where somebody has worked, unless SQLite shall be replaced.

    The database that was there is then kept beside the new one.
    """
    manifest = verify_backup(path)
    _require_same_kind(manifest)
    _require_empty(replace=replace)
    with _open(path) as archive:
        if manifest.vendor == "sqlite":
            _restore_sqlite(archive, Path(connection.settings_dict["NAME"]))
        else:
            _restore_tables(archive, manifest)
        _restore_files(archive, manifest, data)
    _require_counts(manifest)
    tables.migrate_to()
    # what was numbered after the backup is gone, and its numbers will be given again
    rename_feed()
    return manifest


def _open(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise BackupError(
            f"{path} hỏng hoặc không phải bản sao lưu. Dùng bản khác.",
            f"{path} is damaged or no backup. Take another one.",
        ) from None


def _manifest_of(archive: zipfile.ZipFile) -> Manifest:
    try:
        return Manifest.read(archive.read(MANIFEST))
    except KeyError:
        return Manifest.read(b"")


def _damaged(name: str) -> BackupError:
    return BackupError(
        f"Bản sao lưu hỏng ở {name}. Dùng bản khác.",
        f"The backup is damaged at {name}. Take another one.",
    )


def _require_same_kind(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise BackupError(
            f"Bản sao lưu của {manifest.vendor}, ở đây đang dùng {connection.vendor}. "
            "Đặt DIABAN_DATABASE_URL cho đúng loại.",
            f"The backup is of {manifest.vendor}, and {connection.vendor} is used here. "
            "Set DIABAN_DATABASE_URL to the same kind.",
        )
    if unknown := tables.unknown_migrations(manifest.migrations):
        raise BackupError(
            f"Bản sao lưu của phiên bản mới hơn ({unknown[0]}). Cài phiên bản đó trước.",
            f"The backup is of a newer version ({unknown[0]}). Install that version first.",
        )


def _require_empty(*, replace: bool) -> None:
    if not tables.holds_work() or (replace and connection.vendor == "sqlite"):
        return
    if connection.vendor == "sqlite":
        raise BackupError(
            "Ở đây đã có dữ liệu. Đặt DIABAN_DATA tới thư mục trống, hoặc thêm --replace "
            "(cơ sở dữ liệu cũ được giữ bên cạnh).",
            "There are data here already. Point DIABAN_DATA to an empty folder, or add --replace "
            "(the old database is kept beside it).",
        )
    raise BackupError(
        "Cơ sở dữ liệu đã có dữ liệu. Tạo cái trống rồi đặt DIABAN_DATABASE_URL tới nó.",
        "The database holds data already. Make an empty one and point DIABAN_DATABASE_URL to it.",
    )


def _restore_sqlite(archive: zipfile.ZipFile, target: Path) -> None:
    connection.close()
    begun = target.with_name(f"{target.name}.part")
    with archive.open(DATABASE) as source, begun.open("wb") as file:
        copy_measured(source, file)
        os.fsync(file.fileno())
    # an old log beside a new database would be played into it
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    if target.exists():
        target.replace(target.with_name(target.name + _BEFORE))
    begun.replace(target)


def _restore_tables(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    tables.migrate_to(manifest.migrations)
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        # what the migrations themselves wrote comes back with the backup
        listed = ", ".join(map(quote, manifest.tables))
        cursor.execute(f"TRUNCATE {listed} RESTART IDENTITY CASCADE")
        for table in manifest.tables:
            with archive.open(f"{TABLES}{table}.copy") as member:
                columns = member.readline().decode().strip()
                with cursor.copy(f"COPY {quote(table)} ({columns}) FROM STDIN") as copy:
                    while piece := member.read(1 << 16):
                        copy.write(piece)
        _set_sequences(cursor)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _set_sequences(cursor) -> None:
    """Let new rows be numbered behind those that came back."""
    from django.apps import apps  # noqa: PLC0415 - ready only after set-up

    models = apps.get_models(include_auto_created=True)
    for statement in connection.ops.sequence_reset_sql(no_style(), models):
        cursor.execute(statement)


def _restore_files(archive: zipfile.ZipFile, manifest: Manifest, data: Path) -> None:
    for name in manifest.parts:
        if name.startswith(FILES):
            target = data / _inside(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source:
                _write_private(source, target)


def _inside(name: str) -> Path:
    inside = PurePosixPath(name.removeprefix(FILES))
    if inside.is_absolute() or ".." in inside.parts:
        raise _damaged(name)
    return Path(*inside.parts)


def _write_private(source: IO[bytes], target: Path) -> None:
    target.unlink(missing_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        copy_measured(source, file)


def _require_counts(manifest: Manifest) -> None:
    found = tables.count_rows()
    for table, count in manifest.tables.items():
        if found.get(table) != count:
            raise BackupError(
                f"Bảng {table} có {found.get(table, 0)} dòng, bản sao lưu ghi {count}.",
                f"Table {table} has {found.get(table, 0)} rows where the backup says {count}.",
            )
