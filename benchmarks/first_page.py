"""How soon a page is there, and how much comes down the wire.

    .venv/bin/python benchmarks/first_page.py                      # builds 200,000 households
    .venv/bin/python benchmarks/first_page.py --data FOLDER        # a folder that is built already

Start: from the command `./run up` of an installed and built city to the first page, several
times. Pages: the first answer of a fresh server with one worker, whose caches are empty, then the
median of the next ones. Files: what a browser is sent that accepts gzip, beside the bare size.
"""

from __future__ import annotations

import argparse
import gzip
import re
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from city_server import PROJECT, City, get, scratch_folder, serve, wait_for_page

PAGES = {
    "look up, empty": "/",
    "look up, a position": "/?q=21.028511,105.854167",
    "coverage": "/coverage/",
    "coverage of 30 June 2025": "/coverage/?as_of=2025-06-30",
    "coverage: rows behind the total": "/coverage/rows/?measure=coded",
    "problems": "/problems/",
    "problems: rows of a kind": "/problems/rows/?kind=no_position",
    "map: communes": "/map/units.geojson",
    "map: doors of a tile": "/tiles/addresses/17/104076/57701.mvt",
}
GZIP = {"Accept-Encoding": "gzip", "Host": "localhost"}
KILOBYTE = 1_000


@dataclass(frozen=True)
class Answer:
    milliseconds: float
    sent: int
    bare: int


def main() -> None:
    options = read_options()
    with scratch_folder() as scratch:
        city = City(options.data or scratch / "city")
        print(f"building {city.folder.name} where it is not built", file=sys.stderr)
        city.build(options.households)
        starts = [time_start(city) for _ in range(options.rounds)]
        print(f"\n`./run up` of a built city to the first page: {show_seconds(starts)}\n")
        measure_pages(city, options.repetitions)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--households", type=int, default=200_000)
    parser.add_argument("--data", type=Path, help="a data folder that is built already")
    parser.add_argument("--rounds", type=int, default=5, help="starts")
    parser.add_argument("--repetitions", type=int, default=15, help="of each page")
    return parser.parse_args()


def show_seconds(values: list[float]) -> str:
    return f"**{statistics.median(values):.1f} s** (from {min(values):.1f} to {max(values):.1f})"


def time_start(city: City) -> float:
    started = time.perf_counter()
    with serve(city, [sys.executable, str(PROJECT / "run")]) as (port, _):
        wait_for_page(port)
        return time.perf_counter() - started


def measure_pages(city: City, repetitions: int) -> None:
    print("| page | first, ms | then, ms | gzip, kB | bare, kB |")
    print("|---|--:|--:|--:|--:|")
    with serve(city, [sys.executable, "-m", "diaban"], workers=1) as (port, _):
        wait_for_page(port, "/healthz")
        for name, path in PAGES.items():
            first = ask(port, path)
            then = statistics.median(ask(port, path).milliseconds for _ in range(repetitions))
            print(
                f"| {name} | {first.milliseconds:.0f} | {then:.1f} | {sizes(first)} |", flush=True
            )
        print_files(port)


def print_files(port: int) -> None:
    """List what the first page makes a browser fetch."""
    print("\n| file of the first page | sent, kB | gzip, kB | bare, kB |")
    print("|---|--:|--:|--:|")
    total_sent = total_packed = 0
    for path in files_of(port, "/"):
        _, body, _ = get(port, path, {"Host": "localhost"})
        sent, packed = ask(port, path).sent, len(gzip.compress(body, 9))
        total_sent, total_packed = total_sent + sent, total_packed + packed
        cells = " | ".join(in_kb(count) for count in (sent, packed, len(body)))
        print(f"| `{path.removeprefix('/static/')}` | {cells} |")
    print(f"| together | **{in_kb(total_sent)}** | {in_kb(total_packed)} | |")


def files_of(port: int, page: str) -> list[str]:
    """Static files that a page names, and the modules that those import."""
    html = get(port, page, {"Host": "localhost"})[1].decode()
    found = list(dict.fromkeys(re.findall(r'"(/static/[^"?#]+)"', html)))
    for path in found:
        if not path.endswith((".js", ".mjs")):
            continue
        script = get(port, path, {"Host": "localhost"})[1].decode()
        folder = path.rpartition("/")[0]
        for name in re.findall(r'(?:from|import)\s*"\./([^"]+)"', script):
            if f"{folder}/{name}" not in found:
                found.append(f"{folder}/{name}")
    return found


def ask(port: int, path: str) -> Answer:
    started = time.perf_counter()
    status, body, headers = get(port, path, GZIP)
    milliseconds = (time.perf_counter() - started) * 1e3
    if status != 200:
        raise SystemExit(f"{path} answered {status}")
    packed = headers.get("content-encoding") == "gzip"
    return Answer(milliseconds, len(body), len(gzip.decompress(body)) if packed else len(body))


def sizes(answer: Answer) -> str:
    return f"{in_kb(answer.sent)} | {in_kb(answer.bare)}"


def in_kb(count: int) -> str:
    return f"{count / KILOBYTE:,.1f}"


if __name__ == "__main__":
    main()
