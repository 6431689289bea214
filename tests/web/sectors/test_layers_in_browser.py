"""A sector's layer in a real Chromium: drawn, switched off, opened by a click."""

from typing import TYPE_CHECKING, Any

import pytest
from tests.hanoi import commune_of_postal_code
from tests.sectors.toy.clubs import put_club
from tests.web.map.test_map_in_browser import drawn, open_map, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
LAYER = "sector-toy-clubs-points"


@pytest.fixture
def club(transactional_db, toy, hanoi, map_library) -> Any:
    return put_club("CLB 11024", commune_of_postal_code("11024"), lat_e7=210_285_000,
                    lng_e7=1_058_540_000, open=True)  # fmt: skip


def click_middle(page: "Page") -> None:
    box = page.locator("#map .canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_page_draws_its_layer_where_it_lies_and_switches_it_off(club, live_server, open_page):
    page = open_map(open_page("desktop"), f"{live_server.url}/toy/{club.pk}/")
    assert [one["name"] for one in drawn(page, LAYER)] == ["CLB 11024"]
    page.uncheck("#show-toy-clubs")
    settle(page)
    assert drawn(page, LAYER) == []


def test_a_point_of_the_map_opens_its_page(club, live_server, open_page):
    page = open_map(open_page("phone"), f"{live_server.url}/map/#16/21.0285/105.854")
    page.click("#layers > summary")
    page.check("#show-toy-clubs")
    page.click("#layers > summary")
    settle(page)
    assert drawn(page, LAYER)
    with page.expect_navigation():
        click_middle(page)
    assert page.url == f"{live_server.url}/toy/{club.pk}/"
