"""The frozen city of the measured goal: a thousand of 5,000 points for 2.2 million households."""

import numpy as np
import pytest
from benchmarks.siting_instance import frozen_city
from scipy.sparse import csr_array

from diaban.engines.reach import Budget, Demand, SiteKind, Sites, choose_sites


@pytest.mark.soak
def test_a_thousand_points_are_within_one_in_a_hundred_of_the_proven_most():
    city = frozen_city()
    shape = (len(city.candidates), len(city.places))
    ones = np.ones(len(city.reached_place))
    table = csr_array((ones, (city.reaching_candidate, city.reached_place)), shape=shape)
    demand = Demand(city.households.astype(float), table)
    found = choose_sites(demand, Sites([SiteKind.POINT] * shape[0]), Budget(sites=1_000))
    chosen = [one.site for one in found.proposals]
    assert len(chosen) <= 1_000
    reached = np.isin(city.reaching_candidate, chosen)
    assert found.added == city.households[np.unique(city.reached_place[reached])].sum()
    assert found.added >= 0.99 * found.bound
