"""The rule's own figures, and what of them is only remembered."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.hanoi import commune_of_postal_code
from tests.sectors.post.points import PLACED, a_point, saying

from diaban.sectors.post.register.resolving import resolve
from diaban.sectors.post.register.statutory import STANDARDS, Geography, statutory_figures
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import HouseholdCount
from diaban.spine.places.units import city_communes, today

pytestmark = pytest.mark.usefixtures("official_hanoi")
ALL_WEEK = "7h30-17h30 hàng ngày"
MORNINGS = "T2-T6 8h-11h"


def test_the_average_radius_is_that_of_the_area_and_the_number_alone():
    for number in range(119):
        a_point(f"Điểm {number}")
    figures = statutory_figures(today())
    assert figures.radius_km == pytest.approx(3.0, abs=0.01)
    assert (figures.passes, figures.points_enough) == (True, 119)


def test_without_a_point_nothing_is_invented():
    figures = statutory_figures(today())
    assert figures.radius_km is None
    assert figures.households is None
    assert figures.people_a_point(4.0) is None
    assert len(figures.without) == len(figures.lines) == 126


def test_each_commune_is_told_with_its_points_and_those_of_unknown_kind_apart():
    a_point("Rõ", **PLACED)
    a_point("Chưa rõ", kind="", **PLACED)
    a_point("Khách hàng lớn", kind="key_accounts", **PLACED)
    figures = statutory_figures(today())
    line = next(o for o in figures.lines if o.unit == commune_of_postal_code("11024"))
    assert (line.points, line.perhaps) == (1, 1)
    assert (figures.points, figures.perhaps, figures.served) == (1, 1, 1)


def test_a_closed_point_counts_until_its_closing_day():
    a_point(closed_on=date(2026, 6, 1))
    assert statutory_figures(date(2026, 5, 31)).points == 1
    assert statutory_figures(date(2026, 6, 1)).points == 0


def test_on_old_units_a_point_counts_where_its_text_says_and_is_unplaced_where_nobody_knows():
    named = a_point(address_text="18 Ngô Quyền, phường Lý Thái Tổ, quận Hoàn Kiếm, Hà Nội")
    a_point("Ở đâu đó")
    resolve([named.pk], saying())
    figures = statutory_figures(today(), Geography.FORMER)
    assert [o.unit.name for o in figures.lines if o.points] == ["Lý Thái Tổ"]
    assert figures.unplaced == 1
    assert len(figures.lines) == 526
    districts = statutory_figures(today(), Geography.DISTRICTS)
    assert [o.unit.name for o in districts.lines if o.points] == ["Hoàn Kiếm"]
    assert len(districts.lines) == 30


def test_hours_are_kept_too_short_or_unknown_as_they_are_stated():
    a_point("Dài", hours_text=ALL_WEEK)
    a_point("Ngắn", hours_text=MORNINGS)
    a_point("Không rõ", hours_text="khi nào có khách")
    figures = statutory_figures(today())
    four, eight = figures.four_hours, figures.eight_hours
    assert (four.enough, four.short, four.unknown) == (1, 1, 1)
    assert (eight.enough, eight.short, eight.unknown) == (1, 1, 1)


def test_people_are_estimated_only_by_a_number_that_somebody_states():
    a_point(**PLACED)
    HouseholdCount.objects.bulk_create(
        HouseholdCount(unit=unit, count=1_000, as_of=date(2026, 1, 1), source="UBND")
        for unit in city_communes(today())
    )
    figures = statutory_figures(today())
    assert figures.households_a_point == 126_000
    assert figures.people_a_point(3.5) == 441_000


def test_households_known_of_a_part_of_the_city_make_no_whole():
    a_point(**PLACED)
    unit = commune_of_postal_code("11024")
    HouseholdCount.objects.create(unit=unit, count=9, as_of=date(2026, 1, 1), source="UBND")
    figures = statutory_figures(today())
    assert figures.households_a_point is None
    assert next(o for o in figures.lines if o.unit == unit).households_a_point == 9


def test_what_is_only_remembered_is_marked_so_on_the_page():
    assert {one.name for one in STANDARDS if not one.is_verified} == {"hours_other", "hours_centre"}
    client = Client()
    client.force_login(User.objects.create(username="sở", role=Role.DEPARTMENT))
    for units in ("", "former", "districts"):
        told = client.get(reverse("post_statutory"), {"units": units, "size": "3,5"})
        assert told.content.decode().count("chưa kiểm chứng") == 2
    assert client.get(reverse("post_statutory"), {"units": "x"}).status_code == 404
    assert "chưa ai đếm số người" in client.get(reverse("post_statutory")).content.decode()


def test_people_are_estimated_by_the_census_until_somebody_states_another_number():
    a_point(**PLACED)
    HouseholdCount.objects.bulk_create(
        HouseholdCount(unit=unit, count=1_000, as_of=date(2026, 1, 1), source="UBND")
        for unit in city_communes(today())
    )
    client = Client()
    client.force_login(User.objects.create(username="sở", role=Role.DEPARTMENT))
    by_census = client.get(reverse("post_statutory")).content.decode()
    assert "≈ 453.600" in by_census
    assert "Tổng điều tra dân số" in by_census
    assert "≈ 441.000" in client.get(reverse("post_statutory"), {"size": "3,5"}).content.decode()


def test_communes_whose_households_nobody_knows_are_counted_not_called_all():
    a_point(**PLACED)
    unit = commune_of_postal_code("11024")
    HouseholdCount.objects.create(unit=unit, count=9, as_of=date(2026, 1, 1), source="UBND")
    client = Client()
    client.force_login(User.objects.create(username="sở", role=Role.DEPARTMENT))
    told = client.get(reverse("post_statutory")).content.decode()
    assert "chưa rõ số hộ của 125 xã" in told
    assert "≥ 32<small>" in told, "at least those of the communes that are known"
