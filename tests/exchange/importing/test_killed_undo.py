"""An undo killed at random moments, then run to its end, equals one that was let run."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.installation import Copy, Installation

pytestmark = pytest.mark.databases
UNDO = Path(__file__).with_name("killed_undo.py")
ROWS = 600
KILLS = 3


def start(place: Installation) -> subprocess.Popen[str]:
    command = [sys.executable, str(UNDO)]
    return subprocess.Popen(command, env=place.variables, stdout=subprocess.PIPE, text=True)


def finish(place: Installation) -> None:
    process = start(place)
    printed, _ = process.communicate(timeout=240)
    assert process.returncode == 0
    assert printed.endswith("done\n")


def contents(place: Installation) -> list[Any]:
    queries = [
        """SELECT k.source, k.key, k.digest, a.* FROM addresses_address a
           JOIN addresses_sourcekey k ON k.address_id = a.id ORDER BY k.key""",
        """SELECT address_id, act, facts, held_on, actor_id, run_id
           FROM addresses_observation ORDER BY address_id, id""",
        "SELECT id, kind, state, position, counts FROM runs_run ORDER BY id",
    ]
    return [place.rows(query) for query in queries]


def kill_at_random(place: Installation, chance: random.Random) -> bool:
    """Kill an undo some batches and a fraction of a batch after it began; False if it ended."""
    process = start(place)
    assert process.stdout is not None
    with process.stdout:
        for _ in range(chance.randint(1, 4)):
            if process.stdout.readline().strip() == "done":
                break
        time.sleep(chance.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.stdout.read()
    return process.wait() == -signal.SIGKILL


@pytest.fixture
def imported(empty_registry: Installation, copy_of: Copy, tmp_path: Path) -> Installation:
    registry = copy_of(empty_registry)
    path = tmp_path / "list.csv"
    lines = [f"H{n},{n},Hàng Bạc,21.0{n + 1000},105.84" for n in range(ROWS)]
    path.write_text("mã,số nhà,phố,vĩ độ,kinh độ\n" + "\n".join(lines), encoding="utf-8")
    command = [sys.executable, str(UNDO), str(path)]
    subprocess.run(command, env=registry.variables, check=True)
    return registry


def test_an_undo_killed_again_and_again_takes_everything_back_once(
    imported: Installation, copy_of: Copy
):
    undisturbed, killed = copy_of(imported), copy_of(imported)
    finish(undisturbed)
    chance = random.Random(3)
    for _ in range(KILLS):
        assert kill_at_random(killed, chance), "the undo ended before it was killed"
    left = "SELECT count(*) FROM addresses_address WHERE life <> 9"
    assert 0 < killed.number(left) < ROWS
    finish(killed)
    assert killed.number(left) == 0
    assert contents(killed) == contents(undisturbed)
