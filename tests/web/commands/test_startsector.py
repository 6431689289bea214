"""`diaban startsector`: what it writes works at once, and keeps the contract."""

import os
import subprocess
import sys
import tomllib
from argparse import Namespace
from pathlib import Path

import pytest
from tests.conftest import PROJECT

from diaban.web.commands import startsector

PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not browser"]


@pytest.fixture
def folder(diaban, tmp_path) -> Path:
    into = tmp_path / "kiosks"
    told = diaban(
        "startsector", "kiosks", "--title-vi", "Ki-ốt thông tin", "--title-en", "Kiosks",
        "--into", into,
    )  # fmt: skip
    assert told.exit_code == 0
    return into


def installed_at(folder: Path) -> dict[str, str]:
    """Put the package on the path with its entry point, as an installer does."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    [(name, package)] = project["entry-points"]["diaban.sectors"].items()
    told = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    (told / "entry_points.txt").write_text(f"[diaban.sectors]\n{name} = {package}\n")
    paths = [str(PROJECT / "src"), str(PROJECT), str(folder)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "DIABAN_DATA": str(folder / "d")}


def test_what_is_written_keeps_the_contract_and_its_own_tests_pass(folder):
    variables = installed_at(folder)
    for words in (
        [*PYTEST, "tests/sectors/test_contract.py", "-k", "kiosks"],
        [*PYTEST, "-c", "pyproject.toml", "--rootdir", str(PROJECT), str(folder / "tests")],
    ):
        done = subprocess.run(
            words,
            cwd=PROJECT,
            env=variables,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
        assert done.stdout.count(".") > 3


def test_what_is_written_is_clean_for_the_checkers_of_the_house(tmp_path):
    words = startsector._words(
        Namespace(name="kiosks", title_vi=None, title_en=None, field="digital", into=None)
    )
    place = tmp_path / "src" / "diaban" / "sectors" / "kiosks"
    startsector._write(startsector.SKELETON / "package", place, words)
    startsector._write(startsector.SKELETON / "tests", tmp_path / "tests" / "kiosks", words)
    for part in (PROJECT / "src" / "diaban").iterdir():
        if part.name != "sectors":
            (place.parents[1] / part.name).symlink_to(part)
    config = tmp_path / "pyproject.toml"
    config.write_text((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    ruff = [sys.executable, "-m", "ruff", "check", "-q", "--no-cache", str(place), "tests"]
    done = subprocess.run(ruff, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["post", "map", "api", "Kiosk", "a", "ki_osk", "addresses"])
def test_a_name_that_is_taken_or_no_name_is_refused(diaban, tmp_path, name):
    told = diaban("startsector", name, "--into", tmp_path / "x")
    assert told.exit_code == 2
    assert not (tmp_path / "x").exists()


def test_nothing_that_is_there_is_replaced(diaban, folder):
    before = (folder / "kiosks" / "models.py").read_text()
    told = diaban("startsector", "kiosks", "--into", folder)
    assert told.exit_code == 3
    assert "không ghi đè" in told.err.lower()
    assert (folder / "kiosks" / "models.py").read_text() == before


def test_a_title_that_would_break_the_code_is_refused(diaban, tmp_path):
    told = diaban("startsector", "kiosks", "--title-vi", 'a"b', "--into", tmp_path / "x")
    assert told.exit_code == 2
