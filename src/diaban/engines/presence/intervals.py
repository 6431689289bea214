"""Intervals of whole minutes, of many points at once: united, intersected, subtracted, added up.

Every interval has a key (a point, or a point and a person) and runs from `start` until before
`end`. All keys are laid behind one another on a single line, so that one sort serves them all:
the ends of all intervals in order, and between each two of them which layers hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from diaban.engines.presence.array_types import Bools, Ints

__all__ = ["Spans", "intersect", "meeting", "minutes_within", "subtract", "sweep", "unite"]

# ends are packed with the number of their layer, so that a plain sort carries both
_LAYER_BITS = 4
LAYERS = 1 << (_LAYER_BITS - 1)
_LARGEST = 1 << (62 - _LAYER_BITS)


class Spans(NamedTuple):
    """Intervals with keys: int64[n] each. Tidy ones are in order, apart and not empty.

    >>> len(Spans.none().key)
    0
    """

    key: Ints
    start: Ints
    end: Ints

    @classmethod
    def none(cls) -> Spans:
        """Return no intervals.

        >>> Spans.none().end.tolist()
        []
        """
        empty = np.zeros(0, dtype=np.int64)
        return cls(empty, empty, empty)

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, int]]) -> Spans:
        """Return intervals from (key, start, end).

        >>> Spans.of([(1, 0, 60)]).end.tolist()
        [60]
        """
        columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
        return cls(columns[0].copy(), columns[1].copy(), columns[2].copy())


@dataclass(frozen=True, slots=True)
class Line:
    """Where keys and minutes lie on the one line: key after key, with a gap between.

    >>> Line.over([Spans.of([(7, 100, 160)])]).place(np.array([7]), np.array([100])).tolist()
    [0]
    """

    keys: Ints | None
    first_key: int
    first: int
    width: int

    @classmethod
    def over(cls, layers: Sequence[Spans]) -> Line:
        """Return a line on which all intervals of some layers have a place.

        >>> Line.over([]).width
        2
        """
        filled = [spans for spans in layers if len(spans.key)]
        if not filled:
            return cls(None, 0, 0, 2)
        first = min(int(spans.start.min()) for spans in filled)
        width = max(int(spans.end.max()) for spans in filled) - first + 2
        first_key = min(int(spans.key.min()) for spans in filled)
        last_key = max(int(spans.key.max()) for spans in filled)
        if (last_key - first_key + 1) * width < _LARGEST:
            return cls(None, first_key, first, width)
        keys = np.unique(np.concatenate([spans.key for spans in filled]))
        return cls(keys, 0, first, width)

    def place(self, key: Ints, minute: Ints) -> Ints:
        """Return where minutes of keys lie. Minutes outside of the line's are moved to its ends.

        >>> Line(None, 0, 0, 10).place(np.array([1, 1]), np.array([3, 99])).tolist()
        [13, 18]
        """
        rank = key - self.first_key if self.keys is None else np.searchsorted(self.keys, key)
        return rank * self.width + np.clip(minute - self.first, 0, self.width - 2)

    def spans(self, start: Ints, end: Ints) -> Spans:
        """Return the intervals between places.

        >>> Line(None, 5, 0, 10).spans(np.array([3]), np.array([4])).key.tolist()
        [5]
        """
        rank = start // self.width
        key = rank + self.first_key if self.keys is None else self.keys[rank]
        begin = rank * self.width - self.first
        return Spans(key, start - begin, end - begin)


class Sweep(NamedTuple):
    """The line cut wherever a layer begins or ends.

    ``start``, ``end``: int64[pieces]; ``holds``: bool[layers, pieces], which layers hold there.

    >>> found = sweep([Spans.of([(1, 0, 60)]), Spans.of([(1, 30, 90)])])
    >>> found.holds.tolist()
    [[True, True, False], [False, True, True]]
    """

    line: Line
    start: Ints
    end: Ints
    holds: Bools

    def spans(self, mask: Bools) -> Spans:
        """Return the pieces of a mask, joined where they touch; tidy.

        >>> found = sweep([Spans.of([(1, 0, 60), (1, 30, 90)])])
        >>> found.spans(found.holds[0]).end.tolist()
        [90]
        """
        edges = np.diff(np.concatenate(([False], mask, [False])).astype(np.int8))
        return self.line.spans(
            self.start[np.flatnonzero(edges == 1)], self.end[np.flatnonzero(edges == -1) - 1]
        )


def sweep(layers: Sequence[Spans]) -> Sweep:
    """Cut the line of all keys at every end of every layer; intervals in a layer may overlap.

    ValueError for more than 8 layers or an interval that ends before it begins.

    >>> found = sweep([Spans.of([(1, 0, 60)]), Spans.none()])
    >>> found.start.tolist(), found.end.tolist()
    ([0], [60])
    """
    if len(layers) > LAYERS:
        raise ValueError(f"{len(layers)} layers; at most {LAYERS}")
    if any(bool(np.any(spans.end < spans.start)) for spans in layers):
        raise ValueError("an interval ends before it begins")
    line = Line.over(layers)
    packed = np.concatenate(
        [np.zeros(0, np.int64)]
        + [
            (line.place(spans.key, side) << _LAYER_BITS) | (number << 1 | is_end)
            for number, spans in enumerate(layers)
            for is_end, side in enumerate((spans.start, spans.end))
        ]
    )
    packed.sort()
    place, code = packed >> _LAYER_BITS, packed & ((1 << _LAYER_BITS) - 1)
    is_last = np.append(place[1:] != place[:-1], True) if len(place) else np.zeros(0, np.bool_)
    holds = np.zeros((len(layers), max(int(is_last.sum()) - 1, 0)), dtype=np.bool_)
    for number in range(len(layers)):
        change = (code == number << 1).astype(np.int8) - (code == (number << 1 | 1)).view(np.int8)
        holds[number] = np.cumsum(change, dtype=np.int64)[is_last][:-1] > 0
    cuts = place[is_last]
    return Sweep(line, cuts[:-1], cuts[1:], holds)


def unite(*layers: Spans) -> Spans:
    """Return the minutes that are in any of the layers; tidy.

    >>> unite(Spans.of([(1, 0, 60), (1, 60, 90), (2, 0, 5)])).end.tolist()
    [90, 5]
    """
    found = sweep(layers)
    return found.spans(np.asarray(found.holds.any(axis=0)))


def intersect(*layers: Spans) -> Spans:
    """Return the minutes that are in all of the layers; tidy.

    >>> intersect(Spans.of([(1, 0, 60)]), Spans.of([(1, 30, 90), (2, 0, 9)])).start.tolist()
    [30]
    """
    found = sweep(layers)
    return found.spans(np.asarray(found.holds.all(axis=0)))


def subtract(spans: Spans, taken: Spans) -> Spans:
    """Return the minutes of one layer that are not in the other; tidy.

    >>> subtract(Spans.of([(1, 0, 60)]), Spans.of([(1, 20, 30)])).start.tolist()
    [0, 30]
    """
    found = sweep((spans, taken))
    return found.spans(found.holds[0] & ~found.holds[1])


def minutes_within(spans: Spans, key: Ints, start: Ints, end: Ints) -> Ints:
    """Return how many minutes of tidy intervals lie in each window of a key; int64[windows].

    >>> days = minutes_within(Spans.of([(1, 100, 1500)]), np.array([1, 1]),
    ...                       np.array([0, 1440]), np.array([1440, 2880]))
    >>> days.tolist()
    [1340, 60]
    """
    if not len(spans.key):
        return np.zeros(len(key), dtype=np.int64)
    line = Line.over([spans])
    begins, ends = line.place(spans.key, spans.start), line.place(spans.key, spans.end)
    reached = np.concatenate((np.zeros(1, np.int64), np.cumsum(ends - begins)))
    if line.keys is not None:
        # a key that has no intervals must not be counted as the next one
        is_known = np.isin(key, line.keys)
        key, end = np.where(is_known, key, spans.key[0]), np.where(is_known, end, start)

    def minutes_before(minute: Ints) -> Ints:
        place = line.place(key, minute)
        count = np.searchsorted(begins, place, side="left")
        over = np.where(count > 0, ends[count - 1] - place, 0)
        found: Ints = reached[count] - np.maximum(over, 0)
        return found

    return minutes_before(end) - minutes_before(start)


def meeting(windows: Spans, spans: Spans) -> tuple[Ints, Ints]:
    """Return the rows of windows and of intervals that share a minute, in pairs; int64[pairs].

    >>> found = meeting(Spans.of([(1, 50, 70)]), Spans.of([(1, 70, 80), (1, 0, 60), (2, 50, 60)]))
    >>> [rows.tolist() for rows in found]
    [[0], [1]]
    """
    line = Line.over([windows, spans])
    begins, ends = line.place(spans.key, spans.start), line.place(spans.key, spans.end)
    first, last = (line.place(windows.key, side) for side in windows[1:])
    order = np.argsort(begins, kind="stable")
    longest = int((ends - begins).max()) if len(begins) else 0
    # what meets a window begins before its end, and no earlier than the longest before its begin
    low = np.searchsorted(begins[order], first - longest, side="left")
    count = np.searchsorted(begins[order], last, side="left") - low
    window = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(window)) - np.repeat(np.cumsum(count) - count, count)
    row = order[low[window] + step]
    shared = np.minimum(ends[row], last[window]) - np.maximum(begins[row], first[window])
    meets = shared > 0
    return window[meets], row[meets]
