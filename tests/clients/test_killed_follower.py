"""The Python client's follower, killed again and again while the source changes, loses nothing."""

import json
import os
import random
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from tests.conftest import PROJECT
from tests.installation import Copy, Installation

FOLLOWER = Path(__file__).with_name("follower_process.py")
SOURCE = Path(__file__).with_name("changing_source.py")
LONGEST_SECONDS = 120
ACTS = {"collect", "correct", "merge", "split", "retire", "certify", "withdraw", "decide_a_lot"}

pytestmark = pytest.mark.databases


def program(city: Installation, path: Path, *words: str) -> subprocess.Popen[str]:
    paths = (PROJECT / "src", PROJECT, PROJECT / "clients/python")
    own = {
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "DJANGO_SETTINGS_MODULE": "diaban.web.settings",
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, str(path), *words], env=city.variables | own, **pipes)


def told_by(city: Installation, *words: str) -> str:
    process = program(city, SOURCE, *words)
    out, _ = process.communicate(timeout=LONGEST_SECONDS)
    assert process.returncode == 0
    return out.strip()


@contextmanager
def served(city: Installation) -> Iterator[str]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ("up", "--offline", "--empty", "--workers", "1", "--port", str(port))
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([sys.executable, "-m", "diaban", *words], env=city.variables, **quiet)
    try:
        wait_for(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").status == 200)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    # its pipes are closed with it
    process.communicate()


def wait_for(condition) -> None:
    end = time.monotonic() + LONGEST_SECONDS
    while True:
        try:
            if condition():
                return
        except OSError:
            pass
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.1)


def reached(copy: Path) -> int:
    """How far the copy has come; read past whoever holds it."""
    if not copy.exists():
        return 0
    with closing(sqlite3.connect(copy)) as database:
        try:
            return database.execute("SELECT after FROM place").fetchone()[0]
        except sqlite3.OperationalError:
            return 0


def copied(copy: Path) -> dict[str, dict]:
    with closing(sqlite3.connect(copy)) as database:
        return {name: json.loads(told) for name, told in database.execute("SELECT * FROM door")}


@pytest.mark.soak
@pytest.mark.parametrize("kills", [1, 30])
def test_a_follower_killed_while_the_source_changes_ends_equal_to_it(
    coded_city: Installation, copy_of: Copy, tmp_path: Path, kills: int
):
    city, copy, draw = copy_of(coded_city), tmp_path / "copy.sqlite3", random.Random(kills)
    key = told_by(city, "key")
    places: list[int] = []
    with served(city) as site:
        source = program(city, SOURCE, "change", str(kills))
        for _ in range(kills):
            follower = program(city, FOLLOWER, site, key, str(copy))
            before = reached(copy)
            wait_for(lambda before=before: reached(copy) > before)
            time.sleep(draw.uniform(0.0, 0.3))
            kill(follower)
            places.append(reached(copy))
        out, _ = source.communicate("", timeout=LONGEST_SECONDS)
        assert source.returncode == 0
        last = program(city, FOLLOWER, site, key, str(copy))
        expected = json.loads(told_by(city, "tell"))
        try:
            wait_for(lambda: copied(copy) == expected)
        except AssertionError:
            # the registry may have gone on by itself, at midnight; else the doors that differ tell
            expected = json.loads(told_by(city, "tell"))
            assert copied(copy) == expected
        finally:
            kill(last)
    assert places == sorted(places)
    assert len(expected) > 100
    done = json.loads(out)
    assert {name for name in ACTS if done[name]} == ACTS, "every kind of change must have come"
    print(f"{kills} kills at {places}; {len(expected)} doors; {done}")
