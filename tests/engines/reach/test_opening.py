"""When a home is served from now on: way, wait and closing time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.reach.drawings import draw, place, random_roads, street

from diaban.engines.reach import (
    MOTORBIKE,
    WALKING,
    Gaps,
    Outcome,
    ReachError,
    SnapLimits,
    Windows,
    build_network,
    find_journeys,
    find_nearest,
    find_positions,
    find_soonest,
    from_arrays,
    serve_after,
    to_arrays,
)

ANYWHERE = SnapLimits(100_000.0, 0.0)


@pytest.fixture
def row():
    """Return a road of twenty steps, a home at 2 and points at 1 and 10; a step takes 1.12 min."""
    network = build_network(draw(street((0, 0), (20, 0))), WALKING)
    home = find_positions(network, place(np.r_[2.0], np.r_[0.0]))
    points = find_positions(network, place(np.r_[1.0, 10.0], np.r_[0.0, 0.0]))
    return network, home, points


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 8))
def test_it_is_the_least_over_all_windows(seed, count):
    network = build_network(random_roads(seed), MOTORBIKE, Gaps(0.0, 0.0))
    chance = np.random.default_rng(seed)
    homes, points = (
        find_positions(network, place(*chance.uniform(-0.5, 3.5, (2, size))), ANYWHERE)
        for size in (12, 4)
    )
    opens = chance.choice([0.0, 0.0, 0.5, 1.0, 3.0], count)
    closes = opens + chance.choice([0.2, 1.0, np.inf], count)
    windows = Windows(chance.integers(0, 4, count), opens, closes)
    best = np.full(len(homes), np.inf)
    for point, opening, closing in zip(windows.point, opens, closes, strict=True):
        way = find_nearest(network, homes, points.chosen(np.array([point]))).minutes
        with np.errstate(invalid="ignore"):
            best = np.minimum(best, np.where(way <= closing, np.maximum(way, opening), np.inf))
    found = find_soonest(network, homes, points, windows)
    reached = found.outcome == Outcome.REACHED
    assert (reached == np.isfinite(best)).all()
    assert found.minutes[reached] == pytest.approx(best[reached])
    assert np.isposinf(found.minutes[found.outcome == Outcome.NOTHING_OPEN]).all()
    assert np.isnan(found.minutes[found.outcome == Outcome.NO_ROUTE]).all()


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 8))
def test_from_one_place_each_points_hour_is_told_and_the_least_is_the_soonest(seed, count):
    network = build_network(random_roads(seed), MOTORBIKE, Gaps(0.0, 0.0))
    chance = np.random.default_rng(seed)
    start, points = (
        find_positions(network, place(*chance.uniform(-0.5, 3.5, (2, size))), ANYWHERE)
        for size in (1, 4)
    )
    ways = find_journeys(network, start, points)
    for row in range(4):
        alone = find_nearest(network, start, points.chosen(np.array([row])))
        assert ways.minutes[row] == pytest.approx(alone.minutes[0], nan_ok=True)
        assert ways.metres[row] == pytest.approx(alone.metres[0], nan_ok=True)
    opens = chance.choice([0.0, 0.0, 0.5, 1.0, 3.0], count)
    windows = Windows(chance.integers(0, 4, count), opens, opens + chance.choice([0.2, 9], count))
    served = serve_after(ways.minutes, windows)
    soonest = find_soonest(network, start, points, windows)
    if soonest.outcome[0] == Outcome.REACHED:
        assert np.nanmin(served) == pytest.approx(soonest.minutes[0])
    else:
        assert not np.isfinite(served).any()


def test_journeys_begin_at_one_place():
    network = build_network(draw(street((0, 0), (20, 0))), WALKING)
    two = find_positions(network, place(np.r_[1.0, 2.0], np.r_[0.0, 0.0]))
    with pytest.raises(ReachError, match="length"):
        find_journeys(network, two, two)


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_a_stored_network_answers_as_the_one_that_was_built(seed):
    network = build_network(random_roads(seed), MOTORBIKE)
    again = from_arrays(MOTORBIKE, to_arrays(network))
    at = place(*np.random.default_rng(seed).uniform(-0.5, 3.5, (2, 9)))
    found, same = (
        find_nearest(one, find_positions(one, at), find_positions(one, at).chosen(np.arange(3)))
        for one in (network, again)
    )
    assert np.array_equal(found.minutes, same.minutes, equal_nan=True)
    assert again.report.islands == network.report.islands
    assert again.plane == network.plane


def test_who_comes_too_early_waits_and_no_longer_than_that(row):
    near = find_nearest(*row).minutes[0]
    waited = find_soonest(*row, Windows.of_waits([5.0, np.inf]))
    assert near < 5.0
    assert waited.minutes.tolist() == [5.0]
    assert find_soonest(*row, Windows.of_waits([near / 2, np.inf])).minutes[0] == near


def test_a_farther_point_that_is_open_serves_sooner_than_a_near_one_that_is_not(row):
    found = find_soonest(*row, Windows.of_waits([30.0, 0.0]))
    assert found.point.tolist() == [1]
    assert found.minutes[0] == pytest.approx(8 * find_nearest(*row).minutes[0])


def test_who_comes_after_closing_came_in_vain(row):
    network, home, points = row
    closing = Windows([1], [0.0], [5.0])
    found = find_soonest(network, home, points, closing)
    assert found.outcome.tolist() == [Outcome.NOTHING_OPEN]
    afternoon = Windows([1, 1], [0.0, 60.0], [5.0, 90.0])
    assert find_soonest(network, home, points, afternoon).minutes.tolist() == [60.0]


def test_unstaffed_points_are_left_out_and_unknown_ones_give_bounds(row):
    windows = Windows.of_waits([0.0, 0.0])
    staffed = np.array([-1, 1])
    best, worst = (
        find_soonest(*row, windows.of_points(wanted)).point[0]
        for wanted in (staffed != 0, staffed == 1)
    )
    assert (best, worst) == (0, 1)


@pytest.mark.parametrize(
    "windows",
    [([0], [-1.0], [5.0]), ([0], [9.0], [5.0]), ([0], [np.nan], [5.0]), ([0], [0.0], [])],
)
def test_windows_that_cannot_be_are_refused(windows):
    with pytest.raises(ReachError, match=r"negative|length"):
        Windows(*windows)


def test_a_window_of_no_point_is_refused(row):
    with pytest.raises(ReachError, match="no_point"):
        find_soonest(*row, Windows([2], [0.0], [5.0]))
