"""The line of a journey is as long as the journey, from door to door."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.reach.drawings import draw, place, random_roads, street

from diaban.engines.reach import (
    BICYCLE,
    MOTORBIKE,
    WALKING,
    Gaps,
    ReachError,
    SnapLimits,
    build_network,
    find_nearest,
    find_path,
    find_positions,
)

ANYWHERE = SnapLimits(most_metres=100_000.0, past_island_metres=0.0)
NO_GAPS = Gaps(0.0, 0.0)


def door(network, column: float, row: float):
    lat, lng = place(column, row)
    return find_positions(network, ([lat], [lng]), ANYWHERE)


def metres_of(network, path) -> float:
    x, y = network.plane.to_metres(path[:, 0], path[:, 1])
    return float(np.hypot(np.diff(x), np.diff(y)).sum())


@settings(deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from([WALKING, BICYCLE, MOTORBIKE]),
    st.tuples(*[st.floats(-0.4, 3.4)] * 4),
)
def test_the_line_has_the_length_of_the_journey(seed, mode, at):
    network = build_network(random_roads(seed), mode, NO_GAPS)
    start, goal = door(network, *at[:2]), door(network, *at[2:])
    path = find_path(network, start, goal)
    told = find_nearest(network, start, goal, "metres").metres[0]
    if not np.isfinite(told):
        assert not len(path)
        return
    assert metres_of(network, path) == pytest.approx(told, abs=0.01)
    for end, one in ((path[0], start), (path[-1], goal)):
        x, y = network.plane.to_metres(*end)
        assert (float(x), float(y)) == pytest.approx((one.x[0], one.y[0]), abs=0.01)


def test_a_one_way_loop_is_gone_round_the_allowed_way():
    ring = street((0, 0), (1, 0), (1, 1), (0, 1), (0, 0), oneway="yes")
    network = build_network(draw(ring, street((0, 0), (-1, 0))), MOTORBIKE, NO_GAPS)
    start, goal = door(network, -0.5, 0), door(network, 0, 0.5)
    path = find_path(network, start, goal)
    told = find_nearest(network, start, goal, "metres").metres[0]
    assert metres_of(network, path) == pytest.approx(told, abs=0.01)


def test_only_one_start_and_one_goal_are_taken():
    network = build_network(draw(street((0, 0), (1, 0))), WALKING)
    one, two = door(network, 0, 0), find_positions(network, ([21.0] * 2, [105.8] * 2))
    with pytest.raises(ReachError, match="goal"):
        find_path(network, one, two)
