"""Registered doors in memory: keys in one sorted array."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from diaban.engines.addressing.registered import Registered

__all__ = ["DoorArray"]

Keys = NDArray[np.int64]


class DoorArray:
    """A store of doors for `searching.search`, in the order of their keys.

    >>> from diaban.engines.addressing.registered import Columns, read_columns
    >>> told = {n: Columns(str(n), "", "Hàng Bông") for n in (1, 3)}
    >>> doors = DoorArray([read_columns(n, 3, columns) for n, columns in told.items()])
    >>> [door.number for door in doors.at(read_columns(0, 3, told[3]).keys)]
    [3]
    """

    def __init__(self, doors: Iterable[Registered]) -> None:
        held = {door.number: door for door in doors}
        pairs = [(key, number) for number, door in held.items() for key in door.keys]
        self._sort(
            np.array([key for key, _ in pairs], dtype=np.int64),
            np.array([number for _, number in pairs], dtype=np.int64),
        )
        self._read: Callable[[int], Registered] = held.__getitem__

    @classmethod
    def of_keys(
        cls, keys: Keys, numbers: NDArray[np.int64], read: Callable[[int], Registered]
    ) -> DoorArray:
        """Make a store of ready keys; ``read`` gives the door with a number.

        >>> store = DoorArray.of_keys(np.array([5]), np.array([7]), lambda number: None)
        >>> store.nbytes
        16
        """
        store = cls(())
        store._sort(keys, numbers)
        store._read = read
        return store

    @property
    def nbytes(self) -> int:
        """Bytes of the two arrays."""
        return self._keys.nbytes + self._numbers.nbytes

    def at(self, keys: Sequence[int]) -> list[Registered]:
        """Return the doors with these keys."""
        found: list[Registered] = []
        asked = np.array(keys, dtype=np.int64)
        first = np.searchsorted(self._keys, asked)
        after = np.searchsorted(self._keys, asked, side="right")
        for low, high in zip(first.tolist(), after.tolist(), strict=True):
            found += [self._read(number) for number in self._numbers[low:high].tolist()]
        return found

    def at_each(self, keys: Sequence[int]) -> dict[int, list[Registered]]:
        """Return the doors of each of these keys."""
        return {key: self.at([key]) for key in keys}

    def around(self, low: int, key: int, high: int, most: int) -> list[Registered]:
        """Return up to ``most`` doors on either side of a key within a span, the nearest first."""
        first, here, after = np.searchsorted(self._keys, [low, key, high]).tolist()
        places = list(range(max(first, here - most), min(after, here + most)))
        keys = self._keys[places].tolist()
        ranked = sorted(zip(places, keys, strict=True), key=lambda one: (abs(one[1] - key), one[1]))
        return [self._read(int(self._numbers[place])) for place, _ in ranked]

    def _sort(self, keys: Keys, numbers: NDArray[np.int64]) -> None:
        order = np.lexsort((numbers, keys))
        self._keys, self._numbers = keys[order], numbers[order]
