"""Siting on the frozen city, beside HiGHS, CP-SAT and SCIP on the same input in the same run.

python benchmarks/siting.py [points] [seconds a peer] [peer …]      0 seconds: without peers

Peers: cp_sat, scip, highs; all of them where none is named. Processor seconds of one process; the
peers' limit is by the clock, so give them more on a busy machine. They get the merged rows, which
is less work than the pairs as they are, and no other help. CP-SAT and SCIP take part where
`ortools` and `pyscipopt` are installed. SCIP and HiGHS use one thread, CP-SAT two, whose time
counts twice.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack

from diaban.engines.reach import Budget, Demand, SiteKind, Sites, Siting, choose_sites
from diaban.engines.reach.covering import Covering, make_covering
from siting_instance import frozen_city

Answer = tuple[float, float]


def city_case() -> tuple[Demand, Sites]:
    city = frozen_city()
    shape = (len(city.candidates), len(city.places))
    ones = np.ones(len(city.reached_place))
    table = csr_array((ones, (city.reaching_candidate, city.reached_place)), shape=shape)
    return Demand(city.households.astype(float), table), Sites([SiteKind.POINT] * shape[0])


def small_case(seed: int, candidates: int = 300, places: int = 2_000) -> tuple[Demand, Sites]:
    """Return the control: small enough for HiGHS to prove the best."""
    chance = np.random.default_rng(seed)
    where, sites = chance.normal(size=(places, 2)), chance.normal(size=(candidates, 2))
    away = np.hypot(*(sites[:, None, :] - where[None, :, :]).transpose(2, 0, 1))
    households = chance.integers(1, 1000, places).astype(float)
    return Demand(households, csr_array((away <= 0.2).astype(float))), Sites(
        [SiteKind.POINT] * candidates
    )


def highs(covering: Covering, points: int, seconds: float) -> Answer:
    rows, candidates = covering.rows.shape
    result = milp(
        -np.concatenate([np.zeros(candidates), covering.weight]),
        constraints=[
            LinearConstraint(hstack([-covering.rows, eye_array(rows)], format="csr"), ub=0.0),
            LinearConstraint(np.concatenate([np.ones(candidates), np.zeros(rows)]), ub=points),
        ],
        bounds=Bounds(0.0, 1.0),
        integrality=np.concatenate([np.ones(candidates), np.zeros(rows)]),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    bound = covering.weight.sum() if result.mip_dual_bound is None else -result.mip_dual_bound
    return (0.0 if result.x is None else -result.fun), min(bound, covering.weight.sum())


def cp_sat(covering: Covering, points: int, seconds: float) -> Answer:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in covering.candidate]
    covered = [model.new_bool_var("") for _ in covering.weight]
    for row, is_covered in enumerate(covered):
        begin, end = covering.rows.indptr[row : row + 2]
        by = [taken[candidate] for candidate in covering.rows.indices[begin:end]]
        model.add_bool_or([*by, is_covered.negated()])
    model.add(sum(taken) <= points)
    weight = covering.weight.astype(int).tolist()
    model.maximize(cp_model.LinearExpr.weighted_sum(covered, weight))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 2, seconds
    solver.solve(model)
    return solver.objective_value, solver.best_objective_bound


def scip(covering: Covering, points: int, seconds: float) -> Answer:
    from pyscipopt import Model, quicksum

    model = Model()
    model.hideOutput()
    model.setParam("limits/time", seconds)
    taken = [model.addVar(vtype="B") for _ in covering.candidate]
    covered = [model.addVar(lb=0, ub=1, obj=-weight) for weight in covering.weight]
    for row, is_covered in enumerate(covered):
        begin, end = covering.rows.indptr[row : row + 2]
        model.addCons(quicksum(taken[n] for n in covering.rows.indices[begin:end]) >= is_covered)
    model.addCons(quicksum(taken) <= points)
    model.optimize()
    return -model.getPrimalbound(), min(-model.getDualbound(), covering.weight.sum())


PEERS: dict[str, Callable[..., Answer]] = {"cp_sat": cp_sat, "scip": scip, "highs": highs}


def tell(name: str, took: float, reached: float, bound: float) -> None:
    print(f"{name:12} {took:7.1f} CPU s  reached {reached:11,.0f}  bound {bound:11,.0f}  "
          f"gap {100 * (bound - reached) / bound:6.2f} %", flush=True)  # fmt: skip


def run_ours(demand: Demand, sites: Sites, points: int) -> tuple[Siting, float]:
    begun = time.process_time()
    found = choose_sites(demand, sites, Budget(sites=points))
    took = time.process_time() - begun
    tell(f"ours, {found.method}", took, found.added, found.bound)
    return found, took


def run_peer(peer: Callable[..., Answer], covering: Covering, points: int, seconds: float) -> float:
    begun = time.process_time()
    try:
        reached, bound = peer(covering, points, seconds)
    except ImportError:
        print(f"{peer.__name__}: not installed")
        return 0.0
    took = time.process_time() - begun
    tell(peer.__name__, took, reached, bound)
    return took


def main(arguments: list[str]) -> int:
    points = int(arguments[0]) if arguments else 1_000
    seconds = float(arguments[1]) if len(arguments) > 1 else 120.0
    print(f"load {os.getloadavg()[0]:.1f}")
    demand, sites = city_case()
    print(f"{demand.reached.shape[0]} candidates, {demand.reached.shape[1]} places, "
          f"{points} points")  # fmt: skip
    _, ours = run_ours(demand, sites, points)
    if seconds:
        covering = make_covering(demand, sites, Budget(sites=points))
        for peer in [PEERS[name] for name in arguments[2:] or PEERS]:
            took = run_peer(peer, covering, points, seconds)
            print(f"{'':12} {took / ours:7.1f} times our processor time")
    for seed in range(5):
        demand, sites = small_case(seed)
        print(f"control {seed}: 300 candidates, 2000 places, 40 points")
        _, ours = run_ours(demand, sites, 40)
        if seconds:
            covering = make_covering(demand, sites, Budget(sites=40))
            took = run_peer(highs, covering, 40, seconds)
            print(f"{'':12} {took / ours:7.1f} times our processor time")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
