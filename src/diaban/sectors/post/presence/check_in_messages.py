"""What a phone signs when somebody comes to a point or leaves it, and how it is checked.

A message is an object in canonical JSON (RFC 8785) of the names in `_FIELDS`; numbers are whole, so
that every program writes them alike. The signature is ECDSA over P-256 with SHA-256, 64 bytes as
WebCrypto writes them (IEEE P1363), in base64url. ``prev`` is the digest of the key's message before
it: messages of a key hang together, and none can be left out, put in or put elsewhere. ``nonce``
keeps anybody from guessing, out of a digest, the position that was deleted.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import (
    Prehashed,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

VERSION = 1
LONGEST_BODY = 1_000
_HALF = 32
_HEX = re.compile(r"[0-9a-f]{64}")
_LARGEST = 2**53 - 1


class MessageError(ValueError):
    """A message is none; ``reason`` is malformed, not_canonical or signature."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Message:
    """What was signed. Times are milliseconds of the phone; ``uptime`` −1 where it cannot tell."""

    device: str
    seq: int
    previous: str
    point: str
    kind: str
    at: int
    uptime: int
    lat_e7: int | None
    lng_e7: int | None
    accuracy_metres: int | None
    is_mock: bool | None
    code: str
    photo: str


def key_id_of(public_key: bytes) -> str:
    """Return the thumbprint (RFC 7638) of a point on P-256 in its uncompressed form.

    Raises MessageError where it is none.
    """
    _load(public_key)
    x, y = (_write(public_key[at : at + _HALF]) for at in (1, 1 + _HALF))
    jwk = {"crv": "P-256", "kty": "EC", "x": x, "y": y}
    return _write(sha256(rfc8785.dumps(jwk)).digest())


def digest_of(body: str) -> str:
    """Return the digest that is signed; of what cannot be written as UTF-8 too, which is none."""
    return sha256(body.encode(errors="surrogatepass")).hexdigest()


def device_named(body: object) -> str:
    """Return the key that a message says it is of, unchecked; "" where it says none."""
    try:
        told = json.loads(body) if isinstance(body, str) and len(body) <= LONGEST_BODY else None
    except (ValueError, RecursionError):
        return ""
    named = told.get("device") if isinstance(told, dict) else None
    return named if isinstance(named, str) else ""


def is_signed(public_key: bytes, digest: str, signature: str) -> bool:
    """Say whether the key signed the text of this digest; the text itself is not needed."""
    try:
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except (ValueError, TypeError):
        return False
    if len(raw) != 2 * _HALF or _write(raw) != signature:
        return False
    pair = encode_dss_signature(int.from_bytes(raw[:_HALF]), int.from_bytes(raw[_HALF:]))
    try:
        _load(public_key).verify(pair, bytes.fromhex(digest), ECDSA(Prehashed(SHA256())))
    except InvalidSignature:
        return False
    return True


def read_message(public_key: bytes, body: str, signature: str) -> Message:
    """Check the signature first, and read only then. Raises MessageError."""
    if not is_signed(public_key, digest_of(body), signature):
        raise MessageError("signature")
    told = _read(body)
    if set(told) != set(_FIELDS) or not all(holds(told[n]) for n, holds in _FIELDS.items()):
        raise MessageError("malformed")
    if len({told["lat_e7"] is None, told["lng_e7"] is None, told["accuracy"] is None}) > 1:
        raise MessageError("malformed")
    return Message(
        device=told["device"], seq=told["seq"], previous=told["prev"], point=told["point"],
        kind=told["kind"], at=told["at"], uptime=told["up"], lat_e7=told["lat_e7"],
        lng_e7=told["lng_e7"], accuracy_metres=told["accuracy"], is_mock=told["mock"],
        code=told["code"], photo=told["photo"],
    )  # fmt: skip


def _read(body: str) -> dict[str, Any]:
    try:
        told = json.loads(body)
        canonical = rfc8785.dumps(told)
    except (ValueError, RecursionError):
        raise MessageError("malformed") from None
    if canonical != body.encode():
        raise MessageError("not_canonical")
    if not isinstance(told, dict):
        raise MessageError("malformed")
    return told


def _load(public_key: bytes) -> EllipticCurvePublicKey:
    try:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), bytes(public_key))
    except ValueError:
        raise MessageError("malformed") from None


def _write(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _is_whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _or_null(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or holds(value)


def _is_text(shape: str) -> Callable[[Any], bool]:
    pattern = re.compile(shape)
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


_FIELDS: dict[str, Callable[[Any], bool]] = {
    "v": lambda value: type(value) is int and value == VERSION,
    "device": _is_text(r"[A-Za-z0-9_-]{43}"),
    "seq": _is_whole(1, 2**31 - 1),
    "prev": _is_text(_HEX.pattern),
    "point": _is_text(r"[0-9A-Z-]{4,24}"),
    "kind": _is_text("in|out"),
    "at": _is_whole(0, _LARGEST),
    "up": _is_whole(-1, _LARGEST),
    "lat_e7": _or_null(_is_whole(-900_000_000, 900_000_000)),
    "lng_e7": _or_null(_is_whole(-1_800_000_000, 1_800_000_000)),
    "accuracy": _or_null(_is_whole(0, 10_000_000)),
    "mock": _or_null(lambda value: isinstance(value, bool)),
    "code": _is_text(r"(?:[0-9]{6})?"),
    "photo": _is_text(rf"(?:{_HEX.pattern})?"),
    "nonce": _is_text(r"[A-Za-z0-9_-]{22}"),
}
