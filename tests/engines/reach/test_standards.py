"""The rule's figures and the real ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.reach import (
    Nearest,
    Outcome,
    ReachError,
    average_radius_km,
    count_within,
    people_per_point,
    points_for_radius,
)


def test_hanoi_passes_the_average_radius_with_119_points_anywhere():
    assert points_for_radius(3_360.0, 3.0) == 119
    assert average_radius_km(3_360.0, 109) > 3.0


@settings(deadline=None)
@given(st.floats(0.1, 1e6), st.floats(0.1, 50.0))
def test_no_fewer_points_would_pass(area, radius):
    points = points_for_radius(area, radius)
    assert average_radius_km(area, points) <= radius * (1 + 1e-12)
    if points > 1:
        assert average_radius_km(area, points - 1) > radius * (1 - 1e-12)


def test_without_points_there_is_no_average():
    assert average_radius_km(10.0, 0) is None
    assert people_per_point(10, 0) is None
    assert people_per_point(16_000, 4) == 4_000


@pytest.mark.parametrize(
    "ask",
    [
        lambda: average_radius_km(0.0, 1),
        lambda: average_radius_km(float("nan"), 1),
        lambda: average_radius_km(1.0, -1),
        lambda: people_per_point(-1, 1),
        lambda: points_for_radius(1.0, 0.0),
    ],
)
def test_areas_and_numbers_that_cannot_be_are_refused(ask):
    with pytest.raises(ReachError):
        ask()


def answers():
    """Return five homes: near, at the limit, far, with nothing open, and unknown."""
    outcome = np.array([0, 0, 0, Outcome.NOTHING_OPEN, Outcome.NO_ROUTE])
    metres = np.array([10.0, 1_000.0, 5_000.0, np.inf, np.nan])
    return Nearest(outcome, np.zeros(5, dtype=np.int64), metres, metres / 80)


def test_unknown_is_counted_apart_and_closed_is_beyond():
    one, three = count_within(
        answers(), np.array([1, 10, 100, 1_000, 10_000]), (1e3, 3e3), "metres"
    )
    assert (one.within, one.beyond, one.unknown) == (11, 1_100, 10_000)
    assert three.within == 11
    assert one.bounds == (11 / 11_111, 10_011 / 11_111)
    assert all(type(number) is int for number in one[2:])


def test_minutes_have_limits_of_their_own():
    (share,) = count_within(answers(), np.ones(5, dtype=np.int64), [15.0], "minutes")
    assert (share.within, share.beyond, share.unknown) == (2, 2, 1)


def test_of_nobody_there_is_no_share():
    (share,) = count_within(answers(), np.zeros(5, dtype=np.int64), [15.0], "minutes")
    assert share.bounds is None


@pytest.mark.parametrize("people", [[1, 1], [1, 1, 1, 1, -1]])
def test_people_who_do_not_fit_are_refused(people):
    with pytest.raises(ReachError, match=r"length|negative"):
        count_within(answers(), np.array(people), [1.0], "metres")
