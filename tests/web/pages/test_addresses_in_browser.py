"""A written address in the look-up box, in a real Chromium: offers while typing, an answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from diaban.spine.addresses.search_entries import begin_anew, index_waiting
from diaban.spine.addresses.searching import forget_names

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("device", ["desktop", "phone"])
PATIENCE = 30_000
SPLIT = "15 Dịch Vọng Hậu, phường Dịch Vọng Hậu, quận Cầu Giấy, Hà Nội"
# a phone at the edge of its network
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 25_000, "uploadThroughput": 12_000}


@pytest.fixture
def registry(site: str) -> str:
    """The served city with its addresses in the search index."""
    begin_anew()
    index_waiting()
    forget_names()
    return site


def open_at(page: "Page", url: str) -> "Page":
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    return page


@contextmanager
def slowed_down(page: "Page") -> Iterator[None]:
    """Let the network be slow for a while; what is under way then comes to its end."""
    page.wait_for_load_state("networkidle")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    yield
    quick = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", SLOW | quick)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1_000)


def offers(page: "Page") -> list[str]:
    page.wait_for_selector("#offers:not([hidden]) li")
    return page.locator("#offers li span:first-child").all_inner_texts()


@BOTH
def test_a_door_is_offered_while_it_is_typed_and_taken_by_keyboard(registry, open_page, device):
    page = open_at(open_page(device), registry)
    page.type("#q", "11 pho th", delay=20)
    assert offers(page)[0].startswith("11, Phố Thử")
    box = page.locator("#q")
    assert box.get_attribute("role") == "combobox"
    assert box.get_attribute("aria-expanded") == "true"
    page.press("#q", "ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.press("#q", "Enter")
    page.wait_for_selector(".answer-code")
    assert "11024 2VH3 CM3" in page.inner_text(".answer-code")
    assert "Số nhà, ngõ" in page.inner_text(".written")
    assert page.locator("#offers").is_hidden()
    assert box.get_attribute("aria-expanded") == "false"


@BOTH
def test_an_offer_is_taken_by_mouse_or_finger(registry, open_page, device):
    page = open_at(open_page(device), registry)
    page.type("#q", "11 pho th", delay=20)
    offers(page)
    first = page.locator("#offers li").first
    size = first.bounding_box()
    assert size["height"] >= 44
    (first.tap if device == "phone" else first.click)()
    page.wait_for_selector(".answer-code")
    assert page.input_value("#q").startswith("11, Phố Thử")


def test_escape_closes_the_offers_and_keeps_the_text(registry, open_page):
    page = open_at(open_page("desktop"), registry)
    page.type("#q", "pho th", delay=20)
    offers(page)
    page.press("#q", "Escape")
    assert page.locator("#offers").is_hidden()
    assert page.input_value("#q") == "pho th"


@BOTH
def test_on_a_slow_network_only_the_last_question_is_answered(registry, open_page, device):
    page = open_at(open_page(device), registry)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/complete/" in one.url else None)
    with slowed_down(page):
        page.type("#q", "phường cửa n", delay=60)
        page.wait_for_timeout(250)
        page.press("#q", "Control+A")
        page.type("#q", "phường ba đình", delay=30)
        page.wait_for_function(
            "() => [...document.querySelectorAll('#offers li')]"
            ".some(li => li.dataset.text.includes('Ba Đình'))"
        )
        page.wait_for_timeout(1_500)
        assert not any("Cửa Nam" in text for text in offers(page))
        assert len(asked) < len("phường cửa nphường ba đình") / 2
        assert asked[-1].endswith("q=ph%C6%B0%E1%BB%9Dng+ba+%C4%91%C3%ACnh")
        page.press("#q", "Enter")
        page.wait_for_selector("#answer [data-q='phường ba đình']")
        assert page.locator("#offers").is_hidden()


def test_without_offers_the_box_still_answers(registry, open_page):
    page = open_at(open_page("phone"), registry)
    page.route("**/complete/**", lambda route: route.abort())
    page.type("#q", "11024 2VH3 CM3", delay=20)
    page.wait_for_timeout(400)
    page.press("#q", "Enter")
    page.wait_for_selector(".answer-code")


@BOTH
def test_a_split_ward_is_answered_by_all_its_heirs(registry, open_page, device):
    page = open_at(open_page(device), registry)
    page.fill("#q", SPLIT)
    page.press("#q", "Enter")
    page.wait_for_selector(".written")
    told = page.inner_text(".written")
    assert "Phường Cầu Giấy" in told
    assert "Phường Nghĩa Đô" in told
    assert "1656/NQ-UBTVQH15" in told
    assert "không tự chọn thay bạn" in told
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.wait_for_function(
        "() => document.getElementById('said').textContent.includes('2 phường, xã')"
    )


def test_a_number_that_is_not_registered_offers_its_neighbours(registry, open_page):
    page = open_at(open_page("phone"), f"{registry}/?q=13+Phố+Thử,+phường+Hoàn+Kiếm")
    told = page.inner_text(".written")
    assert "các số gần nhất" in told
    assert "11, Phố Thử" in told
