"""When hours hold: beside an evaluation minute by minute, over Tết, midnight and swapped days."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.hours import Calendar, Closure, minute_of, parse_hours, vietnamese_calendar

at = datetime.fromisoformat  # on the clocks of Viet Nam, without a zone
NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
YEARS = vietnamese_calendar(2018, 2027)
WORKDAYS = "Mo-Fr 07:30-11:30,13:30-17:00; PH off"

spans = st.tuples(st.integers(0, 47), st.integers(1, 40)).map(
    lambda pair: (pair[0] * 30, pair[0] * 30 + pair[1] * 30)
)
rules = st.tuples(
    st.sets(st.integers(0, 6), max_size=7),
    st.booleans(),  # holidays too
    st.lists(spans, max_size=2),
    st.sampled_from(["", "", "off", "unknown"]),
    st.sampled_from(["; ", ", "]),
)
schedules = st.lists(rules, min_size=1, max_size=4)
days = st.dates(date(2019, 1, 1), date(2026, 12, 20))


def written(schedule) -> str:
    text = ""
    for n, (weekdays, holidays, own, state, join) in enumerate(schedule):
        names = [NAMES[day] for day in sorted(weekdays)] + ["PH"] * holidays
        # after a comma, times alone would go on with the rule before
        names = names or (list(NAMES) if n and join == ", " else [])
        times = [f"{s // 60:02}:{s % 60:02}-{e // 60:02}:{e % 60:02}" for s, e in own]
        words = [",".join(names), ",".join(times), state or ("open" if not times else "")]
        text += (join if n else "") + " ".join(word for word in words if word)
    return text


def by_minutes(schedule, day: date) -> dict[int, str]:
    """The state of each minute that a day begins, by the rules one after the other."""
    weekday = int(YEARS.weekdays(day, day)[0])
    is_holiday = YEARS.on(day) is not None
    minutes: dict[int, str] = {}
    for n, (weekdays, holidays, own, state, join) in enumerate(schedule):
        if (weekdays or holidays) and not (weekday in weekdays or (holidays and is_holiday)):
            continue
        covered = {m for s, e in own or [(0, 1440)] for m in range(s, e, 30)}
        if state == "off":
            minutes = {m: s for m, s in minutes.items() if own and m not in covered}
            continue
        if n == 0 or join == "; ":
            minutes = {}
        minutes.update(dict.fromkeys(covered, state or "open"))
    return minutes


@given(schedules, days, st.integers(0, 12))
def test_hours_are_those_of_an_evaluation_minute_by_minute(schedule, first, length):
    last = first + timedelta(length)
    hours = parse_hours(written(schedule))
    opened, unknown = set(), set()
    for n in range(-1, length + 1):
        day = first + timedelta(n)
        for minute, state in by_minutes(schedule, day).items():
            (opened if state == "open" else unknown).add(minute_of(day) + minute)
    period = range(minute_of(first), minute_of(last) + 1440, 30)
    found = hours.intervals(first, last, YEARS)
    assert covered(found) == {m for m in period if m in opened}
    assert covered(hours.unknown_intervals(first, last, YEARS)) == {
        m for m in period if m in unknown and m not in opened
    }
    assert np.all(found.start[1:] > found.end[:-1])
    by_day = hours.minutes_by_day(first, last, YEARS)
    assert by_day.sum() == found.total
    assert by_day.tolist() == [
        30 * sum(minute_of(first) + 1440 * n <= m < minute_of(first) + 1440 * (n + 1)
                 for m in covered(found))
        for n in range(length + 1)
    ]  # fmt: skip


def covered(found) -> set[int]:
    pairs = zip(found.start.tolist(), found.end.tolist(), strict=True)
    return {minute for start, end in pairs for minute in range(start, end, 30)}


@given(schedules, days, st.lists(st.tuples(st.integers(-20, 200), st.integers(0, 60)), max_size=5))
def test_closures_take_their_minutes_away_and_no_others(schedule, first, cuts):
    last = first + timedelta(3)
    hours, midnight = parse_hours(written(schedule)), minute_of(first)
    closures = [Closure(midnight + 30 * s, midnight + 30 * (s + n), "sửa") for s, n in cuts]
    closed = {m for c in closures for m in range(c.start, c.end, 30)}
    left = hours.intervals(first, last, YEARS, closures)
    assert covered(left) == covered(hours.intervals(first, last, YEARS)) - closed
    assert np.all(left.start[1:] >= left.end[:-1])
    assert np.all(left.start < left.end)


@given(schedules, days, st.integers(0, 1439))
def test_open_at_a_time_and_the_next_opening_agree_with_the_intervals(schedule, day, minute):
    hours = parse_hours(written(schedule))
    moment = at(f"{day}T00:00") + timedelta(minutes=minute)
    found = hours.intervals(day, day + timedelta(20), YEARS)
    now = minute_of(moment)
    is_open = bool(np.any((found.start <= now) & (now < found.end)))
    assert (hours.is_open(moment, YEARS) is True) == is_open
    following = hours.next_opening(moment, YEARS)
    later = found.start[found.start > now].tolist()
    if later:
        assert minute_of(following) == later[0]
    elif following is not None:
        assert minute_of(following) >= minute_of(day + timedelta(21))


def test_tet_closes_a_point_that_closes_on_holidays():
    hours = parse_hours(WORKDAYS)
    tet = hours.minutes_by_day(date(2025, 1, 23), date(2025, 2, 4), YEARS)
    assert tet.tolist() == [450, 450, 0, 0, 0, 0, 0, 0, 0, 0, 0, 450, 450]
    assert hours.next_opening(at("2025-01-24T17:00"), YEARS) == at("2025-02-03T07:30")


def test_a_swapped_saturday_has_the_hours_of_its_friday_and_the_friday_those_of_saturday():
    hours = parse_hours("Mo-Fr 08:00-17:00; Sa 08:00-10:00; PH off")
    saturday, friday = date(2025, 4, 26), date(2025, 5, 2)
    assert hours.minutes_by_day(saturday, saturday, YEARS).tolist() == [540]
    assert hours.minutes_by_day(friday, friday, YEARS).tolist() == [120]
    own = vietnamese_calendar(2025, 2025, follows_swaps=False)
    assert hours.minutes_by_day(saturday, saturday, own).tolist() == [120]
    assert hours.minutes_by_day(friday, friday, own).tolist() == [540]


def test_a_night_goes_on_into_the_next_day_even_a_closed_one():
    hours = parse_hours("Mo-Fr 22:00-02:00; PH off")
    eve = date(2025, 4, 29)  # a Tuesday before the holiday
    assert hours.minutes_by_day(eve, eve + timedelta(1), YEARS).tolist() == [240, 120]
    first = date(2025, 3, 3)
    assert hours.minutes_by_weekday().tolist() == [120, 240, 240, 240, 240, 120, 0]
    assert hours.intervals(first, first, YEARS).start.tolist() == [minute_of(first) + 1320]


def test_no_hour_is_lost_or_doubled_by_summer_time():
    hours = parse_hours("24/7")
    found = hours.intervals(date(2019, 1, 1), date(2026, 12, 31), YEARS)
    assert len(found.start) == 1
    assert found.total == (date(2027, 1, 1) - date(2019, 1, 1)).days * 1440


def test_fallback_fills_what_the_rules_before_left():
    hours = parse_hours("Mo-Fr 08:00-12:00 || 10:00-14:00 unknown || Sa 09:00-10:00")
    monday, saturday = date(2026, 3, 2), date(2026, 3, 7)
    assert hours.is_open(at("2026-03-02T11:00"), YEARS) is True
    assert hours.is_open(at("2026-03-02T13:00"), YEARS) is None
    assert hours.is_open(at("2026-03-02T15:00"), YEARS) is False
    assert hours.unknown_intervals(monday, monday, YEARS).total == 120
    assert hours.intervals(saturday, saturday, YEARS).total == 60
    away = [Closure(minute_of(monday), minute_of(saturday))]
    assert hours.is_open(at("2026-03-02T13:00"), YEARS, away) is False


@pytest.mark.parametrize(
    ("text", "open_days"),
    [
        ("2026 Mar 08:00-10:00", [date(2026, 3, n) for n in range(1, 11)]),
        ("Feb 27-Mar 02 08:00-10:00", [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1),
                                      date(2026, 3, 2)]),
        ("2026 Feb 28-2026 Mar 01 08:00-10:00", [date(2026, 2, 28), date(2026, 3, 1)]),
        ("2025 Feb 28-2025 Mar 01 08:00-10:00", []),
        ("2025+ Mar 01 08:00-10:00", [date(2026, 3, 1)]),
        ("2020-2030/2 Mar 01 08:00-10:00", [date(2026, 3, 1)]),
        ("2021-2031/2 Mar 01 08:00-10:00", []),
        ("week 09 Mo 08:00-10:00", [date(2026, 2, 23)]),
        ("week 08-52/2 08:00-10:00", [date(2026, 3, n) for n in range(2, 9)]
                                     + [date(2026, 2, 20), date(2026, 2, 21), date(2026, 2, 22)]),
        ("Mo[1] 08:00-10:00", [date(2026, 3, 2)]),
        ("Sa[-1] 08:00-10:00", [date(2026, 2, 28)]),
        ("Mo[4] 08:00-10:00", [date(2026, 2, 23)]),
        ("Nov-Mar Su 08:00-10:00", [date(2026, 2, 22), date(2026, 3, 1), date(2026, 3, 8)]),
    ],
)  # fmt: skip
def test_parts_of_the_year(text, open_days):
    first, last = date(2026, 2, 20), date(2026, 3, 10)
    minutes = parse_hours(text).minutes_by_day(first, last, YEARS)
    found = [first + timedelta(n) for n, m in enumerate(minutes.tolist()) if m]
    assert found == sorted(open_days)
    assert set(minutes.tolist()) <= {0, 120}


def test_holidays_on_weekdays_only():
    hours = parse_hours("PH Mo-Fr 08:00-10:00")
    week = hours.minutes_by_day(date(2023, 4, 28), date(2023, 5, 4), YEARS)
    assert week.tolist() == [0, 0, 0, 120, 120, 120, 0]  # 29 and 30 April fell on the weekend


def test_closing_on_holidays_is_said_once():
    hours = parse_hours("Mo-Sa 08:00-10:00")
    assert not hours.says_holidays
    assert hours.with_holidays_off().grammar == "Mo-Sa 08:00-10:00; PH off"
    assert hours.with_holidays_off().says_holidays


def test_times_have_no_zone_and_periods_an_order():
    hours = parse_hours("24/7")
    with pytest.raises(ValueError, match="without a time zone"):
        minute_of(at("2026-01-01T00:00+07:00"))
    with pytest.raises(ValueError, match="ends before it begins"):
        hours.intervals(date(2026, 1, 2), date(2026, 1, 1), YEARS)


def test_no_opening_is_told_where_none_comes():
    never = parse_hours("off")
    assert never.next_opening(at("2026-01-01T00:00"), YEARS) is None
    assert never.intervals(date(2026, 1, 1), date(2026, 1, 2), YEARS).total == 0
    ends = Calendar((), first_year=2026, last_year=2026)
    late = parse_hours("2027 Mo 08:00-10:00")
    assert late.next_opening(at("2026-12-30T00:00"), ends) is None
