"""A commune answers for its addresses: what is ready, what households said, what is taken back."""

import json

import pytest
from tests.fieldwork import Phone, collector, draw_by_hand
from tests.notices import hand_over, officer, write_to
from tests.registry import address_of, door, observe, states

from diaban.spine.addresses.certified import certified_on, withdrawn_identifiers
from diaban.spine.addresses.coding import count_due, run_coding
from diaban.spine.addresses.coverage import coverage, coverage_rows
from diaban.spine.addresses.models import Act, Life, Observation, PositionSource
from diaban.spine.addresses.observing import rebuild_registry
from diaban.spine.certification.certifying import (
    CertificationError,
    certify,
    close_batch,
    decide,
    hold,
    lift,
    open_batch,
)
from diaban.spine.certification.models import Batch, Certified, Hold, Reason
from diaban.spine.certification.readiness import (
    gather,
    needs_decision,
    pointed_out,
    progress,
    ready,
)
from diaban.spine.fieldwork.deciding import decide as decide_conflict
from diaban.spine.fieldwork.lots import newest_observation
from diaban.spine.fieldwork.models import Conflict, LotDoor
from diaban.spine.notices.answering import Said, Spot, take_answer
from diaban.spine.notices.models import AnswerState, Kind, Notice, NoticeState, Objection
from diaban.spine.places.units import today

BA_DINH = (21.0368, 105.8346)
BESIDE = (21.02852, 105.85418)


@pytest.fixture
def doors(official_hanoi, operator):
    """Doors in every state that matters, of two communes."""
    observe(
        door("good", house_number="10", street="Hàng Bông", life="collected"),
        door("rough", BESIDE, house_number="9", street="Hàng Bông", life="collected",
             accuracy_metres=22.0),
        door("drawn", (21.02853, 105.85419), house_number="8", street="Hàng Bông",
             life="collected", position_source="imagery"),
        door("pointed", (21.02856, 105.8544), house_number="5", street="Hàng Bông",
             life="collected", position_source="pointed", accuracy_metres=10.0),
        door("said", (21.02854, 105.8542), house_number="7", street="Hàng Bông",
             life="confirmed", position_source="imagery"),
        door("listed", (21.02855, 105.8543), house_number="6", street="Hàng Bông"),
        door("bd", BA_DINH, house_number="7", street="Đội Cấn", life="confirmed"),
    )  # fmt: skip
    run_coding(operator)


@pytest.fixture
def commune(doors):
    return officer("11024")


def unit_of(key: str):
    return address_of(key).commune


def ready_keys(actor) -> set[str]:
    names = ("good", "rough", "drawn", "pointed", "said", "listed", "bd")
    seen = {address_of(k).pk: k for k in names}
    return {seen[pk] for pk in ready(actor).values_list("pk", flat=True)}


def answered(actor, key: str, said: Said):
    hand_over(actor, write_to(actor, "11024"))
    return take_answer(Notice.objects.get(address=address_of(key), state=NoticeState.ISSUED), said)


def test_ready_is_what_was_confirmed_or_seen_with_a_good_position(commune):
    assert ready_keys(commune) == {"good", "said"}


def test_a_pointed_position_waits_for_the_households_word(commune):
    pointed = address_of("pointed")
    assert list(pointed_out(commune, pointed.commune)) == [pointed]
    answered(commune, "pointed", Said(Kind.CONFIRM))
    assert "pointed" in ready_keys(commune)
    assert not pointed_out(commune, pointed.commune).exists()


def test_a_point_that_a_household_set_on_the_map_is_told_as_such(commune):
    said = Said(Kind.CORRECT, spot=Spot(21.02861, 105.85425))
    decide(commune, answered(commune, "good", said), accepts=True)
    assert address_of("good").position_source == PositionSource.POINTED


def test_certifying_is_an_observation_by_the_officer_and_changes_no_code(commune):
    before = address_of("good").vpostcode
    unit = unit_of("good")
    assert certify(commune, unit, [address_of(k).pk for k in ("good", "said", "rough")]) == 2
    row = address_of("good")
    assert (row.life, row.vpostcode) == (Life.CERTIFIED, before)
    assert certified_on(row) == today()
    said = Observation.objects.get(pk=Certified.objects.get(address=row).observation_id)
    assert (said.act, said.actor) == (Act.LIFE, commune)
    assert count_due() == 0
    assert ready_keys(commune) == set()
    assert open_batch(commune, unit).certified.count() == 2


def test_nobody_certifies_for_another_commune(commune):
    assert certify(commune, unit_of("bd"), [address_of("bd").pk]) == 0
    assert not Batch.objects.exists()
    certify(officer("11120"), unit_of("bd"), [address_of("bd").pk])
    assert not Batch.objects.visible_to(commune).exists()


def test_progress_tells_each_communes_share_of_certified_addresses(commune, operator):
    certify(commune, unit_of("good"), [address_of("good").pk])
    (row,) = progress(commune)
    assert (row.coded, row.confirmed, row.certified) == (6, 1, 1)
    assert row.share == pytest.approx(1 / 6)
    assert len(progress(operator)) == 2
    assert progress(operator, row.unit) == [row]


