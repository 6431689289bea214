"""Targets that ask for a number of something: "40 stations", not a share of those there are."""

from datetime import date
from math import inf

import pytest
from django.db import IntegrityError, transaction
from tests.spine.programme.conftest import gauge

from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme import planning
from diaban.spine.programme.amounts import amount_of
from diaban.spine.programme.commending import _why_not
from diaban.spine.programme.comparing import On, lay_out
from diaban.spine.programme.declared import declare
from diaban.spine.programme.directives import DutyState
from diaban.spine.programme.drafting import Head, decide, enter
from diaban.spine.programme.freezing import freeze
from diaban.spine.programme.models import Directive, Duty, Relation
from diaban.spine.programme.targets import read_target
from diaban.web.programme.target_facts import tell_standing

pytestmark = pytest.mark.usefixtures("official_hanoi")
FORM = Source("x.xlsx")


@pytest.fixture
def units():
    return list(city_communes(today()).order_by("code")[:3])


@pytest.fixture
def stations(target, register, units, operator):
    """40 stations are to be there, in three communes; a register counts them."""
    target.amount = 40
    target.save()
    target.places.set(units)
    gauge(target, operator, register=register)
    return target


@pytest.mark.parametrize(
    ("said", "number", "unit", "amount"),
    [
        ("Phát sóng 40 trạm 5G", 40, "trạm", 40),
        ("Thành lập ít nhất 10 tổ công nghệ số", 10, "tổ", 10),
        ("Bố trí mỗi xã ít nhất 02 người", 2, "người", None),
        ("Tổ chức 10 tuyến kiểm tra hằng quý", 10, "tuyến", None),
        ("Xử lý phản ánh trong 24 giờ", 24, "giờ", None),
        ("Bố trí 5 tỷ đồng", 5, "tỷ đồng", None),
        ("Giảm bán kính còn 2,5 km", 2.5, "km", None),
        ("Đạt 95% hộ", 95, "%", None),
        ("Phát sóng 40", 40, "", None),
        ("Làm việc với 10 ngân hàng phục vụ khách hàng", 10, "ngân hàng", 10),
        ("Bố trí 02 cán bộ tại 126 xã", 2, "cán bộ", None),
        ("Hạ ngầm cáp tại 40 tuyến phố", 40, "tuyến phố", 40),
        ("Hạ ngầm cáp tại 05 tuyến phố", 5, "tuyến phố", 5),
    ],
)
def test_only_what_is_counted_in_all_is_an_amount(said, number, unit, amount):
    text = Directive(text=said)
    duty = Duty(directive=text, start=0, end=len(said), value=number, value_unit=unit)
    assert amount_of(duty) == amount


def make_target(said, operator):
    head = Head("plan", "committee", "UBND", date(2026, 1, 2), "Viễn thông")
    duty = enter(head, f"1. {said}\n", operator).duties.get()
    decide(duty, duty.version, DutyState.ACCEPTED, operator)
    duty.refresh_from_db()
    plan = planning.begin("2026", (date(2026, 1, 1), date(2026, 12, 31)), "Sở", None, operator)
    return planning.make_tasks(plan, [duty], operator)[0].targets.get()


@pytest.mark.parametrize(
    ("said", "relation"),
    [
        ("Sở Tư pháp xử lý phản ánh trong vòng 24 giờ.", Relation.AT_LEAST),
        ("Sở Tư pháp xử lý phản ánh không quá 3 ngày.", Relation.AT_LEAST),
        ("Bảo đảm tỷ lệ điểm bưu chính thiếu người không quá 5%.", Relation.AT_MOST),
        ("Sở Y tế bảo đảm không quá 3 sự cố/tháng.", Relation.AT_MOST),
    ],
)
def test_what_each_case_may_take_is_no_bound_of_the_share_that_keeps_to_it(
    said, relation, operator
):
    target = make_target(said, operator)
    assert target.duty.relation == "<="
    assert target.relation == relation


def test_a_duty_with_a_number_makes_a_target_of_that_number(operator):
    said = "Sở Khoa học và Công nghệ phát sóng 40 trạm 5G trước ngày 30/11/2026."
    made = make_target(said, operator)
    assert (made.amount, made.threshold, made.relation) == (40, 1.0, Relation.AT_LEAST)
    assert made.milestones == [["2026-01-01", 0.0], ["2026-11-29", 1.0]]


