"""A certificate is believed with the published key alone, and nothing that was altered is."""

import base64
import json
import stat
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.exchange.certificates.keys import KeyFaultError, KeyRing
from diaban.exchange.certificates.statement import Statement, sign, verify, write_moment

A_DAY = date(2026, 11, 26)
SAID = Statement(
    identifier="4T7N-0Q2R-K",
    code="110242VH3CM3",
    basis="computed",
    line="12 ngõ 5, phố Hàng Bông",
    commune="Phường Hoàn Kiếm",
    commune_code="00070",
    certified_on=date(2026, 11, 20),
    certified_at=datetime(2026, 11, 20, 2, 30, tzinfo=UTC),
    issued_on=A_DAY,
)


@pytest.fixture
def ring(tmp_path):
    return KeyRing.of(tmp_path)


def signed(ring: KeyRing, said: Statement = SAID) -> str:
    name, key = ring.signing_key(A_DAY)
    return sign(said, key, name)


def test_a_certificate_is_believed_with_the_published_key_alone(ring):
    answer = verify(signed(ring), ring.published(A_DAY))
    assert answer.holds
    assert answer.statement == SAID.as_json()
    assert "synthetic" not in answer.statement


def test_another_program_checks_it_by_the_standard(ring):
    (key,) = ring.published(A_DAY)["keys"]
    told = jwt.decode(signed(ring), jwt.PyJWK(key), algorithms=["EdDSA"])
    assert told == SAID.as_json()


def test_the_text_in_a_link_and_with_space_around_is_the_same(ring):
    link = f"  https://diaban.example.vn/certificates/verify/#{signed(ring)}\n"
    assert verify(link, ring.published(A_DAY)).holds


def test_the_same_statement_has_the_same_text(ring):
    assert signed(ring) == signed(ring)


def test_a_changed_statement_is_tampered_with(ring):
    header, payload, signature = signed(ring).split(".")
    other = json.loads(base64.urlsafe_b64decode(payload + "=="))
    other["line"] = "14 ngõ 5, phố Hàng Bông"
    forged = base64.urlsafe_b64encode(json.dumps(other).encode()).rstrip(b"=").decode()
    answer = verify(f"{header}.{forged}.{signature}", ring.published(A_DAY))
    assert answer.verdict == "tampered"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_text_with_another_letter_is_believed(tmp_path_factory, data):
    ring = KeyRing.of(tmp_path_factory.getbasetemp() / "letters")
    text = signed(ring)
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("ABab09-_.").filter(lambda one: one != text[place]))
    # the last letters of the base64 parts carry bits that say nothing
    ends = {i - 1 for i, one in enumerate(text) if one == "."} | {len(text) - 1}
    if place not in ends:
        changed = text[:place] + letter + text[place + 1 :]
        assert not verify(changed, ring.published(A_DAY)).holds


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text):
    assert verify(text, {"keys": []}).verdict in {"unreadable", "unknown_key"}


def test_a_key_of_somebody_else_is_unknown(ring, tmp_path):
    stranger = KeyRing(tmp_path / "stranger")
    assert verify(signed(stranger), ring.published(A_DAY)).verdict == "unknown_key"


def test_what_an_earlier_key_signed_stays_true_after_rotation(ring):
    old = signed(ring)
    first = ring.signing_key(A_DAY)[0]
    second = ring.rotate(date(2027, 1, 4))
    assert ring.signing_key(A_DAY)[0] == second != first
    published = ring.published(A_DAY)
    assert verify(old, published).holds
    assert [(k["kid"], k.get("to")) for k in published["keys"]] == [
        (first, "2027-01-04"),
        (second, None),
    ]


def test_nothing_that_a_lost_key_signed_counts(ring):
    text, name = signed(ring), ring.signing_key(A_DAY)[0]
    ring.revoke(name, A_DAY)
    assert verify(text, ring.published(A_DAY)).verdict == "revoked_key"
    with pytest.raises(KeyFaultError):
        ring.signing_key(A_DAY)
    ring.rotate(A_DAY)
    assert verify(signed(ring), ring.published(A_DAY)).holds


def test_a_retired_key_signs_nothing_that_is_believed_later(ring):
    name, key = ring.signing_key(A_DAY)
    ring.rotate(date(2027, 1, 4))
    late = sign(replace(SAID, issued_on=date(2027, 1, 5)), key, name)
    assert verify(late, ring.published(A_DAY)).verdict == "key_not_then"


def test_a_certificate_dated_before_its_key_is_not_believed(ring):
    early = replace(SAID, issued_on=date(2026, 11, 25))
    assert verify(signed(ring, early), ring.published(A_DAY)).verdict == "key_not_then"


def test_an_address_withdrawn_since_is_told(ring):
    published = ring.published(A_DAY)
    gone = {"withdrawn": [SAID.identifier]}
    assert verify(signed(ring), published, gone).verdict == "withdrawn"
    assert verify(signed(ring), published, {"withdrawn": []}).holds


def test_what_was_certified_before_a_break_counts_no_more(ring):
    at = SAID.certified_at
    for since, verdict in ((at + timedelta(minutes=1), "withdrawn"), (at, "valid")):
        told = {"withdrawn": [], "anew": {SAID.identifier: write_moment(since)}}
        assert verify(signed(ring), ring.published(A_DAY), told).verdict == verdict


def test_secrets_are_the_owners_alone_and_never_published(ring):
    name, _ = ring.signing_key(A_DAY)
    assert stat.S_IMODE((ring.folder / f"{name}.pem").stat().st_mode) == 0o600
    assert all("d" not in key for key in ring.published(A_DAY)["keys"])


def test_a_missing_key_is_named(ring):
    name, _ = ring.signing_key(A_DAY)
    (ring.folder / f"{name}.pem").unlink()
    with pytest.raises(KeyFaultError) as fault:
        ring.signing_key(A_DAY)
    assert fault.value.reason == "missing"
