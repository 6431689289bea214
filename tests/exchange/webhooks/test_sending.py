"""Changes reach a webhook signed, in order and at least once, whatever the other side does."""

import base64
import hmac
import http.server
import json
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import pytest
from django.utils import timezone
from tests.hanoi import commune_of_postal_code
from tests.registry import door, observe

from diaban.exchange.webhooks.sending import send_due
from diaban.exchange.webhooks.signing import sign
from diaban.spine.addresses.coding import run_coding
from diaban.spine.feed.sealing import newest_number, rename_feed, seal_all
from diaban.spine.feed.webhooks import Sending, Webhook, add_webhook, revive_webhook
from diaban.spine.parties.api_clients import find_or_add_client
from diaban.spine.parties.api_keys import KeyTerms, make_key, revoke_key
from diaban.web.api.answering import current_codes
from diaban.web.api.changes import write_page
from diaban.web.commands.trial_certificate import make_trial_certificate


class Receiver(http.server.BaseHTTPRequestHandler):
    """The other side; answers what ``answers`` says next, 200 where it says nothing."""

    answers: list[int] = []
    came: list[tuple[dict[str, str], bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
        status = self.answers.pop(0) if self.answers else 200
        self.send_response(status)
        if status == 302:
            self.send_header("location", "https://localhost:1/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    return folder, *make_trial_certificate(folder, ["localhost"])


@pytest.fixture
def receiver(certificate, monkeypatch, settings) -> Iterator[str]:
    folder, chain, key = certificate
    settings.WEBHOOKS_MAY_STAY_INSIDE = True
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "authority.pem"))
    Receiver.answers, Receiver.came = [], []
    server = http.server.ThreadingHTTPServer(("localhost", 0), Receiver)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}/hook?from=diaban"
    server.shutdown()
    server.server_close()


@pytest.fixture
def webhook(official_hanoi, operator, receiver) -> Webhook:
    """A webhook of the whole city, and two doors that it is to be told of."""
    city = commune_of_postal_code("11024").parent
    client = find_or_add_client(operator, "buu-ta", units=[city])
    terms = KeyTerms(frozenset({"read"}), timezone.now() + timedelta(days=1))
    key, _ = make_key(operator, client, terms)
    made = add_webhook(client, key, receiver, newest_number())
    observe(
        door("1", house_number="12", street="Hàng Bông"),
        door("2", (21.0290, 105.8545), house_number="14", street="Hàng Bông"),
    )
    run_coding(operator)
    seal_all()
    return made


def send() -> bool:
    return send_due(lambda page: write_page(page, current_codes()))


def let_time_pass() -> None:
    Webhook.objects.update(next_at=timezone.now())


def test_changes_come_signed_as_the_standard_says(webhook):
    assert send()
    assert not send()
    [(headers, body)] = Receiver.came
    told = json.loads(body)
    assert told["type"] == "addresses.changed"
    assert [c["number"] for c in told["data"]["changes"]] == [1, 2]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    secret = base64.b64decode(webhook.written_secret.removeprefix("whsec_"))
    digest = base64.b64encode(hmac.new(secret, signed, sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    webhook.refresh_from_db()
    assert (webhook.through, webhook.state) == (2, "working")
    assert Sending.objects.get().status == 200


@pytest.mark.parametrize("status", [500, 302, 404])
def test_what_is_not_taken_comes_again_later_under_the_same_name(webhook, status):
    Receiver.answers = [status]
    assert send()
    assert not send()
    webhook.refresh_from_db()
    assert (webhook.through, webhook.state) == (0, "failing")
    assert webhook.next_at > timezone.now()
    let_time_pass()
    assert send()
    first, second = [headers["webhook-id"] for headers, _ in Receiver.came]
    assert first == second
    webhook.refresh_from_db()
    assert (webhook.through, webhook.state, webhook.failures) == (2, "working", 0)
    assert list(Sending.objects.order_by("pk").values_list("attempt", flat=True)) == [1, 2]


def test_after_many_failures_it_is_given_up_until_somebody_tries_again(webhook, operator):
    Receiver.answers = [503] * 50
    waits = []
    for _ in range(50):
        let_time_pass()
        if not send():
            break
        webhook.refresh_from_db()
        waits.append(webhook.next_at - timezone.now())
    assert webhook.state == "dead"
    assert len(waits) == 11
    assert waits[:10] == sorted(waits[:10])
    Receiver.answers = []
    revive_webhook(operator, webhook)
    assert send()
    webhook.refresh_from_db()
    assert (webhook.through, webhook.state) == (2, "working")


def test_who_says_gone_is_asked_no_more(webhook):
    Receiver.answers = [410]
    send()
    webhook.refresh_from_db()
    assert webhook.state == "dead"


def test_nothing_goes_inside_where_that_is_not_allowed(webhook, settings):
    settings.WEBHOOKS_MAY_STAY_INSIDE = False
    send()
    assert Receiver.came == []
    assert Sending.objects.get().fault == "private"


def test_a_certificate_that_nobody_vouches_for_is_refused(webhook, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    send()
    assert Receiver.came == []
    assert Sending.objects.get().fault == "tls"


def test_nothing_is_sent_for_a_key_that_has_ended(webhook, operator):
    revoke_key(operator, webhook.key)
    assert not send()
    assert Receiver.came == []


def test_what_does_not_concern_the_key_is_passed_over_without_a_message(webhook):
    webhook.key.client.charges.all().delete()
    assert send()
    webhook.refresh_from_db()
    assert (Receiver.came, webhook.through) == ([], 2)
    assert not Sending.objects.exists()


def test_after_a_restore_it_goes_on_from_the_newest(webhook):
    Webhook.objects.update(through=99)
    rename_feed()
    assert send()
    webhook.refresh_from_db()
    assert webhook.through == 2


def test_the_signature_is_that_of_the_standard_s_own_libraries():
    """Their published example, and what `standardwebhooks` 1.0 makes of it."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    message, body = "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}'
    signed = sign(secret, message, 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
