"""Rooms on offer come in as a list, go out as the same list, and go in again unchanged."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.sectors.post.points import a_point

from diaban.exchange.importing.kinds import known_kinds, propose_kind
from diaban.exchange.importing.opening import open_head
from diaban.exchange.importing.orders import Order
from diaban.sectors.post.models import PlaceOnOffer
from diaban.sectors.post.reach.room_lists import take_rooms
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.units import today
from diaban.spine.runs.models import Kind, Run
from diaban.spine.sectors import InputRow, Taking

pytestmark = pytest.mark.usefixtures("official_hanoi")
ELSEWHERE = {"lat": "21.0300", "lng": "105.8500"}


def a_row(number: int = 2, **values: str) -> InputRow:
    told = {"name": "Nhà văn hóa thôn Một", "lat": "21.028511", "lng": "105.854167",
            "weekdays": "T3, T5", "note": "tầng 1"}  # fmt: skip
    return InputRow(number, told | values)


def take(*rows: InputRow, actor: User | None = None):
    actor = actor or local_operator()
    run = Run.objects.create(kind=Kind.IMPORT, actor=actor)
    return take_rooms(rows, Taking("UBND phường", actor, run, today()))


def standing() -> list[PlaceOnOffer]:
    return list(PlaceOnOffer.objects.standing().order_by("pk"))


def test_a_row_becomes_a_room_on_offer_in_its_commune():
    assert take(a_row()).counts == {"new": 1}
    (room,) = standing()
    assert (room.commune.name, room.weekdays, room.note) == ("Hoàn Kiếm", [1, 3], "tầng 1")
    assert room.source == "UBND phường"


def test_the_same_again_changes_nothing_and_a_changed_row_is_offered_anew():
    take(a_row())
    assert take(a_row()).counts == {"same": 1}
    assert take(a_row(weekdays="T2–T4", lat="21.0286")).counts == {"changed": 1}
    first, second = PlaceOnOffer.objects.order_by("pk")
    assert (first.withdrawn_by, second.weekdays) == (local_operator(), [0, 1, 2])
    assert standing() == [second]


def test_two_halls_of_one_name_are_two_rooms_in_a_merged_commune():
    assert take(a_row(), a_row(3, **ELSEWHERE)).counts == {"new": 2}
    assert take(a_row(), a_row(3, **ELSEWHERE)).counts == {"same": 2}


@pytest.mark.parametrize(
    ("values", "field", "remedy"),
    [
        ({"name": ""}, "name", "Tên: hãy ghi"),
        ({"name": "x" * 161}, "name", "160"),
        ({"lat": "cạnh chợ"}, "lat", "Vị trí: hãy ghi"),
        ({"lat": "10.77", "lng": "106.69"}, "lat", "Vị trí:"),
        ({"lat": "nan"}, "lat", "Vị trí"),
        ({"weekdays": ""}, "weekdays", "Ngày:"),
        ({"weekdays": "khi rảnh"}, "weekdays", "T2, T4–T6, CN"),
        ({"weekdays": "7h-9h"}, "weekdays", "T2, T4–T6, CN"),
    ],
)
def test_a_row_that_cannot_be_taken_names_field_and_remedy(values, field, remedy):
    taken = take(a_row(**values), a_row(3))
    assert taken.counts == {"refused": 1, "new": 1}
    (told,) = taken.faults
    assert (told.row, told.field, told.refused) == (2, field, True)
    assert remedy in told.vi
    assert told.en != told.vi


def test_a_room_twice_in_a_file_with_other_contents_is_refused_the_second_time():
    taken = take(a_row(), a_row(3, weekdays="T7"))
    assert [(one.row, one.code) for one in taken.faults] == [(3, "listed_twice")]
    assert [room.weekdays for room in standing()] == [[1, 3]]


def test_who_has_another_commune_in_charge_offers_none_here():
    officer = User.objects.create(username="xa", role=Role.COMMUNE)
    taken = take(a_row(), actor=officer)
    assert [one.code for one in taken.faults] == ["elsewhere"]
    assert not standing()


def test_the_list_that_was_taken_out_goes_in_again_without_any_change(tmp_path):
    a_point("Điểm bên cạnh")
    take(a_row(), a_row(3, name="=Phòng", weekdays="CN", note="", **ELSEWHERE))
    client = Client()
    client.force_login(local_operator())
    content = b"".join(client.get(reverse("post_rooms_xlsx")).streaming_content)
    heads, *rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )
    assert heads == ["Tên phòng", "Vĩ độ", "Kinh độ", "Ngày dùng được", "Ghi chú"]
    assert sorted(row[3] for row in rows) == ["CN", "T3, T5"]
    path = tmp_path / "phong.xlsx"
    path.write_bytes(content)
    order = Order(path=path, kind="post-rooms", source="Sở", on=today())
    assert propose_kind(open_head(path, order.options)).name == "post-rooms"
    before = list(PlaceOnOffer.objects.values())
    run = known_kinds()["post-rooms"].run(order, local_operator(), lambda _run: None)
    assert (run.counts["unchanged"], run.counts.get("rejected")) == (2, None)
    assert list(PlaceOnOffer.objects.values()) == before
