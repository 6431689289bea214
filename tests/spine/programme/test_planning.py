"""Plans while they are drafted: tasks of duties, what counts them, and what hinders adopting."""

import json
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Organisation, Role, User
from diaban.spine.places.units import today
from diaban.spine.programme import planning
from diaban.spine.programme.directives import Duty, DutyState
from diaban.spine.programme.drafting import Head, decide, enter, merge, split
from diaban.spine.programme.grouping import Join
from diaban.spine.programme.models import Stage, Target
from diaban.spine.programme.planning import PlanError
from diaban.spine.programme.targets import read_target
from diaban.spine.programme.titling import title_of

pytestmark = pytest.mark.usefixtures("hanoi")
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
TEXT = """1. Phấn đấu 95% hộ gia đình có mã địa chỉ trước ngày 30/6.
2. Bưu điện thành phố phối hợp với Sở Tài chính rà soát điểm phục vụ trước ngày 15/3.
"""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, few_days):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def duties(operator):
    Organisation.objects.create(name="Bưu điện thành phố Hà Nội")
    Organisation.objects.create(name="Sở Tài chính")
    head = Head("plan", "committee", "UBND", date(2026, 1, 2), "Bưu chính")
    directive = enter(head, TEXT, operator)
    directive.duties.update(state=DutyState.ACCEPTED)
    return list(directive.duties.order_by("start"))


@pytest.fixture
def plan(operator):
    return planning.begin("Kế hoạch 2026", YEAR, "Sở Khoa học và Công nghệ", None, operator)


def refused(reason: str):
    return pytest.raises(PlanError, match=reason)


def test_a_year_stands_in_its_five_years_and_no_plan_outside_its_parent(plan, operator):
    five = (date(2026, 1, 1), date(2030, 12, 31))
    scheme = planning.begin("Kế hoạch 5 năm", five, "sở khoa học và công nghệ", None, operator)
    assert scheme.organisation == plan.organisation
    inner = planning.begin(
        "Năm 2027", (date(2027, 1, 1), date(2027, 12, 31)), "X", scheme, operator
    )
    assert inner.parent == scheme
    with refused("outside_parent"):
        planning.begin("Năm 2031", (date(2031, 1, 1), date(2031, 2, 1)), "X", scheme, operator)
    with refused("days_turned"):
        planning.begin("Ngược", YEAR[::-1], "X", None, operator)
    with refused("field_missing"):
        planning.begin(" ", YEAR, "X", None, operator)


STEPS = "1. Cấp mã địa chỉ; đến ngày 30/6/2027 đạt 80% hộ, đến hết năm 2027 đạt 100%.\n"


@pytest.fixture
def in_steps(operator):
    """A duty of next year that is to reach 80% by June and 100% by December, and its task."""
    head = Head("directive", "committee", "UBND", date(2026, 1, 2), "Năm 2027")
    duty, *more = enter(head, STEPS, operator).duties.order_by("start")
    for one in more:
        duty = merge(duty, duty.version, (one.pk, one.version), operator)
    decide(duty, duty.version, DutyState.ACCEPTED, operator)
    next_year = date(2027, 1, 1), date(2027, 12, 31)
    plan = planning.begin("Kế hoạch 2027", next_year, "Sở", None, operator)
    duty.refresh_from_db()
    return planning.make_tasks(plan, [duty], operator)[0].targets.get()


def test_the_steps_that_a_duty_names_become_milestones(in_steps):
    assert in_steps.threshold == 1.0
    assert in_steps.ends_on == date(2027, 12, 31)
    assert in_steps.milestones == [["2027-01-01", 0.0], ["2027-06-30", 0.8], ["2027-12-31", 1.0]]


@pytest.fixture
def two_thirds(monkeypatch):
    known = SimpleNamespace(shares=SimpleNamespace(share=2 / 3))
    monkeypatch.setattr(planning, "read_target", lambda target, day: known)


def test_an_expected_line_begins_where_the_records_stand(in_steps, two_thirds, operator):
    planning.count_by(in_steps, operator, measure="households-coded")
    in_steps.refresh_from_db()
    assert in_steps.milestones[0] == ["2027-01-01", 2 / 3]
    assert in_steps.milestones[1:] == [["2027-06-30", 0.8], ["2027-12-31", 1.0]]


