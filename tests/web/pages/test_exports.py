"""Lists and layers as files: what the page shows is what the file holds."""

import csv
import io
import json

import pytest
from django.test import Client

from diaban.exchange.exporting.writers import TABLES, WRITERS
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.web.pages.exports import LISTS


def sent(client: Client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200, response.content[:300]
    return b"".join(response)


def table(client: Client, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sent(client, path).decode("utf-8-sig"))))


def test_a_work_list_downloads_with_exactly_its_rows(client: Client, city) -> None:
    page = client.get("/problems/rows/?kind=outside").content.decode()
    assert 'href="/export/addresses.xlsx?kind=outside"' in page
    rows = table(client, "/export/addresses.csv?kind=outside")
    assert f'<strong id="count">{len(rows)}</strong>' in page
    assert {row["code_state"] for row in rows} == {"outside"}


def test_the_rows_of_a_figure_download_as_the_page_lists_them(client: Client, city) -> None:
    asked = f"measure=coded&unit={city.ba_dinh.code}"
    page = client.get(f"/coverage/rows/?{asked}").content.decode()
    rows = table(client, f"/export/addresses.csv?{asked}")
    assert rows
    for row in rows:
        assert row["identifier"] in page
        assert row["commune_code"] == city.ba_dinh.code


def test_who_carries_addresses_away_stands_in_the_journal(client: Client, city) -> None:
    rows = table(client, f"/export/addresses.csv?unit={city.ba_dinh.code}")
    table(client, "/export/coverage.csv")
    (entry,) = Entry.objects.filter(act="addresses.exported")
    assert entry.subject == f"list:addresses-{city.ba_dinh.code}"
    assert json.loads(entry.facts) == {"rows": len(rows), "format": ".csv"}


def test_the_coverage_table_keeps_unknown_apart_from_nought(client: Client, city) -> None:
    rows = table(client, "/export/coverage.csv")
    unknown = [row for row in rows if row["expected"] == ""]
    assert len(rows) == 126
    assert unknown
    assert all(row["coded_share"] == "" for row in unknown)


def test_communes_download_with_the_standing_of_their_boundaries(client: Client, city) -> None:
    layer = json.loads(sent(client, "/export/units.geojson"))
    assert len(layer["features"]) == 126
    assert {f["properties"]["standing"] for f in layer["features"]} <= {"official", "approximate"}
    assert {f["geometry"]["type"] for f in layer["features"]} == {"MultiPolygon"}


@pytest.mark.databases
@pytest.mark.parametrize("what", LISTS)
@pytest.mark.parametrize("ending", [".gpkg", ".shp.zip", ".xlsx", ".parquet"])
def test_every_list_comes_in_the_formats_of_offices(client: Client, city, what, ending) -> None:
    response = client.get(f"/export/{what}{ending}")
    if what == "coverage" and ending not in TABLES:
        assert response.status_code == 400
        assert "hãy chọn .xlsx" in response.content.decode()
    else:
        assert len(b"".join(response)) > 100
        assert ending in response["Content-Disposition"]


def test_the_page_offers_every_format_that_can_be_written(client: Client, city) -> None:
    page = client.get("/problems/rows/?kind=outside").content.decode()
    assert all(f"/export/addresses{ending}?" in page for ending in WRITERS)


def test_nobody_downloads_more_than_they_may_see(city) -> None:
    stranger = User.objects.create(username="stranger", role=Role.COMMUNE)
    client = Client()
    client.force_login(stranger)
    assert table(client, "/export/addresses.csv") == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/export/addresses.gpkg?crs=1", "Không có hệ tọa độ EPSG:1."),
        ("/export/addresses.gpkg?crs=x", "“x” không phải số EPSG."),
        ("/export/addresses.docx", "Không rõ định dạng"),
    ],
)
def test_what_cannot_be_written_is_explained(client: Client, city, path, words) -> None:
    response = client.get(path)
    assert response.status_code == 400
    assert words in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/export/persons.csv",
        "/export/addresses.csv?kind=nothing",
        "/export/addresses.csv?measure=nothing",
        "/export/addresses.csv?unit=99999",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, city, path) -> None:
    assert client.get(path).status_code == 404
