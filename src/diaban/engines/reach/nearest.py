"""The nearest open point of each home, along the roads and, beside it, as the crow flies."""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree  # type: ignore[import-untyped]

from diaban.engines.reach.arcs import Amount
from diaban.engines.reach.array_types import Flags, Floats, Ints
from diaban.engines.reach.errors import ReachError
from diaban.engines.reach.network import Network
from diaban.engines.reach.routing import Reached, graph_to_points, search, walk_minutes
from diaban.engines.reach.segment_grid import spread_ranges
from diaban.engines.reach.snapping import SAME_PLACE_METRES, Positions

__all__ = [
    "Nearest",
    "Outcome",
    "Shortcuts",
    "find_journeys",
    "find_nearest",
    "find_shortcuts",
    "find_straight",
    "judge_outcomes",
    "reach_nodes",
]


class Outcome(IntEnum):
    """What became of the question which open point is nearest to a home.

    REACHED: there is one. NOTHING_OPEN: there are points on the home's roads, or none at all
    anywhere, and none of them opens: a known no. NO_ROUTE: the drawn roads lead to no point, which
    tells of the drawing as much as of the ground: unknown. NO_ROAD: the home is off the network,
    in the water, or nobody knows where: unknown.

    >>> Outcome.NO_ROUTE.is_known, Outcome.NOTHING_OPEN.is_known
    (False, True)
    """

    REACHED = 0
    NOTHING_OPEN = 1
    NO_ROUTE = 2
    NO_ROAD = 3

    @property
    def is_known(self) -> bool:
        """Whether the answer may be counted, as a yes or as a no."""
        return self in (Outcome.REACHED, Outcome.NOTHING_OPEN)


@dataclass(frozen=True, slots=True)
class Nearest:
    """Each home's nearest open point.

    `outcome`: int64[n], values of `Outcome`. `point`: int64[n], the point's index, −1 where none.
    `metres`, `minutes`: float64[n], of one journey from the door to the point's door, the least in
    the amount that was asked; NaN where unknown, infinite where nothing
    opens.

    >>> one = np.array([0])
    >>> Nearest(one, one, np.array([850.0]), np.array([10.2])).is_known.tolist()
    [True]
    """

    outcome: Ints
    point: Ints
    metres: Floats
    minutes: Floats

    @property
    def is_known(self) -> Flags:
        """Whether each home's answer may be counted, bool[n]."""
        return self.outcome <= Outcome.NOTHING_OPEN


class Shortcuts(NamedTuple):
    """Pairs of a home and a point on one edge, and the journey along it: four arrays[k]."""

    home: Ints
    point: Ints
    metres: Floats
    minutes: Floats

    def chosen(self, rows: Flags) -> "Shortcuts":
        """Return only some of them."""
        return Shortcuts(self.home[rows], self.point[rows], self.metres[rows], self.minutes[rows])


def find_nearest(
    network: Network,
    homes: Positions,
    points: Positions,
    by: Amount = "minutes",
    is_open: Flags | None = None,
) -> Nearest:
    """Find each home's nearest point, going from the home to the point.

    ``by``: "metres" or "minutes", what is to be least. ``is_open``: bool[p], the points that
    count; None: all of them. The walk from the door to the road, and from the road to the point's
    door, is straight and counted as a walk. ReachError where `is_open` is not one for each point.

    >>> from diaban.engines.reach.modes import WALKING
    >>> from diaban.engines.reach.network import build_network
    >>> from diaban.engines.reach.snapping import find_positions
    >>> from diaban.engines.reach.ways import Ways
    >>> road = Ways([0, 2], [210000000, 210100000], [1058000000] * 2, ["residential"], [{}])
    >>> network = build_network(road, WALKING)
    >>> homes = find_positions(network, ([21.0, 21.009], [105.8, 105.8]))
    >>> points = find_positions(network, ([21.003, 21.01], [105.8, 105.8]))
    >>> found = find_nearest(network, homes, points)
    >>> found.point.tolist(), found.metres.round().tolist(), found.minutes.round(1).tolist()
    ([0, 1], [334.0, 111.0], [4.0, 1.3])
    """
    opened = _check_open(is_open, len(points))
    reached = reach_nodes(network, points, np.flatnonzero(opened & points.is_placed), by)
    metres, minutes, source = _through_the_ends(network, homes, reached, by)
    shortcuts = find_shortcuts(network, homes, points)
    _take_shortcuts(shortcuts.chosen(opened[shortcuts.point]), (metres, minutes, source), by)
    is_reached = np.isfinite(minutes)
    outcome = judge_outcomes(network, homes, points, is_reached)
    lacking = np.where(outcome == Outcome.NOTHING_OPEN, np.inf, np.nan)
    return Nearest(
        outcome,
        np.where(is_reached, source, -1),
        np.where(is_reached, metres, lacking),
        np.where(is_reached, minutes, lacking),
    )


