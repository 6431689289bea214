"""Minutes of points and days out of evidence; nobody's silence is taken for absence."""

from datetime import date, datetime, time, timedelta

import polars as pl
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.sectors.post.phones import confirmed_phone, post, staff
from tests.sectors.post.points import PLACED, a_point, correct

from diaban.engines.hours import vietnamese_calendar
from diaban.sectors.post.models import (
    Absence,
    CheckIn,
    CitizenReport,
    Flag,
    Shift,
    SpotCheck,
    StaffedDay,
)
from diaban.sectors.post.presence.flags import settle
from diaban.sectors.post.presence.measures import enough
from diaban.sectors.post.presence.raising_flags import raise_flags
from diaban.sectors.post.presence.staffing import refresh
from diaban.sectors.post.presence.staffing_versions import SHELF_DAYS, changed_since, read_versions
from diaban.sectors.post.reach.demo import GAUGES
from diaban.sectors.post.reach.points import staffed_points
from diaban.spine.figures.declaring import measures
from diaban.spine.parties.models import local_operator
from diaban.spine.places.units import today

HOURS = "Thứ 2 - thứ 6: 7h30-11h30, 13h30-17h00"
REQUIRED = 450


@pytest.fixture
def point(official_hanoi):
    return a_point(hours_text=HOURS, **PLACED)


@pytest.fixture
def lan(point):
    return confirmed_phone("lan", point)


def working_day(before: int = 3) -> date:
    """A weekday that is over and no holiday, nor is the day after it."""
    day = today() - timedelta(days=before)
    calendar = vietnamese_calendar(day.year - 1, day.year + 1)
    while day.isoweekday() > 4 or calendar.on(day) or calendar.on(day + timedelta(days=1)):
        day -= timedelta(days=1)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def minutes_of(point, day: date) -> tuple[int, int, int, int]:
    refresh([point.pk], day, day)
    row = StaffedDay.objects.get(point=point, day=day)
    return (row.required_minutes, row.staffed_minutes, row.not_staffed_minutes, row.unknown_minutes)


def whole_day(phone, point, day: date, **changes) -> None:
    phone.send(
        phone.say(point, "in", at(day, 7, 30), **changes),
        phone.say(point, "out", at(day, 11, 30), **changes),
        phone.say(point, "in", at(day, 13, 30), **changes),
        phone.say(point, "out", at(day, 17), **changes),
    )


def test_a_day_of_which_nothing_is_known_is_unknown_and_not_empty(point):
    assert minutes_of(point, working_day()) == (REQUIRED, 0, 0, REQUIRED)


def test_a_day_with_whole_check_ins_is_staffed_as_soon_as_they_are_sent(lan, point):
    day = working_day()
    whole_day(lan, point, day)
    row = StaffedDay.objects.get(point=point, day=day)
    assert (row.required_minutes, row.staffed_minutes) == (REQUIRED, REQUIRED)


def test_sundays_are_not_asked_about(point):
    day = working_day()
    sunday = day - timedelta(days=day.isoweekday())
    assert minutes_of(point, sunday) == (0, 0, 0, 0)


def test_of_a_point_without_hours_nothing_is_required_and_it_says_why(official_hanoi):
    point, day = a_point(**PLACED), working_day()
    assert minutes_of(point, day) == (0, 0, 0, 0)
    assert StaffedDay.objects.get(point=point, day=day).why == "no_hours"


def test_today_is_not_judged_before_it_is_over(point):
    refresh([point.pk], today(), today() + timedelta(days=3))
    assert not StaffedDay.objects.exists()


def test_days_before_it_opened_are_none_of_its_days(point):
    day = working_day()
    refresh([point.pk], day, day)
    correct(point, opened_on=day + timedelta(days=1))
    refresh([point.pk], day, day)
    assert not StaffedDay.objects.filter(day=day).exists()


