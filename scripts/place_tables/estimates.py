"""Divide the ground of the communes of 2025 among the communes that became them."""

import csv
import gzip
import json
import math
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from . import facts
from .law import Law
from .names import fold, split_kind
from .package import Package

STEP_METRES = 40  # of the raster over Hanoi; elsewhere the step grows with the commune
MOST_POINTS = 20_000  # of one commune's raster
CENTRE = 0.3  # of a box's ground goes to the successor nearest the published centre
DOUBT = 0.02  # of the old commune's ground goes to each successor whatever the outlines say
CENSUS_NAMES = {"Chương Dương Độ": "Chương Dương", "Tầm Xá": "Tàm Xá"}
Points = tuple[NDArray[np.float64], NDArray[np.float64]]


class Outlines:
    """Where the communes of before July 2025 lay, coarsely."""

    def __init__(self, boundaries: Path, package: Package):
        self._package = package
        self._boxes = facts.corrected_boxes({c: o.box for c, o in package.national.items()})
        self._centres = facts.corrected_centres({c: o.centre for c, o in package.national.items()})
        self._polygons = _census_polygons(boundaries, package)

    def basis(self, code: str) -> str:
        """Return what a commune's outline rests on."""
        return "census outlines" if code in self._polygons else "boxes"

    def centre(self, code: str) -> shapely.Point | None:
        """Return the published centre of a commune whose outline is only a box."""
        centre = None if code in self._polygons else self._centres[code]
        return centre and shapely.Point(centre[1], centre[0])

    def distances(self, code: str, points: Points) -> NDArray[np.float64]:
        """Return how far each point is from a commune: 0 and less inside it."""
        if code in self._polygons:
            polygon = self._polygons[code]
            away = shapely.distance(polygon, shapely.points(*points))
            return np.where(shapely.contains_xy(polygon, *points), -1.0, away)
        south, west, north, east = self._boxes[code]
        x = (points[0] - (west + east) / 2) / max((east - west) / 2, 1e-4)
        y = (points[1] - (south + north) / 2) / max((north - south) / 2, 1e-4)
        return np.hypot(x, y)


def _census_polygons(boundaries: Path, package: Package) -> dict[str, shapely.Geometry]:
    """Return Hanoi's communes of 2009 under the code of the commune of June 2025 they became."""
    codes = _codes_by_name(package)
    parts = defaultdict(list)
    for feature in _features(boundaries / "hanoi_communes_2009_census_lowres.geojson.gz"):
        kind, name = split_kind(feature["properties"]["commune"])
        district = fold(" ".join(split_kind(feature["properties"]["district"])))
        name = CENSUS_NAMES.get(name, name)
        code = codes.get((district, kind, fold(name))) or codes.get((district, "", fold(name)))
        if code:
            parts[code].append(_shape(feature))
    return {code: shapely.union_all(polygons) for code, polygons in parts.items()}


def _codes_by_name(package: Package) -> dict[tuple[str, str, str], str]:
    """Return Hanoi's codes by district, kind and name; the former names that each one took too."""
    codes = {}
    districts = {}
    for old in package.old.values():
        districts[old.code] = fold(f"{old.district_kind} {old.district}")
        for kind in ("", old.kind):
            codes[districts[old.code], kind, fold(old.name)] = old.code
    for row in facts.read("former_names.csv"):
        codes.setdefault((districts[row["code"]], "", fold(row["former_name"])), row["code"])
    return codes


class Country:
    """The communes of 2025: outline and people."""

    def __init__(self, boundaries: Path, admin_units: Path, package: Package, law: Law):
        self.polygons = {}
        for name in ("vn_communes_2025_simplified40m", "hanoi_communes_2025"):
            for feature in _features(boundaries / f"{name}.geojson.gz"):
                code = facts.corrected_code("thanglequoc v4.2.0", feature["properties"]["code"])
                self.polygons[code] = _shape(feature)
        provinces = {province.code: fold(province.name) for province in law.provinces}
        self.people = _people(admin_units, package, provinces)


