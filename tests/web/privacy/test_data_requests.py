"""One's own data on the account page, and requests on the administrator's."""

import json

import pytest
from django.test import Client
from tests.registry import address_of, door, observe

from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today
from diaban.spine.privacy.models import DataRequest


@pytest.fixture
def chief(db) -> Client:
    client = Client()
    user = User.objects.create(
        username="chief", role=Role.DEPARTMENT, is_administrator=True, joined_at="2026-01-01T00:00Z"
    )
    client.force_login(user)
    return client


@pytest.fixture
def lan(chief) -> Client:
    client = Client()
    client.force_login(User.objects.create(username="lan", role=Role.COLLECTOR))
    return client


def ask(client: Client, wish: str = "erase") -> DataRequest:
    client.post("/account/data/ask/", {"wish": wish, "words": "xóa giúp tôi"})
    return DataRequest.objects.latest("pk")


def test_the_account_page_leads_to_ones_data_and_the_file(lan):
    assert "Dữ liệu của tôi" in lan.get("/account/").content.decode()
    page = lan.get("/account/data/")
    assert page["Cache-Control"] == "no-store"
    assert "việc trong nhật ký" in page.content.decode()
    answer = lan.get("/account/data.json")
    assert "attachment" in answer["Content-Disposition"]
    told = json.loads(b"".join(answer))
    assert told["account"]["username"] == "lan"
    acts = next(held for held in told["held"] if held["what"] == "journal.Entry.actor")
    assert acts["rows"][-1]["act"] == "person.exported"


def test_a_request_has_its_days_and_its_answer_comes_back(lan, chief):
    asked = ask(lan, "access")
    assert "xóa giúp tôi" in lan.get("/account/data/").content.decode()
    assert "lan" in chief.get("/people/requests/").content.decode()
    page = f"/people/requests/{asked.pk}/"
    assert "Xem dữ liệu" in chief.get(page).content.decode()
    chief.post(page, {"act": "reply"})
    chief.post(page, {"act": "extend"})
    asked.refresh_from_db()
    assert asked.is_extended
    assert (asked.due_on - asked.received_on).days == 20
    assert "Hãy nói đã làm gì" in chief.post(page, {"act": "done"}).content.decode()
    chief.post(page, {"act": "done", "answer": "Đã gửi tệp."})
    assert "Đã gửi tệp." in lan.get("/account/data/").content.decode()


def test_erasing_ends_the_account_and_its_sessions(lan, chief):
    asked = ask(lan)
    chief.post(f"/people/requests/{asked.pk}/", {"act": "done", "answer": "Đã xóa."})
    assert not User.objects.filter(username="lan").exists()
    assert lan.get("/account/").status_code in {302, 401}
    assert chief.get(f"/people/requests/{asked.pk}/").status_code == 200


def test_a_refusal_erases_nothing(lan, chief):
    asked = ask(lan)
    chief.post(f"/people/requests/{asked.pk}/", {"act": "refused", "answer": "Luật buộc giữ."})
    assert User.objects.filter(username="lan", is_active=True).exists()


def test_nobody_fills_the_list(lan):
    for _ in range(7):
        answer = lan.post("/account/data/ask/", {"wish": "access"})
    assert "năm yêu cầu" in answer.content.decode()
    assert DataRequest.objects.count() == 5


def test_a_letter_about_a_door_is_written_down(chief, official_hanoi):
    observe(door("here"))
    identifier = address_of("here").identifier
    told = {"wish": "object", "received": today().isoformat(), "asker": "Bà Tư", "door": identifier}
    assert chief.post("/people/requests/", told).status_code == 302
    assert DataRequest.objects.get().address == address_of("here")
    assert identifier in chief.get("/people/requests/").content.decode()
    wrong = chief.post("/people/requests/", {**told, "door": "VXD3"}).content.decode()
    assert "Không có cửa nào" in wrong
    assert 'value="Bà Tư"' in wrong


def test_a_late_request_says_so(lan, chief):
    asked = ask(lan)
    DataRequest.objects.filter(pk=asked.pk).update(due_on="2026-01-01")
    assert "quá hạn" in chief.get("/people/requests/").content.decode()


def test_nobody_reads_anothers_requests(lan, chief):
    asked = ask(lan)
    other = Client()
    other.force_login(User.objects.create(username="mai", role=Role.DEPARTMENT))
    assert other.get(f"/people/requests/{asked.pk}/").status_code in {401, 403}
    assert "xóa giúp tôi" not in other.get("/account/data/").content.decode()
