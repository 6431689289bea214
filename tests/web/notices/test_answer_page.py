"""The household's page: what a key opens, for whom, how often, and what it tells afterwards."""

import pytest
from django.core.cache import cache
from django.test import Client
from tests.notices import key_of, write_to
from tests.registry import address_of, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.merging import merge
from diaban.spine.addresses.models import Life
from diaban.spine.certification.certifying import certify, decide
from diaban.spine.notices import guessing
from diaban.spine.notices.keys import make_key, write_key
from diaban.spine.notices.models import Answer, Words
from diaban.spine.parties.models import Role, User


@pytest.fixture
def visitor(keys) -> Client:
    """Somebody without an account, where others must sign in."""
    cache.clear()
    User.objects.create(username="chief", role=Role.DEPARTMENT, is_administrator=True,
                        joined_at="2026-01-01T00:00:00Z")  # fmt: skip
    return Client()


def read(client: Client, key: str, status: int = 200) -> str:
    response = client.get(f"/a/{key}")
    assert response.status_code == status
    return response.content.decode().partition("<main")[2]


def test_a_typed_key_opens_the_page_of_its_letter(visitor, keys):
    typed = write_key(keys["d0"]).lower()
    answer = visitor.post("/a/", {"key": f" {typed} "})
    assert answer.url == f"/a/{keys['d0']}"
    page = read(visitor, keys["d0"])
    assert "10, phố Thử" in page
    assert "Phường Hoàn Kiếm" in page
    assert "Đúng" in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [("K7QF-3M9T", "12 ký tự"), ("????-????-????", "chỉ có chữ và số"),
     ("0123-4567-89AB", "một ký tự")],
)  # fmt: skip
def test_a_slip_is_told_and_what_was_typed_stays(visitor, typed, told):
    page = visitor.post("/a/", {"key": typed}).content.decode()
    assert told in page
    assert f'value="{typed}"' in page


def test_nothing_of_the_page_is_kept_by_a_browser_or_a_proxy(visitor, keys):
    assert "no-store" in visitor.get(f"/a/{keys['d0']}")["Cache-Control"]


def test_a_press_confirms_and_the_key_then_only_tells(visitor, keys):
    path = f"/a/{keys['d0']}"
    page = visitor.post(f"{path}/give/", {"kind": "confirm"}, follow=True).content.decode()
    assert "Đã nhận được trả lời" in page
    assert address_of("d0").life == Life.CONFIRMED
    assert "Quý vị đã xác nhận địa chỉ đúng" in read(visitor, keys["d0"])
    again = visitor.post(f"{path}/give/", {"kind": "object", "objection": "other"})
    assert again.status_code == 422
    assert Answer.objects.get().kind == "confirm"


def test_only_what_was_changed_is_proposed_and_the_household_sees_the_decision(
    visitor, keys, operator
):
    form = {
        "kind": "correct", "house_number": "10B", "lanes": "", "street": "phố Thử",
        "building": "", "lat": "21.02861", "lng": "105.8541", "accuracy": "7.5",
        "words": "Cổng xanh",
    }  # fmt: skip
    visitor.post(f"/a/{keys['d0']}/give/", form)
    answer = Answer.objects.get()
    assert answer.parts == {"house_number": "10B"}
    assert (answer.lat_e7, answer.accuracy_metres) == (210286100, 7.5)
    assert Words.objects.get().text == "Cổng xanh"
    page = read(visitor, keys["d0"])
    assert "chưa quyết định" in page
    assert "Cổng xanh" not in page
    decide(operator, answer, accepts=False, reason="by_decision")
    assert "số hoặc tên do quyết định đặt" in read(visitor, keys["d0"])
    certify(operator, address_of("d0").commune, [address_of("d0").pk])
    assert "đã chứng nhận địa chỉ này" in read(visitor, keys["d0"])


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"kind": "correct", "house_number": "10", "street": "phố Thử"}, "Chưa điền gì"),
        ({"kind": "object", "words": "không"}, "Chưa điền gì"),
        ({"kind": "correct", "lat": "10.0", "lng": "106.0"}, "quá xa"),
        ({"kind": "correct", "lat": "nan", "lng": "105.8"}, "quá xa"),
        ({"kind": "burn"}, "Chưa điền gì"),
    ],
)
def test_what_cannot_be_taken_is_told_and_the_key_still_works(visitor, keys, form, told):
    answer = visitor.post(f"/a/{keys['d0']}/give/", form)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Answer.objects.exists()
    assert "Đây có đúng là địa chỉ" in read(visitor, keys["d0"])


