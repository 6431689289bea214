"""Reach of the 109 real post offices of Hanoi along real roads, and a survey of the whole city.

Roads are OpenStreetMap's (28,807 ways of ../shared/data, thin in the outer communes), offices are
put at the centre of their former ward, because no source gives a position; households are those of
an installation's registry (``DIABAN_DATA``), made up in the demonstration: so what comes out is a
*model*. ``--households`` repeats them with a few metres' noise up to that number.

    DIABAN_DATA=data PYTHONPATH=src python -m benchmarks.post_reach --households 2200000
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import re
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl
import shapely

SHARED = Path(os.environ.get("DIABAN_SHARED", "../shared")) / "data"
BOX = {"lat_e7": (208_400_000, 211_200_000), "lng_e7": (1_056_900_000, 1_060_300_000)}
_KIND = re.compile(r"^(quận|huyện|thị xã|phường|xã|thị trấn)\s+", re.IGNORECASE)


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diaban.web.settings")
    django.setup()
    asked = argparse.ArgumentParser()
    asked.add_argument("--households", type=int, default=0)
    report(asked.parse_args().households)


def report(households: int) -> None:
    from diaban.sectors.post.reach.network import Roads

    print(f"load {os.getloadavg()[0]:.1f}")
    with cpu("networks, walking and motorbike"):
        walking, riding = networks()
    told = walking.report
    print(f"  nodes {len(walking)}, islands {told.islands}, gaps closed {told.joints}")
    roads = Roads(walking, riding, np.array([], dtype=object))
    points, missed = offices()
    print(f"offices {points.height + len(missed)}, at a ward's centre {points.height}: {missed}")
    people = registered(households)
    with cpu(f"survey of {people.height} households"):
        rows = survey(people, points, roads)
    with cpu("sums by commune, and the file"):
        store(rows)
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")
    compare(rows)


def networks():
    from diaban.engines.reach import MOTORBIKE, WALKING, Ways, build_network

    path = SHARED / "osm-hanoi" / "hanoi_roads_osm_2023_2025.geojson.gz"
    features = json.loads(gzip.decompress(path.read_bytes()))["features"]
    shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in features])
    tags = [
        {name: str(value) for name, value in one["properties"].items() if name != "nodes"}
        for one in features
    ]
    ways = Ways.from_shapes(shapes, [one.get("highway", "road") for one in tags], tags)
    return build_network(ways, WALKING), build_network(ways, MOTORBIKE)


def offices() -> tuple[pl.DataFrame, list[str]]:
    from diaban.spine.places.names import fold_name
    from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes

    wards = {
        (fold_name(unit.parent.name), fold_name(unit.name)): unit
        for unit in city_communes(LAST_THREE_TIER_DAY).select_related("parent")
    }
    found, missed = [], []
    path = SHARED / "addresses" / "vnpost_offices_2024.csv.gz"
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    for row in csv.DictReader(text.splitlines()):
        if fold_name(row["province"]) != "ha noi":
            continue
        key = tuple(fold_name(_KIND.sub("", row[name])) for name in ("district", "ward"))
        unit = wards.get(key)
        if unit is None or unit.lat is None:
            missed.append(f"{row['ward']} ({row['district']})")
        else:
            found.append((len(found), round(unit.lat * 1e7), round(unit.lng * 1e7), None, None))
    schema = {"id": pl.Int64, "lat_e7": pl.Int64, "lng_e7": pl.Int64, "commune": pl.Int64,
              "staffed": pl.Boolean}  # fmt: skip
    return pl.DataFrame(found, schema=schema, orient="row"), missed


def registered(wanted: int) -> pl.DataFrame:
    """Return the registry's households within the roads' box, repeated up to a number."""
    from diaban.sectors.post.reach.households import households

    inside = pl.all_horizontal(pl.col(name).is_between(*edges) for name, edges in BOX.items())
    people = households().filter(inside)
    if wanted <= people.height:
        return people
    chance = np.random.default_rng(7)
    rows = people[chance.integers(0, people.height, wanted)]
    noise = [pl.Series(chance.integers(-3_000, 3_000, wanted)) for _ in BOX]
    moved = [
        (pl.col(name) + pl.lit(by)).cast(pl.Int32).alias(name)
        for name, by in zip(BOX, noise, strict=True)
    ]
    return rows.with_columns(pl.Series("id", np.arange(1, wanted + 1)), *moved)


def survey(people: pl.DataFrame, points: pl.DataFrame, roads) -> pl.DataFrame:
    from diaban.sectors.post.reach.points import OpenPoints
    from diaban.sectors.post.reach.survey import survey_rows

    return survey_rows(people, OpenPoints(points, {}, synthetic=False), roads)


def store(rows: pl.DataFrame) -> None:
    from diaban.sectors.post.reach.figures import sum_up
    from diaban.sectors.post.reach.models import ReachSurvey

    sum_up(rows, ReachSurvey())
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        rows.write_parquet(file.name, compression="zstd", row_group_size=50_000)
        print(f"  file {Path(file.name).stat().st_size / 1e6:.0f} MB")


def compare(rows: pl.DataFrame) -> None:
    from diaban.sectors.post.reach.table import Reason

    reasons = Counter(Reason(one).name for one in rows["reason"].to_list())
    print("why unknown:", dict(reasons))
    known = rows.filter(pl.col("reason") == int(Reason.KNOWN))
    for kilometres in (1, 2, 3):
        straight, by_road = (
            (known[name] <= 1_000 * kilometres).mean()
            for name in ("straight_metres", "open_metres")
        )
        print(f"within {kilometres} km: straight {straight:.1%}, by road {by_road:.1%}")


@contextmanager
def cpu(what: str) -> Iterator[None]:
    began = time.process_time()
    yield
    print(f"{what}: {time.process_time() - began:.1f} CPU s")


if __name__ == "__main__":
    main()
