"""Deliveries are reported once each, of one's own ground, and tell of the door what they can."""

import dataclasses
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, door, observe

from diaban.engines.measuring import wilson
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.merging import merge
from diaban.spine.deliveries.evidence import (
    FEWEST_DAYS,
    MOST_OF_A_CLIENT,
    SHELF_LIFE,
    evidence_of,
)
from diaban.spine.deliveries.models import Delivery
from diaban.spine.deliveries.taking import EARLIEST, Report, take_deliveries
from diaban.spine.parties.api_clients import find_or_add_client
from diaban.spine.parties.api_keys import ApiKey, KeyTerms, make_key


@pytest.fixture
def key(official_hanoi, operator) -> ApiKey:
    observe(
        door("1", house_number="12", street="Hàng Bông"),
        door("2", (21.0368, 105.8346), house_number="34", street="Đội Cấn"),
    )
    run_coding(operator)
    client = find_or_add_client(operator, "buu-ta")
    terms = KeyTerms(frozenset({"deliveries"}), timezone.now() + timedelta(days=1))
    return make_key(operator, client, terms)[0]


@pytest.fixture
def other_key(key, operator) -> ApiKey:
    terms = KeyTerms(frozenset({"deliveries"}), timezone.now() + timedelta(days=1))
    return make_key(operator, find_or_add_client(operator, "another"), terms)[0]


def report(reference: str = "a", **facts: object) -> Report:
    told = {"identifier": address_of("1").identifier, "outcome": "found", **facts}
    return Report(reference, **told)


def take(key: ApiKey, *reports: Report, territory=None) -> list[tuple[str, str]]:
    return [(t.result, t.reason) for t in take_deliveries(key, reports, territory)]


def test_a_report_is_kept_once_however_often_it_comes(key):
    one = report(lat=21.0285, lng=105.8542)
    assert take(key, one, one) == [("taken", ""), ("again", "")]
    assert take(key, one) == [("again", "")]
    [kept] = Delivery.objects.all()
    assert (kept.lat_e7, kept.address_id) == (210285000, address_of("1").pk)


def test_a_reference_that_says_something_else_is_refused(key):
    take(key, report())
    assert take(key, report(outcome="closed")) == [("refused", "reference_taken")]


def test_two_couriers_may_use_one_reference(key, other_key):
    assert take(key, report()) == take(other_key, report()) == [("taken", "")]


def test_a_wrong_report_does_not_hold_up_the_others(key):
    now = timezone.now()
    told = take(
        key,
        report("a", identifier="AAAA-AAAA-A"),
        report("b", happened_at=now - EARLIEST - timedelta(hours=1)),
        report("c", happened_at=now + timedelta(hours=1)),
        report("d"),
    )
    assert told == [
        ("refused", "not_registered"),
        ("refused", "time"),
        ("refused", "time"),
        ("taken", ""),
    ]


def test_only_doors_of_ones_own_ground_can_be_reported(key):
    here = frozenset({commune_of_postal_code("11024").pk})
    there = report("x", identifier=address_of("2").identifier)
    assert take(key, report(), there, territory=here) == [
        ("taken", ""),
        ("refused", "not_registered"),
    ]


def test_nothing_of_the_reference_is_kept_as_it_was_written(key):
    take(key, report("Lan-0912345678"))
    kept = Delivery.objects.values().get()
    assert not any("0912345678" in str(value) for value in kept.values())


def test_a_report_is_never_changed_nor_deleted(key):
    take(key, report())
    with pytest.raises(TypeError):
        Delivery.objects.update(outcome=2)
    with pytest.raises(TypeError):
        Delivery.objects.get().delete()


# --- what follows of it -----------------------------------------------------------------------


def test_without_a_delivery_the_risk_is_unknown(key):
    assert dataclasses.astuple(evidence_of(address_of("1").pk)) == (None, [], None)


def deliver(key: ApiKey, outcomes: list[str], days: int = 1, **facts: object) -> None:
    """Report one delivery for each outcome, spread over so many days."""
    for n, outcome in enumerate(outcomes):
        when = timezone.now() - timedelta(days=n % days, hours=1)
        told = report(f"{outcome}-{n}", outcome=outcome, happened_at=when, **facts)
        assert take(key, told) == [("taken", "")]


def risk():
    return evidence_of(address_of("1").pk).risk


def test_one_failed_delivery_or_four_are_no_risk(key, other_key):
    deliver(key, ["closed"])
    assert risk() is None
    deliver(other_key, ["closed", "found", "found"])
    assert risk() is None
    deliver(key, ["found"])
    assert (risk().failed, risk().deliveries) == (2, 5)


def test_one_courier_alone_must_have_come_on_enough_days(key):
    deliver(key, ["closed"] * 9, days=FEWEST_DAYS - 1)
    assert risk() is None, "a bad week of one round is one circumstance"
    deliver(key, ["found"], days=1)
    assert risk() is None
    when = timezone.now() - timedelta(days=40)
    take(key, report("earlier", happened_at=when))
    assert (risk().failed, risk().deliveries) == (9, 11)


def test_the_risk_is_the_share_that_failed_with_its_interval(key, other_key):
    deliver(key, ["found"] * 4 + ["closed"])
    deliver(other_key, ["found"] * 2 + ["not_found", "wrong_place", "refused"])
    assert (risk().failed, risk().deliveries) == (4, 10)
    assert risk().interval == wilson(4, 10)


def test_a_courier_who_reports_most_does_not_outweigh_the_other(key, other_key):
    deliver(key, ["refused"] * 60, days=20)
    deliver(other_key, ["found"] * 5)
    assert (risk().failed, risk().deliveries) == (60, 65)
    assert risk().interval == wilson(5, 10)


def test_an_entrance_that_two_couriers_used_is_told_and_who_was_there_last(key, other_key):
    when = timezone.now() - timedelta(days=3)
    for n, whose in enumerate((key, other_key, key)):
        told = report(str(n), lat=21.02855 + n / 1e6, lng=105.8542, happened_at=when)
        take(whose, told)
    take(key, report("lost", outcome="not_found", lat=21.03, lng=105.86))
    told = evidence_of(address_of("1").pk)
    [entrance] = told.entrances
    assert (entrance.lat, entrance.deliveries) == (pytest.approx(21.028551), 3)
    assert told.last_found_on == timezone.localdate(when)


def test_one_courier_makes_no_entrance_however_often_it_says_so(key, other_key):
    deliver(key, ["found"] * 12, lat=21.02855, lng=105.8542)
    assert evidence_of(address_of("1").pk).entrances == []
    deliver(other_key, ["found"], lat=21.02856, lng=105.8542)
    [entrance] = evidence_of(address_of("1").pk).entrances
    assert entrance.deliveries == MOST_OF_A_CLIENT + 1


def test_what_was_long_ago_says_nothing_any_more(key, other_key, monkeypatch):
    when = timezone.now() - timedelta(days=300)
    for n, whose in enumerate([key, other_key] * 3):
        take(whose, report(str(n), happened_at=when))
    assert risk() is not None
    monkeypatch.setattr(
        "diaban.spine.deliveries.evidence.SHELF_LIFE", SHELF_LIFE - timedelta(days=431)
    )
    assert risk() is None


def test_reports_of_a_merged_door_count_for_the_one_that_answers(key, other_key, operator):
    deliver(key, ["found"] * 3)
    for n in range(2):
        take(other_key, report(f"m{n}", identifier=address_of("2").identifier))
    assert risk() is None
    merge(address_of("1").pk, address_of("2").pk, "same", operator)
    assert risk().deliveries == 5
