"""What the collector's page weighs, how soon it is of use, and whether a thumb can work it."""

import statistics
import time
from typing import TYPE_CHECKING

import pytest
from tests.web.pages.test_in_browser import CONTRAST
from tests.web.phone.conftest import PATIENCE, PHONE, settle, stand_at
from tests.web.phone.test_phone import at_door

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
MOST_BYTES = 250_000
# a slow mobile network, as it is felt: 1.6 Mbit/s down, 0.75 Mbit/s up, 300 ms to and fro
SLOW = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
TARGETS = """() => [...document.querySelectorAll(
    'a, button, summary, input:not([type=file]), textarea, label.button')]
  .filter(one => one.checkVisibility())
  .map(one => ({ text: one.textContent.trim() || one.id, ...one.getBoundingClientRect().toJSON() }))
  .filter(box => box.width < 44 || box.height < 44).map(box => box.text)"""
UNNAMED = """() => [...document.querySelectorAll('button, a, input, textarea, canvas, progress')]
  .filter(one => !(one.labels?.length || one.getAttribute('aria-label') || one.textContent.trim()))
  .map(one => one.outerHTML)"""
TEXTS = "h1, h2, p, b, small, label, button span, a span, .order, .progress span, dd, dt, summary"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SCREENS = ["#/", "#/sent", "#/lot/7", "#/lot/7/map", "#/lot/7/door/D7-1", "#/lot/7/door/new"]


def open_slowly(open_page, url: str, conditions: dict | None) -> "tuple[Page, list[float]]":
    page = open_page(**PHONE)
    page.set_default_timeout(PATIENCE)
    wire, received = page.context.new_cdp_session(page), []
    wire.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    wire.send("Network.enable")
    if conditions:
        wire.send("Network.emulateNetworkConditions", conditions)
    page.goto(url, wait_until="commit")
    return page, received


def test_the_first_load_fits_a_cheap_plan(open_page, field_url) -> None:
    page, received = open_slowly(open_page, field_url, None)
    settle(page)
    print(f"\nfirst load: {sum(received) / 1000:.0f} kB in {len(received)} answers")
    assert len(received) > 20
    assert sum(received) < MOST_BYTES


def test_over_a_slow_network_the_doors_come_up(open_page, field_url) -> None:
    page, _ = open_slowly(open_page, field_url, SLOW)
    page.wait_for_selector("a:has-text('Bắt đầu')")
    of_use = page.evaluate("performance.now()")
    print(f"\nof use after {of_use / 1000:.1f} s at 1.6 Mbit/s and 300 ms")
    page.click("a:has-text('Bắt đầu')")
    at_door(page, 1)


def test_a_door_that_is_as_listed_takes_one_press(open_phone, office) -> None:
    page = open_phone()
    page.evaluate("""() => {
      window.presses = 0;
      addEventListener('click', () => { window.presses += 1; }, true);
    }""")
    page.click("text=Bắt đầu")
    times = []
    for order in range(1, 11):
        stand_at(page, order)
        at_door(page, order)
        began = time.perf_counter()
        page.wait_for_selector(".where.good")
        page.click("[data-outcome=found]")
        at_door(page, order + 1)
        times.append(time.perf_counter() - began)
    presses = page.evaluate("window.presses") - 1
    print(f"\n{presses / 10:.1f} presses and {statistics.median(times):.2f} s of the page a door")
    assert presses == 10


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_screen_can_be_read_and_pressed(open_phone, office, language: str) -> None:
    page = open_phone()
    if language == "en":
        page.click("text=English")
        page.wait_for_selector("text=Begin")
    base = page.url.split("#")[0]
    for screen in SCREENS:
        page.goto(base + screen)
        name = screen.split("/")[1] or "today"
        page.wait_for_selector(f"main[data-screen={name}]")
        page.wait_for_timeout(300)
        assert page.evaluate(TARGETS) == [], screen
        assert page.evaluate(UNNAMED) == [], screen
        assert page.evaluate(OVERFLOW) == 0, screen
        for text in page.locator(TEXTS).all():
            if text.is_visible():
                assert text.evaluate(CONTRAST) >= 4.5, (screen, text.inner_text())
