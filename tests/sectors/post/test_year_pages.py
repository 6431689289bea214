"""A year of a point on its page, and a day with its evidence."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.sectors.post.phones import confirmed_phone, staff
from tests.sectors.post.points import PLACED, a_point

from diaban.sectors.post.models import StaffedDay
from diaban.sectors.post.presence.year_pages import level_of
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


@pytest.mark.parametrize("day", ["2026-02-30", "x", "9999-99-99"])
def test_what_is_no_day_is_not_found(point, office, day):
    assert office.get(f"/post/points/{point.pk}/days/{day}/").status_code == 404
