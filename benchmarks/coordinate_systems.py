"""How often the coordinate system of a list is told by the communes of its rows, and how rightly.

    PYTHONPATH=src:. .venv/bin/python benchmarks/coordinate_systems.py ../shared/data/boundaries

Lists of random places of Hà Nội are written in each system of the meridian of 105° and given back
without it. Part of the rows name a wrong commune, a neighbouring one, as real lists do; and once
they name the commune of OpenStreetMap's boundaries, which are not the official ones.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import django
import numpy as np
import shapely

LISTS = 60
SIZES = (10, 30, 100, 300, 1_000)
ALIKE = ("EPSG:5897", "EPSG:3405", "EPSG:32648")
WRONG = (0.0, 0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lists", type=int, default=LISTS)
    options = parser.parse_args()
    ground = Ground(options.folder / "hanoi_communes_2025.geojson.gz")
    print("| list | rows | wrong commune | right | in doubt | wrong |\n|---|---|---|---|---|---|")
    for size in SIZES:
        for wrong in WRONG:
            told = Counter(
                ground.tell(crs, *ground.city_list(size), wrong)
                for crs in ALIKE
                for _ in range(options.lists)
            )
            show("whole city", size, wrong, told)
    names = OtherNames(options.folder / "hanoi_communes_2025_osm.geojson.gz", ground)
    for size in SIZES[2:]:
        told = Counter(
            ground.tell(crs, *ground.city_list(size), 0.0, names)
            for crs in ALIKE
            for _ in range(options.lists)
        )
        show("whole city, communes of OpenStreetMap", size, 0.0, told)
    for crs in ALIKE:
        told = Counter(ground.tell(crs, *some, 0.0, names) for some in ground.commune_lists(1_000))
        show(f"one commune, communes of OpenStreetMap, {crs}", 1_000, 0.0, told)
    for wrong in WRONG:
        for crs in ALIKE:
            told = Counter(ground.tell(crs, *some, wrong) for some in ground.commune_lists(1_000))
            show(f"one commune, {crs}", 1_000, wrong, told)


def show(kind: str, size: int, wrong: float, told: Counter[str]) -> None:
    total = told.total()
    parts = " | ".join(f"{told[word] / total:.1%}" for word in ("right", "doubt", "wrong"))
    print(f"| {kind} | {size:,} | {wrong:.0%} | {parts} |")


class Ground:
    """The official communes, to draw places from and to ask."""

    def __init__(self, path: Path) -> None:
        from diaban.engines.places import Locator
        from diaban.spine.places.areas import Areas
        from diaban.spine.places.names import fold_name
        from diaban.spine.places.units import TWO_TIER_FROM

        features = json.loads(gzip.decompress(path.read_bytes()))["features"]
        shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in features]
        numbers = np.arange(1, len(shapes) + 1)
        locator = Locator.build(shapes, [str(n) for n in numbers], snap_metres=5.0)
        drawn = dict(zip(numbers.tolist(), shapes, strict=True))
        self.areas = Areas(TWO_TIER_FROM, numbers, locator, numbers, drawn, None)
        self.shapes = shapes
        self.names = [fold_name(f["properties"]["fullName"]) for f in features]
        self.draw = np.random.default_rng(1)
        self.box = shapely.total_bounds(shapes)

    def city_list(self, size: int) -> tuple[np.ndarray, np.ndarray]:
        west, south, east, north = self.box
        lng = self.draw.uniform(west, east, 5 * size + 50)
        lat = self.draw.uniform(south, north, 5 * size + 50)
        inside = np.flatnonzero(self.areas.locate(lat, lng))[:size]
        return lng[inside], lat[inside]

    def commune_lists(self, size: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for number, shape in enumerate(self.shapes, start=1):
            west, south, east, north = shape.bounds
            many = int(12 * size)
            lng, lat = self.draw.uniform(west, east, many), self.draw.uniform(south, north, many)
            inside = np.flatnonzero(self.areas.locate(lat, lng) == number)[:size]
            yield lng[inside], lat[inside]

    def tell(
        self,
        crs: str,
        lng: np.ndarray,
        lat: np.ndarray,
        wrong: float,
        names: OtherNames | None = None,
    ) -> str:
        from diaban.exchange.importing.checked import GroundBounds
        from diaban.exchange.importing.coordinate_systems import from_wgs84, in_doubt, recognise
        from diaban.exchange.importing.stated_communes import StatedRows, settle

        units = names.locate(lat, lng) if names else self.areas.locate(lat, lng)
        stray = self.draw.random(len(units)) < wrong
        turn = self.draw.uniform(0, 2 * np.pi, len(units))
        beside = self.areas.locate(lat + 0.02 * np.sin(turn), lng + 0.02 * np.cos(turn))
        units = np.where(stray & (beside > 0), beside, units)
        x, y = from_wgs84(lng, lat, crs)
        west, south, east, north = self.box
        left = in_doubt(recognise(x, y, None, GroundBounds(south, west, north, east)))
        found = settle(left, StatedRows(x, y, units[:, None]), self.areas)
        if found is None:
            return "doubt"
        return "right" if found.crs == crs else "wrong"


class OtherNames:
    """Boundaries of another source, by the numbers of the official communes of their names."""

    def __init__(self, path: Path, ground: Ground) -> None:
        from diaban.engines.places import Locator
        from diaban.spine.places.names import fold_name

        features = json.loads(gzip.decompress(path.read_bytes()))["features"]
        shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in features]
        self.numbers = np.array(
            [ground.names.index(fold_name(f["properties"]["name"])) + 1 for f in features]
        )
        self.locator = Locator.build(shapes, [str(n) for n in self.numbers], snap_metres=5.0)

    def locate(self, lat: np.ndarray, lng: np.ndarray) -> np.ndarray:
        found = self.locator.locate(lat, lng)
        return np.where(found >= 0, self.numbers[found], 0)


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diaban.web.settings")
    django.setup()
    main()
