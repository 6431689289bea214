"""Reach in the demonstration city: rooms on offer, a survey, proposals, and targets measured by it.

All of it is labelled as made up: the streets and households are.
"""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction

from diaban.sectors.post.reach.demo_roads import connect_streets
from diaban.sectors.post.reach.models import PlaceOnOffer, ProposalSet, ReachSurvey
from diaban.sectors.post.reach.points import open_points
from diaban.sectors.post.reach.proposal_candidates import read_demand
from diaban.sectors.post.reach.proposing import ProposalError, Wanted, propose
from diaban.sectors.post.reach.reading import scan
from diaban.sectors.post.reach.survey import survey_reach
from diaban.spine.figures.declaring import measures
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today
from diaban.spine.programme.gauging import GaugeError, set_gauge
from diaban.spine.programme.models import Gauge

SOURCE = "synthetic"
_ROOMS = 12
# what was counted by people until now, and what measures it from today on
GAUGES = {
    "hamlets-near-post-point": "households-within-5km",
    "post-points-staffed": "culture-points-staffed",
}


def demonstrate_reach(actor: User) -> None:
    """Survey the city that stands, propose where to serve next, and let targets be measured."""
    if not open_points(today()).placed.height:
        return
    connect_streets(actor)
    survey = ReachSurvey.objects.newest() or survey_reach(actor)
    _offer_rooms(actor, survey)
    if not ProposalSet.objects.exists():
        # in a small city everybody may be within reach already
        with suppress(ProposalError):
            propose(actor, Wanted(sites=8, vans=2))
    measure_targets(actor)


def measure_targets(actor: User) -> None:
    """Let the sector's measures take the place of the registers of the programme's targets.

    From today on: what was shown of the days before stays.
    """
    for key, name in GAUGES.items():
        if name not in measures():
            continue
        for gauge in Gauge.objects.filter(register__key=key).select_related("target__task"):
            try:
                set_gauge(gauge.target, name, today(), actor)
            except GaugeError as error:
                if error.reason not in ("same", "before"):
                    raise


@transaction.atomic
def _offer_rooms(actor: User, survey: ReachSurvey) -> None:
    """Put made-up cultural houses on offer: in some communes, where most have no point."""
    if PlaceOnOffer.objects.exists():
        return
    unserved = read_demand(scan(survey, actor)).rows.drop_nulls("place")
    spots = unserved.unique("place", keep="first", maintain_order=True).head(_ROOMS)
    units = Unit.objects.in_bulk(spots["place"].to_list())
    for number, spot in enumerate(spots.iter_rows(named=True)):
        unit = units[spot["place"]]
        PlaceOnOffer.objects.create(
            name=f"Nhà văn hóa thôn, {unit.full_name} (mô phỏng)", commune=unit,
            lat_e7=spot["lat_e7"], lng_e7=spot["lng_e7"], weekdays=[number % 5],
            source=SOURCE, key=unit.code, offered_on=today(), offered_by=actor, synthetic=True,
        )  # fmt: skip
