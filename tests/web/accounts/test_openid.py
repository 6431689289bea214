"""Signing in by a provider of identities: whom it lets in, and every token that it does not."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from tests.web.accounts.identity_provider import CLIENT, SECRET, Provider

from diaban.spine.journal.models import Entry
from diaban.spine.parties import people
from diaban.spine.parties.models import Role, User, local_operator

pytestmark = pytest.mark.django_db
START, BACK = "/account/oidc/sso/", "/account/oidc/sso/back/"


@pytest.fixture(scope="module")
def served():
    provider = Provider()
    server = provider.start()
    yield provider
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider(served, settings) -> Provider:
    """The provider as it should be, known to the site; lan is invited."""
    fresh = Provider(key=served.key, issuer=served.issuer)
    for name, value in vars(fresh).items():
        setattr(served, name, value)
    app = {
        "provider_id": "sso", "name": "SSO", "client_id": CLIENT, "secret": SECRET,
        "settings": {"server_url": served.issuer, "oauth_pkce_enabled": True},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    people.invite(local_operator(), "lan", Role.AUDITOR)
    return served


def begin(client: Client, provider: Provider) -> dict[str, str]:
    answer = client.post(START)
    assert answer.status_code == 302
    address = urlsplit(answer["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{provider.issuer}/authorize"
    provider.asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    return provider.asked


def come_back(client: Client, asked: dict[str, str], code: str = "the-code"):
    return client.get(BACK, {"state": asked["state"], "code": code})


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_an_invited_person_comes_in_by_their_name_and_stays_the_same_person(provider):
    client = Client()
    asked = begin(client, provider)
    assert asked["code_challenge_method"] == "S256"
    assert {"openid", "profile"} <= set(asked["scope"].split())
    come_back(client, asked)
    assert is_in(client)
    assert User.objects.get(username="lan").joined_at
    assert Entry.objects.filter(act="sign_in.done").count() == 1
    # by the provider's own number from now on, whatever the name
    provider.user = {"preferred_username": "somebody.else"}
    again = Client()
    come_back(again, begin(again, provider))
    assert is_in(again)


FOREIGN = rsa.generate_private_key(public_exponent=65537, key_size=2048)
WRONG = {
    "for another system": {"wrong": {"aud": "another"}},
    "for us and given to another": {"wrong": {"aud": [CLIENT, "b"], "azp": "b"}},
    "of another provider": {"wrong": {"iss": "https://sso.example.vn"}},
    "past its time": {"wrong": {"exp": int(time.time()) - 3600}},
    "without an end": {"wrong": {"exp": None}},
    "of another sign-in": {"wrong": {"nonce": "another"}},
    "of no sign-in": {"wrong": {"nonce": None}},
    "of nobody": {"wrong": {"sub": None}},
    "signed by another key": {"signing_key": FOREIGN},
    "not signed": {"signed_by": "none"},
    "signed by the shared secret": {"signed_by": "HS256", "signing_key": SECRET},
    "not there": {"without_token": True},
    "of another than the user's page tells": {"user_sub": "8"},
    "of a provider that calls itself otherwise": {"called": "https://sso.example.vn"},
}


@pytest.mark.parametrize("case", WRONG)
def test_a_token_lets_nobody_in_that_is(provider, case):
    for name, value in WRONG[case].items():
        setattr(provider, name, value)
    client = Client()
    answer = come_back(client, begin(client, provider))
    assert answer.status_code in {200, 401, 403}
    assert not is_in(client)
    assert not User.objects.get(username="lan").joined_at
    assert not Entry.objects.filter(act="sign_in.done").exists()


@pytest.mark.parametrize("name", ["nobody.invited", "local-operator", ""])
def test_whom_nobody_invited_is_told_so(provider, name):
    provider.user = {"preferred_username": name}
    client = Client()
    answer = come_back(client, begin(client, provider))
    assert answer.status_code == 403
    assert not is_in(client)


def test_whoever_is_locked_stays_out(provider):
    User.objects.filter(username="lan").update(is_active=False)
    client = Client()
    assert come_back(client, begin(client, provider)).status_code == 403
    assert not is_in(client)


def test_an_answer_to_another_browser_is_not_taken(provider):
    asked = begin(Client(), provider)
    thief = Client()
    come_back(thief, asked)
    assert not is_in(thief)


def test_an_answer_is_taken_once(provider):
    client = Client()
    asked = begin(client, provider)
    come_back(client, asked)
    client.post("/account/sign-out/")
    come_back(client, asked)
    assert not is_in(client)


def test_a_wrong_code_is_refused(provider):
    client = Client()
    come_back(client, begin(client, provider), code="another")
    assert provider.refused == ["exchange"]
    assert not is_in(client)


def test_a_link_cannot_choose_nonce_or_scope(provider):
    client = Client()
    answer = client.post(START + "?auth_params=nonce%3Dknown%26prompt%3Dnone&scope=admin")
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked["nonce"] != ["known"]
    assert "prompt" not in asked
    assert "admin" not in asked["scope"][0]
