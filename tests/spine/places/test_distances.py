"""Metres between two places: a plane over the city errs by less than a fix does."""

from math import asin, cos, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.spine.places.distances import metres_between

EARTH_METRES = 6_371_000.0
LAT, LNG = st.floats(20.5, 21.4), st.floats(105.2, 106.1)


def on_a_sphere(one: tuple[float, float], other: tuple[float, float]) -> float:
    north, south = radians(one[0]), radians(other[0])
    half_lat, half_lng = (south - north) / 2, radians(other[1] - one[1]) / 2
    chord = sin(half_lat) ** 2 + cos(north) * cos(south) * sin(half_lng) ** 2
    return 2 * EARTH_METRES * asin(sqrt(chord))


@given(LAT, LNG, LAT, LNG)
def test_within_the_city_the_plane_errs_by_less_than_one_in_five_thousand(a, b, c, d):
    metres = metres_between((a, b), (c, d))
    assert metres == pytest.approx(on_a_sphere((a, b), (c, d)), rel=2e-4, abs=0.01)
    assert metres == pytest.approx(metres_between((c, d), (a, b)))
