"""Which duties nothing serves: each target counts, and so does what counts it."""

import pytest
from tests.spine.programme.conftest import gauge

from diaban.spine.programme.models import DutyState, Gauge, Stage, Target, Task
from diaban.spine.programme.orphans import adopted_directives, find_orphans

pytestmark = pytest.mark.usefixtures("hanoi")


@pytest.fixture
def duty(directive, target):
    found = directive.duties.get()
    found.state = DutyState.ACCEPTED
    found.save()
    return found


def another(target: Target, **values: object) -> Target:
    return Target.objects.create(
        task=target.task, title="Chỉ tiêu thứ hai", threshold=0.5, begins_on=target.begins_on,
        ends_on=target.ends_on, **values,
    )  # fmt: skip


def reasons(directive) -> list[tuple[str, str]]:
    return [(one.reason, one.target.title if one.target else "") for one in find_orphans(directive)]


def test_a_duty_is_served_by_a_measure_a_register_or_a_word_of_what_it_lacks(
    directive, duty, target, register, operator
):
    assert reasons(directive) == [("no_gauge", target.title)]
    Target.objects.update(lacks="chưa có sổ")
    assert reasons(directive) == []
    Target.objects.update(lacks="")
    gauge(target, operator, register=register)
    assert reasons(directive) == []
    target.task.duties.clear()
    assert reasons(directive) == [("no_task", "")]


def test_a_second_target_with_neither_measure_nor_word_makes_the_duty_an_orphan(
    directive, duty, target, register, operator
):
    gauge(target, operator, register=register)
    second = another(target)
    assert reasons(directive) == [("no_gauge", second.title)]
    Target.objects.filter(pk=second.pk).update(lacks="chưa có sổ")
    assert reasons(directive) == []


def test_a_measure_that_is_gone_beside_a_good_one_makes_the_duty_an_orphan(
    directive, duty, target, register, operator
):
    gauge(target, operator, register=register)
    second = another(target)
    gauge(second, operator, measure="no-app-declares-it")
    assert reasons(directive) == [("unknown_measure", second.title)]
    # what measured the target before does not serve it again when its follower is gone
    gauge(target, operator, measure="households-coded")
    gauge(target, operator, measure="gone-as-well")
    assert ("unknown_measure", target.title) in reasons(directive)
    assert Gauge.objects.filter(target=target).count() == 3


def test_of_two_duties_that_one_task_carries_out_each_is_held_to_its_own_targets(
    directive, duty, target, register, operator
):
    other = type(duty).objects.create(directive=directive, start=60, end=80, state=duty.state)
    target.task.duties.add(other)
    Target.objects.filter(pk=target.pk).update(duty=duty)
    gauge(target, operator, register=register)
    assert reasons(directive) == []
    second = another(target, duty=other)
    assert [(one.duty, one.target) for one in find_orphans(directive)] == [(other, second)]


def test_documents_of_drafts_are_not_asked_before_they_are_adopted(directive, duty, programme):
    assert adopted_directives() == []
    programme.stage = Stage.ADOPTED
    programme.save()
    assert adopted_directives() == [directive]
    Task.objects.get().duties.clear()
    assert adopted_directives() == []
