"""Names moved apart, each beside what it names."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.tiles import spread_labels

PLACES = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=1, max_size=12, unique=True
)


@given(PLACES, st.integers(10, 80))
def test_a_moved_name_stays_nearest_to_its_own_spot(places, width) -> None:
    spots = np.array(places, dtype=np.float64)
    placed = spread_labels(spots, np.full((len(spots), 2), (width, 12.0)))
    distances = np.hypot(*(placed[:, None] - spots[None]).T).T
    assert (distances.diagonal() <= distances.min(axis=1)).all()


@given(PLACES)
def test_two_names_that_were_moved_do_not_cover_one_another(places) -> None:
    spots = np.array(places, dtype=np.float64)
    size = np.array([30.0, 12.0])
    placed = spread_labels(spots, np.tile(size, (len(spots), 1)))
    moved = placed[(placed != spots).any(axis=1)]
    gaps = np.abs(moved[:, None] - moved[None])
    covers = (gaps < size).all(axis=2)
    assert covers.sum() == len(moved)


def test_names_far_apart_stay_where_they_are() -> None:
    spots = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 100.0]])
    assert (spread_labels(spots, np.full((3, 2), (40.0, 12.0))) == spots).all()
