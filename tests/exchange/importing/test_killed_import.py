"""An import killed at ten random moments, then run to its end, equals one that was let run."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.installation import Copy, Installation

# each on the database that is asked for: SQLite, and PostgreSQL where a server is named
pytestmark = pytest.mark.databases
PROGRAM = Path(__file__).with_name("killed_import.py")
ROWS = 6_000
KILLS = 10


def start(place: Installation, file: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), str(file)],
        env=place.variables,
        stdout=subprocess.PIPE,
        text=True,
    )


def kill_at_random(place: Installation, file: Path, chance: random.Random) -> bool:
    """Kill an import some batches and a fraction of a batch after it began; False if it ended."""
    process = start(place, file)
    assert process.stdout is not None
    with process.stdout:
        for _ in range(chance.randint(1, 5)):
            if process.stdout.readline().strip() == "done":
                break
        time.sleep(chance.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.stdout.read()
    return process.wait() == -signal.SIGKILL


def finish(place: Installation, file: Path) -> None:
    process = start(place, file)
    printed, _ = process.communicate(timeout=240)
    assert process.returncode == 0
    assert printed.endswith("done\n")


@pytest.fixture
def empty_registry(installation: Installation) -> Installation:
    # SQLite makes its file but not the folder around it
    installation.folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v0"],
        env=installation.variables | {"DJANGO_SETTINGS_MODULE": "diaban.web.settings"},
        check=True,
    )
    return installation


@pytest.fixture(scope="module")
def messy_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chance = random.Random(20)
    lines = ["mã,số nhà,phố,vĩ độ,kinh độ"]
    for number in range(ROWS):
        key = f"H{number - 3000}" if number > 3000 and chance.random() < 0.02 else f"H{number}"
        lat = "59.9" if chance.random() < 0.02 else f"21.0{chance.randint(1000, 9999)}"
        lines.append(f"{key},{number},Hàng Bạc,{lat},105.84" if chance.random() > 0.05 else ",,,,")
    path = tmp_path_factory.mktemp("list") / "list.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def contents(place: Installation) -> dict[str, Any]:
    queries = {
        "addresses": (
            "SELECT k.source, k.key, k.digest, a.* FROM addresses_address a "
            "JOIN addresses_sourcekey k ON k.address_id = a.id ORDER BY k.key"
        ),
        "observations": (
            "SELECT address_id, act, facts, held_on, actor_id, run_id "
            "FROM addresses_observation ORDER BY address_id, id"
        ),
        "counts": (
            "SELECT (SELECT COUNT(*) FROM addresses_address), "
            "(SELECT COUNT(*) FROM addresses_sourcekey), "
            "(SELECT COUNT(*) FROM addresses_observation)"
        ),
        "rejected": (
            "SELECT row_number, cells, problems FROM addresses_rejectedrow ORDER BY row_number"
        ),
        "runs": "SELECT id, state, position, counts, input_digest FROM runs_run ORDER BY id",
    }
    return {name: place.rows(query) for name, query in queries.items()}


@pytest.mark.parametrize("seed", [1])
def test_an_import_killed_ten_times_loses_and_doubles_nothing(
    seed: int, empty_registry: Installation, messy_list: Path, copy_of: Copy
):
    undisturbed, killed = copy_of(empty_registry), copy_of(empty_registry)
    finish(undisturbed, messy_list)
    chance = random.Random(seed)
    for _ in range(KILLS):
        assert kill_at_random(killed, messy_list, chance), "the import ended before it was killed"
    interim = contents(killed)["runs"]
    finish(killed, messy_list)
    expected, found = contents(undisturbed), contents(killed)
    assert 0 < interim[0][2] < expected["runs"][0][2]
    assert found["counts"] == expected["counts"]
    assert found["runs"] == expected["runs"]
    assert found["rejected"] == expected["rejected"]
    assert found["observations"] == expected["observations"]
    assert found["addresses"] == expected["addresses"]
    assert len(expected["rejected"]) > 100
