"""Tasks: the four official states with both rates, one extension, and the cascade."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from diaban.spine.journal.models import Entry
from diaban.spine.journal.sealing import find_breaks, seal_waiting
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme import cascading
from diaban.spine.programme.cascading import CascadeError, hand_down, receipts
from diaban.spine.programme.models import Assignment, Stage, Task
from diaban.spine.programme.statuses import (
    ExtensionError,
    Status,
    deadline_of,
    extend,
    rate,
    slipped_days,
    status_of,
)

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


def test_both_rates_are_told_and_differ(programme):
    days = {"a": DUE, "b": DUE + timedelta(days=3), "c": None, "d": None}
    for number, done in days.items():
        late = DUE if number != "d" else DUE + timedelta(days=99)
        Task.objects.create(
            programme=programme, number=number, title=number, original_deadline=late, done_on=done
        )
    rates = rate(programme.tasks.all(), DUE + timedelta(days=10))
    assert rates.not_overdue == pytest.approx(3 / 4)
    assert rates.on_time == pytest.approx(1 / 3)
    assert rate([], DUE).on_time is None


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
