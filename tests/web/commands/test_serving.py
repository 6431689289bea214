"""One `up` that builds, serves and takes a file: in real processes, as a person starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import PROJECT

BOUNDARY = "an-end-of-a-part"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def served(tmp_path: Path, port: int) -> Iterator[subprocess.Popen]:
    """A city built and coded by the very process that then serves it."""
    variables = os.environ | {
        "DIABAN_DATA": str(tmp_path / "data"),
        "PYTHONPATH": str(PROJECT / "src"),
    }
    variables.pop("DIABAN_DATABASE_URL", None)
    words = ["up", "--offline", "--households", "500", "--workers", "1", "--port", str(port)]
    said = tmp_path / "said"
    with said.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "diaban", *words], env=variables, stdout=file, stderr=file
        )
    try:
        wait_until(lambda: f"Địa bàn: http://127.0.0.1:{port}/" in said.read_text(), seconds=180)
        assert answers(port, seconds=90), "the address is told before the server answers"
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def wait_until(condition, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.2)


def answers(port: int, seconds: float = 5) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=seconds) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def post_counts(port: int) -> str:
    """Send a small file of household counts as the page's form does."""
    page = f"http://127.0.0.1:{port}/coverage/import/"
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    form = opener.open(page, timeout=20).read().decode()
    token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    rows = "Mã xã,Số hộ\n00070,1234\n"
    fields = {"csrfmiddlewaretoken": token, "source": "thử", "as_of": "2026-01-01"}
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields.items()
    ]
    parts.append(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="counts.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\n{rows}\r\n--{BOUNDARY}--\r\n"
    )
    request = urllib.request.Request(
        page,
        data="".join(parts).encode(),
        headers={
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Referer": page,
        },
    )
    return opener.open(request, timeout=30).read().decode()


def test_a_start_that_built_the_city_takes_a_file_and_its_workers_end_with_it(served, port):
    assert 'name="token"' in post_counts(port)  # the preview, to be taken
    served.kill()
    served.wait(timeout=10)
    wait_until(lambda: not answers(port), seconds=15)
