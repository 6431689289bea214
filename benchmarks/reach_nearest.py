"""The nearest of 600 points for 2.2 million homes: Diaban beside pandana and NetworkX, one run.

    PYTHONPATH=src:. PYTHON benchmarks/reach_nearest.py [--rounds 3]

PYTHON needs numpy, scipy and shapely, and for the peers pandana and networkx. Processor time of
the process, all threads. Peers answer for crossings alone; what Diaban adds for doors is apart.
"""

import argparse
import statistics
import time

import numpy as np
import shapely
from benchmarks.reach_city import City, chosen_places, count_placed, make_city

from diaban.engines.reach import MOTORBIKE, find_nearest, find_positions, find_straight
from diaban.engines.reach.nearest import reach_nodes

_FARTHEST = 1_000  # minutes: pandana wants a limit, and gives it to what it does not reach


def timed(label: str, rounds: int, work) -> tuple[float, object]:
    """Run some work, print its median processor time, and return it with the last answer."""
    times, answer = [], None
    for _ in range(rounds):
        began = time.process_time()
        answer = work()
        times.append(time.process_time() - began)
    median = statistics.median(times)
    print(f"{label:58}{median:9.3f} s", flush=True)
    return median, answer


def run_ours(city: City, rounds: int) -> tuple[float, float, np.ndarray]:
    """Return the seconds of the search over crossings and of all doors, and minutes by crossing."""
    _, network = timed("Diaban: network made of drawn streets", 1, city.network)
    print(f"    {network.report.nodes:,} nodes, {network.report.edges:,} edges")
    points = find_positions(network, chosen_places(city, city.points))
    _, homes = timed(
        "Diaban: homes put on the nearest street", 1, lambda: find_positions(network, city.homes)
    )
    print("    " + count_placed(homes))
    ends = np.stack(
        (network.lines.start_x, network.lines.start_y, network.lines.end_x, network.lines.end_y),
        axis=1,
    ).reshape(-1, 2, 2)
    tree, some = shapely.STRtree(shapely.linestrings(ends)), slice(0, len(homes), 20)
    doors = shapely.points(homes.x[some], homes.y[some])
    asked, _ = timed(
        "Shapely STRtree: the same for one home in twenty",
        1,
        lambda: tree.query_nearest(doors, max_distance=300.0, all_matches=False),
    )
    print(f"    x 20 = {asked * 20:.1f} s")
    rows = np.arange(len(points))
    search, _ = timed(
        "Diaban: search over all crossings",
        rounds,
        lambda: reach_nodes(network, points, rows, "minutes"),
    )
    whole, _ = timed(
        "Diaban: search and an answer for each door",
        rounds,
        lambda: find_nearest(network, homes, points),
    )
    timed("Diaban: the same as the crow flies", 1, lambda: find_straight(homes, points))
    crossings = find_positions(network, (city.lat, city.lng))
    return search, whole, find_nearest(network, crossings, points).minutes


def run_pandana(city: City, minutes: np.ndarray, rounds: int) -> tuple[float, np.ndarray]:
    """Return the seconds of pandana's query, and its minutes by crossing."""
    import pandana
    import pandas as pd

    ends = pd.Series(city.tail), pd.Series(city.head)
    x, y = pd.Series(city.lng), pd.Series(city.lat)
    weights = pd.DataFrame({"minutes": minutes})
    _, net = timed("pandana: contraction", 1, lambda: pandana.Network(x, y, *ends, weights))
    timed(
        "pandana: homes put on the nearest crossing",
        1,
        lambda: net.get_node_ids(city.homes[1], city.homes[0]),
    )
    lat, lng = chosen_places(city, city.points)
    net.set_pois("post", _FARTHEST, 1, pd.Series(lng), pd.Series(lat))
    query, found = timed(
        "pandana: query over all crossings",
        rounds,
        lambda: net.nearest_pois(_FARTHEST, "post", 1, include_poi_ids=True),
    )
    told = found[1].to_numpy()
    return query, np.where(told < _FARTHEST, told, np.inf)


def run_networkx(city: City, minutes: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the seconds of NetworkX's search from all points, and its minutes by crossing."""
    import networkx

    graph = networkx.Graph()
    graph.add_weighted_edges_from(
        zip(city.tail.tolist(), city.head.tolist(), minutes.tolist(), strict=True)
    )
    query, found = timed(
        "NetworkX: multi-source search over all crossings",
        1,
        lambda: networkx.multi_source_dijkstra_path_length(graph, set(city.points.tolist())),
    )
    told = np.full(len(city.lat), np.inf)
    told[list(found)] = list(found.values())
    return query, told


def minutes_of(city: City) -> np.ndarray:
    """Return how long each street takes, by plain arithmetic on the plane of our network."""
    x, y = city.plane().to_metres(city.lat, city.lng)
    metres = np.hypot(x[city.head] - x[city.tail], y[city.head] - y[city.tail])
    return metres * 0.06 / np.array([MOTORBIKE.speeds_kmh[kind] for kind in city.kind])


def main() -> None:
    """Run all three and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--homes", type=int, default=2_200_000)
    options = parser.parse_args()
    city = make_city(options.homes)
    minutes = minutes_of(city)
    search, whole, ours = run_ours(city, options.rounds)
    for name, run in (
        ("NetworkX", lambda: run_networkx(city, minutes)),
        ("pandana", lambda: run_pandana(city, minutes, options.rounds)),
    ):
        try:
            query, told = run()
        except ImportError:
            print(f"{name}: not installed here")
            continue
        both = np.isfinite(ours) & np.isfinite(told)
        apart = np.abs(ours[both] - told[both]).max()
        print(
            f"{name} / Diaban: {query / search:.1f} x the search, {query / whole:.1f} x with doors;"
            f" {both.sum():,} crossings, at most {apart:.3g} min apart"
        )


if __name__ == "__main__":
    main()
