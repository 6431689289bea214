"""Importing a CSV list of addresses, beside django-import-export in its bulk mode.

    .venv/bin/python benchmarks/address_import.py [--rows 1000000] [--peer-rows 100000]
        [--rounds 3] [--file list.csv] [--no-peer]

Both read the same CSV, refuse the same faulty rows and write a row of the address and a row of
what was said of it, on SQLite with the product's settings, each in a process of its own. The peer
runs on the first part of the file. In each round both have an empty database, and one goes right
after the other, by turns first, so that other work on the machine meets both. Measured once: the
peer without observations; a dry run into the empty registry; the same file again, which changes
nothing.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.city_server import City, scratch_folder

HEADINGS = [
    "mã",
    "là hộ",
    "số nhà",
    "đường phố",
    "mã xã",
    "vĩ độ",
    "kinh độ",
    "độ chính xác (m)",
    "nguồn tọa độ",
    "ngày",
]
STREETS = [
    "Hàng Bạc",
    "Kim Mã",
    "Láng",
    "Giải Phóng",
    "Trần Duy Hưng",
    "Nguyễn Trãi",
    "Đội Cấn",
    "Bà Triệu",
]
COMMUNES = ("00070", "00082", "00004", "00025", "00091", "00097", "00103", "00118")
# of every hundred rows, one has coordinates of another country
FAULTY = 0.01


def write_list(path: Path, rows: int) -> None:
    chance = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number in range(rows):
            lat = 51.5 if chance.random() < FAULTY else 20.95 + chance.random() / 10
            writer.writerow([
                f"H{number:08}", "có", f"{chance.randint(1, 400)}", chance.choice(STREETS),
                chance.choice(COMMUNES), f"{lat:.7f}", f"{105.75 + chance.random() / 10:.7f}",
                f"{chance.randint(1, 25)}", "gnss", f"2026-0{chance.randint(1, 9)}-15",
            ])  # fmt: skip


def measure(work: str, file: Path, city: City, *words: str) -> dict[str, float]:
    """Do one piece of work in a process of its own; its seconds, counts and memory."""
    command = [sys.executable, __file__, "--do", work, "--file", str(file), *words]
    done = subprocess.run(
        command, env=city.environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def do_ours(file: Path, kind: str) -> dict[str, float]:
    import django

    django.setup()
    from diaban.exchange.importing.pipeline import ImportRequest, plan_import, run_import
    from diaban.spine.parties.models import local_operator

    request = ImportRequest(
        file,
        "benchmark",
        local_operator(),
        synthetic=True,
    )
    if kind == "again":
        # a later edition of the list: one line more, so that it is read and not known as done
        with file.open("a", encoding="utf-8") as grown:
            grown.write("\n")
    started, spent = time.perf_counter(), time.process_time()
    counts = dict((plan_import if kind == "dry" else run_import)(request).counts)
    spent = time.process_time() - spent
    return {"seconds": time.perf_counter() - started, "processor": spent, **counts}


def do_peer(file: Path, rows: int, folder: Path, *, observe: bool) -> dict[str, float]:
    from benchmarks import import_export_peer

    return import_export_peer.run(file, rows, folder / "peer.sqlite3", COMMUNES, observe=observe)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--peer-rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--do", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.do:
        print(json.dumps(_do(options) | {"megabytes": _peak_megabytes()}))
        return
    with scratch_folder() as folder:
        file = options.file or folder / "list.csv"
        if not file.exists():
            write_list(file, options.rows)
        _report(file, folder, options)


def _do(options: argparse.Namespace) -> dict[str, float]:
    if options.do in {"first", "again", "dry"}:
        return do_ours(options.file, options.do)
    folder = Path(os.environ["DIABAN_DATA"])
    return do_peer(options.file, options.peer_rows, folder, observe=options.do == "peer")


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _report(file: Path, folder: Path, options: argparse.Namespace) -> None:
    ratios: dict[str, list[float]] = {"seconds": [], "processor": []}
    for number in range(options.rounds):
        city = City(folder / f"data-{number}")
        city.run("up", "--empty", "--offline", "--no-serve")
        works = ["first"] if options.no_peer else ["peer", "first"]
        if not number:
            _measure_and_tell("dry", file, city, options)
        told = {
            work: _measure_and_tell(work, file, city, options)
            for work in (works if number % 2 else works[::-1])
        }
        if not options.no_peer:
            for kind, found in ratios.items():
                found.append(_rate(told["first"], kind) / _rate(told["peer"], kind))
    once = ("again",) if options.no_peer else ("peer-rows-only", "again")
    for work in once:
        _measure_and_tell(work, file, city, options)
    for kind, found in ratios.items():
        if found:
            rounds = ", ".join(f"{ratio:.1f}" for ratio in found)
            print(f"ratio by {kind}: median {median(found):.1f} of {rounds}")


def _measure_and_tell(
    work: str, file: Path, city: City, options: argparse.Namespace
) -> dict[str, float]:
    told = measure(work, file, city, "--peer-rows", str(options.peer_rows))
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(
        f"{work:15} {told['read']:>10,} rows {told['seconds']:8.1f} s "
        f"{_rate(told, 'seconds'):>9,.0f}/s {told['processor']:8.1f} s of processors "
        f"{told['megabytes']:6.0f} MB  rejected {told.get('rejected', 0):,}  load {load:.1f}",
        flush=True,
    )
    return told


def _rate(told: dict[str, float], kind: str) -> float:
    return told["read"] / told[kind]


if __name__ == "__main__":
    main()