def test_hours_that_changed_count_from_their_own_day(point):
    day = working_day()
    correct(point, on=day + timedelta(days=1), hours_text="8h-10h hàng ngày")
    assert minutes_of(point, day)[0] == REQUIRED
    assert minutes_of(point, day + timedelta(days=1))[0] == 120


def test_an_inspector_who_found_nobody_speaks_for_that_while(point):
    day = working_day()
    SpotCheck.objects.create(point=point, inspector=local_operator(), at=at(day, 9), found="nobody")
    assert minutes_of(point, day) == (REQUIRED, 0, 30, REQUIRED - 30)


def test_a_citizens_report_counts_once_it_is_confirmed_and_not_before(point):
    day = working_day()
    report = CitizenReport.objects.create(point=point, day=day, hour=9, count=5)
    assert minutes_of(point, day)[2] == 0
    report.confirmed = True
    report.save()
    assert minutes_of(point, day)[2] == 30


def test_an_announced_absence_without_cover_is_not_staffed_and_with_cover_unknown(point):
    day, person = working_day(), staff("lan", point)
    Shift.objects.create(
        point=point, person=person, weekday=day.isoweekday(), begin_minute=450, end_minute=690,
        valid_from=day - timedelta(days=30), entered_by=person,
    )  # fmt: skip
    absence = Absence.objects.create(
        point=point, person=person, first_day=day, last_day=day, reason="ốm", announced_by=person
    )
    assert minutes_of(point, day) == (REQUIRED, 0, 240, 210)
    absence.cover = staff("hoa", point)
    absence.save()
    assert minutes_of(point, day) == (REQUIRED, 0, 0, REQUIRED)


def test_check_ins_that_a_person_took_out_make_the_minutes_unknown_and_nothing_else(lan, point):
    day = working_day()
    whole_day(lan, point, day)
    flag = Flag.objects.create(
        token="x", kind="frozen", point=point, person=lan.person, day=day,
        check_ins=list(CheckIn.objects.values_list("pk", flat=True)),
    )  # fmt: skip
    settle(local_operator(), flag, "máy để ở nhà", counts=False)
    row = StaffedDay.objects.get(point=point, day=day)
    assert (row.staffed_minutes, row.not_staffed_minutes, row.unknown_minutes) == (0, 0, REQUIRED)


def test_working_out_again_without_news_changes_nothing(lan, point):
    day = working_day()
    whole_day(lan, point, day)
    mark = StaffedDay.objects.get(day=day).learned
    assert refresh([point.pk], day, day) == 0
    assert StaffedDay.objects.get(day=day).learned == mark


def test_two_communes_within_minutes_are_taken_and_put_before_a_person_once(lan, point):
    far = a_point("Bưu cục Ba Vì", lat_e7=212_000_000, lng_e7=1_053_500_000)
    post(lan.person, far)
    day = working_day()
    answer = lan.send(
        *(
            message
            for hour in (8, 14)
            for message in (
                lan.say(point, "in", at(day, hour)),
                lan.say(far, "in", at(day, hour, 9)),
            )
        )
    )
    assert (len(answer.taken), answer.refused) == (4, [])
    assert raise_flags(day.replace(day=1)) > 0
    assert "speed" in set(Flag.objects.values_list("kind", flat=True))
    assert raise_flags(day.replace(day=1)) == 0
    for flag in Flag.objects.all():
        settle(local_operator(), flag, "đi nhờ xe", counts=True)
    assert raise_flags(day.replace(day=1)) == 0, "what was looked into is not raised again"


def fill(point, days: int, staffed: int, unknown: int, until: date | None = None) -> date:
    last = until or today() - timedelta(days=1)
    StaffedDay.objects.bulk_create(
        StaffedDay(
            point=point, day=last - timedelta(days=n), required_minutes=100,
            staffed_minutes=staffed, unknown_minutes=unknown,
            not_staffed_minutes=100 - staffed - unknown, learned=1,
        )
        for n in range(days)
    )  # fmt: skip
    return last


