"""Roads taken apart at every vertex: which straight pieces there are, and which hang together."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from diaban.engines.reach.array_types import Flags, Floats, Ints
from diaban.engines.reach.modes import Passage
from diaban.engines.reach.plane import Plane
from diaban.engines.reach.ways import Ways

__all__ = ["LEAST_METRES", "Segments", "take_apart"]

# two vertices are never nearer, so that no step costs nothing
LEAST_METRES = 0.01


@dataclass(frozen=True, slots=True)
class Segments:
    """Straight pieces between vertices, passable in at least one direction.

    `x`, `y`: float64[v], vertices in metres. `tail`, `head`: int64[s], vertices of each segment.
    `forward_kmh`, `backward_kmh`: float64[s], 0 where closed. `level`: int64[s]. `is_doorstep`:
    bool[s], whether doors may stand on it.
    """

    x: Floats
    y: Floats
    tail: Ints
    head: Ints
    forward_kmh: Floats
    backward_kmh: Floats
    level: Ints
    is_doorstep: Flags

    def __len__(self) -> int:
        return len(self.tail)

    def lengths_metres(self) -> Floats:
        """Return how long each segment is, float64[s]."""
        along = self.x[self.head] - self.x[self.tail], self.y[self.head] - self.y[self.tail]
        return np.maximum(np.hypot(*along), LEAST_METRES)

    def degrees(self) -> Ints:
        """Return how many segments meet at each vertex, int64[v]."""
        return np.bincount(np.concatenate((self.tail, self.head)), minlength=len(self.x))

    def pieces(self, connection: Literal["weak", "strong"] = "weak") -> Ints:
        """Return for each vertex the piece of the network that it is in, int64[v].

        "weak": whatever the direction; "strong": there and back.
        """
        ways = [(self.tail, self.head, self.forward_kmh), (self.head, self.tail, self.backward_kmh)]
        tails = np.concatenate([tail[speed > 0] for tail, _, speed in ways])
        heads = np.concatenate([head[speed > 0] for _, head, speed in ways])
        size = len(self.x)
        graph = coo_array((np.ones(len(tails)), (tails, heads)), shape=(size, size))
        piece = connected_components(graph, directed=True, connection=connection)[1]
        return np.asarray(piece, dtype=np.int64)

    def open_ends(self, pushing_kmh: float) -> tuple["Segments", float]:
        """Let one-way roads that lead only in, or only out, be walked back.

        At the edge of the drawn roads, and where a direction was drawn wrongly, whoever is at the
        end could never come, or never leave. Return the segments and how many metres were opened.
        """
        piece = self.pieces("strong")
        leads_away = piece[self.tail] != piece[self.head]
        slow_back = leads_away & (self.backward_kmh == 0)
        slow_on = leads_away & (self.forward_kmh == 0)
        opened = replace(
            self,
            forward_kmh=np.where(slow_on, pushing_kmh, self.forward_kmh),
            backward_kmh=np.where(slow_back, pushing_kmh, self.backward_kmh),
        )
        return opened, float(self.lengths_metres()[slow_back | slow_on].sum())


def take_apart(ways: Ways, passage: Passage, plane: Plane) -> Segments:
    """Take the passable ways apart; vertices that no passable way has are left out."""
    way = np.repeat(np.arange(len(ways)), np.diff(ways.starts))
    same = way[1:] == way[:-1]
    first = np.flatnonzero(same & ((passage.forward_kmh + passage.backward_kmh)[way[:-1]] > 0))
    place = (ways.lat_e7 + 900_000_000) * 3_600_000_001 + ways.lng_e7
    names = place if ways.nodes is None else ways.nodes
    # a source that numbers its vertices may still draw two of them at one place: a bridge
    used = np.unique(np.concatenate((first, first + 1)))
    _, kept, number = np.unique(names[used], return_index=True, return_inverse=True)
    vertex = np.full(len(names), -1, dtype=np.int64)
    vertex[used] = number
    tail, head = vertex[first], vertex[first + 1]
    real = tail != head
    tail, head, owner = tail[real], head[real], way[first[real]]
    x, y = plane.to_metres(ways.lat_e7[used[kept]] / 1e7, ways.lng_e7[used[kept]] / 1e7)
    return Segments(
        x,
        y,
        tail,
        head,
        passage.forward_kmh[owner],
        passage.backward_kmh[owner],
        passage.level[owner],
        passage.is_doorstep[owner],
    )
