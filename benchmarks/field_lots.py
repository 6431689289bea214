"""Lots and walks, beside SciPy's k-means and OR-tools' routing on the same doors.

python benchmarks/field_lots.py [doors] [seed]

Prints ratios. k-means shares out by nearness alone and keeps no balance; a lot of ours must be as
large as the others. OR-tools (if it is installed) is given ten seconds a walk.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from scipy.cluster.vq import kmeans2

from diaban.engines.rounds import draw_lots, order_walk, walk_length
from diaban.engines.rounds.walking import _costs, _nearest_first

DOORS_A_LOT = 60
METRES = 111_195.0
_SECONDS = 10


def make_doors(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return doors along streets of a commune, dense in some quarters and rare in others."""
    chance = np.random.default_rng(seed)
    streets = max(2, count // 45)
    middles = chance.normal(0, 900, (streets, 2))
    direction = chance.uniform(0, np.pi, streets)
    street = chance.integers(0, streets, count)
    along, across = chance.uniform(-130, 130, count), chance.choice([-6.0, 6.0], count)
    cos, sin = np.cos(direction[street]), np.sin(direction[street])
    east = middles[street, 0] + along * cos - across * sin
    north = middles[street, 1] + along * sin + across * cos
    return 21.0 + north / METRES, 105.8 + east / (METRES * np.cos(np.radians(21.0)))


def spread(places: np.ndarray, lot: np.ndarray) -> float:
    sums = sum(((places[lot == n] - places[lot == n].mean(axis=0)) ** 2).sum() for n in set(lot))
    return float(np.sqrt(sums / len(places)))


def compare_lots(lat: np.ndarray, lng: np.ndarray) -> np.ndarray:
    count = len(lat) // DOORS_A_LOT
    begun = time.perf_counter()
    ours = draw_lots(lat, lng, np.ones(len(lat)), count)
    took = time.perf_counter() - begun
    places = np.column_stack(
        ((lat - 21.0) * METRES, (lng - 105.8) * METRES * np.cos(np.radians(21.0)))
    )
    begun = time.perf_counter()
    tries = [kmeans2(places, count, minit="++", seed=n, iter=50)[1] for n in range(5)]
    theirs = min(tries, key=lambda lot: spread(places, lot))
    their_took = time.perf_counter() - begun
    sizes = np.bincount(theirs)
    by_north = np.argsort(np.argsort(lat, kind="stable")) * count // len(lat)
    mean = len(lat) / count
    print(f"doors {len(lat)}, lots {count}")
    print(f"spread, ours to k-means: {spread(places, ours.lot) / spread(places, theirs):.3f}")
    print(f"spread, ours to strips of equal size: "
          f"{spread(places, ours.lot) / spread(places, by_north):.3f}")  # fmt: skip
    print(f"largest lot to the mean: ours {ours.work.max() / mean:.3f}, "
          f"k-means {sizes.max() / mean:.3f}")  # fmt: skip
    print(f"time, ours to five tries of k-means: {took / their_took:.2f}")
    return ours.lot


def compare_walks(lat: np.ndarray, lng: np.ndarray, lot: np.ndarray) -> None:
    ours, nearest, took = [], [], 0.0
    for number in range(min(10, lot.max() + 1)):
        rows = np.flatnonzero(lot == number)
        begun = time.perf_counter()
        walk = order_walk(lat[rows], lng[rows])
        took += time.perf_counter() - begun
        ours.append(walk_length(lat[rows], lng[rows], walk))
        first = _nearest_first(_costs(lat[rows], lng[rows], None), 0)[1:]
        nearest.append(walk_length(lat[rows], lng[rows], first))
    print(f"walk, ours to nearest first: {sum(ours) / sum(nearest):.3f}")
    print(f"milliseconds a walk: {1000 * took / len(ours):.0f}")
    try:
        from ortools.constraint_solver import pywrapcp, routing_enums_pb2
    except ImportError:
        print("OR-tools is not installed: no comparison of walks with it")
        return
    theirs = []
    for number in range(len(ours)):
        rows = np.flatnonzero(lot == number)
        theirs.append(_route(_costs(lat[rows], lng[rows], None), pywrapcp, routing_enums_pb2))
    print(f"walk, ours to OR-tools in {_SECONDS} s: {sum(ours) / sum(theirs):.3f}")


def _route(costs: np.ndarray, pywrapcp, enums) -> float:
    whole = np.rint(costs * 100).astype(int).tolist()
    outside = len(whole) - 1
    manager = pywrapcp.RoutingIndexManager(len(whole), 1, outside)
    routing = pywrapcp.RoutingModel(manager)
    step = routing.RegisterTransitCallback(
        lambda a, b: whole[manager.IndexToNode(a)][manager.IndexToNode(b)]
    )
    routing.SetArcCostEvaluatorOfAllVehicles(step)
    settings = pywrapcp.DefaultRoutingSearchParameters()
    settings.local_search_metaheuristic = enums.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    settings.time_limit.seconds = _SECONDS
    return routing.SolveWithParameters(settings).ObjectiveValue() / 100


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else 6_000
    seed = int(arguments[1]) if len(arguments) > 1 else 2021
    lat, lng = make_doors(count, seed)
    compare_walks(lat, lng, compare_lots(lat, lng))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
