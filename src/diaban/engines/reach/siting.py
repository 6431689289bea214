"""Where to add points, rooms and mobile days so that most households are reached, and how sure.

Maximal covering (Church and ReVelle 1974) with what exists fixed. Beside each answer stands a
bound: nobody can reach more with the same budget. Small problems are solved to the end by branch
and bound, others searched as long as it pays; the gap tells how much better a choice could be.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from diaban.engines.reach.array_types import Ints
from diaban.engines.reach.bounds import Steps, bound_reach
from diaban.engines.reach.candidates import DAYS_A_WEEK, Budget, Demand, SiteKind, Sites
from diaban.engines.reach.covering import Covering, make_covering
from diaban.engines.reach.exact import solve_exactly
from diaban.engines.reach.gains import Gains, choose_greedily, fits
from diaban.engines.reach.swaps import Cooling, improve

__all__ = [
    "Proposal",
    "Siting",
    "SitingEffort",
    "SitingMethod",
    "choose_sites",
    "share_out_days",
]  # fmt: skip


class SitingMethod(StrEnum):
    """How a choice was found.

    >>> SitingMethod("exact").name
    'EXACT'
    """

    SEARCH = "search"  # prices, greedy additions and swaps
    EXACT = "exact"  # HiGHS on what the prices left open


@dataclass(frozen=True, slots=True)
class Proposal:
    """A site to add, after those proposed before it.

    `adds`: households that it reaches and nothing that exists or was proposed before does (with
    shares, their sum). `at_most`: no other site that fits what is left of the budget would add
    more than this here. A proposal may add less than that where it leaves more to those after it.

    >>> Proposal(4, SiteKind.ROOM, 412.0, 431.0).adds
    412.0
    """

    site: int
    kind: SiteKind
    adds: float
    at_most: float


@dataclass(frozen=True, slots=True)
class Siting:
    """What to add, in order of what each adds, with a bound for all of it.

    `already`: households that the existing sites reach. `added`: what the proposals add together.
    `bound`: no choice within the budget adds more. `method`: how the choice was found; it is the
    best there is where `gap` is 0, whichever the method.

    >>> Siting((), 5.0, 99.0, 100.0, SitingMethod.SEARCH).gap
    0.01
    """

    proposals: tuple[Proposal, ...]
    already: float
    added: float
    bound: float
    method: SitingMethod

    @property
    def gap(self) -> float:
        """The part of the bound that is not reached: 0.01 means that 1 % more is not ruled out."""
        return (self.bound - self.added) / self.bound if self.bound > 0 else 0.0


@dataclass(frozen=True, slots=True)
class SitingEffort:
    """How long to look: for a better bound, and for a better choice.

    >>> SitingEffort().cooling.sweeps == Cooling().sweeps
    True
    """

    steps: Steps = field(default_factory=Steps)
    cooling: Cooling = field(default_factory=Cooling)
    is_exact_tried: bool = True


def choose_sites(
    demand: Demand, sites: Sites, budget: Budget, effort: SitingEffort | None = None
) -> Siting:
    """Return the sites to add within a budget so that most households are reached.

    The same input gives the same answer. ReachError `length` where the demand has other sites,
    `no_cost` for a budget in money without costs.

    >>> from scipy.sparse import csr_array
    >>> reached = csr_array(np.array([[1.0, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]]))
    >>> kinds = [SiteKind.EXISTING, SiteKind.POINT, SiteKind.ROOM, SiteKind.MOBILE_DAY]
    >>> found = choose_sites(
    ...     Demand(np.array([500.0, 300, 112, 60]), reached), Sites(kinds), Budget(1, vans=1))
    >>> [(one.site, one.kind.value, one.adds) for one in found.proposals]
    [(2, 'room', 412.0), (3, 'mobile_day', 60.0)]
    >>> found.already, found.added, found.bound
    (500.0, 472.0, 472.0)
    """
    effort = effort or SitingEffort()
    covering = make_covering(demand, sites, budget)
    bound = bound_reach(covering, effort.steps)
    chosen = improve(covering, choose_greedily(covering, bound.rent), bound, effort.cooling)
    added, most, method = _weigh(covering, chosen), bound.reach, SitingMethod.SEARCH
    if effort.is_exact_tried and added < most:
        exact = solve_exactly(covering, chosen, bound)
        if exact is not None:
            chosen, most, method = exact.chosen, exact.bound, SitingMethod.EXACT
            added = _weigh(covering, chosen)
    proposals = _put_in_order(covering, chosen, sites)
    return Siting(proposals, covering.already, added, max(most, added), method)


def share_out_days(siting: Siting) -> dict[int, tuple[int, int]]:
    """Return for each proposed mobile day its van and its weekday, from (0, 0) = first, Monday.

    The vans are filled one after another in the order of the proposals; which weekday a place gets
    changes nothing in whom it reaches.

    >>> day = Proposal(9, SiteKind.MOBILE_DAY, 60.0, 60.0)
    >>> share_out_days(Siting((day,), 0.0, 60.0, 60.0, SitingMethod.EXACT))
    {9: (0, 0)}
    """
    days = [one.site for one in siting.proposals if one.kind == SiteKind.MOBILE_DAY]
    return {site: divmod(number, DAYS_A_WEEK) for number, site in enumerate(days)}


def _weigh(covering: Covering, chosen: Ints) -> float:
    gains = Gains(covering)
    return sum(gains.take(int(candidate)) for candidate in chosen)


def _put_in_order(covering: Covering, chosen: Ints, sites: Sites) -> tuple[Proposal, ...]:
    """Return the chosen in order of what each adds to those before it; those that add nothing not.

    What one adds beside a chosen one is never more than it added before, so the numbers fall.
    """
    gains, proposals = Gains(covering), []
    is_left = np.zeros(len(covering.candidate), dtype=np.bool_)
    is_left[chosen] = True
    may = fits(covering.uses, np.zeros(len(covering.limits)), covering.limits)
    used = np.zeros(len(covering.limits))
    while is_left.any():
        best = int(np.argmax(np.where(is_left, gains.each, -1.0)))
        at_most = float(np.max(gains.each, where=may, initial=0.0))
        adds = gains.take(best)
        is_left[best] = False
        used += covering.uses[:, best]
        may &= fits(covering.uses, used, covering.limits)
        if adds > 0:
            site = int(covering.candidate[best])
            proposals.append(Proposal(site, sites.kinds[site], adds, max(at_most, adds)))
    return tuple(proposals)
