"""A machine that asks too much without a key waits; nobody else does."""

import io
import json
import subprocess
import sys
import timeit

import pytest
from django.test import Client

from diaban.web import visitor_quota
from diaban.web.api.fast import answer_plain_first
from diaban.web.api.keys import KeyRefusedError
from diaban.web.visitor_quota import count_visitor
from diaban.web.visitors import address_in

NOW = 1_800_000_000.0
NAME = "diaban.example.vn"
HERE, THERE = "203.0.113.7", "203.0.113.8"


@pytest.fixture(autouse=True)
def _limit(settings, tmp_path):
    settings.QUOTA_FOLDER = tmp_path / "quotas"
    settings.VISITOR_REQUESTS_A_MINUTE = 3


def ask(address: str, now: float = NOW, **headers: str) -> int:
    """Return 0, or how long the machine must wait."""
    try:
        count_visitor({"REMOTE_ADDR": address, **headers}, now)
    except KeyRefusedError as error:
        return int(dict(error.headers())["Retry-After"])
    return 0


def test_the_fourth_request_of_a_minute_waits_for_its_end_and_others_do_not():
    assert [ask(HERE, NOW + 20) for _ in range(5)] == [0, 0, 0, 40, 40]
    assert ask(THERE, NOW + 20) == 0
    assert ask(HERE, NOW + 60) == 0


def test_one_house_has_one_count_however_many_addresses_it_takes():
    house = [f"2001:db8:1:2::{n:x}" for n in range(4)]
    assert [ask(one) for one in house] == [0, 0, 0, 60]
    assert ask("2001:db8:1:3::1") == 0
    assert [ask("::ffff:" + HERE) for _ in range(4)] == [0, 0, 0, 60]
    assert ask(HERE) == 60


def test_this_machine_and_an_address_that_nobody_told_are_not_counted():
    for address in ("127.0.0.1", "::1", "", "unix"):
        assert [ask(address) for _ in range(9)] == [0] * 9


def test_no_limit_is_no_limit(settings):
    settings.VISITOR_REQUESTS_A_MINUTE = 0
    assert [ask(HERE) for _ in range(9)] == [0] * 9


def test_processes_of_one_machine_count_together(settings):
    program = (
        "import django; django.setup();"
        "from django.conf import settings;"
        f"settings.QUOTA_FOLDER, settings.SECRET_KEY = {str(settings.QUOTA_FOLDER)!r}, 'k';"
        "from diaban.web.visitor_quota import count_visitor;"
        f"[count_visitor({{'REMOTE_ADDR': {HERE!r}}}, {NOW}) for _ in range(3)]"
    )
    settings.SECRET_KEY = "k"
    visitor_quota._network_of.cache_clear()
    subprocess.run([sys.executable, "-c", program], check=True)
    assert ask(HERE) == 60
    visitor_quota._network_of.cache_clear()


# --- whose address it is ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behind", "proxies", "told", "expected"),
    [
        ("", "", HERE, THERE),
        ("1", "", HERE, HERE),
        ("1", "", f"1.1.1.1, {HERE}", HERE),
        ("1", "2", f"1.1.1.1, {HERE}, 10.0.0.1", HERE),
        ("1", "2", HERE, HERE),
        ("1", "nonsense", f"1.1.1.1, {HERE}", HERE),
        ("1", "", "", THERE),
    ],
)
def test_only_what_our_proxies_wrote_counts(monkeypatch, behind, proxies, told, expected):
    monkeypatch.setenv("DIABAN_BEHIND_PROXY", behind)
    monkeypatch.setenv("DIABAN_PROXIES", proxies)
    environ = {"REMOTE_ADDR": THERE, "HTTP_X_FORWARDED_FOR": told}
    assert address_in(environ) == expected


# --- at the doors -----------------------------------------------------------------------------


def at_the_fast_door(address: str) -> tuple[str, dict[str, str], dict]:
    told: dict = {}

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        told.update(status=status, headers=dict(headers))

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/api/v1/codes/110242VH3CM3",
        "HTTP_HOST": NAME,
        "REMOTE_ADDR": address,
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
    }
    body = b"".join(answer_plain_first(None)(environ, start_response))
    return told["status"], told["headers"], json.loads(body)


def test_the_fast_door_says_so_in_both_languages(official_hanoi, settings):
    settings.PUBLIC_NAMES = [NAME]
    assert [at_the_fast_door(HERE)[0] for _ in range(3)] == ["200 OK"] * 3
    status, headers, told = at_the_fast_door(HERE)
    assert status == "429 Too Many Requests"
    assert 0 < int(headers["Retry-After"]) <= 60
    assert told["reason"] == "too_many_requests"
    assert told["vi"] != told["en"]
    assert at_the_fast_door(THERE)[0] == "200 OK"


@pytest.fixture
def visitor(official_hanoi, settings, django_user_model):
    """Somebody far away, of an installation where people sign in."""
    settings.PUBLIC_NAMES = [NAME]
    settings.ALLOWED_HOSTS = [NAME]
    django_user_model.objects.create(username="admin", role="department", is_administrator=True)
    return Client(REMOTE_ADDR=HERE, HTTP_HOST=NAME, secure=True)


def test_pages_and_calls_count_together_and_files_do_not(visitor):
    assert visitor.get("/healthz").status_code == 200
    answers = [visitor.get(path).status_code for path in ("/api/v1/check?code=1", "/data/", "/")]
    assert 429 not in answers
    for _ in range(3):
        visitor.get("/")
    page, call = visitor.get("/"), visitor.get("/api/v1/check?code=110242VH3CM3")
    assert (page.status_code, call.status_code) == (429, 429)
    assert page["Content-Type"].startswith("text/plain")
    assert call.json()["reason"] == "too_many_requests"
    assert page["Retry-After"] == call["Retry-After"]
    assert visitor.get("/healthz").status_code == 200


def test_a_code_that_both_doors_looked_at_is_counted_once():
    environ = {"REMOTE_ADDR": HERE}
    for _ in range(9):
        count_visitor(environ, NOW)
    assert ask(HERE) == 0


def test_counting_costs_little_beside_the_answer():
    seconds = timeit.timeit(lambda: ask("127.0.0.1"), number=2_000) / 2_000
    assert seconds < 200e-6
