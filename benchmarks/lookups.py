"""Looking codes up and drawing a square kilometre, at two sizes of the registry side by side.

    .venv/bin/python benchmarks/lookups.py                       # SQLite, 200,000 and 2,200,000
    .venv/bin/python benchmarks/lookups.py --households 200000   # one size
    .venv/bin/python benchmarks/lookups.py --data a --data b     # folders that are built already
    ... --postgres postgres://root@127.0.0.1/small --postgres postgres://root@127.0.0.1/large

Cities are built in a temporary folder (2.2 million take minutes and 2 GB), PostgreSQL databases
must exist and are filled if empty. `--boundaries FILE` imports official polygons first; without
them `up` tries its download, and else areas are approximate: look-ups are then slower, because
no code is certain.

SQL is timed at the driver, with the very statements of the product. HTTP is asked of `diaban up`
with two workers through kept-alive connections, in rounds; the client runs on the same machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import http_load
from city_server import City, cpu_seconds, own_megabytes, scratch_folder, serve, wait_for_page

SIZES = (200_000, 2_200_000)
BOX_GOAL = "≤ 3 on SQLite"


def main() -> None:
    options = read_options()
    with scratch_folder() as scratch:
        columns = [measure(city, options) for city in cities(options, scratch)]
    print_table(columns)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--households", type=int, action="append", help="sizes to build")
    parser.add_argument("--data", type=Path, action="append", default=[], help="built folders")
    parser.add_argument("--postgres", action="append", default=[], metavar="URL")
    parser.add_argument("--boundaries", type=Path, help="official polygons to import first")
    parser.add_argument("--questions", type=int, default=4_000)
    parser.add_argument("--boxes", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each HTTP round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    return parser.parse_args()


def cities(options: argparse.Namespace, scratch: Path) -> list[City]:
    sizes = options.households or SIZES
    found = [City(folder) for folder in options.data]
    if not found:
        found = [City(scratch / f"city-{size}") for size in sizes]
    found += [City(scratch / f"server-{n}", url) for n, url in enumerate(options.postgres)]
    for number, city in enumerate(found):
        print(f"building {city.folder.name} ({city.kind}) where it is not built", file=sys.stderr)
        city.build(sizes[number % len(sizes)], options.boundaries)
    return found


def measure(city: City, options: argparse.Namespace) -> dict[str, object]:
    """Ask the database in a process of its own, then the server."""
    command = [sys.executable, str(Path(__file__).with_name("lookups_sql.py"))]
    limits = [str(options.questions), str(options.boxes)]
    asked = subprocess.run(
        [*command, *limits], env=city.environment(), capture_output=True, text=True, check=False
    )
    if asked.returncode:
        raise SystemExit(asked.stderr)
    column = json.loads(asked.stdout)
    column["kind"] = city.kind
    paths = [f"/api/v1/codes/{code}" for code in column.pop("codes")]
    column |= measure_http(city, paths, options)
    return column


def measure_http(city: City, paths: list[str], options: argparse.Namespace) -> dict[str, object]:
    rates, server, client, loads = [], [], [], []
    with serve(city, [sys.executable, "-m", "diaban"]) as (port, process):
        wait_for_page(port)
        with ProcessPoolExecutor(1) as other:
            other.submit(http_load.run, port, paths, 2.0, options.connections).result()
            for _ in range(options.rounds):
                before = cpu_seconds(process)
                work = (port, paths, options.seconds, options.connections)
                load = other.submit(http_load.run, *work).result()
                loads.append(load)
                rates.append(load.answers / load.wall_seconds)
                server.append((cpu_seconds(process) - before) / load.answers * 1e6)
                client.append(load.client_cpu_seconds / load.answers * 1e6)
        memory = own_megabytes(process)
    wrong = sum(load.wrong for load in loads)
    return {
        "http_rate": statistics.median(rates),
        "http_p50": statistics.median(load.median for load in loads),
        "http_p99": statistics.median(load.quantile(0.99) for load in loads),
        "server_us": statistics.median(server),
        "client_us": statistics.median(client),
        "wrong": f"{wrong:,} of {sum(load.answers for load in loads):,}",
        "worker_mb": max(memory, default=0),
    }


ROWS = (
    ("addresses", "addresses", "{:,}", ""),
    ("areas", "areas", "{}", ""),
    ("database, bytes an address", "bytes_per_address", "{:,.0f}", ""),
    ("code look-up, SQL p50, ms", "code_p50", "**{:.3f}**", "≤ 0.05 on SQLite"),
    ("code look-up, SQL p99, ms", "code_p99", "{:.3f}", ""),
    ("1 km² around an address: doors, median", "typical_rows", "{:,.0f}", ""),
    ("— its doors, SQL p50, ms", "typical_doors_p50", "**{:.2f}**", BOX_GOAL),
    ("— its doors, SQL p99, ms", "typical_doors_p99", "{:.1f}", ""),
    ("1 km² near the mean: positions", "dense_rows", "{:,.0f}", ""),
    (
        "— positions from the index, SQL p50, ms",
        "dense_positions_p50",
        "**{:.2f}**",
        "≤ 3 on SQLite",
    ),
    ("— doors as the map draws them, SQL p50, ms", "dense_doors_p50", "{:.2f}", BOX_GOAL),
    ("— the same through the ORM, p50, ms", "dense_orm_p50", "{:.2f}", ""),
    ("HTTP look-ups a second, 2 workers", "http_rate", "**{:,.0f}**", "≥ 2,000"),
    ("— server CPU a look-up, µs", "server_us", "{:,.0f}", ""),
    ("— client CPU a look-up, µs (same processors)", "client_us", "{:,.0f}", ""),
    ("— p50, ms", "http_p50", "{:.2f}", ""),
    ("— p99, ms", "http_p99", "{:.1f}", ""),
    ("— answers without a registered door", "wrong", "{}", "0"),
    ("memory of a worker, own pages, MB", "worker_mb", "{:,}", ""),
)


def print_table(columns: list[dict[str, object]]) -> None:
    print(f"\n{os.cpu_count()} processors; medians of rounds; the sizes side by side\n")
    print("| | " + " | ".join(str(c["kind"]) for c in columns) + " | goal |")
    print("|---|" + "--:|" * len(columns) + "--:|")
    for label, key, shape, goal in ROWS:
        cells = [shape.format(column[key]) for column in columns]
        print(f"| {label} | " + " | ".join(cells) + f" | {goal} |")


if __name__ == "__main__":
    main()
