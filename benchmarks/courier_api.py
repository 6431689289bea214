"""Verify and lookup with a key, as a courier asks: how many a second, and how slow the slowest.

    .venv/bin/python benchmarks/courier_api.py                       # 200,000 on SQLite
    .venv/bin/python benchmarks/courier_api.py --households 2200000 --steady-seconds 600
    .venv/bin/python benchmarks/courier_api.py --data FOLDER         # a folder built already
    ... --postgres postgres://root@127.0.0.1/empty_database

Asked of `diaban up` with two workers through kept-alive connections: in rounds as fast as answers
come, and then steadily, so many a second. `--boundaries FILE` imports official polygons first.
The client runs on the same processors, and its share is told.
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
from city_server import City, cpu_seconds, scratch_folder, serve, wait_for_page

KINDS = ("lookup, code", "lookup, identifier", "verify, code", "verify, identifier", "verify, text")


def main() -> None:
    options = read_options()
    with scratch_folder() as scratch:
        city = City(options.data or scratch / "city", options.postgres or "")
        city.build(options.households, options.boundaries)
        questions = ask_questions(city, options.questions)
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {city.kind}, ", end="")
        print(f"{questions['addresses']:,} addresses, {questions['areas']} areas\n")
        measure(city, questions, options)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--households", type=int, default=200_000)
    parser.add_argument("--data", type=Path, help="a folder that is built already")
    parser.add_argument("--postgres", metavar="URL")
    parser.add_argument("--boundaries", type=Path, help="official polygons to import first")
    parser.add_argument("--questions", type=int, default=4_000)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--warm-seconds", type=float, default=10.0, help="before each call")
    parser.add_argument("--steady-seconds", type=float, default=20.0)
    parser.add_argument("--rate", type=float, default=500.0, help="questions a second, steadily")
    return parser.parse_args()


def ask_questions(city: City, number: int) -> dict[str, object]:
    command = [sys.executable, str(Path(__file__).with_name("courier_api_questions.py"))]
    done = subprocess.run(
        [*command, str(number)],
        env=city.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def measure(city: City, questions: dict[str, object], options: argparse.Namespace) -> None:
    headers = f"Authorization: Bearer {questions['token']}\r\n"
    print("| call | a second | p50, ms | p99, ms | server CPU, µs | client CPU, µs | wrong |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    with serve(city, [sys.executable, "-m", "diaban"]) as (port, process):
        wait_for_page(port)
        with ProcessPoolExecutor(1) as other:
            for kind in KINDS:
                paths = questions["paths"][kind]
                work = (http_load.run, port, paths)
                # each worker reads its names once
                other.submit(*work, options.warm_seconds, options.connections, headers).result()
                loads, cpu = [], []
                for _ in range(options.rounds):
                    before = cpu_seconds(process)
                    asked = other.submit(*work, options.seconds, options.connections, headers)
                    load = asked.result()
                    loads.append(load)
                    cpu.append((cpu_seconds(process) - before) / max(load.answers, 1) * 1e6)
                tell(kind, loads, cpu)
            groups = questions["paths"].values()
            mixed = [path for paths in zip(*groups, strict=True) for path in paths]
            steady = other.submit(
                http_load.run_steadily,
                *(port, mixed, options.steady_seconds, options.rate),
                *(options.connections * 4, headers),
            ).result()
    print(
        f"\nsteadily {options.rate:g} a second, all calls in turn, {options.steady_seconds:g} s: "
        f"{steady.answers:,} answers, p50 {steady.median:.1f} ms, "
        f"p99 {steady.quantile(0.99):.1f} ms, slowest {max(steady.milliseconds):.0f} ms, "
        f"{steady.wrong:,} wrong"
    )


def tell(kind: str, loads: list[http_load.Load], cpu: list[float]) -> None:
    rate = statistics.median(load.answers / load.wall_seconds for load in loads)
    client = statistics.median(load.client_cpu_seconds / load.answers * 1e6 for load in loads)
    cells = (
        f"**{rate:,.0f}**",
        f"{statistics.median(load.median for load in loads):.2f}",
        f"{statistics.median(load.quantile(0.99) for load in loads):.1f}",
        f"{statistics.median(cpu):,.0f}",
        f"{client:,.0f}",
        f"{sum(load.wrong for load in loads):,}",
    )
    print(f"| {kind} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
