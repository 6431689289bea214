"""Reading what a webhook brings, if it is signed with our secret and fresh."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Mapping
from hashlib import sha256

from diaban_client.calls import ChangesOut

OLDEST_SECONDS = 300


class SignatureError(ValueError):
    """The message is not from whom it says, or too old."""


def read_webhook(
    secret: str, headers: Mapping[str, str], body: bytes, now: float | None = None
) -> ChangesOut:
    """Return the changes that a webhook brings. Raises SignatureError.

    ``headers`` are those of the request, their names in lower case; ``body`` as it came.
    """
    try:
        sent = int(headers["webhook-timestamp"])
        signed = f"{headers['webhook-id']}.{sent}.".encode() + body
        signatures = headers["webhook-signature"].split()
    except (KeyError, ValueError):
        raise SignatureError("headers") from None
    if abs((time.time() if now is None else now) - sent) > OLDEST_SECONDS:
        raise SignatureError("too old")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    ours = "v1," + base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
    if not any(hmac.compare_digest(ours, theirs) for theirs in signatures):
        raise SignatureError("signature")
    return ChangesOut.from_json(json.loads(body)["data"])
