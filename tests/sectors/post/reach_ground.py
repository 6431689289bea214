"""Reach in a commune, for the walk: a road, a point, a survey, a room on offer, a proposal."""

from typing import Any

from django.utils import timezone
from tests.sectors.post.points import a_point
from tests.sectors.post.town import METRES_PER_DEGREE, at, draw_line

from diaban.sectors.post.reach.models import PlaceOnOffer, Proposal, ProposalSet, ReachSurvey
from diaban.sectors.post.reach.survey import survey_reach
from diaban.spine.parties.models import Role, local_operator
from diaban.spine.places.units import today


def furnish_reach(ground: Any) -> None:
    """A point stands 4 km up the road from the commune's tower."""
    tower = ground.address("tower")
    lat, lng = tower.position
    far = (lat + 4_000 / METRES_PER_DEGREE, lng)
    draw_line((lat - 0.01, lng), (lat, lng), far, key=f"road-{ground.postal_code}")
    a_point(f"Điểm xa {ground.postal_code}", **at(far))
    survey = survey_reach(local_operator())
    room = PlaceOnOffer.objects.create(
        name=f"Nhà văn hóa {ground.mark}", commune=ground.unit, lat_e7=tower.lat_e7,
        lng_e7=tower.lng_e7, weekdays=[1], source="office", offered_on=today(),
        offered_by=ground.people[Role.COMMUNE],
    )  # fmt: skip
    ground.names |= {
        "post_household": str(tower.pk),
        "room_at": f"{lat:.6f}, {lng:.6f}",
        "post_room": str(room.pk),
        "post_proposals": str(_proposals(survey, ground).pk),
    }


def _proposals(survey: ReachSurvey, ground: Any) -> ProposalSet:
    """Everybody there may have a point by what others furnish: these serve nobody more."""
    made = ProposalSet(
        survey=survey, made_at=timezone.now(), actor=local_operator(), metres=3_000,
        parameters={"sites": 1, "vans": 0, "money": None}, candidates=1, unserved=0, gained=0,
        bound=0,
    )  # fmt: skip
    made.save()
    tower = ground.address("tower")
    Proposal.objects.create(
        of_set=made, rank=1, kind="point", place=str(ground.unit), commune=ground.unit,
        lat_e7=tower.lat_e7, lng_e7=tower.lng_e7, gained=0, most=0,
    )  # fmt: skip
    return made
