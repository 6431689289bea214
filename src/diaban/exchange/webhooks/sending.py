"""Sending changes to webhooks: one page of the feed at a time, in order, until it is taken.

Nothing is lost where the other side is down: the webhook remembers the last number that was
taken. What was taken and not acknowledged comes again.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import timezone

from diaban.exchange.webhooks.destinations import DestinationError, read_url, resolve
from diaban.exchange.webhooks.signing import sign
from diaban.spine.addresses.searching import territory_of
from diaban.spine.feed.reading import AheadError, Page, read_changes
from diaban.spine.feed.sealing import newest_number
from diaban.spine.feed.webhooks import Sending, Webhook, claim_due, note_sent

MOST_CHANGES = 200
_SECONDS, _SECONDS_IN_ALL = 10, 20
_ANSWER_BYTES = 1 << 10
_TYPE = "addresses.changed"
Write = Callable[[Page], dict[str, Any]]


def send_due(write_page: Write) -> bool:
    """Send to the webhook that waits longest; say whether there was one.

    ``write_page`` writes a page as the feed's readers know it.
    """
    newest = newest_number()
    webhook = claim_due(newest)
    if webhook is None:
        return False
    try:
        page = read_changes(webhook.through, MOST_CHANGES, territory_of(webhook.key.client))
    except AheadError:
        # the registry was restored: the other side learns it by the name of the feed
        Webhook.objects.filter(pk=webhook.pk).update(through=newest, next_at=timezone.now())
        return True
    status, fault, took = (204, "", 0)
    if page.changes:
        status, fault, took = _send(webhook, page, write_page(page))
    sending = Sending(
        webhook=webhook,
        after=webhook.through if page.changes else page.after,
        through=page.after,
        attempt=webhook.failures + 1,
        status=status,
        fault=fault,
        milliseconds=took,
    )
    note_sent(webhook, sending)
    return True


def _send(webhook: Webhook, page: Page, data: dict[str, Any]) -> tuple[int, str, int]:
    """Return the status (0: no answer), the fault and the milliseconds it took."""
    now = int(time.time())
    # the same numbers have the same name, so that the other side knows what comes again
    message = f"msg_{webhook.pk}_{page.feed}_{webhook.through}_{page.after}"
    body = json.dumps(
        {"type": _TYPE, "timestamp": timezone.now().isoformat(), "data": data}, ensure_ascii=False
    ).encode()
    headers = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Diaban",
        "webhook-id": message,
        "webhook-timestamp": str(now),
        "webhook-signature": sign(webhook.secret, message, now, body),
    }
    began = time.monotonic()
    try:
        status, fault = _post(webhook.url, body, headers), ""
    except DestinationError as error:
        status, fault = 0, error.reason
    except ssl.SSLError:
        status, fault = 0, "tls"
    except TimeoutError:
        status, fault = 0, "timeout"
    except (OSError, http.client.HTTPException):
        status, fault = 0, "connection"
    return status, fault, round((time.monotonic() - began) * 1_000)


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Post and return the status; redirects are not followed, and count as a failure."""
    private = bool(settings.WEBHOOKS_MAY_STAY_INSIDE)
    destination = read_url(url, allow_private=private)
    address = resolve(destination, allow_private=private)
    connection = _Pinned(destination.host, destination.port, address)
    # whoever answers drop by drop does not hold up the others
    watch = threading.Timer(_SECONDS_IN_ALL, connection.cut)
    watch.start()
    try:
        connection.request("POST", destination.target, body, headers)
        answer = connection.getresponse()
        answer.read(_ANSWER_BYTES)
        return answer.status
    finally:
        watch.cancel()
        connection.close()


class _Pinned(http.client.HTTPSConnection):
    """A connection to the very address that was looked at, whatever the name says since."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=_SECONDS, context=ssl.create_default_context())
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), _SECONDS)
        context: ssl.SSLContext = self._context  # type: ignore[attr-defined]
        self.sock = context.wrap_socket(plain, server_hostname=self.host)

    def cut(self) -> None:
        if self.sock is not None:
            self.sock.close()
