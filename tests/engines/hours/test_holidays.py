"""The holidays of each year beside what its notice told, and what is not known marked as such."""

from datetime import date, timedelta

import pytest

from diaban.engines.hours import (
    NOTICES,
    Calendar,
    Certainty,
    Holiday,
    Occasion,
    solar_day,
    to_lunar,
    vietnamese_calendar,
)  # fmt: skip

# the weekdays off and the weekend days worked of each year, put together by hand from the notices
# as they were published: (month, day)
OFF = {
    2019: [(1, 1), (2, 4), (2, 5), (2, 6), (2, 7), (2, 8), (4, 15), (4, 29), (4, 30), (5, 1),
           (9, 2)],
    2020: [(1, 1), (1, 23), (1, 24), (1, 27), (1, 28), (1, 29), (4, 2), (4, 30), (5, 1), (9, 2)],
    2021: [(1, 1), (2, 10), (2, 11), (2, 12), (2, 15), (2, 16), (4, 21), (4, 30), (5, 3), (9, 2),
           (9, 3)],
    2022: [(1, 3), (1, 31), (2, 1), (2, 2), (2, 3), (2, 4), (4, 11), (5, 2), (5, 3), (9, 1),
           (9, 2)],
    2023: [(1, 2), (1, 20), (1, 23), (1, 24), (1, 25), (1, 26), (5, 1), (5, 2), (5, 3), (9, 1),
           (9, 4)],
    2024: [(1, 1), (2, 8), (2, 9), (2, 12), (2, 13), (2, 14), (4, 18), (4, 29), (4, 30), (5, 1),
           (9, 2), (9, 3)],
    2025: [(1, 1), (1, 27), (1, 28), (1, 29), (1, 30), (1, 31), (4, 7), (4, 30), (5, 1), (5, 2),
           (9, 1), (9, 2)],
    2026: [(1, 1), (1, 2), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (4, 27), (4, 30), (5, 1),
           (8, 31), (9, 1), (9, 2), (11, 24)],
}  # fmt: skip
WORKED = {2019: [(1, 5), (5, 4)], 2024: [(5, 4)], 2025: [(4, 26)], 2026: [(1, 10), (8, 22)]}


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", OFF)
def test_the_working_days_of_a_year_are_those_of_its_notice(year):
    calendar = vietnamese_calendar(2019, 2026)
    days = days_of(year)
    is_holiday = calendar.holiday_mask(days[0], days[-1])
    weekdays = calendar.weekdays(days[0], days[-1])
    works = [not h and w < 5 for h, w in zip(is_holiday, weekdays, strict=True)]
    off = [(d.month, d.day) for d, w in zip(days, works, strict=True) if d.weekday() < 5 and not w]
    worked = [(d.month, d.day) for d, w in zip(days, works, strict=True) if d.weekday() >= 5 and w]
    assert off == OFF[year]
    assert worked == WORKED.get(year, [])


def test_who_works_on_saturdays_has_nothing_made_up_for_a_saturday():
    six_days = vietnamese_calendar(2021, 2023, rest_days=frozenset({6}))
    assert six_days.on(date(2021, 5, 3)) is None
    assert vietnamese_calendar(2021, 2021).on(date(2021, 5, 3)).made_up_for == date(2021, 5, 1)
    assert six_days.on(date(2022, 5, 2)).made_up_for == date(2022, 5, 1)
    without_rest = vietnamese_calendar(2019, 2026, rest_days=frozenset())
    assert all(holiday.made_up_for is None for holiday in without_rest.holidays)


def test_two_rest_days_in_a_row_are_made_up_one_after_the_other():
    calendar = vietnamese_calendar(2023, 2023)
    made_up = {h.made_up_for: h.day for h in calendar.holidays if h.made_up_for}
    assert made_up[date(2023, 4, 29)] == date(2023, 5, 2)
    assert made_up[date(2023, 4, 30)] == date(2023, 5, 3)


def test_swapped_days_change_roles_only_for_who_follows_the_civil_service():
    eve = date(2025, 5, 2)
    assert vietnamese_calendar(2025, 2025).weekdays(eve, eve).tolist() == [5]
    own = vietnamese_calendar(2025, 2025, follows_swaps=False)
    assert own.weekdays(eve, eve).tolist() == [4]
    assert own.swaps == ()


