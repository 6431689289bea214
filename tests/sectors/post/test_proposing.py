"""Proposals: what serves most households within a budget, and what is proved of it."""

import pytest
from tests.sectors.post.points import a_point
from tests.sectors.post.town import at, draw_road, live_at, north

from diaban.sectors.post.reach.models import PlaceOnOffer, ProposalSet
from diaban.sectors.post.reach.orders import PROPOSALS, order_job, unfinished
from diaban.sectors.post.reach.proposing import ProposalError, Wanted, propose
from diaban.sectors.post.reach.survey import survey_reach
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today
from diaban.spine.runs.jobs import do_job

pytestmark = pytest.mark.usefixtures("official_hanoi")


def offer(name: str, metres: float, operator, *days: int) -> PlaceOnOffer:
    lat, lng = north(metres)
    return PlaceOnOffer.objects.create(
        name=name, commune=Unit.objects.get(code="00070", valid_to=None), weekdays=list(days),
        lat_e7=round(lat * 1e7), lng_e7=round(lng * 1e7), source="test", offered_on=today(),
        offered_by=operator,
    )  # fmt: skip


@pytest.fixture
def villages(operator):
    """A point at the foot of the road; three households at 5 km, two at 10 km, one at 18 km."""
    draw_road(0, 5_000, 10_000, 18_000)
    a_point(**at(north(0)))
    live_at(
        near=north(100), a1=north(4_900), a2=north(5_000), a3=north(5_100),
        b1=north(10_000), b2=north(10_050), c1=north(17_900),
    )  # fmt: skip
    survey_reach(operator)


def test_the_room_that_serves_most_is_proposed_and_nothing_could_serve_more(operator, villages):
    offer("Nhà văn hóa A", 5_050, operator, 1)
    offer("Nhà văn hóa B", 10_000, operator, 3)
    found = propose(operator, Wanted(sites=1, vans=0, points=False))
    first = found.proposals.get()
    assert first.place == "Nhà văn hóa A"
    assert first.weekdays == [1]
    # one of five working days: three households near count for 0.6 of households near a point
    assert (first.percent, first.households, first.gained, first.most) == (20, 3, 0.6, 0.6)
    assert (found.households, found.gained, found.bound, found.unserved) == (3, 0.6, 0.6, 6)


def test_a_day_may_be_declared_as_good_as_a_point_and_a_room_counts_by_its_days(operator, villages):
    offer("Nhà văn hóa A", 5_050, operator, 1)
    offer("Nhà văn hóa B", 10_000, operator, 0, 1, 2, 3)
    by_days = propose(operator, Wanted(sites=1, vans=0, points=False))
    assert [(one.place, one.percent) for one in by_days.proposals.all()] == [("Nhà văn hóa B", 80)]
    as_good = propose(operator, Wanted(sites=1, vans=0, points=False, day_percent=100))
    assert [(one.place, one.percent) for one in as_good.proposals.all()] == [("Nhà văn hóa A", 100)]
    assert (as_good.gained, as_good.bound) == (3, 3)
    assert as_good.parameters["day_percent"] == 100


def test_of_a_point_and_a_day_at_one_place_the_best_counts_and_never_their_sum(operator, villages):
    offer("Nhà văn hóa A", 5_050, operator, 0, 1, 2)
    found = propose(operator, Wanted(sites=6, vans=1))
    assert found.gained == found.bound == found.households == found.unserved == 6
    assert {one.kind for one in found.proposals.all()} == {"point"}


def test_one_point_goes_where_it_is_worth_more_than_all_the_days_of_a_van(operator, villages):
    found = propose(operator, Wanted(sites=1, vans=1))
    told = [(one.kind, one.households, one.gained) for one in found.proposals.all()]
    assert told == [("point", 3, 3.0), ("mobile_day", 2, 0.4), ("mobile_day", 1, 0.2)]
    assert (found.households, found.gained, found.bound) == (6, 3.6, 3.6)


def test_a_van_stands_at_places_where_nobody_lent_a_room(operator, villages):
    offer("Nhà văn hóa A", 5_050, operator, 1)
    found = propose(operator, Wanted(sites=1, vans=1, points=False))
    kinds = [one.kind for one in found.proposals.all()]
    assert kinds == ["room", "mobile_day", "mobile_day"]
    assert [one.households for one in found.proposals.all()] == [3, 2, 1]
    # each stand is another day of the van's week
    assert [one.weekdays for one in found.proposals.all()] == [[1], [0], [1]]
    assert found.households == found.unserved == 6
    assert found.gained == found.bound == 1.2


def test_money_that_is_short_buys_the_cheaper_room(operator, villages):
    offer("Nhà văn hóa A", 5_050, operator, 1)
    wanted = Wanted(sites=3, vans=0, money=3.0, point_cost=28.0, room_cost=2.0, day_cost=1.0)
    found = propose(operator, wanted)
    assert [(one.kind, one.cost) for one in found.proposals.all()] == [("room", 2.0)]
    assert found.parameters["money"] == 3.0


def test_a_withdrawn_room_is_no_candidate(operator, villages):
    room = offer("Nhà văn hóa A", 5_050, operator, 1)
    PlaceOnOffer.objects.filter(pk=room.pk).update(withdrawn_at="2026-01-01T00:00Z")
    found = propose(operator, Wanted(sites=1, vans=0, points=False))
    assert not found.proposals.exists()
    assert found.gained == found.bound == 0


def test_without_a_survey_nothing_is_proposed_and_the_report_says_why(operator):
    with pytest.raises(ProposalError, match="no_survey"):
        propose(operator, Wanted())
    run = order_job(operator, PROPOSALS, {"sites": 1})
    assert order_job(operator, PROPOSALS, {"sites": 1}) == run
    run.take_up()
    do_job(run)
    assert "Chưa có lần đo" in unfinished(PROPOSALS).report["refused"]
    assert not ProposalSet.objects.exists()


def test_an_ordered_computation_is_kept_with_what_it_was_asked_for(operator, villages):
    run = order_job(operator, PROPOSALS, {"sites": 2, "vans": 0, "points": True})
    run.take_up()
    do_job(run)
    run.refresh_from_db()
    kept = ProposalSet.objects.get()
    assert run.report["set"] == kept.pk
    assert kept.parameters["sites"] == 2
    assert unfinished(PROPOSALS) is None
