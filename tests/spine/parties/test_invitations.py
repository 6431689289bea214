"""Letting people in: single-use links, dated territory, rights that nobody gives themselves."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.hanoi import commune_of_postal_code

from diaban.spine.journal.models import Entry
from diaban.spine.parties import people
from diaban.spine.parties.invitations import HELD_FOR, Invitation
from diaban.spine.parties.models import Role, User, has_administrator, local_operator
from diaban.spine.places.models import Charge

WORDS = "ba mươi sáu phố phường"


@pytest.fixture
def chief(operator) -> User:
    invited = people.invite(operator, "chief", Role.DEPARTMENT, administers=True)
    return people.join(Invitation.find(invited.token), WORDS)


def acts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("act", flat=True))


def test_a_link_lets_one_person_in_once(operator):
    invited = people.invite(operator, "lan", Role.COLLECTOR)
    assert not invited.person.has_usable_password()
    found = Invitation.find(invited.token)
    assert people.join(found, WORDS).check_password(WORDS)
    assert people.join(found, "another") is None
    assert Invitation.find(invited.token) is None
    assert acts() == ["person.invited", "person.joined"]


def test_the_database_does_not_hold_the_link(operator):
    token = people.invite(operator, "lan", Role.COLLECTOR).token
    assert token not in str(list(Invitation.objects.values()))


def test_a_link_ends_after_three_days_with_a_newer_one_and_with_a_lock(operator):
    first = people.invite(operator, "lan", Role.COLLECTOR)
    second = people.invite_again(operator, first.person)
    assert Invitation.find(first.token) is None
    assert Invitation.find(second) is not None
    Invitation.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert Invitation.find(second) is None
    third = people.invite_again(operator, first.person)
    people.lock(operator, first.person)
    assert Invitation.find(third) is None
    assert timedelta(days=3) == HELD_FOR


@pytest.mark.parametrize("name", ["", "two words", "lan", "x" * 151])
def test_a_name_that_cannot_be_one_is_refused(operator, name):
    people.invite(operator, "lan", Role.COLLECTOR)
    with pytest.raises(ValidationError):
        people.invite(operator, name, Role.COLLECTOR)


def test_there_is_an_administrator_once_one_has_joined(operator, db):
    token = people.invite(operator, "chief", Role.DEPARTMENT, administers=True).token
    assert not has_administrator()
    people.join(Invitation.find(token), WORDS)
    assert has_administrator()


def test_a_territory_holds_from_the_day_it_was_given_to_the_day_it_ended(hanoi, chief):
    unit = commune_of_postal_code("11024")
    person = people.invite(chief, "lan", Role.COLLECTOR, [unit]).person
    assert [c.unit for c in person.charges.all()] == [unit]
    people.end_charge(chief, person, person.charges.get())
    assert not person.charges.exists()
    assert Charge.ever.filter(user=person).count() == 1
    people.give_charge(chief, person, unit)
    people.give_charge(chief, person, unit)
    assert person.charges.count() == 1
    Charge.ever.filter(user=person).update(valid_from=timezone.localdate() + timedelta(days=1))
    assert not person.charges.exists()


def test_every_change_is_in_the_journal_with_what_was_before(chief, operator):
    person = people.invite(chief, "lan", Role.COLLECTOR).person
    people.change_rights(chief, person, Role.AUDITOR, administers=False)
    people.lock(chief, person)
    people.unlock(chief, person)
    assert acts()[-3:] == ["person.changed", "person.locked", "person.unlocked"]
    facts = json.loads(Entry.objects.get(act="person.changed").facts)
    assert (facts["before"]["role"], facts["role"]) == ("collector", "auditor")


def test_nobody_changes_their_own_rights(chief):
    unit = None
    for attempt in (
        lambda: people.change_rights(chief, chief, Role.AUDITOR, administers=True),
        lambda: people.lock(chief, chief),
        lambda: people.give_charge(chief, chief, unit),
    ):
        with pytest.raises(people.OwnAccountError):
            attempt()


def test_the_last_administrator_stays_one(chief):
    operator = local_operator()
    for attempt in (
        lambda: people.change_rights(operator, chief, Role.AUDITOR, administers=False),
        lambda: people.lock(operator, chief),
    ):
        with pytest.raises(people.LastAdministratorError):
            attempt()
    assert has_administrator()
