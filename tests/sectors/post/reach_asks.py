"""How each address of reach is asked for, and what of it is no page (`tests.sectors.walks`)."""

import polars as pl
from tests.web.walk.signing_in import OFFICE, VISITOR

from diaban.sectors.post.reach.models import PlaceOnOffer, ProposalSet, ReachFigure, ReachSurvey

MARKED = "post_rooms"
NO_PAGE = "post_reach_order post_proposals_order post_room_withdraw post_room_offer post_rooms_xlsx"


def ask_reach(get, post, send) -> None:
    get("post_overview post_reach post_rooms post_proposals", others=200)
    get("post_rooms_xlsx", others=200, may_write={"journal"})
    get("post_household", "number=post_household")
    get("post_proposal_set", "number=post_proposals", others=200)
    post("post_reach_order", others=302)
    post("post_proposals_order", "", {"sites": "1", "vans": "0", "points": "on"}, others=302)
    post("post_room_withdraw", "number=post_room")
    room = {"name": "Nhà văn hóa", "at": "{room_at}", "weekday": "1"}
    post("post_room_offer", "", room, others=400)
    post("post_nearest", "", {"here": "21.0285, 105.8542"}, ok=200, others=200)
    get("post_nearest", "", "q=Hoàn Kiếm", others=200)


def reach_stops():
    """Return the pages of the demonstration: with a survey where there is one."""
    survey = ReachSurvey.objects.newest()
    yield "post_overview", OFFICE, "/post/", "main .note, main dd"
    yield "post_nearest", VISITOR, "/post/nearest/?q=Hoàn Kiếm"
    yield "post_rooms", OFFICE, "/post/rooms/"
    yield "post_proposals", OFFICE, "/post/proposals/", "main p, main tbody tr"
    if survey is None:
        yield "post_reach", OFFICE, "/post/reach/", "main", 404
        yield "post_household", OFFICE, "/post/reach/1/", "main", 404
        yield "post_proposal_set", OFFICE, "/post/proposals/1/", "main", 404
        return
    # the question of these pages has an answer in the demonstration: somebody far lacks a point
    assert ReachFigure.objects.filter(survey=survey, remote_beyond__gt=0).exists()
    assert PlaceOnOffer.objects.exists()
    yield "post_reach", OFFICE, "/post/reach/?which=all"
    number = pl.scan_parquet(survey.path).select("id").head(1).collect().item()
    yield "post_household", OFFICE, f"/post/reach/{number}/"
    yield "post_proposal_set", OFFICE, f"/post/proposals/{ProposalSet.objects.first().pk}/"
