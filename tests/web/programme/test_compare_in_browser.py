"""Compare on the 526 communes of before: the list scrolls by itself, the page stays short."""

import pytest
from tests.registry import door, observe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/programme/compare/?what=measure:households-coded&on=former"


@pytest.fixture
def page(real_hanoi, live_server, open_page, settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path
    observe(door("a"))

    def read(size: str):
        page = open_page(size)
        page.goto(live_server.url + PAGE)
        page.wait_for_selector("table.compare")
        assert page.locator("table.compare tbody th[scope=row]").count() == 527
        return page

    return read


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_former_communes_scroll_in_a_pane_under_a_head_that_stays(page, size):
    shown = page(size)
    height = shown.evaluate("document.documentElement.scrollHeight")
    assert height < 3 * shown.viewport_size["height"], height
    pane = shown.locator(".pane")
    pane.scroll_into_view_if_needed()
    pane.evaluate("pane => pane.scrollTo(0, pane.scrollHeight)")
    edge, head = pane.bounding_box(), shown.locator("table.compare thead th").first.bounding_box()
    assert abs(head["y"] - edge["y"]) < 2
    last = shown.locator("table.compare tbody th[scope=row]").last.bounding_box()
    assert last["y"] < edge["y"] + edge["height"]


def test_the_pane_is_scrolled_by_keyboard_too(page):
    shown = page("desktop")
    pane = shown.locator(".pane")
    pane.focus()
    for _ in range(3):
        shown.keyboard.press("PageDown")
        shown.wait_for_timeout(200)
    assert pane.evaluate("pane => pane.scrollTop") > 1000
