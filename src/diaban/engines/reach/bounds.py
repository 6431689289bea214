"""How many could be reached at the very most: a proven bound, and prices that guide the search.

Each row gets a price between nothing and its weight, which whoever covers it earns (Lagrangian
relaxation). With any such prices the bound is proven: what the rows keep, and the best that fits
the budget if each candidate earned the prices of all its rows, whoever else covers them too. The
prices that make it small come from primal-dual steps (Chambolle and Pock 2011, with the diagonal
steps of Pock and Chambolle 2011 and restarts from averages as in Applegate et al. 2021), which
need a twentieth of the steps of a subgradient or volume method here.
"""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from diaban.engines.reach.array_types import Floats
from diaban.engines.reach.covering import Covering

__all__ = ["Bound", "Steps", "bound_reach"]

# prices are looked for in single precision, and what they prove is worked out in doubles
_Singles: TypeAlias = NDArray[np.float32]
_LOOK_EVERY = 20
_FIRST_RESTART, _NEWTON_STEPS, _PASSES = 100, 30, 3


@dataclass(frozen=True, slots=True)
class Steps:
    """How long to look for better prices: at most so many steps, or until nearly as good as can be.

    >>> Steps().at_most
    400
    """

    at_most: int = 400
    tolerance: float = 2e-4


class Bound(NamedTuple):
    """No choice within the budget reaches more than `reach` households that are not reached yet.

    `unrounded`: the same before it was rounded down to whole households. `surplus`: float64[n],
    what each candidate earns beyond its rent: with a candidate of a negative one, and without one
    of a positive one, a choice stays below `unrounded` by as much. `rent`: float64[limits], the
    price of a unit of each limit.

    >>> Bound(3.0, 3.5, np.zeros(1), np.zeros(1)).reach
    3.0
    """

    reach: float
    unrounded: float
    surplus: Floats
    rent: Floats


def bound_reach(covering: Covering, steps: Steps | None = None) -> Bound:
    """Return the smallest bound that was found.

    It is worked out in doubles from the prices found, and rounded down where only whole households
    are counted.

    >>> from scipy.sparse import csr_array
    >>> from diaban.engines.reach.candidates import Budget, Demand, SiteKind, Sites
    >>> from diaban.engines.reach.covering import make_covering
    >>> reached = csr_array(np.array([[1.0, 1, 0], [0, 1, 1]]))
    >>> sites = Sites([SiteKind.POINT] * 2)
    >>> bound_reach(make_covering(Demand(np.array([4.0, 2, 1]), reached), sites, Budget(1))).reach
    6.0
    """
    price = np.clip(_find_prices(covering, steps or Steps()), 0.0, covering.weight)
    earned = covering.columns @ price
    rent = _find_rents(earned, covering.uses, covering.limits)
    surplus = earned - rent @ covering.uses
    kept = float((covering.weight - price).sum())
    unrounded = kept + float(rent @ covering.limits) + float(np.maximum(surplus, 0.0).sum())
    # sums of doubles may be too small by a hair
    unrounded += 1e-6 + 1e-12 * unrounded
    reach = float(np.floor(unrounded)) if covering.is_whole else unrounded
    return Bound(min(reach, float(covering.weight.sum())), unrounded, surplus, rent)


def _find_rents(earned: Floats | _Singles, uses: Floats | _Singles, limits: Floats) -> Floats:
    """Return rents of the limits that leave little surplus, one limit after another.

    Any rents that are not negative prove a bound; for one limit, or limits on different
    candidates, these are the best.
    """
    rent = np.zeros(len(limits))
    for _ in range(_PASSES if len(limits) > 1 else 1):
        for number, limit in enumerate(limits):
            rent[number] = 0.0
            left = earned - rent @ uses
            who = np.flatnonzero((uses[number] > 0) & (left > 0))
            use = uses[number, who]
            order = np.argsort(-left[who] / use, kind="stable")
            full = int(np.searchsorted(np.cumsum(use[order]), limit, side="right"))
            if full < len(who):
                rent[number] = left[who[order[full]]] / use[order[full]]
    return rent


class _Point(NamedTuple):
    """Where the steps are: prices and parts, and what follows from them.

    `earned` is what the prices pay each candidate, `cover` how often the parts cover each row.
    """

    price: _Singles
    part: _Singles
    earned: _Singles
    cover: _Singles


