"""Averaging fixes: pure modules of the phone, run in a real Chromium without a server."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
FOLDER = Path(django_settings.WEB) / "static" / "diaban" / "field"
METRE = 1 / 111_320


@pytest.fixture
def modules(open_page) -> "Page":
    page = open_page()

    def serve(route) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        if name == "blank":
            return route.fulfill(content_type="text/html", body="<!doctype html><title>x</title>")
        return route.fulfill(content_type="text/javascript", body=(FOLDER / name).read_text())

    page.route("http://localhost/pure/*", serve)
    page.goto("http://localhost/pure/blank")
    return page


def settle(page: "Page", *fixes: tuple[float, float, float, float]) -> dict[str, Any] | None:
    """Settle fixes given as metres north and east of a point, accuracy and seconds."""
    told = [
        {
            "lat": 21 + north * METRE,
            "lng": 105.85 + east * METRE / 0.93358,
            "accuracy": accuracy,
            "at": second * 1000,
        }
        for north, east, accuracy, second in fixes
    ]
    found = page.evaluate("async fixes => (await import('/pure/position.js')).settle(fixes)", told)
    if found is not None:
        found["north"] = (found["lat"] - 21) / METRE
        found["east"] = (found["lng"] - 105.85) / METRE * 0.93358
    return found


def test_without_a_fix_there_is_no_position(modules) -> None:
    assert settle(modules) is None
    broken = [{"lat": None, "lng": 105, "accuracy": 3}, {"lat": 91, "lng": 0, "accuracy": 3}]
    script = "async fixes => (await import('/pure/position.js')).settle(fixes)"
    assert modules.evaluate(script, broken) is None


def test_one_fix_is_told_as_it_is_but_never_finer_than_a_receiver_can(modules) -> None:
    found = settle(modules, (0, 0, 12, 0))
    assert (found["accuracy"], found["fixes"], found["dropped"]) == (12, 1, 0)
    assert settle(modules, (0, 0, 0.5, 0))["accuracy"] == 3


def test_fine_fixes_weigh_more_than_coarse_ones(modules) -> None:
    found = settle(modules, (0, 0, 4, 0), (8, 0, 8, 1))
    assert found["north"] == pytest.approx(8 / 5, abs=0.01)


def test_a_fix_far_from_the_others_is_dropped(modules) -> None:
    near = [(n % 3 - 1, n % 2, 5, n) for n in range(8)]
    found = settle(modules, *near, (90, -70, 5, 9))
    assert (found["fixes"], found["dropped"]) == (8, 1)
    assert abs(found["north"]) < 1.5
    assert abs(found["east"]) < 1.5


def test_a_first_guess_from_the_cell_network_does_not_pull(modules) -> None:
    found = settle(modules, (400, 300, 900, 0), (1, 0, 6, 5), (-1, 0, 6, 6))
    assert found["fixes"] == 2
    assert abs(found["north"]) < 0.1


def test_more_fixes_of_one_moment_promise_nothing(modules) -> None:
    together = settle(modules, *[(0, 0, 8, 0)] * 9)
    apart = settle(modules, *[(0, 0, 8, 6 * n) for n in range(3)])
    assert together["accuracy"] == 8
    assert apart["accuracy"] == pytest.approx(8 / 3**0.5, abs=0.1)


def test_what_all_fixes_share_does_not_average_out(modules) -> None:
    assert settle(modules, *[(0, 0, 8, 6 * n) for n in range(50)])["accuracy"] == 4


def test_fixes_that_disagree_say_so(modules) -> None:
    found = settle(modules, *[((-1) ** n * 7, 0, 4, 6 * n) for n in range(10)])
    assert found["accuracy"] >= 7


def test_who_walked_on_is_where_the_newest_fixes_are(modules) -> None:
    kept = """async norths => {
      const { sinceArrival } = await import('/pure/position.js');
      const fixes = norths.map(north => ({ lat: 21 + north / 111320, lng: 105.85, accuracy: 5 }));
      return sinceArrival(fixes).length;
    }"""
    assert modules.evaluate(kept, [0, 1, 0, 1]) == 4
    assert modules.evaluate(kept, [0, 1, 0, 40]) == 4, "one alone may be an outlier"
    assert modules.evaluate(kept, [0, 1, 40, 41]) == 2
    assert modules.evaluate(kept, [0, 1, 40, -40]) == 4
    assert modules.evaluate(kept, [0]) == 1


def test_a_tile_of_ours_is_read_as_it_was_written(modules) -> None:
    import shapely

    from diaban.engines.tiles import Layer, Tile, cut_lines, encode_tile

    tile = Tile(16, 52038, 28842)
    west, south, east, north = tile.box_with(0)
    line = shapely.linestrings([(west + (east - west) / 4, (south + north) / 2), (east, north)])
    cut = cut_lines([line], tile)
    packed = encode_tile(
        [Layer("streets_lines", cut.geometry, {"category": ["lane"], "name": ["Ngõ Thử"]})]
    )
    layers = modules.evaluate(
        "async bytes => (await import('/pure/ground.js')).readTile(new Uint8Array(bytes))",
        list(packed),
    )
    (street,) = layers[0]["features"]
    assert (layers[0]["name"], street["category"], street["name"]) == (
        "streets_lines",
        "lane",
        "Ngõ Thử",
    )
    (x, y), *_ = street["parts"][0]
    assert (x, y) == pytest.approx((1024, 2048), abs=2)


def test_the_tiles_of_a_lot_cover_it_and_stay_few(modules) -> None:
    count = "async lot => (await import('/pure/ground.js')).tilesOf(lot).length"
    small = {
        "area": None,
        "doors": [{"lat": 21.03, "lng": 105.85}, {"lat": 21.031, "lng": 105.852}],
    }
    large = {"area": None, "doors": [{"lat": 20.9, "lng": 105.7}, {"lat": 21.2, "lng": 106.0}]}
    assert 1 <= modules.evaluate(count, small) <= 9
    assert modules.evaluate(count, large) <= 36
    assert modules.evaluate(count, {"area": None, "doors": []}) == 0


def test_both_languages_say_everything_with_the_same_places() -> None:
    import re

    source = (FOLDER / "words.js").read_text(encoding="utf-8")
    table = re.findall(r'^  (\w+): \["(.*?)", "(.*?)"\],$', source, re.MULTILINE)
    places = re.compile(r"\{(\w+)\}")
    assert len(table) > 100
    assert [key for key, vi, en in table if not (vi and en)] == []
    assert [k for k, vi, en in table if set(places.findall(vi)) != set(places.findall(en))] == []
    used = {
        key
        for path in FOLDER.glob("*.js")
        for key in re.findall(r'words\("(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert sorted(used - {key for key, *_ in table}) == []


def test_a_clock_that_was_set_back_and_a_phone_that_slept_do_not_shorten_the_day(modules) -> None:
    told = modules.evaluate(
        """async () => {
          const { tick } = await import('/pure/uptime.js');
          const moments = [[1000, 50], [2000, 1050], [900_000, 1060], [500_000, 2060],
            [501_000, 3060]];
          let last = null;
          return moments.map(([clock, count]) => (last = tick(last, clock, count)).uptime);
        }"""
    )
    assert told == [0, 1000, 899_000, 900_000, 901_000]