def find_journeys(
    network: Network, start: Positions, points: Positions, by: Amount = "minutes"
) -> Nearest:
    """Find the journey from one place to each point: row by row of the points, in one search.

    ``start``: one position. `Nearest.point` is 0 where there is a way and −1 where there is none.
    ReachError where `start` is not one.

    >>> from diaban.engines.reach.modes import WALKING
    >>> from diaban.engines.reach.network import build_network
    >>> from diaban.engines.reach.snapping import find_positions
    >>> from diaban.engines.reach.ways import Ways
    >>> road = Ways([0, 2], [210000000, 210100000], [1058000000] * 2, ["residential"], [{}])
    >>> network = build_network(road, WALKING)
    >>> start = find_positions(network, ([21.0], [105.8]))
    >>> points = find_positions(network, ([21.003, 21.01], [105.8, 105.8]))
    >>> find_journeys(network, start, points).minutes.round(1).tolist()
    [4.0, 13.3]
    """
    if len(start) != 1:
        raise ReachError("length", field="start", length=len(start), expected=1)
    return find_nearest(network.turned, points, start, by)


def _check_open(is_open: Flags | None, points: int) -> Flags:
    if is_open is None:
        return np.ones(points, dtype=np.bool_)
    if len(is_open) != points:
        raise ReachError("length", field="is_open", length=len(is_open), expected=points)
    return np.asarray(is_open, dtype=np.bool_)


def reach_nodes(network: Network, points: Positions, rows: Ints, by: Amount) -> Reached:
    """Search from points, ``rows`` of them, back against the roads to every node of the network.

    `Reached.source` is the index of the point.
    """
    nodes = len(network)
    if not len(rows):
        nothing = np.full(nodes, np.inf)
        return Reached(nothing, nothing, np.full(nodes, -1, dtype=np.int64))
    found = search(graph_to_points(network, points, rows, by), nodes + rows, by)
    point = np.where(found.source >= 0, found.source - nodes, -1)
    return Reached(found.metres[:nodes], found.minutes[:nodes], point[:nodes])


def _through_the_ends(
    network: Network, homes: Positions, reached: Reached, by: Amount
) -> tuple[Floats, Floats, Ints]:
    """Return each home's journey through the better end of its edge."""
    node = homes.ends(network)
    leave = homes.leave(network)
    metres, minutes = leave.metres + reached.metres[node], leave.minutes + reached.minutes[node]
    least = metres if by == "metres" else minutes
    side = (least[:, 1] < least[:, 0]).astype(np.int64)[:, None]
    metres, minutes = (np.take_along_axis(a, side, axis=1)[:, 0] for a in (metres, minutes))
    end = np.take_along_axis(node, side, axis=1)[:, 0]
    far = np.where(homes.is_placed, homes.off_metres, np.inf)
    source = np.where(homes.is_placed, reached.source[end], -1)
    return metres + far, minutes + walk_minutes(far), source