def test_what_the_prime_minister_has_yet_to_decide_is_marked_as_assumed():
    calendar = vietnamese_calendar(2027, 2027)
    assert calendar.on(date(2027, 2, 6)).certainty == Certainty.COMPUTED
    assert calendar.on(date(2027, 2, 5)).certainty == Certainty.COMPUTED
    assert calendar.on(date(2027, 2, 4)).certainty == Certainty.ASSUMED
    # what Saturday's and Sunday's holidays are made up on hangs on that
    assert calendar.on(date(2027, 2, 9)).certainty == Certainty.ASSUMED
    assert calendar.on(date(2027, 9, 2)).certainty == Certainty.LAW
    assert calendar.on(date(2027, 9, 3)).certainty == Certainty.ASSUMED
    assert calendar.on(date(2027, 5, 3)).certainty == Certainty.LAW


def test_a_year_with_a_notice_cites_it_and_assumes_nothing():
    for holiday in vietnamese_calendar(2019, 2026).holidays:
        assert holiday.source
        assert holiday.certainty != Certainty.ASSUMED
    read = vietnamese_calendar(2024, 2024).on(date(2024, 2, 10))
    assert (read.certainty, read.source) == (Certainty.NOTICE, "Thông báo 5015/TB-LĐTBXH")
    # the notices of 2019 and 2020 were not read, and nothing is cited for them
    assert vietnamese_calendar(2020, 2020).on(date(2020, 1, 23)).certainty == Certainty.REPORTED
    assert not NOTICES[2020].source


def test_the_five_days_of_every_notice_hold_the_first_three_of_the_year_and_the_eve():
    for year, notice in NOTICES.items():
        five = {notice.tet_first + timedelta(n) for n in range(5)}
        new_year = next(d for d in sorted(five) if to_lunar(d)[:3] == (year, 1, 1))
        assert {new_year + timedelta(n) for n in range(-1, 3)} <= five


def test_the_hung_kings_day_is_the_tenth_of_the_third_month():
    for holiday in vietnamese_calendar(2014, 2098).holidays:
        if holiday.occasion == Occasion.HUNG_KINGS and not holiday.made_up_for:
            assert to_lunar(holiday.day)[1:] == (3, 10, False)
            assert solar_day(to_lunar(holiday.day)) == holiday.day


@pytest.mark.parametrize("year", range(2021, 2099))
def test_a_year_has_the_days_that_the_law_counts(year):
    own = [h for h in vietnamese_calendar(year, year).holidays if not h.made_up_for]
    # the Hùng Kings' day can fall on 30 April; 24 November counts from 2026
    meets = len({h.day for h in own}) == len(own)
    assert meets
    kings = [h for h in own if h.occasion == Occasion.HUNG_KINGS]
    assert len(own) == 11 - (not kings) + (year >= 2026)


def test_culture_day_is_not_made_up():
    sunday = date(2030, 11, 24)
    assert sunday.weekday() == 6
    calendar = vietnamese_calendar(2030, 2030)
    assert calendar.on(sunday).occasion == Occasion.CULTURE
    assert calendar.on(sunday + timedelta(1)) is None


def test_years_outside_of_the_data_and_the_rule_are_refused():
    for years in ((2013, 2020), (2020, 2099), (2021, 2020)):
        with pytest.raises(ValueError, match="2014 to 2098"):
            vietnamese_calendar(*years)
    calendar = vietnamese_calendar(2025, 2025)
    with pytest.raises(ValueError, match="2025 to 2025"):
        calendar.holiday_mask(date(2025, 12, 1), date(2026, 1, 1))
    with pytest.raises(ValueError, match="2025 to 2025"):
        calendar.holiday_mask(date(2024, 12, 30), date(2025, 1, 1))


def test_a_calendar_of_ones_own_is_put_together_from_its_days():
    day = date(2025, 10, 10)
    own = Calendar((Holiday(day, Occasion.NEW_YEAR, Certainty.LAW, "own"),))
    assert own.on(day).source == "own"
    assert own.holiday_mask(day, day + timedelta(1)).tolist() == [True, False]
