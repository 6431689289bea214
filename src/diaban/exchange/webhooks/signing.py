"""Signatures of webhooks, in the form of Standard Webhooks (https://www.standardwebhooks.com)."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256


def sign(secret: bytes, message: str, timestamp: int, body: bytes) -> str:
    """Return the header ``webhook-signature`` for a message, by HMAC-SHA256."""
    signed = f"{message}.{timestamp}.".encode() + body
    digest = hmac.new(secret, signed, sha256).digest()
    return "v1," + base64.b64encode(digest).decode()
