"""Siting: what is proposed, that it keeps the budget, and that the bound is one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from tests.engines.reach.siting_cases import (
    best_of_all,
    highs_by_the_best_site,
    highs_optimum,
    keeps,
    random_case,
    reach_of,
    scattered_city,
    town_with_days,
)

from diaban.engines.reach import (
    Budget,
    Demand,
    ReachError,
    SiteKind,
    Sites,
    SitingMethod,
    choose_sites,
    share_out_days,
)
from diaban.engines.reach.bounds import Steps
from diaban.engines.reach.siting import SitingEffort
from diaban.engines.reach.swaps import Cooling

SHARES = [(1.0,), (1.0, 0.5), (1.0, 0.25, 0.75), (1.0, 0.2, 0.4, 0.6)]
SEARCH = SitingEffort(Steps(), Cooling(sweeps=30), is_exact_tried=False)


def sites_of(found):
    return [one.site for one in found.proposals]


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 10**6), st.sampled_from(SHARES), st.booleans())
def test_the_bound_is_no_less_than_the_best_and_the_answer_no_more(seed, shares, searched):
    demand, sites, budget = random_case(seed, shares)
    found = choose_sites(demand, sites, budget, SEARCH if searched else None)
    best = best_of_all(demand, sites, budget)
    assert found.added <= best + 1e-6 <= found.bound + 2e-6
    assert keeps(sites_of(found), sites, budget)
    assert len(set(sites_of(found))) == len(found.proposals)
    if found.method is SitingMethod.EXACT:
        assert found.added == pytest.approx(best, abs=0.02)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from(SHARES))
def test_what_is_told_is_what_the_sites_reach(seed, shares):
    demand, sites, budget = random_case(seed, shares)
    found = choose_sites(demand, sites, budget, SEARCH)
    assert found.already == pytest.approx(reach_of([], demand, sites))
    so_far, before = found.already, np.inf
    for number, one in enumerate(found.proposals):
        after = reach_of(sites_of(found)[: number + 1], demand, sites)
        assert one.adds == pytest.approx(after - so_far)
        assert one.adds <= min(before, one.at_most) + 1e-6
        assert one.kind == sites.kinds[one.site]
        so_far, before = after, one.adds
    assert found.already + found.added == pytest.approx(so_far)
    assert 0.0 <= found.gap <= 1.0


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6))
def test_no_other_site_within_the_budget_adds_more_than_is_told_at_each_place(seed):
    demand, sites, budget = random_case(seed)
    found = choose_sites(demand, sites, budget)
    for number, one in enumerate(found.proposals):
        before = sites_of(found)[:number]
        others = [site for site in range(len(sites.kinds)) if keeps([*before, site], sites, budget)]
        most = max(
            reach_of([*before, site], demand, sites) - reach_of(before, demand, sites)
            for site in others
        )
        assert one.at_most == pytest.approx(most)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6))
def test_one_more_point_never_reaches_fewer(seed):
    demand, sites, _ = random_case(seed)
    reached = [choose_sites(demand, sites, Budget(sites=count, vans=1)) for count in range(6)]
    added = [one.added for one in reached]
    assert added == sorted(added)


@pytest.mark.parametrize("seed", range(20))
def test_as_many_as_highs_proves_to_be_the_most(seed):
    """Twenty random cities, up to 300 candidates and 2,000 places."""
    candidates, places, radius, count = [
        (300, 2000, 0.2, 40), (200, 1200, 0.2, 15), (120, 600, 0.3, 10), (60, 300, 0.4, 6),
    ][seed % 4]  # fmt: skip
    demand, sites = scattered_city(seed, candidates, places, radius)
    found = choose_sites(demand, sites, Budget(sites=count))
    assert found.added == highs_optimum(demand, count)
    assert found.bound == found.added


@pytest.mark.parametrize("seed", range(12))
def test_days_that_are_worth_a_part_come_to_what_highs_proves_by_another_model(seed):
    demand, sites, budget = town_with_days(seed)
    found = choose_sites(demand, sites, budget)
    best = highs_by_the_best_site(demand, sites, budget)
    assert found.added == pytest.approx(best, abs=0.02)
    assert best <= found.bound + 1e-6 <= best + 0.03


@pytest.mark.parametrize("seed", range(3))
def test_the_search_alone_is_near_the_best_of_a_middling_city(seed):
    demand, sites = scattered_city(seed, 300, 2000, 0.2)
    searched = choose_sites(demand, sites, Budget(sites=40), SitingEffort(is_exact_tried=False))
    assert searched.method is SitingMethod.SEARCH
    assert searched.gap <= 0.01


def test_the_same_input_gives_the_same_answer():
    demand, sites = scattered_city(5, 200, 1000, 0.2)
    budget = Budget(sites=20)
    assert choose_sites(demand, sites, budget, SEARCH) == choose_sites(
        demand, sites, budget, SEARCH
    )


def test_existing_points_stay_and_their_households_are_not_counted_again():
    reached = csr_array(np.array([[1.0, 1, 0], [1, 1, 0], [0, 1, 1]]))
    sites = Sites([SiteKind.EXISTING, SiteKind.POINT, SiteKind.POINT])
    found = choose_sites(Demand(np.array([10.0, 20, 3]), reached), sites, Budget(sites=2))
    assert found.already == 30.0
    # the second reaches nobody new, and is not proposed
    assert [(one.site, one.adds) for one in found.proposals] == [(2, 3.0)]


def test_a_mobile_day_that_is_worth_half_counts_half_until_a_point_is_there():
    reached = csr_array(np.array([[0.5, 0.5], [1.0, 0.0]]))
    sites = Sites([SiteKind.MOBILE_DAY, SiteKind.POINT])
    demand = Demand(np.array([100.0, 60.0]), reached)
    assert choose_sites(demand, sites, Budget(sites=0, vans=1)).added == 80.0
    both = choose_sites(demand, sites, Budget(sites=1, vans=1))
    assert [(one.site, one.adds) for one in both.proposals] == [(1, 100.0), (0, 30.0)]


def test_a_van_serves_five_places_and_its_days_are_shared_out():
    sites = Sites([SiteKind.MOBILE_DAY] * 12)
    demand = Demand(np.arange(1.0, 13.0), csr_array(np.eye(12)))
    one, two = (choose_sites(demand, sites, Budget(vans=vans)) for vans in (1, 2))
    assert sites_of(one) == [11, 10, 9, 8, 7]
    assert len(two.proposals) == 10
    assert share_out_days(two)[11] == (0, 0)
    assert share_out_days(two)[6] == (1, 0)
    assert sorted(share_out_days(two).values()) == [
        (van, day) for van in (0, 1) for day in range(5)
    ]


def test_no_van_no_mobile_day():
    demand = Demand(np.array([5.0]), csr_array(np.array([[1.0]])))
    assert choose_sites(demand, Sites([SiteKind.MOBILE_DAY]), Budget(sites=3)).proposals == ()


def test_money_buys_what_reaches_most_for_it():
    """Two cheap rooms beside a dear point that alone reaches more than either."""
    reached = csr_array(np.array([[1.0, 1, 0], [0, 1, 0], [0, 0, 1]]))
    sites = Sites([SiteKind.POINT, SiteKind.ROOM, SiteKind.ROOM], np.array([9.0, 5.0, 5.0]))
    demand = Demand(np.array([1.0, 50.0, 40.0]), reached)
    assert sites_of(choose_sites(demand, sites, Budget(money=10.0))) == [1, 2]
    assert sites_of(choose_sites(demand, sites, Budget(money=9.0))) == [0]
    assert choose_sites(demand, sites, Budget(money=4.0)).bound == 0.0


@pytest.mark.parametrize(("count", "places"), [(0, 0), (0, 3), (3, 0), (3, 3)])
def test_nothing_to_choose_or_nobody_to_reach(count, places):
    demand = Demand(np.ones(places), csr_array((count, places)))
    found = choose_sites(demand, Sites([SiteKind.POINT] * count), Budget(sites=2))
    assert (found.proposals, found.added, found.bound, found.gap) == ((), 0.0, 0.0, 0.0)


def test_without_a_limit_all_that_reach_somebody_are_proposed():
    demand, sites = scattered_city(1, 30, 100, 0.3)
    found = choose_sites(demand, sites, Budget())
    assert found.added == found.bound == reach_of(range(30), demand, sites)


@pytest.mark.parametrize(
    ("households", "table", "reason"),
    [
        ([1.0, 2.0], [[1.0]], "length"),
        ([-1.0], [[1.0]], "negative"),
        ([np.nan], [[1.0]], "negative"),
        ([1.0], [[1.5]], "share"),
        ([1.0], [[np.nan]], "share"),
    ],
)
def test_demand_that_cannot_be(households, table, reason):
    with pytest.raises(ReachError) as refused:
        Demand(np.array(households), csr_array(np.array(table)))
    assert refused.value.reason == reason


def test_sites_and_budgets_that_cannot_be():
    demand = Demand(np.ones(1), csr_array(np.ones((1, 1))))
    for make, reason in [
        (lambda: Sites([SiteKind.POINT], np.ones(2)), "length"),
        (lambda: Sites([SiteKind.POINT], np.array([-1.0])), "negative"),
        (lambda: Budget(sites=-1), "negative"),
        (lambda: Budget(money=float("nan")), "negative"),
        (lambda: choose_sites(demand, Sites([SiteKind.POINT] * 2), Budget(sites=1)), "length"),
        (lambda: choose_sites(demand, Sites([SiteKind.POINT]), Budget(money=1.0)), "no_cost"),
    ]:
        with pytest.raises(ReachError) as refused:
            make()
        assert refused.value.reason == reason


def test_a_share_that_cannot_be_names_its_site():
    table = csr_array(np.array([[1.0, 1.0], [0.0, 0.0], [0.0, 7.0]]))
    with pytest.raises(ReachError) as refused:
        Demand(np.ones(2), table)
    assert refused.value.details == {"field": "reached", "row": 2, "share": 7.0}
