"""A real Chromium for the pages: it may reach this machine and nothing else."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request

INSTALLED_BROWSERS = (
    # Chromium without the windows around its pages: opening one took a third of the processor time
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # nothing but this machine has a name or an address
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1 , EXCLUDE [::1]",
)
VIEWPORTS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1366, "height": 850}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "is_mobile": True,
        "has_touch": True,
    },
    "small phone": {
        "viewport": {"width": 360, "height": 640},
        "is_mobile": True,
        "has_touch": True,
    },
}
LIBRARY = Path(settings.WEB) / "static" / "vendor" / "maplibre-gl" / "maplibre-gl.mjs"
LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}
INSIDE_SCHEMES = {"about", "blob", "data"}


def find_chromium(playwright: "Playwright") -> str | None:
    """The path of an installed Chromium, else of Playwright's own if it was downloaded."""
    installed = next(filter(None, map(shutil.which, INSTALLED_BROWSERS)), None)
    own = playwright.chromium.executable_path
    return installed or (own if Path(own).is_file() else None)


def go_without_browser(reason: str) -> None:
    """Skip on a person's machine; fail where a missing browser would hide untested pages."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One headless Chromium for the whole session."""
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        path = find_chromium(playwright)
        if path is None:
            go_without_browser("no Chromium on PATH: install chromium to test the pages")
        chromium = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield chromium
        chromium.close()


@dataclass
class PageWatch:
    """What pages did that no page of ours may do."""

    outside_requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def note_request(self, request: "Request") -> None:
        """Note a request to any machine but this one, which the browser itself stops."""
        url = urlsplit(request.url)
        if url.scheme not in INSIDE_SCHEMES and url.hostname not in LOOPBACK_HOSTS:
            self.outside_requests.append(request.url)

    def note_console(self, message: "ConsoleMessage") -> None:
        """Note a violation of the page's own security policy."""
        if message.type == "error" and "Content Security Policy" in message.text:
            self.errors.append(message.text)


@pytest.fixture
def open_page(browser: "Browser") -> Iterator[Callable[..., "Page"]]:
    """`open_page("desktop")` or `open_page("phone")`: a fresh page with no history.

    The test fails at its end if a page asked for anything outside this machine, threw an
    error that nobody caught, or broke its own security policy.
    """
    watch = PageWatch()
    contexts = []

    def open_one(viewport: str = "desktop", **options: Any) -> "Page":
        settings = {"locale": "vi-VN", **VIEWPORTS[viewport], **options}
        context = browser.new_context(**settings)
        contexts.append(context)
        # a route would stop them as well, and with it the browser keeps no file between pages
        context.on("request", watch.note_request)
        page = context.new_page()
        # a first question makes what later ones find ready, and the machine may be busy
        page.set_default_timeout(180_000)
        page.on("pageerror", lambda error: watch.errors.append(str(error)))
        page.on("console", watch.note_console)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert watch.outside_requests == []
    assert watch.errors == []


@pytest.fixture
def map_library() -> None:
    """The browser library, which set-up copies from npm."""
    if LIBRARY.exists():
        return
    reason = "the map library is absent: ./run up copies it"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
