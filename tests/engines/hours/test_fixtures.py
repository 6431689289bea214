"""The engine beside a thousand fixtures written before it, and the fixtures themselves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.engines.hours import osm_cases, vietnamese_cases
from tests.engines.hours.days_off import COMPENSATION, HOLIDAYS, SETTLED, TET, UNSETTLED
from tests.engines.hours.fixtures import (
    DIGEST,
    FIXTURES,
    SEED,
    TWO_READINGS,
    digest,
    has_two_readings,
)
from tests.engines.hours.schedules import (
    DAY,
    Schedule,
    Special,
    between,
    in_months,
    in_weeks,
    nth_weekday,
    on_holiday,
    weekly,
)

from diaban.engines.hours import HoursError, Note, minute_of, read_hours, vietnamese_calendar

MORNING = ((450, 690),)
NIGHT = ((1320, 1560),)


def test_the_fixtures_are_those_that_were_frozen():
    assert digest() == DIGEST


def test_a_thousand_fixtures_of_which_hundreds_are_on_holidays_and_none_on_a_day_in_doubt():
    assert [fixture.language for fixture in FIXTURES].count("osm") == 700
    assert [fixture.language for fixture in FIXTURES].count("vi") == 300
    assert sum(fixture.day in TET for fixture in FIXTURES) >= 100
    assert sum(fixture.day in COMPENSATION for fixture in FIXTURES) >= 50
    assert not any(fixture.day in UNSETTLED for fixture in FIXTURES)
    assert sum(bool(fixture.open_minutes) for fixture in FIXTURES) > 500
    assert len({(fixture.text, fixture.day) for fixture in FIXTURES}) == 1000


def test_days_off_do_not_contradict_one_another():
    assert not HOLIDAYS & UNSETTLED
    assert COMPENSATION <= HOLIDAYS
    assert all(day.weekday() < 5 for day in COMPENSATION)


@pytest.mark.parametrize(
    ("schedule", "day", "expected"),
    [
        (Schedule(weekly(({0}, MORNING))), date(2024, 2, 5), MORNING),
        (Schedule(weekly(({0}, MORNING))), date(2024, 2, 6), ()),
        (Schedule(weekly(({5}, NIGHT))), date(2024, 6, 1), ((1320, 1440),)),
        (Schedule(weekly(({5}, NIGHT))), date(2024, 6, 2), ((0, 120),)),
        (
            Schedule(weekly(({3}, MORNING)), (Special(on_holiday(), ()),)),
            date(2024, 2, 8),
            (),
        ),
        (
            Schedule(weekly(), (Special(nth_weekday(5, (1, -1)), MORNING),)),
            date(2024, 6, 29),
            MORNING,
        ),
        (
            Schedule(weekly(), (Special(nth_weekday(5, (1, -1)), MORNING),)),
            date(2024, 6, 22),
            (),
        ),
        (
            Schedule(weekly(), (Special(in_months(11, 2), MORNING),)),
            date(2024, 2, 29),
            MORNING,
        ),
        (
            Schedule(weekly(), (Special(between((12, 28), (1, 3)), MORNING),)),
            date(2024, 1, 4),
            (),
        ),
        # 31 December 2024 is a Tuesday of the first week of 2025
        (Schedule(weekly(), (Special(in_weeks(1, 1), MORNING),)), date(2024, 12, 31), MORNING),
        (
            Schedule(weekly(({2}, ((420, 1020),))), (Special(lambda day: True, MORNING, "cut"),)),
            date(2024, 6, 5),
            ((420, 450), (690, 1020)),
        ),
    ],
)
def test_a_schedule_opens_the_minutes_that_a_human_works_out(schedule, day, expected):
    assert schedule.open_intervals(day) == expected


CALENDAR = vietnamese_calendar(2019, 2026)
FIRST, LAST = date(2023, 12, 20), date(2024, 5, 20)
MONTHS = tuple(
    day for day in SETTLED if FIRST <= day <= LAST and day - timedelta(days=1) not in UNSETTLED
)


def open_minutes(hours, first, last):
    """The open minutes of each day, as the fixtures state them."""
    opened = hours.intervals(first, last, CALENDAR)
    by_day = {}
    for start, end in zip(opened.start.tolist(), opened.end.tolist(), strict=True):
        for midnight in range(start - start % DAY, end, DAY):
            span = max(start, midnight) - midnight, min(end, midnight + DAY) - midnight
            by_day.setdefault(midnight, []).append(span)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day: tuple(by_day.get(minute_of(day), ())) for day in days}


def test_the_calendar_has_the_holidays_of_the_notices_and_no_others():
    assert {day for day in SETTLED if CALENDAR.on(day)} == HOLIDAYS


@pytest.mark.parametrize("language", ["osm", "vi"])
def test_every_fixture_is_read_and_opens_the_minutes_of_its_schedule(language):
    wrong = []
    for fixture in FIXTURES:
        if fixture.language != language or has_two_readings(fixture.text):
            continue
        found = open_minutes(read_hours(fixture.text), fixture.day, fixture.day)[fixture.day]
        if found != fixture.open_minutes:
            wrong.append((str(fixture), found, fixture.open_minutes))
    assert wrong == []


def test_texts_with_two_readings_are_refused():
    ambiguous = [fixture.text for fixture in FIXTURES if has_two_readings(fixture.text)]
    assert len(ambiguous) == len(TWO_READINGS)
    for text in ambiguous:
        with pytest.raises(HoursError):
            read_hours(text)


def is_said(hours, schedule, day):
    """Whether the text tells of this day: not of a holiday that it leaves out or only hints at."""
    if day not in HOLIDAYS or Note.HOLIDAYS_NOT_SAID not in hours.notes:
        is_hint = Note.HOLIDAYS_OPEN in hours.notes and not schedule.hours_from(day)
        return day not in HOLIDAYS or not is_hint
    return False


@pytest.mark.parametrize("cases", [osm_cases.cases, vietnamese_cases.cases])
def test_every_text_opens_the_minutes_of_its_schedule_on_each_day_of_five_months(cases):
    """Nothing is right on the fixture's day by luck. Where the grammar is silent, it speaks."""
    is_grammar = cases is osm_cases.cases
    wrong = []
    for _, (schedule, text, _) in cases(SEED):
        if has_two_readings(text):
            continue
        hours = read_hours(text)
        found = open_minutes(hours, FIRST, LAST)
        wrong += [
            (text, str(day), found[day])
            for day in MONTHS
            if found[day] != schedule.open_intervals(day)
            and (is_grammar or is_said(hours, schedule, day))
        ]
    assert wrong == []
