"""What phones send is taken once, becomes observations, and what does not fit is shown."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from tests.fieldwork import AN_HOUR, Phone, collector, fix, identifier, now, place
from tests.registry import address_of, door, observe

from diaban.spine.addresses.models import Address, Life, Observation, PositionSource
from diaban.spine.fieldwork.lots import describe_lot, hand_lot
from diaban.spine.fieldwork.models import Capture, Conflict, RefusedCapture
from diaban.spine.fieldwork.taking import Sending, take_captures
from diaban.spine.parties.people import give_charge

DOOR = "1-2"


def _open() -> list[tuple[str, str]]:
    rows = Conflict.objects.waiting().select_related("capture__address")
    return [(row.kind, row.capture.address.identifier) for row in rows]


def test_a_capture_becomes_the_state_of_its_door(lot, phone):
    sent = phone.record(
        lot, identifier(DOOR), position=fix(place(2, 5.0), 3.5),
        written="Số 12B ngõ 5 phố Thử", households=2,
    )  # fmt: skip
    answer = phone.send()
    assert (answer.taken, answer.refused, answer.conflicts) == ([sent["key"]], [], [])
    found = address_of(DOOR)
    assert (found.life, found.position_source) == (Life.COLLECTED, PositionSource.GNSS)
    assert (found.accuracy_metres, found.lanes) == (3.5, "ngõ 5")
    assert found.position == pytest.approx(place(2, 5.0), abs=1e-6)
    assert found.house_number.lower() == "12b"
    assert describe_lot(lot)["doors"][2]["state"] == "collected"


def test_a_position_pointed_out_on_the_map_is_not_taken_for_a_measured_one(lot, phone):
    pointed = {**fix(place(2, 5.0), 10.0), "fixes": 0}
    phone.record(lot, identifier(DOOR), position=pointed)
    phone.record(lot, None, position={**pointed, "lat": place(40)[0]}, written="Số 99 phố Thử")
    phone.send()
    new = Capture.objects.get(is_new_door=True).address
    assert address_of(DOOR).position_source == PositionSource.POINTED
    assert new.position_source == PositionSource.POINTED
    assert address_of(DOOR).position == pytest.approx(place(2, 5.0), abs=1e-6)


def test_what_the_collector_typed_counts_before_what_was_read(lot, phone):
    phone.record(lot, identifier(DOOR), written="số 9 phố Khác", house_number="7A")
    phone.send()
    assert (address_of(DOOR).house_number, address_of(DOOR).street) == ("7A", "phố Khác")


def test_the_same_capture_sent_again_changes_nothing(lot, phone):
    phone.record(lot, identifier(DOOR), position=fix(place(2, 1.0)))
    first = phone.send()
    before = Observation.objects.count()
    again = phone.send(*phone.waiting, *phone.waiting)
    assert again.taken == []
    assert again.again == [*first.taken, *first.taken]
    assert (Capture.objects.count(), Observation.objects.count()) == (1, before)


def test_a_new_door_gets_an_address_and_a_place_at_the_end_of_the_walk(lot, phone):
    sent = phone.record(lot, None, position=fix(place(40)), written="Số 99 phố Thử")
    later = phone.record(lot, sent["key"], households=3)
    assert phone.send().taken == [sent["key"], later["key"]]
    found = Capture.objects.get(key=sent["key"])
    assert (found.address.house_number, found.address.life) == ("99", Life.COLLECTED)
    assert Capture.objects.get(key=later["key"]).address == found.address
    lot.refresh_from_db()
    told = describe_lot(lot)
    assert (told["lot"]["version"], told["doors"][-1]["id"]) == (2, found.address.identifier)
    assert told["doors"][-1]["order"] == 6


@pytest.mark.parametrize(
    ("change", "reason", "about"),
    [
        ({"key": "7"}, "malformed", "key"),
        ({"lot": 10**9}, "not_your_lot", "lot"),
        ({"door": "AAAA-AAAA-A"}, "unknown_door", "door"),
        ({"door": None, "written": "số 5 phố Thử"}, "position_missing", "position"),
        ({"door": None, "position": fix(place(9))}, "address_missing", "written"),
        ({"door": None, "outcome": "no_access"}, "new_door_not_found", "outcome"),
        ({"position": {"lat": 48.0, "lng": 2.0}}, "position_outside", "position"),
        ({"position": {"lat": "x", "lng": 2.0}}, "malformed", "position"),
        ({"households": -1}, "malformed", "households"),
        ({"households": True}, "malformed", "households"),
        ({"gate": {"lat": 48.0, "lng": 2.0}}, "position_outside", "gate"),
        ({"note": "x" * 501}, "too_long", "note"),
        ({"outcome": "burnt"}, "malformed", "outcome"),
        ({"seq": None}, "malformed", "seq"),
        ({"written": 7}, "malformed", "written"),
    ],
)
def test_what_cannot_be_taken_is_kept_with_its_reason(lot, phone, change, reason, about):
    sent = phone.record(lot, identifier(DOOR))
    sent |= change
    for _ in range(2):
        answer = phone.send()
        assert answer.taken == []
        assert answer.refused == [{"key": sent["key"], "reason": reason, "field": about}]
    assert [r.reason for r in RefusedCapture.objects.all()] == [reason]


def test_nonsense_is_kept_too_and_holds_up_nothing(lot, phone):
    sound = phone.record(lot, identifier(DOOR))
    answer = phone.send(None, 7, "\0\ud800", sound, {"key": str(uuid.uuid4()), "note": "\0"})
    assert answer.taken == [sound["key"]]
    assert len(answer.refused) == RefusedCapture.objects.count() == 4


def test_what_was_refused_is_taken_once_its_reason_is_gone(lot, phone, operator):
    stranger = Phone(collector("chi"), "phone-chi")
    sent = stranger.record(lot, identifier(DOOR))
    assert stranger.send().refused[0]["reason"] == "not_your_lot"
    give_charge(operator, stranger.user, lot.drawing.unit)
    hand_lot(lot, stranger.user, operator)
    assert stranger.send().taken == [sent["key"]]
    assert RefusedCapture.objects.get().settled_as == "taken"


def test_a_door_merged_since_leads_to_the_one_that_answers(lot, phone, operator):
    from diaban.spine.addresses.merging import merge

    merge(address_of("1-3").pk, address_of(DOOR).pk, "", operator)
    phone.record(lot, identifier(DOOR), house_number="13")
    phone.send()
    assert Capture.objects.get().address == address_of("1-3")


# --- conflicts ------------------------------------------------------------------------------


def test_two_collectors_who_differ_are_shown_and_the_registry_waits(lot, phone, other_phone):
    phone.record(lot, identifier(DOOR), house_number="12", position=fix(place(2)))
    phone.send()
    sent = other_phone.record(lot, identifier(DOOR), house_number="14")
    answer = other_phone.send()
    assert answer.conflicts == [
        {"key": sent["key"], "door": identifier(DOOR), "kind": "two_statements", "with": "an"}
    ]
    assert address_of(DOOR).house_number == "12"
    assert describe_lot(lot)["doors"][2]["state"] == "conflict"
    assert other_phone.send().conflicts == answer.conflicts


@pytest.mark.parametrize(
    ("one", "other", "is_shown"),
    [
        ({"house_number": "12"}, {"house_number": "12 "}, False),
        ({"street": "Phố Thử"}, {"street": "thử"}, False),
        ({"street": "Hàng Bồ"}, {"street": "Hàng Bơ"}, True),
        ({"house_number": "9/4"}, {"house_number": "94"}, True),
        ({"house_number": "12"}, {}, False),
        ({"households": 2}, {"households": 3}, True),
        ({"households": 2}, {}, False),
        ({}, {"outcome": "not_there"}, True),
        ({}, {"outcome": "nobody_home"}, False),
        ({}, {"outcome": "refused"}, False),
        ({"position": fix(place(2))}, {"position": fix(place(2, 14.0))}, False),
        ({"position": fix(place(2))}, {"position": fix(place(2, 40.0))}, True),
        ({"position": fix(place(2))}, {"position": fix(place(2, 40.0), 40.0)}, False),
        ({"position": fix(place(2))}, {"position": fix(place(2, 40.0)), "entrance": "side"}, False),
    ],
)
def test_when_two_statements_contradict(lot, phone, other_phone, one, other, is_shown):
    phone.record(lot, identifier(DOOR), **one)
    phone.send()
    other_phone.record(lot, identifier(DOOR), **other)
    other_phone.send()
    assert _open() == [("two_statements", identifier(DOOR))] * is_shown


def test_who_comes_round_to_the_other_ends_the_conflict(lot, phone, other_phone):
    phone.record(lot, identifier(DOOR), house_number="12")
    phone.send()
    other_phone.record(lot, identifier(DOOR), house_number="14")
    other_phone.send()
    phone.record(lot, identifier(DOOR), house_number="14")
    phone.send()
    assert _open() == []
    assert address_of(DOOR).house_number == "14"


def test_of_one_collector_the_later_counts_in_whatever_order_it_comes(lot, phone):
    early = phone.record(lot, identifier(DOOR), house_number="12")
    late = phone.record(lot, identifier(DOOR), house_number="14")
    phone.send(late)
    phone.send(early)
    assert address_of(DOOR).house_number == "14"
    assert (_open(), Capture.objects.count()) == ([], 2)


def test_a_door_that_the_office_changed_meanwhile_is_shown(lot, phone):
    sent = phone.record(lot, identifier(DOOR), house_number="14")
    observe(door(DOOR, place(2), house_number="16", street="phố Thử"))
    assert phone.send().conflicts[0]["kind"] == "changed"
    assert address_of(DOOR).house_number == "16"
    assert Capture.objects.get(key=sent["key"]).effect == "held"


def test_a_change_that_the_collector_confirms_is_no_conflict(lot, phone):
    phone.record(lot, identifier(DOOR), house_number="16", position=fix(place(2, 3.0)))
    observe(door(DOOR, place(2), house_number="16", street="phố Thử"))
    assert phone.send().conflicts == []


def test_what_collectors_said_is_no_change_by_the_office(lot, phone):
    phone.record(lot, identifier(DOOR), house_number="14")
    phone.send()
    phone.record(lot, identifier(DOOR), house_number="16")
    phone.send()
    assert _open() == []


@pytest.mark.parametrize(
    ("where", "number", "is_shown"),
    [(4.0, "77", True), (9.0, "77", False), (30.0, "12", True), (60.0, "12", False)],
)
def test_a_new_door_beside_an_old_one_is_shown(lot, phone, where, number, is_shown):
    lat, lng = place(2)
    east = lng + where / 111_195 / 0.9335
    phone.record(lot, None, position=fix((lat, east)), house_number=number, street="phố Thử")
    answer = phone.send()
    assert [c["with"] for c in answer.conflicts] == [identifier(DOOR)] * is_shown
    assert len(answer.taken) == 1


def test_who_enters_two_doors_side_by_side_has_seen_both(lot, phone, other_phone):
    for number, metres in (("91", 0.0), ("93", 4.0)):
        phone.record(lot, None, position=fix(place(30, metres)), house_number=number)
    assert phone.send().conflicts == []
    other_phone.record(lot, None, position=fix(place(30, 2.0)), house_number="95")
    assert [c["kind"] for c in other_phone.send().conflicts] == ["beside"]


def test_a_position_far_from_the_door_is_shown_and_does_not_move_it(lot, phone):
    phone.record(lot, identifier(DOOR), position=fix(place(2, 150.0)))
    assert [c["kind"] for c in phone.send().conflicts] == ["far"]
    assert address_of(DOOR).position == pytest.approx(place(2), abs=1e-6)


def test_a_side_entrance_does_not_move_the_door(lot, phone):
    phone.record(lot, identifier(DOOR), position=fix(place(2, 50.0)), entrance="side")
    phone.send()
    assert address_of(DOOR).position == pytest.approx(place(2), abs=1e-6)
    assert address_of(DOOR).life == Life.COLLECTED


def test_a_door_that_is_not_there_waits_for_a_decision(lot, phone):
    phone.record(lot, identifier(DOOR), outcome="not_there")
    assert [c["kind"] for c in phone.send().conflicts] == ["not_there"]
    assert address_of(DOOR).life == Life.CANDIDATE


# --- time -----------------------------------------------------------------------------------


@pytest.mark.parametrize("off", [0, -9 * AN_HOUR, 400 * 24 * AN_HOUR])
def test_a_wrong_clock_does_not_move_the_day(lot, phone, off):
    phone.off = off
    phone.record(lot, identifier(DOOR), clock=now() + off - AN_HOUR)
    phone.send()
    at = Capture.objects.get().captured_at
    assert abs(at - (timezone.now() - timedelta(hours=1))) < timedelta(minutes=1)


def test_times_follow_the_count_of_the_phone(lot, phone):
    for number, clock in ((0, 5_000), (1, 1_000), (2, 9_000)):
        phone.record(lot, identifier(f"1-{number}"), clock=clock, uptime=number)
    take_captures(Sending(phone.user, "x", 10_000), phone.waiting)
    times = list(Capture.objects.order_by("seq").values_list("captured_at", flat=True))
    assert times == sorted(times)
    assert times[-1] <= datetime.now(UTC)


def test_a_fault_of_ours_refuses_one_capture_and_not_the_day(lot, phone, monkeypatch, caplog):
    from diaban.spine.fieldwork import taking

    read = taking.read_capture

    def read_or_fail(one):
        if one["seq"] == 2:
            raise ZeroDivisionError
        return read(one)

    monkeypatch.setattr(taking, "read_capture", read_or_fail)
    for number in range(3):
        phone.record(lot, identifier(f"1-{number}"))
    answer = phone.send()
    assert len(answer.taken) == 2
    assert [r["reason"] for r in answer.refused] == ["fault"]
    assert "ZeroDivisionError" in caplog.text


def test_nothing_of_a_person_enters_the_registry(lot, phone):
    phone.record(lot, identifier(DOOR), note="chị Hoa, 0912345678")
    phone.send()
    assert Capture.objects.get().note.startswith("chị Hoa")
    assert not Observation.objects.filter(facts__contains="Hoa").exists()
    assert (
        Address.objects.everywhere("a test looks at all").filter(unit__contains="Hoa").count() == 0
    )
