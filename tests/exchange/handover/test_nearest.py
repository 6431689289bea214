"""Points of two lists that are each other's nearest."""

from hypothesis import given
from hypothesis import strategies as st

from diaban.exchange.handover.nearest import nearest_pairs

near = st.integers(-5_000, 5_000)
points = st.lists(st.tuples(near, near), max_size=12)


@given(points, points)
def test_each_point_is_in_one_pair_and_no_third_is_nearer(ones, others):
    pairs = nearest_pairs(ones, others, 15.0)
    for side in zip(*pairs, strict=True):
        assert len(set(side)) == len(side)
    for one, other in pairs:
        apart = _square(ones[one], others[other])
        assert all(apart <= _square(ones[one], third) + 1e-6 for third in others)
        assert all(apart <= _square(third, others[other]) + 1e-6 for third in ones)
        assert apart * 0.0111195**2 <= 15.0**2 + 1e-6


def _square(one, other) -> float:
    # at the equator a step east is as long as one north, to a part in a million
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
