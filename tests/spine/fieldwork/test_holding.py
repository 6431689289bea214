"""Who may send what, told as it happens: a lot goes to another while its collector is out."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.fieldwork import AN_HOUR, Phone, collector, identifier, now

from diaban.spine.fieldwork.deciding import try_again
from diaban.spine.fieldwork.lots import hand_lot, open_lots
from diaban.spine.fieldwork.models import Capture, LotCollector, RefusedCapture
from diaban.spine.parties.people import end_charge
from diaban.spine.places.models import Charge

MINUTE = 60_000
DAY = 24 * AN_HOUR


def ended(lot, phone, hours_ago: float) -> None:
    """Say that the lot went from this collector so long ago."""
    held = LotCollector.objects.filter(lot=lot, collector=phone.user, ended_at=None)
    assert held.update(ended_at=timezone.now() - timedelta(hours=hours_ago)) == 1


def record(lot, phone, door: int, hours_ago: float) -> dict:
    """Record a door at that time, on a phone that shows whatever its clock says."""
    made = phone.record(lot, identifier(f"1-{door}"))
    made["clock"] = made["uptime"] = round(now() - hours_ago * AN_HOUR)
    made["clock"] += phone.off
    return made


def reasons(answer) -> list[object]:
    return [one["reason"] for one in answer.refused]


def test_a_day_of_eight_hours_offline_is_taken_though_the_lot_went_to_another_meanwhile(
    lot, phone, operator
):
    for door, hours in enumerate((8, 6, 4, 2, 1)):
        record(lot, phone, door, hours)
    hand_lot(lot, collector("chi"), operator)
    assert open_lots(phone.user) == []
    assert len(phone.send().taken) == 5


def test_it_is_taken_too_when_the_phone_finds_a_network_only_a_month_later(lot, phone, operator):
    sent = record(lot, phone, 2, hours_ago=30 * 24 + 1)
    ended(lot, phone, hours_ago=30 * 24)
    assert phone.send().taken == [sent["key"]]


def test_who_goes_on_after_the_lot_went_is_told_so_and_nothing_is_lost(lot, phone):
    before = record(lot, phone, 1, hours_ago=3)
    after = record(lot, phone, 2, hours_ago=1)
    ended(lot, phone, hours_ago=2)
    answer = phone.send()
    assert answer.taken == [before["key"]]
    assert answer.refused == [{"key": after["key"], "reason": "charge_ended", "field": "lot"}]
    kept = RefusedCapture.objects.get()
    assert (kept.key, kept.lot, kept.actor) == (after["key"], lot, phone.user)


@pytest.mark.parametrize("off", [-9 * AN_HOUR, 400 * DAY], ids=["slow", "a year fast"])
def test_a_wrong_clock_neither_loses_what_was_in_time_nor_saves_what_was_late(lot, phone, off):
    phone.off = off
    before = record(lot, phone, 1, hours_ago=3)
    record(lot, phone, 2, hours_ago=1)
    ended(lot, phone, hours_ago=2)
    answer = phone.send()
    assert (answer.taken, reasons(answer)) == ([before["key"]], ["charge_ended"])


def test_a_clock_that_began_anew_with_the_battery_loses_nothing(lot, phone):
    sent = record(lot, phone, 1, hours_ago=1)
    sent["clock"] = 5 * MINUTE
    assert phone.send().taken == [sent["key"]]


def test_who_gets_a_lot_back_may_send_both_times_but_not_what_lies_between(lot, phone):
    first = record(lot, phone, 1, hours_ago=9)
    between = record(lot, phone, 2, hours_ago=5)
    second = record(lot, phone, 3, hours_ago=1)
    ended(lot, phone, hours_ago=7)
    LotCollector.objects.create(
        lot=lot, collector=phone.user, handed_by=phone.user,
        handed_at=timezone.now() - timedelta(hours=3),
    )  # fmt: skip
    answer = phone.send()
    assert answer.taken == [first["key"], second["key"]]
    assert [one["key"] for one in answer.refused] == [between["key"]]


def test_who_never_had_the_lot_is_told_so(lot, phone):
    stranger = Phone(collector("chi"), "phone-chi")
    stranger.record(lot, identifier("1-2"))
    assert reasons(stranger.send()) == ["not_your_lot"]


def test_who_lost_the_commune_may_send_what_was_made_up_to_that_day(lot, phone, operator):
    charge = Charge.objects.get(user=phone.user)
    sent = record(lot, phone, 1, hours_ago=49)
    late = record(lot, phone, 2, hours_ago=0.1)
    end_charge(operator, phone.user, charge)
    Charge.ever.filter(pk=charge.pk).update(valid_to=timezone.localdate() - timedelta(days=2))
    answer = phone.send()
    assert answer.taken == [sent["key"]]
    assert answer.refused[0]["key"] == late["key"]


def test_the_office_takes_a_late_record_all_the_same_at_the_time_it_was_made(lot, phone, operator):
    record(lot, phone, 2, hours_ago=1)
    ended(lot, phone, hours_ago=2)
    phone.send()
    RefusedCapture.objects.update(received_at=timezone.now() - timedelta(days=3))
    refused = RefusedCapture.objects.get()
    assert try_again(operator, refused).taken == [refused.key]
    taken = Capture.objects.get()
    assert taken.actor == phone.user
    made = refused.received_at - timedelta(hours=1)
    assert abs(taken.captured_at - made) < timedelta(minutes=1)
    refused.refresh_from_db()
    assert refused.settled_as == "taken"
