"""The browser of the suite guards the promise that a page never leaves the machine."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def fixtures() -> ModuleType:
    """The module of browser fixtures, to test its parts without a browser."""
    path = Path(__file__).parents[1] / "in_browser.py"
    spec = importlib.util.spec_from_file_location("browser_fixtures", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.browser
@pytest.mark.parametrize(("viewport", "width"), [("desktop", 1366), ("phone", 390)])
def test_a_page_opens_at_the_size_of_its_device(
    open_page: Callable[..., "Page"], viewport: str, width: int
) -> None:
    page = open_page(viewport)
    page.set_content('<meta name="viewport" content="width=device-width"><p>Ngõ Thổ Quan</p>')
    assert page.evaluate("window.innerWidth") == width
    assert page.inner_text("p") == "Ngõ Thổ Quan"


@pytest.mark.browser
@pytest.mark.parametrize("host", ["tiles.example", "203.0.113.7"])
def test_a_request_to_the_outside_is_stopped_and_noted(
    browser: object, fixtures: ModuleType, host: str
) -> None:
    watch, failures = fixtures.PageWatch(), []
    context = browser.new_context()
    context.on("request", watch.note_request)
    page = context.new_page()
    page.on("requestfailed", lambda request: failures.append(request.failure))
    page.set_content(f'<img src="https://{host}/1.png">')
    page.wait_for_function("document.images[0].complete")
    context.close()
    assert watch.outside_requests == [f"https://{host}/1.png"]
    assert failures == ["net::ERR_NAME_NOT_RESOLVED"]


@pytest.mark.parametrize(
    ("url", "is_inside"),
    [
        ("http://127.0.0.1:8000/", True),
        ("http://localhost:8000/map", True),
        ("http://[::1]:8000/", True),
        ("data:image/png;base64,AA", True),
        ("http://127.0.0.1.example/", False),
        ("https://example/127.0.0.1", False),
    ],
)
def test_only_this_machine_is_inside(fixtures: ModuleType, url: str, is_inside: bool) -> None:
    watch = fixtures.PageWatch()
    watch.note_request(SimpleNamespace(url=url))
    assert watch.outside_requests == ([] if is_inside else [url])


def test_without_a_browser_a_person_skips_and_ci_fails(
    fixtures: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="install chromium"):
        fixtures.go_without_browser("install chromium")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="install chromium"):
        fixtures.go_without_browser("install chromium")
