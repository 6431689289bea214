"""The office sees what collectors sent and cannot well be so, and writes down what it found."""

import re

import pytest
from django.test import Client
from tests.fieldwork import Phone, collector, draw_by_hand, fix, identifier, place
from tests.hanoi import commune_of_postal_code

from diaban.spine.fieldwork.models import SettledDoubt
from diaban.spine.parties.models import Role, User


@pytest.fixture
def page(operator, hanoi, client: Client) -> str:
    """Six doors, all from one point: the page of doubts after that."""
    lot = draw_by_hand(commune_of_postal_code("11024"), 6)
    phone = Phone(collector("an", lot))
    for number in range(6):
        phone.record(lot, identifier(f"1-{number}"), position=fix(place(2)))
    phone.send()
    return client.get("/field/doubts/").content.decode()


def settling(page: str) -> str:
    return re.search(r'action="(/field/doubts/[0-9a-f]{64}/)"', page)[1]


def test_a_doubt_tells_what_at_which_doors_and_by_whom(page):
    assert "Một tọa độ trùng đến chữ số cuối ở nhiều cửa" in page
    assert "6 cửa" in page
    assert page.count("an · ") == 6


def test_looked_into_it_waits_no_longer_and_says_what_was_found(client, page):
    client.post(settling(page), {"note": "Nhà tập thể"})
    again = client.get("/field/doubts/").content.decode()
    assert re.search(r'id="count">0<', again)
    assert "Nhà tập thể" in again


def test_without_a_word_it_goes_on_waiting(client, page):
    answer = client.post(settling(page), {"note": " "})
    assert answer["Location"].endswith("refused=no_note")
    assert not SettledDoubt.objects.exists()


def test_an_auditor_sees_doubts_and_settles_none(page):
    client = Client()
    client.force_login(User.objects.create(username="kiemtoan", role=Role.AUDITOR))
    assert "<form" not in client.get("/field/doubts/").content.decode().split("<main")[1]
    assert client.post(settling(page), {"note": "x"}).status_code == 403


def test_a_doubt_that_is_none_cannot_be_settled(client, page):
    assert client.post(f"/field/doubts/{'0' * 64}/", {"note": "x"}).status_code == 404
