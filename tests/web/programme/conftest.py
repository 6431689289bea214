"""A small programme that was adopted, and people who look at its pages."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from tests.hanoi import commune_of_postal_code

from diaban.spine.parties.departments import DEPARTMENT_OF_2021, load_departments
from diaban.spine.parties.models import Organisation, Role, User
from diaban.spine.places.models import Charge, Unit
from diaban.spine.places.units import today
from diaban.spine.programme.cascading import adopt
from diaban.spine.programme.directives import Directive, DutyState
from diaban.spine.programme.drafting import Head, enter
from diaban.spine.programme.models import Programme, Target, Task

YEAR = today().year
PLAN_TEXT = "1. Phấn đấu 95% hộ có mã địa chỉ.\n2. Sở Tài chính rà soát kinh phí trước ngày 15/3.\n"


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path, monkeypatch, few_days) -> None:
    settings.FIGURE_FOLDER = tmp_path / "figures"
    monkeypatch.setenv("DIABAN_DATA", str(tmp_path))


@pytest.fixture
def unit(hanoi) -> Unit:
    return commune_of_postal_code("11024")


@pytest.fixture
def programme(hanoi, operator) -> Programme:
    """Two tasks of the department of 2021: one of the post, one of the press."""
    load_departments()
    then = Organisation.objects.get(name=DEPARTMENT_OF_2021)
    programme = Programme.objects.create(
        title="Chương trình thử", begins_on=date(YEAR, 1, 1), ends_on=date(YEAR, 12, 31),
        organisation=then, made_at=timezone.now(), made_by=operator,
    )  # fmt: skip
    for number, field in (("1", "post"), ("2", "press")):
        task = Task.objects.create(
            programme=programme, number=number, title=f"Việc {field}", field=field, lead=then,
            original_deadline=date(YEAR, 6, 30),
        )  # fmt: skip
        Target.objects.create(task=task, title=f"Chỉ tiêu {field}", threshold=0.8,
                              begins_on=programme.begins_on, ends_on=programme.ends_on)  # fmt: skip
    adopt(programme, operator)
    return programme


@pytest.fixture
def post_task(programme) -> Task:
    return programme.tasks.get(number="1")


@pytest.fixture
def press_task(programme) -> Task:
    return programme.tasks.get(number="2")


@pytest.fixture
def sign_in(hanoi) -> Callable[..., Client]:
    """Sign somebody in by a name, with a role and perhaps a commune in charge."""

    def enter(name: str, role: Role = Role.DEPARTMENT, unit: Unit | None = None) -> Client:
        user = User.objects.create(username=name, role=role, joined_at=timezone.now())
        if unit is not None:
            Charge.objects.create(user=user, unit=unit)
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def demonstration(loaded_programme, official_hanoi, operator, settings) -> Programme:
    """The programme of 2021 with its made-up evidence, and figures of today."""
    return loaded_programme.put_back(settings.FIGURE_FOLDER)


@pytest.fixture
def directive(operator) -> Directive:
    head = Head("plan", "committee", "UBND", date(2026, 1, 2), "Bưu chính")
    made = enter(head, PLAN_TEXT, operator)
    made.duties.update(state=DutyState.ACCEPTED)
    return made


@pytest.fixture
def plan(client, directive) -> Programme:
    said = {"title": "Kế hoạch", "begins_on": "2026-01-01", "ends_on": "2026-12-31",
            "organisation": "Sở", "parent": ""}  # fmt: skip
    client.post("/programme/plans/", said)
    return Programme.objects.get()


@pytest.fixture
def tasks(client, plan, directive) -> list[Task]:
    numbers = [duty.pk for duty in directive.duties.all()]
    client.post(f"/programme/plans/{plan.pk}/tasks/", {"duty": numbers, "do": "each"})
    return list(plan.tasks.all())