def test_shares_and_bounds_are_of_the_number_asked_for_not_of_the_records(
    stations, register, units, operator
):
    state(register, [Said(units[0], today(), 12, 30, 4), Said(units[1], today(), 12, 12)],
          operator, FORM)  # fmt: skip
    standing = read_target(stations, today())
    assert tuple(standing.shares) == (0.6, 0.6, inf), "a silent place may have any number"
    assert standing.is_reached is None
    state(register, [Said(units[2], today(), 0, 10)], operator, FORM)
    standing = read_target(stations, today())
    assert (tuple(standing.shares), standing.is_reached) == ((0.6, 0.6, 0.7), False)
    adds = {gap.place: gap.adds for gap in read_target(stations, today()).gaps()}
    assert adds == {units[0].pk: 22 / 40, units[2].pk: 10 / 40}


def test_where_nobody_has_said_anything_nothing_is_known_and_nothing_is_bounded(stations):
    standing = read_target(stations, today())
    assert tuple(standing.shares) == (None, 0.0, inf)
    assert (standing.is_told, standing.is_reached) == (False, None)


def test_places_that_have_none_say_so_and_the_number_is_missed_for_certain(
    stations, register, units, operator
):
    state(register, [Said(unit, today(), 0, 0) for unit in units], operator, FORM)
    standing = read_target(stations, today())
    assert (tuple(standing.shares), standing.is_reached) == ((0.0, 0.0, 0.0), False)


def test_more_than_was_asked_for_is_reached_though_a_place_is_silent(
    stations, register, units, operator
):
    state(register, [Said(units[0], today(), 50, 60)], operator, FORM)
    standing = read_target(stations, today())
    assert (standing.shares.share, standing.is_reached) == (1.25, True)
    stations.relation = Relation.AT_MOST
    assert read_target(stations, today()).is_reached is False
    state(register, [Said(units[0], today(), 40, 60)], operator, FORM)
    assert read_target(stations, today()).is_reached is None


def test_what_is_declared_is_held_against_the_same_number(stations, register, units, operator):
    state(register, [Said(unit, today(), 10, 20) for unit in units], operator, FORM)
    declare(stations, None, today(), ("36", "40"), operator)
    standing = read_target(stations, today())
    assert standing.declared_share == 0.9
    assert standing.difference == pytest.approx(0.15)
    assert standing.other_whole_of(standing.declarations[0]) is None


def test_more_may_be_declared_than_was_asked_for(stations, register, units, operator):
    state(register, [Said(unit, today(), 10, 20) for unit in units], operator, FORM)
    declare(stations, None, today(), ("45", ""), operator)
    standing = read_target(stations, today())
    assert standing.declared_share == 45 / 40
    assert standing.declarations[0].whole == 40


def test_an_upper_bound_that_nobody_can_tell_is_left_out_of_a_closed_window(
    stations, adopted, register, units, operator
):
    state(register, [Said(units[0], today(), 10, 20)], operator, FORM)
    [task] = freeze(date(2026, 1, 1), today())
    [figure] = [one.figure for one in task.targets]
    assert (figure.share, figure.low, figure.high) == (0.25, 0.25, None)
    assert figure.shares.high == inf
    assert tell_standing(read_target(stations, today()), "city", None)["high"] is None


def test_units_are_compared_by_their_records_and_not_by_a_number_of_the_whole(
    stations, register, units, operator
):
    state(register, [Said(unit, today(), 10, 20) for unit in units], operator, FORM)
    laid = lay_out(stations, today(), On.NOW)
    assert laid.shares.share == 0.5


def test_a_closed_window_keeps_the_number_that_was_to_be_there(
    stations, adopted, register, units, operator
):
    state(register, [Said(unit, today(), 10, 20) for unit in units], operator, FORM)
    declare(stations, None, today(), ("36", "40"), operator)
    [task] = freeze(date(2026, 1, 1), today())
    [figure] = [one.figure for one in task.targets]
    assert (figure.amount, figure.share, figure.declared_share) == (40, 0.75, 0.9)
    assert 40 in figure.rule


def test_no_commune_is_commended_by_a_number_of_the_whole_city(stations):
    assert _why_not(read_target(stations, today())) == "no_threshold"


def test_a_number_has_neither_weights_nor_another_share(target):
    for wrong in ({"counts_alike": True}, {"threshold": 0.5}, {"amount": 0}):
        for name, value in {"amount": 40, "threshold": 1.0, "counts_alike": False, **wrong}.items():
            setattr(target, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            target.save()
