"""The fast door says what Django's door says, of the same requests, and takes no others."""

import io
import json
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from diaban.web.api.fast import answer_plain_first

CODE = "110242VH3CM3"


class PassedOnError(AssertionError):
    """The request went on to Django."""


def _django(environ: dict, start_response: Callable) -> list[bytes]:
    raise PassedOnError


def _ask(path: str, method: str = "GET", host: str = "127.0.0.1:8000") -> tuple[str, dict, bytes]:
    """Go through the fast door alone; what it does not take raises PassedOnError."""
    told = {}

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        told.update(status=status, headers=dict(headers))

    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode().decode("latin-1"),
        "HTTP_HOST": host,
        "wsgi.input": io.BytesIO(),
    }
    body = b"".join(answer_plain_first(_django)(environ, start_response))
    return told["status"], told["headers"], body


@pytest.mark.parametrize(
    "text", [CODE, "11024 2VH3 CM3", "2VH3CM3", "999992VH3CM3", "11024-2vh3-cm3"]
)
def test_both_doors_give_the_same_bytes(client: Client, doors, text):
    status, headers, body = _ask(f"/api/v1/codes/{text}")
    by_django = client.get(f"/api/v1/codes/{text}")
    assert (status, by_django.status_code) == ("200 OK", 200)
    assert body == by_django.content
    assert headers["Content-Type"] == by_django.headers["Content-Type"]
    assert int(headers["Content-Length"]) == len(body)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example("11024/2VH3CM3")
@example("110242VH3CM3/")
@given(text=st.text("23456789CFGHJMPQRVWX0 -+./%ệ?#", min_size=1, max_size=16))
def test_what_the_fast_door_takes_django_would_have_answered_alike(client: Client, doors, text):
    try:
        status, _, body = _ask(f"/api/v1/codes/{text}")
    except PassedOnError:
        return
    from urllib.parse import quote

    by_django = client.get(f"/api/v1/codes/{quote(text, safe='/')}")
    assert (status, by_django.status_code) == ("200 OK", 200)
    assert json.loads(body) == json.loads(by_django.content)


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_every_other_method_goes_on_to_django(doors, method):
    with pytest.raises(PassedOnError):
        _ask(f"/api/v1/codes/{CODE}", method)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "", "10.0.0.1:8000", "[::2]:80"]
)
def test_a_foreign_host_goes_on_to_django_which_refuses_it(client: Client, doors, host):
    with pytest.raises(PassedOnError):
        _ask(f"/api/v1/codes/{CODE}", host=host)
    refused = client.get(f"/api/v1/codes/{CODE}", headers={"host": host or "evil.example"})
    assert refused.status_code == 400


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8000", "localhost", "localhost:1", "[::1]:8000"]
)
def test_this_machine_is_answered_under_each_of_its_names(doors, host):
    assert _ask(f"/api/v1/codes/{CODE}", host=host)[0] == "200 OK"


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/encode", "/api/v1/codes", "/api/v1/codes/", "/api/v1/codes/hello"]
)
def test_whatever_is_no_code_goes_on_to_django(doors, path):
    with pytest.raises(PassedOnError):
        _ask(path)


def test_a_path_is_unquoted_by_the_server_and_not_again(client: Client, doors):
    """“%32” that still stands in the path was “%2532” in the address: no code."""
    with pytest.raises(PassedOnError):
        _ask("/api/v1/codes/11024%32VH3CM3")
    assert client.get("/api/v1/codes/11024%2532VH3CM3").status_code == 422


def test_neither_flats_nor_states_of_life_pass_the_fast_door(client: Client, doors):
    encoded = json.loads(client.get("/api/v1/encode?lat=21.0290&lng=105.8545").content)
    _, _, body = _ask(f"/api/v1/codes/{encoded['vpostcode']}")
    assert "Tháp A" in body.decode()
    assert b"P1203" not in body
    assert b"life" not in body


# --- verify and lookup, with a key ------------------------------------------------------------


def _ask_with_key(path: str, query: str, token: str) -> tuple[str, dict, bytes]:
    told = {}

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        told.update(status=status, headers=dict(headers))

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "wsgi.input": io.BytesIO(),
    }
    body = b"".join(answer_plain_first(_django)(environ, start_response))
    return told["status"], told["headers"], body


KEYED = [
    "verify?text=12+H%C3%A0ng+B%C3%B4ng%2C+Ho%C3%A0n+Ki%E1%BA%BFm",
    "verify?text=16+Hang+Bong",
    "verify?text=nothing",
    f"verify?text={CODE}",
    f"lookup?code={CODE}",
    "lookup?code=11024%202VH3%20CM3",
    "lookup?code=hello",
]


@pytest.mark.parametrize("call", KEYED)
def test_both_doors_give_the_same_bytes_to_a_key(client: Client, doors, make_token, call):
    path, _, query = f"/api/v1/{call}".partition("?")
    token = make_token("read", per_day=100)
    status, headers, body = _ask_with_key(path, query, token)
    by_django = client.get(f"{path}?{query}", headers={"authorization": f"Bearer {token}"})
    assert (status, by_django.status_code) == ("200 OK", 200)
    assert body == by_django.content
    assert headers["RateLimit-Policy"] == by_django["RateLimit-Policy"]
    # both doors count together
    assert (headers["RateLimit-Remaining"], by_django["RateLimit-Remaining"]) == ("99", "98")
    for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options"):
        assert headers[name] == by_django[name]


@pytest.mark.parametrize(
    ("scope", "terms", "status", "reason"),
    [
        ("deliveries", {}, "403 Forbidden", "scope_missing"),
        ("read", {"per_day": 0}, "429 Too Many Requests", "quota_day"),
    ],
)
def test_both_doors_refuse_a_key_alike(
    client: Client, doors, make_token, scope, terms, status, reason
):
    token = make_token(scope, **terms)
    told, headers, body = _ask_with_key("/api/v1/verify", "text=x", token)
    by_django = client.get("/api/v1/verify?text=x", headers={"authorization": f"Bearer {token}"})
    assert (told, json.loads(body)["reason"]) == (status, reason)
    assert by_django.status_code == int(status[:3])
    assert json.loads(body)["reason"] == by_django.json()["reason"]
    assert ("Retry-After" in headers) == ("Retry-After" in by_django) == (status[:3] == "429")


def test_an_unknown_key_is_refused_at_the_fast_door_too(doors):
    status, headers, body = _ask_with_key("/api/v1/lookup", "code=x", "diaban_0_0")
    assert (status, headers["WWW-Authenticate"]) == ("401 Unauthorized", "Bearer")
    assert json.loads(body)["reason"] == "key_unknown"


@pytest.mark.parametrize(
    "query",
    ["", "text=", "text=a&text=b", "text=a&more=1", "other=a", "text=%ff", "text=" + "x" * 1_001],
)
def test_what_is_not_plainly_asked_goes_on_to_django_and_is_not_counted(
    client: Client, doors, make_token, query
):
    token = make_token("read", per_day=1)
    with pytest.raises(PassedOnError):
        _ask_with_key("/api/v1/verify", query, token)
    assert _ask_with_key("/api/v1/verify", "text=x", token)[0] == "200 OK"