def test_a_line_begun_before_anything_was_counted_begins_at_the_first_figure(
    in_steps, monkeypatch, operator
):
    begun = today() - timedelta(days=30)
    line = [[str(begun), 0.0], ["2027-12-31", 1.0]]
    Target.objects.filter(pk=in_steps.pk).update(begins_on=begun, milestones=line)
    in_steps.refresh_from_db()
    told = {begun: None, today(): 0.4}
    monkeypatch.setattr(
        planning,
        "read_target",
        lambda target, day: SimpleNamespace(shares=SimpleNamespace(share=told[day])),
    )
    planning.count_by(in_steps, operator, measure="households-coded")
    in_steps.refresh_from_db()
    assert in_steps.milestones[0] == [str(begun), 0.4]


def test_years_that_are_corrected_take_with_them_what_came_from_them(
    in_steps, two_thirds, operator
):
    plan = in_steps.task.programme
    planning.count_by(in_steps, operator, measure="households-coded")
    seen, years = (plan.begins_on, plan.ends_on), (date(2027, 4, 1), date(2028, 3, 31))
    planning.change_plan(plan, "Kế hoạch 2027-2028", years, seen, operator)
    in_steps.refresh_from_db()
    assert (plan.title, plan.begins_on, plan.ends_on) == ("Kế hoạch 2027-2028", *years)
    assert (in_steps.begins_on, in_steps.ends_on) == (date(2027, 4, 1), date(2027, 12, 31))
    assert in_steps.milestones == [["2027-04-01", 2 / 3], ["2027-06-30", 0.8], ["2027-12-31", 1.0]]
    said = json.loads(Entry.objects.get(act="programme.changed").facts)
    assert said["before"]["until"] == str(seen[1])
    assert said["changed"]["until"] == "2028-03-31"


def test_days_that_somebody_set_stay_when_the_years_change(in_steps, operator):
    names = ("title", "relation", "threshold", "amount", "milestones", "counts_alike")
    drawn = {name: getattr(in_steps, name) for name in names}
    window = {"begins_on": date(2027, 1, 1), "ends_on": date(2027, 9, 30), "milestones": []}
    planning.set_target(in_steps, in_steps.version, drawn | window, [], operator)
    plan = in_steps.task.programme
    seen, years = (plan.begins_on, plan.ends_on), (date(2027, 2, 1), date(2027, 12, 31))
    planning.change_plan(plan, plan.title, years, seen, operator)
    in_steps.refresh_from_db()
    assert (in_steps.begins_on, in_steps.ends_on) == (date(2027, 2, 1), date(2027, 9, 30))


def test_years_stay_inside_the_plan_above_and_around_the_plans_inside(plan, operator):
    seen = (plan.begins_on, plan.ends_on)
    quarter = (date(2026, 10, 1), date(2026, 12, 31))
    planning.begin("Quý IV", quarter, "X", plan, operator)
    with refused("parts_outside"):
        planning.change_plan(plan, "A", (date(2026, 1, 1), date(2026, 11, 30)), seen, operator)
    inner = plan.parts.get()
    with refused("outside_parent"):
        planning.change_plan(inner, "A", (quarter[0], date(2027, 1, 31)), quarter, operator)
    with refused("days_turned"):
        planning.change_plan(inner, "A", quarter[::-1], quarter, operator)
    with refused("changed_meanwhile"):
        planning.change_plan(inner, "A", quarter, seen, operator)


def test_an_expected_line_that_somebody_drew_is_left_alone(in_steps, two_thirds, operator):
    names = (
        "title", "relation", "threshold", "amount", "begins_on", "ends_on", "milestones",
        "counts_alike",
    )  # fmt: skip
    drawn = {name: getattr(in_steps, name) for name in names}
    planning.set_target(in_steps, in_steps.version, drawn, [], operator)
    in_steps.refresh_from_db()
    planning.count_by(in_steps, operator, measure="households-coded")
    in_steps.refresh_from_db()
    assert in_steps.milestones[0] == ["2027-01-01", 0.0]


