"""Points where several couriers went in are an entrance; a lone one is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.spine.deliveries.agreeing import (
    FEWEST,
    MOST_ENTRANCES,
    REACH_METRES,
    Seen,
    find_entrances,
)
from diaban.spine.places.distances import metres_between

HERE = (21.0285, 105.8542)
METRE = 1 / 111_195


def seen(*points: tuple[float, float]) -> list[Seen]:
    """Points that two couriers saw in turn."""
    return [Seen(*point, client=n % 2) for n, point in enumerate(points)]


NEAR = st.floats(-5 * METRE, 5 * METRE)


def test_points_that_agree_are_an_entrance_at_their_middle():
    points = [(HERE[0] + step * METRE, HERE[1]) for step in (-4, 0, 1)]
    [entrance] = find_entrances(seen(*points))
    assert (entrance.lat, entrance.lng, entrance.deliveries) == (*HERE, 3)
    assert entrance.spread_metres == 1.0


def test_fewer_or_scattered_points_tell_nothing():
    assert find_entrances(seen(*[HERE] * (FEWEST - 1))) == []
    assert (
        find_entrances(seen(*((HERE[0] + step * 40 * METRE, HERE[1]) for step in range(9)))) == []
    )


def test_an_entrance_of_two_couriers_comes_before_a_larger_one_of_one_alone():
    lonely = [Seen(HERE[0] + 60 * METRE, HERE[1], 1)] * 5
    [entrance] = find_entrances([*lonely, *seen(HERE, HERE, HERE)])
    assert (entrance.lat, entrance.deliveries) == (HERE[0], 3)


def test_two_entrances_stay_two_and_the_more_used_comes_first():
    back = (HERE[0] + 60 * METRE, HERE[1])
    found = find_entrances(seen(back, HERE, HERE, back, HERE, HERE, back))
    assert [(e.deliveries, e.lat) for e in found] == [(4, HERE[0]), (3, pytest.approx(back[0]))]


@given(st.lists(st.tuples(NEAR, NEAR), min_size=FEWEST, max_size=12), st.randoms())
def test_the_order_does_not_matter_and_the_middle_is_among_the_points(steps, shuffler):
    points = seen(*((HERE[0] + north, HERE[1] + east) for north, east in steps))
    found = find_entrances(points)
    assert 1 <= len(found) <= MOST_ENTRANCES
    assert sum(e.deliveries for e in found) <= len(points)
    assert min(metres_between((found[0].lat, found[0].lng), p[:2]) for p in points) <= REACH_METRES
    shuffler.shuffle(points)
    assert find_entrances(points)[0].deliveries == found[0].deliveries
