"""The engine on 28,807 ways of Hanoi as OpenStreetMap had them, holes at the edges and all."""

import gzip
import json

import numpy as np
import pytest
import shapely

from diaban.engines.reach import (
    MOTORBIKE,
    WALKING,
    Outcome,
    Standing,
    Ways,
    build_network,
    find_nearest,
    find_positions,
    find_straight,
)

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def ways(shared_data):
    with gzip.open(shared_data / "osm-hanoi" / "hanoi_roads_osm_2023_2025.geojson.gz") as file:
        features = json.load(file)["features"]
    return Ways.from_shapes(
        [shapely.geometry.shape(feature["geometry"]) for feature in features],
        [feature["properties"]["highway"] for feature in features],
        [feature["properties"] for feature in features],
    )


@pytest.fixture(scope="module")
def ridden(ways):
    return build_network(ways, MOTORBIKE)


@pytest.fixture(scope="module")
def doors(ridden):
    """Return 40,000 doors beside roads that are drawn."""
    chance = np.random.default_rng(5)
    line = chance.integers(0, len(ridden.lines.edge), 40_000)
    x = ridden.lines.start_x[line] + chance.normal(0, 20, len(line))
    y = ridden.lines.start_y[line] + chance.normal(0, 20, len(line))
    return ridden.plane.to_degrees(x, y)


def test_nearly_all_road_hangs_together_and_the_rest_is_reported(ridden):
    report = ridden.report
    assert report.ways == 28_807
    assert report.closed_ways < 3_000
    assert 4_000_000 < report.metres < 4_600_000
    assert report.island_metres.sum() < 0.035 * report.metres
    assert report.joints > 100
    assert report.joint_metres.max() <= 15.0


def test_on_foot_more_roads_are_open_than_by_motorbike(ways, ridden):
    walked = build_network(ways, WALKING).report
    assert walked.closed_ways < ridden.report.closed_ways
    assert walked.opened_metres == 0.0


def test_each_door_has_an_answer_or_a_reason_and_no_road_is_shorter_than_the_crow(ridden, doors):
    homes = find_positions(ridden, doors)
    points = find_positions(ridden, (doors[0][:109], doors[1][:109]))
    found = find_nearest(ridden, homes, points, "metres")
    _, straight = find_straight(homes, points)
    known = found.is_known
    assert 0.97 < known.mean() < 1.0
    assert set(np.unique(found.outcome)) <= {Outcome.REACHED, Outcome.NO_ROUTE, Outcome.NO_ROAD}
    assert (found.metres[known] >= straight[known] - 1e-6).all()
    assert 1.1 < found.metres[known].mean() / straight[known].mean() < 2.5
    itself = found.metres[:109][homes.is_placed[:109]]
    # a point is its own nearest, but for the walk to the road and back
    assert (itself <= 2 * homes.off_metres[:109][homes.is_placed[:109]] + 1e-6).all()


def test_a_place_a_kilometre_from_every_drawn_road_is_off_the_network(ridden):
    away = find_positions(ridden, ([21.0875], [105.8650]))
    assert away.standing.tolist() == [Standing.OFF_NETWORK]
