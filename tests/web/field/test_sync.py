"""The addresses that phones talk to: what they answer, and to whom."""

import json
import uuid

import pytest
from django.test import Client
from tests.fieldwork import Phone, collector, fix, identifier, jpeg, now, place

from diaban.spine.fieldwork.models import Photo
from diaban.spine.parties.models import Role, User


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, phone: Phone, captures: object = None, **more: object):
    told = {"device": phone.device, "sent_at": now(), "captures": captures or phone.waiting}
    return client.post("/field/sync/", json.dumps(told | more), "application/json")


def put(client: Client, key: uuid.UUID, content: bytes, ranged: str = "", method: str = "put"):
    headers = {"Content-Range": ranged} if ranged else {}
    return getattr(client, method)(
        f"/field/photos/{key}", content, content_type="image/jpeg", headers=headers
    )


def test_a_collector_fetches_the_lot_and_sends_what_was_captured(lot):
    phone = Phone(collector("an", lot))
    client = client_of(phone.user)
    listed = client.get("/field/lots.json").json()["lots"]
    assert [(row["id"], row["version"], row["doors"], row["done"]) for row in listed] == [
        (lot.pk, 1, 3, 0)
    ]
    doors = client.get(f"/field/lots/{lot.pk}.json").json()["doors"]
    assert [(d["order"], d["house_number"]) for d in doors] == [(1, "10"), (2, "11"), (3, "12")]
    assert {d["state"] for d in doors} == {"waiting"}
    sent = phone.record(lot, doors[0]["id"], position=fix(place(0)), house_number="10")
    answer = post(client, phone).json()
    assert answer["taken"] == [sent["key"]]
    assert abs(answer["now"] - now()) < 60_000
    assert client.get("/field/lots.json").json()["lots"][0]["done"] == 1


def test_another_collector_sees_neither_lot_nor_picture(lot):
    own, stranger = client_of(collector("an", lot)), client_of(collector("chi"))
    assert stranger.get("/field/lots.json").json()["lots"] == []
    assert stranger.get(f"/field/lots/{lot.pk}.json").status_code == 404
    key = uuid.uuid4()
    assert put(own, key, jpeg()).json()["whole"]
    assert own.get(f"/field/photos/{key}").status_code == 200
    assert stranger.get(f"/field/photos/{key}").status_code == 404
    assert put(stranger, key, jpeg()).status_code == 403


def test_a_picture_goes_on_where_it_was_cut(lot):
    client, key, content = client_of(collector("an", lot)), uuid.uuid4(), jpeg()
    size = len(content)
    assert put(client, key, b"", f"bytes */{size}").json()["received"] == 0
    answer = put(client, key, content[:50], f"bytes 0-49/{size}").json()
    assert answer == {"received": 50, "size": size, "whole": False}
    assert put(client, key, b"", f"bytes */{size}").json()["received"] == 50
    assert put(client, key, content[50:], f"bytes 50-{size - 1}/{size}").json()["whole"]
    shown = client.get(f"/field/photos/{key}")
    assert shown.content == content
    assert shown["Content-Type"] == "image/jpeg"


def test_what_is_no_picture_is_refused(lot):
    client, key = client_of(collector("an", lot)), uuid.uuid4()
    assert put(client, key, b"GIF89a........").status_code == 415
    assert put(client, key, jpeg(), "bytes 0-9/999").status_code == 400
    assert put(client, key, jpeg(), "pages 1-2").status_code == 400
    assert put(client, uuid.uuid4(), b"", "bytes */1048577").status_code == 413
    assert put(client, uuid.uuid4(), bytes(1_048_577)).status_code == 413
    assert not Photo.objects.filter(state="whole").exists()


@pytest.mark.parametrize(
    "body",
    ["", "[]", "7", '{"device": "", "sent_at": 1, "captures": []}', "[" * 5_000,
     '{"device": "x", "sent_at": -1, "captures": []}',
     '{"device": "x", "sent_at": 1e999, "captures": []}',
     '{"device": "x", "sent_at": 1, "captures": {}}'],
)  # fmt: skip
def test_what_is_no_sending_is_refused_whole(lot, body):
    client = client_of(collector("an", lot))
    assert client.post("/field/sync/", body, "application/json").status_code == 400


def test_too_many_captures_at_once_stay_on_the_phone(lot):
    phone = Phone(collector("an", lot))
    answer = post(client_of(phone.user), phone, [None] * 501)
    assert (answer.status_code, answer.json()["most"]) == (413, 500)


def test_the_office_of_this_machine_may_fetch_every_lot(lot):
    assert len(Client().get("/field/lots.json").json()["lots"]) == 1
    phone = Phone(collector("an", lot))
    phone.record(lot, identifier("1-1"))
    assert post(Client(), phone).json()["taken"]


def test_an_auditor_sees_pictures_of_the_whole_city_and_sends_none(lot):
    phone, key = Phone(collector("an", lot)), uuid.uuid4()
    client = client_of(phone.user)
    assert put(client, key, jpeg()).json()["whole"]
    phone.record(lot, identifier("1-0"), position=fix(place(0)), photo=str(key))
    post(client, phone)
    auditor = client_of(User.objects.create(username="kiem", role=Role.AUDITOR))
    assert auditor.get(f"/field/photos/{key}").status_code == 200
    assert put(auditor, uuid.uuid4(), jpeg()).status_code == 403
    assert Photo.objects.count() == 1
