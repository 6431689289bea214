"""One-time keys: eleven random characters and a check character, kept only as a keyed digest.

55 random bits: among 10,000 standing keys one guess in 3.6 × 10¹² hits. A key is made from a random
seed and the installation's secret, so that the same letter can be printed twice; once the seed is
erased nobody can make it again. The check character is that of the identifiers: each single wrong
character and each swap of two is told as a slip, before anything is looked up.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from django.conf import settings

from diaban.spine.addresses.identifiers import ALPHABET, VALUES, check_value

LENGTH = 12
_SEED_BYTES = 16


class KeyFormError(ValueError):
    """The text cannot be a key; ``reason`` is length, character or check."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KeyLostError(RuntimeError):
    """The secret that the key was made with is gone: a new letter is needed."""


def new_seed() -> str:
    return secrets.token_hex(_SEED_BYTES)


def make_key(seed: str, digest: str = "") -> str:
    """Return the key of a seed; the one with this digest, if it is told. Raises KeyLostError."""
    for secret in _secrets():
        key = _draw(secret, seed)
        if not digest or hmac.compare_digest(_digest(secret, key), digest):
            return key
    raise KeyLostError


def digest_key(key: str) -> str:
    """Return what is stored of a key."""
    return _digest(_secrets()[0], key)


def digests_of(key: str) -> list[str]:
    """Return what may be stored of a key: also under the secrets of before."""
    return [_digest(secret, key) for secret in _secrets()]


def read_key(text: str) -> str:
    """Read a key as a person types it: any case, spaces, hyphens, O for 0, I and L for 1.

    Raises KeyFormError.
    """
    compact = "".join(text.upper().replace("-", "").split())
    if len(compact) != LENGTH:
        raise KeyFormError("length")
    if not set(compact) <= VALUES.keys():
        raise KeyFormError("character")
    values = [VALUES[character] for character in compact]
    if check_value(values[:-1]) != values[-1]:
        raise KeyFormError("check")
    return "".join(ALPHABET[value] for value in values)


def write_key(key: str) -> str:
    """Write a key in three groups, as it is read aloud and typed.

    >>> write_key("0123456789AB")
    '0123-4567-89AB'
    """
    return "-".join(key[start : start + 4] for start in range(0, LENGTH, 4))


def _draw(secret: bytes, seed: str) -> str:
    made = hmac.new(secret, b"key " + seed.encode(), sha256).digest()
    values = [byte & 31 for byte in made[: LENGTH - 1]]
    return "".join(ALPHABET[value] for value in [*values, check_value(values)])


def _digest(secret: bytes, key: str) -> str:
    return hmac.new(secret, b"digest " + key.encode(), sha256).hexdigest()


def _secrets() -> list[bytes]:
    known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [sha256(b"diaban notice key " + secret.encode()).digest() for secret in known]
