"""A duty of 2021 shows its owner then and now, or that nobody knows."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from diaban.spine.parties.departments import (
    DEPARTMENT_OF_2021,
    SCIENCE_AND_TECHNOLOGY,
    load_departments,
)
from diaban.spine.parties.models import local_operator
from diaban.spine.parties.organisations import Organisation, OrganisationSuccession, owners_on

THEN, NOW = date(2021, 1, 20), date(2026, 11, 26)


@pytest.fixture
def department(db) -> Organisation:
    load_departments()
    load_departments()
    return Organisation.objects.get(name=DEPARTMENT_OF_2021)


def names(owners) -> list[str | None]:
    return [o.organisation and o.organisation.name for o in owners]


def test_a_duty_of_2021_has_its_owner_of_then_and_of_now(department):
    assert names(owners_on(department, "telecom", THEN)) == [DEPARTMENT_OF_2021]
    (now,) = owners_on(department, "telecom", NOW)
    assert now.organisation.name == SCIENCE_AND_TECHNOLOGY
    assert "1/3/2025" in now.steps[0].clause


@pytest.mark.parametrize("field", ["press", "security"])
def test_what_no_source_says_is_unknown_until_a_named_person_assigns_it(department, field):
    assert names(owners_on(department, field, NOW)) == [None]
    culture = Organisation.objects.create(name="Sở Văn hóa và Thể thao Hà Nội")
    OrganisationSuccession.objects.create(
        predecessor=department,
        successor=culture,
        field=field,
        on=date(2025, 3, 1),
        assigned_by=local_operator(),
    )
    (owner,) = owners_on(department, field, NOW)
    assert owner.organisation == culture
    assert owner.steps[0].assigned_by == local_operator()


def test_a_succession_needs_a_clause_or_a_name(department):
    other = Organisation.objects.create(name="Khác")
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationSuccession.objects.create(
            predecessor=department, successor=other, on=date(2025, 3, 1)
        )


def test_a_field_that_was_divided_has_several_owners_and_a_circle_ends(department):
    first, second = (Organisation.objects.create(name=n, valid_to=THEN) for n in ("A", "B"))
    for a, b in ((department, first), (department, second), (first, second), (second, first)):
        OrganisationSuccession.objects.create(
            predecessor=a, successor=b, field="press", on=date(2020, 1, 1), clause="x"
        )
    assert set(names(owners_on(department, "press", NOW))) == {None}
