"""Who is within so many metres or minutes of each of thousands of places: a sparse table.

SciPy's search fills a whole row of the network for each place, however near its limit is. But no
road is shorter than the straight line. So places are taken together that lie together, and their
search sees only the part of the network that lies within the limit as the crow flies: rows of a
few thousand nodes instead of hundreds of thousands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import dijkstra  # type: ignore[import-untyped]

from diaban.engines.reach.arcs import Amount
from diaban.engines.reach.array_types import Floats, Ints, Sparse
from diaban.engines.reach.errors import ReachError
from diaban.engines.reach.nearest import find_shortcuts
from diaban.engines.reach.network import Network
from diaban.engines.reach.routing import graph_to_points, walk_minutes
from diaban.engines.reach.segment_grid import spread_ranges
from diaban.engines.reach.snapping import Positions

__all__ = ["Within", "find_catchments", "find_node_catchments"]

# a tile is this part of the limit wide; narrower ones repeat their margins, wider ones carry more
_TILE = 0.4
_LEAST_TILE_METRES = 200.0
# numbers in a dense block: places of a tile times what lies about them
_BLOCK = 4_000_000
# sums of metres along a road may exceed the straight line's by rounding only
_SLACK = 1.000_001


@dataclass(frozen=True, slots=True)
class Within:
    """A limit: so many metres, or so many minutes. ReachError where it is not positive.

    >>> Within(3000.0, "metres").limit
    3000.0
    """

    limit: float
    by: Amount

    def __post_init__(self) -> None:
        if not 0 < self.limit < np.inf:
            raise ReachError("limit", limit=self.limit)


class _Spread(NamedTuple):
    """Things on the plane in the order of their x, so that a box is a range and a look."""

    order: Ints
    x: Floats
    y: Floats

    @classmethod
    def of(cls, x: Floats, y: Floats, chosen: Ints) -> "_Spread":
        order = chosen[np.argsort(x[chosen], kind="stable")]
        return cls(order, x[order], y[order])

    def inside(self, west: float, south: float, east: float, north: float) -> Ints:
        """Return what lies in a box, by rising number."""
        part = slice(*np.searchsorted(self.x, (west, east)))
        y = self.y[part]
        found: Ints = np.sort(self.order[part][(south <= y) & (y <= north)])
        return found


@dataclass(slots=True)
class _Ground:
    """The network turned round, with a node more for each place, numbered after its own."""

    graph: Sparse
    nodes: _Spread
    within: Within
    size: int
    label: Ints

    def search(self, places: Ints, nodes: Ints) -> Floats:
        """Return the least amounts to ``places`` from ``nodes``, float64[p, n], within the limit.

        Behind them stands a column of infinity, for nodes that are not asked.
        """
        rows = np.concatenate((nodes, self.size + places))
        self.label[rows] = np.arange(len(rows))
        starts = self.graph.indptr[rows].astype(np.int64)
        counts = self.graph.indptr[rows + 1].astype(np.int64) - starts
        arcs = spread_ranges(starts, counts)
        heads = self.label[self.graph.indices[arcs]]
        self.label[rows] = -1
        tails = np.repeat(np.arange(len(rows)), counts)
        keep = heads >= 0
        part = csr_array(
            (
                self.graph.data[arcs[keep]],
                heads[keep],
                np.append(0, np.cumsum(np.bincount(tails[keep], minlength=len(rows)))),
            ),
            shape=(len(rows), len(rows)),
        )
        sources = len(nodes) + np.arange(len(places))
        found = dijkstra(part, indices=sources, limit=self.within.limit * _SLACK)
        found[:, len(nodes)] = np.inf
        told: Floats = found[:, : len(nodes) + 1]
        return told


class _Rows(NamedTuple):
    """Entries of the table: for each place in `place` so many, one place after another."""

    place: Ints
    counts: Ints
    column: Ints
    amount: Floats


def find_node_catchments(network: Network, places: Positions, within: Within) -> Sparse:
    """Return for each place which nodes of the network are within a limit, and how far.

    The journey goes from the node to the place. A sparse table, float64[p, n]: what is stored is
    reached, a zero too. Rows of places off the network are empty.

    >>> from diaban.engines.reach.modes import WALKING
    >>> from diaban.engines.reach.network import build_network
    >>> from diaban.engines.reach.snapping import find_positions
    >>> from diaban.engines.reach.ways import Ways
    >>> road = Ways([0, 2], [210000000, 210100000], [1058000000] * 2, ["residential"], [{}])
    >>> network = build_network(road, WALKING)
    >>> place = find_positions(network, ([21.003], [105.8]))
    >>> find_node_catchments(network, place, Within(500.0, "metres")).toarray().round().tolist()
    [[334.0, 0.0]]
    """
    ground = _lay_out(network, places, within)
    found = []
    for chosen, box in _tiles(network, places, within):
        nodes = ground.nodes.inside(*box)
        for part in _parts(chosen, len(nodes)):
            amounts = ground.search(part, nodes)[:, :-1]
            found.append(_keep(part, nodes, amounts, within))
    return _gather(found, len(places), len(network))


def find_catchments(
    network: Network, places: Positions, homes: Positions, within: Within
) -> Sparse:
    """Return for each place which homes are within a limit, and how far each is.

    The journey goes from the home's door to the place's, with the straight walks at both ends. A
    sparse table, float64[p, h]: what is stored is reached, a zero too, and what is not stored is
    farther, or unknown (`Positions.standing` tells which homes are). Rows are sorted. Homes at one
    position had better be counted together first: the table has an entry for each.

    >>> from diaban.engines.reach.modes import WALKING
    >>> from diaban.engines.reach.network import build_network
    >>> from diaban.engines.reach.snapping import find_positions
    >>> from diaban.engines.reach.ways import Ways
    >>> road = Ways([0, 2], [210000000, 210100000], [1058000000] * 2, ["residential"], [{}])
    >>> network = build_network(road, WALKING)
    >>> place = find_positions(network, ([21.003], [105.8]))
    >>> homes = find_positions(network, ([21.001, 21.004, 21.009], [105.8, 105.8, 105.8]))
    >>> found = find_catchments(network, place, homes, Within(300.0, "metres"))
    >>> found.indices.tolist(), found.data.round().tolist()
    ([0, 1], [222.0, 111.0])
    """
    ground = _lay_out(network, places, within)
    spread = _Spread.of(homes.x, homes.y, np.flatnonzero(homes.is_placed))
    leave, ends = homes.leave(network), homes.ends(network)
    off = homes.off_metres[:, None]
    steps = leave.metres + off if within.by == "metres" else leave.minutes + walk_minutes(off)
    label = np.full(len(network), -1, dtype=np.int64)
    short = _shortcuts(network, places, homes, within)
    found = []
    for chosen, box in _tiles(network, places, within):
        nodes, doors = ground.nodes.inside(*box), spread.inside(*box)
        # −1 is the last column, where nothing is reached
        label[nodes] = np.arange(len(nodes))
        columns = label[ends[doors]]
        label[nodes] = -1
        for part in _parts(chosen, len(nodes) + len(doors)):
            at = ground.search(part, nodes)
            amounts = at[:, columns[:, 0]] + steps[doors, 0]
            np.minimum(amounts, at[:, columns[:, 1]] + steps[doors, 1], out=amounts)
            found.append(_keep(part, doors, amounts, within))
    table = _gather(found, len(places), len(homes))
    return _least_of(table, short)


def _lay_out(network: Network, places: Positions, within: Within) -> _Ground:
    size = len(network)
    graph = graph_to_points(network, places, np.arange(len(places)), within.by).graph
    nodes = _Spread.of(network.x, network.y, np.arange(size))
    return _Ground(graph, nodes, within, size, np.full(size + len(places), -1, dtype=np.int64))


def _tiles(
    network: Network, places: Positions, within: Within
) -> Iterator[tuple[Ints, tuple[float, float, float, float]]]:
    """Yield places that lie together, and the box that holds all that is within their limit."""
    reach = _straight_metres(network, within) * _SLACK
    placed = np.flatnonzero(places.is_placed)
    side = max(reach * _TILE, _LEAST_TILE_METRES)
    row, column = np.floor(places.y[placed] / side), np.floor(places.x[placed] / side)
    order = np.lexsort((column, row))
    is_new = (np.diff(row[order]) != 0) | (np.diff(column[order]) != 0)
    for chosen in np.split(placed[order], np.flatnonzero(is_new) + 1):
        if len(chosen):
            x, y = places.x[chosen], places.y[chosen]
            box = (x.min() - reach, y.min() - reach, x.max() + reach, y.max() + reach)
            yield chosen, (float(box[0]), float(box[1]), float(box[2]), float(box[3]))


def _straight_metres(network: Network, within: Within) -> float:
    """Return how far away anything can be that is within the limit."""
    if within.by == "metres":
        return within.limit
    fastest = float(np.max(network.lines.metres / network.lines.forward_minutes, initial=0.0))
    back = float(np.max(network.lines.metres / network.lines.backward_minutes, initial=0.0))
    walked = 1.0 / float(walk_minutes(np.ones(1))[0])
    return within.limit * max(fastest, back, walked)


def _parts(chosen: Ints, width: int) -> list[Ints]:
    """Cut places into parts whose dense block is not too large."""
    rows = max(_BLOCK // max(width, 1), 1)
    return [chosen[start : start + rows] for start in range(0, len(chosen), rows)]


def _keep(places: Ints, columns: Ints, amounts: Floats, within: Within) -> _Rows:
    """Keep what is within the limit of a dense block."""
    row, column = np.nonzero(amounts <= within.limit)
    counts = np.bincount(row, minlength=len(places))
    return _Rows(places, counts, columns[column], amounts[row, column])


def _gather(found: list[_Rows], rows: int, columns: int) -> Sparse:
    """Make one table of all blocks."""
    if not found:
        return csr_array((rows, columns), dtype=np.float64)
    place, counts, column, amount = (np.concatenate(part) for part in zip(*found, strict=True))
    per_row = np.zeros(rows, dtype=np.int64)
    per_row[place] = counts
    starts = np.zeros(rows, dtype=np.int64)
    starts[place] = np.cumsum(counts) - counts
    entries = spread_ranges(starts, per_row)
    starts = np.append(0, np.cumsum(per_row))
    return csr_array((amount[entries], column[entries], starts), shape=(rows, columns))


def _shortcuts(
    network: Network, places: Positions, homes: Positions, within: Within
) -> tuple[Ints, Ints, Floats]:
    """Return the journeys along a single edge that are within the limit: place, home, amount."""
    found = find_shortcuts(network, homes, places)
    amount = found.metres if within.by == "metres" else found.minutes
    near = np.isfinite(found.minutes) & (amount <= within.limit)
    return found.point[near], found.home[near], amount[near]


def _least_of(table: Sparse, short: tuple[Ints, Ints, Floats]) -> Sparse:
    """Put shorter journeys into a table, in place of longer ones or where there were none."""
    place, home, amount = short
    if not len(place):
        return table
    width = table.shape[1]
    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    key = np.concatenate((rows * width + table.indices, place * width + home))
    value = np.concatenate((table.data, amount))
    order = np.lexsort((value, key))
    order = order[np.append(True, np.diff(key[order]) != 0)]
    row, column = np.divmod(key[order], width)
    starts = np.searchsorted(row, np.arange(table.shape[0] + 1))
    return csr_array((value[order], column, starts), shape=table.shape)
