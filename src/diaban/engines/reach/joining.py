"""Small gaps in the drawn roads, closed where a gap is likelier than an island.

An end that stops within a hand's breadth of another road was drawn carelessly. An end that stops
some metres before a road may well be a lane with a wall at its end; but where nothing else ties a
piece of road to the rest, a slip of the pen is likelier than a road that nobody can come to. So
two distances: `slip_metres` for every end, `gap_metres` only between pieces that hang together in
no other way. Roads on different levels are never joined.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import shapely  # type: ignore[import-untyped]

from diaban.engines.reach.array_types import Floats, Ints
from diaban.engines.reach.segments import LEAST_METRES, Segments

__all__ = ["Gaps", "Joints", "join_gaps"]

_NO_LEVEL = 1_000


@dataclass(frozen=True, slots=True)
class Gaps:
    """Up to which width gaps are closed, in metres.

    >>> Gaps(gap_metres=20.0)
    Gaps(slip_metres=2.0, gap_metres=20.0)
    """

    slip_metres: float = 2.0
    gap_metres: float = 15.0


class Joints(NamedTuple):
    """Gaps that were closed: where (metres on the plane) and how wide, float64[k] each."""

    x: Floats
    y: Floats
    metres: Floats


class _Pairs(NamedTuple):
    """A vertex and a segment near it, and where on the segment (0 … 1) it is nearest."""

    vertex: Ints
    segment: Ints
    along: Floats
    metres: Floats

    def chosen(self, rows: "np.ndarray[tuple[int], np.dtype[np.generic]]") -> "_Pairs":
        return _Pairs(*(column[rows] for column in self))


def join_gaps(segments: Segments, gaps: Gaps) -> tuple[Segments, Joints]:
    """Close small gaps; return the segments with the new ones, and where they are."""
    piece = segments.pieces()
    pairs = _find_pairs(segments, piece, gaps)
    is_end = segments.degrees()[pairs.vertex] == 1
    apart = piece[pairs.vertex] != piece[segments.tail[pairs.segment]]
    slips = _nearest_of_each(pairs.chosen(is_end & (pairs.metres <= gaps.slip_metres)))
    tied = _tie_pieces(pairs.chosen(apart), piece, segments)
    both = _Pairs(*(np.concatenate(columns) for columns in zip(slips, tied, strict=True)))
    _, first = np.unique(
        np.stack((both.vertex, both.segment)), axis=1, return_index=True
    )  # a slip may also be what ties a piece
    joined = both.chosen(np.sort(first))
    told = Joints(segments.x[joined.vertex], segments.y[joined.vertex], joined.metres)
    return _insert(segments, joined), told


def _find_pairs(segments: Segments, piece: Ints, gaps: Gaps) -> _Pairs:
    """Find what lies within reach of an end, or of any vertex outside the largest piece."""
    main = np.argmax(np.bincount(piece)) if len(piece) else 0
    asked = np.flatnonzero((segments.degrees() == 1) | (piece != main))
    ends = np.stack((segments.tail, segments.head), axis=1)
    lines = shapely.linestrings(np.stack((segments.x[ends], segments.y[ends]), axis=-1))
    points = shapely.points(segments.x[asked], segments.y[asked])
    widest = max(gaps.slip_metres, gaps.gap_metres)
    place, segment = shapely.STRtree(lines).query(points, "dwithin", distance=widest)
    vertex = asked[place]
    own = (segments.tail[segment] == vertex) | (segments.head[segment] == vertex)
    low, high = _levels(segments)
    level = segments.level[segment]
    keep = ~own & (low[vertex] <= level) & (level <= high[vertex])
    vertex, segment = vertex[keep], segment[keep]
    return _Pairs(vertex, segment, *_project(segments, vertex, segment))


def _levels(segments: Segments) -> tuple[Ints, Ints]:
    """Return the lowest and the highest level that meets at each vertex."""
    low = np.full(len(segments.x), _NO_LEVEL)
    high = np.full(len(segments.x), -_NO_LEVEL)
    for ends in (segments.tail, segments.head):
        np.minimum.at(low, ends, segments.level)
        np.maximum.at(high, ends, segments.level)
    return low, high


def _project(segments: Segments, vertex: Ints, segment: Ints) -> tuple[Floats, Floats]:
    """Return where on a segment a vertex is nearest, 0 … 1, and how far away, in metres."""
    tail, head = segments.tail[segment], segments.head[segment]
    x, y = segments.x, segments.y
    east, north = x[head] - x[tail], y[head] - y[tail]
    square = np.maximum(east**2 + north**2, LEAST_METRES**2)
    along = ((x[vertex] - x[tail]) * east + (y[vertex] - y[tail]) * north) / square
    along = np.clip(along, 0.0, 1.0)
    away = np.hypot(x[tail] + along * east - x[vertex], y[tail] + along * north - y[vertex])
    return along, away


def _nearest_of_each(pairs: _Pairs) -> _Pairs:
    """Keep the nearest segment of each vertex."""
    order = np.lexsort((pairs.segment, pairs.metres, pairs.vertex))
    _, first = np.unique(pairs.vertex[order], return_index=True)
    return pairs.chosen(order[first])


def _tie_pieces(pairs: _Pairs, piece: Ints, segments: Segments) -> _Pairs:
    """Keep the shortest ties that hang pieces together, one between any two (Kruskal 1956)."""
    leader = np.arange(int(piece.max()) + 1 if len(piece) else 0).tolist()

    def lead(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    order = np.lexsort((pairs.segment, pairs.vertex, pairs.metres))
    here = piece[pairs.vertex[order]].tolist()
    there = piece[segments.tail[pairs.segment[order]]].tolist()
    kept = []
    for row, one, other in zip(order.tolist(), here, there, strict=True):
        first, second = lead(one), lead(other)
        if first != second:
            leader[first] = second
            kept.append(row)
    return pairs.chosen(np.array(kept, dtype=np.int64))


def _insert(segments: Segments, joined: _Pairs) -> Segments:
    """Split the segments that ends run into, and lay a segment from each end to the split."""
    if not len(joined.vertex):
        return segments
    count = len(segments.x)
    tail, head = segments.tail[joined.segment], segments.head[joined.segment]
    east, north = segments.x[head] - segments.x[tail], segments.y[head] - segments.y[tail]
    x = np.concatenate((segments.x, segments.x[tail] + joined.along * east))
    y = np.concatenate((segments.y, segments.y[tail] + joined.along * north))
    fresh = count + np.arange(len(joined.vertex))
    order = np.lexsort((joined.along, joined.segment))
    split = _split(segments, joined.segment[order], fresh[order])
    own = _segment_of(segments)[joined.vertex]
    speed = np.maximum(segments.forward_kmh, segments.backward_kmh)[own]
    return replace(
        segments,
        x=x,
        y=y,
        tail=np.concatenate((split.tail, joined.vertex)),
        head=np.concatenate((split.head, fresh)),
        forward_kmh=np.concatenate((split.forward_kmh, speed)),
        backward_kmh=np.concatenate((split.backward_kmh, speed)),
        level=np.concatenate((split.level, segments.level[own])),
        is_doorstep=np.concatenate((split.is_doorstep, segments.is_doorstep[own])),
    )


def _split(segments: Segments, cut: Ints, fresh: Ints) -> Segments:
    """Cut segments at new vertices; ``cut`` names them in order, and along each of them."""
    owner = np.insert(np.arange(len(segments)), cut + 1, cut)
    last = np.append(owner[1:] != owner[:-1], True)
    first = np.append(True, last[:-1])
    tail, head = segments.tail[owner], segments.head[owner]
    head[~last] = fresh
    tail[~first] = fresh
    return Segments(
        segments.x,
        segments.y,
        tail,
        head,
        segments.forward_kmh[owner],
        segments.backward_kmh[owner],
        segments.level[owner],
        segments.is_doorstep[owner],
    )


def _segment_of(segments: Segments) -> Ints:
    """Return for each vertex one segment that it is an end of."""
    found = np.zeros(len(segments.x), dtype=np.int64)
    found[segments.head] = np.arange(len(segments))
    found[segments.tail] = np.arange(len(segments))
    return found
