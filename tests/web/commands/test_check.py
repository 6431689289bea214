"""Whether an installation is fit to serve others is told point by point, with what to do."""

import os
import time
from pathlib import Path

import pytest
from tests.installation import Copy, Installation

NAMED = {"DIABAN_NAMES": "diaban.test"}


@pytest.fixture
def registry(empty_registry: Installation, copy_of: Copy) -> Installation:
    return copy_of(empty_registry)


def test_a_fresh_installation_with_a_name_and_a_backup_is_fit(
    registry: Installation, tmp_path: Path
) -> None:
    registry.run("backup", tmp_path)

    done = registry.run("check", "--deploy", "--backups", tmp_path, variables=NAMED)

    assert (done.exit_code, done.err) == (0, "")
    assert done.out.startswith("✓")


def test_what_is_missing_is_told(installation: Installation, tmp_path: Path) -> None:
    done = installation.run("check", "--deploy", "--backups", tmp_path)

    assert done.exit_code == 1
    for told in ("bước cập nhật cơ sở dữ liệu", "Chưa đặt tên máy", "Chưa có bản sao lưu"):
        assert told in done.out
    assert "security.W012" in done.out


def test_an_old_backup_and_an_open_folder_are_told(registry: Installation, tmp_path: Path) -> None:
    backup = Path(registry.run("backup", tmp_path).out.strip())
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(backup, (two_days_ago, two_days_ago))
    registry.folder.chmod(0o755)

    done = registry.run("check", "--deploy", "--backups", tmp_path, variables=NAMED)

    assert "mới nhất đã 2.0 ngày" in done.out
    assert "chmod o-rwx" in done.out
