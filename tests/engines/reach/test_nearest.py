"""The nearest point of each home, beside a plain search over every segment."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.reach.drawings import Reference, draw, place, random_roads, street

from diaban.engines.reach import (
    BICYCLE,
    MOTORBIKE,
    WALKING,
    Gaps,
    Outcome,
    ReachError,
    SnapLimits,
    build_network,
    find_nearest,
    find_positions,
    find_straight,
)

ANYWHERE = SnapLimits(most_metres=100_000.0, past_island_metres=0.0)
NO_GAPS = Gaps(0.0, 0.0)
MODES = (WALKING, BICYCLE, MOTORBIKE)


def scatter(seed: int, count: int, side: float = 3.0):
    """Return places in and about the roads of `random_roads`, some of them on a crossing."""
    chance = np.random.default_rng(seed + 1)
    columns, rows = chance.uniform(-0.5, side + 0.5, (2, count))
    exact = chance.random(count) < 0.2
    return place(np.where(exact, np.rint(columns), columns), np.where(exact, np.rint(rows), rows))


def along(network, **places):
    return [find_positions(network, at, ANYWHERE) for at in places.values()]


@settings(deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(MODES), st.sampled_from(["metres", "minutes"]))
def test_it_is_the_least_of_all_journeys_from_home_to_point(seed, mode, by):
    ways = random_roads(seed)
    network = build_network(ways, mode, NO_GAPS)
    reference = Reference(ways, mode, network.plane)
    homes, points = along(network, homes=scatter(seed, 6), points=scatter(seed + 7, 3))
    clear_points, clear_homes = (
        [at for at in range(len(doors)) if reference.foot(doors.x[at], doors.y[at])[1]]
        for doors in (points, homes)
    )
    points = points.chosen(np.array(clear_points, dtype=np.int64))
    found = find_nearest(network, homes, points, by)
    for home in clear_homes if clear_points else ():
        journeys = [
            reference.journey((homes.x[home], homes.y[home]), (points.x[at], points.y[at]))
            for at in range(len(points))
        ]
        least = min(journey[by == "minutes"] for journey in journeys)
        if np.isinf(least):
            assert found.outcome[home] == Outcome.NO_ROUTE
            assert np.isnan(found.minutes[home])
            continue
        told = found.metres[home], found.minutes[home]
        assert told[by == "minutes"] == pytest.approx(least, rel=1e-9)
        assert journeys[found.point[home]][by == "minutes"] == pytest.approx(least, rel=1e-9)
        # the other amount is of the same journey, so never less than the least of its own
        assert told[by != "minutes"] >= journeys[found.point[home]][by != "minutes"] - 1e-6


@settings(deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(MODES))
def test_no_road_is_shorter_than_the_crow_flies(seed, mode):
    network = build_network(random_roads(seed), mode, NO_GAPS)
    homes, points = along(network, homes=scatter(seed, 30), points=scatter(seed + 7, 4))
    found = find_nearest(network, homes, points, "metres")
    _, straight = find_straight(homes, points)
    known = found.is_known
    assert (found.metres[known] >= straight[known] - 1e-6).all()


@settings(deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(MODES))
def test_going_by_way_of_another_door_is_never_shorter(seed, mode):
    network = build_network(random_roads(seed), mode, NO_GAPS)
    doors = find_positions(network, scatter(seed, 3), ANYWHERE)
    alone = [find_positions(network, tuple(c[n : n + 1] for c in scatter(seed, 3)), ANYWHERE)
             for n in range(3)]  # fmt: skip
    to = [find_nearest(network, doors, door, "minutes").minutes for door in alone]
    direct, first, second = to[2][0], to[1][0], to[2][1]
    if np.isfinite(first + second):
        assert direct <= first + second + 1e-9


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_another_point_makes_no_home_farther(seed):
    network = build_network(random_roads(seed), MOTORBIKE, NO_GAPS)
    lat, lng = scatter(seed, 4)
    homes = find_positions(network, scatter(seed + 3, 30), ANYWHERE)
    few, more = (find_positions(network, (lat[:n], lng[:n]), ANYWHERE) for n in (3, 4))
    before, after = (find_nearest(network, homes, points) for points in (few, more))
    known = before.is_known
    assert (after.minutes[known] <= before.minutes[known] + 1e-9).all()


def test_a_one_way_street_is_ridden_along_and_walked_either_way():
    """A ring of one-way streets round a block: the point lies just behind the home."""
    ring = street((0, 0), (4, 0), (4, 4), (0, 4), (0, 0), oneway="yes", kind="residential")
    home, point = place(np.array([2.0]), np.array([0.0])), place(np.array([1.9]), np.array([0.0]))
    metres = {}
    for mode in MODES:
        network = build_network(draw(ring), mode)
        homes, points = along(network, home=home, point=point)
        metres[mode.name] = find_nearest(network, homes, points).metres[0]
    assert metres["walking"] == pytest.approx(0.1 * 93.4, rel=0.01)
    assert metres["motorbike"] > 15 * 93
    assert metres["bicycle"] == pytest.approx(metres["motorbike"])


def test_the_journey_runs_from_the_home_to_the_point():
    ring = street((0, 0), (4, 0), (4, 4), (0, 4), (0, 0), oneway="yes")
    network = build_network(draw(ring), MOTORBIKE)
    one, other = along(
        network, one=place(np.r_[1.0], np.r_[0.0]), other=place(np.r_[2.0], np.r_[0.0])
    )
    there, back = find_nearest(network, one, other), find_nearest(network, other, one)
    assert there.metres[0] == pytest.approx(93.4, rel=0.01)
    assert back.metres[0] > 10 * there.metres[0]


def test_metres_and_minutes_may_lead_to_different_points():
    roads = draw(street((0, 0), (-2, 0), kind="path"), street((0, 0), (3, 0), kind="trunk"))
    network = build_network(roads, MOTORBIKE)
    home, points = along(
        network, home=place(np.r_[0.0], np.r_[0.0]), points=place(np.r_[-2.0, 3.0], np.r_[0.0, 0.0])
    )
    assert find_nearest(network, home, points, "metres").point.tolist() == [0]
    assert find_nearest(network, home, points, "minutes").point.tolist() == [1]


def test_nothing_open_is_a_known_no_and_no_route_is_unknown():
    apart = draw(street((0, 0), (9, 0)), street((0, 50), (5, 50)))
    network = build_network(apart, WALKING)
    homes, point = along(
        network,
        homes=place(np.r_[1.0, 1.0, 1.0], np.r_[0.0, 50.0, np.nan]),
        point=place(np.r_[3.0], np.r_[0.0]),
    )
    open_now = find_nearest(network, homes, point)
    assert open_now.outcome.tolist() == [Outcome.REACHED, Outcome.NO_ROUTE, Outcome.NO_ROAD]
    closed = find_nearest(network, homes, point, is_open=np.array([False]))
    assert closed.outcome.tolist() == [Outcome.NOTHING_OPEN, Outcome.NO_ROUTE, Outcome.NO_ROAD]
    assert np.isposinf(closed.minutes[0])
    assert np.isnan(closed.minutes[1:]).all()
    assert closed.point.tolist() == [-1, -1, -1]
    assert closed.is_known.tolist() == [True, False, False]


def test_where_there_are_no_points_at_all_nothing_is_open():
    network = build_network(draw(street((0, 0), (9, 0))), WALKING)
    homes, none = along(
        network, homes=place(np.r_[1.0], np.r_[0.0]), none=(np.zeros(0), np.zeros(0))
    )
    assert find_nearest(network, homes, none).outcome.tolist() == [Outcome.NOTHING_OPEN]
    assert find_straight(homes, none)[1].tolist() == [np.inf]


def test_flags_that_are_not_one_for_each_point_are_refused():
    network = build_network(draw(street((0, 0), (9, 0))), WALKING)
    home = find_positions(network, place(np.r_[1.0], np.r_[0.0]))
    for ask in (
        find_straight,
        lambda *asked: find_nearest(network, *asked[:2], "metres", asked[2]),
    ):
        with pytest.raises(ReachError, match="length"):
            ask(home, home, np.array([True, True]))
