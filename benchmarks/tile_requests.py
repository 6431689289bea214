"""Tiles asked of the real server at 2.2 million addresses: cut at the request, and kept.

    .venv/bin/python benchmarks/tile_requests.py                  # builds the city first: minutes
    .venv/bin/python benchmarks/tile_requests.py --data FOLDER    # a folder that is built already

Tiles of zoom 5 to 19 around real doors are asked of `diaban up` with two workers, one after the
other on one kept-alive connection (`--connections` for more): first every tile once (nothing is
kept: uncached), then the same again (cached). The index of points is read before, as it is once
for each generation of the registry; how long that took is told apart.
"""

from __future__ import annotations

import argparse
import http.client
import random
import shutil
import sqlite3
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from city_server import City, own_megabytes, scratch_folder, serve, wait_for_page

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from diaban.engines.tiles import project

ZOOMS = range(5, 20)
GOALS = {"uncached": 80, "cached": 10}
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--households", type=int, default=2_200_000)
    parser.add_argument("--tiles", type=int, default=1_500, help="different tiles of each layer")
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--layers", default="addresses,units,ground")
    options = parser.parse_args()
    with scratch_folder() as scratch:
        city = City(options.data or scratch)
        if options.data is None:
            city.build(options.households)
        measure(city, options)


def measure(city: City, options: argparse.Namespace) -> None:
    spots = doors(city, options.tiles)
    shutil.rmtree(city.folder / "indexes" / "tiles", ignore_errors=True)
    for index in (city.folder / "indexes").glob("map-points-*"):
        index.unlink()
    with serve(city, [sys.executable, "-m", "diaban"]) as (port, process):
        wait_for_page(port)
        started = time.perf_counter()
        ask(port, ["/tiles/addresses/5/25/14.mvt"])
        print(f"first tile, which reads the points: {time.perf_counter() - started:.1f} s")
        for _ in range(8):  # the other worker too
            ask(port, ["/tiles/addresses/5/25/14.mvt", "/tiles/units/5/25/14.mvt"])
        print("\n| layer | | tiles | p50, ms | p99, ms | goal p99 | worst, ms | worst gzip, kB |")
        print("|---|---|--:|--:|--:|--:|--:|--:|")
        for layer in options.layers.split(","):
            paths = tiles(layer, spots)
            report(layer, "uncached", ask_all(port, paths, options.connections))
            rounds = [ask_all(port, paths, options.connections) for _ in range(ROUNDS)]
            report(layer, "cached", [answer for answers in rounds for answer in answers])
        print(f"\nown memory of the workers: {own_megabytes(process)} MB")


def doors(city: City, count: int) -> list[tuple[float, float]]:
    """Places of random addresses: where people look at the map."""
    database = sqlite3.connect(f"file:{city.folder / 'diaban.sqlite3'}?mode=ro", uri=True)
    most = database.execute("SELECT max(id) FROM addresses_address").fetchone()[0]
    chance = random.Random(7)
    found = []
    while len(found) < count:
        row = database.execute(
            "SELECT lng_e7, lat_e7 FROM addresses_address WHERE id = ? AND lat_e7 IS NOT NULL",
            [chance.randrange(most) + 1],
        ).fetchone()
        if row:
            found.append((row[0] / 1e7, row[1] / 1e7))
    return found


def tiles(layer: str, spots: list[tuple[float, float]]) -> list[str]:
    paths = {}
    for number, (lng, lat) in enumerate(spots):
        zoom = ZOOMS[number % len(ZOOMS)]
        x, y = project([lng], [lat])
        column, row = (int(at[0] * (1 << zoom)) for at in (x, y))
        paths[f"/tiles/{layer}/{zoom}/{column}/{row}.mvt"] = None
    return list(paths)


def ask_all(port: int, paths: list[str], connections: int) -> list[tuple[float, int]]:
    parts = [paths[start::connections] for start in range(connections)]
    with ThreadPoolExecutor(connections) as pool:
        answered = pool.map(lambda part: ask(port, part), parts)
    return [answer for part in answered for answer in part]


def ask(port: int, paths: list[str]) -> list[tuple[float, int]]:
    """Milliseconds and bytes of each answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    answers = []
    for path in paths:
        started = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        answers.append(((time.perf_counter() - started) * 1e3, len(body)))
        if answer.status not in (200, 204):
            raise SystemExit(f"{path}: {answer.status}")
    connection.close()
    return answers


def report(layer: str, how: str, answers: list[tuple[float, int]]) -> None:
    took = sorted(milliseconds for milliseconds, _ in answers)
    print(
        f"| {layer} | {how} | {len(answers):,} | {statistics.median(took):.1f} | "
        f"**{took[int(len(took) * 0.99)]:.1f}** | {GOALS[how]} | {took[-1]:.1f} | "
        f"{max(size for _, size in answers) / 1000:.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
