"""Texts found by what is left of them when a letter or two are dropped: sorted hashes in NumPy.

Two texts at most two slips apart have a remainder in common. The remainders of all texts are
hashed together, a length at a time, without making a string of any.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["DeletionIndex"]

# letters that count for finding; all count when slips are counted
LETTERS = 14
_BASE = np.uint64(0x9E3779B97F4A7C15 | 1)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)
_ODD, _ALL = int(_BASE), (1 << 64) - 1

Hashes = NDArray[np.uint64]
Kept = NDArray[np.uint32]
Places = NDArray[np.int64]


class DeletionIndex:
    """Texts by their remainders. Takes about 8 bytes a remainder, half a kilobyte a name.

    >>> index = DeletionIndex(["hanoi", "hue", "haiphong"])
    >>> index.near("hnaoi", 1), index.near("haipong", 1), index.near("hain", 2)
    ([0], [2], [0])
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._close = _sorted(texts, (0, 1))
        self._far = _sorted(texts, (2,))

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the remainders take."""
        return sum(array.nbytes for part in (self._close, self._far) for array in part)

    def near(self, text: str, slips: int) -> list[int]:
        """Return the places of all texts at most ``slips`` (1 or 2) away, and of some others."""
        asked = _remainders_of(text[:LETTERS], (0, 1) if slips < 2 else (0, 1, 2))
        found: set[int] = set()
        for hashes, owners in (self._close,) if slips < 2 else (self._close, self._far):
            found.update(_owners(hashes, owners, asked))
        return sorted(found)


def _owners(hashes: Kept, owners: NDArray[np.int32], asked: Kept) -> list[int]:
    if not len(hashes):
        return []
    first = hashes.searchsorted(asked)
    found: list[int] = []
    for hit in (hashes.take(first, mode="clip") == asked).nonzero()[0].tolist():
        low = after = first.item(hit)
        while after < len(hashes) and hashes[after] == asked[hit]:
            after += 1
        found += owners[low:after].tolist()
    return found


def _sorted(texts: Sequence[str], drops: tuple[int, ...]) -> tuple[Kept, NDArray[np.int32]]:
    """Return the hashes of all remainders in order, and whose each is."""
    by_length: dict[int, list[int]] = {}
    for place, text in enumerate(texts):
        by_length.setdefault(min(len(text), LETTERS), []).append(place)
    hashes: list[Kept] = []
    owners: list[NDArray[np.int32]] = []
    for length, places in by_length.items():
        letters = _letters([texts[place][:LETTERS] for place in places], length)
        for drop in drops:
            made = _remainders(letters, drop)
            hashes.append(made.ravel())
            owners.append(np.repeat(np.array(places, dtype=np.int32), made.shape[1]))
    if not hashes:
        return np.empty(0, np.uint32), np.empty(0, np.int32)
    joined, whose = np.concatenate(hashes), np.concatenate(owners)
    order = np.argsort(joined, kind="stable")
    return joined[order], whose[order]


def _remainders_of(text: str, drops: tuple[int, ...]) -> Kept:
    """Return the same hashes for one text; plain whole numbers are faster for so few."""
    letters = [_mix(letter) for letter in text]
    heads = [0]
    for letter in letters:
        heads.append((heads[-1] * _ODD + letter) & _ALL)
    length, whole = len(letters), heads[-1]
    # what a dropped letter takes from the beginning, before it is moved to its place
    steps = [heads[i] - heads[i + 1] for i in range(length)]
    found = [whole]
    for other in range(length):
        after = _power(length - 1 - other)
        found.append((whole + steps[other] * after) & _ALL)
        if 2 in drops:
            step = steps[other]
            found += [
                (whole + (steps[one] * _power(other - one - 1) + step) * after) & _ALL
                for one in range(other)
            ]
    return np.array([number >> 32 for number in found], dtype=np.uint32)


@lru_cache(maxsize=1_000)
def _mix(letter: str) -> int:
    mixed = ((ord(letter) + 1) * int(_MIX)) & _ALL
    return mixed ^ (mixed >> 32)


@lru_cache(maxsize=LETTERS + 1)
def _power(exponent: int) -> int:
    return pow(_ODD, exponent, 1 << 64)


def _letters(texts: Sequence[str], length: int) -> Hashes:
    """Return texts of one length as a table of mixed code points."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    table = codes.astype(np.uint64).reshape(len(texts), length)
    mixed: Hashes = (table + np.uint64(1)) * _MIX
    return mixed ^ (mixed >> _SHIFT)


def _remainders(letters: Hashes, drop: int) -> Kept:
    """Return uint32[n, m]: each row's hashes with 0, 1 or 2 letters dropped in every way."""
    length = letters.shape[1]
    heads = np.zeros((len(letters), length + 1), dtype=np.uint64)
    for place in range(length):
        heads[:, place + 1] = heads[:, place] * _BASE + letters[:, place]
    if drop == 0:
        return _narrow(heads[:, -1:])
    one, other, between, after = _plan(length, drop)
    whole = heads[:, -1:]
    if drop == 1:
        tail = whole - heads[:, one + 1] * after
        return _narrow(heads[:, one] * after + tail)
    middle = heads[:, other] - heads[:, one + 1] * between
    tail = whole - heads[:, other + 1] * after
    return _narrow((heads[:, one] * between + middle) * after + tail)


def _narrow(hashes: Hashes) -> Kept:
    return (hashes >> _SHIFT).astype(np.uint32)


@lru_cache(maxsize=128)
def _plan(length: int, drop: int) -> tuple[Places, Places, Hashes, Hashes]:
    """Return which letters are dropped, and the powers for what stands between and after them."""
    powers = np.ones(length + 1, dtype=np.uint64)
    for place in range(length):
        powers[place + 1 : place + 2] = powers[place : place + 1] * _BASE
    if drop == 1:
        one = np.arange(length)
        return one, one, powers[:0], powers[length - 1 - one]
    one, other = np.triu_indices(length, 1)
    return one, other, powers[other - one - 1], powers[length - 1 - other]
