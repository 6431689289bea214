"""The rule's average radius."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.reach import (
    ReachError,
    average_radius_km,
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


@pytest.mark.parametrize(
    "ask",
    [
        lambda: average_radius_km(0.0, 1),
        lambda: average_radius_km(float("nan"), 1),
        lambda: average_radius_km(1.0, -1),
        lambda: points_for_radius(1.0, 0.0),
    ],
)
def test_areas_and_numbers_that_cannot_be_are_refused(ask):
    with pytest.raises(ReachError):
        ask()
