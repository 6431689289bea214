"""The code that a point shows, by which a check-in tells that somebody stood before it.

Six digits out of HMAC-SHA-256 of the point's secret, cut as RFC 4226 cuts. On a screen they change
every ten minutes; where there is no screen a card is printed for a week, with a code for each half
of a day. A check-in is held against the codes of its own moment, so that it may be sent days later.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256

STEP_SECONDS = 600
SECRET_BYTES = 20
NOON = 12
# a phone's clock as corrected, and a screen's, may each lie beyond the edge of a step
_STEPS_AROUND = (0, -1, 1)


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def screen_code(secret: bytes, at: datetime) -> str:
    """Return the code on the screen at a moment, which knows its zone."""
    return _code(secret, f"screen {int(at.timestamp()) // STEP_SECONDS}")


def card_code(secret: bytes, day: date, *, afternoon: bool) -> str:
    """Return the code that a weekly card has for half a day."""
    return _code(secret, f"card {day.isoformat()} {'pm' if afternoon else 'am'}")


def is_screen_code(secret: bytes, at: datetime, given: str) -> bool:
    codes = [
        screen_code(secret, at + timedelta(seconds=STEP_SECONDS * step)) for step in _STEPS_AROUND
    ]
    return any(hmac.compare_digest(code, given) for code in codes)


def is_card_code(secret: bytes, at: datetime, given: str) -> bool:
    """``at`` is a moment in the point's own zone."""
    code = card_code(secret, at.date(), afternoon=at.hour >= NOON)
    return hmac.compare_digest(code, given)


def _code(secret: bytes, text: str) -> str:
    digest = hmac.new(bytes(secret), f"diaban-post {text}".encode(), sha256).digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
