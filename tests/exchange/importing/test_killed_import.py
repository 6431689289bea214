"""An import killed at random moments, then run to its end, equals one that was let run."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import xlsxwriter
from pyogrio import raw
from tests.installation import Copy, Installation

# each on the database that is asked for: SQLite, and PostgreSQL where a server is named
pytestmark = pytest.mark.databases
PROGRAM = Path(__file__).with_name("killed_import.py")
HEADINGS = ["mã", "số nhà", "phố", "vĩ độ", "kinh độ"]
ROWS = 2_400


class Imports:
    """A process that begins imports in one registry, each in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self, file: Path) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{file}\n")
        self._process.stdin.flush()
        return int(self.read())

    def read(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the process that begins imports has ended"
        return line.strip()

    def read_to_end(self) -> list[str]:
        """Return the lines that the import prints until it has ended or was killed."""
        return list(iter(self.read, "ended"))

    def kill_at_random(self, file: Path, chance: random.Random) -> bool:
        """Kill an import some batches and a fraction of one after it began; False if it ended."""
        number = self.begin(file)
        for _ in range(chance.randint(1, 5)):
            if self.read() == "done":
                return False
        time.sleep(chance.uniform(0, 0.03))
        os.kill(number, signal.SIGKILL)
        return "done" not in self.read_to_end()

    def finish(self, file: Path) -> None:
        self.begin(file)
        assert self.read_to_end()[-1] == "done"


@contextmanager
def imports_into(place: Installation) -> Iterator[Imports]:
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM)],
        env=place.variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Imports(process)


def messy_rows() -> list[list[str]]:
    """Rows of which some are blank, some lie abroad and some come twice."""
    chance = random.Random(20)
    rows = []
    for number in range(ROWS):
        half = ROWS // 2
        is_double = number > half and chance.random() < 0.02
        lat = "59.9" if chance.random() < 0.02 else f"21.0{chance.randint(1000, 9999)}"
        key = f"H{number - half if is_double else number}"
        row = [key, str(number), "Hàng Bạc", lat, "105.84"]
        rows.append(row if chance.random() > 0.05 else [""] * len(row))
    return rows


def write_csv(folder: Path) -> Path:
    lines = [",".join(cells) for cells in (HEADINGS, *messy_rows())]
    path = folder / "list.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_workbook(folder: Path) -> Path:
    path = folder / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate((HEADINGS, *messy_rows())):
            sheet.write_row(number, 0, [float(c) if "." in c else c for c in cells])
    return path


def write_geopackage(folder: Path) -> Path:
    path = folder / "list.gpkg"
    rows = messy_rows()
    points = [shapely.Point(float(row[4]), float(row[3])) if row[3] else None for row in rows]
    raw.write(
        str(path),
        geometry=shapely.to_wkb(np.array(points, dtype=object)),
        field_data=[np.array(column, dtype=object) for column in list(zip(*rows, strict=True))[:3]],
        fields=HEADINGS[:3],
        crs="EPSG:4326",
        geometry_type="Point",
    )
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


@pytest.mark.parametrize(
    ("write", "kills"),
    [
        (write_csv, 2),
        pytest.param(write_csv, 10, marks=pytest.mark.soak),
        pytest.param(write_workbook, 10, marks=pytest.mark.soak),
        pytest.param(write_geopackage, 10, marks=pytest.mark.soak),
    ],
)
def test_an_import_killed_again_and_again_loses_and_doubles_nothing(
    write: Callable[[Path], Path],
    kills: int,
    empty_registry: Installation,
    copy_of: Copy,
    tmp_path: Path,
):
    file = write(tmp_path)
    undisturbed, killed = copy_of(empty_registry), copy_of(empty_registry)
    with imports_into(undisturbed) as imports:
        imports.finish(file)
    chance = random.Random(1)
    with imports_into(killed) as imports:
        for _ in range(kills):
            assert imports.kill_at_random(file, chance), "the import ended before it was killed"
        interim = contents(killed)["runs"]
        imports.finish(file)
    expected, found = contents(undisturbed), contents(killed)
    assert 0 < interim[0][2] < expected["runs"][0][2]
    assert found["counts"] == expected["counts"]
    assert found["runs"] == expected["runs"]
    assert found["rejected"] == expected["rejected"]
    assert found["observations"] == expected["observations"]
    assert found["addresses"] == expected["addresses"]
    assert len(expected["rejected"]) > 40
