"""Rounds of what comes again, on the pages of a task, a unit, the plan and the leader."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diaban.spine.parties.models import Role
from diaban.spine.places.units import today
from diaban.spine.programme.cascading import adopt, hand_down
from diaban.spine.programme.directives import DutyState
from diaban.spine.programme.drafting import Head, enter
from diaban.spine.programme.making import make_task
from diaban.spine.programme.models import Programme, Task
from diaban.spine.programme.rounds import keep_rounds, rounds_of
from diaban.spine.programme.statuses import extend, mark_round_done
from diaban.web.pages.journal_words import act_words
from diaban.web.programme.asked import unit_key

FIRST = (today() - timedelta(days=300)).replace(day=1)


def text(answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def said(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


@pytest.fixture
def report(programme, operator, unit) -> Task:
    """A report each month, of a plan that was adopted ten months ago and goes on for a year."""
    head = Head("plan", "committee", "UBND", FIRST - timedelta(days=9), "Báo cáo")
    directive = enter(head, "1. Sở Nội vụ báo cáo trước ngày 20 hằng tháng.\n", operator)
    directive.duties.update(state=DutyState.ACCEPTED)
    plan = Programme.objects.create(
        title="Kế hoạch hai năm", begins_on=FIRST, ends_on=today() + timedelta(days=365),
        organisation=programme.organisation, made_at="2025-01-01T00:00Z", made_by=operator,
    )  # fmt: skip
    made = make_task(plan, 1, list(directive.duties.all()))
    adopt(plan, operator)
    Programme.objects.filter(pk=plan.pk).update(adopted_on=FIRST)
    keep_rounds([made])
    hand_down([made], operator, [unit])
    return Task.objects.get(pk=made.pk)


@pytest.fixture
def days(report) -> list[date]:
    return [one.due_on for one in rounds_of(report, today())]


@pytest.fixture
def office(sign_in):
    return sign_in("hung")


def page_of(task: Task) -> str:
    return f"/programme/tasks/{task.pk}/"


def do(client, task: Task, **form) -> str:
    return text(client.post(f"{page_of(task)}round/", form, follow=True))


def catch_up(client, task: Task, days: list[date]) -> None:
    for day in days:
        if day < today():
            do(client, task, due_on=day, on=day)


def test_the_task_says_first_which_round_is_missing_and_the_department_says_it_is_done(
    office, report, days
):
    page = text(office.get(page_of(report)))
    assert "Chưa hoàn thành quá hạn" in page
    assert f'<dt>Kỳ còn thiếu</dt><dd id="due">{said(days[0])}' in page
    assert 'lặp lại: <span lang="vi">“trước ngày 20 hằng tháng”' in page
    late = days[0] + timedelta(days=4)
    page = do(office, report, due_on=days[0], on=late)
    assert "Đã ghi hoàn thành." in page
    assert f"xong {said(late)} · <b>muộn 4 ngày</b>" in page
    assert f'<dt>Kỳ còn thiếu</dt><dd id="due">{said(days[1])}' in page


def test_once_nothing_is_missing_the_next_round_is_the_day_that_all_pages_say(
    office, report, days, unit
):
    catch_up(office, report, days)
    following = next(day for day in days if day >= today())
    page = text(office.get(page_of(report)))
    assert "Chưa hoàn thành trong hạn" in page
    assert f'<dt>Kỳ tới</dt><dd id="due">{said(following)}' in page
    assert page.count('class="button">Kỳ này đã xong') == 1, "later rounds are only counted"
    assert f"sau đó còn {len([day for day in days if day > following])} kỳ" in page
    told = f"kỳ tới: {said(following)}"
    assert told in text(office.get(f"/programme/plans/{report.programme_id}/"))
    assert told in text(office.get(f"/programme/units/{unit.code}/", follow=True))
    table = text(office.get(f"/programme/?programme={report.programme_id}"))
    told = 'title="lặp lại: trước ngày 20 hằng tháng">'
    assert f'{said(following)} <span class="quiet" {told}' in table


def test_every_page_tells_how_many_rounds_are_missing_and_since_when(office, report, days, unit):
    missing = len([day for day in days if day < today()])
    assert missing > 5
    for page in (page_of(report), f"/programme/?programme={report.programme_id}"):
        assert f"<small>còn thiếu {missing} kỳ</small>" in text(office.get(page))
    told = f"chưa có {missing} kỳ, từ {said(days[0])}"
    assert told in text(office.get(f"/programme/plans/{report.programme_id}/"))
    assert told in text(office.get(f"/programme/units/{unit.code}/", follow=True))


def test_a_year_of_reports_is_not_done_at_one_stroke(office, report, days):
    page = text(office.get(page_of(report)))
    assert "Ghi đã hoàn thành" not in page, "what only comes again is said round by round"
    refused = text(office.post(f"{page_of(report)}done/", {"on": today()}, follow=True))
    assert "Còn kỳ đến hạn vào ngày này hoặc sau đó: ghi từng kỳ." in refused
    do(office, report, due_on=days[0], on=days[0])
    page = do(office, report, due_on=days[1], on=days[0])
    assert "Ngày này chưa qua hạn của kỳ trước" in page
    assert [row.due_on for row in report.rounds.all()] == [days[0]]


def test_what_is_asked_beside_the_rounds_is_said_apart_and_the_rounds_go_on(office, report):
    coming = [str(today() + timedelta(days=n)) for n in (5, 35)]
    Task.objects.filter(pk=report.pk).update(round_days=coming, only_rounds=False)
    assert "Ghi đã hoàn thành" in text(office.get(page_of(report)))
    page = text(office.post(f"{page_of(report)}done/", {"on": today()}, follow=True))
    assert f"phần ngoài các kỳ: xong {said(today())}" in page
    assert "Chưa hoàn thành trong hạn" in page
    assert "Kỳ này đã xong" in page
    assert "Ghi đã hoàn thành" not in page
    assert "Mở lại" in page


def test_an_extension_is_told_as_the_day_that_is_next(office, report, operator):
    last, until = today() - timedelta(days=5), today() + timedelta(days=30)
    Task.objects.filter(pk=report.pk).update(round_days=[str(last)], original_deadline=last)
    extend(Task.objects.get(pk=report.pk), until, "mưa lũ", operator)
    page = text(office.get(page_of(report)))
    assert f'<dt>Kỳ tới</dt><dd id="due">{said(until)}' in page
    assert "Kỳ còn thiếu" not in page
    assert f"kỳ tới: {said(until)}" in text(office.get(f"/programme/plans/{report.programme_id}/"))


def test_the_round_to_come_is_not_offered_while_the_one_before_is_still_to_come(office, report):
    coming = [str(today() + timedelta(days=n)) for n in (5, 35)]
    Task.objects.filter(pk=report.pk).update(round_days=coming)
    assert "Kỳ này đã xong" in text(office.get(page_of(report)))
    page = do(office, report, due_on=coming[0], on=today())
    assert said(date.fromisoformat(coming[1])) in page
    assert "Kỳ này đã xong" not in page


def test_a_round_that_was_said_by_mistake_is_taken_back_with_a_reason(office, report, days):
    do(office, report, due_on=days[0], on=days[0])
    page = do(office, report, due_on=days[0], do="reopen", reason="")
    assert "Hãy ghi lý do" in page
    page = do(office, report, due_on=days[0], do="reopen", reason="nhầm")
    assert "Đã ghi lại: kỳ này chưa hoàn thành." in page
    assert f'<dt>Kỳ còn thiếu</dt><dd id="due">{said(days[0])}' in page
    journal = text(office.get("/journal/"))
    assert str(act_words()["task.round_reopened"]) in journal


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"due_on": "", "on": "2026-01-01"}, "Hãy ghi một ngày."),
        ({"due_on": "x", "on": "2026-01-01"}, "Hãy ghi một ngày."),
        ({"due_on": "2026-01-19", "on": ""}, "Hãy ghi một ngày."),
        ({"due_on": "2020-01-19", "on": str(FIRST)}, "Đầu việc không có kỳ nào vào ngày này."),
        ({"due_on": "2026-01-19", "on": "2999-01-01"}, "Ngày này chưa tới."),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(office, report, form, told):
    assert told in do(office, report, **form)
    assert not report.rounds.exists()


def test_a_commune_reads_the_rounds_and_says_nothing_of_them(sign_in, report, days, unit):
    officer = sign_in("xa", Role.COMMUNE, unit)
    page = text(officer.get(page_of(report)))
    assert said(days[0]) in page
    assert "Kỳ này đã xong" not in page
    answer = officer.post(f"{page_of(report)}round/", {"due_on": days[0], "on": days[0]})
    assert answer.status_code in {403, 404}
    assert not report.rounds.exists()


def test_pages_ask_the_database_as_often_for_many_tasks_that_come_again_as_for_one(
    office, report, days, operator, unit
):
    pages = [
        f"/programme/?programme={report.programme_id}",
        f"/programme/plans/{report.programme_id}/",
        f"/programme/units/{unit_key(unit)}/",
        f"/programme/commendation/?programme={report.programme_id}",
        f"/programme/reports/day.xlsx?programme={report.programme_id}&on={today()}",
    ]
    few = [queries_of(office, page) for page in pages]
    for number in range(2, 6):
        more = make_task(report.programme, number, list(report.duties.all()))
        keep_rounds([more])
        mark_round_done(more, days[0], days[0], operator)
        hand_down([more], operator, [unit])
    assert [queries_of(office, page) for page in pages] == few


def queries_of(client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200, page
    return len(queries)


def test_a_task_with_one_day_shows_no_rounds(office, post_task):
    page = text(office.get(page_of(post_task)))
    assert "Các kỳ" not in page
    assert "Hạn gốc" in page


def test_the_demonstration_has_a_round_in_time_one_late_and_one_that_is_missing(
    demonstration, office
):
    task = demonstration.tasks.get(number="6")
    known = rounds_of(task, date(demonstration.begins_on.year, 12, 31))
    over = [one for one in known if one.due_on + timedelta(days=6) <= today()]
    assert [one.days_late for one in over] == [0, 6, 0, 0][: len(over)]
    assert all(one.done_on is None for one in known[2:])
    page = text(office.get(page_of(task)))
    assert "dữ liệu trình diễn" in page
    assert said(known[-1].due_on) in page
