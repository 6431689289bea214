"""Tasks: the four official states with both rates, one extension, and the cascade."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from diaban.spine.journal.models import Entry
from diaban.spine.journal.sealing import find_breaks, seal_waiting
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge, Succession
from diaban.spine.places.units import TWO_TIER_FROM, city_communes, today
from diaban.spine.programme import cascading
from diaban.spine.programme.cascading import CascadeError, hand_down, receipts
from diaban.spine.programme.deadlines import deadline_of
from diaban.spine.programme.models import Assignment, Directive, Programme, Stage, Task
from diaban.spine.programme.statuses import (
    DoneError,
    ExtensionError,
    FirstDeadlineError,
    Rates,
    Status,
    extend,
    mark_done,
    rate,
    reopen,
    set_first_deadline,
    slipped_days,
    status_of,
)
from diaban.spine.programme.taking_over import successors_of, taken_over

pytestmark = pytest.mark.usefixtures("hanoi")
DUE = date(2026, 6, 30)


@pytest.fixture
def officer():
    user = User.objects.create(username="officer", role=Role.COMMUNE)
    unit = city_communes(today()).order_by("code").first()
    user.charges.model.objects.create(user=user, unit=unit, valid_from=today())
    return user


@pytest.mark.parametrize(
    ("done", "asked", "status"),
    [
        (None, DUE, Status.OPEN_IN_TIME),
        (None, DUE + timedelta(days=1), Status.OVERDUE),
        (DUE, DUE, Status.DONE_ON_TIME),
        (DUE + timedelta(days=1), DUE + timedelta(days=9), Status.DONE_LATE),
        (DUE + timedelta(days=5), DUE + timedelta(days=2), Status.OVERDUE),
    ],
)
def test_the_four_official_states(task, done, asked, status):
    task.done_on = done
    assert status_of(task, asked) == status


def test_an_extension_excuses_open_work_but_late_work_stays_late(task, operator):
    due = today() - timedelta(days=5)
    Task.objects.filter(pk=task.pk).update(original_deadline=due)
    extend(task, due + timedelta(days=30), "chờ hướng dẫn của bộ", operator)
    task = Task.objects.get(pk=task.pk)
    assert task.original_deadline == due
    assert deadline_of(task) == due + timedelta(days=30)
    assert status_of(task, due + timedelta(days=20)) == Status.OPEN_IN_TIME
    assert slipped_days(task, due + timedelta(days=20)) == 20
    # on the day before it was granted nobody was excused
    assert status_of(task, today() - timedelta(days=1)) == Status.OVERDUE
    task.done_on = due + timedelta(days=20)
    assert status_of(task, due + timedelta(days=40)) == Status.DONE_LATE


def test_a_second_extension_needs_somebody_else_who_allows_it(task, operator):
    extend(task, DUE + timedelta(days=30), "chờ hướng dẫn", operator)
    with pytest.raises(ExtensionError, match="second"):
        extend(task, DUE + timedelta(days=60), "lại chờ", operator)
    with pytest.raises(ExtensionError, match="second"):
        extend(task, DUE + timedelta(days=60), "lại chờ", operator, allowed_by=operator)
    chief = User.objects.create(username="chief", role=Role.DEPARTMENT)
    extend(task, DUE + timedelta(days=60), "lại chờ", operator, allowed_by=chief)
    entry = Entry.objects.filter(act="task.extended").latest("id")
    assert f'"allowed_by":"{chief.pk}"' in entry.facts


def test_extensions_that_cannot_be_given(task, operator):
    with pytest.raises(ExtensionError, match="not_later"):
        extend(task, DUE, "x", operator)
    Task.objects.filter(pk=task.pk).update(original_deadline=None)
    with pytest.raises(ExtensionError, match="no_deadline"):
        extend(Task.objects.get(pk=task.pk), DUE, "x", operator)


def test_a_task_adopted_without_a_deadline_gets_its_first_with_a_reason(adopted, operator):
    Task.objects.filter(pk=adopted.pk).update(original_deadline=None)
    task = Task.objects.get(pk=adopted.pk)
    day = today() - timedelta(days=3)
    assert rate([task], today()).undated == 1
    set_first_deadline(task, day, "  công văn 12 nêu hạn ", operator)
    task = Task.objects.get(pk=task.pk)
    assert (task.original_deadline, task.deadline_why) == (day, "công văn 12 nêu hạn")
    assert (task.deadline_set_by, task.extensions.count()) == (operator, 0)
    # it stands in both rates from now on; what was told of yesterday stays
    assert status_of(task, today()) == Status.OVERDUE
    assert (rate([task], today()).told, slipped_days(task, today())) == (1, 3)
    yesterday = today() - timedelta(days=1)
    assert (deadline_of(task, yesterday), slipped_days(task, yesterday)) == (None, 0)
    assert status_of(task, yesterday) == Status.OPEN_IN_TIME
    assert rate([task], yesterday).undated == 1
    entry = Entry.objects.get(act="task.deadline_set")
    assert json.loads(entry.facts) == {"until": str(day), "reason": "công văn 12 nêu hạn"}
    # afterwards it is extended as any other: once, and the first day stays
    extend(task, today() + timedelta(days=9), "chờ", operator)
    with pytest.raises(ExtensionError, match="second"):
        extend(task, today() + timedelta(days=20), "lại chờ", operator)
    assert status_of(Task.objects.get(pk=task.pk), today()) == Status.OPEN_IN_TIME


def test_first_deadlines_that_cannot_be_set(task, operator, officer, programme):
    with pytest.raises(FirstDeadlineError, match="not_adopted"):
        set_first_deadline(task, DUE, "x", operator)
    cascading.adopt(programme, operator)
    with pytest.raises(FirstDeadlineError, match="has_one"):
        set_first_deadline(task, DUE, "x", operator)
    Task.objects.filter(pk=task.pk).update(original_deadline=None)
    issued = task.duties.get().directive.issued_on
    for who, day, why, reason in (
        (officer, DUE, "x", "no_standing"),
        (operator, DUE, " ", "reason_missing"),
        (operator, issued - timedelta(days=1), "x", "before_document"),
    ):
        with pytest.raises(FirstDeadlineError, match=reason):
            set_first_deadline(task, day, why, who)
    task.duties.clear()
    with pytest.raises(FirstDeadlineError, match="before_programme"):
        set_first_deadline(task, programme.begins_on - timedelta(days=1), "x", operator)
    mark_done(task, today(), operator)
    with pytest.raises(FirstDeadlineError, match="done_already"):
        set_first_deadline(task, DUE, "x", operator)
    assert Task.objects.get(pk=task.pk).original_deadline is None


def test_only_the_department_extends_and_never_without_a_reason(task, operator, officer):
    with pytest.raises(ExtensionError, match="no_standing"):
        extend(task, DUE + timedelta(days=30), "xin thêm", officer)
    with pytest.raises(ExtensionError, match="reason_missing"):
        extend(task, DUE + timedelta(days=30), "  ", operator)
    extend(task, DUE + timedelta(days=30), "chờ hướng dẫn", operator)
    for nobody in (officer, User(username="khach", role=Role.DEPARTMENT, is_active=False)):
        with pytest.raises(ExtensionError, match="second"):
            extend(task, DUE + timedelta(days=60), "lại chờ", operator, allowed_by=nobody)


def test_the_department_marks_a_task_as_done_and_takes_it_back_with_a_reason(
    task, operator, officer
):
    for who, day, reason in (
        (officer, today(), "no_standing"),
        (operator, today() + timedelta(days=1), "future"),
        (operator, date(1, 1, 1), "too_early"),
    ):
        with pytest.raises(DoneError, match=reason):
            mark_done(task, day, who)
    mark_done(task, today(), operator)
    with pytest.raises(DoneError, match="done_already"):
        mark_done(task, today(), operator)
    for who, words, reason in ((officer, "x", "no_standing"), (operator, " ", "reason_missing")):
        with pytest.raises(DoneError, match=reason):
            reopen(task, words, who)
    reopen(task, "nhầm việc", operator)
    assert Task.objects.get(pk=task.pk).done_on is None
    with pytest.raises(DoneError, match="not_done"):
        reopen(task, "nhầm việc", operator)
    assert list(Entry.objects.values_list("act", flat=True))[-2:] == ["task.done", "task.reopened"]


def test_both_rates_are_told_and_differ(programme):
    days = {"a": DUE, "b": DUE + timedelta(days=3), "c": None, "d": None}
    for number, done in days.items():
        late = DUE if number != "d" else DUE + timedelta(days=99)
        Task.objects.create(
            programme=programme, number=number, title=number, original_deadline=late, done_on=done
        )
    rates = rate(programme.tasks.all(), DUE + timedelta(days=10))
    # of a, b and c; what is open in time ("d") tells nothing yet, and is in neither
    assert rates.told == 3
    assert rates.not_overdue == pytest.approx(2 / 3)
    assert rates.on_time == pytest.approx(1 / 3)


def test_both_rates_are_of_the_same_tasks_as_the_governments_tracker_of_2017_shows():
    counts = {Status.DONE_LATE: 1983, Status.OVERDUE: 223}
    counts |= {Status.DONE_ON_TIME: 16051 - 1983, Status.OPEN_IN_TIME: 21914 - 16274}
    rates = Rates(counts)
    assert (rates.total, rates.told) == (21914, 16274)
    assert rates.not_overdue == pytest.approx(0.9863, abs=0.0001)
    assert rates.on_time == pytest.approx(0.8644, abs=0.0001)


def test_without_anything_done_or_overdue_there_is_neither_rate(programme):
    Task.objects.create(programme=programme, number="1", title="1", original_deadline=DUE)
    for rates in (rate([], DUE), rate(programme.tasks.all(), DUE)):
        assert (rates.not_overdue, rates.on_time) == (None, None)


def test_a_task_without_a_day_is_in_neither_rate_and_told_apart(programme):
    for number, done in (("a", None), ("b", DUE)):
        Task.objects.create(programme=programme, number=number, title=number, done_on=done)
    Task.objects.create(programme=programme, number="c", title="c", original_deadline=DUE)
    rates = rate(programme.tasks.all(), DUE + timedelta(days=1))
    assert rates.undated == 2
    assert rates.total == 1
    assert (rates.not_overdue, rates.on_time) == (0.0, 0.0)


def test_a_draft_is_not_handed_down_and_an_adopted_task_reaches_every_commune(
    task, operator, programme
):
    with pytest.raises(CascadeError, match="not_adopted"):
        hand_down([task], operator)
    cascading.adopt(programme, operator)
    assert programme.stage == Stage.ADOPTED
    task.refresh_from_db()
    assert hand_down([task], operator) == city_communes(today()).count()
    assert hand_down([task], operator) == 0
    assert receipts(task).silent == receipts(task).sent


def test_a_commune_receives_and_accepts_or_returns_with_a_reason(adopted, officer, operator):
    hand_down([adopted], operator)
    [mine] = Assignment.objects.visible_to(officer)
    assert cascading.receive([mine], officer) == 1
    assert cascading.receive([mine], officer) == 0
    with pytest.raises(CascadeError, match="reason_missing"):
        cascading.give_back(mine, "  ", officer)
    cascading.give_back(mine, "xã không có điểm bưu điện", officer)
    told = receipts(adopted)
    assert (told.received, told.accepted, told.returned) == (1, 0, 1)
    with pytest.raises(CascadeError, match="answered_already"):
        cascading.accept(mine, officer)
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"task.handed_down", "task.received", "task.returned"} <= acts
    seal_waiting()
    assert not list(find_breaks(None))


def test_a_returned_task_is_sent_again_with_a_note_and_the_journal_keeps_the_return(
    adopted, officer, operator
):
    hand_down([adopted], operator)
    [mine] = Assignment.objects.visible_to(officer)
    with pytest.raises(CascadeError, match="not_returned"):
        cascading.send_again(mine, "xem lại", operator)
    cascading.give_back(mine, "xã không có điểm bưu điện", officer)
    for who, note, reason in (
        (operator, " ", "note_missing"),
        (operator, "x" * 401, "note_long"),
        (officer, "xem lại", "no_standing"),
    ):
        with pytest.raises(CascadeError, match=reason):
            cascading.send_again(mine, note, who)
    cascading.send_again(mine, "điểm ở xã bên phục vụ cả xã", operator)
    assert (mine.note, mine.is_answered) == ("điểm ở xã bên phục vụ cả xã", False)
    cascading.accept(mine, officer)
    told = receipts(adopted)
    assert (told.accepted, told.returned) == (1, 0)
    entry = Entry.objects.get(act="task.sent_again")
    assert "xã không có điểm bưu điện" in entry.facts


def test_what_was_handed_down_by_mistake_is_taken_back_from_whoever_said_nothing_yet(
    adopted, officer, operator
):
    sent = hand_down([adopted], operator)
    [mine] = Assignment.objects.visible_to(officer)
    cascading.receive([mine], officer)
    with pytest.raises(CascadeError, match="no_standing"):
        cascading.take_back([adopted], officer)
    late = Assignment.objects.exclude(pk=mine.pk).select_related("unit").first()
    assert cascading.take_back([adopted], operator) == (sent - 1, 1)
    assert list(Assignment.objects.all()) == [mine], "who acknowledged it keeps it"
    with pytest.raises(CascadeError, match="nothing_waits"):
        cascading.take_back([adopted], operator)
    Charge.objects.create(user=officer, unit=late.unit)
    with pytest.raises(CascadeError, match="taken_back"):
        cascading.accept(late, officer)
    entry = Entry.objects.get(act="task.taken_back")
    assert f'"units":{sent - 1}' in entry.facts
    assert '"acknowledged":1' in entry.facts
    assert hand_down([adopted], operator) == sent - 1, "it can be handed down again"


def test_what_was_returned_and_sent_again_is_not_taken_back(adopted, officer, operator):
    hand_down([adopted], operator)
    [mine] = Assignment.objects.visible_to(officer)
    cascading.give_back(mine, "chưa rõ", officer)
    cascading.send_again(mine, "đã rõ", operator)
    cascading.take_back([adopted], operator)
    assert list(Assignment.objects.all()) == [mine], "its unit has answered once"


def test_nobody_answers_for_another_commune(adopted, officer, operator):
    hand_down([adopted], operator)
    other = Assignment.objects.exclude(unit__in=officer.charges.values("unit")).first()
    for act in (
        lambda: cascading.accept(other, officer),
        lambda: cascading.accept(other, operator),
    ):
        with pytest.raises(CascadeError, match="no_standing"):
            act()
    assert not Assignment.objects.visible_to(User.objects.create(username="x")).exists()


def test_a_return_without_a_reason_cannot_be_stored(adopted, operator):
    hand_down([adopted], operator)
    row = Assignment.objects.first()
    row.returned_at = row.sent_at
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_reason_that_is_too_long_is_refused_and_not_cut(adopted, officer, operator):
    hand_down([adopted], operator)
    [mine] = Assignment.objects.visible_to(officer)
    with pytest.raises(CascadeError, match="reason_long"):
        cascading.give_back(mine, "x" * 401, officer)


def test_what_went_to_a_commune_that_lapsed_is_shown_on_its_successors_and_not_rewritten(
    adopted, operator, programme
):
    step = Succession.objects.filter(on=TWO_TIER_FROM, successor__code="00070").first()
    old, new = step.predecessor, step.successor
    hand_down([adopted], operator, [old])
    [told] = taken_over(new, [programme])
    assert (told.assignment.unit, told.step) == (old, step)
    assert new in {one.successor for one in successors_of(old)}
    assert list(Assignment.objects.values_list("unit", flat=True)) == [old.pk]
    # asked itself, it has nothing to take over
    hand_down([adopted], operator, [new])
    assert taken_over(new, [programme]) == []


def test_only_the_department_adopts_hands_down_and_extends(programme, task):
    officer = User.objects.create(username="an-officer", role=Role.COMMUNE)
    with pytest.raises(CascadeError, match="no_standing"):
        cascading.adopt(programme, officer)
    with pytest.raises(CascadeError, match="no_standing"):
        hand_down([task], officer)
    with pytest.raises(ExtensionError, match="no_standing"):
        extend(task, DUE + timedelta(days=30), "chờ", officer)
    programme.refresh_from_db()
    assert programme.stage == "draft"


def test_a_commune_sees_a_directive_once_an_adopted_programme_serves_it(programme, task, operator):
    officer = User.objects.create(username="an-officer", role=Role.COMMUNE)
    collector = User.objects.create(username="a-collector", role=Role.COLLECTOR)
    assert not Directive.objects.visible_to(officer).exists()
    assert not Programme.objects.visible_to(officer).exists()
    assert Directive.objects.visible_to(operator).count() == 1
    cascading.adopt(programme, operator)
    assert Directive.objects.visible_to(officer).count() == 1
    assert Programme.objects.visible_to(officer).count() == 1
    assert not Directive.objects.visible_to(collector).exists()
