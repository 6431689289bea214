"""Doors put on the network: the nearest place on a road, and what is too far from any.

From a door to its road people walk in a straight line. A road that nothing ties to the rest of the
network is passed over where the rest is near, because a road drawn with a gap is commoner than a
road on an island.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import shapely  # type: ignore[import-untyped]
from numpy.typing import ArrayLike, NDArray

from diaban.engines.reach.array_types import Flags, Floats, Ints
from diaban.engines.reach.errors import ReachError
from diaban.engines.reach.network import Network
from diaban.engines.reach.segment_grid import SegmentEnds, find_nearest_segments, measure_away

__all__ = [
    "SAME_PLACE_METRES",
    "Amounts",
    "Positions",
    "SnapLimits",
    "Standing",
    "Steps",
    "find_positions",
]


# nearer than that two places are one, and no one-way street lies between them
SAME_PLACE_METRES = 0.001


class Standing(IntEnum):
    """How a door stands to the network.

    ON_NETWORK: on a road of the largest piece. ON_ISLAND: on a road that nothing ties to it.
    OFF_NETWORK: no road within the limit. IN_WATER: in a river or lake, so that the position is
    doubtful. NO_POSITION: not known where. All but the first leave a distance unknown, except
    between two doors on one island.

    >>> Standing(2).name
    'OFF_NETWORK'
    """

    ON_NETWORK = 0
    ON_ISLAND = 1
    OFF_NETWORK = 2
    IN_WATER = 3
    NO_POSITION = 4


@dataclass(frozen=True, slots=True)
class SnapLimits:
    """How far a door may be from its road, in metres.

    `most_metres`: beyond, it is off the network. `past_island_metres`: so far away a road of the
    largest piece is preferred to a nearer one on an island. ReachError where not positive.

    >>> SnapLimits().most_metres
    300.0
    """

    most_metres: float = 300.0
    past_island_metres: float = 100.0

    def __post_init__(self) -> None:
        if not (0 < self.most_metres < np.inf and 0 <= self.past_island_metres < np.inf):
            raise ReachError("limit", most=self.most_metres, past_island=self.past_island_metres)


class Steps(NamedTuple):
    """From a door on an edge to the ends of it, or back: float64[n, 2], for its tail and its head.

    Infinite where the mode may not go that way.
    """

    metres: Floats
    minutes: Floats


class Amounts(NamedTuple):
    """Parts of edges: metres, and minutes along them and against them, float64[n] each."""

    metres: Floats
    forward_minutes: Floats
    backward_minutes: Floats


@dataclass(frozen=True, slots=True)
class Positions:
    """Doors on a network.

    `x`, `y`: float64[n], metres on the network's plane, NaN where not known. `line`: int64[n], the
    segment of `Network.lines`, −1 where there is none. `along`: float64[n], where on it, 0 … 1.
    `off_metres`: float64[n], the straight walk to it; infinite beyond the limit. `standing`:
    int64[n], values of `Standing`.

    >>> from diaban.engines.reach.modes import WALKING
    >>> from diaban.engines.reach.network import build_network
    >>> from diaban.engines.reach.ways import Ways
    >>> road = Ways([0, 2], [210000000, 210010000], [1058000000] * 2, ["residential"], [{}])
    >>> network = build_network(road, WALKING)
    >>> find_positions(network, ([21.0005], [105.8])).leave(network).metres.round(1).tolist()
    [[55.6, 55.6]]
    """

    x: Floats
    y: Floats
    line: Ints
    along: Floats
    off_metres: Floats
    standing: Ints

    def __len__(self) -> int:
        return len(self.x)

    @property
    def is_placed(self) -> Flags:
        """Whether each door has a road, bool[n]."""
        return self.line >= 0

    def chosen(self, rows: Ints) -> "Positions":
        """Return only some doors, by their indices."""
        return Positions(
            self.x[rows],
            self.y[rows],
            self.line[rows],
            self.along[rows],
            self.off_metres[rows],
            self.standing[rows],
        )

    def edges(self, network: Network) -> Ints:
        """Return the edge of each door, int64[n]; −1 where it has none."""
        return np.where(self.is_placed, network.lines.edge[self.line], -1)

    def ends(self, network: Network) -> Ints:
        """Return tail and head of each door's edge, int64[n, 2]; any where it has none."""
        edge = network.lines.edge[self.line]
        return np.stack((network.tail[edge], network.head[edge]), axis=1)

    def reached(self, network: Network) -> "Amounts":
        """Return what lies on its edge between the edge's tail and each door's place."""
        lines = network.lines
        return Amounts(
            *(
                _along(before[self.line], amount[self.line], self.along)
                for before, amount in (
                    (lines.before_metres, lines.metres),
                    (lines.before_forward, lines.forward_minutes),
                    (lines.before_backward, lines.backward_minutes),
                )
            )
        )

    def leave(self, network: Network) -> Steps:
        """Return what it takes from each door's place on its road to the edge's ends."""
        edge, reached = network.lines.edge[self.line], self.reached(network)
        ahead = _rest(network.forward_minutes[edge], reached.forward_minutes)
        return _steps(network.metres[edge], reached.metres, reached.backward_minutes, ahead)

    def come(self, network: Network) -> Steps:
        """Return what it takes from the ends of its edge to each door's place on its road."""
        edge, reached = network.lines.edge[self.line], self.reached(network)
        ahead = _rest(network.backward_minutes[edge], reached.backward_minutes)
        return _steps(network.metres[edge], reached.metres, reached.forward_minutes, ahead)


