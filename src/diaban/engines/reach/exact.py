"""The best choice for certain where the problem is small, by HiGHS through SciPy.

Candidates that the bound shows to be in every better choice, or in none, are settled first (fixing
by reduced costs), which leaves little for branch and bound to do.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]
from scipy.sparse import csr_array, eye_array, hstack  # type: ignore[import-untyped]

from diaban.engines.reach.array_types import Floats, Ints
from diaban.engines.reach.bounds import Bound
from diaban.engines.reach.covering import Covering

__all__ = ["Exact", "solve_exactly"]

# what may be left when the settled candidates are gone: half a minute for branch and bound at the
# worst, more than that takes minutes. Nodes are counted, not seconds: a slow day changes no answer
LARGEST_ROWS, LARGEST_ENTRIES = 2_000, 15_000
_NODES = 500
# the solver keeps its limits to a millionth; a bound may be too high by this, never too low
_MARGIN = 0.01


class Exact(NamedTuple):
    """A choice, int64 in order, and the bound that branch and bound proved; reach of no choice.

    >>> Exact(np.array([0]), 3.0).bound
    3.0
    """

    chosen: Ints
    bound: float


def solve_exactly(covering: Covering, chosen: Ints, bound: Bound) -> Exact | None:
    """Return a choice that is at least as good, and its bound; None where it is too large for it.

    ``chosen``: the best choice known. The bound is the choice's own reach unless the limit of
    nodes was met.

    >>> from diaban.engines.reach.bounds import bound_reach
    >>> from diaban.engines.reach.candidates import Budget, Demand, SiteKind, Sites
    >>> from diaban.engines.reach.covering import make_covering
    >>> reached = csr_array(np.array([[1.0, 1, 0], [0, 1, 1]]))
    >>> sites = Sites([SiteKind.POINT] * 2)
    >>> covering = make_covering(Demand(np.array([1.0, 2, 4]), reached), sites, Budget(1))
    >>> solve_exactly(covering, np.array([0]), bound_reach(covering)).bound
    6.0
    """
    known = _reach(covering, chosen)
    better = known + (1.0 if covering.is_whole else 1e-6 * (1.0 + known))
    needed = bound.unrounded - bound.surplus < better
    useless = bound.unrounded + bound.surplus < better
    if (needed & useless).any():
        # neither with it nor without it is there a better one
        return Exact(chosen, known)
    open_rows = np.flatnonzero(covering.rows @ needed.astype(np.float64) == 0)
    free = np.flatnonzero(~needed & ~useless)
    table = covering.rows[open_rows][:, free]
    if table.shape[0] > LARGEST_ROWS or table.nnz > LARGEST_ENTRIES:
        return None
    base = float(covering.weight.sum() - covering.weight[open_rows].sum())
    limits = covering.limits - covering.uses[:, needed].sum(axis=1)
    if (limits < -1e-9 * (1.0 + covering.limits)).any():
        return Exact(chosen, known)
    picked, most = _branch(table, covering.weight[open_rows], covering.uses[:, free], limits)
    most = base + most + _MARGIN
    most = min(bound.reach, float(np.floor(most)) if covering.is_whole else most)
    if picked is not None:
        found = np.union1d(np.flatnonzero(needed), free[picked])
        if _reach(covering, found) > known:
            chosen, known = found, _reach(covering, found)
    return Exact(chosen, max(most, known))


def _reach(covering: Covering, chosen: Ints) -> float:
    times = covering.columns[chosen].sum(axis=0) if len(chosen) else np.zeros(len(covering.weight))
    return float(covering.weight[times > 0].sum())


def _branch(
    table: csr_array, weight: Floats, uses: Floats, limits: Floats
) -> tuple[Ints | None, float]:
    """Return which candidates are best, None where none was found, and the proven bound."""
    rows, candidates = table.shape
    if not rows or not candidates:
        return np.zeros(0, dtype=np.int64), 0.0
    # a row counts when a candidate that covers it is taken
    counts = LinearConstraint(hstack([-table, eye_array(rows)], format="csr"), ub=0.0)
    spent = LinearConstraint(np.hstack([uses, np.zeros((len(limits), rows))]), ub=limits)
    result = milp(
        -np.concatenate([np.zeros(candidates), weight]),
        constraints=[counts, spent] if len(limits) else [counts],
        bounds=Bounds(0.0, 1.0),
        integrality=np.concatenate([np.ones(candidates), np.zeros(rows)]),
        options={"node_limit": _NODES, "mip_rel_gap": 0.0},
    )
    picked = None if result.x is None else np.flatnonzero(result.x[:candidates] > 0.5)
    most = float(weight.sum()) if result.mip_dual_bound is None else -float(result.mip_dual_bound)
    return picked, most