def test_who_objects_is_told_what_that_can_do_and_what_stays_public(visitor, keys, operator):
    assert "vẫn công khai" in read(visitor, keys["d0"])
    visitor.post(f"/a/{keys['d0']}/give/", {"kind": "object", "objection": "not_wanted"})
    decide(operator, Answer.objects.get(), accepts=True)
    page = read(visitor, keys["d0"])
    assert "Địa chỉ sẽ không được chứng nhận" in page
    assert "Số nhà, đường và lối vào vẫn công khai" in page


def test_a_household_reads_what_the_registry_has_once_its_correction_is_accepted(
    visitor, keys, operator
):
    visitor.post(f"/a/{keys['d0']}/give/", {"kind": "correct", "house_number": "10B"})
    decide(operator, Answer.objects.get(), accepts=True)
    page = read(visitor, keys["d0"])
    assert "Xã, phường đã chấp nhận" in page
    assert "10B, phố Thử" in page


def test_a_flat_is_shown_with_its_building_and_nothing_unchanged_is_proposed(visitor, operator):
    observe(
        door("tower", (21.0290, 105.8545), is_household=False, building="Tháp Đôi"),
        {**door("flat", None, unit="P2", life="collected"), "parent_key": "tower"},
    )
    run_coding(operator)
    (letter,) = write_to(operator, "11024").notices.all()
    key = key_of(letter)
    page = read(visitor, key)
    assert "P2, Tháp Đôi" in page
    assert 'data-spot="[105.854500, 21.029000]"' in page
    form = {"kind": "correct", "house_number": "", "street": "", "building": "Tháp Đôi"}
    assert visitor.post(f"/a/{key}/give/", form).status_code == 422
    visitor.post(f"/a/{key}/give/", {**form, "building": "Tháp Đôi A"})
    assert Answer.objects.get().parts == {"building": "Tháp Đôi A"}


def test_a_door_that_was_merged_away_takes_no_answer(visitor, keys, operator):
    merge(address_of("d1").pk, address_of("d0").pk, "test", operator)
    assert "không còn dùng" in read(visitor, keys["d0"])
    answer = visitor.post(f"/a/{keys['d0']}/give/", {"kind": "confirm"})
    assert answer.status_code == 422
    assert not Answer.objects.exists()


def test_who_guesses_is_held_back_and_slips_do_not_count(visitor, keys):
    wrong = [make_key(str(n)) for n in range(guessing.MOST_WRONG)]
    for _ in range(guessing.MOST_WRONG + 5):
        read(visitor, "0123456789AB", 404)
    for key in wrong:
        assert "Không có thư nào" in read(visitor, key, 404)
    assert "Đợi một giờ" in read(visitor, keys["d0"], 429)
    other = Client(REMOTE_ADDR="10.9.8.7")
    assert "10, phố Thử" in read(other, keys["d0"])
    cache.clear()


def test_behind_a_proxy_a_visitor_cannot_choose_whose_guesses_count(visitor, keys, monkeypatch):
    monkeypatch.setenv("DIABAN_BEHIND_PROXY", "1")
    for n in range(guessing.MOST_WRONG):
        told = {"x-forwarded-for": f"1.1.1.{n}, 9.9.9.9"}
        visitor.get(f"/a/{make_key(str(n))}", headers=told)
    told = {"x-forwarded-for": "2.2.2.2, 9.9.9.9"}
    assert visitor.get(f"/a/{keys['d0']}", headers=told).status_code == 429
    cache.clear()
