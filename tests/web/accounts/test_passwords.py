"""Passwords and what stands for them: how they are changed, typed, refused, and used once."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.test import Client

from diaban.spine.parties import people
from diaban.spine.parties.invitations import Invitation
from diaban.spine.parties.models import Role, User, local_operator

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
