"""The covering problem beneath siting: who would be reached by which candidate, made small.

A household that a site reaches by a part of a point's worth (a share) makes one row for each share
that it can have, weighing the difference to the next smaller one: the largest share that is had is
then the sum of the rows that are covered, and each row is covered or not. Rows that the very same
candidates cover are merged, which changes nothing (isomorphic aggregation).
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from diaban.engines.reach.array_types import Flags, Floats, Ints, Sparse
from diaban.engines.reach.candidates import Budget, Demand, SiteKind, Sites
from diaban.engines.reach.errors import ReachError

__all__ = ["Covering", "make_covering"]

_SEED = 7


@dataclass(frozen=True, slots=True)
class Covering:
    """Rows with a weight, of which each is covered or not, and candidates that cover them.

    `rows`: [m, n] ones, `columns`: the same the other way round. `weight`: float64[m]. `uses`:
    float64[limits, n], `limits`: float64[limits]. `candidate`: int64[n], which site each is.
    `already`: what the existing sites reach, which is in no row any more.

    >>> reached = csr_array(np.ones((2, 3)))
    >>> sites = Sites([SiteKind.POINT, SiteKind.ROOM])
    >>> make_covering(Demand(np.ones(3), reached), sites, Budget(1)).weight.tolist()
    [3.0]
    """

    rows: Sparse
    columns: Sparse
    weight: Floats
    uses: Floats
    limits: Floats
    candidate: Ints
    already: float

    @property
    def is_whole(self) -> bool:
        """Say whether everything is counted in whole households."""
        return bool(np.all(self.weight == np.rint(self.weight)))


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Which household a candidate reaches, and by what share; three arrays of one length."""

    household: Ints
    candidate: Ints
    share: Floats

    def where(self, kept: Flags) -> "_Pairs":
        return _Pairs(self.household[kept], self.candidate[kept], self.share[kept])


def make_covering(demand: Demand, sites: Sites, budget: Budget) -> Covering:
    """Return the problem without what cannot matter.

    Left out are candidates that cost more than there is, or reach nobody who is not reached
    already, and limits that all candidates together keep. ReachError `length` where the demand
    has other sites, `no_cost` for a budget in money without costs.

    >>> reached = csr_array(np.array([[1.0, 0, 0], [1.0, 0.5, 0], [0, 0, 1.0]]))
    >>> sites = Sites([SiteKind.EXISTING, SiteKind.POINT, SiteKind.POINT])
    >>> covering = make_covering(Demand(np.array([5.0, 6, 7]), reached), sites, Budget(1))
    >>> covering.already, covering.weight.tolist(), covering.candidate.tolist()
    (5.0, [3.0, 7.0], [1, 2])
    """
    if demand.reached.shape[0] != len(sites.kinds):
        raise ReachError(
            "length", field="kinds", length=len(sites.kinds), expected=demand.reached.shape[0]
        )
    households = demand.households
    pairs = _list_pairs(demand.reached)
    uses, limits = budget.limits(sites)
    is_there = sites.is_kind(SiteKind.EXISTING)
    had = np.zeros(len(households))
    existing = pairs.where(is_there[pairs.candidate])
    np.maximum.at(had, existing.household, existing.share)
    may = ~is_there & np.all(uses <= limits[:, None], axis=0)
    pairs = pairs.where(
        may[pairs.candidate]
        & (pairs.share > had[pairs.household])
        & (households[pairs.household] > 0)
    )
    candidate, pairs = _renumber(pairs)
    rows, weight = _merge(*_stack_levels(households, had, pairs, len(candidate)))
    uses = uses[:, candidate]
    binds = uses.sum(axis=1) > limits
    return Covering(
        rows, rows.T.tocsr(), weight, uses[binds], limits[binds], candidate,
        float(households @ had),
    )  # fmt: skip


def _list_pairs(reached: Sparse) -> _Pairs:
    table = csr_array(reached)
    site = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    return _Pairs(table.indices.astype(np.int64), site, table.data.astype(np.float64))


def _renumber(pairs: _Pairs) -> tuple[Ints, _Pairs]:
    """Number the candidates that are left from 0 on; return which they were."""
    candidate = _which(pairs.candidate)
    number = np.zeros(candidate.max(initial=-1) + 1, dtype=np.int64)
    number[candidate] = np.arange(len(candidate))
    return candidate, _Pairs(pairs.household, number[pairs.candidate], pairs.share)


def _which(numbers: Ints) -> Ints:
    """Return the numbers that occur, in order; much faster than sorting them."""
    occurs = np.zeros(numbers.max(initial=-1) + 1, dtype=np.bool_)
    occurs[numbers] = True
    return np.flatnonzero(occurs)


def _stack_levels(
    households: Floats, had: Floats, pairs: _Pairs, candidates: int
) -> tuple[Sparse, Floats]:
    """Return one row for each share that a household may have more than it has, and its weight."""
    had, blocks, weights, count = had.copy(), [], [], 0
    for level in np.unique(pairs.share):
        who = _which(pairs.household[pairs.share == level])
        number = np.full(len(households), -1, dtype=np.int64)
        number[who] = np.arange(count, count + len(who))
        part = pairs.where((pairs.share >= level) & (number[pairs.household] >= 0))
        blocks.append((number[part.household], part.candidate))
        weights.append(households[who] * (level - had[who]))
        had[who] = level
        count += len(who)
    row = np.concatenate([np.zeros(0, np.int64), *(block[0] for block in blocks)])
    column = np.concatenate([np.zeros(0, np.int64), *(block[1] for block in blocks)])
    table = csr_array((np.ones(len(row)), (row, column)), shape=(count, candidates))
    # a pair that is stored twice is one pair
    table.data[:] = 1.0
    table.sort_indices()
    return table, np.concatenate([np.zeros(0), *weights])


def _merge(table: Sparse, weight: Floats) -> tuple[Sparse, Floats]:
    """Merge rows of the same columns, adding their weights up."""
    if not table.shape[0]:
        return table, weight
    chance = np.random.default_rng(_SEED)
    while True:
        # each column a random number: rows of the same columns have the same sum
        number = chance.integers(0, 2**63, table.shape[1], dtype=np.uint64)
        sums = np.add.reduceat(number[table.indices], table.indptr[:-1])
        _, first, same = np.unique(sums, return_index=True, return_inverse=True)
        if _are_alike(table, first[same]):
            # rows of one neighbourhood lie together, for the processor's sake
            order = np.argsort(table.indices[table.indptr[first]], kind="stable")
            merged = np.bincount(same, weight).astype(np.float64)
            return table[first[order]], merged[order]


def _are_alike(table: Sparse, other: Ints) -> bool:
    """Say whether each row has the very columns of its other row, whatever their sums say."""
    lengths = np.diff(table.indptr)
    if not np.array_equal(lengths, lengths[other]):
        return False
    shift = np.repeat(table.indptr[other] - table.indptr[:-1], lengths)
    return np.array_equal(table.indices, table.indices[np.arange(len(table.indices)) + shift])
