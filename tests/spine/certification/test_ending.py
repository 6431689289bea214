"""When it ends that an address is certified: other words, or somebody says so."""

from datetime import date

import pytest
from tests.notices import officer
from tests.registry import MIDDLE, address_of, door, observe

from diaban.exchange.certificates.registered import statement_of
from diaban.spine.addresses.certified import (
    certified_anew,
    certified_on,
    certified_since,
    withdrawn_identifiers,
)
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import Life
from diaban.spine.certification.certifying import certify, withdraw_certification
from diaban.spine.places.units import today

NEXT_DOOR = (21.02855, 105.8543)


@pytest.fixture
def commune(official_hanoi, operator):
    """An officer of Hoàn Kiếm, who has certified one door; a list says it of another."""
    observe(
        door("good", house_number="10", street="Hàng Bông", life="collected"),
        door(
            "listed", (21.02855, 105.8543), house_number="6", street="Hàng Bông", life="certified"
        ),
    )
    run_coding(operator)
    user = officer("11024")
    certify(user, address_of("good").commune, [address_of("good").pk])
    assert address_of("good").life == Life.CERTIFIED
    return user


def test_a_list_with_other_words_ends_it_and_the_certificate(commune, operator):
    observe(door("good", house_number="99", street="Hàng Khác", held_on=today()))
    run_coding(operator)
    row = address_of("good")
    assert row.life == Life.COLLECTED
    assert withdrawn_identifiers() == [row.identifier]
    assert statement_of(row, today()) is None


def test_a_list_with_the_same_words_does_not(commune, operator):
    lat, lng = MIDDLE
    same = door("good", (lat + 1e-5, lng), house_number="10", street="Hàng Bông", held_on=today())
    observe(same)
    run_coding(operator)
    assert address_of("good").life == Life.CERTIFIED


def test_what_a_list_said_can_be_taken_back_and_its_words_stand(commune, operator):
    row = address_of("listed")
    assert row.life == Life.CERTIFIED
    assert withdraw_certification(operator, [row.pk], "objection") == 1
    row = address_of("listed")
    assert row.life != Life.CERTIFIED
    assert (row.house_number, row.street) == ("6", "Hàng Bông")
    assert withdraw_certification(operator, [row.pk], "objection") == 0


def test_after_it_has_ended_it_can_be_certified_again(commune, operator):
    observe(door("good", house_number="99", street="Hàng Khác", held_on=today()))
    run_coding(operator)
    row = address_of("good")
    certify(commune, row.commune, [row.pk])
    assert address_of("good").life == Life.CERTIFIED


def test_certified_again_it_is_so_from_that_day_and_what_was_before_counts_no_more(
    commune, operator
):
    row = address_of("listed")
    assert certified_on(row) == date(2026, 3, 1)
    assert certified_anew() == {}
    other = door("listed", NEXT_DOOR, house_number="8", street="Hàng Bông", held_on=today())
    observe({**other, "life": "collected"})
    run_coding(operator)
    assert certified_on(address_of("listed")) is None
    certify(commune, row.commune, [row.pk])
    assert certified_on(address_of("listed")) == today()
    at = certified_since(address_of("listed")).at
    assert certified_anew() == {row.identifier: at}
    assert withdrawn_identifiers() == []


def test_of_two_certificates_of_one_day_only_the_one_after_the_break_counts(commune, operator):
    row = address_of("good")
    certify(commune, row.commune, [row.pk])
    first = statement_of(address_of("good"), today())
    withdraw_certification(operator, [row.pk], "objection")
    certify(commune, row.commune, [row.pk])
    second = statement_of(address_of("good"), today())
    assert first.certified_on == second.certified_on == today()
    assert first.certified_at < second.certified_at == certified_anew()[row.identifier]
