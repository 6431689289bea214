"""What is signed and what is read of it, without a database."""

import base64
import hashlib
import json

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st
from tests.sectors.post.phones import StaffPhone

from diaban.sectors.post.presence.check_in_messages import (
    MessageError,
    device_named,
    digest_of,
    is_signed,
    key_id_of,
    read_message,
)

PHONE = StaffPhone(person=None)
OTHER = StaffPhone(person=None)
TOLD = {
    "v": 1, "device": PHONE.key_id, "seq": 1, "prev": "0" * 64, "point": "BC-0000-0007",
    "kind": "in", "at": 1_795_000_000_000, "up": 5_000, "lat_e7": 210_000_000,
    "lng_e7": 1_058_000_000, "accuracy": 12, "mock": None, "code": "123456", "photo": "",
    "nonce": "A" * 22,
}  # fmt: skip
BODY = rfc8785.dumps(TOLD).decode()


def reason_of(body: str, signature: str | None = None) -> str:
    with pytest.raises(MessageError) as error:
        read_message(PHONE.public_key, body, PHONE.sign(body) if signature is None else signature)
    return error.value.reason


def test_a_signed_message_reads_back():
    message = read_message(PHONE.public_key, BODY, PHONE.sign(BODY))
    assert (message.point, message.kind, message.seq) == ("BC-0000-0007", "in", 1)
    assert (message.lat_e7, message.accuracy_metres, message.is_mock) == (210_000_000, 12, None)


def test_the_signature_of_another_key_is_none():
    assert reason_of(BODY, OTHER.sign(BODY)) == "signature"


@given(st.integers(0, len(BODY) - 1), st.characters(codec="ascii"))
def test_no_letter_of_a_signed_text_can_be_another(place, letter):
    altered = BODY[:place] + letter + BODY[place + 1 :]
    if altered != BODY:
        assert reason_of(altered, PHONE.sign(BODY)) == "signature"


@given(st.binary(max_size=80))
def test_whatever_else_stands_for_a_signature_is_none(content):
    text = base64.urlsafe_b64encode(content).decode()
    assert not is_signed(PHONE.public_key, digest_of(BODY), text)


@pytest.mark.parametrize("text", ["", "=", "é" * 86, "A" * 86, "A" * 85, "!" * 86])
def test_what_is_no_base64_of_64_bytes_is_no_signature(text):
    assert not is_signed(PHONE.public_key, digest_of(BODY), text)


def test_the_signature_can_be_checked_when_only_the_digest_is_left():
    """RFC 7518's own library signs the text; the digest alone is held against it."""
    digest = hashlib.sha256(BODY.encode()).hexdigest()
    assert is_signed(PHONE.public_key, digest, PHONE.sign(BODY))


def test_the_signature_is_the_one_that_a_library_verifies_over_the_text():
    raw = base64.urlsafe_b64decode(PHONE.sign(BODY) + "==")
    pair = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    PHONE.key.public_key().verify(pair, BODY.encode(), ec.ECDSA(SHA256()))


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(TOLD, indent=1),
        json.dumps(TOLD),
        BODY.replace('"up":5000', '"up":5000.0'),
        BODY.replace('{"accuracy":12', '{"accuracy":12,"accuracy":12'),
    ],
)
def test_a_text_that_is_not_canonical_is_refused_though_it_is_signed(body):
    assert reason_of(body) == "not_canonical"


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"v": True},
        {"seq": 0},
        {"seq": 1.5},
        {"kind": "lunch"},
        {"at": -1},
        {"up": -2},
        {"lat_e7": 900_000_001},
        {"lat_e7": None},
        {"accuracy": None},
        {"mock": 0},
        {"code": "12345"},
        {"code": "١٢٣٤٥٦"},
        {"photo": "A" * 64},
        {"prev": "0" * 63},
        {"nonce": ""},
        {"more": 1},
        {"point": "BC-\u0000"},
    ],
)
def test_a_field_that_is_not_as_agreed_is_refused(change):
    assert reason_of(rfc8785.dumps({**TOLD, **change}).decode()) == "malformed"


@pytest.mark.parametrize("body", ["", "{", "null", "[]", '"text"', "1e999", "NaN", "9" * 400])
def test_what_is_no_object_is_refused(body):
    assert reason_of(body) in {"malformed", "not_canonical"}
    assert device_named(body) == ""


def test_a_number_that_no_program_keeps_is_refused():
    assert reason_of(BODY.replace('"seq":1', f'"seq":{2**60}')) == "malformed"


def test_a_check_in_without_a_position_says_so_in_all_three_fields():
    body = rfc8785.dumps({**TOLD, "lat_e7": None, "lng_e7": None, "accuracy": None}).decode()
    assert read_message(PHONE.public_key, body, PHONE.sign(body)).lat_e7 is None


def test_the_thumbprint_is_that_of_the_standard():
    """Of RFC 7638: SHA-256 over the required members of the JWK, in order."""
    x, y = PHONE.public_key[1:33], PHONE.public_key[33:]
    members = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (x, y)]
    text = f'{{"crv":"P-256","kty":"EC","x":"{members[0]}","y":"{members[1]}"}}'
    digest = hashlib.sha256(text.encode()).digest()
    assert key_id_of(PHONE.public_key) == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "key",
    [b"", b"\x04" + bytes(64), PHONE.public_key[:-1]],
    ids=["empty", "zeros", "short"],
)
def test_what_is_no_point_of_the_curve_is_no_key(key):
    with pytest.raises(MessageError):
        key_id_of(key)
