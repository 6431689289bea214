"""A year of a point on its page, and a day with its evidence."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.sectors.post.phones import confirmed_phone, staff
from tests.sectors.post.points import PLACED, a_point, correct

from diaban.sectors.post.models import Absence, CheckIn, Flag, Shift, StaffedDay
from diaban.sectors.post.presence.point_codes import print_card
from diaban.sectors.post.presence.year_pages import Cell, level_of, month_of
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today


@pytest.fixture
def point(official_hanoi):
    return a_point(**PLACED)


def a_day(point, before: int = 1, staffed: int = 80, unknown: int = 20) -> StaffedDay:
    return StaffedDay.objects.create(
        point=point, day=today() - timedelta(days=before), required_minutes=100,
        staffed_minutes=staffed, unknown_minutes=unknown,
        not_staffed_minutes=100 - staffed - unknown,
    )  # fmt: skip


@pytest.fixture
def office():
    client = Client()
    client.force_login(User.objects.create(username="so", role=Role.DEPARTMENT))
    return client


def test_the_year_stands_on_the_points_page_with_a_table_beside(point, office):
    row = a_day(point)
    page = office.get(f"/post/points/{point.pk}/").content.decode()
    assert f'/post/points/{point.pk}/days/{row.day}/"' in page
    assert 'class="most"' in page
    assert "Phút phải mở" in page


def test_a_point_of_which_no_day_was_worked_out_shows_no_empty_year(point, office):
    assert "days/" not in office.get(f"/post/points/{point.pk}/").content.decode()


@pytest.mark.parametrize(
    ("staffed", "unknown", "level"),
    [(100, 0, "most"), (50, 20, "some"), (10, 0, "little"), (10, 80, "unknown")],
)
def test_unknown_days_look_neither_staffed_nor_empty(point, staffed, unknown, level):
    assert level_of(a_day(point, 1, staffed, unknown)) == level


def test_a_weekday_stands_in_one_row_whatever_the_week(point):
    """So that a point that is closed on every Tuesday is seen to be."""
    off = {f"{name}_minutes": 0 for name in ("required", "staffed", "unknown", "not_staffed")}
    days = [StaffedDay(point=point, day=date(2026, 10, n), **off) for n in range(3, 32)]
    cells = [Cell(row, "off", is_contradicted=False) for row in days]
    month = month_of(date(2026, 10, 1), cells)
    # the first of October 2026 is a Thursday, and nothing is known before the third
    rows = [[cell and cell.row.day.day for cell in cells] for _name, cells in month.weekdays]
    assert rows[1] == [None, 6, 13, 20, 27]
    assert rows[3] == [None, 8, 15, 22, 29]
    assert rows[5] == [3, 10, 17, 24, 31]
    assert {len(row) for row in rows} == {5}


def test_a_day_of_which_some_was_empty_and_one_that_is_contradicted_are_marked(point, office):
    lan = confirmed_phone("lan", point)
    before = timezone.now() - timedelta(days=1)
    lan.send(lan.say(point, "in", before), at=before)
    StaffedDay.objects.all().delete()
    a_day(point, 1, staffed=90, unknown=0)
    page = office.get(f"/post/points/{point.pk}/").content.decode()
    assert 'class="most empty"' in page
    assert "10 phút không có người" in page
    flag = Flag.objects.create(
        token="x", kind="spot_check", point=point, person=lan.person, day=today(),
        check_ins=[row.pk for row in CheckIn.objects.all()],
    )  # fmt: skip
    page = office.get(f"/post/points/{point.pk}/").content.decode()
    assert 'class="most empty against"' in page
    day = office.get(f"/post/points/{point.pk}/days/{today() - timedelta(days=1)}/")
    assert f"/post/doubts/{flag.pk}/" in day.content.decode()


def test_a_day_shows_hours_roster_absences_and_what_is_known_of_each_check_in(point, office):
    lan = confirmed_phone("lan", point)
    print_card(lan.person, point, today() - timedelta(days=today().weekday()))
    now = timezone.now()
    far = {"lat_e7": point.lat_e7 + 37_770, "lng_e7": point.lng_e7, "code": "000000"}
    lan.send(lan.say(point, "in", now, **far), at=now)
    correct(point, hours_text="24/7")
    day = timezone.localdate(now)
    for begin, end in ((0, 600), (600, 900), (930, 1000)):
        Shift.objects.create(
            point=point, person=lan.person, weekday=day.isoweekday(), begin_minute=begin,
            end_minute=end, valid_from=day, entered_by=lan.person,
        )  # fmt: skip
    Absence.objects.create(
        point=point, person=lan.person, first_day=day, last_day=day, reason="đi khám",
        announced_by=lan.person,
    )  # fmt: skip
    told = office.get(f"/post/points/{point.pk}/days/{day}/").content.decode()
    assert "00:00–24:00" in told
    # shifts that follow upon one another are read as one
    assert re.findall(r'class="hours">([^<]+)<', told) == ["00:00–15:00", "15:30–16:40"]
    assert re.findall(r"(\d+ m)</td><td>(.*?)</td>", told) == [("420 m", "sai")]
    assert "không có người trực thay" in told
    assert "đi khám" not in told


def test_a_day_shows_names_only_to_who_answers_for_the_point(point, office):
    lan = confirmed_phone("lan", point)
    now = timezone.now()
    lan.send(lan.say(point, "in", now), at=now)
    path = f"/post/points/{point.pk}/days/{timezone.localdate(now)}/"
    assert "lan" in office.get(path).content.decode()
    colleague = Client()
    colleague.force_login(staff("hoa", point))
    answer = colleague.get(path)
    assert answer.status_code == 404 or "lan" not in answer.content.decode()


@pytest.mark.parametrize("day", ["2026-02-30", "x", "9999-99-99", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_is_not_found(point, office, day):
    assert office.get(f"/post/points/{point.pk}/days/{day}/").status_code == 404
