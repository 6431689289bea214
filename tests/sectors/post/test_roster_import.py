"""A list of rosters comes in: each row whole or not at all, and again without any change."""

from datetime import timedelta

import pytest
from tests.sectors.post.phones import post, staff
from tests.sectors.post.points import PLACED, a_point
from tests.sectors.post.test_staffing import working_day

from diaban.sectors.post.models import Posting, Shift, StaffedDay
from diaban.sectors.post.presence.roster import end_shift
from diaban.sectors.post.presence.roster_import import take_rosters
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.units import today
from diaban.spine.runs.models import Kind, Run
from diaban.spine.sectors import InputRow, Taking


@pytest.fixture
def point(official_hanoi):
    return a_point(operator_code="110000", hours_text="Thứ 2 - thứ 6: 7h30-11h30", **PLACED)


@pytest.fixture
def lan(point):
    return staff("lan", point)


def a_row(at, number=2, **values) -> InputRow:
    told = {"point": at.identifier, "person": "lan", "weekdays": "T2–T6",
            "hours": "7h30–11h30", "since": today().isoformat()}  # fmt: skip
    return InputRow(number, told | values)


def take(*rows, actor=None):
    actor = actor or local_operator()
    run = Run.objects.create(kind=Kind.IMPORT, actor=actor)
    return take_rosters(rows, Taking("Bưu điện", actor, run, today()))


def codes(taken) -> list[tuple[int, str, str]]:
    return [(one.row, one.field, one.code) for one in taken.faults]


@pytest.mark.parametrize(
    ("weekdays", "found"),
    [("T2–T6", [1, 2, 3, 4, 5]), ("thứ 2", [1]), ("CN", [7]), ("T7, CN", [6, 7]),
     ("thứ hai đến thứ tư", [1, 2, 3])],
)  # fmt: skip
def test_weekdays_are_read_as_people_write_them(point, lan, weekdays, found):
    assert take(a_row(point, weekdays=weekdays)).counts == {"new": 1}
    assert list(Shift.objects.order_by("weekday").values_list("weekday", flat=True)) == found


def test_the_same_list_again_changes_nothing_and_overrules_nobody(point, lan):
    rows = [a_row(point), a_row(point, 3, weekdays="CN", hours="8h-10h")]
    take(*rows)
    end_shift(local_operator(), Shift.objects.get(weekday=7), today() + timedelta(days=7))
    before = list(Shift.objects.values())
    assert take(*rows).counts == {"same": 2}
    assert list(Shift.objects.values()) == before


def test_a_later_list_with_the_same_hours_adds_nothing(point, lan):
    take(a_row(point))
    assert take(a_row(point, since=(today() + timedelta(days=9)).isoformat())).counts == {"same": 1}


def test_an_overlap_is_refused_row_by_row_and_the_others_are_taken(point, lan):
    hoa = staff("hoa", point)
    taken = take(
        a_row(point),
        a_row(point, 3, weekdays="T6–T7", hours="11h-12h"),
        a_row(point, 4, person="hoa", hours="13h30-17h"),
    )
    assert codes(taken) == [(3, "hours", "overlap")]
    assert taken.counts == {"new": 2, "refused": 1}
    assert not Shift.objects.filter(person=lan, weekday=6).exists(), "a row is whole or not at all"
    assert Shift.objects.filter(person=hoa).count() == 5


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"point": "BC-0000"}, ("point", "point_unknown")),
        ({"point": ""}, ("point", "point_unknown")),
        ({"person": "nobody"}, ("person", "person_unknown")),
        ({"weekdays": ""}, ("weekdays", "no_weekday")),
        ({"hours": "cả ngày"}, ("hours", "hours_unread")),
        ({"hours": "22h-2h"}, ("hours", "past_midnight")),
        ({"since": "31/02/2026"}, ("since", "day_wrong")),
        ({"since": "2020-01-01"}, ("since", "day_closed")),
        ({"until": "2020-01-01"}, ("until", "end_before_begin")),
        ({"person": "hoa"}, ("person", "not_posted_row")),
    ],
)
def test_what_is_wrong_is_told_with_its_field(point, lan, changes, told):
    staff("hoa")
    taken = take(a_row(point, **changes))
    assert [(one.field, one.code) for one in taken.faults] == [told]
    assert taken.faults[0].refused
    assert not Shift.objects.exists()


def test_points_are_found_by_the_operators_code_unless_two_have_it(point, lan):
    assert take(a_row(point, point="110000")).counts == {"new": 1}
    a_point("Điểm khác", operator_code="110000", **PLACED)
    assert codes(take(a_row(point, point="110000"))) == [(2, "point", "point_ambiguous")]


def test_whoever_is_to_be_posted_by_the_list_is_posted_only_where_it_says_so(point):
    staff("lan")
    assert codes(take(a_row(point)))[0][2] == "not_posted_row"
    assert take(a_row(point, posted="Có")).counts == {"new": 1}
    assert Posting.objects.get().valid_from == today()


def test_nobody_enters_the_roster_of_a_point_out_of_sight(point, lan):
    other = User.objects.create(username="xa", role=Role.COMMUNE)
    assert codes(take(a_row(point), actor=other))[0][2] == "point_unknown"


def test_days_that_are_over_are_worked_out_anew(point, lan):
    post(staff("hoa"), point)
    day = working_day()
    take(a_row(point, since=(day - timedelta(days=2)).isoformat()))
    assert StaffedDay.objects.filter(point=point, day=day).exists()
