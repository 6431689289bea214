"""What the environment says of the installation, and which names are this machine's own."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.web.installation import database_settings, secret_key
from diaban.web.loopback import LOOPBACK_NAMES, is_loopback


def test_what_a_database_url_asks_of_the_connection_reaches_it(monkeypatch):
    url = "postgres://u%40x:p%2Fw@db:5433/dia%20ban?sslmode=verify-full&sslrootcert=%2Fca.pem"
    monkeypatch.setenv("DIABAN_DATABASE_URL", url)
    told = database_settings()
    assert told["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/ca.pem"}
    assert [told[k] for k in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "u@x", "p/w", "db", "5433", "dia ban",
    ]  # fmt: skip


def test_host_and_port_of_the_query_are_no_options(monkeypatch):
    monkeypatch.setenv("DIABAN_DATABASE_URL", "postgresql:///d?host=%2Frun%2Fpg&port=6000")
    told = database_settings()
    assert (told["HOST"], told["PORT"], told["OPTIONS"]) == ("/run/pg", "6000", {})


def test_those_who_start_at_once_all_read_the_one_whole_key(monkeypatch, tmp_path):
    monkeypatch.delenv("DIABAN_SECRET_KEY", raising=False)
    starters = 8
    for first_start in range(20):
        monkeypatch.setenv("DIABAN_DATA", str(tmp_path / str(first_start)))
        together = Barrier(starters)
        with ThreadPoolExecutor(starters) as pool:
            read = set(pool.map(lambda _: (together.wait(), secret_key())[1], range(starters)))  # noqa: B023
        assert [len(key) for key in read] == [64]
        assert [path.name for path in (tmp_path / str(first_start)).iterdir()] == ["secret_key"]


@pytest.mark.parametrize("name", LOOPBACK_NAMES)
def test_this_machine_is_known_with_and_without_a_port(name):
    assert is_loopback(name)
    assert is_loopback(f"{name}:80")


@pytest.mark.parametrize("host", ["", ":80", "127.0.0.1:", "localhost.evil", "10.0.0.1", "[::1"])
def test_other_names_are_not_this_machine(host):
    assert not is_loopback(host)


@given(st.from_regex(r"[a-z0-9.-]+(:[0-9]+)?", fullmatch=True))
def test_a_name_is_this_machine_only_if_it_is_one_of_its_names(host):
    assert is_loopback(host) == (host.partition(":")[0] in LOOPBACK_NAMES)


def test_a_fault_of_the_server_is_told_in_the_window_that_runs_it(tmp_path):
    log = "import django, logging; django.setup(); logging.getLogger('django.request').error('so')"
    settings = {"DJANGO_SETTINGS_MODULE": "diaban.web.settings", "DIABAN_DATA": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", log], env=os.environ | settings, capture_output=True, check=True
    )
    assert b"ERROR django.request: so" in ended.stderr
