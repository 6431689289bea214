"""People who act: the local operator, and who sees the whole city."""

import pytest

from diaban.spine.parties.models import LOCAL_OPERATOR, Role, User, local_operator


def test_the_local_operator_is_made_once_and_is_the_department(db):
    first, again = local_operator(), local_operator()
    assert first == again
    assert (first.username, first.role, User.objects.count()) == (LOCAL_OPERATOR, "department", 1)


def test_nobody_can_sign_in_as_the_local_operator_by_password(db):
    assert not local_operator().check_password("")
    assert not local_operator().has_usable_password()


@pytest.mark.parametrize("role", Role.values)
def test_only_the_department_and_the_auditor_see_the_whole_city(role):
    assert User(role=role).sees_whole_city == (role in {"department", "auditor"})


def test_a_person_without_a_role_is_the_public():
    assert User(username="x").role == Role.PUBLIC