def find_shortcuts(network: Network, homes: Positions, points: Positions) -> Shortcuts:
    """Return the journeys from homes to points on the same edge that do not leave it."""
    edges = points.edges(network)
    order = np.argsort(edges, kind="stable")
    order = order[np.searchsorted(edges[order], 0) :]
    wanted = homes.edges(network)
    first = np.searchsorted(edges[order], wanted, "left")
    counts = np.searchsorted(edges[order], wanted, "right") - first
    counts[wanted < 0] = 0
    home = np.repeat(np.arange(len(homes)), counts)
    point = order[spread_ranges(first, counts)]
    here, there = homes.chosen(home), points.chosen(point)
    one, other = here.reached(network), there.reached(network)
    ahead = other.metres - one.metres
    with np.errstate(invalid="ignore"):
        forward = other.forward_minutes - one.forward_minutes
        backward = one.backward_minutes - other.backward_minutes
    # infinity less infinity: the direction is closed
    minutes = np.nan_to_num(np.where(ahead > 0, forward, backward), nan=np.inf, posinf=np.inf)
    minutes = np.where(np.abs(ahead) <= SAME_PLACE_METRES, 0.0, np.maximum(minutes, 0.0))
    off = here.off_metres + there.off_metres
    metres = np.where(np.isfinite(minutes), np.abs(ahead), np.inf)
    return Shortcuts(home, point, metres + off, minutes + walk_minutes(off))


def _take_shortcuts(shortcuts: Shortcuts, found: tuple[Floats, Floats, Ints], by: Amount) -> None:
    """Put what is shorter in place; changes ``found`` (metres, minutes, source)."""
    least = shortcuts.metres if by == "metres" else shortcuts.minutes
    order = np.lexsort((least, shortcuts.home))
    home, first = np.unique(shortcuts.home[order], return_index=True)
    row = order[first]
    metres, minutes, source = found
    known = metres if by == "metres" else minutes
    better = least[row] < known[home]
    home, row = home[better], row[better]
    metres[home], minutes[home] = shortcuts.metres[row], shortcuts.minutes[row]
    source[home] = shortcuts.point[row]


def judge_outcomes(
    network: Network, homes: Positions, points: Positions, is_reached: Flags
) -> Ints:
    """Return the outcome of each home; from a piece's node every other of it can be reached."""
    served = np.full(int(network.piece.max()) + 1, len(points) == 0, dtype=np.bool_)
    served[network.piece[points.ends(network)[points.is_placed, 0]]] = True
    on_served = served[network.piece[homes.ends(network)[:, 0]]]
    outcome = np.where(on_served, Outcome.NOTHING_OPEN, Outcome.NO_ROUTE).astype(np.int64)
    outcome[~homes.is_placed] = Outcome.NO_ROAD
    outcome[is_reached] = Outcome.REACHED
    return outcome


def find_straight(
    homes: Positions, points: Positions, is_open: Flags | None = None
) -> tuple[Ints, Floats]:
    """Return each home's nearest open point as the crow flies, int64[n], and its metres.

    −1 and infinite where nothing is open; −1 and NaN where the home's position is not known. A
    position off the roads counts here, because no road is asked.

    >>> from diaban.engines.reach.modes import WALKING
    >>> from diaban.engines.reach.network import build_network
    >>> from diaban.engines.reach.snapping import find_positions
    >>> from diaban.engines.reach.ways import Ways
    >>> road = Ways([0, 2], [210000000, 210100000], [1058000000] * 2, ["residential"], [{}])
    >>> network = build_network(road, WALKING)
    >>> homes = find_positions(network, ([21.0, 21.009], [105.8, 105.8]))
    >>> point, metres = find_straight(homes, homes, np.array([True, False]))
    >>> point.tolist(), metres.round().tolist()
    ([0, 0], [0.0, 1001.0])
    """
    row = np.flatnonzero(_check_open(is_open, len(points)) & np.isfinite(points.x))
    known = np.isfinite(homes.x)
    point, metres = np.full(len(homes), -1, dtype=np.int64), np.full(len(homes), np.nan)
    metres[known] = np.inf
    if len(row):
        tree = cKDTree(np.column_stack((points.x[row], points.y[row])))
        away, found = tree.query(np.column_stack((homes.x[known], homes.y[known])))
        metres[known], point[known] = away, row[found]
    return point, metres
