"""The bulk codec beside the reference `openlocationcode`: ratios on the same points, one run.

    PYTHONPATH=src .venv/bin/python benchmarks/vpostcode_codec.py [--points 1000000] [--rounds 7]

The reference has no bulk form: it is timed over a sample of the same points and stated per
point. The machine's speed drifts, so the two take turns and ratios are of medians.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from openlocationcode import openlocationcode

from diaban.engines import vpostcode

SAMPLE = 20_000
ANOTHER = vpostcode.Scheme("another", "example", 5, 4, 10, (5, 3, 3))  # without tables of its own
HANOI = (20.56, 21.39, 105.28, 106.02)


@dataclass
class Work:
    name: str
    ours: Callable[[], object]
    points: int
    reference: Callable[[], object]
    goal: str = ""


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def measure(work: Work, rounds: int) -> str:
    ours, reference = [], []
    work.ours()
    for _ in range(rounds):
        reference.append(seconds(work.reference) / SAMPLE)
        ours.append(seconds(work.ours) / work.points)
    one, other = statistics.median(ours), statistics.median(reference)
    return (
        f"| {work.name} | {one * 1e9:,.1f} | {1e-6 / one:,.1f} | {other * 1e9:,.0f} "
        f"| **{other / one:,.0f}** | {work.goal} |"
    )


def build_works(points: int) -> list[Work]:
    rng = np.random.default_rng(7)
    south, north, west, east = HANOI
    lat, lng = rng.uniform(south, north, points), rng.uniform(west, east, points)
    lat_e7, lng_e7 = (np.rint(values * 1e7).astype(np.int64) for values in (lat, lng))
    some = list(zip(lat[:SAMPLE].tolist(), lng[:SAMPLE].tolist(), strict=True))
    codes = [openlocationcode.encode(*position, 11) for position in some]
    cells, keys = vpostcode.encode_tails(lat, lng), vpostcode.order_keys(lat, lng)
    others = vpostcode.encode_tails(lat, lng, scheme=ANOTHER)
    tails = vpostcode.write_tails(cells)[:SAMPLE]
    assert tails == [vpostcode.VPOSTCODE_2020.tail_of_olc(code) for code in codes]

    def encode() -> object:
        return [openlocationcode.encode(*position, 11) for position in some]

    def decode() -> object:
        return [openlocationcode.decode(code) for code in codes]

    def encode_scalar() -> object:
        return [vpostcode.encode_tail(*position) for position in some]

    return [
        Work("encode to 8-byte cells", lambda: vpostcode.encode_tails(lat, lng),
             points, encode, "250"),
        Work("encode 1e-7 degrees", lambda: vpostcode.encode_tails_e7(lat_e7, lng_e7),
             points, encode),
        Work("decode 8-byte cells", lambda: vpostcode.decode_tails(cells, 21.0, 105.8),
             points, decode, "400"),
        Work("decode, a reference each", lambda: vpostcode.decode_tails(cells, lat, lng),
             points, decode),
        Work("order keys", lambda: vpostcode.order_keys(lat, lng), points, encode),
        Work("order keys to cells", lambda: vpostcode.tails_of_order_keys(keys), points, encode),
        Work("encode to Python strings",
             lambda: vpostcode.write_tails(vpostcode.encode_tails(lat, lng)), points, encode),
        Work("encode one at a time", encode_scalar, SAMPLE, encode),
        Work("encode in another scheme",
             lambda: vpostcode.encode_tails(lat, lng, scheme=ANOTHER), points, encode),
        Work("decode in another scheme",
             lambda: vpostcode.decode_tails(others, 21.0, 105.8, scheme=ANOTHER), points, decode),
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    print(f"{given.points:,} random points in Hanoi's box, medians of {given.rounds} rounds\n")
    print("| work | ns a point | M points/s | reference, ns | ratio | goal |")
    print("|---|--:|--:|--:|--:|--:|")
    for work in build_works(given.points):
        print(measure(work, given.rounds), flush=True)


if __name__ == "__main__":
    sys.exit(main())
