"""Doors where nobody could be asked, gates, and households counted: told, and never guessed."""

import json

import pytest
from tests.fieldwork import collector, fix, identifier, place
from tests.registry import address_of, states

from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.counting import counted_households
from diaban.spine.addresses.models import Act, CodeState, Life, Observation
from diaban.spine.addresses.observing import rebuild_registry
from diaban.spine.fieldwork.deciding import decide
from diaban.spine.fieldwork.lots import count_done, count_to_come_back, describe_lot, door_states
from diaban.spine.fieldwork.models import Capture, Conflict, LotCollector

DOOR = "1-2"
UNMET = ("nobody_home", "refused", "unreachable", "no_access")


def visits() -> list[dict]:
    rows = Observation.objects.filter(act=Act.VISIT).order_by("pk")
    return [json.loads(facts) for facts in rows.values_list("facts", flat=True)]


@pytest.mark.parametrize("outcome", UNMET)
def test_a_visit_that_met_nobody_is_an_observation_and_changes_nothing(lot, phone, outcome):
    sent = phone.record(lot, identifier(DOOR), outcome=outcome, house_number="77")
    before = states()
    phone.send()
    assert visits() == [{"visit": outcome, "capture": sent["key"]}]
    assert Observation.objects.get(act=Act.VISIT).actor == phone.user
    assert states() == before
    number = address_of(DOOR).pk
    assert door_states([number])[number][0] == outcome
    assert describe_lot(lot)["doors"][2]["state"] == outcome


def test_a_code_stands_after_a_visit_also_when_all_is_derived_anew(lot, phone, operator):
    run_coding(operator)
    before = states()
    phone.record(lot, identifier(DOOR), outcome="refused")
    phone.send()
    rebuild_registry()
    assert states() == before
    assert address_of(DOOR).code_state != CodeState.DUE


def test_visited_doors_are_to_come_back_to_until_somebody_says_what_is_there(
    lot, phone, other_phone
):
    for number, outcome in enumerate(("nobody_home", "refused", "found")):
        phone.record(lot, identifier(f"1-{number}"), outcome=outcome)
    phone.send()
    assert (count_done([lot.pk]), count_to_come_back([lot.pk])) == ({lot.pk: 1}, {lot.pk: 2})
    other_phone.record(lot, identifier("1-0"))
    other_phone.send()
    assert (count_done([lot.pk]), count_to_come_back([lot.pk])) == ({lot.pk: 2}, {lot.pk: 1})


def test_who_finds_nobody_later_takes_nothing_back(lot, phone):
    phone.record(lot, identifier(DOOR), house_number="12A")
    phone.record(lot, identifier(DOOR), outcome="nobody_home")
    phone.send()
    assert describe_lot(lot)["doors"][2]["state"] == "collected"
    assert (address_of(DOOR).house_number, address_of(DOOR).life) == ("12A", Life.COLLECTED)
    assert count_to_come_back([lot.pk]) == {}


def test_the_point_of_a_gate_is_kept_apart_and_does_not_move_the_door(lot, phone):
    lat, lng = place(2, 25.0)
    sent = phone.record(
        lot, identifier(DOOR), position=fix(place(2, 3.0)), gate={"lat": lat, "lng": lng}
    )
    phone.send()
    assert Capture.objects.get().gate == pytest.approx((lat, lng), abs=1e-6)
    assert address_of(DOOR).position == pytest.approx(place(2, 3.0), abs=1e-6)
    gate = {"lat_e7": round(lat * 1e7), "lng_e7": round(lng * 1e7)}
    assert visits() == [{"gate": gate, "capture": sent["key"]}]


def test_a_gate_of_a_record_in_dispute_waits_for_the_decision(lot, phone, other_phone, operator):
    phone.record(lot, identifier(DOOR), house_number="12")
    phone.send()
    gate = {"lat": place(2, 25.0)[0], "lng": place(2)[1]}
    other_phone.record(lot, identifier(DOOR), house_number="14", gate=gate)
    other_phone.send()
    assert visits() == []
    decide(operator, Conflict.objects.waiting().get(), "capture")
    assert len(visits()) == 1


def test_households_counted_at_the_door_reach_the_address_and_unknown_stays_unknown(
    lot, phone, operator
):
    run_coding(operator)
    for number, counted in enumerate((3, None, 0)):
        phone.record(lot, identifier(f"1-{number}"), households=counted)
    phone.record(lot, None, position=fix(place(40)), written="Số 99 phố Thử", households=2)
    phone.send()
    told = [address_of(f"1-{number}").stated_households for number in range(4)]
    assert told == [3, None, 0, None]
    counted = counted_households(operator)
    assert (counted.doors, counted.households) == (3, 5)
    assert describe_lot(lot)["doors"][0]["households"] == 3
    before = states()
    rebuild_registry()
    assert states() == before


def test_who_comes_again_without_counting_leaves_the_count(lot, phone):
    phone.record(lot, identifier(DOOR), households=4)
    phone.send()
    phone.record(lot, identifier(DOOR), house_number="12B")
    phone.send()
    assert (address_of(DOOR).stated_households, address_of(DOOR).house_number) == (4, "12B")


def test_counts_are_of_the_territory(lot, phone, operator):
    run_coding(operator)
    phone.record(lot, identifier(DOOR), households=4)
    phone.send()
    run_coding(operator)
    assert counted_households(collector("xa")).doors == 0
    assert counted_households(phone.user).households == 4
    assert LotCollector.objects.exists()