def test_a_plan_expects_nothing_before_it_begins(in_steps):
    assert read_target(in_steps, date(2026, 12, 31)).expected is None
    assert read_target(in_steps, date(2027, 6, 30)).expected == 0.8


def test_one_click_makes_a_task_of_each_duty_with_what_it_says(plan, duties, operator):
    first, second = planning.make_tasks(plan, duties, operator)
    target = first.targets.get()
    assert (target.threshold, target.relation, target.ends_on) == (0.95, ">=", date(2026, 6, 29))
    assert target.milestones == [["2026-01-01", 0.0], ["2026-06-29", 0.95]]
    assert first.lead is None, "no document names anybody: the plan asks"
    assert second.lead.name == "Bưu điện thành phố Hà Nội"
    assert [one.name for one in second.partners.all()] == ["Sở Tài chính"]
    assert second.original_deadline == date(2026, 3, 14)
    assert second.targets.get().threshold is None
    assert planning.waiting_duties(plan) == []


def test_a_body_that_a_duty_names_is_added_but_no_crowd_of_them(plan, duties, operator):
    duties[0].lead_said, duties[0].partners_said = "Sở Nội vụ", "Hội Nông dân; các xã, phường"
    duties[1].lead_said = "Ủy ban nhân dân các xã, phường"
    first, second = planning.make_tasks(plan, duties, operator)
    assert first.lead.name == "Sở Nội vụ"
    assert [one.name for one in first.partners.all()] == ["Hội Nông dân"]
    assert second.lead is None


def test_duties_of_several_documents_become_one_task(plan, duties, operator):
    (task,) = planning.make_tasks(plan, duties, operator, Join.ONE)
    assert set(task.duties.all()) == set(duties)
    assert task.original_deadline == date(2026, 3, 14)
    assert [target.duty for target in task.targets.all()] == [duties[0]]


def test_only_accepted_duties_become_tasks(plan, duties, operator):
    Duty.objects.filter(pk=duties[0].pk).update(state=DutyState.DRAFT)
    duties[0].refresh_from_db()
    with refused("no_duties"):
        planning.make_tasks(plan, duties, operator)
    with refused("no_duties"):
        planning.make_tasks(plan, [], operator)


def test_a_target_is_live_once_something_counts_it_and_says_what_it_lacks_before(
    plan, duties, operator
):
    task = planning.make_tasks(plan, duties[:1], operator)[0]
    target = task.targets.get()
    planning.say_lack(target, "chưa có sổ hộ", operator)
    target.refresh_from_db()
    assert (target.lacks, read_target(target, today()).is_measurable) == ("chưa có sổ hộ", False)
    planning.count_by(target, operator, measure="households-coded")
    target.refresh_from_db()
    assert (target.lacks, read_target(target, today()).is_measurable) == ("", True)
    with refused("not_a_choice"):
        planning.count_by(target, operator, measure="no-such-measure")
    with refused("gauged"):
        planning.drop_task(task, task.version, operator)


def test_a_task_taken_out_lets_its_duty_wait_again(plan, duties, operator):
    task = planning.make_tasks(plan, duties[:1], operator)[0]
    planning.drop_task(task, task.version, operator)
    assert planning.waiting_duties(plan) == duties


def target_values(**more):
    return {"title": "Hộ có mã", "relation": ">=", "threshold": 0.9, "amount": None,
            "begins_on": YEAR[0], "ends_on": YEAR[1],
            "milestones": [["2026-06-30", 0.5]], "counts_alike": False,
            **more}  # fmt: skip


