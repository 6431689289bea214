"""Which ones to look at: drawn by a seed, so that anybody can draw the same again.

Each key gets a number from the seed and itself alone, and the least numbers are taken. So a draw
does not hang on the order or on the other keys, a larger one from the same seed holds the smaller,
and nobody can be drawn twice (permanent random numbers: Ohlsson 1995, in Business Survey Methods).
"""

from collections.abc import Hashable, Iterable, Mapping
from hashlib import blake2b
from heapq import nsmallest
from typing import TypeVar

__all__ = ["allocate", "draw", "draw_stratified"]

S = TypeVar("S", bound=Hashable)


def draw(keys: Iterable[str], size: int, seed: str) -> list[str]:
    """Return ``size`` distinct keys (all where there are fewer), in the order in which to go.

    >>> first = draw(["a", "b", "c", "d"], 2, "2026-11")
    >>> draw(["d", "c", "b", "a", "a"], 2, "2026-11") == first
    True
    >>> draw(["a", "b", "c", "d"], 3, "2026-11")[:2] == first
    True
    """
    ranked = ((_rank(key, seed), key) for key in set(keys))
    return [key for _, key in nsmallest(size, ranked)]


def draw_stratified(strata: Mapping[S, Iterable[str]], size: int, seed: str) -> dict[S, list[str]]:
    """Draw ``size`` keys over the strata by their numbers, at least one of each while it lasts.

    >>> drawn = draw_stratified({"phường": ["a", "b", "c", "d"], "xã": ["e", "f"]}, 3, "x")
    >>> {name: len(keys) for name, keys in drawn.items()}
    {'phường': 2, 'xã': 1}
    """
    known = {name: set(keys) for name, keys in strata.items()}
    sizes = allocate({name: len(keys) for name, keys in known.items()}, size)
    return {name: draw(keys, sizes[name], seed) for name, keys in known.items()}


def allocate(counts: Mapping[S, int], size: int) -> dict[S, int]:
    """Share out ``size`` in proportion to ``counts``, by largest remainder, none over its count.

    Each stratum that has any gets one first, the largest before the others; so no commune is left
    out while there is something to share out. Cochran 1977, section 5.5 (proportional).

    >>> allocate({"a": 90, "b": 9, "c": 1}, 10)
    {'a': 8, 'b': 1, 'c': 1}
    """
    order = sorted((n for n in counts if counts[n]), key=lambda name: (-counts[name], str(name)))
    given = dict.fromkeys(counts, 0)
    left = min(size, sum(counts.values()))
    if left <= len(order):
        return given | dict.fromkeys(order[:left], 1)
    # the smallest, whose part is less than one, are given one; the others share what is left
    while order and left * counts[order[-1]] < sum(counts[name] for name in order):
        given[order.pop()] = 1
        left -= 1
    whole = sum(counts[name] for name in order)
    parts = {name: divmod(left * counts[name], whole) for name in order}
    missing = left - sum(part for part, _ in parts.values())
    by_remainder = sorted(order, key=lambda name: -parts[name][1])
    for name in order:
        given[name] = parts[name][0]
    for name in by_remainder[:missing]:
        given[name] += 1
    return given


def _rank(key: str, seed: str) -> bytes:
    return blake2b(key.encode(), digest_size=16, key=_as_key(seed)).digest()


def _as_key(seed: str) -> bytes:
    return blake2b(seed.encode(), digest_size=32).digest()
