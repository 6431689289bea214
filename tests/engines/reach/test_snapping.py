"""Doors on the network: the nearest road, and what is too far from any."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.reach.drawings import draw, place, random_roads, street

from diaban.engines.reach import (
    MOTORBIKE,
    WALKING,
    Gaps,
    ReachError,
    SnapLimits,
    Standing,
    build_network,
    find_positions,
)

STEP_EAST, STEP_NORTH = 93.4, 100.08


@settings(deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([5.0, 40.0, 300.0, 5_000.0]))
def test_it_is_the_nearest_place_of_all_roads_within_the_limit(seed, limit):
    network = build_network(random_roads(seed), WALKING, Gaps(0.0, 0.0))
    chance = np.random.default_rng(seed)
    found = find_positions(network, place(*chance.uniform(-3, 6, (2, 200))), SnapLimits(limit, 0.0))
    lines = network.lines
    ends = np.stack((lines.start_x, lines.start_y, lines.end_x, lines.end_y), axis=1)
    shapes = shapely.linestrings(ends.reshape(-1, 2, 2))
    away = shapely.distance(shapes[:, None], shapely.points(found.x, found.y)).min(axis=0)
    near = away <= limit
    assert (found.is_placed == near).all()
    assert found.off_metres[near] == pytest.approx(away[near], abs=1e-6)
    assert np.isinf(found.off_metres[~near]).all()
    foot = shapely.line_interpolate_point(
        shapes[found.line[near]], found.along[near], normalized=True
    )
    told = shapely.distance(foot, shapely.points(found.x[near], found.y[near]))
    assert told == pytest.approx(away[near], abs=1e-6)


def test_a_door_too_far_from_any_road_is_off_the_network():
    network = build_network(draw(street((0, 0), (4, 0))), WALKING)
    doors = find_positions(network, place(np.r_[2.0, 2.0], np.r_[2.9, 3.1]))
    assert doors.standing.tolist() == [Standing.ON_NETWORK, Standing.OFF_NETWORK]
    assert doors.off_metres[0] == pytest.approx(2.9 * STEP_NORTH, rel=1e-3)


def test_a_door_whose_place_nobody_knows_has_no_position():
    network = build_network(draw(street((0, 0), (4, 0))), WALKING)
    doors = find_positions(network, ([np.nan, 21.0], [105.8, np.nan]))
    assert doors.standing.tolist() == [Standing.NO_POSITION] * 2


def test_a_door_in_the_river_is_reported_and_not_taken_to_the_bank():
    network = build_network(draw(street((0, 0), (4, 0))), WALKING)
    (south, west), (north, east) = place(0, 1), place(4, 2)
    river = np.array([shapely.box(west, south, east, north)])
    doors = find_positions(network, place(np.r_[2.0, 2.0], np.r_[1.5, 0.5]), None, river)
    assert doors.standing.tolist() == [Standing.IN_WATER, Standing.ON_NETWORK]


def test_no_door_stands_on_a_bridge_or_a_motorway():
    bridge = street((2, 0), (2, 4), bridge="yes")
    network = build_network(draw(street((0, 0), (2, 0), (4, 0)), bridge), WALKING)
    doors = find_positions(network, place(np.r_[2.0], np.r_[2.0]))
    assert doors.off_metres[0] == pytest.approx(2 * STEP_NORTH, rel=1e-3)
    motorway = street((2, 0), (2, 4), kind="motorway", motorcycle="yes")
    network = build_network(draw(street((0, 0), (2, 0), (4, 0)), motorway), MOTORBIKE)
    doors = find_positions(network, place(np.r_[2.0], np.r_[2.0]))
    assert doors.off_metres[0] == pytest.approx(2 * STEP_NORTH, rel=1e-3)


def test_a_road_on_an_island_is_passed_over_where_the_rest_is_near():
    network = build_network(draw(street((0, 0), (9, 0)), street((3, 0.8), (5, 0.8))), WALKING)
    doors = find_positions(network, place(np.r_[4.0, 4.0], np.r_[0.9, 1.5]))
    assert doors.standing.tolist() == [Standing.ON_NETWORK, Standing.ON_ISLAND]
    assert doors.off_metres == pytest.approx([0.9 * STEP_NORTH, 0.7 * STEP_NORTH], rel=1e-3)


def test_steps_to_the_ends_of_a_one_way_street_lead_one_way():
    ring = street((0, 0), (4, 0), (4, 4), (0, 4), (0, 0))
    network = build_network(draw(ring, street((0, 0), (4, 4), oneway="yes")), MOTORBIKE)
    door = find_positions(network, place(np.r_[1.0], np.r_[1.0]))
    leave, come = door.leave(network), door.come(network)
    assert np.isfinite(leave.minutes).sum() == np.isfinite(come.minutes).sum() == 1
    assert np.isfinite(leave.minutes).tolist() == np.isinf(come.minutes).tolist()


@pytest.mark.parametrize("limits", [(0.0, 0.0), (-1.0, 0.0), (np.inf, 0.0), (300.0, -1.0)])
def test_limits_that_cannot_be_are_refused(limits):
    with pytest.raises(ReachError, match="limit"):
        SnapLimits(*limits)


@pytest.mark.parametrize("places", [([91.0], [105.8]), ([21.0], [181.0]), ([21.0, 21.1], [105.8])])
def test_what_is_no_place_on_earth_is_refused(places):
    network = build_network(draw(street((0, 0), (4, 0))), WALKING)
    with pytest.raises(ReachError, match=r"position|length"):
        find_positions(network, places)
