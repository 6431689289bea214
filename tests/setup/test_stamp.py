"""The stamp is believed only when it is whole and what it describes is still there."""

import sys
from pathlib import Path

import pytest
from scripts.bootstrap.stamp import (
    BROWSER_LOCK,
    LAYOUT,
    RUN_LOCK,
    SOURCE_LOCK,
    TEST_LOCK,
    VENDOR_FILES,
    Project,
    Stamp,
    mark_finished,
    mark_unfinished,
)


@pytest.fixture
def ready(tmp_path: Path) -> Project:
    """A project that is set up for running."""
    project = Project(tmp_path)
    for name in (RUN_LOCK, TEST_LOCK, SOURCE_LOCK, BROWSER_LOCK):
        (tmp_path / name).write_text(f"# {name}\n")
    project.command.parent.mkdir(parents=True)
    project.command.touch()
    project.python.symlink_to(sys.executable)
    project.vendor.mkdir(parents=True)
    for name in VENDOR_FILES:
        (project.vendor / name).touch()
    hashes = {name: project.hash_lock(name) for name in (RUN_LOCK, BROWSER_LOCK)}
    project.write_stamp(Stamp(LAYOUT, str(project.python.resolve()), hashes))
    return project


def test_a_project_that_is_set_up_is_ready(ready: Project) -> None:
    assert ready.is_ready(RUN_LOCK)


def test_ready_for_running_is_not_ready_for_testing(ready: Project) -> None:
    assert not ready.is_ready(TEST_LOCK)


@pytest.mark.parametrize("name", [RUN_LOCK, BROWSER_LOCK])
def test_a_changed_lock_is_noticed(ready: Project, name: str) -> None:
    (ready.root / name).write_text("# changed\n")
    assert not ready.is_ready(RUN_LOCK)


@pytest.mark.parametrize("name", VENDOR_FILES)
def test_a_missing_browser_file_is_noticed(ready: Project, name: str) -> None:
    (ready.vendor / name).unlink()
    assert not ready.is_ready(RUN_LOCK)


def test_a_python_that_went_away_is_noticed(ready: Project) -> None:
    ready.python.unlink()
    assert not ready.is_ready(RUN_LOCK)


def test_a_python_that_became_another_is_noticed(ready: Project, tmp_path: Path) -> None:
    other = tmp_path / "python3.12"
    other.touch()
    ready.python.unlink()
    ready.python.symlink_to(other)
    assert not ready.is_ready(RUN_LOCK)


def test_an_unfinished_set_up_is_noticed_until_it_is_finished(ready: Project) -> None:
    mark_unfinished(ready)
    assert not ready.is_ready(RUN_LOCK)
    mark_finished(ready)
    mark_finished(ready)
    assert ready.is_ready(RUN_LOCK)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"locks": 3}', '{"surprise": 1}', '{"layout": 0, "locks": {}}'],
)
def test_a_damaged_or_foreign_stamp_counts_as_none(ready: Project, text: str) -> None:
    ready.stamp_file.write_text(text)
    assert ready.read_stamp() == Stamp()
    assert not ready.is_ready(RUN_LOCK)
