"""Proposals for commendation: by measured figures alone, and never by what somebody declared."""

from datetime import date, timedelta

import pytest
from tests.spine.programme.conftest import gauge

from diaban.engines.measuring import Outcome
from diaban.spine.certification.models import Batch, BatchState
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.cascading import hand_down
from diaban.spine.programme.commending import (
    AUDIT_FELL,
    CommendationError,
    Decision,
    decide,
    read_proposals,
)
from diaban.spine.programme.declared import declare
from diaban.spine.programme.models import Commendation, Relation, Target

pytestmark = pytest.mark.usefixtures("hanoi")
FORM = Source("x.xlsx")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, few_days):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def units():
    return list(city_communes(today()).order_by("code")[:6])


@pytest.fixture
def measured(target, register, units, operator):
    """The target is measured: six communes at 50 %, the first at 95; the threshold is 90 %."""
    target.threshold = 0.9
    target.save()
    gauge(target, operator, register=register)
    counts = [(95, 100), *[(50, 100)] * 5]
    state(register, [Said(u, today(), *c) for u, c in zip(units, counts, strict=True)],
          operator, FORM)  # fmt: skip
    return target


def post(programme):
    [field] = read_proposals(programme, today())
    return field


def test_before_the_programme_begins_there_is_nothing_to_commend_for(programme, measured):
    assert read_proposals(programme, programme.begins_on)
    assert not read_proposals(programme, programme.begins_on - timedelta(days=1))


def test_who_reached_the_target_for_certain_is_proposed_and_the_silent_are_open(
    programme, measured, units
):
    field = post(programme)
    assert field.field == "post"
    assert field.units(Outcome.PROPOSED) == [units[0].pk]
    silent = set(city_communes(today()).values_list("pk", flat=True)) - {u.pk for u in units}
    assert set(field.units(Outcome.OPEN)) == silent
    assert set(field.units(Outcome.NOT)) == {unit.pk for unit in units[1:]}


def test_what_is_declared_moves_nothing(programme, measured, units, operator):
    before = post(programme).merits
    declare(measured, units[1], today(), ("100", "100"), operator)
    declare(measured, units[0], today(), ("1", "100"), operator)
    assert post(programme).merits == before


def test_records_that_vanish_count_as_unknown(programme, measured, register, units, operator):
    """Fifty that did not hold are left out of the next count: 50 of 50 is no 100 %."""
    last_month = today().replace(day=1) - timedelta(days=1)
    state(register, [Said(units[1], last_month, 50, 100)], operator, FORM)
    state(register, [Said(units[1], today(), 50, 50)], operator, FORM)
    field = post(programme)
    assert field.judged[0].counts[units[1].pk].unknown == 50
    assert field.merits[units[1].pk].outcome == Outcome.OPEN


def test_an_overdue_task_bars_whom_it_was_handed_to_and_who_has_not_reached_it(
    programme, adopted, measured, register, units, operator
):
    state(register, [Said(u, today(), 9, 10) for u in city_communes(today())], operator, FORM)
    state(register, [Said(units[1], today(), 89, 90 + 10)], operator, FORM)
    measured.threshold = 0.95
    measured.save()
    adopted.original_deadline = today() - timedelta(days=1)
    adopted.save()
    hand_down([adopted], operator, units[:2])
    bars = post(programme).bars
    assert {unit: [bar.task for bar in own] for unit, own in bars.items()} == {
        unit.pk: [adopted] for unit in units[:2]
    }


def test_a_batch_that_fell_in_its_audit_bars_in_the_field_of_post(
    programme, measured, units, operator
):
    from django.utils import timezone

    Batch.objects.create(
        unit=units[0], state=BatchState.FELL, opened_by=operator, closed_at=timezone.now()
    )
    field = post(programme)
    assert field.merits[units[0].pk].outcome == Outcome.BARRED
    assert [bar.reason for bar in field.bars[units[0].pk]] == [AUDIT_FELL]


def test_targets_that_cannot_be_judged_by_are_named_with_the_reason(
    programme, task, measured, register, operator
):
    days = {"begins_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    bare = Target.objects.create(task=task, title="Chưa đo", threshold=1.0, **days)
    falling = Target.objects.create(
        task=task, title="Giảm", threshold=0.1, relation=Relation.AT_MOST, **days
    )
    gauge(falling, operator, register=register)
    left_out = dict(post(programme).left_out)
    assert left_out == {bare: "not_measured", falling: "no_threshold"}


def test_a_decision_is_taken_down_with_its_figures_and_its_reason(
    programme, measured, units, operator
):
    field = post(programme)
    decide(field, programme, today(), Decision(units[0], True, "Đã kiểm tra tại chỗ", operator))
    row = Commendation.objects.get()
    assert (row.accepted, row.reason, row.rule) == (True, "Đã kiểm tra tại chỗ", 1)
    assert row.figures == [[measured.pk, 95, 100, 0]]
    assert Entry.objects.filter(act="commendation.decided").count() == 1


@pytest.mark.parametrize(
    ("number", "reason", "role", "refused"),
    [
        (0, "  ", Role.DEPARTMENT, "reason_missing"),
        (1, "vì thích", Role.DEPARTMENT, "not_proposed"),
        (0, "vì thích", Role.AUDITOR, "no_standing"),
    ],
)
def test_nobody_commends_beside_the_rule(programme, measured, units, number, reason, role, refused):
    actor = User.objects.create(username="x", role=role)
    with pytest.raises(CommendationError, match=refused):
        decide(post(programme), programme, today(), Decision(units[number], True, reason, actor))
    assert not Commendation.objects.exists()