def _along(before: Floats, amount: Floats, along: Floats) -> Floats:
    is_open = np.isfinite(amount)
    return np.where(is_open, before + along * np.where(is_open, amount, 0.0), np.inf)


def _rest(whole: Floats, reached: Floats) -> Floats:
    """Return what is left of edges, infinite where they are closed."""
    is_open = np.isfinite(whole)
    return np.where(is_open, np.maximum(whole - np.where(is_open, reached, 0.0), 0.0), np.inf)


def _steps(whole: Floats, metres: Floats, tail: Floats, head: Floats) -> Steps:
    """Return the steps to both ends; whoever stands at an end is there, whatever the direction."""
    amounts = np.stack((metres, np.maximum(whole - metres, 0.0)), axis=1)
    minutes = np.where(amounts <= SAME_PLACE_METRES, 0.0, np.stack((tail, head), axis=1))
    return Steps(np.where(np.isfinite(minutes), amounts, np.inf), minutes)


def find_positions(
    network: Network,
    places: tuple[ArrayLike, ArrayLike],
    limits: SnapLimits | None = None,
    water: NDArray[np.object_] | None = None,
) -> Positions:
    """Put doors on a network.

    ``places``: latitude and longitude, degrees, float64[n] each, NaN where not known. ``water``:
    Shapely areas in longitude and latitude; what lies in one of them is said to be in the water.
    Bridges, tunnels and motorways have no doors. ReachError for what is not a place on earth.

    >>> from diaban.engines.reach.modes import WALKING
    >>> from diaban.engines.reach.network import build_network
    >>> from diaban.engines.reach.ways import Ways
    >>> road = Ways([0, 2], [210000000, 210010000], [1058000000] * 2, ["residential"], [{}])
    >>> found = find_positions(build_network(road, WALKING), ([21.0005, 21.1], [105.8001, 105.8]))
    >>> found.standing.tolist(), found.off_metres.round(1).tolist()
    ([0, 2], [10.4, inf])
    """
    limits = limits or SnapLimits()
    lat, lng = (np.asarray(values, dtype=np.float64) for values in places)
    if lat.shape != lng.shape:
        raise ReachError("length", field="lng", length=lng.size, expected=lat.size)
    is_known = ~(np.isnan(lat) | np.isnan(lng))
    x, y = np.full(lat.shape, np.nan), np.full(lat.shape, np.nan)
    x[is_known], y[is_known] = network.plane.to_metres(lat[is_known], lng[is_known])
    standing = np.where(is_known, Standing.OFF_NETWORK, Standing.NO_POSITION).astype(np.int64)
    if water is not None and len(water):
        known = np.flatnonzero(is_known)
        points = shapely.points(lng[known], lat[known])
        wet = known[np.unique(shapely.STRtree(points).query(water, "intersects")[1])]
        standing[wet] = Standing.IN_WATER
    asked = np.flatnonzero(standing == Standing.OFF_NETWORK)
    line, off = np.full(lat.shape, -1, dtype=np.int64), np.full(lat.shape, np.inf)
    line[asked], off[asked] = _nearest_lines(network, x[asked], y[asked], limits)
    placed = np.flatnonzero(line >= 0)
    piece = network.piece[network.tail[network.lines.edge[line[placed]]]]
    standing[placed] = np.where(piece == 0, Standing.ON_NETWORK, Standing.ON_ISLAND)
    along = np.zeros(lat.shape)
    along[placed], _ = measure_away(_ends(network), line[placed], x[placed], y[placed])
    return Positions(x, y, line, along, off, standing)


def _ends(network: Network) -> SegmentEnds:
    lines = network.lines
    return SegmentEnds(lines.start_x, lines.start_y, lines.end_x, lines.end_y)


def _nearest_lines(
    network: Network, x: Floats, y: Floats, limits: SnapLimits
) -> tuple[Ints, Floats]:
    """Return the nearest line, of the largest piece where it is near enough, and the metres."""
    is_main = network.piece[network.tail[network.lines.edge]] == 0
    doorstep = network.lines.is_doorstep
    line, off = _nearest_of(network, np.flatnonzero(is_main & doorstep), (x, y), limits)
    far = np.flatnonzero(off > limits.past_island_metres)
    islands = np.flatnonzero(~is_main & doorstep)
    other, other_off = _nearest_of(network, islands, (x[far], y[far]), limits)
    nearer = other_off < off[far]
    line[far[nearer]], off[far[nearer]] = other[nearer], other_off[nearer]
    return line, off


def _nearest_of(
    network: Network, lines: Ints, places: tuple[Floats, Floats], limits: SnapLimits
) -> tuple[Ints, Floats]:
    chosen = SegmentEnds(*(ends[lines] for ends in _ends(network)))
    found, off = find_nearest_segments(chosen, *places, limits.most_metres)
    is_found = found >= 0
    found[is_found] = lines[found[is_found]]
    return found, off
