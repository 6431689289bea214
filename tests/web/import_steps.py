"""A server and worker of their own, and the steps of an import by the page's own controls."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from playwright.sync_api import Page

# a software renderer, a server and a worker on one busy machine
PATIENCE = 180_000
# a page that is still being read has no #run yet, and says nothing of the run's end
WHOLE = "() => document.querySelector('#run:not([hx-get])')"


@pytest.fixture(scope="module")
def empty_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`up --empty` in processes of its own, as a person starts it; the address it answers on."""
    folder = tmp_path_factory.mktemp("city")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = os.environ | {"DIABAN_DATA": str(folder), "PYTHONPATH": str(PROJECT / "src")}
    variables.pop("DIABAN_DATABASE_URL", None)
    words = ["up", "--offline", "--empty", "--workers", "1", "--port", str(port)]
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "diaban", *words], env=variables, stdout=said, stderr=said
        )
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=120)  # it may still be making its tables


def _wait_for(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + 240
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail("the server did not answer in time")


def send(page: "Page", city: str, path: Path) -> None:
    """Choose a file; wait for the page that shows what it is taken to be."""
    page.set_default_timeout(PATIENCE)
    page.goto(f"{city}/import/")
    page.set_input_files("#file", path)
    page.wait_for_selector("#reading, .note.bad:not([hidden])")


def choose(page: "Page", name: str, value: str) -> None:
    """Choose from a list that shows the file again by itself."""
    if page.input_value(f"#{name}") == value:
        return
    with page.expect_navigation():
        page.select_option(f"#{name}", value)


def check(page: "Page", source: str) -> None:
    """Say whose the file is, and wait for what taking it would do."""
    page.fill("#source", source)
    page.click("[name=do][value=check]")
    page.wait_for_url("**/check/")
    page.wait_for_function(WHOLE)


def take(page: "Page") -> None:
    """Press the button that takes the file and wait for the end of its report."""
    page.click("form[action$='/take/'] button")
    page.wait_for_url("**/import/runs/*/")
    wait_for_end(page)


def undo(page: "Page") -> None:
    """Press the buttons that undo the import whose report is shown, and wait for the end."""
    page.click("a[href$='/undo/']")
    page.click("main form button.primary")
    page.wait_for_url("**/import/runs/*/")
    wait_for_end(page)


def wait_for_end(page: "Page") -> None:
    page.wait_for_function(WHOLE)


def count(page: "Page", name: str) -> int:
    """Return a number of the check or the report; 0 where it is not told."""
    shown = page.locator(f"#count-{name}")
    return int(re.sub(r"\D", "", shown.inner_text())) if shown.count() else 0


def is_wide(page: "Page") -> bool:
    """Say whether the page runs over the side of the screen."""
    return page.evaluate("() => document.documentElement.scrollWidth > innerWidth + 1")
