"""Served beyond this machine: over TLS that a phone can trust, and for its own names only."""

import http.client
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.installation import Installation

NAME = "diaban.test"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def served(_made: Callable[..., Installation], port: int) -> Iterator[Installation]:
    installation = _made()
    process = installation.start(
        "serve", "--name", NAME, "--name", "127.0.0.1", "--trial-certificate",
        "--port", port, "--address", "127.0.0.1", "--workers", 1,
    )  # fmt: skip
    wait_for(process, port)
    yield installation
    process.terminate()
    process.communicate(timeout=20)


def wait_for(process: subprocess.Popen[str], port: int) -> None:
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    process.kill()
    raise AssertionError(process.communicate()[1])


def ask(
    installation: Installation, port: int, path: str, host: str = NAME
) -> tuple[int, dict[str, str]]:
    authority = installation.folder / "trial-certificate" / "authority.pem"
    trusted = ssl.create_default_context(cafile=authority)
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=trusted)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    answer = connection.getresponse()
    answer.read()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}
    connection.close()
    return found


def test_a_phone_that_trusts_the_authority_gets_pages_over_tls(
    served: Installation, port: int
) -> None:
    status, headers = ask(served, port, "/")

    assert status == 200
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    cookies = headers.get("set-cookie", "")
    assert "csrftoken" not in cookies or "Secure" in cookies


def test_codes_are_answered_at_the_fast_door_under_the_public_name(
    served: Installation, port: int
) -> None:
    status, _ = ask(served, port, "/api/v1/codes/110242VH3CM3")

    assert status == 200


def test_another_name_is_refused(served: Installation, port: int) -> None:
    assert ask(served, port, "/", host="evil.test")[0] == 400


def test_key_and_certificate_that_do_not_fit_are_told_before_the_start(
    installation: Installation, tmp_path: Path
) -> None:
    for name in ("a.pem", "b.pem"):
        (tmp_path / name).write_text("no certificate")

    done = installation.run(
        "serve", "--name", NAME, "--certificate", tmp_path / "a.pem", "--key", tmp_path / "b.pem",
        "--port", free_port(),
    )  # fmt: skip

    assert done.exit_code == 3
    assert "không khớp" in done.err


def test_a_trial_certificate_is_used_again_until_the_names_change(tmp_path: Path) -> None:
    from diaban.web.commands.trial_certificate import make_trial_certificate

    first, _ = make_trial_certificate(tmp_path, ["192.168.1.20", "diaban.test"])
    written = first.read_bytes()

    assert make_trial_certificate(tmp_path, ["diaban.test", "192.168.1.20"])[0].read_bytes() == (
        written
    )
    assert make_trial_certificate(tmp_path, ["other.test"])[0].read_bytes() != written
