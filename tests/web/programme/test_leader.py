"""The leader's page: one table, the greatest difference first, nothing told that nobody knows."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.registry import MIDDLE, door, observe

from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today
from diaban.spine.programme.models import Declared, Extension, Programme, Stage, Target
from diaban.spine.programme.statuses import Status, rate
from diaban.web.programme.leader import lines_of, tasks_of
from diaban.web.templatetags.figures import share as as_share


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def read(client: Client, query: str = "") -> str:
    answer = client.get(f"/programme/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_worst_difference_stands_first_and_what_nothing_measures_last(demonstration, operator):
    lines = lines_of(tasks_of(demonstration, operator), today())
    differences = [line.standing.difference for line in lines if line.standing.is_measurable]
    known = [one for one in differences if one is not None]
    assert known == sorted(known, key=abs, reverse=True)
    assert differences[: len(known)] == known
    unmeasured = [line for line in lines if not line.standing.is_measurable]
    assert lines[-len(unmeasured) :] == unmeasured
    assert len(lines) == demonstration.tasks.count()


def test_a_declaration_far_below_the_records_stands_as_high_as_one_far_above(
    client, demonstration, operator
):
    lines = lines_of(tasks_of(demonstration, operator), today())
    last = [line for line in lines if line.standing.difference is not None][-1].standing
    said = {"held_on": today(), "numerator": 0, "denominator": last.total.denominator}
    Declared.objects.create(
        target=last.target, **said, declared_at=timezone.now(), declared_by=operator
    )
    first = lines_of(tasks_of(demonstration, operator), today())[0].standing
    assert first.target == last.target
    assert first.difference == pytest.approx(-last.shares.share)
    row = read(client)
    row = row[row.index("<tbody>") : row.index("</tr>", row.index("<tbody>"))]
    # the sign is shown; what is said too low is not red
    assert '<b class="">−' in row


def test_a_target_without_a_measure_says_so_and_what_it_lacks_and_never_0_or_100(
    client, demonstration
):
    page = read(client)
    part = text_of(page[page.index('id="unmeasured"') :])
    lacking = Target.objects.exclude(lacks="")
    assert part.startswith(f'id="unmeasured"> {lacking.count()} mục tiêu chưa đo được')
    assert all(target.lacks in part for target in lacking)
    assert "%" not in part[: part.index("Dữ liệu mở")]


def test_both_rates_stand_above_the_four_states(client, demonstration):
    task = demonstration.tasks.exclude(original_deadline=None).first()
    task.done_on = task.original_deadline + timedelta(days=1)
    task.save()
    page = text_of(read(client))
    for words in ("Không quá hạn", "Đúng hạn", "Hoàn thành đúng hạn", "Hoàn thành quá hạn",
                  "Chưa hoàn thành trong hạn", "Chưa hoàn thành quá hạn"):  # fmt: skip
        assert words in page
    rates = rate(demonstration.tasks.all(), today())
    late = rates.counts[Status.DONE_LATE]
    assert late >= 1
    of_the_same = "trên số đã xong hoặc đã quá hạn"
    for words, rate_of in (("Không quá hạn", rates.not_overdue), ("Đúng hạn", rates.on_time)):
        assert f"{words} {text_of(as_share(rate_of))} {of_the_same}" in page
    assert re.search(rf"Hoàn thành quá hạn {late}\b", page)


def test_a_task_said_done_whose_records_cannot_reach_the_target_is_marked(
    client, demonstration, operator
):
    marked = "số đo chưa đạt"
    lines = lines_of(tasks_of(demonstration, operator), today())
    demonstration.tasks.update(done_on=None)
    assert marked not in text_of(read(client))
    measured = [line for line in lines if line.standing.is_measurable]
    held = {
        reached: [line.task for line in measured if line.standing.is_reached is reached]
        for reached in (True, False, None)
    }
    assert all(held.values())
    for reached, tasks in held.items():
        demonstration.tasks.update(done_on=None)
        demonstration.tasks.filter(pk=tasks[0].pk).update(done_on=today())
        assert (marked in text_of(read(client))) == (reached is False)
    # of a day on which nobody had said so yet, nothing is marked
    demonstration.tasks.filter(pk=held[False][0].pk).update(done_on=today())
    yesterday = today() - timedelta(days=1)
    assert marked in text_of(read(client))
    assert marked not in text_of(read(client, f"?on={yesterday}"))
    page = client.get(f"/programme/tasks/{held[False][0].pk}/").content.decode()
    assert marked in text_of(page)
    page = client.get(f"/programme/tasks/{held[None][0].pk}/").content.decode()
    assert marked not in text_of(page)


def test_made_up_figures_are_labelled(client, demonstration):
    assert "Số liệu mô phỏng" in read(client)


def test_the_day_and_the_field_are_chosen(client, demonstration):
    page = read(client, "?field=post")
    assert "Điểm bưu điện xã có người phục vụ" in page
    assert "Cụm loa hoạt động" not in page
    assert client.get("/programme/?field=nothing").status_code == 404
    assert client.get(f"/programme/?programme={demonstration.pk + 7}").status_code == 404
    tomorrow = today() + timedelta(days=1)
    assert f"“{tomorrow}”" in read(client, f"?on={tomorrow}")
    assert "“soon”" in read(client, "?on=soon")
    # nobody had said anything by then: no share is told, and no difference
    before = text_of(read(client, f"?on={date(2025, 1, 1)}"))
    own = Target.objects.filter(task__programme=demonstration)
    live = own.filter(gauges__isnull=False).count()
    assert before.count("chưa biết gì") == live
    assert f"{live} chưa có số" in before
    assert "+" not in before


def test_only_what_was_adopted_is_shown(client, demonstration, operator):
    Programme.objects.update(stage=Stage.DRAFT)
    assert "Chưa có chương trình nào được ban hành" in read(client)


def test_what_is_real_opens_before_what_is_made_up(client, demonstration):
    own = Programme.objects.get(pk=demonstration.pk)
    own.pk, own.title, own.synthetic = None, "Kế hoạch của thành phố", False
    own.begins_on, own.ends_on = date(today().year + 1, 1, 1), date(today().year + 1, 12, 31)
    own.save()
    assert demonstration.synthetic
    assert ">Kế hoạch của thành phố</h1>" in read(client)
    assert f">{demonstration.title}</h1>" in read(client, f"?programme={demonstration.pk}")


def test_an_extended_deadline_is_marked_with_the_first_day(client, demonstration, operator):
    task = demonstration.tasks.get(number="7")
    later = task.original_deadline + timedelta(days=20)
    Extension.objects.create(task=task, until=later, reason="mưa", granted_at="2026-06-01T00:00Z",
                             granted_by=operator)  # fmt: skip
    page = read(client)
    assert f"{later.day}/{later.month}/{later.year}" in page
    assert "đã gia hạn" in page


def test_figures_that_lag_behind_say_as_of_when_they_are(client, demonstration):
    assert 'id="lagging"' not in read(client)
    observe(door("d1", MIDDLE))
    assert 'id="lagging"' in read(client)
    bring_up_to_date()
    assert 'id="lagging"' not in read(client)


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.AUDITOR, Role.COMMUNE])
def test_the_offices_read_it_communes_what_was_handed_to_them(sign_in, demonstration, unit, role):
    assert "Điểm bưu điện xã có người phục vụ" in read(sign_in("one", role, unit))
    page = read(sign_in("of-nowhere", role))
    assert ("Điểm bưu điện xã có người phục vụ" in page) == (role != Role.COMMUNE)


def test_nobody_else_does(client, demonstration):
    client.force_login(User.objects.create(username="one", role=Role.COLLECTOR))
    assert client.get("/programme/").status_code == 403


def test_the_page_costs_as_many_questions_for_35_targets_as_for_3(client, demonstration):
    def asked(query: str) -> int:
        read(client, query)
        with CaptureQueriesContext(connection) as queries:
            read(client, query)
        return len(queries)

    few = asked("?field=post")
    # the whole programme is measured from one more table: its newest act, and its stored figures
    assert asked("") <= few + 2 < 40
    assert Declared.objects.count() > 20
