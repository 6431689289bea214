"""How many to look at in each stratum, where one audit serves several measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diaban.engines.measuring.intervals import deviate

__all__ = ["Wanted", "allocate_for"]

Array = NDArray[np.float64]
_ROUNDS = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an audit shall tell of one measure: its share, to ``half_width`` to either side.

    ``expected`` is the share that each stratum is expected to have, 0.5 where nothing is known.

    >>> Wanted(0.05).expected_in("ba-dinh")
    0.5
    """

    half_width: float
    expected: Mapping[str, float] | None = None

    def expected_in(self, stratum: str) -> float:
        """Return the share expected in a stratum."""
        return 0.5 if self.expected is None else self.expected.get(stratum, 0.5)


def allocate_for(
    populations: Mapping[str, int], wanted: Mapping[str, Wanted], confidence: float = 0.95
) -> dict[str, int]:
    """Return the least sample by stratum that serves every measure at once.

    Each measure's variance of a stratified share (Cochran 1977, section 5.9) must suffice for its
    width; the cheapest allocation is Bethel's (Survey Methodology 15 (1989)), found by Chromy's
    iteration (1987), rounded up. Strata that would need more than they have are looked at whole.
    At least two of each stratum (all where there is one), so that its variance can be told.
    ValueError for widths no sample has, or nothing to draw from.

    >>> allocate_for({"a": 9_000, "b": 1_000}, {"coded": Wanted(0.05)})
    {'a': 333, 'b': 38}
    >>> both = {"coded": Wanted(0.05), "plate": Wanted(0.05, {"a": 0.99, "b": 0.5})}
    >>> allocate_for({"a": 9_000, "b": 1_000}, both) == allocate_for(
    ...     {"a": 9_000, "b": 1_000}, {"coded": Wanted(0.05)})
    True
    """
    names = [name for name, population in populations.items() if population > 0]
    if not names or not wanted or any(not 0.0 < w.half_width < 0.5 for w in wanted.values()):
        raise ValueError("nothing to draw from, or a width that no sample has")
    sizes = np.array([float(populations[name]) for name in names])
    costs = _needs(names, sizes, wanted, confidence)
    whole = np.zeros(len(names), bool)
    drawn = _chromy(costs, sizes, whole)
    while (over := (drawn > sizes) & ~whole).any():
        whole |= over
        drawn = _chromy(costs, sizes, whole)
    least = np.minimum(sizes, 2.0)
    rounded = np.maximum(least, np.ceil(np.minimum(drawn, sizes) - 1e-9))
    found = {name: int(size) for name, size in zip(names, rounded, strict=True)}
    return dict.fromkeys(populations, 0) | found


def _needs(
    names: list[str], sizes: Array, wanted: Mapping[str, Wanted], confidence: float
) -> tuple[Array, Array]:
    """Return each measure's variance by stratum, weighted (m, h), and the variance allowed (m,)."""
    weights = (sizes / sizes.sum()) ** 2
    shares = np.array([[w.expected_in(name) for name in names] for w in wanted.values()])
    variances = shares * (1.0 - shares) * sizes / np.maximum(sizes - 1.0, 1.0)
    widths = np.array([w.half_width for w in wanted.values()])
    return weights * variances, (widths / deviate(confidence)) ** 2


def _chromy(costs: tuple[Array, Array], sizes: Array, whole: NDArray[np.bool_]) -> Array:
    """Return how many of each stratum; of those looked at ``whole``, all."""
    parts, allowed = costs
    free = ~whole
    drawn = sizes.copy()
    if not free.any():
        return drawn
    # what a sample without replacement leaves out (1/n - 1/N) goes to the other side
    limits = allowed + (parts[:, free] / sizes[free]).sum(axis=1)
    shares = parts[:, free] / limits[:, None]
    prices = np.full(len(limits), 1.0 / len(limits))
    for _ in range(_ROUNDS):
        roots = np.sqrt(prices @ shares)
        found = roots * roots.sum()
        used = (shares / np.where(found > 0.0, found, np.inf)).sum(axis=1)
        if used.max() <= 1.0 + 1e-7:
            break
        prices = prices * used**2
        prices /= prices.sum()
    drawn[free] = found * max(1.0, used.max())
    return drawn
