"""Proposals of where to serve next, for a budget, with what is proved of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import gcd

import numpy as np
from django.db import transaction
from django.utils import timezone
from scipy.sparse import csr_array

from diaban.engines.reach import Budget, SiteKind, Sites, Siting, choose_sites, share_out_days
from diaban.engines.reach import Demand as SitingDemand
from diaban.sectors.post.reach.models import Proposal, ProposalSet, ReachSurvey
from diaban.sectors.post.reach.network import read_roads
from diaban.sectors.post.reach.place_names import name_of_place
from diaban.sectors.post.reach.proposal_candidates import (
    Candidate,
    Demand,
    list_candidates,
    read_demand,
    whom_they_reach,
)
from diaban.sectors.post.reach.reading import scan
from diaban.sectors.post.reach.table import SERVICE_METRES
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.runs.models import Run

# the most that one person could look through
MOST_SITES, MOST_VANS = 200, 40
# one of the five working days
DAY_PERCENT = 20


class ProposalError(ValueError):
    """What nothing can be proposed for. ``reason``: ``no_survey``, ``no_roads``, ``served``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Wanted:
    """What may be added: points and rooms together, vans of five days a week each.

    ``day_percent``: what being open on one day a week is worth of a point; two days twice that.
    ``points``: whether new points may be among the sites, or only rooms that are on offer.
    ``money`` in million VND a month, where costs are told; None: money does not matter.
    """

    sites: int = 5
    vans: int = 1
    day_percent: int = DAY_PERCENT
    points: bool = True
    money: float | None = None
    point_cost: float | None = None
    room_cost: float | None = None
    day_cost: float | None = None

    def costs(self, candidates: list[Candidate]) -> np.ndarray | None:
        """Return what each candidate costs; None where money does not matter."""
        if self.money is None:
            return None
        each = {
            SiteKind.POINT: self.point_cost or 0.0,
            SiteKind.ROOM: self.room_cost or 0.0,
            SiteKind.MOBILE_DAY: self.day_cost or 0.0,
        }
        return np.array([each[one.kind] for one in candidates])


def propose(actor: User, wanted: Wanted, run: Run | None = None) -> ProposalSet:
    """Find what serves most households within the budget, and store it. Raises ProposalError."""
    survey = ReachSurvey.objects.newest()
    if survey is None:
        raise ProposalError("no_survey")
    walking = read_roads().walking
    if walking is None:
        raise ProposalError("no_roads")
    demand = read_demand(scan(survey, actor))
    if not demand.rows.height:
        raise ProposalError("served")
    candidates = list_candidates(demand, points=wanted.points, vans=wanted.vans > 0)
    reached = whom_they_reach(walking, demand, candidates, SERVICE_METRES)
    costs = wanted.costs(candidates)
    percents = np.array([one.percent(wanted.day_percent) for one in candidates], dtype=np.int64)
    worth = reached.copy()
    worth.data = np.repeat(percents / 100, np.diff(reached.indptr))
    siting = choose_sites(
        SitingDemand(demand.households, worth),
        Sites([one.kind for one in candidates], costs),
        Budget(wanted.sites, wanted.vans, wanted.money),
    )
    found = _Found(survey, wanted, demand, candidates, siting, costs, percents, reached)
    return _store(found, actor, run)


@dataclass(frozen=True)
class _Found:
    survey: ReachSurvey
    wanted: Wanted
    demand: Demand
    candidates: list[Candidate]
    siting: Siting
    costs: np.ndarray | None
    percents: np.ndarray
    reached: csr_array

    def floor(self, bound: float) -> float:
        """Return the most that can be come to under a bound: all sums are so many steps.

        What rounding let fall below a step is given back.
        """
        step = gcd(100, *self.percents.tolist())
        return int(bound * 100 / step + 1e-6) * step / 100

    def newly_near(self) -> list[int]:
        """Return for each proposal how many households have it near and nothing above it."""
        left, counts = self.demand.households.copy(), []
        for one in self.siting.proposals:
            near = self.reached[[one.site]].indices
            counts.append(round(left[near].sum()))
            left[near] = 0
        return counts


@transaction.atomic
def _store(found: _Found, actor: User, run: Run | None) -> ProposalSet:
    kept = ProposalSet(
        survey=found.survey, made_at=timezone.now(), actor=actor, run=run, metres=SERVICE_METRES,
        parameters=asdict(found.wanted) | {"method": found.siting.method.value},
        candidates=len(found.candidates), unserved=int(found.demand.households.sum()),
        households=sum(found.newly_near()), gained=round(found.siting.added, 2),
        bound=found.floor(found.siting.bound),
        synthetic=found.survey.synthetic,
    )  # fmt: skip
    kept.save()
    Proposal.objects.bulk_create(_proposals(found, kept))
    facts = {"proposals": len(found.siting.proposals), "gained": kept.households}
    record(actor, "post.proposed", f"proposals:{kept.pk}", facts)
    return kept


def _proposals(found: _Found, kept: ProposalSet) -> Iterator[Proposal]:
    days = share_out_days(found.siting)
    units = Unit.objects.in_bulk({one.commune for one in found.candidates if one.commune})
    near = found.newly_near()
    for rank, one in enumerate(found.siting.proposals, start=1):
        candidate = found.candidates[one.site]
        room, commune = candidate.room, units.get(candidate.commune)
        weekdays = room.weekdays if room else [days[one.site][1]] if one.site in days else []
        yield Proposal(
            of_set=kept, rank=rank, kind=one.kind.value, room=room,
            place=room.name if room else name_of_place(*candidate.position),
            commune=commune, lat_e7=candidate.lat_e7, lng_e7=candidate.lng_e7,
            weekdays=weekdays, percent=int(found.percents[one.site]), households=near[rank - 1],
            gained=round(one.adds, 2), most=found.floor(one.at_most),
            cost=None if found.costs is None else float(found.costs[one.site]),
        )  # fmt: skip
