"""One search over a network from many places at once, in metres or in minutes.

People go from their homes to a point, and one-way streets make that another journey than the way
back. So a search for what is nearest to each home runs from the points *against* the direction of
the roads; a search for what is reached from a place runs along it.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import dijkstra  # type: ignore[import-untyped]

from diaban.engines.reach.arcs import Amount, Arcs, StepGraph, make_graph
from diaban.engines.reach.array_types import Floats, Ints, Sparse
from diaban.engines.reach.network import Network
from diaban.engines.reach.snapping import Positions

__all__ = ["Reached", "arcs_from_points", "graph_to_points", "search", "walk_minutes"]

# from a door to its road, whatever the mode: as on foot (modes.WALKING)
_WALKING_METRES_PER_MINUTE = 5.0 / 0.06


@dataclass(frozen=True, slots=True)
class Reached:
    """What one search found at each node: float64[n], infinite where nothing leads there.

    `metres` and `minutes` are of the same journey, the least in the amount that was asked.
    `source`: int64[n], the index of the place it began at, −1 where none.
    """

    metres: Floats
    minutes: Floats
    source: Ints


def walk_minutes(metres: Floats) -> Floats:
    """Return how long a straight walk takes, at the speed of `modes.WALKING`.

    >>> walk_minutes(np.array([500.0])).round(6).tolist()
    [6.0]
    """
    return metres / _WALKING_METRES_PER_MINUTE


def arcs_from_points(network: Network, points: Positions, rows: Ints) -> Arcs:
    """Return steps from points, turned round, to the ends of their edges.

    ``rows``: the points that are asked, int64[k]. Tails are numbered as the points are.
    """
    row = rows[points.is_placed[rows]]
    come = points.come(network)
    off = points.off_metres[row, None]
    metres = come.metres[row] + off
    minutes = come.minutes[row] + walk_minutes(off)
    node = np.repeat(row, 2)
    is_open = np.isfinite(minutes.ravel())
    ends = points.ends(network)[row].ravel()
    return Arcs(node[is_open], ends[is_open], metres.ravel()[is_open], minutes.ravel()[is_open])


def graph_to_points(network: Network, points: Positions, rows: Ints, by: Amount) -> StepGraph:
    """Return the network turned round, with a node for each point behind its own.

    Steps lead from ``rows`` of the points (int64[k]) to the ends of their edges, and none to a
    point: nobody passes through one.
    """
    roads = network.steps_back(by)
    ends = make_graph(arcs_from_points(network, points, rows), (len(points), len(network)), by)
    size = len(network) + len(points)
    graph = csr_array(
        (
            np.concatenate((roads.graph.data, ends.graph.data)),
            np.concatenate((roads.graph.indices, ends.graph.indices)),
            np.concatenate((roads.graph.indptr, roads.graph.nnz + ends.graph.indptr[1:])),
        ),
        shape=(size, size),
    )
    return StepGraph(graph, np.concatenate((roads.other, ends.other)))


def search(steps: StepGraph, sources: Ints, by: Amount) -> Reached:
    """Search from all sources at once; each node is told its nearest."""
    graph, other = steps
    size = graph.shape[0]
    least, before, source = dijkstra(
        graph, indices=sources, min_only=True, return_predecessors=True
    )
    before = np.where(before < 0, np.arange(size), before).astype(np.int64)
    beside = _sum_along(_steps_to(graph, other, before), before)
    beside = np.where(np.isfinite(least), beside, np.inf)
    metres, minutes = (least, beside) if by == "metres" else (beside, least)
    return Reached(metres, minutes, np.where(np.isfinite(least), source, -1).astype(np.int64))


def _steps_to(graph: Sparse, other: Floats, before: Ints) -> Floats:
    """Return the other amount of the step that leads to each node from the one before it."""
    size = len(before)
    tails = np.repeat(np.arange(size), np.diff(graph.indptr))
    chosen = np.flatnonzero(before[graph.indices] == tails)
    steps = np.zeros(size)
    steps[graph.indices[chosen]] = other[chosen]
    steps[before == np.arange(size)] = 0.0
    return steps


def _sum_along(steps: Floats, before: Ints) -> Floats:
    """Return the sum of the steps from each node back to where its journey began."""
    while True:
        farther = before[before]
        if np.array_equal(farther, before):
            return steps
        steps = steps + steps[before]
        before = farther
