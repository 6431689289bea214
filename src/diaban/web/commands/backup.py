"""Write a backup of everything that must be kept, also while the pages are in use; or check one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from diaban.web.commands.words import whole_number

EXAMPLES = """\
examples:
  diaban backup                            into the folder backups of the data folder
  diaban backup /mnt/backups --keep 14     elsewhere, and only the newest 14 stay
  diaban backup --verify FILE.zip          read every byte of one and compare
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", type=Path, help="where to; outside of this machine")
    parser.add_argument("--keep", type=whole_number, metavar="N", help="delete all but N newest")
    parser.add_argument("--verify", type=Path, metavar="FILE", help="check a backup and end")


def run(options: argparse.Namespace) -> int:
    from diaban.exchange.backups.faults import BackupError  # noqa: PLC0415 - after set-up
    from diaban.web.commands import building  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    try:
        if options.verify:
            return _verify(options.verify)
        building.prepare_database()
        return _write(options)
    except BackupError as error:
        raise FaultError(error.vi, error.en) from None


def _verify(path: Path) -> int:
    from diaban.exchange.backups.restoring import verify_backup  # noqa: PLC0415

    manifest = verify_backup(path)
    rows = sum(manifest.tables.values())
    print(
        f"{path}: nguyên vẹn / whole; {manifest.made_at}, {manifest.vendor}, {rows:,} dòng / rows",
        file=sys.stderr,
    )
    return 0


def _write(options: argparse.Namespace) -> int:
    from diaban.exchange.backups.writing import keep_newest, write_backup  # noqa: PLC0415
    from diaban.web.installation import data_folder  # noqa: PLC0415

    folder = options.folder or data_folder() / "backups"
    path = write_backup(folder, data_folder())
    print(path)
    print(f"{path.stat().st_size / 1e6:,.0f} MB", file=sys.stderr)
    for gone in keep_newest(folder, options.keep) if options.keep else ():
        print(f"đã xóa / deleted: {gone}", file=sys.stderr)
    return 0
