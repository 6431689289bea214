"""A single point read from the grid has the unit that the whole locator gives it."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.places import Locator
from diaban.engines.places.sure_points import SurePoints


@pytest.fixture(scope="module")
def points() -> SurePoints:
    """Five slanting strips with a gap between the third and the fourth."""
    cuts = [105.0, 105.21, 105.4, 105.43, 105.71, 106.0]
    strips = [
        shapely.Polygon([(w, 20), (e, 20), (e + 0.1, 21), (w + 0.1, 21)])
        for w, e in pairwise(cuts)
        if w != 105.4
    ]
    return SurePoints(Locator.build(strips, [str(n) for n in range(len(strips))], cells=(32, 8)))


@given(lat=st.floats(19.9, 21.1), lng=st.floats(104.9, 106.2))
def test_what_the_grid_decides_the_locator_decides_alike(
    points: SurePoints, lat: float, lng: float
) -> None:
    found = points.unit_at(lat, lng)
    assert found is None or found == points.locator.locate([lat], [lng])[0]


def test_the_grid_alone_decides_most_of_the_ground(points: SurePoints) -> None:
    rng = np.random.default_rng(5)
    lat, lng = rng.uniform(20, 21, 2_000), rng.uniform(105, 106, 2_000)
    inside = points.locator.locate(lat, lng) >= 0
    decided = [points.unit_at(*one) is not None for one in zip(lat, lng, strict=True)]
    assert np.mean(np.array(decided)[inside]) > 0.9


@pytest.mark.parametrize(
    ("lat", "lng"), [(0.0, 0.0), (-90.0, -180.0), (90.0, 180.0), (20.5, 107.0)]
)
def test_far_away_no_unit_is_found(points: SurePoints, lat: float, lng: float) -> None:
    assert points.unit_at(lat, lng) is None
