"""Point to unit: Diaban's Locator beside Shapely, GeoPandas and DuckDB, same points, one run.

    PYTHONPATH=src .venv/bin/python benchmarks/places_locate.py [--points 1000000] [--rounds 5]

Two cases: a made-up partition of 579 units with fractal borders, and Hanoi's 126 communes
where the official polygons are present (`../shared/data/boundaries`, or $DIABAN_SHARED).
Points are random in the bounding box. What is not installed is said to be so and left out.
"""

import argparse
import gzip
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import shape

from diaban.engines.places import Locator

PROJECT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("DIABAN_SHARED", PROJECT.parent / "shared")) / "data"
ROUGHNESS = 0.08  # of a segment; more, and neighbouring borders begin to cross
BOX = (105.28, 20.56, 106.02, 21.39)


@dataclass
class Case:
    """Polygons and points; `points` are Shapely objects, made before any clock starts."""

    title: str
    polygons: np.ndarray
    lng: np.ndarray
    lat: np.ndarray
    points: np.ndarray


def fractal_partition(units: int, halvings: int, seed: int) -> list[shapely.Polygon]:
    """Cut a box into Voronoi cells and roughen every shared border by midpoint displacement."""
    rng = np.random.default_rng(seed)
    centres = rng.uniform(BOX[:2], BOX[2:], (units, 2))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(centres), extend_to=shapely.box(*BOX))
    )
    cells = shapely.set_precision(shapely.intersection(cells, shapely.box(*BOX)), 1e-7)
    outlines = shapely.multilinestrings(list(shapely.get_exterior_ring(cells)))
    lines = shapely.get_parts(shapely.line_merge(shapely.node(outlines)))
    rough = [_roughen(line, halvings, rng) for line in lines]
    faces = shapely.get_parts(shapely.polygonize(rough))
    return list(faces)


def _roughen(line: shapely.LineString, halvings: int, rng: np.random.Generator):
    path = shapely.get_coordinates(line)
    for _ in range(halvings):
        step = np.diff(path, axis=0)
        middle = path[:-1] + step / 2
        middle += step[:, ::-1] * [-1, 1] * rng.uniform(-ROUGHNESS, ROUGHNESS, (len(step), 1))
        path = np.insert(path, np.arange(1, len(path)), middle, axis=0)
    return shapely.linestrings(path)


def synthetic_case(points: int) -> Case:
    """579 units with about 107,000 vertices, the size of the peers' comparison."""
    return _case("579 made-up units", fractal_partition(579, 5, seed=3), points)


def real_case(points: int) -> Case | None:
    """Hanoi's 126 communes, if their polygons are beside the project."""
    path = SHARED / "boundaries" / "hanoi_communes_2025.geojson.gz"
    if not path.is_file():
        return None
    with gzip.open(path) as file:
        features = json.load(file)["features"]
    return _case("126 communes of Hanoi", [shape(f["geometry"]) for f in features], points)


def _case(title: str, polygons: list, points: int) -> Case:
    rng = np.random.default_rng(7)
    west, south, east, north = shapely.total_bounds(polygons)
    lng, lat = rng.uniform(west, east, points), rng.uniform(south, north, points)
    return Case(title, np.array(polygons), lng, lat, shapely.points(lng, lat))


def tree_of_points(case: Case) -> np.ndarray:
    """STRtree over the points (built here), asked for each polygon."""
    unit, point = shapely.STRtree(case.points).query(case.polygons, predicate="contains")
    return _first(len(case.points), point, unit)


def tree_of_polygons(case: Case) -> np.ndarray:
    """STRtree over the polygons, asked for each point."""
    point, unit = shapely.STRtree(case.polygons).query(case.points, predicate="within")
    return _first(len(case.points), point, unit)


def geopandas_sjoin(case: Case) -> Callable[[Case], np.ndarray] | None:
    """GeoPandas' spatial join; frames are made before the clock starts."""
    try:
        import geopandas
    except ImportError:
        return None
    points = geopandas.GeoDataFrame(geometry=case.points)
    units = geopandas.GeoDataFrame(geometry=case.polygons)

    def join(_: Case) -> np.ndarray:
        joined = geopandas.sjoin(points, units, predicate="within")
        found = joined["index_right"].to_numpy()
        return _first(len(points), joined.index.to_numpy(), found)

    return join


