"""The enhanced two-step floating catchment: Diaban beside PySAL `access`, same table, one run.

    PYTHONPATH=src:. PYTHON benchmarks/reach_accessibility.py

PYTHON needs `access`. 50,000 homes and 600 points of the synthetic city, minutes by motorbike on
its streets; zones of 5, 10 and 15 minutes. Processor time, medians of three rounds.
"""

import statistics
import time

import numpy as np
from benchmarks.reach_city import chosen_places, make_city

from diaban.engines.reach import Within, Zones, find_catchments, find_positions, measure_access

HOMES, ROUNDS = 50_000, 3
ZONES = Zones((5.0, 10.0, 15.0), (1.0, 0.68, 0.22))


def timed(label, work):
    times, answer = [], None
    for _ in range(ROUNDS):
        began = time.process_time()
        answer = work()
        times.append(time.process_time() - began)
    median = statistics.median(times)
    print(f"{label:58}{median:9.3f} s", flush=True)
    return median, answer


def table_of(homes: int):
    """Return minutes from homes to points, people and supply."""
    city = make_city(homes)
    network = city.network()
    doors = find_positions(network, city.homes)
    points = find_positions(network, chosen_places(city, city.points))
    chance = np.random.default_rng(2)
    table = find_catchments(network, points, doors, Within(ZONES.limits[-1], "minutes"))
    people = chance.integers(1, 9, homes).astype(np.float64)
    return table, people, chance.integers(1, 5, len(points)).astype(np.float64)


def run_access(table, people, supply):
    """Return what `access` gives; its frames are made before the clock starts."""
    import pandas as pd
    from access import fca, weights

    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    costs = pd.DataFrame({"home": table.indices, "point": rows, "minutes": table.data})
    demand = pd.DataFrame({"people": people}, index=pd.Index(np.arange(len(people)), name="home"))
    offer = pd.DataFrame({"supply": supply}, index=pd.Index(np.arange(len(supply)), name="point"))
    step = weights.step_fn(dict(zip(ZONES.limits, ZONES.weights, strict=True)))

    def measure():
        return fca.two_stage_fca(
            demand,
            offer,
            costs,
            ZONES.limits[-1],
            demand_index=True,
            supply_index=True,
            demand_name="people",
            supply_name="supply",
            cost_origin="home",
            cost_dest="point",
            cost_name="minutes",
            weight_fn=step,
        )

    return timed("PySAL access: two_stage_fca with zones", measure)


def main() -> None:
    """Run both on 50,000 homes, and Diaban on 2.2 million."""
    table, people, supply = table_of(HOMES)
    print(f"{HOMES:,} homes, {len(supply)} points, {table.nnz:,} pairs within 15 minutes")
    ours, mine = timed(
        "Diaban: measure_access", lambda: measure_access(table, people, supply, ZONES)
    )
    try:
        peer, told = run_access(table, people, supply)
    except ImportError:
        print("PySAL access: not installed here")
        return
    theirs = told.reindex(np.arange(len(people))).fillna(0.0).to_numpy()
    apart = np.abs(mine.per_home - theirs).max() / theirs.max()
    print(f"access / Diaban: {peer / ours:.1f} x; at most {apart:.2g} of the largest apart")
    big = table_of(400_000)
    timed(f"Diaban: 400,000 homes, {big[0].nnz:,} pairs", lambda: measure_access(*big, ZONES))


if __name__ == "__main__":
    main()
