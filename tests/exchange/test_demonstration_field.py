"""The made-up field work: drawn once, in a made-up city only, and labelled."""

import pytest
from tests.fieldwork import place
from tests.registry import door, observe

from diaban.exchange.demonstration_field import demonstrate_field_work, field_work_is_due
from diaban.spine.addresses.coding import run_coding
from diaban.spine.fieldwork.models import Capture, Conflict, Drawing, Lot, RefusedCapture
from diaban.spine.parties.models import Role, User
from diaban.spine.runs.models import Run, State


@pytest.fixture
def made_up_city(operator, official_hanoi) -> None:
    run = Run.objects.create(kind="demonstration", actor=operator, synthetic=True, state=State.DONE)
    doors = [door(f"{n}", place(n), house_number=str(n + 1)) for n in range(100)]
    observe(*doors, synthetic=True, run=run)
    run_coding(operator)


def test_no_page_of_field_work_is_empty(operator, made_up_city):
    assert field_work_is_due()
    demonstrate_field_work(operator)
    assert Lot.objects.count() == 3
    assert Drawing.objects.get().synthetic
    assert "mô phỏng" in Drawing.objects.get().team
    assert Capture.objects.count() >= 15
    assert (Conflict.objects.count(), RefusedCapture.objects.count()) == (1, 1)
    for person in User.objects.filter(role=Role.COLLECTOR):
        assert "mô phỏng" in person.last_name
        assert not person.has_usable_password()
    assert not field_work_is_due()


def test_a_real_city_gets_none(operator, official_hanoi):
    observe(door("real"))
    run_coding(operator)
    assert not field_work_is_due()
