"""What each candidate would add to those that are taken, kept exact while more are taken."""

import numpy as np

from diaban.engines.reach.array_types import Flags, Floats, Ints, Sparse
from diaban.engines.reach.covering import Covering

__all__ = ["Gains", "choose_greedily", "fits"]


class Gains:
    """Households that each candidate would add, float64[n] in `each`, as candidates are taken.

    Each row is taken away from its candidates once, when it is covered, so that taking all of
    them costs no more than one look at the table.

    >>> from scipy.sparse import csr_array
    >>> from diaban.engines.reach.candidates import Budget, Demand, SiteKind, Sites
    >>> from diaban.engines.reach.covering import make_covering
    >>> reached = csr_array(np.array([[1.0, 1, 0], [0, 1, 1]]))
    >>> sites = Sites([SiteKind.POINT] * 2)
    >>> gains = Gains(make_covering(Demand(np.array([4.0, 2, 1]), reached), sites, Budget(2)))
    >>> gains.take(0), gains.each.tolist()
    (6.0, [0.0, 1.0])
    """

    def __init__(self, covering: Covering) -> None:
        self._covering = covering
        self._is_covered = np.zeros(len(covering.weight), dtype=np.bool_)
        self.each: Floats = covering.columns @ covering.weight

    def take(self, candidate: int) -> float:
        """Take a candidate; return what it adds."""
        rows = column_rows(self._covering.columns, candidate)
        rows = rows[~self._is_covered[rows]]
        self._is_covered[rows] = True
        weight = self._covering.weight[rows]
        also, lengths = _entries(self._covering.rows, rows)
        self.each -= np.bincount(also, np.repeat(weight, lengths), len(self.each))
        # what is left of a sum of fractions is nothing
        self.each[candidate] = 0.0
        return float(weight.sum())


def column_rows(columns: Sparse, candidate: int) -> Ints:
    """Return the rows that a candidate covers."""
    rows: Ints = columns.indices[columns.indptr[candidate] : columns.indptr[candidate + 1]]
    return rows


def _entries(table: Sparse, rows: Ints) -> tuple[Ints, Ints]:
    """Return what is stored in some rows, one after another, and how many there are in each."""
    begin = table.indptr[rows]
    lengths = table.indptr[rows + 1] - begin
    ends = np.cumsum(lengths)
    shift = np.repeat(begin - (ends - lengths), lengths)
    return table.indices[np.arange(len(shift)) + shift], lengths


def fits(uses: Floats, used: Floats, limits: Floats) -> Flags:
    """Return which uses, float64[limits, k], still fit when so much is used; bool[k].

    >>> fits(np.array([[1.0, 3.0]]), np.array([2.0]), np.array([4.0])).tolist()
    [True, False]
    """
    room = (limits - used)[:, None]
    # sums of money in doubles may miss the limit by a hair
    fitting: Flags = np.all(uses <= room + 1e-9 * (1.0 + limits[:, None]), axis=0)
    return fitting


def choose_greedily(covering: Covering, rent: Floats, taken: Ints | None = None) -> Ints:
    """Return candidates, int64, taken one by one: most households for the rent, while any fits.

    ``rent``: float64[limits], what a unit of each limit is worth in households; without any, most
    households. ``taken``: those that are taken already, which come first.

    >>> from scipy.sparse import csr_array
    >>> from diaban.engines.reach.candidates import Budget, Demand, SiteKind, Sites
    >>> from diaban.engines.reach.covering import make_covering
    >>> reached = csr_array(np.array([[1.0, 1, 0], [0, 1, 1]]))
    >>> sites = Sites([SiteKind.POINT] * 2)
    >>> covering = make_covering(Demand(np.array([1.0, 2, 4]), reached), sites, Budget(1))
    >>> choose_greedily(covering, np.zeros(1)).tolist()
    [1]
    """
    gains, chosen = Gains(covering), []
    used = np.zeros(len(covering.limits))
    for candidate in taken if taken is not None else ():
        gains.take(int(candidate))
        used += covering.uses[:, candidate]
        chosen.append(int(candidate))
    costs = rent @ covering.uses
    # what costs nothing comes first, by what it adds
    costs = np.maximum(costs, 1e-9 * (costs.max(initial=0.0) or 1.0))
    may = fits(covering.uses, used, covering.limits)
    while True:
        worth = np.where(may & (gains.each > 1e-9), gains.each / costs, 0.0)
        best = int(np.argmax(worth)) if len(worth) else 0
        if not len(worth) or worth[best] <= 0:
            return np.array(chosen, dtype=np.int64)
        gains.take(best)
        chosen.append(best)
        used += covering.uses[:, best]
        may &= fits(covering.uses, used, covering.limits)
