"""Directed steps between nodes, and the graph of the least of them."""

from typing import Literal, NamedTuple

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from diaban.engines.reach.array_types import Floats, Ints, Sparse

__all__ = ["Amount", "Arcs", "StepGraph", "make_graph"]

Amount = Literal["metres", "minutes"]


class Arcs(NamedTuple):
    """Directed steps between nodes: `tail`, `head` int64[a]; `metres`, `minutes` float64[a]."""

    tail: Ints
    head: Ints
    metres: Floats
    minutes: Floats


class StepGraph(NamedTuple):
    """The least steps by one amount, a sparse table from tails to heads, without repetitions.

    `other`: float64[a], the other amount of each step, in the order of the table's entries.
    """

    graph: Sparse
    other: Floats


def make_graph(arcs: Arcs, shape: tuple[int, int], by: Amount) -> StepGraph:
    """Keep the least of the steps between each two nodes.

    >>> two = np.array([0, 0]), np.array([1, 1]), np.array([9.0, 5.0]), np.array([1.0, 2.0])
    >>> made = make_graph(Arcs(*two), (2, 2), "metres")
    >>> made.graph.data.tolist(), made.other.tolist()
    ([5.0], [2.0])
    """
    least, other = (arcs.metres, arcs.minutes) if by == "metres" else (arcs.minutes, arcs.metres)
    pair = arcs.tail * shape[1] + arcs.head
    order = np.lexsort((least, pair))
    pair = pair[order]
    order = order[np.append(True, pair[1:] != pair[:-1])[: len(order)]]
    starts = np.searchsorted(arcs.tail[order], np.arange(shape[0] + 1))
    graph = csr_array((least[order], arcs.head[order], starts), shape=shape)
    return StepGraph(graph, other[order])
