"""Every page, as a tired officer at a desk and somebody with a small phone open it."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from tests.web.walk.pages import Stop, every_page
from tests.web.walk.signing_in import COLLECTOR, OFFICE, VISITOR, client_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PATIENCE = 30_000
# a folder here keeps a picture of every page, for somebody to look at
PICTURES = os.environ.get("PICTURES_OF_PAGES")
DEVICES = ("phone", "desktop") if PICTURES else ("phone",)
TOLD = """() => ({
  wide: document.documentElement.scrollWidth - screen.width,
  cut: [...document.querySelectorAll('h1, h2, h3, p, a, button, label, dt, dd, li, input, select')]
    .filter(e => e.checkVisibility() && !e.closest('.scroll, .map, .sr, .skip, pre'))
    .filter(e => { const r = e.getBoundingClientRect();
                   return r.right > screen.width + 1 || r.left < -1; })
    .slice(0, 3).map(e => e.outerHTML.slice(0, 90)),
  headings: document.querySelectorAll('h1').length,
  title: document.title,
})"""


@pytest.fixture
def as_user(open_page: Callable[..., "Page"], live_server: Any) -> Callable[..., "Page"]:
    def open_as(who: str, device: str) -> "Page":
        page = open_page(device)
        page.set_default_timeout(PATIENCE)
        if who != VISITOR:
            name = settings.SESSION_COOKIE_NAME
            cookie = {"name": name, "value": client_of(who).cookies[name].value}
            page.context.add_cookies([{**cookie, "url": live_server.url}])
        return page

    return open_as


@pytest.mark.parametrize("device", DEVICES)
def test_every_page_fits_and_has_something_to_show(
    furnished, live_server, as_user, map_library, device
):
    faults = []
    pages = {who: as_user(who, device) for who in (VISITOR, OFFICE, COLLECTOR)}
    for number, stop in enumerate(every_page(furnished)):
        faults += look_at(pages[stop.who], live_server.url, stop, f"{device}-{number:02}")
    assert faults == [], "\n".join(faults)


def look_at(page: "Page", site: str, stop: Stop, picture: str) -> Iterator[str]:
    answer = page.goto(site + stop.path)
    where = f"{picture} {stop.who} {stop.path}"
    if answer.status != stop.status or unquote(urlsplit(page.url).path) != urlsplit(stop.path).path:
        yield f"{where}: {answer.status} at {page.url}"
    if not page.locator(stop.holds).count():
        yield f"{where}: shows nothing"
    told = page.evaluate(TOLD)
    if told["wide"] > 0 or told["cut"]:
        yield f"{where}: wider than the screen by {told['wide']}: {told['cut']}"
    if told["headings"] != 1 or not re.fullmatch(r".{2,} · Địa bàn|Địa bàn.*", told["title"]):
        yield f"{where}: {told['headings']} headings, title {told['title']!r}"
    if PICTURES:
        page.wait_for_load_state("networkidle")
        Path(PICTURES).mkdir(exist_ok=True, parents=True)
        page.screenshot(path=f"{PICTURES}/{picture}-{stop.name}.png", full_page=True)
