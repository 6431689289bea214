"""Names with slips of the keyboard: found through the names with one letter left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

__all__ = ["Near", "TypoIndex", "allowed_slips", "count_slips"]


class Near(NamedTuple):
    """A name and how many slips it is away.

    >>> Near("quan hoa", 1).slips
    1
    """

    name: str
    slips: int


def allowed_slips(length: int) -> int:
    """Return how many slips a name of so many letters may have and still be meant.

    >>> [allowed_slips(length) for length in (2, 4, 8, 12)]
    [0, 1, 1, 2]
    """
    return 0 if length < 3 else 1 if length < 9 else 2


class TypoIndex:
    """Names (folded, with blanks) by what is left when one letter is dropped; blanks do not count.

    >>> index = TypoIndex({"quan hoa": [1], "dich vong": [2]})
    >>> index.find("quan hao"), index.find("dichvong"), index.find("xyz")
    ([Near(name='quan hoa', slips=1)], [Near(name='dich vong', slips=0)], [])
    """

    def __init__(self, values: Mapping[str, Sequence[int]]) -> None:
        self.values = values
        self._shortened: dict[str, list[str]] = defaultdict(list)
        for name in values:
            squeezed = name.replace(" ", "")
            for short in _drop_one(squeezed):
                self._shortened[short].append(name)

    def find(self, words: str, within: Collection[int] | None = None) -> list[Near]:
        """Return the names within the allowed slips, nearest first.

        ``within``: only names of which a value is among these.
        """
        squeezed = words.replace(" ", "")
        limit = allowed_slips(len(squeezed))
        found: dict[str, int] = {}
        for short in _drop_one(squeezed):
            for name in self._shortened.get(short, ()):
                if name in found or not (within is None or self._has_any(name, within)):
                    continue
                found[name] = count_slips(squeezed, name.replace(" ", ""), limit)
        near = [Near(name, slips) for name, slips in found.items() if slips <= limit]
        return sorted(near, key=lambda one: (one.slips, one.name))

    def _has_any(self, name: str, within: Collection[int]) -> bool:
        return any(value in within for value in self.values[name])


def _drop_one(text: str) -> set[str]:
    return {text, *(text[:i] + text[i + 1 :] for i in range(len(text)))}


def _differing(one: str, other: str) -> tuple[str, str]:
    """Leave out the letters that both begin and end with: most slips leave one or two."""
    shorter = min(len(one), len(other))
    first = 0
    while first < shorter and one[first] == other[first]:
        first += 1
    last = 0
    while last < shorter - first and one[-1 - last] == other[-1 - last]:
        last += 1
    return one[first : len(one) - last], other[first : len(other) - last]


def count_slips(one: str, other: str, limit: int) -> int:
    """Letters added, dropped, changed or swapped with a neighbour; limit + 1 where there are more.

    >>> count_slips("thanh xuna", "thanh xuan", 2), count_slips("ab", "xyz", 1)
    (1, 2)
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    one, other = _differing(one, other)
    if not one or not other:
        return len(one) + len(other)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, also in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != also))
            if older and j > 1 and letter == other[j - 2] and one[i - 2] == also:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
