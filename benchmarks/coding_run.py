"""The coding run over a whole city, against writing the same rows with `executemany` alone.

Builds a registry of synthetic households (or takes --data), then, in turn on fresh copies:

A  the whole process `diaban code`: start, read, locate, decide, write, report
B  nothing but the same UPDATEs and observation INSERTs, prepared in memory, by `executemany`

and prints A / B and A's peak memory. Run: .venv/bin/python benchmarks/coding_run.py
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
UPDATE = (
    "UPDATE addresses_address SET vpostcode=?, commune_id=?, former_id=?, former_is_certain=?, "
    "code_basis=?, code_state=? WHERE id=?"
)
INSERT = (
    "INSERT INTO addresses_observation "
    "(address_id, act, facts, held_on, learned_at, actor_id, run_id) VALUES (?,?,?,?,?,?,?)"
)
BATCH = 50_000


def main() -> None:
    options = read_options()
    with tempfile.TemporaryDirectory() as scratch:
        data = options.data or build(Path(scratch) / "city", options.households)
        ours, bare = [], []
        for _ in range(options.repetitions):
            coded = Path(scratch) / "coded"
            seconds, megabytes = time_coding(copy(data, coded))
            ours.append(seconds)
            bare.append(time_writing(copy(data, Path(scratch) / "bare"), coded))
            print(f"  {seconds:.1f} s, {megabytes} MB peak; executemany alone {bare[-1]:.1f} s")
        ratio = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
        print(
            f"coding run {statistics.median(ours):.1f} s / executemany "
            f"{statistics.median(bare):.1f} s = {ratio:.2f} x (goal: at most 3)"
        )


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=2_200_000)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--data", type=Path, help="a data folder whose addresses are all due")
    return parser.parse_args()


def build(folder: Path, households: int) -> Path:
    words = ["up", "--no-serve", "--offline", "--no-code", "--households", str(households)]
    run_diaban(folder, *words)
    return folder


def copy(data: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(data, to)
    return to


def time_coding(data: Path) -> tuple[float, int]:
    started = time.perf_counter()
    run_diaban(data, "code")
    seconds = time.perf_counter() - started
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def run_diaban(data: Path, *words: str) -> None:
    environment = os.environ | {"DIABAN_DATA": str(data), "PYTHONPATH": str(PROJECT / "src")}
    environment.pop("DIABAN_DATABASE_URL", None)
    subprocess.run(
        [sys.executable, "-m", "diaban", *words],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def time_writing(data: Path, coded: Path) -> float:
    source = sqlite3.connect(coded / "diaban.sqlite3")
    updates = source.execute(
        "SELECT vpostcode, commune_id, former_id, former_is_certain, code_basis, code_state, id "
        "FROM addresses_address ORDER BY id"
    ).fetchall()
    inserts = source.execute(
        "SELECT address_id, act, facts, held_on, learned_at, actor_id, NULL "
        "FROM addresses_observation WHERE act = 2 ORDER BY id"
    ).fetchall()
    source.close()
    target = sqlite3.connect(data / "diaban.sqlite3", isolation_level=None)
    target.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
        "PRAGMA cache_size=-64000; PRAGMA mmap_size=1073741824; PRAGMA foreign_keys=ON"
    )
    started = time.perf_counter()
    for start in range(0, len(updates), BATCH):
        part = slice(start, start + BATCH)
        target.execute("BEGIN IMMEDIATE")
        target.executemany(UPDATE, updates[part])
        target.executemany(INSERT, inserts[part])
        target.execute("COMMIT")
    seconds = time.perf_counter() - started
    target.close()
    return seconds


if __name__ == "__main__":
    main()