def duckdb_spatial(case: Case) -> Callable[[Case], np.ndarray] | None:
    """DuckDB's spatial join, one thread; tables are made before the clock starts."""
    try:
        import duckdb
        import duckdb_extension_spatial as extension
    except ImportError:
        return None
    return _duckdb_join(duckdb, extension, case)


def _duckdb_join(duckdb, extension, case: Case) -> Callable[[Case], np.ndarray]:
    file = next(Path(extension.__file__).parent.rglob("spatial.duckdb_extension"))
    base = duckdb.connect(config={"threads": 1})
    base.load_extension(str(file))
    base.register("raw", {"i": np.arange(len(case.lng)), "x": case.lng, "y": case.lat})
    base.execute("CREATE TABLE points AS SELECT i, ST_Point(x, y) AS g FROM raw")
    base.execute("CREATE TABLE units (u INTEGER, g GEOMETRY)")
    base.executemany(
        "INSERT INTO units SELECT ?, ST_GeomFromWKB(?)",
        [(i, shapely.to_wkb(polygon)) for i, polygon in enumerate(case.polygons)],
    )

    def join(_: Case) -> np.ndarray:
        query = "SELECT i, u FROM points JOIN units ON ST_Within(points.g, units.g)"
        found = base.execute(query).fetchnumpy()
        return _first(len(case.lng), found["i"], found["u"])

    return join


def _first(size: int, point: np.ndarray, unit: np.ndarray) -> np.ndarray:
    units = np.full(size, -1, dtype=np.int32)
    units[point] = unit
    return units


def contestants(case: Case) -> Iterator[tuple[str, Callable[[Case], np.ndarray] | None]]:
    """Everyone who runs, in the order in which they run in each round."""
    began = time.perf_counter()
    locator = Locator.build(case.polygons, [str(i) for i in range(len(case.polygons))])
    took = time.perf_counter() - began
    size = sum(array.nbytes for array in locator.to_arrays().values()) / 1e6
    print(f"index built in {took:.2f} s, {size:.1f} MB as arrays")
    yield "Diaban Locator", lambda case: locator.locate(case.lat, case.lng)
    yield "Shapely STRtree of points", tree_of_points
    yield "Shapely STRtree of polygons", tree_of_polygons
    yield "GeoPandas sjoin", geopandas_sjoin(case)
    yield "DuckDB spatial, 1 thread", duckdb_spatial(case)


def run(case: Case, rounds: int) -> None:
    """Print one table: medians, ratios to the Locator, answers that differ from Shapely's."""
    vertices = len(shapely.get_coordinates(case.polygons))
    print(f"\n{case.title}: {vertices:,} vertices, {len(case.lng):,} points")
    runners = list(contestants(case))
    times: dict[str, list[float]] = {name: [] for name, runner in runners if runner}
    answers = {}
    for _ in range(rounds):
        for name, runner in runners:
            if runner:
                began = time.perf_counter()
                answers[name] = runner(case)
                times[name].append(time.perf_counter() - began)
    expected = answers["Shapely STRtree of points"]
    ours = statistics.median(times["Diaban Locator"])
    print(f"{'':30}{'M points/s':>12}{'Diaban is':>12}{'differing':>12}")
    for name, runner in runners:
        if not runner:
            print(f"{name:30}  not runnable here (not installed)")
            continue
        median = statistics.median(times[name])
        wrong = int(np.count_nonzero(answers[name] != expected))
        ratio = f"{median / ours:.1f}x"
        print(f"{name:30}{len(case.lng) / median / 1e6:12.2f}{ratio:>12}{wrong:12d}")
    inside = np.count_nonzero(expected >= 0) / len(expected)
    print(f"{inside:.0%} of the points lie in a unit")


def main() -> int:
    """Run both cases."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    run(synthetic_case(options.points), options.rounds)
    real = real_case(options.points)
    if real is None:
        print("\nHanoi's polygons are not here; only the made-up case ran.")
    else:
        run(real, options.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
