"""Passwords and what stands for them: how they are changed, typed, refused, and used once."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from cryptography.exceptions import InvalidTag
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from diaban.spine.parties import people
from diaban.spine.parties.invitations import Invitation
from diaban.spine.parties.models import Role, User, local_operator
from diaban.web.accounts.adapters import SecondFactorAdapter

WORDS = "Ba mươi sáu phố phường"
SIGN_IN = "/account/sign-in/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def lan() -> User:
    people.invite(local_operator(), "chief", Role.DEPARTMENT, administers=True)
    made = people.invite(local_operator(), "lan", Role.AUDITOR)
    return people.join(Invitation.find(made.token), WORDS)


def sign_in(password: str = WORDS) -> Client:
    client = Client()
    client.post(SIGN_IN, {"login": "lan", "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_password_changes_only_with_the_old_one(lan):
    client, new = sign_in(), "một mật khẩu khác hẳn"
    told = {"oldpassword": "sai", "password1": new, "password2": new}
    client.post("/account/password/", told)
    assert not is_in(sign_in(new))
    client.post("/account/password/", {**told, "oldpassword": WORDS})
    assert is_in(sign_in(new))
    assert not is_in(sign_in())


@pytest.mark.parametrize("password", ["qwerty123456", "123456654321", "lanlanlanlan", "ngắn"])
def test_what_everybody_uses_is_no_password(lan, password):
    made = people.invite(local_operator(), "lanlanlan", Role.AUDITOR)
    client = Client()
    answer = client.post(f"/account/invitation/{made.token}/", {"password": password})
    assert answer.status_code == 200
    assert not is_in(client)


def test_a_password_is_taken_exactly_as_it_was_typed(lan):
    for other in (WORDS.lower(), WORDS + " ", " " + WORDS, WORDS[:-1]):
        assert not is_in(sign_in(other))
    assert is_in(sign_in())


def test_the_field_hides_the_password_and_lets_managers_fill_it(lan):
    page = Client().get(SIGN_IN).content.decode()
    field = re.search(r"<input[^>]*name=\"password\"[^>]*>", page)[0]
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field
    assert "onpaste" not in page


def test_a_session_is_new_random_and_none_for_a_visitor(lan):
    visitor = Client()
    visitor.get("/coverage/public/")
    assert "sessionid" not in visitor.cookies
    client = Client()
    client.get(SIGN_IN)
    client.cookies["sessionid"] = "a" * 32  # chosen by somebody else
    client.post(SIGN_IN, {"login": "lan", "password": WORDS})
    key = client.cookies["sessionid"].value
    assert key != "a" * 32
    assert re.fullmatch(r"[a-z0-9]{32}", key)  # 165 bits
    assert Session.objects.filter(session_key=key).exists()
    assert sign_in().cookies["sessionid"].value != key


def test_a_recovery_code_lets_in_once(lan):
    RecoveryCodes.activate(lan)
    TOTP.activate(lan, generate_totp_secret())
    codes = Authenticator.objects.get(user=lan, type="recovery_codes").wrap().get_unused_codes()
    assert len(codes[0]) >= 8
    assert len(set(codes)) == len(codes)
    for expected in (True, False):
        client = sign_in()
        client.post("/account/sign-in/second/", {"code": codes[0]})
        assert is_in(client) == expected


def code_at(secret: str, seconds_ago: float) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time() - seconds_ago) // 30))


def test_a_code_of_an_app_lets_in_once_and_only_in_its_half_minute(lan):
    cache.clear()
    secret = generate_totp_secret()
    TOTP.activate(lan, secret)
    for seconds_ago, expected in ((120, False), (0, True), (0, False)):
        client = sign_in()
        client.post("/account/sign-in/second/", {"code": code_at(secret, seconds_ago)})
        assert is_in(client) == expected


def test_a_secret_of_an_app_is_read_with_an_earlier_key_and_with_no_other(lan, settings):
    kept = TOTP.activate(lan, "JBSWY3DPEHPK3PXP").instance.data["secret"]
    assert "JBSWY3DPEHPK3PXP" not in kept
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert SecondFactorAdapter().decrypt(kept) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidTag):
        SecondFactorAdapter().decrypt(kept)


def test_who_signed_out_leaves_a_cookie_that_opens_nothing(lan):
    client, thief = sign_in(), Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_in(thief)
    client.post("/account/sign-out/")
    assert not is_in(thief)


def test_a_session_has_another_key_once_its_person_was_asked_again(lan):
    client, thief = sign_in(), Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    client.post("/account/confirm/", {"password": "sai"})
    assert is_in(thief)
    client.post("/account/confirm/", {"password": WORDS})
    assert is_in(client)
    assert not is_in(thief)
    assert "1 phiên" in client.get("/account/").content.decode()


@pytest.mark.parametrize("path", ["/account/", "/account/sessions/"])
def test_sessions_are_ended_by_who_has_just_proved_who_they_are(lan, path):
    client, other = sign_in(), sign_in()
    asked = client.post(path)
    assert asked.status_code == 302
    assert asked["Location"].startswith("/account/confirm/")
    assert is_in(other)
    client.post("/account/confirm/", {"password": WORDS})
    client.post(path)
    assert not is_in(other)


def test_signing_in_never_leads_away(lan):
    for path in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"):
        answer = Client().post(SIGN_IN, {"login": "lan", "password": WORDS, "next": path})
        assert (answer.status_code, answer["Location"]) == (302, "/")
