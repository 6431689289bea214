"""The way from one door to another as a line on the ground, to be drawn on a map."""

import numpy as np
from scipy.sparse.csgraph import dijkstra  # type: ignore[import-untyped]

from diaban.engines.reach.array_types import Floats, Ints
from diaban.engines.reach.errors import ReachError
from diaban.engines.reach.nearest import find_shortcuts
from diaban.engines.reach.network import Network
from diaban.engines.reach.routing import graph_to_points
from diaban.engines.reach.snapping import Positions

__all__ = ["find_path"]

# nearer than that two bends are one
_SAME_METRES = 0.001


def find_path(network: Network, start: Positions, goal: Positions) -> Floats:
    """Return the bends of the shortest journey between two doors: degrees, float64[k, 2].

    It is the journey whose metres `find_nearest` tells, from door to door. None of them where the
    roads do not lead there. ReachError where ``start`` or ``goal`` is not one.

    >>> from diaban.engines.reach.modes import WALKING
    >>> from diaban.engines.reach.network import build_network
    >>> from diaban.engines.reach.snapping import find_positions
    >>> from diaban.engines.reach.ways import Ways
    >>> lat, lng = [210000000, 210100000, 210100000], [1058000000, 1058000000, 1058100000]
    >>> network = build_network(Ways([0, 3], lat, lng, ["residential"], [{}]), WALKING)
    >>> start, goal = (find_positions(network, ([lat], [lng]))
    ...     for lat, lng in ((21.002, 105.8), (21.01, 105.809)))
    >>> find_path(network, start, goal).round(4).tolist()
    [[21.002, 105.8], [21.01, 105.8], [21.01, 105.809]]
    """
    for name, one in (("start", start), ("goal", goal)):
        if len(one) != 1:
            raise ReachError("length", field=name, length=len(one), expected=1)
    bends = _bends(network, start, goal) if start.is_placed[0] and goal.is_placed[0] else []
    if not bends:
        return np.zeros((0, 2))
    line = np.concatenate((_door(start), *bends, _door(goal)))
    moved = np.append(True, np.abs(np.diff(line, axis=0)).max(axis=1) > _SAME_METRES)
    return np.column_stack(network.plane.to_degrees(*line[moved].T))


def _door(one: Positions) -> Floats:
    return np.column_stack((one.x, one.y))


def _bends(network: Network, start: Positions, goal: Positions) -> list[Floats]:
    """Return the bends on the roads, in metres on the plane, part by part."""
    nodes, metres = _nodes(network, start, goal)
    short = find_shortcuts(network, start, goal).metres
    if len(short) and np.isfinite(short[0]) and short[0] <= metres + start.off_metres[0]:
        return [_between(network, start, goal)]
    if not len(nodes):
        return []
    edges = _edges(network, nodes)
    return [
        _to_end(network, start, int(nodes[0]), start.leave(network).metres[0]),
        *(_whole(network, edge, is_along) for edge, is_along in edges),
        _to_end(network, goal, int(nodes[-1]), goal.come(network).metres[0])[::-1],
    ]


def _nodes(network: Network, start: Positions, goal: Positions) -> tuple[Ints, float]:
    """Return the nodes that the journey passes and its metres from the road on; none: infinite."""
    graph = graph_to_points(network, goal, np.zeros(1, dtype=np.int64), "metres").graph
    goal_node = len(network)
    least, before = dijkstra(graph, indices=goal_node, return_predecessors=True)
    ends = start.ends(network)[0]
    metres = start.leave(network).metres[0] + least[ends]
    side = int(np.argmin(metres))
    if not np.isfinite(metres[side]):
        return np.zeros(0, dtype=np.int64), np.inf
    nodes = [int(ends[side])]
    while before[nodes[-1]] != goal_node:
        nodes.append(int(before[nodes[-1]]))
    return np.array(nodes, dtype=np.int64), float(metres[side])


def _edges(network: Network, nodes: Ints) -> list[tuple[int, bool]]:
    """Return the edge of each step between nodes, and whether it is passed from its tail on."""
    among = np.zeros(len(network), dtype=np.bool_)
    among[nodes] = True
    near = np.flatnonzero(among[network.tail] & among[network.head])
    shortest: dict[tuple[int, int], tuple[float, int, bool]] = {}
    for edge in near.tolist():
        tail, head = int(network.tail[edge]), int(network.head[edge])
        for step, minutes in (
            ((tail, head), network.forward_minutes[edge]),
            ((head, tail), network.backward_minutes[edge]),
        ):
            told = (float(network.metres[edge]), edge, step == (tail, head))
            if np.isfinite(minutes) and told < shortest.get(step, (np.inf, 0, False)):
                shortest[step] = told
    steps = zip(nodes[:-1].tolist(), nodes[1:].tolist(), strict=True)
    return [shortest[step][1:] for step in steps]


def _rows(network: Network, edge: int) -> tuple[int, int]:
    """Return the first of an edge's lines, and the one behind its last."""
    first, last = np.searchsorted(network.lines.edge, (edge, edge + 1))
    return int(first), int(last)


def _whole(network: Network, edge: int, is_along: bool) -> Floats:
    first, last = _rows(network, edge)
    bends = np.concatenate((_starts(network, first, last), _ends(network, last - 1, last)))
    return bends if is_along else bends[::-1]


def _to_end(network: Network, one: Positions, node: int, metres: Floats) -> Floats:
    """Return the bends from a door's place on its road to an end of the edge.

    ``metres``: to its tail and its head; where both are one node, the nearer way is taken.
    """
    line = int(one.line[0])
    edge = int(network.lines.edge[line])
    first, last = _rows(network, edge)
    to_tail, to_head = network.tail[edge] == node, network.head[edge] == node
    if to_tail and not (to_head and metres[1] < metres[0]):
        rest = _starts(network, first, line + 1)[::-1]
    else:
        rest = _ends(network, line, last)
    return np.concatenate((_spot(network, one), rest))


def _between(network: Network, start: Positions, goal: Positions) -> Floats:
    """Return the bends between two places of one edge."""
    one, other = int(start.line[0]), int(goal.line[0])
    if one <= other:
        rest = _ends(network, one, other)
    else:
        rest = _starts(network, other + 1, one + 1)[::-1]
    return np.concatenate((_spot(network, start), rest, _spot(network, goal)))


def _spot(network: Network, one: Positions) -> Floats:
    lines, line = network.lines, one.line
    x = lines.start_x[line] + one.along * (lines.end_x[line] - lines.start_x[line])
    y = lines.start_y[line] + one.along * (lines.end_y[line] - lines.start_y[line])
    return np.column_stack((x, y))


def _starts(network: Network, first: int, last: int) -> Floats:
    return np.column_stack((network.lines.start_x[first:last], network.lines.start_y[first:last]))


def _ends(network: Network, first: int, last: int) -> Floats:
    return np.column_stack((network.lines.end_x[first:last], network.lines.end_y[first:last]))
