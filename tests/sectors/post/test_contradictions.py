"""Check-ins say served, somebody saw nobody: a doubt with both sides, which a person settles."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.sectors.post.phones import confirmed_phone, post, staff
from tests.sectors.post.points import PLACED, a_point
from tests.sectors.post.test_staffing import HOURS, REQUIRED, at, minutes_of, whole_day, working_day

from diaban.sectors.post.models import Absence, CitizenReport, Flag, Shift, SpotCheck
from diaban.sectors.post.presence.flags import FlagError, may_settle, settle
from diaban.sectors.post.presence.inspection_models import Found
from diaban.sectors.post.presence.raising_flags import raise_flags
from diaban.sectors.post.presence.spot_checks import Seen, correct
from diaban.spine.parties.models import Role, User, local_operator

AGAINST = ("spot_check", "report", "absence")


@pytest.fixture
def point(official_hanoi):
    return a_point(hours_text=HOURS, **PLACED)


@pytest.fixture
def lan(point):
    return confirmed_phone("lan", point)


@pytest.fixture
def inspector(point):
    return User.objects.create(username="thanh-tra", role=Role.DEPARTMENT)


def looked_in(point, inspector, when, found="nobody"):
    return SpotCheck.objects.create(
        point=point, inspector=inspector, at=when, found=found, note="gõ cửa hai lần", metres=9
    )


def raised():
    raise_flags()
    return list(Flag.objects.filter(kind__in=AGAINST).order_by("pk"))


def page_of(flag, actor) -> str:
    client = Client()
    client.force_login(actor)
    return client.get(f"/post/doubts/{flag.pk}/").content.decode()


def test_a_visit_that_found_nobody_within_a_session_is_put_before_people_once(
    point, lan, inspector
):
    day = working_day()
    whole_day(lan, point, day)
    check = looked_in(point, inspector, at(day, 9))
    before = minutes_of(point, day)
    (flag,) = raised()
    assert (flag.kind, flag.person, flag.day) == ("spot_check", lan.person, day)
    assert (flag.told["source"], flag.told["value"]) == (check.pk, 30)
    assert len(flag.check_ins) == 2, "only the morning's session"
    assert minutes_of(point, day) == before == (REQUIRED, REQUIRED - 30, 30, 0)
    assert raised() == [flag]
    settle(local_operator(), flag, "đi giao thư gần đó", counts=True)
    assert raised() == [flag], "what was looked into is not raised again"


@pytest.mark.parametrize(("hour", "minute"), [(7, 20), (11, 35), (12, 30)])
def test_who_had_left_or_had_not_come_is_not_contradicted(point, lan, inspector, hour, minute):
    day = working_day()
    whole_day(lan, point, day)
    looked_in(point, inspector, at(day, hour, minute))
    assert raised() == []


def test_a_visit_that_found_somebody_contradicts_nothing(point, lan, inspector):
    day = working_day()
    whole_day(lan, point, day)
    looked_in(point, inspector, at(day, 9), "open")
    assert raised() == []


def test_a_report_contradicts_once_it_is_confirmed_and_shows_its_count(point, lan):
    day = working_day()
    whole_day(lan, point, day)
    report = CitizenReport.objects.create(point=point, day=day, hour=14, count=7)
    assert raised() == []
    CitizenReport.objects.update(confirmed=True, note="hàng xóm cũng nói vậy")
    (flag,) = raised()
    assert (flag.kind, flag.told["source"]) == ("report", report.pk)
    page = page_of(flag, lan.person)
    assert "14:00–14:59" in page
    assert "hàng xóm cũng nói vậy" in page


def test_both_sides_are_shown_to_who_is_concerned_and_a_corrected_visit_says_so(
    point, lan, inspector
):
    day = working_day()
    whole_day(lan, point, day)
    check = looked_in(point, inspector, at(day, 9))
    (flag,) = raised()
    for actor in (lan.person, local_operator()):
        page = page_of(flag, actor)
        assert "Người kiểm tra không gặp ai" in page
        assert "09:00 " in page, "the visit"
        assert "gõ cửa hai lần" in page
        assert "07:30:00" in page, "the check-in"
        assert "sửa" not in page.split('id="against"')[1].split("</ul>")[0]
    again = correct(inspector, check, Seen(Found.CLOSED, check.at, "cửa khóa"))
    assert raised() == [flag], "a visit put right is the same visit"
    correct(inspector, again, Seen(Found.NOTHING, check.at, "nhầm điểm"))
    said = page_of(flag, lan.person).split('id="against"')[1].split("</ul>")[0]
    assert said.count("đã sửa") == 2
    assert "nhầm điểm" in said
    assert Flag.objects.get().settled_at is None, "it waits for a person all the same"


def test_neither_side_settles_it_and_the_manager_may(point, lan, inspector):
    day = working_day()
    whole_day(lan, point, day)
    looked_in(point, inspector, at(day, 9))
    (flag,) = raised()
    with pytest.raises(FlagError, match="own_visit"):
        settle(inspector, flag, "tôi đã thấy", counts=False)
    with pytest.raises(FlagError, match="own"):
        settle(lan.person, flag, "tôi có mặt", counts=True)
    assert not may_settle(inspector, flag)
    manager = staff("truong", point, is_manager=True)
    settle(manager, flag, "đã hỏi cả hai", counts=False)
    # the session is unknown but for the half hour in which nobody was seen
    assert minutes_of(point, day) == (REQUIRED, 210, 30, 210)
    assert raised() == [flag]


def test_two_visits_are_two_doubts(point, lan, inspector):
    day = working_day()
    whole_day(lan, point, day)
    looked_in(point, inspector, at(day, 8))
    looked_in(point, inspector, at(day, 10))
    assert [flag.kind for flag in raised()] == ["spot_check", "spot_check"]


def away(point, person, day) -> Absence:
    Shift.objects.create(
        point=point, person=person, weekday=day.isoweekday(), begin_minute=450, end_minute=690,
        valid_from=day - timedelta(days=30), entered_by=person,
    )  # fmt: skip
    return Absence.objects.create(
        point=point, person=person, first_day=day, last_day=day, reason="mổ ruột thừa",
        announced_by=person,
    )  # fmt: skip


def test_who_checks_in_while_announced_as_absent_is_asked_without_telling_the_reason(point, lan):
    day = working_day()
    absence = away(point, lan.person, day)
    whole_day(lan, point, day)
    (flag,) = raised()
    assert (flag.kind, len(flag.check_ins)) == ("absence", 2), "of the shift, not of the afternoon"
    manager = staff("truong", point, is_manager=True)
    page = page_of(flag, manager)
    assert "Đã báo vắng" in page
    assert absence.reason not in page


def test_who_came_for_somebody_absent_is_not_doubted(point, lan):
    day = working_day()
    away(point, lan.person, day)
    hoa = confirmed_phone("hoa", point)
    whole_day(hoa, point, day)
    assert raised() == []


def test_staff_of_another_point_do_not_see_it(point, lan, inspector):
    day = working_day()
    whole_day(lan, point, day)
    looked_in(point, inspector, at(day, 9))
    (flag,) = raised()
    other = staff("nguoi-khac")
    post(other, a_point("Bưu cục khác"), is_manager=True)
    client = Client()
    client.force_login(other)
    assert client.get(f"/post/doubts/{flag.pk}/").status_code == 404


def test_the_list_of_doubts_is_narrowed_to_one_kind_with_how_many_wait_of_each(
    point, lan, inspector
):
    day = working_day()
    whole_day(lan, point, day)
    looked_in(point, inspector, at(day, 9))
    CitizenReport.objects.create(point=point, day=day, hour=14, count=7, confirmed=True, note="có")
    assert len(raised()) == 2
    client = Client()
    client.force_login(local_operator())
    every, one = (
        client.get(f"/post/doubts/{query}").content.decode() for query in ("", "?kind=report")
    )
    assert "Người kiểm tra không gặp ai (1)" in every
    assert every.count("/post/doubts/") - one.count("/post/doubts/") == 1
    assert '<strong id="count">1</strong>' in one
