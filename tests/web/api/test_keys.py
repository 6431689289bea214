"""Who is let in with a key, how much they may ask, and how they are told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from diaban.spine.parties.api_keys import ApiKey, revoke_key
from diaban.spine.parties.models import User
from diaban.web.api.keys import forget_keys

PATH = "/api/v1/lookup?code=110242VH3CM3"


def ask(token: str, path: str = PATH) -> object:
    return Client().get(path, headers={"authorization": f"Bearer {token}"})


def test_the_answer_says_what_is_left_of_the_quota(doors, make_token):
    token = make_token("read", per_minute=10, per_day=1_000)
    answer = ask(token)
    assert answer.status_code == 200
    assert answer["RateLimit-Policy"] == "10;w=60, 1000;w=86400"
    assert (answer["RateLimit-Limit"], answer["RateLimit-Remaining"]) == ("10", "9")
    assert 0 < int(answer["RateLimit-Reset"]) <= 60
    assert ask(token)["RateLimit-Remaining"] == "8"


def test_beyond_the_quota_it_says_when_to_come_again(doors, make_token):
    token = make_token("read", per_minute=10, per_day=2)
    for _ in range(2):
        assert ask(token).status_code == 200
    refused = ask(token)
    assert (refused.status_code, refused.json()["reason"]) == (429, "quota_day")
    assert 0 < int(refused["Retry-After"]) <= 86_400
    assert refused["RateLimit-Remaining"] == "0"
    assert refused["Retry-After"] in refused.json()["en"]
    assert refused.json()["vi"] != refused.json()["en"]


def test_whatever_is_asked_with_a_key_counts(doors, make_token):
    token = make_token("read", per_day=2)
    assert ask(token, "/api/v1/encode?lat=21.03&lng=105.85").status_code == 200
    assert ask(token, "/api/v1/codes/110242VH3CM3").status_code == 200
    assert ask(token).status_code == 429


def test_a_key_is_for_what_it_was_given(doors, make_token):
    refused = ask(make_token("deliveries"))
    assert (refused.status_code, refused.json()["reason"]) == (403, "scope_missing")
    assert "read" in refused.json()["vi"]


@pytest.mark.parametrize("token", ["", "diaban", "diaban_x_y", "x" * 5_000, "é"])
def test_an_unknown_key_is_refused_and_not_told_apart(db, token):
    refused = ask(token.encode().decode("latin-1"))
    assert (refused.status_code, refused.json()["reason"]) == (401, "key_unknown")
    assert refused["WWW-Authenticate"] == "Bearer"


def test_a_revoked_an_expired_and_a_locked_key_are_refused(doors, make_token, operator):
    token = make_token("read")
    key = ApiKey.objects.get()
    revoke_key(operator, key)
    ended = [token, make_token("read", expires_at=timezone.now() - timedelta(seconds=1))]
    for one in ended:
        assert ask(one).json()["reason"] == "key_ended"
    locked = make_token("read")
    assert ask(locked).status_code == 200
    User.objects.filter(username="buu-ta").update(is_active=False)
    forget_keys()
    assert ask(locked).json()["reason"] == "key_ended"


def test_who_sends_a_key_acts_as_nobody_else(doors, make_token, operator):
    """The local operator sees the whole city; a key in the same request sees its ground."""
    token = make_token("read", postal_codes=())
    assert Client().get(PATH).json()["addresses"] != []
    assert ask(token).json()["addresses"] == []


def test_a_key_opens_no_page(doors, make_token):
    User.objects.create(username="chief", is_administrator=True, joined_at=timezone.now())
    token = make_token("read")
    for path in ("/people/", "/coverage/", "/people/keys/"):
        refused = ask(token, path)
        assert refused.status_code == 401, path
    assert ask(token, "/api/v1/").status_code in {401, 404}