def test_what_a_target_shall_reach_is_a_share_within_its_time(plan, duties, operator):
    target = planning.make_tasks(plan, duties[:1], operator)[0].targets.get()
    planning.set_target(target, target.version, target_values(), [], operator)
    target.refresh_from_db()
    assert (target.threshold, target.milestones) == (0.9, [["2026-06-30", 0.5]])
    for reason, wrong in (
        ("threshold", {"threshold": 95}),
        ("amount", {"threshold": 1.0, "amount": 0}),
        ("share_and_amount", {"amount": 40}),
        ("share_and_amount", {"threshold": 1.0, "amount": 40, "counts_alike": True}),
        ("milestone", {"milestones": [["2027-06-30", 0.5]]}),
        ("milestone", {"milestones": [["2026-06-30", 5]]}),
        ("milestone_twice", {"milestones": [["2026-06-30", 0.5], ["2026-06-30", 0.6]]}),
        ("days_turned", {"ends_on": date(2025, 1, 1)}),
        ("not_a_choice", {"relation": "≈"}),
    ):
        with refused(reason):
            planning.set_target(target, target.version, target_values(**wrong), [], operator)


def test_of_two_who_correct_at_once_the_second_is_told(plan, duties, operator):
    task = planning.make_tasks(plan, duties[:1], operator)[0]
    target = task.targets.get()
    values = {"title": "Mã", "field": "post", "product": "", "original_deadline": None}
    planning.change_task(task, 0, values, ("Sở A", ["Sở B"]), operator)
    planning.set_target(target, 0, target_values(), [], operator)
    for act in (
        lambda: planning.change_task(task, 0, {**values, "title": "Khác"}, ("", []), operator),
        lambda: planning.drop_task(task, 0, operator),
        lambda: planning.set_target(target, 0, target_values(threshold=0.1), [], operator),
    ):
        with refused("changed_meanwhile"):
            act()
    task.refresh_from_db()
    assert (task.title, target.__class__.objects.get().threshold) == ("Mã", 0.9)


def test_a_target_that_is_called_as_its_task_is_renamed_with_it_and_another_is_not(
    plan, duties, operator
):
    task = planning.make_tasks(plan, duties[:1], operator)[0]
    values = {"field": "post", "product": "", "original_deadline": None}
    assert task.targets.get().title == task.title
    planning.change_task(task, 0, {**values, "title": "Mã cho từng hộ"}, ("", []), operator)
    assert task.targets.get().title == "Mã cho từng hộ"
    task.targets.update(title="Hộ có mã")
    planning.change_task(task, 1, {**values, "title": "Gắn mã"}, ("", []), operator)
    assert task.targets.get().title == "Hộ có mã"


def test_a_duty_that_says_only_when_it_is_told_of_keeps_its_own_act(operator):
    head = Head("plan", "committee", "UBND", date(2026, 1, 2), "Năm 2026")
    said = "1. Các đơn vị ban hành kế hoạch; báo cáo trước ngày 20 tháng cuối quý.\n"
    duty = enter(head, said, operator).duties.order_by("start").first()
    at = duty.directive.text.index("báo cáo")
    second = split(duty, duty.version, at, operator)
    assert title_of(second, 240) == "Báo cáo trước ngày 20 tháng cuối quý"
    duty.refresh_from_db()
    assert title_of(duty, 240) == "Ban hành kế hoạch"


def test_the_journal_tells_all_that_was_corrected_and_what_was_there_before(plan, duties, operator):
    task = planning.make_tasks(plan, duties[:1], operator)[0]
    values = {"title": task.title, "field": "post", "product": "Danh sách",
              "original_deadline": date(2026, 5, 1)}  # fmt: skip
    planning.change_task(task, 0, values, ("Sở A", ["Sở B"]), operator)
    planning.set_target(task.targets.get(), 0, target_values(), [], operator)
    of_task, of_target = (
        json.loads(Entry.objects.get(act=act).facts) for act in ("task.changed", "target.set")
    )
    assert of_task["changed"]["original_deadline"] == "2026-05-01"
    assert of_task["before"]["original_deadline"] == "2026-06-29"
    assert of_task["changed"]["partners_said"] == "Sở B"
    assert (of_target["before"]["threshold"], of_target["changed"]["threshold"]) == ("0.95", "0.9")


def test_of_what_shall_fall_no_curve_is_expected(plan, duties, operator):
    duties[0].relation = "<="
    target = planning.make_tasks(plan, duties[:1], operator)[0].targets.get()
    assert read_target(target, today()).expected is None


