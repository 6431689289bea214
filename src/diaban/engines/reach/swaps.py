"""Better choices by swapping one chosen candidate for another, many pairs at once.

Each sweep works out exactly what every swap of a chosen candidate for a neighbour (one that
reaches some of the same rows) would change, by one sparse product, and does those that pay, the
best first; each is worked out again when its turn comes, because the ones before changed things.
While the choice is hot, chance is added, so that it can leave a choice that no single swap
betters; it cools until nothing but gains is accepted (simulated annealing with Gumbel noise, that
is, heat-bath sampling). What a swap costs more or less is weighed by the rent of the bound.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from diaban.engines.reach.array_types import Floats, Ints
from diaban.engines.reach.bounds import Bound
from diaban.engines.reach.covering import Covering
from diaban.engines.reach.gains import choose_greedily, column_rows, fits

__all__ = ["Cooling", "improve"]

# swaps for candidates that are no neighbours: so many of the least and the most worth are matched
_FAR = 30
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Cooling:
    """How long to search, from which heat to which, in parts of a typical site's rent.

    >>> Cooling().sweeps
    250
    """

    sweeps: int = 250
    first: float = 1 / 6
    last: float = 1 / 120
    seed: int = 2021


class _Choice:
    """What is chosen, how often each row is covered, and how much of each limit is used."""

    def __init__(self, covering: Covering, chosen: Ints) -> None:
        self.covering = covering
        self.is_chosen = np.zeros(len(covering.candidate), dtype=np.bool_)
        self.is_chosen[chosen] = True
        self.times = np.rint(covering.rows @ self.is_chosen.astype(np.float64)).astype(np.int32)
        self.used = covering.uses[:, self.is_chosen].sum(axis=1)
        self.limits = covering.limits

    def reach(self) -> float:
        return float(self.covering.weight[self.times > 0].sum())

    def swap(self, out: int, into: int, at_least: float) -> float:
        """Swap two if it changes the households by so many at least; return by how many."""
        problem = self.covering
        if not self.is_chosen[out] or self.is_chosen[into]:
            return 0.0
        change = problem.uses[:, into] - problem.uses[:, out]
        if change.any() and not fits(change[:, None], self.used, self.limits)[0]:
            return 0.0
        given = column_rows(problem.columns, out)
        got = column_rows(problem.columns, into)
        self.times[given] -= 1
        lost = problem.weight[given[self.times[given] == 0]].sum()
        won = problem.weight[got[self.times[got] == 0]].sum()
        if won - lost < at_least:
            self.times[given] += 1
            return 0.0
        self.times[got] += 1
        self.is_chosen[out], self.is_chosen[into] = False, True
        self.used += change
        return float(won - lost)

    def loosen(self) -> None:
        """Let swaps overdraw a limit by a site, where sites use different amounts of it."""
        uses = self.covering.uses
        varied = np.array([len(np.unique(use[use > 0])) > 1 for use in uses], dtype=np.bool_)
        self.limits = self.covering.limits + np.where(varied, uses.max(axis=1, initial=0.0), 0.0)

    def tighten(self, rent: Floats) -> None:
        """Keep the limits again: drop what is worth least for its rent until they are kept."""
        self.limits = self.covering.limits
        problem = self.covering
        rents = rent @ problem.uses
        while not fits(np.zeros((len(self.limits), 1)), self.used, self.limits)[0]:
            over = self.used > self.limits
            lone = np.where(self.times == 1, problem.weight, 0.0)
            held = (problem.columns @ lone) / np.maximum(rents, 1e-9)
            may = self.is_chosen & (problem.uses[over] > 0).any(axis=0)
            out = int(np.argmin(np.where(may, held, np.inf)))
            self._put(out, -1)

    def fill(self, rent: Floats) -> None:
        """Add what still fits and reaches somebody."""
        chosen = np.flatnonzero(self.is_chosen)
        if not fits(self.covering.uses[:, ~self.is_chosen], self.used, self.covering.limits).any():
            return
        for candidate in choose_greedily(self.covering, rent, chosen)[len(chosen) :]:
            self._put(int(candidate), 1)

    def _put(self, candidate: int, step: int) -> None:
        """Put a candidate in, by a step of 1, or out, by −1."""
        self.is_chosen[candidate] = step > 0
        self.times[column_rows(self.covering.columns, candidate)] += step
        self.used += step * self.covering.uses[:, candidate]


class _Moves(NamedTuple):
    """Swaps: what goes out, what comes in, what that changes, less the rent of what it uses more.

    `extra` is the rent alone.
    """

    out: Ints
    into: Ints
    change: Floats
    extra: Floats


def improve(covering: Covering, chosen: Ints, bound: Bound, cooling: Cooling | None = None) -> Ints:
    """Return a choice within the budget, int64 in order, that reaches as many or more.

    The same input gives the same choice. Ends early where the bound is reached.

    >>> from scipy.sparse import csr_array
    >>> from diaban.engines.reach.bounds import bound_reach
    >>> from diaban.engines.reach.candidates import Budget, Demand, SiteKind, Sites
    >>> from diaban.engines.reach.covering import make_covering
    >>> reached = csr_array(np.array([[1.0, 1, 0], [0, 1, 1]]))
    >>> sites = Sites([SiteKind.POINT] * 2)
    >>> covering = make_covering(Demand(np.array([1.0, 2, 4]), reached), sites, Budget(1))
    >>> improve(covering, np.array([0]), bound_reach(covering)).tolist()
    [1]
    """
    cooling = cooling or Cooling()
    chance = np.random.default_rng(cooling.seed)
    best = _Choice(covering, chosen)
    _settle(best, bound.rent)
    if best.reach() >= bound.reach:
        return np.flatnonzero(best.is_chosen)
    choice = _Choice(covering, np.flatnonzero(best.is_chosen))
    typical = _typical_rent(choice, bound.rent)
    choice.loosen()
    for heat in typical * np.geomspace(cooling.first, cooling.last, cooling.sweeps):
        _sweep(choice, bound.rent, float(heat), chance)
        choice.fill(bound.rent)
    choice.tighten(bound.rent)
    _settle(choice, bound.rent)
    return np.flatnonzero((choice if choice.reach() > best.reach() else best).is_chosen)


def _typical_rent(choice: _Choice, rent: Floats) -> float:
    """Return how many households a chosen candidate must be worth on the mean."""
    paid = rent @ choice.covering.uses[:, choice.is_chosen]
    return float(paid.mean()) if paid.any() else 1.0


def _settle(choice: _Choice, rent: Floats) -> None:
    """Swap and add while that reaches more."""
    nothing = np.zeros_like(rent)
    choice.fill(rent)
    while _sweep(choice, nothing, 0.0, None) > _NOTHING:
        choice.fill(rent)


def _sweep(choice: _Choice, rent: Floats, heat: float, chance: np.random.Generator | None) -> float:
    """Do the swaps that pay; return by how many households they changed the choice."""
    moves = _find_moves(choice, rent, heat, chance)
    order = np.argsort(-moves.change, kind="stable")
    changed = 0.0
    # a swap may turn out a little worse than it was, as heat has it
    floor = np.maximum(moves.change - heat, _NOTHING) if heat == 0.0 else moves.change - heat
    for at in order:
        least = floor[at] + moves.extra[at]
        changed += choice.swap(int(moves.out[at]), int(moves.into[at]), float(least))
    return changed


def _find_moves(
    choice: _Choice, rent: Floats, heat: float, chance: np.random.Generator | None
) -> _Moves:
    """Return the best swap with a neighbour for each that is chosen, and the best far ones."""
    problem, weight = choice.covering, choice.covering.weight
    chosen = np.flatnonzero(choice.is_chosen)
    lone = np.flatnonzero(choice.times == 1)
    owner = problem.rows @ np.where(choice.is_chosen, np.arange(len(choice.is_chosen)), 0.0)
    owner = owner[lone].astype(np.int64)
    loss = np.bincount(owner, weight[lone], len(choice.is_chosen))
    gain = problem.columns @ np.where(choice.times == 0, weight, 0.0)
    rents = rent @ problem.uses
    if not len(chosen) or choice.is_chosen.all():
        return _Moves(chosen[:0], chosen[:0], np.zeros(0), np.zeros(0))
    near = _near_moves(choice, lone, owner)
    change = near.change + gain[near.into] - loss[near.out]
    extra = rents[near.into] - rents[near.out]
    near = _Moves(near.out, near.into, change - extra, extra)
    near = _pick(near, len(choice.is_chosen), heat, chance)
    far = _far_moves(choice, gain - rents, loss - rents, (heat, chance))
    far = far._replace(extra=rents[far.into] - rents[far.out])
    return _Moves(*(np.concatenate(both) for both in zip(near, far, strict=True)))


def _near_moves(choice: _Choice, lone: Ints, owner: Ints) -> _Moves:
    """Return all swaps with neighbours that fit, and what both reach that nobody else does."""
    problem = choice.covering
    count = len(choice.is_chosen)
    order = np.argsort(owner, kind="stable")
    begin = np.searchsorted(owner[order], np.arange(count + 1))
    held = csr_array(
        (problem.weight[lone][order], lone[order], begin), shape=(count, len(problem.weight))
    )
    shared = held @ problem.rows
    out = np.repeat(np.arange(count), np.diff(shared.indptr))
    into = shared.indices.astype(np.int64)
    kept = ~choice.is_chosen[into]
    for use, used, limit in zip(problem.uses, choice.used, choice.limits, strict=True):
        kept &= used - use[out] + use[into] <= limit + _NOTHING * (1.0 + limit)
    return _Moves(out[kept], into[kept], shared.data[kept], np.zeros(0))


def _noise(chance: np.random.Generator | None, heat: float, count: int) -> Floats:
    return heat * chance.gumbel(size=count) if chance is not None else np.zeros(count)


def _pick(
    moves: _Moves, candidates: int, heat: float, chance: np.random.Generator | None
) -> _Moves:
    """Return for each that may go out its best swap, chance added, where that beats staying."""
    seen = moves.change + _noise(chance, heat, len(moves.change))
    best = np.maximum(_noise(chance, heat, candidates), _NOTHING if chance is None else -np.inf)
    staying = best.copy()
    np.maximum.at(best, moves.out, seen)
    picked = (seen == best[moves.out]) & (seen > staying[moves.out])
    return _Moves(*(values[picked] for values in moves))


def _far_moves(
    choice: _Choice, worth: Floats, held: Floats, warmth: tuple[float, np.random.Generator | None]
) -> _Moves:
    """Match what is worth most with what is held for least, where the one fits for the other."""
    heat, chance = warmth
    chosen, others = np.flatnonzero(choice.is_chosen), np.flatnonzero(~choice.is_chosen)
    least = chosen[np.argsort(held[chosen] - _noise(chance, heat, len(chosen)), kind="stable")]
    most = others[np.argsort(-worth[others] - _noise(chance, heat, len(others)), kind="stable")]
    least, most = least[:_FAR], most[:_FAR]
    problem = choice.covering
    free = np.ones(len(most), dtype=np.bool_)
    out, into = [], []
    for one in least:
        change = problem.uses[:, most] - problem.uses[:, [one]]
        may = np.flatnonzero(free & fits(change, choice.used, choice.limits))
        if len(may):
            free[may[0]] = False
            out.append(one)
            into.append(most[may[0]])
    found = np.array(out, dtype=np.int64), np.array(into, dtype=np.int64)
    change = worth[found[1]] - held[found[0]]
    kept = change > -heat if heat else change > _NOTHING
    return _Moves(found[0][kept], found[1][kept], change[kept], np.zeros(0))
