"""Rows a second through the bulk requests, beside one request a row, on the product's server.

    .venv/bin/python benchmarks/bulk_api.py [--rows 200000] [--single-rows 2000]

Each kind of work gets the same random positions of Hà Nội, or codes of them, as CSV over HTTP on
loopback; the single requests go one after the other over one connection that is kept.
"""

from __future__ import annotations

import argparse
import http.client
import random
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.city_server import City, scratch_folder, serve, wait_for_page

WORKS = {"encode": ("lat", "lng"), "check": ("code",), "locate": ("lat", "lng")}
ALPHABET = "23456789CFGHJMPQRVWX"


def make_rows(work: str, count: int) -> list[tuple[str, ...]]:
    chance = random.Random(4)
    if work == "check":
        tails = ("".join(chance.choices(ALPHABET, k=7)) for _ in range(count))
        return [(f"110{chance.randint(10, 60)}{tail}",) for tail in tails]
    return [
        (f"{20.95 + chance.random() / 10:.7f}", f"{105.75 + chance.random() / 10:.7f}")
        for _ in range(count)
    ]


def time_bulk(port: int, work: str, rows: list[tuple[str, ...]]) -> float:
    lines = [",".join(WORKS[work]), *(",".join(row) for row in rows)]
    body = ("\n".join(lines) + "\n").encode()
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("POST", f"/api/v1/bulk/{work}", body, {"Content-Type": "text/csv"})
    answer = connection.getresponse()
    told = answer.read()
    seconds = time.perf_counter() - started
    connection.close()
    if answer.status != 200 or told.count(b"\n") != len(lines):
        raise SystemExit(f"{work}: {answer.status} {told[-300:]!r}")
    return len(rows) / seconds


def time_singly(port: int, work: str, rows: list[tuple[str, ...]]) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    started = time.perf_counter()
    for row in rows:
        query = urlencode(dict(zip(WORKS[work], row, strict=True)))
        connection.request("GET", f"/api/v1/{work}?{query}")
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{work}: {answer.status} {query}")
    seconds = time.perf_counter() - started
    connection.close()
    return len(rows) / seconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--single-rows", type=int, default=2_000)
    options = parser.parse_args()
    with scratch_folder() as folder:
        city = City(folder / "data")
        city.build(500)
        with serve(city, [sys.executable, "-m", "diaban"], workers=1) as (port, _):
            wait_for_page(port, "/healthz")
            for work in WORKS:
                rows = make_rows(work, options.rows)
                time_bulk(port, work, rows[:1_000])  # what is held ready is made now
                bulk = time_bulk(port, work, rows)
                single = time_singly(port, work, rows[: options.single_rows])
                print(
                    f"{work:7} bulk {bulk:>9,.0f} rows/s  one by one {single:>7,.0f} rows/s  "
                    f"ratio {bulk / single:,.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
