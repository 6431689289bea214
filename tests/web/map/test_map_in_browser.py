"""The map page in a real Chromium: from the country to a door, by mouse, finger and keyboard."""

import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.web.pages.conftest import DOOR, site

from diaban.spine.addresses import identifiers

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["site"]

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("device", ["desktop", "phone"])
# half a minute: a software renderer on a busy machine is slow
PATIENCE = 30_000
AT_THE_DOOR = f"#20/{DOOR[0]}/{DOOR[1]}"
SETTLED = """() => {
  const map = document.getElementById('map').drawn;
  return map && !map.isMoving() && map.areTilesLoaded() && map.loaded();
}"""
DRAWN = """layer => {
  const map = document.getElementById('map').drawn;
  return map.queryRenderedFeatures({ layers: [layer] })
    .map(one => ({ ...one.properties, text: String(one.layer.layout?.['text-field'] ?? '') }));
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def open_map(page: "Page", url: str) -> "Page":
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    page.wait_for_selector("#map[data-ready=yes]")
    settle(page)
    return page


def settle(page: "Page") -> None:
    page.wait_for_timeout(400)
    page.wait_for_function(SETTLED)
    # labels are placed, and fade in, after the last tile has come
    page.wait_for_timeout(700)


def drawn(page: "Page", layer: str) -> list[dict[str, Any]]:
    return page.evaluate(DRAWN, layer)


@BOTH
def test_the_country_is_drawn_with_both_archipelagos_and_all_provinces(
    site: str, open_page, device: str
) -> None:
    page = open_map(open_page(device), f"{site}/map/")
    if device == "phone":
        page.click("#layers > summary")
    page.click("#to-country")
    settle(page)
    archipelagos = {one["name"] for one in drawn(page, "archipelagos")}
    assert archipelagos == {"Quần đảo Hoàng Sa", "Quần đảo Trường Sa"}
    assert len(drawn(page, "archipelago-dots")) >= 2
    provinces = {one["name"] for one in drawn(page, "province-names")}
    assert {"Hà Nội", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"} <= provinces
    if device == "desktop":
        assert len(provinces) == 34


@BOTH
def test_at_a_door_its_identifier_is_written_and_a_click_opens_its_card(
    site: str, city, open_page, device: str
) -> None:
    identifier = identifiers.write(city.door.pk)
    page = open_map(open_page(device), f"{site}/map/{AT_THE_DOOR}")
    assert identifier in {one["id"] for one in drawn(page, "doors")}
    (label,) = [one for one in drawn(page, "numbers") if one["id"] == identifier]
    assert label["text"] == f"{city.door.house_number}\n{identifier}"
    size = page.locator("#map").bounding_box()
    spot = {"x": size["width"] / 2, "y": size["height"] / 2}
    page.locator("canvas.maplibregl-canvas").click(position=spot)
    page.wait_for_url(re.compile(rf"\?q={identifier}"))
    assert identifier in page.inner_text("main")


def test_layers_are_switched_and_a_door_is_opened_by_keyboard(site: str, city, open_page) -> None:
    page = open_map(open_page("desktop"), f"{site}/map/{AT_THE_DOOR}")
    page.focus("#layers input[name=addresses]")
    page.keyboard.press("Space")
    settle(page)
    assert drawn(page, "doors") == []
    page.keyboard.press("Space")
    settle(page)
    assert drawn(page, "doors")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "coverage"
    page.keyboard.press("Space")
    page.wait_for_selector("[data-key=coverage]:not([hidden])")
    page.focus("canvas.maplibregl-canvas")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"\?q={identifiers.write(city.door.pk)}"))


@BOTH
def test_what_is_in_view_is_listed_in_words(site: str, city, open_page, device: str) -> None:
    page = open_map(open_page(device), f"{site}/map/{AT_THE_DOOR}")
    assert page.evaluate(OVERFLOW) == 0
    if device == "phone":
        assert not page.is_visible("#in-view")
        page.click("#layers > summary")
        assert page.evaluate(OVERFLOW) == 0
    page.click("#in-view")
    page.wait_for_url(re.compile("/map/list/"))
    assert identifiers.write(city.door.pk) in page.inner_text("main table")
    assert page.evaluate(OVERFLOW) == 0
