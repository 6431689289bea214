"""The real sets beside the project go in, and go in again without a change."""

import csv
import gzip
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from diaban.exchange.importing.boundaries import BoundaryRequest, import_boundaries
from diaban.exchange.importing.pipeline import ImportRequest, plan_import, run_import
from diaban.exchange.importing.postal_codes import PostalRequest, import_postal_codes
from diaban.spine.addresses.models import Address, PositionSource, SourceKey
from diaban.spine.parties.models import User
from diaban.spine.places.models import Boundary, Standing
from diaban.spine.runs.models import Run

pytestmark = [pytest.mark.real_data, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _hanoi(hanoi: None) -> None:
    """Every set goes into the real units."""


def take_twice(path: Path, actor: User, **more: object) -> Run:
    request = ImportRequest(path, path.name[:40], actor, **more)
    plan = plan_import(request)
    run = run_import(request)
    assert plan.counts["accepted"] == run.counts["accepted"] == run.counts["created"]
    again = run_import(request)
    assert again.counts.get("created", 0) == again.counts.get("updated", 0) == 0
    assert again.counts["unchanged"] == run.counts["accepted"]
    return run


@pytest.mark.databases  # one list of real size
def test_points_of_interest_go_in_but_for_those_outside_the_city(shared_data: Path, operator: User):
    run = take_twice(shared_data / "osm-hanoi/hanoi_pois_osm_2024.geojson.gz", operator)
    assert run.counts["read"] == 1_239
    codes = {row.problems[0]["code"] for row in run.rejected_rows.all()}
    assert codes == {"position_outside_city", "other_province"}
    assert run.counts["accepted"] > 1_100
    assert Address.objects.exclude(house_number="").count() > 400
    assert not Address.objects.filter(is_household=True).exists()
    assert not Address.objects.filter(building="yes").exists()


def test_bus_stops_go_in(shared_data: Path, operator: User):
    run = take_twice(shared_data / "osm-hanoi/hanoi_bus_stops_osm_2025.geojson.gz", operator)
    assert run.counts["read"] == 3_326
    assert run.counts["accepted"] > 3_200
    assert SourceKey.objects.get(key="444394752").address.building.endswith("108 Nguyễn Trãi")


def test_the_open_street_map_extract_gives_its_253_house_numbers(shared_data: Path, operator: User):
    run = take_twice(shared_data / "osm-hanoi/hanoi_quoc_tu_giam_extract_2023.osm.gz", operator)
    assert run.counts.get("rejected", 0) == 0
    assert Address.objects.exclude(house_number="").count() == 253
    assert set(Address.objects.values_list("position_source", flat=True)) == {
        PositionSource.OPEN_MAP
    }
    ways = SourceKey.objects.filter(key__startswith="w")
    assert ways.exists()
    assert not ways.filter(address__lat_e7__isnull=True).exists()


def test_facilities_go_in_with_their_bad_points_refused(shared_data: Path, operator: User):
    path = shared_data / "addresses/hanoi_facilities_2019.csv.gz"
    run = take_twice(path, operator, are_households=False)
    assert run.counts["read"] == 4_930
    assert run.counts["accepted"] > 4_900
    codes = {row.problems[0]["code"] for row in run.rejected_rows.all()}
    assert codes <= {"position_outside_city", "position_abroad", "key_doubled"}


def test_post_offices_that_are_not_composed_come_in_composed(shared_data: Path, operator: User):
    path = shared_data / "addresses/vnpost_offices_2024_raw_unicode_sample.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        said = ["\n".join(row.values()) for row in csv.DictReader(file)]
    loose = sum(unicodedata.normalize("NFC", text) != text for text in said)
    run = take_twice(path, operator)
    assert (run.counts["read"], run.counts["accepted"]) == (300, 109)
    assert run.counts["normalised"] == loose == 295
    assert not Address.objects.filter(declared_former=None).exists()


def test_official_areas_of_all_communes_go_in_and_none_is_repaired(
    shared_data: Path, operator: User
):
    path = shared_data / "boundaries/hanoi_communes_2025.geojson.gz"
    request = BoundaryRequest(path, "official", operator)
    report = import_boundaries(request)
    assert report.counts == {"read": 126, "created": 126}
    assert (report.problems, report.repaired, report.missing) == ([], [], [])
    assert Boundary.objects.filter(standing=Standing.OFFICIAL).count() == 126
    assert import_boundaries(request).counts == {"read": 126, "unchanged": 126}


def test_open_street_map_areas_are_known_by_their_names(shared_data: Path, operator: User):
    path = shared_data / "boundaries/hanoi_communes_2025_osm.geojson.gz"
    report = import_boundaries(BoundaryRequest(path, "osm", operator, dry_run=True))
    assert report.counts == {"read": 126, "created": 126}
    assert report.missing == []


def test_the_postal_codes_of_2018_find_their_wards_but_for_known_defects(
    shared_data: Path, operator: User
):
    days = {"valid_from": date(2018, 1, 1), "units_on": date(2025, 6, 30)}
    path = shared_data / "postal-codes/vietnam_2018.csv.gz"
    report = import_postal_codes(PostalRequest(path, operator, "2475/QĐ-BTTTT", **days))
    assert report.counts["read"] == 11_162
    assert report.counts["created"] + report.counts["unchanged"] == 581
    found = {(problem.code, problem.value) for problem in report.problems}
    assert found == {
        ("postal_code_doubled", "13506"),
        ("postal_code_doubled", "11515"),
        ("unit_name_unknown", "Phường Chương Dương Độ"),
    }


def test_the_postal_codes_of_2025_are_those_of_the_embedded_table(
    shared_data: Path, operator: User
):
    day = date(2025, 8, 24)
    path = shared_data / "postal-codes/hanoi_2025.csv"
    report = import_postal_codes(PostalRequest(path, operator, "2334/QĐ-BKHCN", day, day))
    assert report.counts == {"read": 126, "unchanged": 126, "rejected": 0}
