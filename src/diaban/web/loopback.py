"""This machine's own names: which requests come to an address that no other machine reaches."""

from __future__ import annotations

import re

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
_LOOPBACK = re.compile(f"(?:{'|'.join(map(re.escape, LOOPBACK_NAMES))})(?::[0-9]+)?")


def is_loopback(host: str) -> bool:
    """Say whether a ``Host`` header, with or without a port, names this machine itself."""
    return _LOOPBACK.fullmatch(host) is not None
