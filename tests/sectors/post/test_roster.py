"""The roster of a point: who works there and when, what is refused and why, who may enter it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.sectors.post.phones import post, staff
from tests.sectors.post.points import PLACED, a_point
from tests.sectors.post.test_staffing import working_day

from diaban.engines.hours import vietnamese_calendar
from diaban.sectors.post.models import Absence, Posting, Shift, StaffedDay
from diaban.sectors.post.presence import roster
from diaban.sectors.post.presence.absences import Away, announce, come_back, withdraw
from diaban.sectors.post.presence.roster_overlap import WeeklyHours, first_common_day
from diaban.sectors.post.presence.roster_reading import read_week_hours
from diaban.sectors.post.presence.roster_refusals import CODES, RosterError, say
from diaban.sectors.post.presence.roster_week import read_week
from diaban.sectors.post.presence.staffing import OPEN_DAYS, refresh
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.units import today
from diaban.web.templatetags.figures import day as written

HOURS = "Thứ 2 - thứ 6: 7h30-11h30, 13h30-17h00"


@pytest.fixture
def point(official_hanoi):
    return a_point(hours_text=HOURS, **PLACED)


@pytest.fixture
def lan(point):
    return staff("lan", point)


@pytest.fixture
def office():
    return User.objects.create(username="so", role=Role.DEPARTMENT)


def enter(point, person, text="T2–T6 7h30–11h30", since=None, until=None, actor=None):
    weekdays, hours = text.split(" ", 1)
    week = roster.Hours(read_week_hours(weekdays, hours))
    period = roster.Period(since or today(), until)
    return roster.add_shifts(actor or local_operator(), point, person, week, period)


def refusal(act, *args, **more) -> tuple[str, str]:
    with pytest.raises(RosterError) as caught:
        act(*args, **more)
    return caught.value.code, caught.value.field


def away(person, first, last=None, cover=None, reason="nghỉ phép") -> Away:
    return Away(person, first, last or first, reason, cover)


# --- overlaps ----------------------------------------------------------------------------------


A_DAY = date(2026, 3, 2)
DAYS = st.integers(0, 24).map(lambda n: A_DAY + timedelta(days=n))


@st.composite
def weekly(draw) -> WeeklyHours:
    begin = draw(st.integers(0, 10))
    since = draw(DAYS)
    until = draw(st.none() | DAYS.filter(lambda day: day >= since))
    return WeeklyHours(
        draw(st.integers(1, 3)), begin, draw(st.integers(begin + 1, 12)), since, until
    )


def minutes_of(one: WeeklyHours) -> set[tuple[date, int]]:
    last = one.until or A_DAY + timedelta(days=60)
    days = [one.since + timedelta(days=n) for n in range((last - one.since).days)]
    return {
        (day, minute)
        for day in days
        if day.isoweekday() == one.weekday
        for minute in range(one.begin, one.end)
    }


@given(weekly(), weekly())
def test_two_shifts_meet_exactly_where_they_have_a_minute_in_common(one, other):
    common = minutes_of(one) & minutes_of(other)
    assert first_common_day(one, other) == min((day for day, _minute in common), default=None)
    assert first_common_day(other, one) == first_common_day(one, other)


# --- people and shifts -------------------------------------------------------------------------


def test_hours_stand_on_the_roster_of_each_weekday(point, lan):
    enter(point, lan, "T2–T6 7h30–11h30, 13h30–17h")
    assert Shift.objects.count() == 10
    assert set(Shift.objects.values_list("weekday", flat=True)) == {1, 2, 3, 4, 5}


def test_a_person_cannot_be_at_two_points_at_once_and_the_other_one_is_not_betrayed(point, lan):
    other = a_point("Bưu cục Quốc Tế", **PLACED)
    post(lan, other)
    enter(other, lan, "T2 9h–10h")
    manager = staff("quan-ly", point, is_manager=True)
    with pytest.raises(RosterError) as caught:
        enter(point, lan, actor=manager)
    assert caught.value.code == "overlap"
    vi, en = say(caught.value.code, caught.value.told)
    assert "Quốc Tế" not in vi + en
    assert "09:00" not in vi + en
    with pytest.raises(RosterError, match="Quốc Tế"):
        enter(point, lan)
    assert Shift.objects.count() == 1, "all or none"


def test_hours_that_only_touch_or_never_share_a_day_are_taken(point, lan):
    enter(point, lan, "T2 7h30–11h30", until=today() + timedelta(days=30))
    enter(point, lan, "T2 11h30–12h")
    enter(point, lan, "T2 7h30–11h30", since=today() + timedelta(days=30))
    assert Shift.objects.count() == 3


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (-OPEN_DAYS - 1, None, ("day_closed", "since")),
        (0, 0, ("end_before_begin", "until")),
        (0, -1, ("end_before_begin", "until")),
    ],
)
def test_days_that_are_settled_or_turned_around_are_refused(point, lan, since, until, told):
    def day(days):
        return None if days is None else today() + timedelta(days=days)

    assert refusal(enter, point, lan, since=day(since), until=day(until)) == told


def test_a_shift_needs_a_posting_on_all_of_its_days(point, lan):
    hoa = staff("hoa")
    assert refusal(enter, point, hoa) == ("not_posted", "person")
    Posting.objects.update(valid_to=today() + timedelta(days=7))
    assert refusal(enter, point, lan)[0] == "not_posted"
    enter(point, lan, until=today() + timedelta(days=7))


def test_the_roster_of_the_past_stays_when_a_shift_ends(point, lan):
    shift = enter(point, lan, "T2 7h30–11h30", since=today() - timedelta(days=20))[0]
    roster.end_shift(local_operator(), shift, today())
    shift.refresh_from_db()
    assert (shift.valid_from, shift.valid_to) == (today() - timedelta(days=20), today())
    assert refusal(roster.end_shift, local_operator(), shift, today())[0] == "ended"


def test_ending_a_posting_ends_its_shifts_and_a_new_one_may_begin_that_day(point, lan):
    enter(point, lan)
    roster.end_posting(local_operator(), Posting.objects.get(), today() + timedelta(days=3))
    assert set(Shift.objects.values_list("valid_to", flat=True)) == {today() + timedelta(days=3)}
    again = roster.Period(today() + timedelta(days=3))
    roster.post_person(local_operator(), point, lan, again)
    told = refusal(roster.post_person, local_operator(), point, lan, again)
    assert told == ("posted_already", "person")


def test_only_the_office_makes_a_manager_and_the_shifts_stay(point, lan):
    manager = staff("quan-ly", point, is_manager=True)
    enter(point, lan)
    row = Posting.objects.get(person=lan)
    assert refusal(roster.set_manager, manager, row, is_manager=True)[0] == "managers_by_office"
    roster.set_manager(local_operator(), row, is_manager=True)
    assert Posting.objects.get(person=lan, valid_to=None).is_manager
    assert Posting.objects.filter(person=lan).count() == 2, "the old one ended, none was changed"
    enter(point, lan, "T7 8h–11h", actor=lan)


@pytest.mark.parametrize(
    ("weekdays", "hours", "code"),
    [
        ("", "7h-8h", "no_weekday"),
        ("T2", "mấy giờ cũng được", "hours_unread"),
        ("T2", "22h-2h", "past_midnight"),
        ("T9", "7h-8h", "hours_unread"),
    ],
)
def test_hours_that_cannot_be_meant_are_refused(weekdays, hours, code):
    assert refusal(read_week_hours, weekdays, hours)[0] == code


def test_every_refusal_has_both_languages():
    told = dict.fromkeys(("text", "text_en", "first", "last"), "x")
    for code in CODES:
        vi, en = say(code, told)
        assert vi != en
        assert "{" not in vi + en


# --- what is missing ---------------------------------------------------------------------------


def monday_ahead() -> date:
    """The Monday of a week to come without a holiday."""
    calendar = vietnamese_calendar(today().year, today().year + 2)
    monday = today() + timedelta(days=7 - today().weekday())
    while any(calendar.on(monday + timedelta(days=n)) for n in range(5)):
        monday += timedelta(days=7)
    return monday


def week(point, monday):
    absences = list(Absence.objects.standing().filter(point=point).select_related("cover"))
    shifts = list(Shift.objects.filter(point=point).select_related("person"))
    return read_week(point, shifts, absences, monday)


def test_minutes_in_opening_hours_with_nobody_are_told_by_day(point, lan):
    monday = monday_ahead()
    enter(point, lan, "T2–T6 7h30–11h00")
    days, known = week(point, monday)
    assert known
    assert [day.missing_minutes for day in days] == [240] * 5 + [0, 0]
    assert days[0].gaps == ["11:00–11:30", "13:30–17:00"]


def test_who_is_away_leaves_a_gap_unless_somebody_stands_in(point, lan):
    monday = monday_ahead()
    enter(point, lan, "T2–T6 7h30–11h30, 13h30–17h")
    made = announce(local_operator(), point, away(lan, monday))
    assert [day.missing_minutes for day in week(point, monday)[0]][:2] == [450, 0]
    withdraw(local_operator(), made)
    announce(local_operator(), point, away(lan, monday, cover=staff("hoa")))
    assert week(point, monday)[0][0].missing_minutes == 0


def test_of_a_point_without_hours_nobody_says_that_nothing_is_missing(official_hanoi):
    days, known = week(a_point(**PLACED), today())
    assert not known
    assert {day.gaps is None for day in days} == {True}


# --- absences ----------------------------------------------------------------------------------


def test_staff_announce_their_own_absence_and_nobody_elses(point, lan):
    hoa = staff("hoa", point)
    announce(lan, point, away(lan, today()))
    assert refusal(announce, lan, point, away(hoa, today()))[0] == "not_answering"
    assert refusal(announce, lan, point, away(lan, today(), cover=staff("xa"), reason="ốm"))[0] == (
        "absent_already"
    )


@pytest.mark.parametrize(
    ("first", "last", "reason", "told"),
    [
        (0, -1, "ốm", ("last_before_first", "last")),
        (0, 0, "  ", ("no_reason", "reason")),
        (-OPEN_DAYS - 1, 0, "ốm", ("day_closed", "first")),
        (-OPEN_DAYS, 5000, "ốm", ("day_wrong", "last")),
    ],
)
def test_absences_that_cannot_be_meant_are_refused(point, lan, first, last, reason, told):
    days = [today() + timedelta(days=n) for n in (first, last)]
    assert refusal(announce, lan, point, away(lan, *days, reason=reason)) == told


def test_who_stands_in_must_be_there(point, lan):
    hoa = staff("hoa", point)
    announce(hoa, point, away(hoa, today()))
    office = local_operator()
    assert refusal(announce, office, point, away(lan, today(), cover=hoa))[0] == "cover_absent"
    assert refusal(announce, office, point, away(lan, today(), cover=lan))[0] == "cover_self"
    stranger = staff("xa", a_point("Nơi khác", **PLACED))
    assert refusal(announce, lan, point, away(lan, today(), cover=stranger))[0] == (
        "cover_not_colleague"
    )


def test_who_works_elsewhere_at_those_hours_stands_in_once_somebody_confirms_it(point, lan):
    other = a_point("Nơi khác", **PLACED)
    hoa = staff("hoa", other)
    monday = monday_ahead()
    enter(point, lan)
    enter(other, hoa, "T2 9h–10h")
    asked = away(lan, monday, cover=hoa)
    assert refusal(announce, local_operator(), point, asked) == ("cover_elsewhere", "cover")
    assert announce(local_operator(), point, asked, confirmed=True).cover == hoa
    announce(local_operator(), point, away(lan, monday + timedelta(days=1), cover=hoa))
    assert refusal(announce, hoa, other, away(hoa, monday))[0] == "covers_others"


def test_who_comes_back_sooner_was_away_until_then(point, lan):
    first = today() - timedelta(days=3)
    made = announce(lan, point, away(lan, first, today() + timedelta(days=9)))
    come_back(lan, made, today())
    standing = Absence.objects.standing().get()
    assert (standing.first_day, standing.last_day) == (first, today() - timedelta(days=1))
    assert Absence.objects.count() == 2, "what was announced stays readable"
    assert refusal(withdraw, lan, made)[0] == "withdrawn"


def test_days_that_are_over_are_worked_out_anew_at_once(point, lan):
    day = working_day()
    enter(point, lan, "T2–T6 7h30–11h30", since=day - timedelta(days=7))
    refresh([point.pk], day, day)
    made = announce(lan, point, away(lan, day))
    assert StaffedDay.objects.get(day=day).not_staffed_minutes == 240
    withdraw(lan, made)
    assert StaffedDay.objects.get(day=day).not_staffed_minutes == 0


# --- the pages ---------------------------------------------------------------------------------


def signed_in(person) -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(person)
    return client


def send(client, name, number, **told):
    return client.post(reverse(name, args=[number]), told)


def test_the_office_posts_somebody_enters_hours_and_sees_what_is_missing(point, office):
    client, lan = signed_in(office), User.objects.create(username="lan", role=Role.OPERATOR)
    since = today().isoformat()
    assert send(client, "post_roster_post", point.pk, person="lan", since=since).status_code == 302
    answer = send(
        client, "post_roster_shift", point.pk, person=lan.pk, weekday=[1, 2], since=since,
        hours="7h30–11h30",
    )  # fmt: skip
    assert answer.status_code == 302
    page = client.get(reverse("post_roster", args=[point.pk]), {"week": monday_ahead()})
    assert "07:30–11:30" in page.content.decode()
    assert f"{5 * 450 - 480:,}".replace(",", ".") in page.content.decode()
    assert (
        "Lịch trực tuần này" in client.get(reverse("post_point", args=[point.pk])).content.decode()
    )


def test_what_is_refused_comes_back_with_what_was_typed(point, office, lan):
    answer = send(
        signed_in(office), "post_roster_shift", point.pk, person=lan.pk, weekday=["3"],
        hours="sáng thôi", since=today().isoformat(),
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Không đọc được thứ hoặc giờ" in page
    assert 'value="sáng thôi"' in page
    assert 'value="3" checked' in page


def test_staff_see_their_own_hours_and_nobody_elses_and_enter_none(point, lan):
    hoa = staff("hoa", point)
    enter(point, lan, "T2 7h30–11h30")
    enter(point, hoa, "T2 13h30–17h")
    client = signed_in(lan)
    page = client.get(reverse("post_roster", args=[point.pk])).content.decode()
    assert "07:30–11:30" in page
    assert "hoa" not in page
    assert 'id="add-shift"' not in page
    since = today().isoformat()
    told = send(client, "post_roster_post", point.pk, person="hoa", since=since)
    assert told.status_code == 404
    theirs = Shift.objects.get(person=hoa)
    assert send(client, "post_shift_end", theirs.pk, until=since).status_code == 404
    own = Shift.objects.get(person=lan)
    assert send(client, "post_shift_end", own.pk, until=since).status_code == 404
    assert "lan" in client.get(reverse("post_rosters")).content.decode()


def test_who_stands_in_sees_the_days_and_not_why(point, office, lan):
    hoa, manager = staff("hoa"), staff("truong", point, is_manager=True)
    auditor = User.objects.create(username="kt", role=Role.AUDITOR)
    first = today() + timedelta(days=2)
    announce(office, point, away(lan, first, cover=hoa, reason="mổ ruột thừa"))
    for person, is_told in [
        (lan, True), (manager, True), (office, True), (hoa, False), (auditor, False),
    ]:  # fmt: skip
        client = signed_in(person)
        page = client.get(reverse("post_roster", args=[point.pk])).content.decode()
        assert written(first) in page, person
        assert ("mổ ruột thừa" in page) is is_told, person


def test_who_has_nothing_to_do_with_a_point_finds_no_roster(point):
    stranger = signed_in(staff("xa"))
    assert stranger.get(reverse("post_roster", args=[point.pk])).status_code == 404
    auditor = signed_in(User.objects.create(username="kt", role=Role.AUDITOR))
    assert auditor.get(reverse("post_roster", args=[point.pk])).status_code == 200


def test_an_absence_with_a_doubtful_cover_is_asked_about_once_more(point, office, lan):
    other = a_point("Nơi khác", **PLACED)
    hoa, monday = staff("hoa", other), monday_ahead().isoformat()
    enter(point, lan)
    enter(other, hoa)
    told = {"person": lan.pk, "first": monday, "last": monday, "reason": "phép", "cover": "hoa"}
    client = signed_in(office)
    answer = send(client, "post_roster_absence", point.pk, **told)
    assert answer.status_code == 422
    assert 'name="confirmed"' in answer.content.decode()
    assert not Absence.objects.exists()
    told["confirmed"] = "yes"
    assert send(client, "post_roster_absence", point.pk, **told).status_code == 302
    row = Absence.objects.get()
    assert send(client, "post_absence_end", row.pk).status_code == 302
    assert not Absence.objects.standing().exists()
