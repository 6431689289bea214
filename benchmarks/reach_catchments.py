"""What lies within 3 km of 5,000 places: Diaban beside SciPy's own limit and NetworkX, one run.

    PYTHONPATH=src:. PYTHON benchmarks/reach_catchments.py

The peers are asked for some places only and their time is multiplied. Processor time.
"""

import time

import numpy as np
from benchmarks.reach_city import make_city
from scipy.sparse.csgraph import dijkstra

from diaban.engines.reach import Within, find_catchments, find_positions
from diaban.engines.reach.catchments import find_node_catchments

PLACES, LIMIT, ASKED_SCIPY, ASKED_NETWORKX = 5_000, 3_000.0, 100, 50


def timed(label, times, work):
    began = time.process_time()
    answer = work()
    took = (time.process_time() - began) * times
    print(f"{label:58}{took:9.2f} s{f'  (x {times:.0f})' if times > 1 else ''}", flush=True)
    return took, answer


def time_homes(network, places, homes, metres: float) -> None:
    """Print how long homes take instead of crossings; no peer has doors."""
    label = f"Diaban: {len(homes):,} homes, {len(places):,} places, {metres:.0f} m"
    within = Within(metres, "metres")
    _, table = timed(label, 1, lambda: find_catchments(network, places, homes, within))
    print(f"    {table.nnz:,} entries")


def main() -> None:
    """Run all three on the same network and print the ratios."""
    city = make_city(200_000)
    network = city.network()
    chance = np.random.default_rng(11)
    # a place in proportion to the homes, on the crossing nearest to one
    homes = find_positions(network, city.homes)
    near = homes.ends(network)[chance.choice(len(homes), PLACES, replace=False), 0]
    places = find_positions(network, network.plane.to_degrees(network.x[near], network.y[near]))
    within = Within(LIMIT, "metres")
    ours, table = timed(
        "Diaban: crossings within 3 km of 5,000 places",
        1,
        lambda: find_node_catchments(network, places, within),
    )
    print(f"    {table.nnz:,} entries")
    time_homes(network, places, homes, 800.0)
    time_homes(network, places.chosen(np.arange(500)), homes, LIMIT)
    graph = network.steps_back("metres").graph
    asked = near[:ASKED_SCIPY]
    scipy, (rows, _) = timed(
        "SciPy dijkstra(limit=…), rows of all crossings",
        PLACES / ASKED_SCIPY,
        lambda: csr_rows(dijkstra(graph, indices=asked, limit=LIMIT)),
    )
    print(f"SciPy / Diaban: {scipy / ours:.1f} x; {_apart(table, rows)}")
    print(f"    its rows are {rows.shape[1] * 8 * PLACES / 1e9:.0f} GB for all places")
    try:
        import networkx
    except ImportError:
        print("NetworkX: not installed here")
        return
    web = networkx.DiGraph()
    tails = np.repeat(np.arange(len(network)), np.diff(graph.indptr))
    web.add_weighted_edges_from(
        zip(tails.tolist(), graph.indices.tolist(), graph.data.tolist(), strict=True)
    )
    search = networkx.single_source_dijkstra_path_length
    some = near[:ASKED_NETWORKX].tolist()
    peer, _ = timed(
        "NetworkX single_source_dijkstra(cutoff=…)",
        PLACES / ASKED_NETWORKX,
        lambda: [search(web, at, cutoff=LIMIT) for at in some],
    )
    print(f"NetworkX / Diaban: {peer / ours:.1f} x")


def csr_rows(rows):
    """Take what was reached out of full rows: what whoever uses SciPy alone has to do."""
    at = np.nonzero(np.isfinite(rows))
    return rows, (at, rows[at])


def _apart(table, rows) -> str:
    """Tell how far the table and SciPy's rows lie apart."""
    mine = np.full(rows.shape, np.inf)
    at = np.repeat(np.arange(len(rows)), np.diff(table.indptr[: len(rows) + 1]))
    part = slice(0, int(table.indptr[len(rows)]))
    mine[at, table.indices[part]] = table.data[part]
    # at the limit itself rounding decides
    inner = np.minimum(mine, rows) < LIMIT - 0.01
    return (
        f"{inner.sum():,} entries compared, at most {np.abs(mine - rows)[inner].max():.2g} m apart"
    )


if __name__ == "__main__":
    main()
