"""The real lists and layers of the city go in through the page, by nothing but its controls."""

from pathlib import Path

import pytest
from tests.web.import_steps import check, choose, count, send, take

pytestmark = [pytest.mark.soak, pytest.mark.browser, pytest.mark.real_data]
NUMBERS = ("read", "created", "rejected")


def bring(page, city: str, path: Path, kind: str, source: str, *told: str) -> dict[str, int]:
    """Send, check and take one file; return the numbers of its report."""
    send(page, city, path)
    choose(page, "kind", kind)
    check(page, source)
    foretold = {name: count(page, name) for name in ("read", "rejected")}
    take(page)
    assert page.get_attribute("#run", "data-state") == "done"
    done = {name: count(page, name) for name in (*NUMBERS, *told)}
    assert {name: done[name] for name in foretold} == foretold
    return done


def numbers(read: int, created: int, rejected: int) -> dict[str, int]:
    return dict(zip(NUMBERS, (read, created, rejected), strict=True))


def test_boundaries_of_now_and_of_before_go_in(empty_city, open_page, shared_data) -> None:
    page, folder = open_page("desktop"), shared_data / "boundaries"
    official = folder / "hanoi_communes_2025.geojson.gz"
    assert bring(page, empty_city, official, "boundaries", "MAE") == numbers(126, 126, 0)
    drawn = folder / "hanoi_communes_2025_osm.geojson.gz"
    found = bring(page, empty_city, drawn, "boundaries", "OSM", "updated")
    assert found == numbers(126, 0, 0) | {"updated": 126}
    districts = folder / "hanoi_districts_pre2025.geojson.gz"
    assert bring(page, empty_city, districts, "boundaries", "cũ") == numbers(30, 30, 0)


def test_streets_and_all_layers_of_an_extract_become_the_base_map(
    empty_city,
    open_page,
    shared_data,
) -> None:
    page, folder = open_page("desktop"), shared_data / "osm-hanoi"
    roads = folder / "hanoi_roads_osm_2023_2025.geojson.gz"
    found = bring(page, empty_city, roads, "basemap", "osm roads")
    assert (found["read"], found["created"]) == (28_807, 28_801)
    extract = folder / "hanoi_quoc_tu_giam_extract_2023.osm.gz"
    assert bring(page, empty_city, extract, "basemap", "osm extract")["read"] == 1_249


def test_places_with_and_without_a_position_become_addresses(
    empty_city,
    open_page,
    shared_data,
) -> None:
    page, folder = open_page("desktop"), shared_data / "osm-hanoi"
    stops = folder / "hanoi_bus_stops_osm_2025.geojson.gz"
    assert bring(page, empty_city, stops, "addresses", "stops")["read"] == 3_326
    places = folder / "hanoi_pois_osm_2024.geojson.gz"
    assert bring(page, empty_city, places, "addresses", "pois")["read"] == 1_239
    offices = shared_data / "addresses/vnpost_offices_2024.csv.gz"
    found = bring(page, empty_city, offices, "addresses", "VNPost")
    assert (found["read"], found["created"]) == (1_677, 109)


def test_the_table_of_the_statistics_office_agrees(empty_city, open_page, shared_data) -> None:
    path = shared_data / "admin-units/nso_conversion_2025.csv.gz"
    found = bring(open_page("desktop"), empty_city, path, "unit_table", "Cục Thống kê")
    assert found["read"] > 10_000
