"""Bring a backup back onto an empty installation. Stop the server first."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

EXAMPLES = """\
examples:
  diaban restore diaban-20261126-020000.zip
  diaban restore FILE.zip --replace        SQLite: the database of now is kept beside it
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="replace the SQLite database")


def run(options: argparse.Namespace) -> int:
    from diaban.exchange.backups.faults import BackupError  # noqa: PLC0415 - after set-up
    from diaban.exchange.backups.restoring import restore_backup  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415
    from diaban.web.installation import data_folder  # noqa: PLC0415

    data_folder().mkdir(parents=True, exist_ok=True)
    try:
        manifest = restore_backup(options.file, data_folder(), replace=options.replace)
    except BackupError as error:
        raise FaultError(error.vi, error.en) from None
    rows = sum(manifest.tables.values())
    print(
        f"Đã khôi phục {rows:,} dòng, tình trạng lúc {manifest.made_at}.\n"
        f"Restored {rows:,} rows, as they were at {manifest.made_at}.",
        file=sys.stderr,
    )
    return 0
