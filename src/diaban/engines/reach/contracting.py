"""Chains of straight segments between junctions, each made one edge.

Roads bend oftener than they meet. Where two segments meet and nothing else does, nobody has a
choice, so a search need not stop there. Which segments follow one another is found for all chains
at once, by doubling pointers (list ranking: Wyllie 1979).
"""

from typing import NamedTuple

import numpy as np

from diaban.engines.reach.array_types import Flags, Ints
from diaban.engines.reach.segments import Segments

__all__ = ["Chains", "contract"]


class Chains(NamedTuple):
    """Segments in the order of their edges, and along each edge.

    `segment`: int64[s], each segment once. `is_turned`: bool[s], whether the edge runs against
    it. `edge`: int64[s], rising. `nodes`: int64[n], the vertices that remain.
    """

    segment: Ints
    is_turned: Flags
    edge: Ints
    nodes: Ints


def contract(segments: Segments) -> Chains:
    """Gather segments into chains; a node remains where more than two meet, or a road ends.

    It also remains where the directions that are open change, and once in a ring without one.
    """
    count = len(segments)
    stays = _remaining(segments)
    # a half is a segment seen in one direction: s forwards, count + s backwards
    tails = np.concatenate((segments.tail, segments.head))
    heads = np.concatenate((segments.head, segments.tail))
    turned = np.concatenate((np.arange(count, 2 * count), np.arange(count)))
    last, steps = _rank(_following(tails, heads, turned, stays))
    # each chain is found from both its ends; one of the two directions is enough
    halves = np.flatnonzero(last < last[turned])
    order = np.lexsort((-steps[halves], last[halves]))
    halves = halves[order]
    is_new = np.append(True, np.diff(last[halves]) != 0)[: len(halves)]
    return Chains(
        halves % count if count else halves,
        halves >= count,
        np.cumsum(is_new) - 1,
        np.flatnonzero(stays),
    )


def _remaining(segments: Segments) -> Flags:
    """Mark the vertices that stay nodes."""
    degree = segments.degrees()
    stays = (degree != 2) & (degree > 0)
    # at a bend, as much must lead in as out; then both its segments have the same directions
    leaving, coming = np.zeros_like(degree), np.zeros_like(degree)
    for tail, head, speed in (
        (segments.tail, segments.head, segments.forward_kmh),
        (segments.head, segments.tail, segments.backward_kmh),
    ):
        np.add.at(leaving, tail[speed > 0], 1)
        np.add.at(coming, head[speed > 0], 1)
    stays |= (degree == 2) & ((leaving != coming) | (leaving == 0))
    piece = segments.pieces()
    has_node = np.zeros(int(piece.max()) + 1 if len(piece) else 0, dtype=np.bool_)
    has_node[piece[stays]] = True
    _, first = np.unique(piece, return_index=True)
    stays[first] |= ~has_node
    remaining: Flags = stays & (degree > 0)
    return remaining


def _following(tails: Ints, heads: Ints, turned: Ints, stays: Flags) -> Ints:
    """Return the half that follows each half, or itself where a node stays."""
    halves = np.arange(len(tails))
    # at a bend two halves leave; the sum of their numbers, less one, is the other
    sums = np.zeros(len(stays), dtype=np.int64)
    np.add.at(sums, tails, halves)
    other = sums[heads] - turned
    return np.where(stays[heads], halves, other)


def _rank(following: Ints) -> tuple[Ints, Ints]:
    """Return the last half of each half's chain, and how many steps lie before it."""
    after, steps = following, (following != np.arange(len(following))).astype(np.int64)
    while True:
        farther = after[after]
        if np.array_equal(farther, after):
            return after, steps
        steps = steps + steps[after]
        after = farther
