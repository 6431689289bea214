"""Cleaning a list of a million addresses with `diaban clean`, beside a plain loop and a peer.

    PYTHONPATH=src:. .venv/bin/python benchmarks/address_cleaning.py [--rows 1000000]
        [--format csv] [--processes N] [--kill] [--loop-rows 20000] [--peers FOLDER]
        [--registry FOLDER]

The list is made from the real strings of ../shared/data: each row has a house number of its own,
every fourth a slip of the keyboard or no marks, every twentieth is a row of before once more. Told
are rows a second by the clock, from the start of the command to its end, processor seconds, the
memory of all its processes together at the most, and how many rows need a person.

Beside it: `convert` and `render` in a plain loop over the first rows, and, where the peers'
environment is given, vietnam-address-converter over the first 1,000. With --kill the command is
killed when half of its parts are done and run again; both files must come out byte for byte alike.

With --registry the list is made of the doors registered in a data folder (slips and rows twice as
above), and each row is looked up there.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from benchmarks.address_peers import Peer, peers_python
from benchmarks.address_reader import AS_OF
from benchmarks.address_slips import mistype, real_strings
from benchmarks.address_units import NewCommunes
from benchmarks.city_server import scratch_folder

from diaban.engines.addressing import convert, parse, render
from diaban.exchange.importing.tables import BATCH_ROWS
from diaban.spine.places.gazetteer import address_gazetteer

PEER = "vietnam-address-converter"
PEER_ROWS = 1_000
NUMBER = re.compile(r"\d+")
SLIPS, REPEATS = 0.25, 0.05
DOORS = """
    SELECT trim(a.house_number || ' ' || a.lanes), a.street, a.building, a.locality,
        u.kind || ' ' || u.name, 'Hà Nội'
    FROM addresses_address a JOIN places_unit u ON u.id = a.commune_id
    WHERE a.parent_id IS NULL AND a.house_number <> '' AND a.id IN """


@dataclass(frozen=True)
class Run:
    """What one run of the command took; ``most_bytes``: of all its processes together."""

    seconds: float
    processor: float
    most_bytes: int
    told: dict


def main() -> None:
    asked = read_wishes()
    with scratch_folder() as folder:
        source = folder / f"customers.{asked.format}"
        texts = write_list(source, make_texts(asked.rows, asked.seed, asked.registry))
        print(f"{asked.rows:,} rows, {source.stat().st_size / 1e6:,.0f} MB {asked.format}")
        run = clean(source, asked)
        show(f"diaban clean, {asked.format}", asked.rows, run.seconds)
        print(f"    processor {run.processor:,.0f} s, memory {run.most_bytes / 1e6:,.0f} MB")
        print(f"    {json.dumps(run.told['counts'])}")
        if asked.kill:
            check_resumed(source, asked)
        loop(texts[: asked.loop_rows])
        if python := peers_python(asked.peers):
            with Peer(PEER, python, NewCommunes()) as peer:
                rows = texts[:PEER_ROWS]
                show(
                    f"{PEER}, processor", len(rows), peer.convert(rows, ["old"] * len(rows)).seconds
                )


def read_wishes() -> argparse.Namespace:
    wishes = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wishes.add_argument("--rows", type=int, default=1_000_000)
    wishes.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    wishes.add_argument("--processes", type=int)
    wishes.add_argument("--kill", action="store_true")
    wishes.add_argument("--loop-rows", type=int, default=20_000)
    wishes.add_argument("--peers", type=Path, help="virtual environment in which the peers are")
    wishes.add_argument("--registry", type=Path, help="a data folder that is built, on SQLite")
    wishes.add_argument("--seed", type=int, default=4)
    return wishes.parse_args()


def show(name: str, rows: int, seconds: float) -> None:
    print(f"{name:40}{seconds:10,.1f} s{rows / seconds:12,.0f} rows/s", flush=True)


# the list ------------------------------------------------------------------------------------


def write_list(path: Path, made: Iterator[str]) -> list[str]:
    """Write the list and return its addresses."""
    texts = list(made)
    told = ([f"KH{n:07}", f"Khách {n}", text, f"09{n:08}"] for n, text in enumerate(texts))
    headings = ["Mã KH", "Tên", "Địa chỉ", "Điện thoại"]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headings])
            csv.writer(file).writerows(told)
        return texts
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([headings, *told]):
            sheet.write_row(number, 0, row)
    return texts


def make_texts(rows: int, seed: int, registry: Path | None = None) -> Iterator[str]:
    """Yield real strings with other house numbers, some of them mistyped, some of them twice.

    Of a registry its own doors, with their numbers.
    """
    rng = random.Random(seed)
    real = registered(registry, rng, rows) if registry else real_strings()
    real = [" ".join(text.split()) for text in real]
    before: list[str] = []
    for _ in range(rows):
        if before and rng.random() < REPEATS:
            yield rng.choice(before)
            continue
        text = rng.choice(real)
        if registry is None:
            text = NUMBER.sub(lambda _: str(rng.randrange(1, 400)), text, count=1)
        if rng.random() < SLIPS:
            text = mistype(text, rng)
        before.append(text)
        yield text


def registered(folder: Path, rng: random.Random, count: int) -> list[str]:
    """Return how doors of a data folder are written, with their commune, drawn at random."""
    with closing(
        sqlite3.connect(f"file:{folder / 'diaban.sqlite3'}?mode=ro", uri=True)
    ) as database:
        (last,) = database.execute("SELECT max(id) FROM addresses_address").fetchone()
        drawn = rng.sample(range(1, last + 1), min(last, count * 2))
        found: list[str] = []
        for start in range(0, len(drawn), 500):
            part = drawn[start : start + 500]
            rows = database.execute(f"{DOORS} ({', '.join('?' * len(part))})", part)
            found += [", ".join(filter(None, row)) for row in rows]
    return found[:count]


# the command ---------------------------------------------------------------------------------


def start(source: Path, output: Path, asked: argparse.Namespace) -> subprocess.Popen[str]:
    words = ["clean", str(source), "--output", str(output), "--as-of", AS_OF.isoformat(), "--json"]
    if asked.registry:
        words.append("--registry")
    if asked.processes:
        words += ["--processes", str(asked.processes)]
    return subprocess.Popen(
        [sys.executable, "-m", "diaban", *words],
        env={**os.environ, "DIABAN_DATA": str(asked.registry or source.parent / "data")},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def clean(source: Path, asked: argparse.Namespace, name: str = "whole") -> Run:
    """Run the command to its end and watch what it takes."""
    output = source.with_name(f"{name}.{asked.format}")
    before, started = os.times(), time.perf_counter()
    process, most = start(source, output, asked), 0
    while process.poll() is None:
        most = max(most, memory_of(process.pid))
        time.sleep(0.2)
    seconds, after = time.perf_counter() - started, os.times()
    said = process.stdout.read()
    if not said.strip():
        sys.exit(f"the command ended with {process.returncode} and said nothing")
    processor = sum(after[2:4]) - sum(before[2:4])
    return Run(seconds, processor, most, json.loads(said))


def memory_of(group: int) -> int:
    """Return the bytes that the processes of a group hold in memory, shared ones counted once."""
    found = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            if os.getpgid(int(folder.name)) == group:
                told = (folder / "smaps_rollup").read_text()
                found += int(re.search(r"^Pss:\s+(\d+)", told, re.MULTILINE)[1]) * 1024
    return found


def check_resumed(source: Path, asked: argparse.Namespace) -> None:
    """Kill the command half-way, run it again, and hold its files against those of the first."""
    output = source.with_name(f"resumed.{asked.format}")
    half = asked.rows // BATCH_ROWS // 2
    killed = start(source, output, asked)
    while len(list(source.parent.glob(f".{output.name}.parts/*.parquet"))) < max(half, 1):
        if killed.poll() is not None:
            sys.exit("the command was done before it could be killed")
        time.sleep(0.05)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    again = clean(source, asked, "resumed")
    alike = all(
        digest(source.with_name(f"whole{end}")) == digest(source.with_name(f"resumed{end}"))
        for end in (f".{asked.format}", f".exceptions.{asked.format}")
    )
    print(f"killed, then resumed behind row {again.told['resumed_at']:,} in {again.seconds:,.1f} s")
    print(f"    files {'are alike' if alike else 'DIFFER'}")


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# beside it -----------------------------------------------------------------------------------


def loop(texts: list[str]) -> None:
    """Read, convert and write out one address after another, as a script of ten lines does."""
    started, gazetteer = time.perf_counter(), address_gazetteer()
    for text in texts:
        address = parse(text, gazetteer)
        found = convert(address, gazetteer, AS_OF)
        if found.decided:
            render(address, gazetteer, gazetteer.by_key(found.candidates[0].key))
    show("parse, convert, render in a loop", len(texts), time.perf_counter() - started)


if __name__ == "__main__":
    main()
