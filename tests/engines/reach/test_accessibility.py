"""What falls to each home when all share the points near them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from diaban.engines.reach import LUO_QI_2009, ReachError, Zones, measure_access


def tables(seed: int):
    """Return a table of travel minutes with gaps, people and supply."""
    chance = np.random.default_rng(seed)
    points, homes = (int(n) for n in chance.integers(1, 12, 2))
    minutes = chance.uniform(0.1, 40.0, (points, homes))
    minutes[chance.random((points, homes)) < 0.5] = 0.0
    return csr_array(minutes), chance.integers(0, 9, homes) * 1.0, chance.uniform(0, 5, points)


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_it_follows_the_two_steps_written_out(seed):
    table, people, supply = tables(seed)
    minutes = np.where(table.toarray() == 0.0, np.inf, table.toarray())
    weight = np.select(
        [minutes <= 10, minutes <= 20, minutes <= 30], LUO_QI_2009.weights, default=0.0
    )
    expected = np.zeros(table.shape[1])
    for point in range(table.shape[0]):
        demand = sum(weight[point, home] * people[home] for home in range(table.shape[1]))
        if demand:
            expected += weight[point] * supply[point] / demand
    assert measure_access(table, people, supply, LUO_QI_2009).per_home == pytest.approx(expected)


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_all_supply_that_anybody_reaches_is_given_out_and_no_more(seed):
    table, people, supply = tables(seed)
    measured = measure_access(table, people, supply, LUO_QI_2009)
    is_reached = ~np.isnan(measured.per_point)
    assert measured.per_home @ people == pytest.approx(supply[is_reached].sum())


@settings(deadline=None)
@given(st.integers(0, 10**6), st.floats(0.1, 10.0))
def test_twice_the_supply_is_twice_the_access_and_twice_the_people_half_of_it(seed, factor):
    table, people, supply = tables(seed)
    once = measure_access(table, people, supply, LUO_QI_2009).per_home
    assert measure_access(table, people, supply * factor, LUO_QI_2009).per_home == pytest.approx(
        once * factor
    )
    assert measure_access(table, people * factor, supply, LUO_QI_2009).per_home == pytest.approx(
        once / factor
    )


def test_a_door_at_the_point_itself_is_in_the_first_zone():
    table = csr_array((np.array([0.0]), np.array([0]), np.array([0, 1])), shape=(1, 2))
    measured = measure_access(table, np.array([4.0, 1.0]), np.array([2.0]), LUO_QI_2009)
    assert measured.per_home.tolist() == [0.5, 0.0]


@pytest.mark.parametrize(
    ("people", "supply"), [([1.0], [1.0]), ([1.0, -1.0], [1.0]), ([1.0, np.nan], [1.0]),
                           ([1.0, 1.0], [-1.0]), ([1.0, 1.0], [])]
)  # fmt: skip
def test_people_and_supply_that_do_not_fit_are_refused(people, supply):
    with pytest.raises(ReachError, match=r"length|negative"):
        measure_access(csr_array((1, 2)), np.array(people), np.array(supply), LUO_QI_2009)


@pytest.mark.parametrize(
    "zones", [((), ()), ((2.0, 1.0), (1.0, 1.0)), ((1.0,), (-1.0,)), ((1.0,), (1.0, 0.5)),
              ((0.0,), (1.0,))]
)  # fmt: skip
def test_zones_that_cannot_be_are_refused(zones):
    with pytest.raises(ReachError, match=r"limit|negative|length"):
        Zones(*zones)
