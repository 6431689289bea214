"""A small programme: a directive, a task of two duties, a target."""

from datetime import date

import pytest
from django.utils import timezone

from diaban.spine.evidence.models import Register
from diaban.spine.parties.models import Organisation
from diaban.spine.programme.cascading import adopt
from diaban.spine.programme.models import (
    Directive,
    Document,
    Duty,
    Gauge,
    Line,
    Programme,
    Target,
    Task,
)

TEXT = "Sở phải hoàn thiện mã địa chỉ tới từng hộ gia đình trong quý 2/2020. 100% điểm có người."


@pytest.fixture
def directive(operator):
    return Directive.objects.create(
        kind=Document.NEWS, line=Line.MINISTRY, issuer_name="Bộ TT&TT", text=TEXT,
        issued_on=date(2021, 1, 20), abstract="Hội nghị", entered_at=timezone.now(),
        entered_by=operator,
    )  # fmt: skip


@pytest.fixture
def programme(operator):
    body = Organisation.objects.create(name="Sở TT&TT")
    return Programme.objects.create(
        title="Chương trình 2026", begins_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
        organisation=body, made_at=timezone.now(), made_by=operator,
    )  # fmt: skip


@pytest.fixture
def task(programme, directive):
    task = Task.objects.create(
        programme=programme, number="1", title="Mã địa chỉ tới từng hộ", field="post",
        original_deadline=date(2026, 6, 30),
    )  # fmt: skip
    task.duties.add(Duty.objects.create(directive=directive, start=8, end=53, field="post"))
    return task


@pytest.fixture
def adopted(programme, task, operator):
    adopt(programme, operator)
    return task


@pytest.fixture
def target(task):
    return Target.objects.create(
        task=task, title="100% hộ có mã", threshold=1.0, begins_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        milestones=[["2026-01-01", 0.0], ["2026-12-31", 1.0]],
    )  # fmt: skip


@pytest.fixture
def register(operator):
    return Register.objects.create(
        key="codes", title_vi="Hộ có mã", title_en="Coded", noun_vi="hộ", noun_en="households",
        shelf_life_days=60, source="1/2021", opened_at=timezone.now(), opened_by=operator,
    )  # fmt: skip


def gauge(target, actor, since=date(2026, 1, 1), **by):
    return Gauge.objects.create(
        target=target, valid_from=since, set_at=timezone.now(), set_by=actor, **by
    )
