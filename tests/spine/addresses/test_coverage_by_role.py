"""What a person saw with the whole city in charge is not shown to them afterwards."""

import pytest
from tests.registry import door, observe

from diaban.spine.addresses.coverage import coverage
from diaban.spine.addresses.problems import count_problems
from diaban.spine.parties.models import Role
from diaban.spine.places.units import today


@pytest.fixture
def officer(operator, official_hanoi):
    observe(door("1"))
    return operator


def test_who_loses_the_whole_city_and_has_no_unit_sees_no_figure(officer):
    assert coverage(officer, today()).unplaced.registered == 1
    officer.role = Role.COMMUNE
    officer.save()
    figures = coverage(officer, today())
    assert figures.total.registered + figures.unplaced.registered == 0
    assert not count_problems(officer)
