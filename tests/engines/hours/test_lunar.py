"""The computed lunar calendar beside published days, and within itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.hours import LunarDay, solar_day, to_lunar

DAYS = st.dates(date(1976, 3, 1), date(2098, 12, 31))

# Tết as printed in calendars of those years; 1985, 2007 and 2030 are not the Chinese New Year
TET = [
    date(1985, 1, 21), date(2000, 2, 5), date(2007, 2, 17), date(2015, 2, 19), date(2018, 2, 16),
    date(2019, 2, 5), date(2020, 1, 25), date(2021, 2, 12), date(2022, 2, 1), date(2023, 1, 22),
    date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2030, 2, 2),
]  # fmt: skip


@pytest.mark.parametrize("day", TET, ids=str)
def test_tet_falls_on_the_day_that_was_kept(day):
    assert solar_day(LunarDay(day.year, 1, 1)) == day
    assert to_lunar(day) == LunarDay(day.year, 1, 1)


def test_days_that_the_notices_of_2025_and_2026_name_in_both_calendars():
    assert to_lunar(date(2025, 1, 25)) == LunarDay(2024, 12, 26)
    assert to_lunar(date(2025, 2, 2)) == LunarDay(2025, 1, 5)
    assert to_lunar(date(2026, 2, 14)) == LunarDay(2025, 12, 27)
    assert to_lunar(date(2026, 2, 22)) == LunarDay(2026, 1, 6)


@pytest.mark.parametrize(
    ("year", "month"),
    [(1985, 2), (2014, 9), (2017, 6), (2020, 4), (2023, 2), (2025, 6), (2028, 5), (2033, 11)],
)
def test_leap_months_are_those_of_the_almanacs(year, month):
    leap = solar_day(LunarDay(year, month, 1, is_leap=True))
    assert to_lunar(leap - timedelta(1)).month == month
    others = [m for m in range(1, 13) if m != month]
    for other in others:
        with pytest.raises(ValueError, match="no such day"):
            solar_day(LunarDay(year, other, 1, is_leap=True))


@given(DAYS)
def test_a_day_there_and_back_is_the_same(day):
    assert solar_day(to_lunar(day)) == day


@given(DAYS)
def test_the_next_day_is_the_next_day_of_the_month_or_begins_one(day):
    today, tomorrow = to_lunar(day), to_lunar(day + timedelta(1))
    if tomorrow.day == 1:
        assert today.day in {29, 30}
        assert tomorrow.month in {today.month, today.month % 12 + 1}
        assert tomorrow.is_leap == (tomorrow.month == today.month)
    else:
        assert tomorrow == today._replace(day=today.day + 1)


@pytest.mark.parametrize("day", [date(1975, 12, 31), date(2101, 1, 1)])
def test_years_that_are_not_computed_are_refused(day):
    with pytest.raises(ValueError, match="1976 to 2100"):
        to_lunar(day)
    with pytest.raises(ValueError, match="1976 to 2100"):
        solar_day(LunarDay(day.year, 1, 1))


def test_a_thirtieth_of_a_month_of_29_days_does_not_exist():
    assert solar_day(LunarDay(2024, 12, 29)) == date(2025, 1, 28)
    with pytest.raises(ValueError, match="no such day"):
        solar_day(LunarDay(2024, 12, 30))
