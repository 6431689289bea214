"""A passkey as a browser makes one, without a browser."""

import secrets
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)


def new_passkey() -> dict[str, object]:
    """Return what a browser sends of a new passkey."""
    number = secrets.token_bytes(16)
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    flags = AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
    attested = AttestedCredentialData.create(bytes(16), number, key)
    told = AuthenticatorData.create(sha256(b"localhost").digest(), flags, 0, attested)
    client = CollectedClientData.create("webauthn.create", b"0" * 32, "http://localhost")
    return {
        "id": websafe_encode(number), "rawId": websafe_encode(number), "type": "public-key",
        "response": {"clientDataJSON": websafe_encode(client), "attestationObject":
                     websafe_encode(AttestationObject.create("none", told, {}))},
    }  # fmt: skip
