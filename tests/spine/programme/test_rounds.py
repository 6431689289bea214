"""A task that comes again is late in the round that was missed, not only at the year's end."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Organisation, Role, User
from diaban.spine.places.units import today
from diaban.spine.programme.cascading import adopt
from diaban.spine.programme.directives import DutyState
from diaban.spine.programme.drafting import Head, enter
from diaban.spine.programme.freezing import freeze
from diaban.spine.programme.making import make_task
from diaban.spine.programme.models import Programme, Round, Stage, Task
from diaban.spine.programme.rounds import done_of, keep_rounds, next_round, rounds_of
from diaban.spine.programme.statuses import (
    DoneError,
    ExtensionError,
    Status,
    extend,
    mark_done,
    mark_round_done,
    rate,
    reopen_round,
    set_first_deadline,
    slipped_days,
    status_of,
)

pytestmark = pytest.mark.django_db
# the quarters of a year that is over, whatever the day on which the tests run
MARCH, JUNE, SEPTEMBER, DECEMBER = (date(2025, month, 19) for month in (3, 6, 9, 12))
QUARTERLY = "1. Sở Nội vụ báo cáo kết quả trước ngày 20 tháng cuối quý.\n"


@pytest.fixture
def make(operator):
    """Make an adopted plan of 2025 whose one task carries out all that a text asks."""

    def made(text: str = QUARTERLY, adopted_on=date(2025, 1, 1), issued_on=date(2024, 12, 20)):
        head = Head("plan", "committee", "UBND thành phố", issued_on, "Nhiệm vụ năm 2025")
        directive = enter(head, text, operator)
        directive.duties.update(state=DutyState.ACCEPTED)
        plan = Programme.objects.create(
            title="Kế hoạch 2025", begins_on=date(2025, 1, 1), ends_on=date(2025, 12, 31),
            organisation=Organisation.objects.create(name="Sở"), made_at="2025-01-01T00:00Z",
            made_by=operator, adopted_on=adopted_on,
            stage=Stage.ADOPTED if adopted_on else Stage.DRAFT,
        )  # fmt: skip
        task = make_task(plan, 1, list(directive.duties.order_by("start")))
        if adopted_on:
            keep_rounds([task])
        return Task.objects.get(pk=task.pk)

    return made


@pytest.fixture
def report(make) -> Task:
    return make()


def days_of(task: Task, as_of: date = date(2026, 6, 1)) -> list[date]:
    return [one.due_on for one in rounds_of(task, as_of)]


def say_all(task: Task, actor, late: int = 0) -> None:
    for day in (MARCH, JUNE, SEPTEMBER, DECEMBER):
        mark_round_done(task, day, day + timedelta(days=late if day == JUNE else 0), actor)


def test_a_quarterly_report_has_four_rounds_in_the_year_and_the_last_is_the_tasks_own_day(report):
    assert days_of(report) == [MARCH, JUNE, SEPTEMBER, DECEMBER]
    assert report.original_deadline == DECEMBER


def test_a_report_that_nobody_sends_is_late_in_its_own_quarter(report):
    assert status_of(report, MARCH) == Status.OPEN_IN_TIME
    assert status_of(report, MARCH + timedelta(days=1)) == Status.OVERDUE
    assert slipped_days(report, MARCH + timedelta(days=10)) == 10
    assert slipped_days(report, JUNE + timedelta(days=1)) == (JUNE - MARCH).days + 1


def test_it_is_in_time_again_once_the_missing_round_is_there(report, operator):
    late = MARCH + timedelta(days=5)
    mark_round_done(report, MARCH, late, operator)
    assert status_of(report, late - timedelta(days=1)) == Status.OVERDUE
    assert status_of(report, late) == Status.OPEN_IN_TIME
    assert slipped_days(report, late) == 0
    assert next_round(report, late).due_on == JUNE
    assert status_of(report, JUNE + timedelta(days=1)) == Status.OVERDUE


def test_all_rounds_in_time_make_a_task_that_was_done_on_time(report, operator):
    say_all(report, operator)
    assert status_of(report, DECEMBER - timedelta(days=1)) == Status.OPEN_IN_TIME
    assert status_of(report, DECEMBER) == Status.DONE_ON_TIME
    assert done_of(report, DECEMBER) == DECEMBER
    assert next_round(report, DECEMBER) is None


def test_one_late_round_makes_a_task_that_was_done_late(report, operator):
    say_all(report, operator, late=3)
    assert status_of(report, DECEMBER) == Status.DONE_LATE
    assert slipped_days(report, DECEMBER) == 3


def test_both_rates_count_the_task_once_however_many_rounds_it_has(report, operator):
    assert rate([report], MARCH + timedelta(days=1)).counts[Status.OVERDUE] == 1
    say_all(report, operator, late=3)
    told = rate([report], DECEMBER)
    assert (told.total, told.not_overdue, told.on_time) == (1, 1.0, 0.0)


def test_the_whole_is_not_done_in_january_while_reports_of_the_year_are_to_come(report, operator):
    with pytest.raises(DoneError, match="rounds_ahead"):
        mark_done(report, date(2025, 1, 10), operator)
    for day in (MARCH, JUNE, SEPTEMBER):
        mark_round_done(report, day, day, operator)
    with pytest.raises(DoneError, match="rounds_ahead"):
        mark_done(report, DECEMBER, operator)
    assert Task.objects.get(pk=report.pk).done_on is None


def test_after_the_last_round_the_whole_is_ended_and_what_is_missing_stays(report, operator):
    for day in (MARCH, SEPTEMBER, DECEMBER):
        mark_round_done(report, day, day, operator)
    ended = date(2025, 12, 25)
    mark_done(report, ended, operator)
    assert status_of(report, ended - timedelta(days=1)) == Status.OVERDUE
    assert status_of(report, ended) == Status.DONE_LATE
    assert (done_of(report, ended), next_round(report, ended)) == (ended, None)
    mark_round_done(report, JUNE, JUNE, operator)
    assert status_of(report, ended) == Status.DONE_ON_TIME, "it had only not been said"


def test_a_round_is_not_done_by_the_day_of_the_one_before_it(report, operator):
    mark_round_done(report, MARCH, date(2025, 1, 10), operator)
    for due_on in (JUNE, SEPTEMBER, DECEMBER):
        with pytest.raises(DoneError, match="too_soon"):
            mark_round_done(report, due_on, date(2025, 1, 10), operator)
    with pytest.raises(DoneError, match="too_soon"):
        mark_round_done(report, JUNE, MARCH, operator)
    mark_round_done(report, JUNE, MARCH + timedelta(days=1), operator)
    assert status_of(report, JUNE) == Status.OPEN_IN_TIME


def test_another_document_or_span_later_does_not_change_how_an_adopted_task_stood(report, operator):
    before = rounds_of(report, MARCH + timedelta(days=1))
    duty = report.duties.get()
    type(duty.directive).objects.filter(pk=duty.directive_id).update(issued_on=JUNE)
    report.duties.update(start=0, end=8, deadline_said="", corrected_deadline=DECEMBER,
                         corrected_by=operator)  # fmt: skip
    task = Task.objects.get(pk=report.pk)
    assert not task.comes_again, "the document does not say so any more"
    assert rounds_of(task, MARCH + timedelta(days=1)) == before
    assert status_of(task, MARCH + timedelta(days=1)) == Status.OVERDUE
    say_all(task, operator)
    assert status_of(task, DECEMBER) == Status.DONE_ON_TIME


def test_adopting_keeps_the_rounds_and_a_draft_still_follows_its_documents(make, operator):
    task = make(adopted_on=None)
    Programme.objects.update(begins_on=today(), ends_on=today() + timedelta(days=400))
    Task.objects.update(original_deadline=today() + timedelta(days=400))
    task = Task.objects.get(pk=task.pk)
    drafted = days_of(task, today())
    assert len(drafted) >= 4
    assert not task.round_days
    adopt(task.programme, operator)
    assert Task.objects.get(pk=task.pk).round_days == [str(day) for day in drafted]


def test_a_task_of_a_plan_adopted_before_days_were_kept_is_late_at_its_own_day_only(make, operator):
    task = make()
    Task.objects.update(round_days=[], only_rounds=False)
    task = Task.objects.get(pk=task.pk)
    assert status_of(task, DECEMBER) == Status.OPEN_IN_TIME
    assert status_of(task, DECEMBER + timedelta(days=1)) == Status.OVERDUE
    mark_done(task, DECEMBER, operator)
    assert status_of(task, DECEMBER) == Status.DONE_ON_TIME


def test_a_day_that_is_set_after_the_adoption_brings_the_rounds_from_then_on(make, operator):
    task = make(adopted_on=None)
    Programme.objects.update(ends_on=today() + timedelta(days=400))
    Task.objects.update(original_deadline=None)
    adopt(task.programme, operator)
    task = Task.objects.get(pk=task.pk)
    assert days_of(task, today()) == []
    set_first_deadline(task, today() + timedelta(days=400), "theo công văn", operator)
    known = days_of(Task.objects.get(pk=task.pk), today())
    assert len(known) >= 4
    assert min(known) >= today()


def test_another_duty_that_ends_in_march_does_not_end_the_reports(make, operator):
    task = make(
        "1. Sở Nội vụ xây dựng kế hoạch trước ngày 31/3/2025.\n"
        "2. Sở Nội vụ báo cáo kết quả trước ngày 20 tháng cuối quý.\n"
    )
    planned = date(2025, 3, 30)
    assert task.original_deadline == planned
    assert days_of(task) == [MARCH, JUNE, SEPTEMBER, DECEMBER]
    mark_round_done(task, MARCH, MARCH, operator)
    assert status_of(task, planned + timedelta(days=1)) == Status.OVERDUE
    mark_done(task, planned, operator)
    assert status_of(task, JUNE) == Status.OPEN_IN_TIME, "the plan is there, reports go on"
    assert done_of(task, JUNE) is None
    assert slipped_days(task, JUNE) == 0
    assert status_of(task, JUNE + timedelta(days=2)) == Status.OVERDUE
    assert slipped_days(task, JUNE + timedelta(days=2)) == 2
    with pytest.raises(DoneError, match="done_already"):
        mark_done(task, JUNE, operator)
    for day in (JUNE, SEPTEMBER, DECEMBER):
        mark_round_done(task, day, day, operator)
    assert status_of(task, DECEMBER) == Status.DONE_ON_TIME
    assert (done_of(task, DECEMBER), slipped_days(task, DECEMBER)) == (DECEMBER, 0)


def test_a_report_that_ends_earlier_than_another_makes_nobody_late_at_the_years_end(make, operator):
    task = make(
        "1. Sở Nội vụ báo cáo trước ngày 15/6 và 15/12 hằng năm.\n"
        "2. Sở Nội vụ báo cáo trước ngày 20 tháng cuối quý.\n"
    )
    for one in rounds_of(task, DECEMBER):
        mark_round_done(task, one.due_on, one.due_on, operator)
    assert status_of(task, DECEMBER - timedelta(days=1)) == Status.OPEN_IN_TIME
    assert status_of(task, DECEMBER) == Status.DONE_ON_TIME
    assert slipped_days(task, DECEMBER) == 0


def test_nobody_is_late_for_a_round_from_before_the_plan_was_adopted(make):
    task = make(adopted_on=date(2025, 4, 1))
    assert days_of(task) == [JUNE, SEPTEMBER, DECEMBER]
    assert status_of(task, date(2025, 4, 2)) == Status.OPEN_IN_TIME


def test_nobody_is_late_for_a_round_from_before_the_document(make):
    task = make(issued_on=JUNE)
    assert days_of(task) == [SEPTEMBER, DECEMBER]


def test_a_draft_is_late_for_none_of_the_rounds_that_passed_while_it_was_written(make):
    task = make(adopted_on=None)
    assert days_of(task, date(2025, 7, 1)) == [SEPTEMBER, DECEMBER]
    assert status_of(task, date(2025, 7, 1)) == Status.OPEN_IN_TIME


def test_a_task_of_before_its_day_was_set_has_no_rounds_of_that_time(make, operator):
    task = make(adopted_on=date(2025, 1, 1))
    task.deadline_set_at, task.deadline_set_by = "2025-05-01T00:00Z", operator
    task.save()
    keep_rounds([task])
    task.refresh_from_db()
    assert days_of(task) == [JUNE, SEPTEMBER, DECEMBER]
    assert days_of(task, date(2025, 4, 30)) == []


def test_several_duties_that_come_again_give_their_rounds_together(make):
    both = make(
        "1. Sở Nội vụ báo cáo trước ngày 20 tháng cuối quý.\n"
        "2. Sở Nội vụ báo cáo trước ngày 15/6 và 20/12 hằng năm.\n"
    )
    assert days_of(both) == [MARCH, date(2025, 6, 14), JUNE, SEPTEMBER, DECEMBER]


@pytest.mark.parametrize(
    "text",
    [
        "1. Sở Nội vụ đăng 03 tin mỗi tuần.\n",  # names no day
        "1. Sở Nội vụ báo cáo hằng năm.\n",  # its only day is the task's own
        "1. Sở Nội vụ báo cáo trước ngày 20/6/2025.\n",
    ],
)
def test_what_has_no_rounds_is_done_or_late_as_any_other_task(make, operator, text):
    task = make(text)
    assert days_of(task) == []
    until = task.original_deadline
    assert status_of(task, until) == Status.OPEN_IN_TIME
    mark_done(task, until, operator)
    assert status_of(task, until) == Status.DONE_ON_TIME


def test_rounds_alone_do_not_end_a_task_of_which_another_duty_does_not_come_again(make, operator):
    task = make(
        "1. Sở Nội vụ báo cáo trước ngày 20 tháng cuối quý.\n"
        "2. Sở Nội vụ hoàn thành kho lưu trữ trước ngày 20/12/2025.\n"
    )
    say_all(task, operator)
    assert status_of(task, DECEMBER) == Status.OPEN_IN_TIME
    assert status_of(task, DECEMBER + timedelta(days=1)) == Status.OVERDUE
    mark_done(task, DECEMBER, operator)
    assert status_of(task, DECEMBER) == Status.DONE_ON_TIME


def test_more_time_for_the_task_excuses_its_last_round_and_none_before(report, operator):
    for day in (MARCH, SEPTEMBER):
        mark_round_done(report, day, day, operator)
    until = today() + timedelta(days=30)
    extend(report, until, "mưa lũ", operator)
    missed = {
        as_of: [one.due_on for one in rounds_of(report, as_of) if one.is_missed]
        for as_of in (today() - timedelta(days=1), today(), until + timedelta(days=1))
    }
    assert list(missed.values()) == [[JUNE, DECEMBER], [JUNE], [JUNE, DECEMBER]]


def test_after_an_extension_the_day_that_counts_is_the_next_one_told(report, operator):
    for day in (MARCH, JUNE, SEPTEMBER):
        mark_round_done(report, day, day, operator)
    until = today() + timedelta(days=30)
    extend(report, until, "mưa lũ", operator)
    following = next_round(report, today())
    assert (following.due_on, following.is_missed) == (until, False)
    [row] = [one.row for one in freeze(DECEMBER, today())]
    assert (row.next_round, row.missing_rounds) == (until, 0)
    assert rounds_of(report, today())[-1].due_on == DECEMBER, "by which it is called"


def test_a_frozen_row_tells_how_many_rounds_are_missing(report, operator):
    [autumn] = freeze(date(2025, 10, 1), date(2025, 10, 1))
    assert (autumn.row.next_round, autumn.row.missing_rounds) == (MARCH, 3)
    mark_round_done(report, MARCH, MARCH, operator)
    [autumn] = freeze(date(2025, 10, 1), date(2025, 10, 1))
    assert (autumn.row.next_round, autumn.row.missing_rounds) == (JUNE, 2)


def test_what_was_said_of_a_round_is_taken_back_with_a_reason_and_both_stay(report, operator):
    mark_round_done(report, MARCH, MARCH, operator)
    with pytest.raises(DoneError, match="done_already"):
        mark_round_done(report, MARCH, MARCH, operator)
    with pytest.raises(DoneError, match="reason_missing"):
        reopen_round(report, MARCH, " ", operator)
    reopen_round(report, MARCH, "nhầm nhiệm vụ", operator)
    assert status_of(report, MARCH + timedelta(days=1)) == Status.OVERDUE
    with pytest.raises(DoneError, match="not_done"):
        reopen_round(report, MARCH, "lần nữa", operator)
    mark_round_done(report, MARCH, MARCH, operator)
    assert status_of(report, MARCH + timedelta(days=1)) == Status.OPEN_IN_TIME
    assert [row.done_on for row in report.rounds.order_by("pk")] == [MARCH, None, MARCH]
    said = Entry.objects.filter(act__startswith="task.round").order_by("id")
    assert [row.act for row in said] == [
        "task.round_done", "task.round_reopened", "task.round_done",
    ]  # fmt: skip
    facts = {"due_on": str(MARCH), "before": str(MARCH), "reason": "nhầm nhiệm vụ"}
    assert json.loads(said[1].facts) == facts


def test_no_row_is_rewritten_and_none_takes_back_without_a_reason(report, operator):
    row = mark_round_done(report, MARCH, MARCH, operator)
    with pytest.raises(TypeError, match="append-only"):
        row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(task=report, due_on=JUNE, said_at="2025-06-01T00:00Z",
                             said_by=operator)  # fmt: skip


def test_only_the_department_says_it_of_a_day_that_came_and_of_a_round_that_there_is(
    report, operator
):
    officer = User.objects.create(username="officer", role=Role.COMMUNE)
    for said, reason in (
        ((MARCH, MARCH, officer), "no_standing"),
        ((MARCH, date(2100, 1, 1), operator), "future"),
        ((MARCH, date(2023, 1, 1), operator), "too_early"),
        ((date(2025, 3, 20), MARCH, operator), "no_round"),
    ):
        with pytest.raises(DoneError, match=reason):
            mark_round_done(report, *said)
    with pytest.raises(DoneError, match="no_standing"):
        reopen_round(report, MARCH, "x", officer)
    assert not report.rounds.exists()


def test_a_draft_has_no_rounds_to_say_anything_of(make, operator):
    task = make(adopted_on=None)
    with pytest.raises(DoneError, match="not_adopted"):
        mark_round_done(task, MARCH, MARCH, operator)


def test_a_task_whose_rounds_are_all_done_is_neither_marked_again_nor_extended(report, operator):
    say_all(report, operator)
    with pytest.raises(DoneError, match="done_already"):
        mark_done(report, DECEMBER, operator)
    with pytest.raises(ExtensionError, match="done_already"):
        extend(report, date(2026, 1, 31), "x", operator)


def test_a_frozen_row_tells_what_comes_again_and_the_first_round_that_is_not_done(report, operator):
    mark_round_done(report, MARCH, MARCH, operator)
    [spring] = freeze(MARCH, MARCH)
    assert (spring.row.status, spring.row.next_round) == (Status.OPEN_IN_TIME, JUNE)
    assert spring.row.comes_again == "trước ngày 20 tháng cuối quý"
    [summer] = freeze(date(2025, 6, 29), date(2025, 6, 29))
    told = summer.row.status, summer.row.behind_days, summer.row.next_round
    assert told == (Status.OVERDUE, 10, JUNE)
    for day in (JUNE, SEPTEMBER, DECEMBER):
        mark_round_done(report, day, day, operator)
    [winter] = freeze(date(2025, 12, 31), date(2025, 12, 31))
    told = winter.row.status, winter.row.done_on, winter.row.next_round
    assert told == (Status.DONE_ON_TIME, DECEMBER, None)
