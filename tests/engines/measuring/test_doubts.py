"""Sightings that do not fit together are raised; those of an honest day are not."""

from math import cos, radians

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.measuring import DoubtKind, DoubtLimits, Sighting, find_doubts

HOME = (21.03, 105.85)


def north(metres: float) -> tuple[float, float]:
    return HOME[0] + metres / 111_195.0, HOME[1]


def walk(doors: int, seconds: float = 90.0, metres: float = 12.0, who: str = "an"):
    return [
        Sighting(n, who, f"door {n}", n * seconds, north(n * metres), 6.0, f"picture {n}")
        for n in range(doors)
    ]


def kinds(sightings) -> list[DoubtKind]:
    return [doubt.kind for doubt in find_doubts(sightings)]


def test_an_honest_day_raises_nothing():
    assert kinds(walk(200)) == []


def test_one_picture_at_two_doors_is_raised_whoever_sent_it():
    first, second = walk(1)[0], walk(1, who="ba")[0]
    again = Sighting(9, "ba", "door 9", 400.0, north(100), 5.0, first.picture)
    assert [(d.kind, d.keys) for d in find_doubts([first, again])] == [
        (DoubtKind.SAME_PICTURE, (0, 9))
    ]
    assert kinds([first, second]) == []  # the same door, seen by two


def test_a_flat_house_shares_its_point_and_a_street_does_not():
    three = [Sighting(n, "an", f"flat {n}", n * 100.0, HOME) for n in range(3)]
    five = [Sighting(n, "an", f"door {n}", n * 100.0, HOME) for n in range(5)]
    assert kinds(three) == []
    assert kinds(five) == [DoubtKind.SAME_POINT]


def test_who_is_elsewhere_too_soon_is_raised_with_the_speed():
    (doubt,) = find_doubts(
        [Sighting(1, "an", "a", 0.0, north(0)), Sighting(2, "an", "b", 60.0, north(3_000))]
    )
    assert doubt.kind == DoubtKind.TOO_FAST
    assert doubt.value == pytest.approx(180.0, rel=1e-3)


def test_two_people_may_be_in_two_places_at_once():
    assert kinds([*walk(3), *(Sighting(9, "ba", "z", 30.0, north(9_000)),)]) == []


def test_a_fix_that_jumps_by_its_own_accuracy_went_nowhere():
    jumped = Sighting(2, "an", "b", 20.0, north(900), 800.0)
    assert kinds([Sighting(1, "an", "a", 0.0, north(0), 50.0), jumped]) == []


def test_doors_noted_in_a_batch_are_raised_once():
    batch = [Sighting(n, "an", f"door {n}", 1_000.0 + n, north(n)) for n in range(30)]
    (doubt,) = find_doubts([*walk(5), *batch])
    assert doubt.kind == DoubtKind.AT_ONCE
    assert doubt.value >= DoubtLimits().objects
    assert set(doubt.keys) <= {one.key for one in batch}


@given(st.integers(0, 2**32 - 1))
def test_the_order_in_which_sightings_arrive_changes_nothing(seed):
    chance = np.random.default_rng(seed)
    some = [
        Sighting(n, f"person {chance.integers(3)}", f"door {chance.integers(20)}",
                 float(chance.integers(0, 600)), north(float(chance.integers(0, 4_000))),
                 0.0, f"p{chance.integers(30)}")
        for n in range(40)
    ]  # fmt: skip
    mixed = [some[n] for n in chance.permutation(40)]
    assert find_doubts(mixed) == find_doubts(some)


@given(st.integers(0, 2**32 - 1))
def test_speeds_are_those_of_the_great_circle(seed):
    """Beside the haversine, within a part in a thousand over a city."""
    chance = np.random.default_rng(seed)
    first, second = (tuple(chance.uniform([20.6, 105.3], [21.4, 106.0])) for _ in range(2))
    lat, other = radians(first[0]), radians(second[0])
    half = (1 - cos(other - lat)) / 2 + cos(lat) * cos(other) * (
        1 - cos(radians(second[1] - first[1]))
    ) / 2
    metres = 2 * 6_371_008.8 * np.arcsin(np.sqrt(half))
    found = find_doubts([Sighting(1, "an", "a", 0.0, first), Sighting(2, "an", "b", 1.0, second)])
    if metres > 400:
        assert found[0].value == pytest.approx(3.6 * metres, rel=0.006)
