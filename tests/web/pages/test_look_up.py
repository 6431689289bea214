"""The look-up page answers whatever is typed, and never claims more than it knows."""

import re
from urllib.parse import quote

import pytest
from django.test import Client

from diaban.engines import vpostcode
from diaban.spine.addresses.city_codes import Candidate
from diaban.spine.addresses.looking_up import Answer
from diaban.spine.places.models import Standing
from diaban.web.pages import look_up as look_up_page


def ask(client: Client, text: str, **headers: str) -> str:
    response = client.get("/", {"q": text}, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_empty_page_shows_what_can_be_typed(client: Client, city) -> None:
    page = ask(client, "")
    assert "Tra cứu mã địa chỉ" in page
    assert "Gõ như một trong các ví dụ sau" in page


@pytest.mark.parametrize(
    "text", ["11024 2VH3 CM3", "110242vh3cm3", "11024-2VH3-CM3", "7PH72VH3+CM3", "2VH3CM3"]
)
def test_each_way_of_writing_a_code_finds_its_cell(client: Client, city, text: str) -> None:
    page = ask(client, text)
    assert '<span class="post">11024</span> 2VH3 CM3' in page
    assert "Phường Hoàn Kiếm" in page
    assert "Mã tính toán, chưa phải mã chính thức" in page


def test_a_code_shows_the_registered_door_without_flats(client: Client, city) -> None:
    page = ask(client, "11024 2VH3 CM3")
    assert "11, Phố Thử" in page
    assert city.door.identifier in page
    tower = ask(client, "21.0290, 105.8545")
    assert "12, Phố Thử" in tower
    assert "2 hộ trong toà nhà" in tower
    assert "P0" not in tower


def test_a_point_shows_the_commune_of_before_july_2025(client: Client, city) -> None:
    page = ask(client, "21.028511, 105.854167")
    assert "Trước 1/7/2025" in page
    assert "Phường Lý Thái Tổ" in page
    assert "Quận Hoàn Kiếm" in page


def test_a_former_commune_is_found_and_its_successor_named(client: Client, city) -> None:
    page = ask(client, "Phường Trúc Bạch")
    assert "đến 30/6/2025" in page
    assert "nay thuộc: Phường Ba Đình" in page


def test_an_identifier_finds_its_address(client: Client, city) -> None:
    assert "11, Phố Thử" in ask(client, city.door.identifier)


def test_a_code_that_cannot_exist_says_why_and_offers_the_right_one(client: Client, city) -> None:
    page = ask(client, "11120 2VH3 CM3")
    assert "Mã này không thể có" in page
    assert 'href="/?q=110242VH3CM3"' in page
    assert "<mark>" in page
    assert "answer-code" not in page


def test_a_look_alike_character_is_offered_mended(client: Client, city) -> None:
    page = ask(client, "11024 2VH3 CMO")
    assert "mã không bao giờ có “O” ở vị trí đó" in page
    assert "ký tự trông giống nhau" in page


def test_nonsense_and_markup_are_answered_plainly(client: Client, city) -> None:
    page = ask(client, "<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "note bad" in page


def test_a_point_outside_the_city_gets_no_postal_code(client: Client, city) -> None:
    page = ask(client, "10.0, 106.0")
    assert "Điểm này nằm ngoài các xã, phường của thành phố" in page
    assert '<span class="gap">·····</span>' in page


def test_on_approximate_ground_no_single_code_is_claimed(
    client: Client, city, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = vpostcode.cell_at(21.028511, 105.854167)
    candidates = [
        Candidate("11024" + cell.tail, "11024", city.hoan_kiem, 0.997, certain=False),
        Candidate("11120" + cell.tail, "11120", city.ba_dinh, 0.003, certain=False),
    ]
    answer = Answer("point", Standing.APPROXIMATE, cell=cell, tail=cell.tail, candidates=candidates)
    monkeypatch.setattr(look_up_page, "look_up", lambda *given: answer)
    page = ask(client, "21.028511, 105.854167")
    assert '<span class="gap">·····</span> 2VH3 CM3' in page
    assert "Ranh giới ở đây chỉ là gần đúng" in page
    assert "11024 2VH3 CM3" in page
    assert "11120 2VH3 CM3" in page
    assert "&gt; 99 %" in page
    assert "&lt; 1 %" in page
    assert 'data-copy="110242VH3CM3"' not in page


def test_htmx_gets_the_answer_alone_and_caches_keep_both_apart(client: Client, city) -> None:
    part = client.get("/", {"q": "11024 2VH3 CM3"}, headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b"answer-code" in part.content
    assert "HX-Request" in part["Vary"]


def test_the_link_shared_leads_to_the_same_answer(client: Client, city) -> None:
    page = ask(client, "21.028511, 105.854167")
    link = re.search(r'data-copy="(http://[^"]+)"', page)[1]
    assert link.endswith("/?q=110242VH3CM3")
    assert "answer-code" in client.get(link).content.decode()


def test_the_qr_is_an_svg_and_holds_the_point_while_the_server_is_loopback(
    client: Client, city
) -> None:
    page = client.get("/", {"q": "11024 2VH3 CM3"}, headers={"host": "127.0.0.1:8000"})
    source = re.search(r'src="(/qr\.svg[^"]+)"', page.content.decode())[1]
    assert quote("geo:21.028513,105.854172", safe="") in source
    image = client.get(source)
    assert image["Content-Type"] == "image/svg+xml"
    assert b"<path" in image.content
    assert b"style=" not in image.content


@pytest.mark.parametrize("text", ["", "x" * 301])
def test_an_impossible_qr_is_refused(client: Client, city, text: str) -> None:
    assert client.get("/qr.svg", {"text": text}).status_code == 404


def test_a_written_address_shows_its_parts_and_its_commune_today(client: Client, city) -> None:
    page = ask(client, "12 ngõ 5 Hàng Bông, phường Hàng Gai, quận Hoàn Kiếm, Hà Nội")
    assert "Địa chỉ đọc được" in page
    assert "số 12 ngõ 5" in page
    assert "Phường Hoàn Kiếm" in page
    assert "1656/NQ-UBTVQH15" in page


def test_a_chain_that_reads_both_ways_is_shown_both_ways(client: Client, city) -> None:
    page = ask(client, "9/4/68 Cầu Giấy, phường Cầu Giấy, Hà Nội")
    assert "9 → 4 → 68" in page
    assert "68 → 4 → 9" in page


def test_markup_in_an_address_stays_text(client: Client, city) -> None:
    page = ask(client, "12 <b>Hàng Bông</b>, phường Hàng Gai, Hà Nội")
    assert "<b>" not in page


def test_unfinished_text_is_completed_for_the_box(client: Client, city) -> None:
    answer = client.get("/complete/", {"q": "phường ba đ"}).json()
    assert answer["q"] == "phường ba đ"
    assert {"text", "detail", "kind"} == set(answer["options"][0])
    assert answer["options"][0]["text"] == "Phường Ba Đình"
    assert client.get("/complete/", {"q": "x" * 5_000}).json()["options"] == []