class _Average:
    """The mean of the points since it was last emptied."""

    def __init__(self, point: _Point) -> None:
        self._sums: list[_Singles] = [np.zeros_like(values) for values in point]
        self.count = 0

    def add(self, point: _Point) -> None:
        for total, values in zip(self._sums, point, strict=True):
            np.add(total, values, out=total)
        self.count += 1

    def mean(self) -> _Point:
        return _Point(*(total / np.float32(self.count) for total in self._sums))

    def empty(self) -> None:
        for total in self._sums:
            total[:] = 0.0
        self.count = 0


class _Relaxation:
    """The relaxed problem in single precision: prices in doubles are only needed in the end."""

    def __init__(self, covering: Covering) -> None:
        single = np.float32
        self.rows = covering.rows.astype(single)
        self.columns = covering.columns.astype(single)
        self.weight = covering.weight.astype(single)
        self.uses = covering.uses.astype(single)
        self.limits = covering.limits
        self.price_step = self.weight / np.maximum(np.diff(covering.rows.indptr), 1).astype(single)
        self.part_step: _Singles = single(1.0) / (self.columns @ self.weight)
        self.rent = np.zeros(len(self.limits))

    def start(self) -> _Point:
        price = self.price_step.copy()
        part = self._fit(np.full(self.columns.shape[0], 0.5, dtype=np.float32))
        return _Point(price, part, self.columns @ price, self.rows @ part)

    def step(self, at: _Point) -> _Point:
        part = self._fit(at.part + self.part_step * at.earned)
        cover = self.rows @ part
        # a row that is covered more than once loses in price, one that is not gains
        price = at.price - self.price_step * (2 * cover - at.cover - 1)
        np.clip(price, 0, self.weight, out=price)
        return _Point(price, part, self.columns @ price, cover)

    def bound(self, at: _Point) -> float:
        rent = _find_rents(at.earned, self.uses, self.limits)
        surplus = np.maximum(at.earned - rent @ self.uses, 0.0)
        kept = float((self.weight - at.price).sum(dtype=np.float64))
        return kept + float(rent @ self.limits) + float(surplus.sum(dtype=np.float64))

    def reach(self, at: _Point) -> float:
        return float((self.weight * np.minimum(1, at.cover)).sum(dtype=np.float64))

    def _fit(self, wanted: _Singles) -> _Singles:
        """Return the parts nearest to those wanted, within 0 and 1 and the budget."""
        pulled = [self.part_step * use for use in self.uses]
        part = np.clip(wanted, 0, 1)
        for _ in range(_PASSES if len(pulled) > 1 else 1):
            for number, pull in enumerate(pulled):
                others = wanted.copy()
                for other, its_pull in enumerate(pulled):
                    if other != number:
                        others -= np.float32(self.rent[other]) * its_pull
                self.rent[number], part = _squeeze(
                    others, pull, self.uses[number], float(self.limits[number]), self.rent[number]
                )
        return part


def _squeeze(
    wanted: _Singles, pull: _Singles, use: _Singles, limit: float, guess: float
) -> tuple[float, _Singles]:
    """Return the least rent that brings the parts within one limit, and the parts.

    Newton's steps on a falling line with bends, kept within what is known to be too small and too
    large.
    """
    low, high, rent = 0.0, np.inf, guess
    for _ in range(_NEWTON_STEPS):
        part = wanted - np.float32(rent) * pull
        inside = (part > 0) & (part < 1)
        np.clip(part, 0, 1, out=part)
        over = float(use @ part) - limit
        if abs(over) <= 1e-5 * limit + 1e-6 or (over < 0 and rent == 0):
            break
        low, high = (rent, high) if over > 0 else (low, rent)
        slope = float(use[inside] @ pull[inside])
        rent = rent + over / slope if slope > 0 else np.inf
        if not low <= rent < high:
            rent = (low + high) / 2 if high < np.inf else 2 * low + 1.0
    return rent, part


def _find_prices(covering: Covering, steps: Steps) -> Floats:
    """Return the prices of the smallest bound seen."""
    relaxed = _Relaxation(covering)
    at = relaxed.start()
    average, until_restart = _Average(at), _FIRST_RESTART
    best, price = relaxed.bound(at), at.price
    for number in range(1, steps.at_most + 1):
        at = relaxed.step(at)
        average.add(at)
        if number % _LOOK_EVERY:
            continue
        looks = [(relaxed.bound(point), point) for point in (at, average.mean())]
        bound, point = min(looks, key=lambda look: look[0])
        if bound < best:
            best, price = bound, point.price
        gaps = [bound - relaxed.reach(point) for bound, point in looks]
        if min(gaps) <= steps.tolerance * best:
            break
        if average.count >= until_restart:
            at = at if gaps[0] <= gaps[1] else looks[1][1]
            average.empty()
            until_restart = until_restart * 13 // 10
    return price.astype(np.float64)
