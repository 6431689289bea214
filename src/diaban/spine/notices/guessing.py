"""Holding back who guesses keys: so many wrong ones from one machine, then a pause.

Only keys with a right check character count: a slip of the finger never locks anybody out. What is
kept is a digest of the machine's address, for as long as it counts.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache

MOST_WRONG = 20
SECONDS = 3_600


def may_try(machine: str) -> bool:
    """Say whether keys from this machine are still looked at."""
    return int(cache.get(_name(machine), 0)) < MOST_WRONG


def count_wrong(machine: str) -> None:
    name = _name(machine)
    if not cache.add(name, 1, SECONDS):
        cache.set(name, int(cache.get(name, 0)) + 1, SECONDS)


def _name(machine: str) -> str:
    digest = hmac.new(settings.SECRET_KEY.encode(), machine.encode(), sha256)
    return f"notice-guesses-{digest.hexdigest()}"
