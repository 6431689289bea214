"""Models chance itself: one seeded stream of random draws, read one value at a time.

Draws are taken from NumPy in blocks, since half a million check-ins need some twenty draws each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")
BLOCK = 65_536


class Chance:
    """A deterministic source of single random values."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)
        self._uniforms: list[float] = []
        self._normals: list[float] = []

    def uniform(self) -> float:
        """A value in [0, 1)."""
        if not self._uniforms:
            self._uniforms = self._generator.random(BLOCK).tolist()
        return self._uniforms.pop()

    def normal(self, spread: float = 1.0) -> float:
        """A Gaussian value about zero."""
        if not self._normals:
            self._normals = self._generator.standard_normal(BLOCK).tolist()
        return self._normals.pop() * spread

    def hit(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self.uniform() < probability

    def between(self, low: float, high: float) -> float:
        """A value evenly spread over an interval."""
        return low + (high - low) * self.uniform()

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.uniform() * (high - low + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items, all equally likely."""
        return items[int(self.uniform() * len(items))]

    def weighted(self, weights: dict[str, float]) -> str:
        """One of the names, as likely as its weight says."""
        mark = self.uniform() * sum(weights.values())
        names = list(weights)
        for name in names[:-1]:
            mark -= weights[name]
            if mark < 0:
                return name
        return names[-1]

    def skewed(self, median: float, sigma: float) -> float:
        """A log-normal value with this median."""
        return median * math.exp(self.normal(sigma))

    def waiting(self, mean: float) -> float:
        """An exponential value with this mean."""
        return -mean * math.log(1.0 - self.uniform())

    def around(self, radius: float) -> tuple[float, float]:
        """An offset of about this length in any direction."""
        angle = self.between(0.0, 2.0 * math.pi)
        return radius * math.cos(angle), radius * math.sin(angle)

    def picture(self) -> str:
        """The hash of a picture never taken before."""
        return f"{self._generator.integers(0, 2**64, dtype=np.uint64):016x}"
