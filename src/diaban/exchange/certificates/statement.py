"""What a certificate states, and its signed text: a JWS that any library of the kind can check.

The text is ``header.payload.signature`` in base64url without padding (RFC 7515, compact form). The
payload is canonical JSON (RFC 8785), so that one statement has one text; the signature is Ed25519
(RFC 8037).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, cast

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

KIND = "diaban-address-1"
LONGEST_TEXT = 4_000

Verdict = Literal[
    "valid", "unreadable", "tampered", "unknown_key", "revoked_key", "key_not_then", "withdrawn"
]


@dataclass(frozen=True)
class Statement:
    """What is certified of one address. ``basis`` is official or computed.

    ``certified_on`` is the day that holds, ``certified_at`` when the registry learned it: a second
    certification of one day is another.
    """

    identifier: str
    code: str
    basis: str
    line: str
    commune: str
    commune_code: str
    certified_on: date
    certified_at: datetime
    issued_on: date
    synthetic: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the members of the payload; ``synthetic`` stands only where it is true."""
        told: dict[str, Any] = {
            "kind": KIND,
            "id": self.identifier,
            "code": self.code,
            "basis": self.basis,
            "line": self.line,
            "commune": self.commune,
            "commune_code": self.commune_code,
            "certified": self.certified_on.isoformat(),
            "certified_at": write_moment(self.certified_at),
            "issued": self.issued_on.isoformat(),
        }
        return told | ({"synthetic": True} if self.synthetic else {})


def write_moment(at: datetime) -> str:
    """Write a moment in UTC to the millisecond, so that texts compare as moments do."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Answer:
    """What a check of a certificate's text found; the statement is given where it can be read."""

    verdict: Verdict
    statement: Mapping[str, Any] | None = None
    key: str = ""

    @property
    def holds(self) -> bool:
        return self.verdict == "valid"


def sign(statement: Statement, key: Ed25519PrivateKey, key_name: str) -> str:
    """Return the certificate's text. The same statement and key give the same text."""
    header = _encode(rfc8785.dumps({"alg": "EdDSA", "kid": key_name}))
    signed = f"{header}.{_encode(rfc8785.dumps(statement.as_json()))}"
    return f"{signed}.{_encode(key.sign(signed.encode()))}"


def verify(
    text: str, published: Mapping[str, Any], withdrawn: Mapping[str, Any] | None = None
) -> Answer:
    """Check a certificate's text with published keys alone; no network and no registry is asked.

    ``published`` is the content of ``key.json``, ``withdrawn`` that of ``withdrawn.json``. A link
    with the text after ``#`` may be given in place of the text.
    """
    text = text.strip().rpartition("#")[2]
    parts = text.split(".")
    if len(parts) != 3 or len(text) > LONGEST_TEXT:
        return Answer("unreadable")
    try:
        header, payload = (_read_object(part) for part in parts[:2])
        signature = _decode(parts[2])
    except ValueError:
        return Answer("unreadable")
    name = str(header.get("kid", ""))
    if header.get("alg") != "EdDSA" or payload.get("kind") != KIND:
        return Answer("unreadable")
    found = [key for key in published.get("keys", []) if key.get("kid") == name]
    if not found:
        return Answer("unknown_key", payload, name)
    if not _is_signed(".".join(parts[:2]), signature, found[0]):
        return Answer("tampered", payload, name)
    return Answer(_standing(payload, found[0], withdrawn), payload, name)


def _standing(
    payload: Mapping[str, Any], key: Mapping[str, Any], withdrawn: Mapping[str, Any] | None
) -> Verdict:
    if key.get("revoked"):
        return "revoked_key"
    issued = str(payload.get("issued", ""))
    if issued < str(key.get("from", "")) or issued > str(key.get("to", "9999")):
        return "key_not_then"
    told, identifier = withdrawn or {}, payload.get("id")
    # certified again since, after a break: what was certified before was another text
    anew = str(told.get("anew", {}).get(identifier, ""))
    is_gone = identifier in told.get("withdrawn", []) or str(payload.get("certified_at", "")) < anew
    return "withdrawn" if is_gone else "valid"


def _is_signed(signed: str, signature: bytes, key: Mapping[str, Any]) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(_decode(str(key.get("x", ""))))
        public.verify(signature, signed.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _read_object(part: str) -> Mapping[str, Any]:
    told = json.loads(_decode(part))
    if not isinstance(told, dict):
        raise ValueError("no object")
    return cast("Mapping[str, Any]", told)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeError) as error:
        raise ValueError(str(error)) from None
