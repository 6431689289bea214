"""Finding gaps, overlaps, crumbs and crossed rings of real communes, beside two other programs.

Shapely's `coverage_is_valid` only says yes or no; GeoPandas' overlay of the areas with themselves
finds the overlaps and no gap. Each is timed on the same areas in turn; medians of --rounds.

.venv/bin/python benchmarks/boundary_faults.py FILE
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyogrio
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from diaban.engines.places import check_coverage, close_borders


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="areas in WGS 84, of any format that GDAL reads")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    areas = list(shapely.from_wkb(pyogrio.raw.read(str(options.file))[2]))
    print(f"{len(areas)} areas, {sum(shapely.get_num_coordinates(areas)):,} corners")
    works = {
        "check_coverage": lambda: check_coverage(areas),
        "close_borders, 5 m": lambda: close_borders(areas, 5.0),
        "shapely.coverage_is_valid": lambda: shapely.coverage_is_valid(areas),
        "geopandas overlay": overlay(areas),
    }
    medians = {name: measure(work, options.rounds) for name, work in works.items() if work}
    for name, seconds in medians.items():
        print(f"{name:<28}{seconds:8.2f} s  {seconds / medians['check_coverage']:6.2f} ×")
    print(dict(Counter(fault.kind.value for fault in check_coverage(areas))))


def overlay(areas: list[shapely.Geometry]) -> Callable[[], object] | None:
    try:
        import geopandas
    except ImportError:
        print("GeoPandas is not installed")
        return None
    frame = geopandas.GeoDataFrame({"area": range(len(areas))}, geometry=shapely.make_valid(areas))

    def find_overlaps() -> object:
        both = geopandas.overlay(frame, frame, how="intersection", keep_geom_type=True)
        return both[both["area_1"] < both["area_2"]]

    return find_overlaps


def measure(work: Callable[[], object], rounds: int) -> float:
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
