"""The made-up presence of the demonstration: labelled, signed, once, and the unknown left so."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.sectors.post.points import a_point

from diaban.sectors.post.models import (
    CheckIn,
    CheckInPlace,
    Device,
    Flag,
    Point,
    Posting,
    Shift,
    StaffedDay,
)
from diaban.sectors.post.presence import demo
from diaban.sectors.post.presence.check_in_messages import is_signed, read_message
from diaban.sectors.post.presence.contradictions import KINDS
from diaban.sectors.post.presence.flags import may_settle
from diaban.sectors.post.presence.measures import enough
from diaban.sectors.post.presence.staffing_versions import read_versions
from diaban.spine.parties.models import local_operator
from diaban.spine.places.units import today

HOURS = "Thứ 2 - thứ 6: 7h30-11h30, 13h30-17h00"


@pytest.fixture
def city(official_hanoi, monkeypatch):
    """Eighteen points: among them one frozen phone, and one that signs on from home."""
    monkeypatch.setattr(demo, "WEEKS", 8)
    for number in range(18):
        lat, lng = 210_285_110 + 30_000 * number, 1_058_541_670
        a_point(f"Bưu cục {number}", lat_e7=lat, lng_e7=lng, accuracy_metres=8.0,
                position_source=1, hours_text=HOURS)  # fmt: skip
    Point.objects.everywhere("made up").update(synthetic=True)
    demo.demonstrate_presence(local_operator())


def test_every_check_in_is_labelled_signed_and_in_its_chain(city):
    assert not CheckIn.objects.filter(synthetic=False).exists()
    assert not Shift.objects.filter(synthetic=False).exists()
    for device in Device.objects.all():
        head = "0" * 64
        for row in CheckIn.objects.filter(device=device).order_by("seq"):
            assert row.previous == head
            head = row.digest
        assert (head, row.seq) == (device.head, device.last_seq)
        assert is_signed(bytes(device.public_key), row.digest, row.signature)
    place = CheckInPlace.objects.select_related("check_in__device").latest("check_in_id")
    made = place.check_in
    message = read_message(bytes(made.device.public_key), place.body, made.signature)
    assert (message.seq, message.kind, message.lat_e7) == (made.seq, made.kind, place.lat_e7)


def test_some_points_are_staffed_and_of_others_nobody_can_tell(city):
    rows = read_versions(list(Point.objects.everywhere("x").values_list("pk", flat=True)))
    now = rows.filter(
        (rows["valid_from"] <= today())
        & (rows["valid_to"].is_null() | (rows["valid_to"] > today()))
    )
    said = now.select(enough(0.8)).to_series().to_list()
    assert said.count(True) >= 6
    assert said.count(None) >= 5
    assert said.count(False) == 0, "of whom nothing is known is not empty"


def test_doubts_are_raised_where_somebody_is_not_honest_and_explained(city):
    assert {"frozen", "geofence"} <= set(Flag.objects.values_list("kind", flat=True))
    numbers = sorted(Point.objects.everywhere("x").values_list("pk", flat=True))
    alone = Flag.objects.exclude(kind__in=KINDS)
    assert set(alone.values_list("point", flat=True)) == {numbers[1], numbers[12]}
    assert alone.filter(comments__isnull=False).exists()


def test_some_check_ins_stand_against_what_others_saw_and_both_sides_are_there_to_be_read(city):
    against = Flag.objects.filter(kind__in=KINDS).order_by("kind")
    kinds = [one.kind for one in against]
    assert kinds == ["absence", "report", "report", "spot_check", "spot_check"]
    officer = Client()
    officer.force_login(local_operator())
    pages = [
        officer.get(f"/post/doubts/{one.pk}/").content.decode().split('id="against"')
        for one in against
    ]
    for check_ins, other in pages:
        assert "(mô phỏng)" in check_ins, "whose check-ins they are"
        assert "(mô phỏng)" in other or "Đã báo vắng" in other, "who stands against them"
        assert "Số liệu mô phỏng" in check_ins, "the page itself is labelled"
    assert sum("đã sửa" in other for _own, other in pages) == 1
    assert {one.person_id for one in against} == set(
        Posting.objects.filter(point__in=against.values("point")).values_list("person", flat=True)
    )


def test_of_what_stands_against_check_ins_one_is_decided_and_the_others_wait_for_the_officer(city):
    against = Flag.objects.filter(kind__in=KINDS)
    (settled,) = against.exclude(settled_at=None)
    assert (settled.kind, settled.counts) == ("report", False)
    assert all(may_settle(local_operator(), one) for one in against.filter(settled_at=None))


def test_a_second_time_nothing_is_added(city):
    def told():
        return [model.objects.count() for model in (CheckIn, Shift, StaffedDay, Flag, Device)]

    before = told()
    demo.demonstrate_presence(local_operator())
    assert told() == before


def test_where_points_are_real_nobody_is_made_up(official_hanoi):
    a_point(hours_text=HOURS)
    demo.demonstrate_presence(local_operator())
    assert not CheckIn.objects.exists()
    assert not StaffedDay.objects.filter(day__gt=today() - timedelta(days=400)).exists()