@pytest.mark.parametrize(
    ("staffed", "unknown", "told"), [(80, 0, True), (79, 0, False), (79, 21, None), (0, 100, None)]
)
def test_a_point_is_staffed_is_not_or_nobody_can_tell(point, staffed, unknown, told):
    fill(point, 28, staffed, unknown)
    assert staffed_points(today() - timedelta(days=1)).get(point.pk) is told
    row = read_versions([point.pk]).filter(pl.col("valid_from") < today())[-2]
    assert row.select(enough(0.8)).item() is told


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        ((1_000, 799, 0), "có người 79 % số phút phải mở"),
        ((1_000, 1_000, 0), "có người 100 % số phút phải mở"),
        ((1_000, 999, 1), "có người 99 % số phút phải mở, chưa rõ 1 %"),
        ((1_000, 0, 300), "có người 0 % số phút phải mở, chưa rõ 30 %"),
        ((1_000, 0, 1_000), "chưa có bằng chứng nào"),
        ((1_000, 0, 0), "không có người phục vụ"),
        ((0, 0, 0), "không rõ giờ nào phải mở"),
    ],
)
def test_a_row_says_how_much_was_staffed_and_never_rounds_up_to_enough(minutes, told):
    row = dict(zip(("required", "staffed", "unknown"), minutes, strict=True))
    spec = measures()["culture-points-staffed"]
    assert spec.why({**row, "is_culture_point": True})[0] == told
    assert spec.why({**row, "is_culture_point": False})[0] == "loại khác"
    assert spec.why({**row, "is_culture_point": None})[0] == "chưa rõ loại điểm"


def test_the_target_of_2021_asks_of_commune_culture_points_alone(point):
    hall = a_point("Điểm BĐ-VHX", kind="culture_point", hours_text=HOURS, **PLACED)
    unknown = a_point("Chưa rõ loại", kind="", hours_text=HOURS, **PLACED)
    rows = read_versions([point.pk, hall.pk, unknown.pk]).unique("id").sort("id")
    asked = {
        name: measures()[name].measure for name in ("culture-points-staffed", "points-staffed")
    }
    counted = {
        name: rows.select(one.belongs(today())).to_series().to_list() for name, one in asked.items()
    }
    assert counted == {
        "culture-points-staffed": [False, True, None], "points-staffed": [True, True, None],
    }  # fmt: skip
    assert "văn hóa xã" in measures()["culture-points-staffed"].source
    assert "2021" not in measures()["points-staffed"].source
    assert GAUGES["post-points-staffed"] == "culture-points-staffed"


def test_evidence_that_is_too_old_is_unknown(point):
    last = fill(point, 28, 100, 0)
    rows = read_versions([point.pk])
    assert rows["valid_to"].to_list()[-2] == last + timedelta(days=SHELF_DAYS)
    assert rows[-1].select(enough(0.8)).item() is None
    assert rows[-1]["valid_to"].item() is None


def test_versions_meet_without_gaps_and_cover_the_point_s_life(point):
    fill(point, 40, 90, 5)
    rows = read_versions([point.pk])
    assert rows["valid_from"].to_list()[1:] == rows["valid_to"].to_list()[:-1]
    assert changed_since(0, 10) == [point.pk]
    assert changed_since(1, 10) == []


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.floats(0.01, 1))
def test_unknown_never_counts_as_no_nor_as_yes(staffed, not_staffed, unknown, least):
    """What is answered stays so whatever the unknown minutes turn out to have been."""
    required = staffed + not_staffed + unknown

    def answer(yes: int, rest: int) -> bool | None:
        told = {"required": [required], "staffed": [yes], "unknown": [rest]}
        return pl.DataFrame(told).select(enough(least)).item()

    said = answer(staffed, unknown)
    if said is not None:
        assert {answer(staffed, 0), answer(staffed + unknown, 0)} == {said}
    elif required:
        assert unknown > 0
