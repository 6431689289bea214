"""The keys that certificates are signed with: kept in the data folder, published without secrets.

A key is never deleted: what it signed must stay readable. Rotation makes a new key the signing one
from today; revocation says that a key was lost, and that nothing it signed counts any more.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

FOLDER = "certificate_keys"
HISTORY = "history.json"


class KeyFaultError(RuntimeError):
    """A key cannot be used; ``reason`` is unknown, missing or revoked."""

    def __init__(self, reason: str, name: str) -> None:
        super().__init__(f"{reason}: {name}")
        self.reason = reason


@dataclass(frozen=True)
class KeyRing:
    """The folder of the keys and of their history."""

    folder: Path

    @classmethod
    def of(cls, data: Path) -> KeyRing:
        return cls(data / FOLDER)

    def published(self, on: date) -> dict[str, Any]:
        """Return what everybody may know, as a JWK set (RFC 7517, 8037) with each key's dates."""
        return {"keys": self._history(on)}

    def signing_key(self, on: date) -> tuple[str, Ed25519PrivateKey]:
        """Return the name and the key to sign with today; the first is made when first asked."""
        standing = [key for key in self._history(on) if not key.get("revoked")]
        if not standing:
            raise KeyFaultError("revoked", "")
        name = str(standing[-1]["kid"])
        path = self.folder / f"{name}.pem"
        try:
            key = load_pem_private_key(path.read_bytes(), None)
        except FileNotFoundError:
            raise KeyFaultError("missing", name) from None
        assert isinstance(key, Ed25519PrivateKey)  # noqa: S101 - we wrote the file ourselves
        return name, key

    def rotate(self, on: date) -> str:
        """Make a new key the signing one and return its name."""
        history = self._history(on)
        for key in history:
            key.setdefault("to", on.isoformat())
        return self._add(history, on)

    def revoke(self, name: str, on: date) -> None:
        """Say that a key was lost: from now on nothing that it ever signed counts."""
        history = self._history(on)
        found = [key for key in history if key["kid"] == name]
        if not found:
            raise KeyFaultError("unknown", name)
        found[0].setdefault("revoked", on.isoformat())
        self._write(history)

    def _history(self, on: date) -> list[dict[str, Any]]:
        try:
            told = json.loads((self.folder / HISTORY).read_text())
        except FileNotFoundError:
            self._add([], on)
            return self._history(on)
        return list(told["keys"])

    def _add(self, history: list[dict[str, Any]], on: date) -> str:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        name = f"{on:%Y%m%d}-{sha256(public).hexdigest()[:8]}"
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        descriptor = os.open(
            self.folder / f"{name}.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600
        )
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
        x = base64.urlsafe_b64encode(public).rstrip(b"=").decode()
        shape = {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA"}
        self._write([*history, {**shape, "kid": name, "x": x, "from": on.isoformat()}])
        return name

    def _write(self, history: list[dict[str, Any]]) -> None:
        written = self.folder / f"{HISTORY}.{os.getpid()}"
        written.write_text(json.dumps({"keys": history}, indent=1))
        written.replace(self.folder / HISTORY)
