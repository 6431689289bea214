"""The engine on the official polygons of Hanoi's 126 communes."""

import csv
import gzip
import json

import numpy as np
import pytest
import shapely

from diaban.engines.places import ApproximateAreas, Centres, Locator

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def communes(shared_data):
    with gzip.open(shared_data / "boundaries" / "hanoi_communes_2025.geojson.gz") as file:
        features = json.load(file)["features"]
    codes = [feature["properties"]["code"] for feature in features]
    return codes, [shapely.geometry.shape(feature["geometry"]) for feature in features]


@pytest.fixture(scope="module")
def points(communes):
    rng = np.random.default_rng(11)
    west, south, east, north = shapely.total_bounds(communes[1])
    return rng.uniform(south, north, 200_000), rng.uniform(west, east, 200_000)


@pytest.fixture(scope="module")
def located(communes, points):
    return Locator.build(communes[1], communes[0]).locate(*points)


def test_no_point_differs_from_shapely(communes, points, located):
    lat, lng = points
    unit, point = shapely.STRtree(shapely.points(lng, lat)).query(communes[1], "contains")
    expected = np.full(len(lat), -1)
    expected[point] = unit
    assert np.array_equal(located, expected)


def test_every_vertex_inside_the_city_gets_a_commune_that_touches_it(communes):
    city = shapely.union_all(communes[1])
    lng, lat = shapely.get_coordinates(communes[1][::10]).T
    vertices = shapely.points(lng, lat)
    shapely.prepare(city)
    inner = shapely.contains_properly(city, vertices)
    found = Locator.build(communes[1], communes[0]).locate(lat[inner], lng[inner])
    assert (found >= 0).all()
    assert shapely.dwithin(np.array(communes[1])[found], vertices[inner], 1e-9).all()


def test_snapping_takes_points_just_outside_the_city_and_no_others(communes):
    rng = np.random.default_rng(2)
    outline = shapely.boundary(shapely.union_all(communes[1]))
    along = shapely.line_interpolate_point(outline, rng.random(3000), normalized=True)
    lng, lat = (shapely.get_coordinates(along) + rng.uniform(-1e-3, 1e-3, (3000, 2))).T
    east = np.cos(np.radians(21.0))
    flat = shapely.transform(communes[1], lambda xy: xy * [east, 1])
    away = shapely.STRtree(flat).query_nearest(
        shapely.points(lng * east, lat), all_matches=False, return_distance=True
    )[1]
    metres = away * 111_195
    clear = np.abs(metres - 30) > 0.5
    found = Locator.build(communes[1], communes[0], snap_metres=30).locate(lat, lng)
    assert np.array_equal((found >= 0)[clear], (metres < 30)[clear])
    assert 0.1 < (found < 0).mean() < 0.9


@pytest.fixture(scope="module")
def approximate(communes, shared_data):
    path = shared_data / "admin-units" / "communes_2025_area_population_seat.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["dientichkm2"]]
    numbers = np.array([[row["vido"], row["kinhdo"], row["dientichkm2"]] for row in rows], float)
    ours = np.array([row["tentinh"] == "Thủ đô Hà Nội" for row in rows])
    around = (np.abs(numbers[:, 0] - 21.0) < 0.8) & (np.abs(numbers[:, 1] - 105.7) < 0.8)
    codes = Locator.build(communes[1], communes[0]).locate(*numbers[ours, :2].T)
    assert sorted(codes) == list(range(126))
    centres = Centres(*numbers[ours][np.argsort(codes)].T)
    return ApproximateAreas.fit(
        communes[0], centres, neighbours=Centres(*numbers[~ours & around].T)
    )


def test_centres_and_areas_alone_find_three_points_of_four(approximate, points, located):
    lat, lng = points
    inside = located >= 0
    right = approximate.locate(lat[inside], lng[inside]) == located[inside]
    assert right.mean() > 0.75


def test_probabilities_are_right_as_often_as_they_say(approximate, points, located):
    lat, lng = points
    inside = located >= 0
    found = approximate.candidates(lat[inside], lng[inside])
    right = found.indices[:, 0] == located[inside]
    for low, high in ((0.5, 0.7), (0.7, 0.9), (0.9, 1.0)):
        said = found.probabilities[:, 0]
        group = (said >= low) & (said < high)
        assert right[group].mean() == pytest.approx(said[group].mean(), abs=0.06)