@pytest.mark.parametrize(
    ("said", "relation", "amount", "threshold"),
    [
        ("Không để xảy ra quá 3 sự cố an toàn thông tin", "<=", 3, 1.0),
        ("Giảm tỷ lệ trễ hạn xuống còn 2%", "<=", None, 0.02),
        ("Giảm tỷ lệ thôn lõm sóng đạt 0%", "<=", None, 0.0),
        ("Nâng tỷ lệ hồ sơ trực tuyến đạt 95%", ">=", None, 0.95),
    ],
)
def test_a_limit_makes_a_target_that_more_does_not_reach(
    plan, operator, said, relation, amount, threshold
):
    head = Head("directive", "committee", "UBND", date(2026, 1, 3), "Giới hạn")
    duty = enter(head, f"1. {said} trước ngày 30/11/2026.\n", operator).duties.get()
    decide(duty, duty.version, DutyState.ACCEPTED, operator)
    duty.refresh_from_db()
    made = planning.make_tasks(plan, [duty], operator)[0].targets.get()
    assert (made.relation, made.amount, made.threshold) == (relation, amount, threshold)


def test_a_plan_of_one_day_has_a_target_that_can_be_read(duties, operator):
    day = date(2026, 6, 30)
    plan = planning.begin("Một ngày", (day, day), "Sở", None, operator)
    target = planning.make_tasks(plan, duties[:1], operator)[0].targets.get()
    assert read_target(target, day).expected == 0.95


def test_two_milestones_of_one_day_hinder_adopting(plan, duties, operator):
    target = planning.make_tasks(plan, duties[:1], operator)[0].targets.get()
    target.milestones = [["2026-06-01", 0.5], ["2026-06-01", 0.6]]
    target.save()
    assert {one.reason for one in planning.find_impossible(plan)} == {"milestone_twice"}


def test_only_what_cannot_be_meant_hinders_adopting(plan, duties, operator):
    with refused("no_tasks"):
        planning.adopt_plan(plan, operator)
    task = planning.make_tasks(plan, duties[:1], operator)[0]
    values = {"title": "Mã", "field": "", "product": "", "original_deadline": date(2025, 6, 30)}
    planning.change_task(task, 0, values, ("", []), operator)
    assert {one.reason for one in planning.find_impossible(plan)} == {"before_document"}
    with refused("cannot_be_meant"):
        planning.adopt_plan(plan, operator)
    planning.change_task(task, 1, {**values, "original_deadline": None}, ("", []), operator)
    planning.adopt_plan(plan, operator)
    plan.refresh_from_db()
    assert plan.stage == Stage.ADOPTED


def test_what_next_years_plan_has_to_have_ready_this_year_is_no_mistake(duties, operator):
    years = (date(2027, 1, 1), date(2027, 12, 31))
    plan = planning.begin("Kế hoạch 2027", years, "Sở Khoa học và Công nghệ", None, operator)
    task = planning.make_tasks(plan, duties[:1], operator)[0]
    values = {"title": "Mã", "field": "", "product": "", "original_deadline": date(2026, 12, 30)}
    planning.change_task(task, 0, values, ("", []), operator)
    assert planning.find_impossible(plan) == []
    task.duties.clear()  # nobody asked for it
    assert [one.reason for one in planning.find_impossible(plan)] == ["before_programme"]


def test_what_was_adopted_is_not_rewritten(plan, duties, operator):
    task = planning.make_tasks(plan, duties[:1], operator)[0]
    target = task.targets.get()
    planning.adopt_plan(plan, operator)
    for act in (
        lambda: planning.make_tasks(plan, duties, operator),
        lambda: planning.drop_task(task, task.version, operator),
        lambda: planning.set_target(target, target.version, target_values(), [], operator),
        lambda: planning.count_by(target, operator, measure="households-coded"),
        lambda: planning.say_lack(target, "x", operator),
    ):
        with refused("adopted_already"):
            act()


def test_nobody_but_the_department_plans(plan, duties):
    auditor = User.objects.create(username="an-auditor", role=Role.AUDITOR)
    for act in (
        lambda: planning.begin("x", YEAR, "y", None, auditor),
        lambda: planning.make_tasks(plan, duties, auditor),
        lambda: planning.adopt_plan(plan, auditor),
    ):
        with refused("no_standing"):
            act()
