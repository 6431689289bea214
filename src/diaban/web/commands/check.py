"""Check that this installation is fit to serve others: settings, files, database, last backup."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = """\
examples:
  DIABAN_NAMES=diaban.example.vn diaban check --deploy
  diaban check --deploy --backups /mnt/backups
"""
_DAY = 24 * 3600
_OLDEST_BACKUP_HOURS = 26


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be, with what to do."""

    vi: str
    en: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deploy", action="store_true", help="as it must be beyond this machine")
    parser.add_argument("--backups", type=Path, help="where the backups are; default: data folder")


def run(options: argparse.Namespace) -> int:
    from diaban.web.installation import data_folder  # noqa: PLC0415

    findings = [*_database(), *_framework(deploy=options.deploy)]
    if options.deploy:
        findings += [*_names(), *_folder(data_folder())]
        findings += _backups(options.backups or data_folder() / "backups")
    for one in findings:
        print(f"✗ {one.vi}\n  {one.en}")
    if not findings:
        print("✓ Mọi mục đều đạt. / Everything is as it should be.")
    return 1 if findings else 0


def _database() -> Iterator[Finding]:
    from django.db import DatabaseError, connection  # noqa: PLC0415 - after set-up
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Finding("Cơ sở dữ liệu không trả lời.", f"The database does not answer: {error}")
        return
    if missing:
        yield Finding(
            f"Còn {len(missing)} bước cập nhật cơ sở dữ liệu: chạy ./run up --no-serve.",
            f"{len(missing)} migrations wait: run ./run up --no-serve.",
        )


def _framework(*, deploy: bool) -> Iterator[Finding]:
    from django.core import checks  # noqa: PLC0415 - after set-up

    for message in checks.run_checks(include_deployment_checks=deploy):
        if message.id not in _ANSWERED:
            yield Finding(f"Cấu hình: {message.id}", f"{message.msg} {message.hint or ''}".strip())


# one name is told to browsers, not all names below it, which may be other offices'
_ANSWERED = {"security.W005", "security.W021"}


def _names() -> Iterator[Finding]:
    from django.conf import settings  # noqa: PLC0415 - after set-up

    if not settings.PUBLIC_NAMES:
        yield Finding(
            "Chưa đặt tên máy: DIABAN_NAMES, hoặc diaban serve --name.",
            "No name is set by which others reach it: DIABAN_NAMES, or diaban serve --name.",
        )


def _folder(data: Path) -> Iterator[Finding]:
    if os.name != "nt" and data.exists() and data.stat().st_mode & 0o007:
        yield Finding(
            f"Người khác trên máy đọc được {data}: chmod o-rwx {data}",
            f"Others on the machine can read {data}: chmod o-rwx {data}",
        )


def _backups(folder: Path) -> Iterator[Finding]:
    found = sorted(folder.glob("diaban-*-*.zip")) if folder.exists() else []
    age = time.time() - found[-1].stat().st_mtime if found else None
    if age is None:
        yield Finding(
            f"Chưa có bản sao lưu nào trong {folder}: diaban backup {folder}",
            f"There is no backup in {folder}: diaban backup {folder}",
        )
    elif age > _OLDEST_BACKUP_HOURS * 3600:
        days = age / _DAY
        yield Finding(
            f"Bản sao lưu mới nhất đã {days:.1f} ngày.",
            f"The newest backup is {days:.1f} days old.",
        )
