"""The Python client is what the description says, and a follower outlives being killed."""

import http.server
import json
import random
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from diaban_client import Calls, DiabanError, Follower, HttpTransport, SignatureError, read_webhook
from diaban_client import calls as shapes
from django.test import Client
from django.utils import timezone
from tests.conftest import PROJECT
from tests.hanoi import commune_of_postal_code
from tests.registry import MIDDLE, address_of, door, observe

from diaban.exchange.importing.working import work_once
from diaban.exchange.webhooks.signing import sign
from diaban.spine.addresses import public_doors
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import Address
from diaban.spine.feed.sealing import rename_feed, seal_all, seal_changes
from diaban.spine.parties.api_clients import find_or_add_client
from diaban.spine.parties.api_keys import KeyTerms, Scope, make_key
from diaban.web.api.examples import KEYED
from diaban.web.api.keys import forget_keys

MODULE = PROJECT / "clients" / "python" / "diaban_client" / "calls.py"


def test_the_committed_client_is_what_the_script_would_write():
    from scripts.write_client import write_client

    assert MODULE.read_text(encoding="utf-8") == write_client(), "run scripts/write_client.py"


@pytest.mark.parametrize("call", KEYED)
def test_the_examples_of_the_description_are_answers_that_the_client_reads(call):
    returned = Calls.__dict__[call].__annotations__["return"]
    shape = getattr(shapes, returned)
    told = shape.from_json(KEYED[call])
    assert set(KEYED[call]) == set(told.__dataclass_fields__)


# --- against the interface --------------------------------------------------------------------


class InProcess:
    """Calls the interface without a network; may be killed by ``whims``."""

    def __init__(self, token: str) -> None:
        self.headers = {"authorization": f"Bearer {token}"}

    def call(self, method: str, path: str, query: Mapping[str, Any], body: Any = None) -> Any:
        asked = {k: v for k, v in query.items() if v is not None}
        target = f"{path}?{urlencode(asked)}"
        content = body if body is None or isinstance(body, bytes) else json.dumps(body)
        send = getattr(Client(), method.lower())
        answer = send(target, content, content_type="application/json", headers=self.headers)
        if answer.status_code >= 400:
            raise DiabanError(answer.status_code, answer.json())
        return b"".join(answer) if answer.streaming else answer.json()


@pytest.fixture
def calls(official_hanoi, operator, settings, tmp_path) -> Calls:
    settings.QUOTA_FOLDER = tmp_path / "quotas"
    forget_keys()
    city = commune_of_postal_code("11024").parent
    client = find_or_add_client(operator, "buu-ta", units=[city])
    terms = KeyTerms(
        frozenset(Scope.values), timezone.now() + timedelta(days=1), 1_000_000, 1_000_000
    )
    return Calls(InProcess(make_key(operator, client, terms)[1]))


@pytest.fixture
def one_door(calls, operator) -> str:
    observe(door("1", house_number="12", street="Hàng Bông", life="confirmed"))
    run_coding(operator)
    return address_of("1").identifier


def test_a_courier_verifies_delivers_and_verifies_again(calls, one_door):
    told = calls.verify("12 Hàng Bông, phường Hoàn Kiếm, Hà Nội")
    assert (told.verdict, told.address.identifier, told.risk) == ("real", one_door, None)
    report = shapes.DeliveryIn("a-1", one_door, "closed", timezone.now(), 21.0285, 105.8542)
    assert calls.report_delivery(report).result == "taken"
    batch = shapes.DeliveriesIn([report, shapes.DeliveryIn("a-2", one_door, "found")])
    assert [t.result for t in calls.report_deliveries(batch).deliveries] == ["again", "taken"]
    again = calls.verify(one_door)
    assert again.risk is None, "two deliveries of one courier say nothing"
    earlier = [
        shapes.DeliveryIn(f"b-{n}", one_door, "found", timezone.now() - timedelta(days=n))
        for n in range(1, 5)
    ]
    calls.report_deliveries(shapes.DeliveriesIn(earlier))
    again = calls.verify(one_door)
    assert (again.risk.failed, again.risk.deliveries) == (1, 6)
    assert again.last_confirmed_on == timezone.localdate()


def test_lookups_and_codes_go_through_with_whatever_is_in_them(calls, one_door):
    assert calls.lookup("11024 2VH3 CM3").addresses[0].identifier == one_door
    assert calls.read_code("11024 2VH3 CM3").code == "110242VH3CM3"
    assert calls.reverse(21.0285, 105.8542, limit=1).doors[0].identifier == one_door
    with pytest.raises(DiabanError) as refused:
        calls.read_code("a?b#c")
    assert (refused.value.status, refused.value.reason) == (422, "length")


def test_a_refusal_carries_its_reason_in_both_languages(calls, one_door):
    with pytest.raises(DiabanError) as refused:
        calls.report_delivery(shapes.DeliveryIn("x", "AAAA-AAAA-A", "found"))
    assert (refused.value.status, refused.value.reason) == (404, "not_registered")
    assert refused.value.vi != refused.value.en


def test_a_list_is_sent_and_fetched(calls, one_door, settings, tmp_path):
    settings.LIST_FOLDER = tmp_path / "lists"
    sent = calls.send_list('địa chỉ\n"12 Hàng Bông, Hoàn Kiếm"\n'.encode(), "customers.csv")
    work_once()
    assert calls.read_list(sent.id).counts["rows"] == 1
    assert one_door.encode() in calls.cleaned_list(sent.id)


