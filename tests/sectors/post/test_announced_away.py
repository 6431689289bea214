"""Who is announced away: figures, the roster's page and the citizens' page say the same of it."""

from datetime import date, datetime, time, timedelta

import pytest
from tests.sectors.post.phones import staff
from tests.sectors.post.points import PLACED, a_point
from tests.sectors.post.test_staffing import HOURS, minutes_of, working_day

from diaban.sectors.post.models import Absence, Shift
from diaban.sectors.post.presence.roster_week import read_week
from diaban.sectors.post.presence.rostered import announced_empty
from diaban.spine.parties.models import User, local_operator

MORNING, AFTERNOON = (450, 690), (810, 1020)


@pytest.fixture
def point(official_hanoi):
    return a_point(hours_text=HOURS, **PLACED)


@pytest.fixture
def day() -> date:
    return working_day()


def works(point, name: str, day: date, begin: int, end: int) -> User:
    person = staff(name, point)
    Shift.objects.create(
        point=point, person=person, weekday=day.isoweekday(), begin_minute=begin, end_minute=end,
        valid_from=day - timedelta(days=30), entered_by=person,
    )  # fmt: skip
    return person


def is_away(point, person: User, day: date, cover: User | None = None) -> Absence:
    return Absence.objects.create(
        point=point, person=person, first_day=day, last_day=day, reason="ốm", cover=cover,
        announced_by=local_operator(),
    )  # fmt: skip


def what_each_says(point, day: date) -> tuple[int, int, list[int]]:
    """Return minutes not staffed, minutes with nobody on the roster, hours announced empty.

    Of a roster that is whole but for absences, the three have to agree.
    """
    shifts = list(Shift.objects.filter(point=point).select_related("person"))
    away = list(Absence.objects.standing().filter(point=point).select_related("cover"))
    monday = day - timedelta(days=day.weekday())
    week, _known = read_week(point, shifts, away, monday)
    moments = {hour: datetime.combine(day, time(hour)) for hour in (8, 10, 14, 16)}
    empty = [hour for hour, at in moments.items() if announced_empty([point.pk], at)]
    return minutes_of(point, day)[2], week[day.weekday()].missing_minutes, empty


def test_a_shift_whose_stand_in_is_announced_away_too_is_staffed_by_nobody(point, day):
    lan, minh = works(point, "lan", day, *MORNING), works(point, "minh", day, *AFTERNOON)
    is_away(point, lan, day, cover=minh)
    assert what_each_says(point, day) == (0, 0, [])
    is_away(point, minh, day)
    assert what_each_says(point, day) == (450, 450, [8, 10, 14, 16])


def test_who_stands_in_for_the_stand_in_is_there_for_both(point, day):
    lan, minh = works(point, "lan", day, *MORNING), works(point, "minh", day, *AFTERNOON)
    is_away(point, lan, day, cover=minh)
    is_away(point, minh, day, cover=staff("hoa", point))
    assert what_each_says(point, day) == (0, 0, [])


def test_two_who_name_each_other_leave_nobody(point, day):
    lan, minh = works(point, "lan", day, *MORNING), works(point, "minh", day, *AFTERNOON)
    is_away(point, lan, day, cover=minh)
    is_away(point, minh, day, cover=lan)
    assert what_each_says(point, day) == (450, 450, [8, 10, 14, 16])


def test_a_colleague_on_the_same_shift_covers_it_unless_away_as_well(point, day):
    lan = works(point, "lan", day, *MORNING)
    hoa = works(point, "hoa", day, *MORNING)
    works(point, "minh", day, *AFTERNOON)
    is_away(point, lan, day)
    assert what_each_says(point, day) == (0, 0, [])
    is_away(point, hoa, day)
    assert what_each_says(point, day) == (240, 240, [8, 10])


def test_a_colleague_on_part_of_the_shift_covers_that_part(point, day):
    lan = works(point, "lan", day, *MORNING)
    works(point, "hoa", day, 450, 540)
    works(point, "minh", day, *AFTERNOON)
    is_away(point, lan, day)
    assert what_each_says(point, day) == (150, 150, [10])


def test_who_is_announced_away_from_another_point_may_be_standing_in_at_this_one(point, day):
    lan = works(point, "lan", day, 450, 1020)
    elsewhere = a_point("Nơi khác", hours_text=HOURS, **PLACED)
    hoa = works(elsewhere, "hoa", day, 450, 1020)
    is_away(point, lan, day, cover=hoa)
    is_away(elsewhere, hoa, day)
    assert what_each_says(point, day) == (0, 0, [])
    assert what_each_says(elsewhere, day) == (450, 450, [8, 10, 14, 16])


def test_an_absence_that_was_withdrawn_empties_nothing(point, day):
    lan = works(point, "lan", day, 450, 1020)
    Absence.objects.filter(pk=is_away(point, lan, day).pk).update(
        withdrawn_at="2026-03-02T01:00:00Z"
    )
    assert what_each_says(point, day) == (0, 0, [])
