"""Inspectors write down what they saw; citizens say "it was closed", officers settle it once."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sectors.post.phones import post, staff
from tests.sectors.post.points import PLACED, a_point

from diaban.engines.hours import vietnamese_calendar
from diaban.sectors.post.models import CitizenReport, SpotCheck, StaffedDay
from diaban.sectors.post.presence.citizen_reports import ReportError, open_hours, settle_report
from diaban.sectors.post.presence.inspection_models import Found
from diaban.sectors.post.presence.spot_checks import Seen, SpotCheckError, correct, write_down
from diaban.sectors.post.presence.staffing import refresh
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today

HOURS = "Thứ 2 - thứ 6: 7h30-11h30, 13h30-17h00"


@pytest.fixture
def point(official_hanoi):
    return a_point(hours_text=HOURS, **PLACED)


@pytest.fixture
def officer(point):
    return User.objects.create(username="so", role=Role.DEPARTMENT)


@pytest.fixture
def office(officer):
    client = Client()
    client.force_login(officer)
    return client


def working_day() -> date:
    """A day of the last seven that is over and on which the point has to be open."""
    day = today() - timedelta(days=1)
    while day.isoweekday() > 5 or vietnamese_calendar(day.year - 1, day.year + 1).on(day):
        day -= timedelta(days=1)
    assert day >= today() - timedelta(days=7), "only holidays lately"
    return day


def say_closed(point, day, hour, client=None):
    form = {"day": str(day), "hour": str(hour)}
    return (client or Client()).post(f"/post/closed/{point.pk}/", form)


def seen(found=Found.OPEN, ago=timedelta(0), **more) -> Seen:
    return Seen(found, timezone.now() - ago, **more)


def test_an_inspector_writes_a_visit_on_the_phone_and_only_the_metres_are_kept(point, office):
    form = {"found": "nobody", "note": " cửa  mở ", "here": "21.029511, 105.854167"}
    assert office.post(f"/post/points/{point.pk}/visit/", form).status_code == 302
    kept = SpotCheck.objects.get()
    assert (kept.found, kept.note, kept.metres) == ("nobody", "cửa mở", 111)
    assert Entry.objects.filter(act="post.spot_checked").exists()
    assert "không có người phục vụ" in office.get(f"/post/points/{point.pk}/").content.decode()


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "Hãy chọn điều bạn thấy"),
        ({"found": "nothing"}, "Hãy chọn điều bạn thấy"),
        ({"found": "open", "at": "2099-01-01T08:00"}, "chưa tới"),
        ({"found": "open", "at": "2020-01-01T08:00"}, "quá 24 giờ"),
        ({"found": "open", "at": "32/13"}, "Không đọc được thời điểm"),
    ],
)
def test_what_cannot_be_written_down_is_told_and_the_note_stays(point, office, form, told):
    form = form | {"note": "lời ghi"}
    page = office.post(f"/post/points/{point.pk}/visit/", form)
    assert page.status_code == 400
    assert told in page.content.decode()
    assert "lời ghi" in page.content.decode()
    assert not SpotCheck.objects.exists()


def test_a_wrong_entry_is_put_right_by_another_and_the_first_stays(point, officer, office):
    first = write_down(officer, point, seen(Found.CLOSED, timedelta(hours=20)))
    page = office.post(
        f"/post/points/{point.pk}/visit/",
        {"found": "open", "note": "nhầm điểm", "corrects": str(first.pk)},
    )
    assert page.status_code == 302
    assert SpotCheck.objects.count() == 2
    standing = SpotCheck.objects.standing().get()
    assert (standing.found, standing.at) == ("open", first.at)
    with pytest.raises(SpotCheckError, match="corrected"):
        correct(officer, first, seen(note="lần nữa"))
    correct(officer, standing, seen(Found.NOTHING, note="không đến"))
    assert not SpotCheck.objects.standing().exists()


def test_nobody_corrects_the_entry_of_another(point, officer):
    first = write_down(officer, point, seen())
    other = User.objects.create(username="khac", role=Role.DEPARTMENT)
    with pytest.raises(SpotCheckError, match="not_own"):
        correct(other, first, seen(note="x"))


@pytest.mark.databases
def test_a_corrected_visit_is_no_evidence_any_more(point, officer):
    day = working_day()
    at = timezone.make_aware(datetime.combine(day, time(9)))
    first = SpotCheck.objects.create(point=point, inspector=officer, at=at, found=Found.CLOSED)
    refresh([point.pk], day, day)
    row = StaffedDay.objects.get(point=point, day=day)
    assert row.not_staffed_minutes == 30
    correct(officer, first, seen(Found.NOTHING, note="nhầm điểm"))
    row.refresh_from_db()
    assert (row.not_staffed_minutes, row.unknown_minutes) == (0, row.required_minutes)


def test_a_citizen_says_it_without_signing_in_and_only_a_count_is_kept(point):
    day = working_day()
    assert "Điểm đã đóng cửa" in Client().get(f"/post/closed/{point.pk}/").content.decode()
    for _ in range(2):
        assert say_closed(point, day, 9).status_code == 302
    row = CitizenReport.objects.get()
    assert (row.day, row.hour, row.count, row.confirmed) == (day, 9, 2, None)
    assert "Cảm ơn" in Client().get(f"/post/closed/{point.pk}/?said=1").content.decode()


def test_outside_of_its_hours_the_citizen_is_told_kindly(point):
    day = working_day()
    assert open_hours(point, day) == [7, 8, 9, 10, 11, 13, 14, 15, 16]
    answer = say_closed(point, day, 12)
    assert (answer.status_code, CitizenReport.objects.count()) == (400, 0)
    assert "không phải mở" in answer.content.decode()
    assert "chưa tới" in say_closed(point, today() + timedelta(days=1), 9).content.decode()
    assert "quá 7 ngày" in say_closed(point, today() - timedelta(days=8), 9).content.decode()


def test_a_point_of_unknown_hours_takes_no_report_and_is_not_called_open(official_hanoi):
    unknown = a_point(**PLACED)
    assert "Chưa ai cho biết" in say_closed(unknown, working_day(), 9).content.decode()
    assert not CitizenReport.objects.exists()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.one_of(st.text(max_size=20), st.dates().map(str)), hour=st.text(max_size=6))
def test_whatever_is_sent_to_the_public_page_is_counted_or_refused(point, day, hour):
    assert say_closed(point, day, hour).status_code in {302, 400}


@pytest.mark.databases
def test_a_confirmed_report_is_evidence_and_settled_only_once(point, officer, office):
    day = working_day()
    say_closed(point, day, 9)
    refresh([point.pk], day, day)
    report = CitizenReport.objects.get()
    path = f"/post/reports/{report.pk}/settle/"
    assert "refused=no_note" in office.post(path, {"so": "yes"})["Location"]
    assert office.post(path, {"so": "yes", "note": "Đã hỏi"})["Location"] == "/post/reports/"
    assert StaffedDay.objects.get(point=point, day=day).not_staffed_minutes == 30
    assert "refused=settled" in office.post(path, {"so": "no", "note": "Khác"})["Location"]
    report.refresh_from_db()
    assert (report.confirmed, report.note) == (True, "Đã hỏi")


def test_a_point_leads_to_its_own_reports_and_no_others(point, office):
    say_closed(point, working_day(), 9)
    other = a_point("Bưu cục khác")
    assert f"/post/reports/?point={other.pk}" in office.get(f"/post/points/{other.pk}/").text
    assert office.get(f"/post/reports/?point={point.pk}").context["count"] == 1
    assert office.get(f"/post/reports/?point={other.pk}").context["count"] == 0
    for wrong in ("x", "999999"):
        assert office.get(f"/post/reports/?point={wrong}").status_code == 404


def test_staff_see_the_reports_of_their_point_and_settle_none(point, officer):
    say_closed(point, working_day(), 9)
    report = CitizenReport.objects.get()
    lan = staff("lan", point)
    client = Client()
    client.force_login(lan)
    page = client.get("/post/reports/").content.decode()
    assert point.name in page
    assert "settle" not in page
    assert (
        client.post(f"/post/reports/{report.pk}/settle/", {"so": "no", "note": "x"}).status_code
        == 403
    )
    post(officer, point)
    with pytest.raises(ReportError, match="own"):
        settle_report(officer, report, "tôi trực", is_so=False)


def test_each_point_near_a_place_leads_to_the_page(point):
    page = Client().get("/post/nearest/", {"q": "21.0285, 105.8542"}).content.decode()
    assert f'href="/post/closed/{point.pk}/"' in page