# --- the follower -----------------------------------------------------------------------------


class KilledError(BaseException):
    """The process dies here; nothing of it runs any more."""


class Fragile:
    """A transport whose process may be killed before or after any call."""

    def __init__(self, inner: InProcess, whims: random.Random) -> None:
        self.inner, self.whims = inner, whims

    def call(self, *asked: Any) -> Any:
        if self.whims.random() < 0.15:
            raise KilledError
        told = self.inner.call(*asked)
        if self.whims.random() < 0.15:
            raise KilledError
        return told


class FragileFollower(Follower):
    whims = random.Random(0)

    def _apply(self, change: shapes.ChangeOut) -> None:
        if self.whims.random() < 0.05:
            raise KilledError
        super()._apply(change)


def source() -> list[tuple[str, str, str]]:
    numbers = Address.objects.everywhere("a test compares").values_list("pk", flat=True)
    found = public_doors.read_doors(numbers, None).values()
    return sorted((d.identifier, d.line, d.vpostcode) for d in found if d.commune)


def copied(follower: Follower) -> list[tuple[str, str, str]]:
    return [(d["identifier"], d["line"], d["vpostcode"] or "") for d in follower.doors()]


def test_a_follower_killed_at_random_ends_equal_to_the_source(calls, operator, tmp_path):
    whims = FragileFollower.whims = random.Random(7)
    fragile = Calls(Fragile(calls._transport, whims))
    path, kills = str(tmp_path / "copy.sqlite3"), 0
    for turn in range(25):
        place = (MIDDLE[0] + whims.randrange(30) / 1e5, MIDDLE[1])
        life = "retired" if whims.random() < 0.1 else "collected"
        observe(
            door(str(whims.randrange(9)), place, house_number=str(turn), street="Hàng", life=life)
        )
        run_coding(operator)
        seal_changes(whims.randint(1, 30))
        follower = FragileFollower(fragile, path, most=3)
        try:
            follower.step()
        except KilledError:
            kills += 1
            # as a killed process leaves it: without a word to the database
            sqlite3.Connection.close(follower._database)
    seal_all()
    last = Follower(calls, path, most=4)
    last.catch_up()
    assert copied(last) == sorted(source()) != []
    assert kills > 2


def test_a_follower_begins_anew_after_a_restore(calls, operator, tmp_path, one_door):
    seal_all()
    follower = Follower(calls, str(tmp_path / "copy.sqlite3"))
    follower.catch_up()
    follower._database.execute("INSERT INTO door VALUES ('GONE', '{}')")
    rename_feed()
    follower.catch_up()
    assert [identifier for identifier, _, _ in copied(follower)] == [one_door]
    follower._database.execute("UPDATE place SET after = 99")
    follower.catch_up()
    assert [identifier for identifier, _, _ in copied(follower)] == [one_door]


# --- the way there, and what webhooks bring ---------------------------------------------------


class Site(http.server.BaseHTTPRequestHandler):
    answers: list[tuple[int, dict[str, str], bytes]] = []
    asked: list[tuple[str, str | None]] = []
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Authorization"]))
        status, headers, body = self.answers.pop(0)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.answers, Site.asked = [], []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_full_quota_is_waited_for_and_a_refusal_is_told(site, monkeypatch):
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    found = json.dumps(KEYED["lookup"]).encode()
    refusal = json.dumps({"reason": "key_ended", "vi": "đã hết", "en": "ended"}).encode()
    Site.answers = [(429, {"Retry-After": "7"}, b"{}"), (200, {}, found), (401, {}, refusal)]
    transport = HttpTransport(f"{site}/", "KEY")
    calls = Calls(transport)
    assert calls.lookup("11024 2VH3 CM3").addresses[0].house_number == "12"
    assert waited == [7.0]
    assert Site.asked == [("/api/v1/lookup?code=11024+2VH3+CM3", "Bearer KEY")] * 2
    with pytest.raises(DiabanError, match="key_ended"):
        calls.lookup("x")
    transport.close()


def test_an_endless_wait_and_what_is_no_json_are_refusals(site):
    Site.answers = [(429, {"Retry-After": "80000"}, b"{}"), (502, {}, b"<html>")]
    transport = HttpTransport(site, "KEY")
    calls = Calls(transport)
    for status in (429, 502):
        with pytest.raises(DiabanError) as refused:
            calls.lookup("x")
        assert refused.value.status == status
    transport.close()
    with pytest.raises(ValueError, match="https"):
        HttpTransport("ftp://x", "KEY")


def test_what_a_webhook_brings_is_read_only_with_a_fresh_signature():
    body = json.dumps({"type": "addresses.changed", "data": KEYED["changes"]}).encode()
    secret = "whsec_" + "QUJD"
    headers = {"webhook-id": "msg_1", "webhook-timestamp": "1000"}
    headers["webhook-signature"] = "v1,old " + sign(b"ABC", "msg_1", 1000, body)
    assert read_webhook(secret, headers, body, now=1100).changes[0].number == 1
    for changed in (
        {"now": 1000 + 301},
        {"body": body + b" "},
        {"secret": "whsec_QUJE"},
        {"headers": {**headers, "webhook-id": "msg_2"}},
        {"headers": {}},
    ):
        asked = {"secret": secret, "headers": headers, "body": body, "now": 1100.0, **changed}
        with pytest.raises(SignatureError):
            read_webhook(**asked)
