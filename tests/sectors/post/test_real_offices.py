"""The operator's real list of 2024 on the real units, the real streets and real doors."""

import csv
import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from diaban.exchange.importing.basemap import BasemapRequest, run_basemap
from diaban.exchange.importing.pipeline import ImportRequest, run_import
from diaban.sectors.post.choices import Kind
from diaban.sectors.post.imports import take_points
from diaban.sectors.post.models import Candidate, Point
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.search_entries import index_waiting
from diaban.spine.parties.models import User
from diaban.spine.places.names import fold_name
from diaban.spine.sectors import InputRow, Taking

pytestmark = [pytest.mark.real_data, pytest.mark.django_db]
_COLUMNS = {"code": "code", "name": "name", "province": "province", "district": "district",
            "ward": "commune", "address": "address"}  # fmt: skip
_DOORS = (
    "osm-hanoi/hanoi_pois_osm_2024.geojson.gz",
    "osm-hanoi/hanoi_quoc_tu_giam_extract_2023.osm.gz",
    "addresses/hanoi_facilities_2019.csv.gz",
)


def read_list(shared_data: Path) -> list[InputRow]:
    path = shared_data / "addresses/vnpost_offices_2024.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        InputRow(number, {name: row[column] for column, name in _COLUMNS.items()})
        for number, row in enumerate(rows, 2)
    ]


def take(rows: list[InputRow], actor: User, source: str = "VNPost 2024"):
    return take_points(rows, Taking(source, actor, None, date(2024, 6, 1)))


@pytest.fixture
def streets(real_hanoi: None, operator: User, shared_data: Path) -> None:
    roads = shared_data / "osm-hanoi/hanoi_roads_osm_2023_2025.geojson.gz"
    run_basemap(BasemapRequest(roads, "OpenStreetMap", operator))


def fill_registry(shared_data: Path, actor: User) -> None:
    for name in _DOORS:
        run_import(ImportRequest(shared_data / name, name.split("/")[1][:40], actor))
    run_coding(actor)
    # as the worker does after an import: bulk work leaves the index of the search to it
    index_waiting()


def points() -> list[Point]:
    return list(Point.objects.everywhere("a real list").select_related("commune").order_by("pk"))


def retold(row: InputRow, commune: str) -> InputRow:
    """The same office as another list has it: no code, no marks, today's commune alone."""
    told = row.values
    name = "BC " + fold_name(told["name"]).title()
    address = told["address"].replace("Số ", "số nhà ").replace(" - ", ", ")
    return InputRow(row.number, {"name": name, "address": address, "commune": commune})


def test_how_far_the_real_offices_are_followed(streets: None, operator: User, shared_data: Path):
    """The numbers that docs/quality.md tells."""
    fill_registry(shared_data, operator)
    rows = read_list(shared_data)
    taken = take(rows, operator)
    assert taken.counts == {
        "elsewhere": 1_568, "new": 109, "to_address": 4, "to_street": 45, "to_commune": 60,
    }  # fmt: skip
    assert taken.faults == []
    found = points()
    assert sum(point.commune_id is not None for point in found) == 86
    assert sum(point.former_id is not None for point in found) == 104
    assert all(point.commune_id or point.former_id for point in found)
    assert {point.address.house_number for point in found if point.address} == {"75"}
    assert Counter(point.kind for point in found)[Kind.KEY_ACCOUNTS] == 30
    assert not Candidate.objects.exists()
    assert take(rows, operator).counts == {"elsewhere": 1_568, "same": 109}


def test_each_real_office_is_known_again_under_another_spelling(
    streets: None, operator: User, shared_data: Path
):
    rows = [row for row in read_list(shared_data) if row.values["province"] == "Hà Nội"]
    take(rows, operator)
    first = points()
    other = [
        retold(row, point.commune.full_name if point.commune else point.commune_text)
        for row, point in zip(rows, first, strict=True)
    ]
    taken = take(other, operator, "another list")
    found = points()[len(first) :]
    pairs = list(zip(found, first, strict=True))
    joined = [(new, old) for new, old in pairs if new.merged_into_id]
    questions = set(Candidate.objects.waiting().values_list("point", "other"))
    asked = [(new, old) for new, old in pairs if (new.pk, old.pk) in questions]
    # none is joined to another office than its own
    assert all(new.merged_into_id == old.pk for new, old in joined)
    assert (len(joined), len(asked)) == (60, 47)
    assert taken.counts["joined"] == 60