def test_the_coverage_of_a_commune_counts_certified_households_and_opens_them(commune):
    unit = unit_of("good")
    certify(commune, unit, [address_of("good").pk])
    (row,) = [row for row in coverage(commune, today()).rows if row.unit == unit]
    assert (row.confirmed, row.certified) == (2, 1)
    assert row.certified_share == pytest.approx(1 / 6)
    rows = coverage_rows(commune, unit, "certified", today())
    assert [found.pk for found in rows] == [address_of("good").pk]


def test_a_door_in_dispute_is_not_ready_until_the_commune_has_decided(commune):
    answer = answered(commune, "good", Said(Kind.CORRECT, {"house_number": "10B"}))
    assert "good" not in ready_keys(commune)
    assert list(needs_decision(commune)) == [answer]
    decide(commune, answer, accepts=False, reason="found_right")
    answer.refresh_from_db()
    assert (answer.state, answer.decision) == (AnswerState.REFUSED, "found_right")
    assert address_of("good").house_number == "10"
    assert "good" in ready_keys(commune)


def test_a_door_on_which_collectors_differ_is_not_ready(commune, operator):
    lot = draw_by_hand(unit_of("good"), 1)
    door_of_lot = {"lot": lot, "address": address_of("good"), "place": 1}
    LotDoor.objects.create(**door_of_lot, seen_through=newest_observation())
    for name, number in (("an", "10"), ("binh", "10B")):
        phone = Phone(collector(name, lot), name)
        phone.record(lot, address_of("good").identifier, house_number=number)
        phone.send()
    run_coding(operator)
    assert "good" not in ready_keys(commune)
    decide_conflict(operator, Conflict.objects.waiting().get(), "earlier")
    run_coding(operator)
    assert "good" in ready_keys(commune)


def test_an_accepted_correction_becomes_the_communes_and_gets_its_code(commune):
    before = address_of("good").vpostcode
    said = Said(Kind.CORRECT, {"house_number": "10B"}, Spot(21.02861, 105.85425, 5.0))
    decide(commune, answered(commune, "good", said), accepts=True)
    row = address_of("good")
    assert (row.house_number, row.street, row.life) == ("10B", "Hàng Bông", Life.CONFIRMED)
    assert (row.lat_e7, row.accuracy_metres) == (210286100, 5.0)
    assert row.vpostcode != before
    assert count_due() == 0
    assert "good" in ready_keys(commune)
    facts = json.loads(Observation.objects.get(act=Act.CORRECTION).facts)
    assert facts["house_number"] == "10B"
    (evidence,) = gather([row])
    assert evidence.changed_parts == ["house_number"]
    assert evidence.metres_registered == pytest.approx(14.0, abs=1.0)


def test_a_certified_address_is_never_corrected_silently(commune):
    hand_over(commune, write_to(commune, "11024"))
    certify(commune, unit_of("good"), [address_of("good").pk])
    letter = Notice.objects.get(address=address_of("good"))
    answer = take_answer(letter, Said(Kind.CORRECT, {"street": "Hàng Gai"}))
    row = address_of("good")
    assert (row.street, row.life) == ("Hàng Bông", Life.CERTIFIED)
    decide(commune, answer, accepts=True)
    row = address_of("good")
    assert (row.street, row.life) == ("Hàng Gai", Life.CONFIRMED)
    assert row.identifier in withdrawn_identifiers()
    assert certify(commune, row.commune, [row.pk]) == 1
    assert withdrawn_identifiers() == []


def test_a_decision_is_taken_once(commune):
    answer = answered(commune, "good", Said(Kind.OBJECT, objection=Objection.OTHER))
    decide(commune, answer, accepts=True)
    with pytest.raises(CertificationError) as refused:
        decide(commune, answer, accepts=False)
    assert refused.value.reason == "decided"
    assert Hold.objects.standing().get().reason == Reason.OBJECTION


def test_a_door_held_back_comes_back_when_its_reason_was_dealt_with(commune):
    numbers = [address_of("good").pk, address_of("bd").pk]
    assert hold(commune, numbers, Reason.PAPERS) == 1
    assert hold(commune, numbers, Reason.TEXT) == 0
    assert ready_keys(commune) == {"said"}
    lift(commune, Hold.objects.standing().get())
    assert ready_keys(commune) == {"good", "said"}


def test_a_closed_batch_takes_no_more(commune):
    unit = unit_of("good")
    certify(commune, unit, [address_of("good").pk])
    first = open_batch(commune, unit)
    close_batch(commune, first)
    with pytest.raises(CertificationError) as refused:
        close_batch(commune, first)
    assert refused.value.reason == "not_open"
    certify(commune, unit, [address_of("said").pk])
    assert open_batch(commune, unit) != first
    assert first.certified.count() == 1


def test_the_registry_derives_the_same_after_certification(commune):
    hand_over(commune, write_to(commune, "11024"))
    certify(commune, unit_of("good"), [address_of("good").pk])
    before = states()
    rebuild_registry()
    assert states() == before
