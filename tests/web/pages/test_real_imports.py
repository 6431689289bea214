"""The real lists and layers of the city go in through the page, by nothing but its controls."""

from pathlib import Path

import pytest
from tests.web.import_steps import check, choose, count, is_wide, send, take, undo

pytestmark = [pytest.mark.browser, pytest.mark.real_data]
NUMBERS = ("read", "created", "rejected")
# an extract holds addresses and streets: which of the two is taken, a person chooses
CHOSEN = {"hanoi_quoc_tu_giam_extract_2023.osm.gz"}


def bring(page, city: str, path: Path, kind: str, source: str, *told: str) -> dict[str, int]:
    """Send, check and take one file; return the numbers of its report."""
    send(page, city, path)
    if path.name in CHOSEN:
        choose(page, "kind", kind)
    assert page.input_value("#kind") == kind
    check(page, source)
    assert not is_wide(page)
    foretold = {name: count(page, name) for name in ("read", "rejected")}
    take(page)
    assert page.get_attribute("#run", "data-state") == "done"
    assert not is_wide(page)
    done = {name: count(page, name) for name in (*NUMBERS, *told)}
    assert {name: done[name] for name in foretold} == foretold
    return done


def numbers(read: int, created: int, rejected: int) -> dict[str, int]:
    return dict(zip(NUMBERS, (read, created, rejected), strict=True))


@pytest.mark.soak
def test_boundaries_of_now_and_of_before_go_in(empty_city, open_page, shared_data) -> None:
    page, folder = open_page("desktop"), shared_data / "boundaries"
    official = folder / "hanoi_communes_2025.geojson.gz"
    assert bring(page, empty_city, official, "boundaries", "MAE") == numbers(126, 126, 0)
    drawn = folder / "hanoi_communes_2025_osm.geojson.gz"
    found = bring(page, empty_city, drawn, "boundaries", "OSM", "updated")
    assert found == numbers(126, 0, 0) | {"updated": 126}
    districts = folder / "hanoi_districts_pre2025.geojson.gz"
    assert bring(page, empty_city, districts, "boundaries", "cũ") == numbers(30, 30, 0)
    # the whole country's: the city's thirty are drawn again, the others given back with the reason
    everywhere = folder / "vn_districts_pre2025_simplified.geojson.gz"
    found = bring(page, empty_city, everywhere, "boundaries", "cả nước", "updated")
    assert found == numbers(692, 0, 662) | {"updated": 30}
    assert "Nếu là nơi khác thì bỏ qua" in page.inner_text("main")
    undo(page)
    assert count(page, "areas_reopened") == 30


@pytest.mark.soak
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
    page, folder = open_page("phone"), shared_data / "addresses"
    places = shared_data / "osm-hanoi/hanoi_pois_osm_2024.geojson.gz"
    found = bring(page, empty_city, places, "addresses", "pois")
    # official boundaries, where they were taken before, put five more outside the city
    assert found in (numbers(1_239, 1_171, 68), numbers(1_239, 1_166, 73))
    offices = folder / "vnpost_offices_2024.csv.gz"
    assert bring(page, empty_city, offices, "addresses", "VNPost") == numbers(1_677, 109, 1_568)
    loose = folder / "vnpost_offices_2024_raw_unicode_sample.csv.gz"
    assert bring(page, empty_city, loose, "addresses", "VNPost thô") == numbers(300, 109, 191)
    assert "dòng có chữ được chuẩn hóa: 295" in page.inner_text("main")


@pytest.mark.soak
def test_stops_facilities_and_the_houses_of_an_extract_become_addresses(
    empty_city,
    open_page,
    shared_data,
) -> None:
    page, folder = open_page("phone"), shared_data / "osm-hanoi"
    stops = folder / "hanoi_bus_stops_osm_2025.geojson.gz"
    assert bring(page, empty_city, stops, "addresses", "stops") == numbers(3_326, 3_326, 0)
    facilities = shared_data / "addresses/hanoi_facilities_2019.csv.gz"
    assert bring(page, empty_city, facilities, "addresses", "2019") == numbers(4_930, 4_924, 6)
    extract = folder / "hanoi_quoc_tu_giam_extract_2023.osm.gz"
    assert bring(page, empty_city, extract, "addresses", "OSM") == numbers(268, 268, 0)


def test_the_table_of_the_statistics_office_agrees(empty_city, open_page, shared_data) -> None:
    path = shared_data / "admin-units/nso_conversion_2025.csv.gz"
    found = bring(open_page("desktop"), empty_city, path, "unit_table", "Cục Thống kê")
    assert (found["read"], found["rejected"]) == (10_565, 3)
