"""The map of reach and the citizens' page in a real Chromium, on a desk and on a phone."""

import re
from datetime import datetime

import pytest
from tests.sectors.post.points import a_point
from tests.sectors.post.town import at, draw_road, live_at, north

from diaban.sectors.post.reach import nearest_page
from diaban.sectors.post.reach.proposing import Wanted, propose
from diaban.sectors.post.reach.survey import survey_reach

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("device", ["desktop", "phone"])
PATIENCE = 30_000
DRAWN = """layer => {
  const map = document.getElementById('map').drawn;
  return map.getLayer(layer) ? map.queryRenderedFeatures({ layers: [layer] })
    .map(one => one.properties) : [];
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LONG_HOURS = "Mo-We 07:30-11:30,13:30-17:00; Th-Fr 08:00-12:00,14:00-18:00; Sa 07:30-11:30; PH off"
MONDAY = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - on the clocks of Viet Nam


@pytest.fixture
def town(transactional_db, live_server, official_hanoi, operator):
    draw_road(0, 2_000, 6_000)
    a_point("Bưu cục đầu đường", hours_text="24/7", **at(north(0)))
    live_at(near=north(500), far=north(5_000), farther=north(5_100))
    survey_reach(operator)
    return live_server.url


@BOTH
def test_unserved_households_are_counted_far_out_and_one_is_opened_near(town, open_page, device):
    page = open_page(device)
    page.set_default_timeout(PATIENCE)
    page.goto(f"{town}/post/reach/")
    page.wait_for_selector("#map[data-ready=yes]")
    page.wait_for_function(
        f"() => ({DRAWN})('sector-post-unserved-counts').reduce((n, one) => n + one.total, 0) === 2"
    )
    page.wait_for_function(f"() => ({DRAWN})('sector-post-points-points').length === 1")
    assert page.evaluate(OVERFLOW) <= 0
    lat, lng = north(5_000)
    page.evaluate(
        "at => document.getElementById('map').drawn.jumpTo({ center: at, zoom: 17 })",
        [lng, lat],
    )
    page.wait_for_function(f"() => ({DRAWN})('sector-post-unserved-points').length > 0")
    # the list holds the same, without the map, and is ringed on it
    assert page.locator("tbody tr").count() == 2
    page.wait_for_function(f"() => ({DRAWN})('places').length === 2")
    page.locator("#map canvas.maplibregl-canvas").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/post/reach/*/")
    assert "Bưu cục đầu đường" in page.inner_text("dl.facts")
    page.wait_for_selector("#map[data-ready=yes]")
    page.wait_for_function(f"() => ({DRAWN})('ways').length > 0 && ({DRAWN})('places').length > 0")
    assert page.evaluate(OVERFLOW) <= 0
    # as a point's own page does, with hours that are written at length
    longest = a_point("Bưu điện - Văn hóa xã", hours_text=LONG_HOURS, **at(north(0)))
    page.goto(f"{town}/post/points/{longest.pk}/")
    assert LONG_HOURS in page.inner_text("dl.facts")
    assert page.evaluate(OVERFLOW) <= 0


@BOTH
def test_proposals_bear_their_number_and_lie_on_top_of_households(
    town, operator, open_page, device
):
    found = propose(operator, Wanted(sites=1, vans=0)).proposals.get()
    page = open_page(device)
    page.set_default_timeout(PATIENCE)
    page.goto(f"{town}/post/proposals/")
    page.wait_for_selector("#map[data-ready=yes]")
    page.wait_for_function(f"() => ({DRAWN})('sector-post-proposals-labels').length > 0")
    assert page.evaluate(DRAWN, "sector-post-unserved-counts") == []
    page.check("#show-post-unserved")
    page.wait_for_function(f"() => ({DRAWN})('sector-post-unserved-counts').length > 0")
    assert [one["label"] for one in page.evaluate(DRAWN, "sector-post-proposals-labels")] == ["1"]
    on_top = page.evaluate(
        """at => {
          const map = document.getElementById('map').drawn;
          return map.queryRenderedFeatures(map.project(at)).map(one => one.layer.id);
        }""",
        [found.lng_e7 / 1e7, found.lat_e7 / 1e7],
    )
    assert on_top[:2] == ["sector-post-proposals-labels", "sector-post-proposals-labelled"]
    assert "sector-post-unserved-counts" in on_top
    page.click("button.place")
    page.wait_for_function(
        """([lng, lat]) => {
          const map = document.getElementById('map').drawn, at = map.getCenter();
          return map.getZoom() >= 15 && Math.hypot(at.lng - lng, at.lat - lat) < 1e-5;
        }""",
        arg=[found.lng_e7 / 1e7, found.lat_e7 / 1e7],
    )
    assert page.get_attribute("button.place", "aria-pressed") == "true"
    assert page.url.endswith("/post/proposals/"), "the list stays beside the map"
    assert page.evaluate(OVERFLOW) <= 0


@BOTH
def test_a_citizen_presses_the_button_and_is_told_what_is_open(
    town, open_page, device, monkeypatch
):
    monkeypatch.setattr(nearest_page, "local_now", lambda: MONDAY)
    page = open_page(device)
    lat, lng = north(400)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": lat, "longitude": lng, "accuracy": 10})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{town}/post/nearest/")
    page.check("#mode-walk")
    page.click("#here button")
    page.wait_for_selector("ol.near li")
    assert page.is_checked("#mode-walk")
    told = page.inner_text("ol.near li")
    assert "Bưu cục đầu đường" in told
    assert "mở suốt ngày đêm" in told
    assert re.search(r"\b5 phút · 40\d m\b", told)
    assert page.evaluate(OVERFLOW) <= 0
    # the position stands in no address of a page, which others could read in a history
    assert "?" not in page.url


def test_without_javascript_an_address_is_enough_and_no_button_is_shown(town, browser, monkeypatch):
    monkeypatch.setattr(nearest_page, "local_now", lambda: MONDAY)
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{town}/post/nearest/")
    assert page.locator("#here").is_hidden()
    page.fill("#q", "Hoàn Kiếm")
    page.click("form[role=search] button")
    page.wait_for_selector("ol.near li")
    assert "Bưu cục đầu đường" in page.inner_text("main")
    context.close()