def _people(admin_units: Path, package: Package, provinces: dict[str, str]) -> dict[str, float]:
    """Return the people of each commune of 2025 for which the state map gives a number."""
    codes = {
        (provinces[new.province_code], new.kind, fold(new.name)): code
        for code, new in package.new.items()
    }
    people = {}
    path = admin_units / "communes_2025_area_population_seat.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            province = re.sub("^(thủ đô|thành phố|tỉnh) ", "", row["tentinh"].lower())
            key = (fold(province), row["loai"].lower(), fold(row["tenhc"]))
            if key in codes and row["dansonguoi"].isdigit():
                people[codes[key]] = float(row["dansonguoi"])
    return people


def areas_by_pair(
    successors: dict[str, set[str]], outlines: Outlines, country: Country
) -> dict[str, dict[str, float]]:
    """Return the square metres that each old commune has in each of its legal successors."""
    olds_of = defaultdict(list)
    for old in sorted(successors):
        for new in successors[old]:
            olds_of[new].append(old)
    divided = {old for old, news in successors.items() if len(news) > 1}
    areas: dict[str, dict[str, float]] = defaultdict(dict)
    for new, olds in sorted(olds_of.items()):
        if divided.intersection(olds):
            points, square_metres = _raster(country.polygons[new])
            nearest = np.stack([outlines.distances(old, points) for old in olds]).argmin(axis=0)
            for at, old in enumerate(olds):
                areas[old][new] = float((nearest == at).sum()) * square_metres
    return areas


def weigh(
    areas: dict[str, dict[str, float]], outlines: Outlines, country: Country
) -> dict[str, dict[str, float]]:
    """Return weights that sum to 1: ground times the root of the successor's density."""
    weights = {}
    for old, by_new in areas.items():
        crowd = _crowding(list(by_new), country)
        ground = _ground(by_new, outlines.centre(old), country)
        raw = {new: (part + DOUBT) * crowd[new] for new, part in ground.items()}
        total = sum(raw.values())
        weights[old] = {new: value / total for new, value in raw.items()}
    return weights


def _ground(
    by_new: dict[str, float], centre: shapely.Point | None, country: Country
) -> dict[str, float]:
    """Return the part of the ground in each successor, a coarse one drawn to its centre."""
    total = sum(by_new.values()) or 1.0
    ground = {new: area / total for new, area in by_new.items()}
    if centre is None:
        return ground
    near = min(sorted(by_new), key=lambda new: shapely.distance(country.polygons[new], centre))
    return {new: (1 - CENTRE) * part + CENTRE * (new == near) for new, part in ground.items()}


def _crowding(news: list[str], country: Country) -> dict[str, float]:
    """Return the root of each successor's people per square metre; 1 where one is not known."""
    if any(new not in country.people for new in news):
        return dict.fromkeys(news, 1.0)
    return {
        new: math.sqrt(country.people[new] / _square_metres(country.polygons[new])) for new in news
    }


def _raster(polygon: shapely.Geometry) -> tuple[Points, float]:
    """Return points inside a polygon and the square metres that each stands for."""
    step = max(STEP_METRES, math.sqrt(_square_metres(polygon) / MOST_POINTS))
    west, south, east, north = polygon.bounds
    lng, lat = step / _metres_per_degree(polygon), step / 110_700
    x, y = np.meshgrid(np.arange(west, east, lng), np.arange(south, north, lat))
    shapely.prepare(polygon)
    inside = shapely.contains_xy(polygon, x.ravel(), y.ravel())
    return (x.ravel()[inside], y.ravel()[inside]), step * step


def _square_metres(polygon: shapely.Geometry) -> float:
    return polygon.area * _metres_per_degree(polygon) * 110_700


def _metres_per_degree(polygon: shapely.Geometry) -> float:
    return 111_320 * math.cos(math.radians(polygon.bounds[1]))


def _features(path: Path) -> list[dict]:
    with gzip.open(path) as file:
        return json.load(file)["features"]


def _shape(feature: dict) -> shapely.Geometry:
    return shapely.geometry.shape(feature["geometry"]).buffer(0)  # mends crossing edges
