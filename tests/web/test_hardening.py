"""Cookies, headers, sessions, passwords and logs, as they must be beyond this machine."""

import json
import logging
import os
import subprocess
import sys
import time

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.conftest import PROJECT

from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.web.accounts.password_words import OfficeWordsValidator
from diaban.web.accounts.session_ends import HOUR, ends_of
from diaban.web.log_lines import PlainLines

ASKED = """
import json
from django.conf import settings as s
names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME",
    "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_SAMESITE", "SESSION_COOKIE_DOMAIN", "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS", "DEBUG", "ALLOWED_HOSTS"]
print(json.dumps({n: getattr(s, n) for n in names}))
"""


def person(role: str = Role.DEPARTMENT, **more: object) -> User:
    joined = "2026-01-01T00:00Z"
    User.objects.create(username="chief", is_administrator=True, joined_at=joined)
    return User.objects.create(username="lan", role=role, **more)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/account/")
    return client


def test_beyond_this_machine_cookies_are_of_this_host_and_of_tls_alone():
    told = os.environ | {
        "DIABAN_NAMES": "so.example.vn", "DIABAN_SECRET_KEY": "x", "PYTHONPATH": "src",
        "DJANGO_SETTINGS_MODULE": "diaban.web.settings",
    }  # fmt: skip
    found = subprocess.run(
        [sys.executable, "-c", ASKED], env=told, cwd=PROJECT, capture_output=True, check=True
    )
    said = json.loads(found.stdout)
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        assert said[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert said[f"{cookie}_COOKIE_SECURE"]
    assert said["SESSION_COOKIE_HTTPONLY"]
    assert said["CSRF_COOKIE_HTTPONLY"]
    assert {said["SESSION_COOKIE_SAMESITE"], said["CSRF_COOKIE_SAMESITE"]} == {"Lax"}
    assert said["SESSION_COOKIE_DOMAIN"] is None
    assert said["SECURE_SSL_REDIRECT"]
    assert said["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert not said["DEBUG"]
    assert "*" not in said["ALLOWED_HOSTS"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/no/such/page/", "/api/v1/parse?text=x", "/account/sign-in/"]
)
def test_every_answer_says_what_it_is_and_who_may_frame_it(hanoi, path):
    answer = Client().get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    policy = answer["Content-Security-Policy"]
    for rule in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert "charset=utf-8" in answer["Content-Type"] or "json" in answer["Content-Type"]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "TRACK"])
def test_methods_that_nothing_here_knows_are_refused(method):
    answer = Client().generic(method, "/")
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


@pytest.mark.django_db
def test_what_a_person_was_shown_is_kept_by_no_browser(hanoi):
    client = signed_in(person())
    for path in ("/coverage/", "/problems/", "/account/"):
        assert client.get(path)["Cache-Control"] == "no-store"
    assert "Cache-Control" not in Client().get("/coverage/public/").headers
    assert client.post("/account/sign-out/")["Clear-Site-Data"] == '"cache"'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "rest", "ends"),
    [
        (Role.DEPARTMENT, HOUR, False),
        (Role.DEPARTMENT, 3 * HOUR, True),
        (Role.AUDITOR, 3 * HOUR, True),
        (Role.COLLECTOR, 3 * 24 * HOUR, False),
    ],
)
def test_a_session_ends_after_rest_sooner_in_the_office_than_in_the_field(
    monkeypatch, role, rest, ends
):
    client, now = signed_in(person(role)), time.time()
    monkeypatch.setattr("diaban.web.accounts.session_ends.time.time", lambda: now + rest)
    assert (client.get("/account/").status_code != 200) == ends
    assert Entry.objects.filter(act="sign_in.ended").exists() == ends


@pytest.mark.django_db
def test_a_session_ends_in_the_evening_however_busy(monkeypatch):
    client, now = signed_in(person()), time.time()
    for hours in (1, 3, 5, 7, 9, 11, 13):
        monkeypatch.setattr(
            "diaban.web.accounts.session_ends.time.time", lambda h=hours: now + h * HOUR
        )
        answer = client.get("/account/")
        assert (answer.status_code == 200) == (hours < 12), hours


def test_an_administrator_in_the_field_has_the_times_of_an_office():
    collector = User(role=Role.COLLECTOR)
    assert ends_of(collector).rest > ends_of(User(role=Role.COLLECTOR, is_administrator=True)).rest


@pytest.mark.parametrize(
    ("password", "is_refused"),
    [
        ("Địa Bàn Hà Nội 2026", True),
        ("vpostcode-admin-2026", True),
        ("quantri.hanoi.abc", True),
        ("ba mươi sáu phố phường", False),
        ("diaban correct horse battery", False),
        ("x" * 64, False),
    ],
)
def test_words_of_the_office_make_no_password(password, is_refused):
    validator = OfficeWordsValidator()
    if is_refused:
        with pytest.raises(ValidationError):
            validator.validate(password)
    else:
        validator.validate(password)


@pytest.mark.django_db
def test_who_is_refused_is_written_down_without_a_name(caplog):
    client = signed_in(person(Role.COLLECTOR))
    with caplog.at_level(logging.WARNING, logger="diaban.web.access"):
        client.get("/import/")
    assert "at import" in caplog.text
    assert "lan" not in caplog.text.replace("plan", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("/map/list/?bbox=x", None, 400),
        ("/api/v1/locate", b"{", 400),
        ("/account/sign-in/", b"login=x", 403),
    ],
)
def test_what_nobody_sends_by_chance_is_written_down_without_what_it_said(
    hanoi, caplog, path, sent, status
):
    person()  # so that a visitor acts as nobody
    client = Client(enforce_csrf_checks=True)
    kind = "application/json" if "api" in path else "application/x-www-form-urlencoded"
    answer = client.get(path) if sent is None else client.post(path, sent, content_type=kind)
    assert answer.status_code == status
    (line,) = [one.getMessage() for one in caplog.records if "refused input" in one.getMessage()]
    assert "a visitor at" in line
    assert "bbox" not in line
    assert "login=x" not in line


@pytest.mark.django_db
def test_what_is_too_large_is_written_down(hanoi, caplog):
    told = {"content_type": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(1 << 30)}
    assert Client().post("/account/sign-in/", b"", **told).status_code == 413
    assert "refused input: a visitor at -: 413" in caplog.text


def test_no_text_from_outside_begins_a_new_line_of_the_log():
    record = logging.LogRecord(
        "x", logging.ERROR, "", 0, "at %s", ("/a\r\nERROR all is well",), None
    )
    line = PlainLines("{asctime} {message}", style="{").format(record)
    assert "\n" not in line
    assert "/a\\r\\nERROR all is well" in line
    assert line[:24].endswith("Z")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/.env", "/static/", "/static/diaban/", "/static/../settings.py",
     "/static/%2e%2e/settings.py", "/data/../diaban.sqlite3", "/server-status", "/admin/"],
)  # fmt: skip
def test_nothing_behind_the_pages_is_served(hanoi, path):
    answer = Client().get(path)
    assert answer.status_code in {302, 401, 404}
    assert b"SECRET" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/account/sign-in/", "/api/v1/parse?text=x", "/journal/"])
def test_no_other_site_may_read_answers_on_behalf_of_a_person(hanoi, path):
    answer = Client().get(path, headers={"origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Credentials" not in answer.headers
