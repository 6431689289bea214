"""The inspector's round: where a visit tells most, on the way, and never before a closed door."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.sectors.post.phones import staff
from tests.sectors.post.points import PLACED, a_point
from tests.sectors.post.town import draw_line, live_at

from diaban.sectors.post.models import CitizenReport
from diaban.sectors.post.presence import round_pages
from diaban.sectors.post.presence.inspection_models import Found
from diaban.sectors.post.presence.spot_checks import Seen, write_down
from diaban.sectors.post.presence.visit_round import (
    VISIT_MINUTES,
    Candidate,
    choose_round,
    estimate_rides,
)
from diaban.sectors.post.reach.survey import survey_reach
from diaban.spine.parties.models import Role, User, local_operator

CENTRE = (21.02, 105.84)
ALL_DAY = ((0, 1440),)
places = st.tuples(st.floats(20.6, 21.4), st.floats(105.3, 106.0))
spans = st.lists(
    st.tuples(st.integers(0, 1380), st.integers(10, 500)).map(lambda at: (at[0], at[0] + at[1])),
    max_size=2,
).map(tuple)
candidates = st.lists(
    st.builds(
        Candidate, st.integers(1, 60), places, st.integers(0, 2), st.integers(0, 2),
        st.none() | st.floats(0, 1), st.none() | st.integers(0, 400), spans,
    ),
    max_size=12, unique_by=lambda one: one.number,
)  # fmt: skip


@given(candidates, st.integers(0, 1200), st.integers(0, 480))
def test_every_stop_is_open_on_arrival_can_be_reached_and_ends_in_time(points, begin, minutes):
    stops = choose_round(points, CENTRE, begin, minutes)
    assert len({stop.candidate.number for stop in stops}) == len(stops)
    here, now = CENTRE, float(begin)
    for stop in stops:
        [(metres, ride)] = estimate_rides(here, [stop.candidate.place])
        now += ride
        assert (stop.arrives, stop.metres) == (round(now), round(metres))
        assert any(a <= now and now + VISIT_MINUTES <= b for a, b in stop.candidate.opens)
        here, now = stop.candidate.place, now + VISIT_MINUTES
        assert now <= begin + minutes + 1e-6


def test_of_two_equally_far_the_one_with_a_report_comes_first():
    east, west = (21.02, 105.86), (21.02, 105.82)
    quiet = Candidate(1, east, days_since=None, opens=ALL_DAY)
    reported = Candidate(2, west, reports=1, days_since=10, opens=ALL_DAY)
    found = choose_round([quiet, reported], CENTRE, 480, 240)
    assert [stop.candidate.number for stop in found] == [2, 1]


def test_of_two_alike_the_one_that_is_nearer_by_road_comes_first():
    near, far = (Candidate(n, (21.02, lng), opens=ALL_DAY) for n, lng in ((1, 105.85), (2, 105.86)))

    def around_the_lake(here, places):
        return [(9_000.0, 30.0) if place == near.place else (2_000.0, 5.0) for place in places]

    found = choose_round([near, far], CENTRE, 480, 60, around_the_lake)
    assert [(stop.candidate.number, stop.arrives, stop.metres) for stop in found] == [
        (2, 485, 2_000), (1, 525, 9_000),
    ]  # fmt: skip


def test_how_often_a_report_was_pressed_weighs_nothing():
    assert Candidate(1, CENTRE, reports=9).worth == Candidate(2, CENTRE, reports=1).worth


def test_a_point_at_which_nothing_waits_and_somebody_was_today_is_no_stop():
    assert choose_round([Candidate(1, CENTRE, days_since=0, opens=ALL_DAY)], CENTRE, 480, 60) == []


@pytest.fixture
def point(official_hanoi):
    return a_point(hours_text="Cả tuần: 7h30-17h00", **PLACED)


@pytest.fixture
def office(point):
    client = Client()
    client.force_login(User.objects.create(username="so", role=Role.DEPARTMENT))
    client.get("/language/vi/")
    return client


@pytest.fixture
def a_wednesday(monkeypatch):
    monkeypatch.setattr(round_pages, "today", lambda: date(2026, 3, 4))


def stops_of(client, query="begin=9:00"):
    return client.get(f"/post/round/?{query}").context["lines"]


@pytest.mark.django_db
@pytest.mark.usefixtures("a_wednesday")
def test_the_page_says_where_to_go_when_and_why(office, point):
    CitizenReport.objects.create(point=point, day=date(2026, 3, 3), hour=9, count=5)
    (line,) = stops_of(office)
    assert line.point == point
    assert any("người dân báo đóng cửa" in words for words in line.reasons)
    assert "chưa ai tới kiểm tra" in line.reasons
    page = office.get("/post/round/?begin=9:00").content.decode()
    assert f"/post/points/{point.pk}/visit/" in page
    assert "Xếp hạng điểm, không xếp hạng người" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("a_wednesday")
def test_rides_go_along_the_roads_of_the_last_survey(office, point):
    (before,) = stops_of(office)
    unit = point.commune
    seat, door = (unit.lat, unit.lng), point.position
    aside = (seat[0] + 0.03, seat[1])
    draw_line(seat, aside, (door[0] + 0.03, door[1]), door, key="round about")
    live_at(one=door)
    survey_reach(local_operator())
    (after,) = stops_of(office)
    assert after.point == before.point == point
    assert after.kilometres > before.kilometres + 5
    assert "theo đường đã vẽ" in office.get("/post/round/?begin=9:00").content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("a_wednesday")
def test_at_night_nobody_is_sent_to_a_closed_door(office):
    assert stops_of(office, "begin=19:00&minutes=480") == []


@pytest.mark.django_db
def test_what_was_visited_today_is_left_out_of_the_rest_of_the_round(office, point):
    officer = User.objects.get(username="so")
    write_down(officer, point, Seen(Found.OPEN, timezone.now()))
    assert stops_of(office, "begin=9:00&minutes=480") == []


@pytest.mark.django_db
@pytest.mark.usefixtures("a_wednesday")
def test_a_commune_is_sent_to_its_own_points_alone_and_staff_have_no_round(point):
    stranger = Client()
    stranger.force_login(User.objects.create(username="xa", role=Role.COMMUNE))
    assert stops_of(stranger) == []
    worker = Client()
    worker.force_login(staff("người giao dịch", point))
    assert worker.get("/post/round/").status_code in {403, 404}


@pytest.mark.parametrize(
    ("text", "minute"), [("8:05", 485), ("08h30", 510), ("25:00", None), ("", None), ("x", None)]
)
def test_a_time_is_read_as_people_write_it_and_nonsense_is_now_or_the_morning(text, minute):
    read = round_pages._clock(text)
    now = timezone.localtime()
    assert read == (minute or read)
    assert minute or read in {480, now.hour * 60 + now.minute, now.hour * 60 + now.minute - 1}
