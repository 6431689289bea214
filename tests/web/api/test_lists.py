"""A list is sent, cleaned in the background on the key's ground, fetched, and forgotten."""

import csv
import io

import pytest
from django.test import Client
from tests.registry import address_of

from diaban.exchange.cleaning import ordered
from diaban.exchange.importing.working import work_once
from diaban.spine.parties.models import Role, User
from diaban.spine.runs.models import Kind, Run

LIST = 'tên,địa chỉ\nA,"12 Hàng Bông, phường Hoàn Kiếm, Hà Nội"\nB,không rõ\n'


@pytest.fixture(autouse=True)
def list_folder(settings, tmp_path):
    settings.LIST_FOLDER = tmp_path / "lists"
    return settings.LIST_FOLDER


def call(token: str, method: str, path: str, body: bytes | str = b""):
    return getattr(Client(), method)(
        f"/api/v1{path}",
        body.encode() if isinstance(body, str) else body,
        content_type="application/octet-stream",
        headers={"authorization": f"Bearer {token}"},
    )


def send(token: str, body: bytes | str = LIST, name: str = "customers.csv", more: str = "") -> dict:
    return call(token, "post", f"/lists?name={name}{more}", body).json()


def test_a_list_comes_back_with_the_doors_that_were_meant(doors, make_token):
    token = make_token("clean")
    sent = send(token)
    assert (sent["state"], sent["rows"]) == ("waiting", 0)
    number = sent["id"]
    assert call(token, "get", f"/lists/{number}/cleaned.csv").status_code == 409
    assert work_once()
    told = call(token, "get", f"/lists/{number}").json()
    assert (told["state"], told["rows"], told["counts"]["rows"]) == ("done", 2, 2)
    answer = call(token, "get", f"/lists/{number}/cleaned.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text))
    assert first["diaban_identifier"] == address_of("1").identifier
    assert (second["tên"], second["diaban_identifier"]) == ("B", "")
    needy = call(token, "get", f"/lists/{number}/exceptions.csv")
    assert "không rõ" in b"".join(needy.streaming_content).decode()


def test_the_registry_is_asked_only_on_the_keys_ground_and_only_if_wanted(doors, make_token):
    for token, more in (
        (make_token("clean", postal_codes=()), ""),
        (make_token("clean", name="another"), "&match=false"),
    ):
        number = send(token, more=more)["id"]
        work_once()
        answer = call(token, "get", f"/lists/{number}/cleaned.csv")
        assert address_of("1").identifier.encode() not in b"".join(answer.streaming_content)


def test_nobody_else_reaches_a_list(doors, make_token):
    number = send(make_token("clean"))["id"]
    other = make_token("clean", name="another")
    for method, path in (("get", ""), ("get", "/cleaned.csv"), ("delete", "")):
        assert call(other, method, f"/lists/{number}{path}").status_code == 404
    assert call(make_token("read"), "get", f"/lists/{number}").status_code == 403


def test_what_is_forgotten_is_off_the_disk_and_not_worked_on(doors, make_token, list_folder):
    token = make_token("clean")
    number = send(token)["id"]
    assert len(list(list_folder.iterdir())) == 1
    assert call(token, "delete", f"/lists/{number}").json()["state"] == "failed"
    assert list(list_folder.iterdir()) == []
    assert not work_once()


def test_after_three_days_a_list_is_gone(doors, make_token, list_folder, monkeypatch):
    token = make_token("clean")
    number = send(token)["id"]
    work_once()
    ordered.sweep_lists()
    kept = call(token, "get", f"/lists/{number}/cleaned.csv")
    assert b"".join(kept.streaming_content)
    monkeypatch.setattr(ordered, "_KEPT_SECONDS", -1)
    ordered.sweep_lists()
    assert list(list_folder.iterdir()) == []
    assert call(token, "get", f"/lists/{number}/cleaned.csv").status_code == 404


def test_rows_count_against_the_day(doors, make_token):
    token = make_token("clean", rows_per_day=1)
    number = send(token)["id"]
    work_once()
    told = call(token, "get", f"/lists/{number}").json()
    assert told["state"] == "failed"
    assert "The 1 rows of today" in told["error"]


@pytest.mark.parametrize(
    ("name", "body", "status", "reason"),
    [
        ("customers.pdf", LIST, 422, "ending"),
        ("customers", LIST, 422, "ending"),
        ("..%2F..%2Fx.csv", "", 422, "empty"),
    ],
)
def test_what_is_no_list_is_refused_at_once(
    doors, make_token, list_folder, name, body, status, reason
):
    answer = call(make_token("clean"), "post", f"/lists?name={name}", body)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert not list_folder.exists() or list(list_folder.iterdir()) == []


def test_a_list_that_is_too_large_is_not_kept(doors, make_token, list_folder, monkeypatch):
    monkeypatch.setattr(ordered, "LARGEST_BYTES", 10)
    assert send(make_token("clean"))["reason"] == "size"
    assert list(list_folder.iterdir()) == []


@pytest.mark.parametrize("body", ["a,b\n1,2\n", b"\x00\xff" * 50, b"PK\x03\x04rest"])
def test_a_list_that_cannot_be_read_fails_in_both_languages(doors, make_token, body):
    token = make_token("clean")
    number = send(token, body)["id"]
    work_once()
    told = call(token, "get", f"/lists/{number}").json()
    assert told["state"] == "failed"
    assert len(told["error"].splitlines()) >= 2


def test_a_worker_that_died_is_followed_by_another_that_counts_no_row_twice(doors, make_token):
    token = make_token("clean", rows_per_day=2)
    number = send(token)["id"]
    run = Run.objects.get(pk=number, kind=Kind.CLEANING)
    assert run.actor == User.objects.get(role=Role.API_CLIENT)
    # it had done all rows, and died before it wrote them out
    Run.objects.filter(pk=number).update(position=2)
    work_once()
    assert call(token, "get", f"/lists/{number}").json()["state"] == "done"


@pytest.mark.parametrize("more", ["&column=a%00b", "&column=%00"])
def test_a_sign_that_no_heading_holds_breaks_nothing(doors, make_token, more):
    assert send(make_token("clean"), more=more)["state"] == "waiting"


def test_a_sign_that_no_name_holds_breaks_nothing(doors, make_token):
    answer = call(make_token("clean"), "post", "/lists?name=a%00b.csv", LIST)
    assert answer.status_code < 500
