"""Small cases of siting, and answers to them that are worked out without the engine."""

from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack

from diaban.engines.reach import Budget, Demand, SiteKind, Sites

KINDS = [SiteKind.POINT, SiteKind.ROOM, SiteKind.MOBILE_DAY]


def random_case(seed, shares=(1.0,)):
    """Return a demand, sites of all kinds with costs, and a budget, small enough to try all."""
    chance = np.random.default_rng(seed)
    places, count = int(chance.integers(1, 14)), int(chance.integers(1, 9))
    reached = np.where(
        chance.random((count, places)) < chance.uniform(0.1, 0.6),
        chance.choice(shares, (count, places)),
        0.0,
    )
    if count > 2 and chance.random() < 0.5:
        reached[1] = reached[0]
    kinds = [SiteKind.EXISTING if chance.random() < 0.2 else chance.choice(KINDS)
             for _ in range(count)]  # fmt: skip
    kinds = [SiteKind(kind) for kind in kinds]
    cost = chance.integers(0, 6, count).astype(float)
    budget = Budget(
        sites=None if chance.random() < 0.2 else int(chance.integers(0, 4)),
        vans=None if chance.random() < 0.2 else int(chance.integers(0, 2)),
        money=None if chance.random() < 0.5 else float(chance.integers(0, 12)),
    )
    households = chance.integers(0, 50, places).astype(float)
    return Demand(households, csr_array(reached)), Sites(kinds, cost), budget


def keeps(chosen, sites, budget):
    """Say whether a choice keeps a budget, read from its words and not from the engine's rows."""
    kinds = [sites.kinds[site] for site in chosen]
    points = sum(kind in (SiteKind.POINT, SiteKind.ROOM) for kind in kinds)
    days = sum(kind == SiteKind.MOBILE_DAY for kind in kinds)
    money = sum(sites.cost[site] for site in chosen) if sites.cost is not None else 0.0
    return (
        SiteKind.EXISTING not in kinds
        and (budget.sites is None or points <= budget.sites)
        and (budget.vans is None or days <= 5 * budget.vans)
        and (budget.money is None or money <= budget.money)
    )


def reach_of(chosen, demand, sites):
    """Return the households that a choice and the existing sites reach."""
    there = [site for site, kind in enumerate(sites.kinds) if kind == SiteKind.EXISTING]
    table = demand.reached.toarray()[[*there, *chosen]]
    return float(demand.households @ table.max(axis=0, initial=0.0))


def best_of_all(demand, sites, budget):
    """Return the most that any choice adds, by trying every one."""
    base = reach_of([], demand, sites)
    every = range(len(sites.kinds))
    return max(
        reach_of(chosen, demand, sites) - base
        for size in range(len(sites.kinds) + 1)
        for chosen in combinations(every, size)
        if keeps(chosen, sites, budget)
    )


def scattered_city(seed, candidates, places, radius):
    """Return a demand of whole households on a plane, and as many candidates that are points."""
    chance = np.random.default_rng(seed)
    where, sites = chance.normal(size=(places, 2)), chance.normal(size=(candidates, 2))
    away = np.hypot(*(sites[:, None, :] - where[None, :, :]).transpose(2, 0, 1))
    households = chance.integers(1, 1000, places).astype(float)
    demand = Demand(households, csr_array((away <= radius).astype(float)))
    return demand, Sites([SiteKind.POINT] * candidates)


def town_with_days(seed):
    """Return a town with points, rooms of one to three days and van stands, and a budget."""
    chance = np.random.default_rng(seed)
    where, at = chance.normal(size=(120, 2)), chance.normal(size=(36, 2))
    near = np.hypot(*(at[:, None, :] - where[None, :, :]).transpose(2, 0, 1)) <= 0.5
    kinds = [SiteKind.POINT] * 12 + [SiteKind.ROOM] * 12 + [SiteKind.MOBILE_DAY] * 12
    worth = np.concatenate((np.ones(12), chance.choice([0.2, 0.4, 0.6], 12), np.full(12, 0.2)))
    households = chance.integers(1, 100, 120).astype(float)
    demand = Demand(households, csr_array(near * worth[:, None]))
    return demand, Sites(kinds), Budget(sites=int(chance.integers(1, 6)), vans=1)


def highs_by_the_best_site(demand, sites, budget):
    """Return HiGHS's optimum of another model: each household is given to one site of the chosen.

    It has whatever that one gives, so that nothing can be added up.
    """
    table = demand.reached.tocoo()
    pairs, count = len(table.data), len(sites.kinds)
    gain = np.concatenate([np.zeros(count), table.data * demand.households[table.col]])
    given = csr_array((np.ones(pairs), (table.col, np.arange(pairs))))
    no_site = csr_array((given.shape[0], count))
    chosen = csr_array((np.ones(pairs), (np.arange(pairs), table.row)), shape=(pairs, count))
    is_stand = np.array([kind == SiteKind.MOBILE_DAY for kind in sites.kinds], dtype=float)
    uses = np.zeros((2, count + pairs))
    uses[0, :count], uses[1, :count] = 1 - is_stand, is_stand
    result = milp(
        -gain,
        constraints=[
            LinearConstraint(hstack([no_site, given], format="csr"), ub=1.0),
            LinearConstraint(hstack([-chosen, eye_array(pairs)], format="csr"), ub=0.0),
            LinearConstraint(uses, ub=[budget.sites, 5 * budget.vans]),
        ],
        bounds=Bounds(0.0, 1.0),
        integrality=np.concatenate([np.ones(count), np.zeros(pairs)]),
        options={"mip_rel_gap": 0.0},
    )
    assert result.status == 0
    return -result.fun


def highs_optimum(demand, count):
    """Return what HiGHS proves to be the most for so many points, from the plain model."""
    table = demand.reached.T.tocsr()
    places, candidates = table.shape
    result = milp(
        -np.concatenate([np.zeros(candidates), demand.households]),
        constraints=[
            LinearConstraint(hstack([-table, eye_array(places)], format="csr"), ub=0.0),
            LinearConstraint(np.concatenate([np.ones(candidates), np.zeros(places)]), ub=count),
        ],
        bounds=Bounds(0.0, 1.0),
        integrality=np.concatenate([np.ones(candidates), np.zeros(places)]),
        options={"mip_rel_gap": 0.0},
    )
    assert result.status == 0
    return round(-result.fun)
