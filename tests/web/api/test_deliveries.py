"""Couriers report by the interface; what does not belong there is refused."""

import json

import pytest
from django.test import Client
from tests.registry import address_of

from diaban.spine.deliveries.models import Delivery


def send(token: str, path: str, body: object) -> tuple[int, dict]:
    answer = Client().post(
        f"/api/v1{path}",
        json.dumps(body),
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )
    return answer.status_code, answer.json()


def one(reference: str = "a", **more: object) -> dict[str, object]:
    told = {"reference": reference, "identifier": address_of("1").identifier, "outcome": "found"}
    return {**told, **more}


@pytest.fixture
def couriers(make_token) -> list[str]:
    return [make_token("deliveries", "read", name=name) for name in ("one", "two")]


def test_deliveries_are_taken_and_verify_tells_of_them_once_they_say_something(
    doors, couriers, ask
):
    point = {"lat": 21.02855, "lng": 105.85415}
    for n in range(4):
        assert send(couriers[n % 2], "/deliveries", one(str(n), **point))[1]["result"] == "taken"
    _, told = ask(couriers[0], "/verify", text=address_of("1").identifier)
    assert told["risk"] is None
    assert send(couriers[0], "/deliveries", one("4", outcome="closed"))[0] == 200
    _, told = ask(couriers[0], "/verify", text=address_of("1").identifier)
    assert (told["risk"]["failed"], told["risk"]["deliveries"]) == (1, 5)
    assert told["risk"]["low"] < told["risk"]["share"] == 0.2 < told["risk"]["high"]
    assert [e["source"] for e in told["entrances"]] == ["deliveries", "registry"]
    assert told["entrances"][0]["lat"] == 21.02855


def test_an_entrance_far_from_the_door_is_not_told(doors, couriers, ask):
    for n in range(5):
        send(couriers[n % 2], "/deliveries", one(str(n), lat=16.05, lng=108.2))
    _, told = ask(couriers[0], "/verify", text=address_of("1").identifier)
    assert [e["source"] for e in told["entrances"]] == ["registry"]
    assert told["risk"]["deliveries"] == 5


def test_sent_again_it_is_answered_and_counted_once(doors, make_token):
    token = make_token("deliveries")
    assert send(token, "/deliveries", one())[1]["result"] == "taken"
    assert send(token, "/deliveries", one())[1]["result"] == "again"
    status, told = send(token, "/deliveries", one(outcome="closed"))
    assert (status, told["reason"]) == (409, "reference_taken")
    assert Delivery.objects.count() == 1


def test_a_batch_tells_of_each(doors, make_token):
    token = make_token("deliveries")
    body = {"deliveries": [one("a"), one("b", identifier="AAAA-AAAA-A"), one("a")]}
    status, told = send(token, "/deliveries/batch", body)
    assert status == 200
    assert [t["result"] for t in told["deliveries"]] == ["taken", "refused", "again"]
    assert told["deliveries"][1]["vi"] != told["deliveries"][1]["en"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipient": "Nguyễn Thị Lan"},
        {"phone": "0912345678"},
        {"reference": "có dấu"},
        {"reference": ""},
        {"outcome": "lost"},
        {"lat": 21.0},
        {"lat": 91, "lng": 0},
        {"happened_at": "yesterday"},
        {"identifier": "x" * 99},
    ],
)
def test_what_is_no_report_is_refused_whole(doors, make_token, wrong):
    token = make_token("deliveries")
    status, told = send(token, "/deliveries", one(**wrong))
    assert (status, told["reason"]) == (422, "input")
    assert send(token, "/deliveries/batch", {"deliveries": [one("b"), one(**wrong)]})[0] == 422
    assert not Delivery.objects.exists()


def test_an_unknown_address_is_told_so(doors, make_token):
    status, told = send(make_token("deliveries"), "/deliveries", one(identifier="AAAA-AAAA-A"))
    assert (status, told["reason"]) == (404, "not_registered")


def test_a_key_for_reading_cannot_report_and_nobody_without_a_key(doors, make_token):
    assert send(make_token("read"), "/deliveries", one())[0] == 403
    assert send("", "/deliveries", one())[0] == 401
    # the local operator, who may do everything on the pages, is no courier
    answer = Client().post("/api/v1/deliveries", one(), content_type="application/json")
    assert answer.status_code in {401, 403}
