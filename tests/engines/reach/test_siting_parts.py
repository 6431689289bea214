"""The parts of siting: merging loses nothing, prices prove, swaps better a choice or leave it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from tests.engines.reach.siting_cases import (
    best_of_all,
    keeps,
    random_case,
    reach_of,
    scattered_city,
)

from diaban.engines.reach import Budget, Demand, SiteKind, Sites
from diaban.engines.reach.bounds import Bound, Steps, bound_reach
from diaban.engines.reach.covering import _are_alike, make_covering
from diaban.engines.reach.exact import solve_exactly
from diaban.engines.reach.gains import Gains, choose_greedily
from diaban.engines.reach.swaps import Cooling, improve

SEEDS = st.integers(0, 10**6)
SHARES = st.sampled_from([(1.0,), (1.0, 0.5), (1.0, 0.25, 0.75)])


def weigh(covering, chosen):
    gains = Gains(covering)
    return sum(gains.take(int(one)) for one in chosen)


@settings(deadline=None, max_examples=60)
@given(SEEDS, SHARES)
def test_levels_and_merging_keep_what_every_choice_reaches(seed, shares):
    demand, sites, budget = random_case(seed, shares)
    covering = make_covering(demand, sites, budget)
    chance = np.random.default_rng(seed)
    assert len({tuple(row.nonzero()[0]) for row in covering.rows.toarray()}) == len(covering.weight)
    assert set(covering.rows.data) <= {1.0}
    for _ in range(5):
        some = np.flatnonzero(chance.random(len(covering.candidate)) < 0.5)
        told = covering.already + weigh(covering, some)
        assert told == pytest.approx(reach_of(covering.candidate[some], demand, sites))


def test_a_pair_that_is_stored_twice_is_one_pair():
    twice = csr_array((np.ones(2), (np.zeros(2, int), np.zeros(2, int))), shape=(1, 1))
    twice.indptr, twice.indices, twice.data = np.array([0, 2]), np.zeros(2, int), np.ones(2)
    covering = make_covering(Demand(np.array([3.0]), twice), Sites([SiteKind.ROOM]), Budget(1))
    assert covering.rows.toarray().tolist() == [[1.0]]


def test_rows_of_other_columns_are_never_taken_for_alike():
    table = csr_array(np.array([[1.0, 1, 0], [1, 0, 1], [1, 0, 0]]))
    assert _are_alike(table, np.array([0, 1, 2]))
    assert not _are_alike(table, np.array([0, 0, 2]))
    assert not _are_alike(table, np.array([0, 1, 1]))


@settings(deadline=None, max_examples=60)
@given(SEEDS, SHARES, st.sampled_from([0, 1, 20, 400]))
def test_after_however_few_steps_the_bound_is_one(seed, shares, steps):
    demand, sites, budget = random_case(seed, shares)
    bound = bound_reach(make_covering(demand, sites, budget), Steps(steps))
    assert bound.reach >= best_of_all(demand, sites, budget) - 1e-9
    assert np.all(bound.rent >= 0)


def test_more_steps_prove_a_much_smaller_bound():
    demand, sites = scattered_city(3, 200, 1500, 0.2)
    covering = make_covering(demand, sites, Budget(sites=20))
    few, many = (bound_reach(covering, Steps(count)).reach for count in (0, 400))
    best = weigh(covering, choose_greedily(covering, np.ones(1)))
    assert best <= many <= best + 0.2 * (few - best)


@settings(deadline=None, max_examples=60)
@given(SEEDS, SHARES)
def test_swaps_keep_the_budget_and_reach_no_fewer(seed, shares):
    demand, sites, budget = random_case(seed, shares)
    covering = make_covering(demand, sites, budget)
    bound = bound_reach(covering, Steps(20))
    start = choose_greedily(covering, bound.rent)
    better = improve(covering, start, bound, Cooling(sweeps=10))
    assert keeps(covering.candidate[start], sites, budget)
    assert keeps(covering.candidate[better], sites, budget)
    assert weigh(covering, better) >= weigh(covering, start) - 1e-9


def test_with_costs_the_search_keeps_its_money_and_betters_the_greedy_choice():
    demand, sites = scattered_city(10, 300, 2000, 0.25)
    cost = np.random.default_rng(10).integers(1, 9, 300).astype(float)
    sites, budget = Sites(sites.kinds, cost), Budget(money=91.0)
    covering = make_covering(demand, sites, budget)
    bound = bound_reach(covering)
    start = choose_greedily(covering, bound.rent)
    better = improve(covering, start, bound)
    assert cost[covering.candidate[better]].sum() <= 91.0
    assert weigh(covering, start) < weigh(covering, better) <= bound.reach
    assert weigh(covering, better) >= 0.99 * bound.reach


def test_points_and_mobile_days_have_each_their_own_limit():
    demand, sites = scattered_city(9, 150, 900, 0.2)
    kinds = [SiteKind.MOBILE_DAY if site % 3 else SiteKind.POINT for site in range(150)]
    budget = Budget(sites=5, vans=2)
    sites = Sites(kinds)
    covering = make_covering(demand, sites, budget)
    bound = bound_reach(covering)
    better = improve(covering, choose_greedily(covering, bound.rent), bound)
    assert keeps(covering.candidate[better], sites, budget)
    assert len(better) == 15
    assert weigh(covering, better) >= 0.98 * bound.reach


def test_where_the_bound_is_met_nothing_is_left_to_solve(monkeypatch):
    reached = csr_array(np.array([[1.0, 1, 0], [0, 1, 1]]))
    demand, sites = Demand(np.array([1.0, 2, 4]), reached), Sites([SiteKind.POINT] * 2)
    covering = make_covering(demand, sites, Budget(sites=1))
    monkeypatch.delattr("diaban.engines.reach.exact.milp")
    exact = solve_exactly(covering, np.array([1]), bound_reach(covering))
    assert (exact.chosen.tolist(), exact.bound) == ([1], 6.0)


def test_where_all_that_a_better_choice_needs_is_too_much_there_is_none_better():
    reached = csr_array(np.array([[1.0, 1, 0], [0, 1, 1]]))
    demand, sites = Demand(np.array([1.0, 2, 4]), reached), Sites([SiteKind.POINT] * 2)
    covering = make_covering(demand, sites, Budget(sites=1))
    # seven would take both, and one is paid for
    bound = Bound(7.0, 7.5, np.array([1.0, 1.0]), np.zeros(1))
    assert solve_exactly(covering, np.array([1]), bound).bound == 6.0


def test_what_is_too_large_is_not_begun(monkeypatch):
    demand, sites = scattered_city(1, 60, 300, 0.4)
    covering = make_covering(demand, sites, Budget(sites=6))
    bound = bound_reach(covering, Steps(0))
    monkeypatch.setattr("diaban.engines.reach.exact.LARGEST_ROWS", 1)
    assert solve_exactly(covering, np.zeros(0, dtype=np.int64), bound) is None


@settings(deadline=None, max_examples=40)
@given(SEEDS, SHARES)
def test_from_a_poor_choice_and_loose_prices_the_exact_one_is_the_best(seed, shares):
    demand, sites, budget = random_case(seed, shares)
    covering = make_covering(demand, sites, budget)
    bound = bound_reach(covering, Steps(0))
    exact = solve_exactly(covering, np.zeros(0, dtype=np.int64), bound)
    best = best_of_all(demand, sites, budget)
    assert weigh(covering, exact.chosen) == pytest.approx(best, abs=0.02)
    assert best - 1e-9 <= exact.bound <= best + 0.02
    assert keeps(covering.candidate[exact.chosen], sites, budget)
