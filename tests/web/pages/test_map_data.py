"""What the map draws: boundaries once and compressed, doors only of a small box."""

import gzip
import json

import pytest
from django.test import Client

FIELDS = {"id", "number", "coded"}


def test_units_carry_code_name_and_standing(client: Client, city) -> None:
    body = client.get("/map/units.geojson").json()
    assert len(body["features"]) == 126
    one = next(f for f in body["features"] if f["properties"]["code"] == city.hoan_kiem.code)
    assert one["properties"]["name"] == "Hoàn Kiếm"
    assert one["properties"]["standing"] == "official"
    assert one["geometry"]["type"] in {"Polygon", "MultiPolygon"}


def test_former_communes_are_drawn_as_approximate(client: Client, city) -> None:
    features = client.get("/map/units.geojson?as_of=2025-06-30").json()["features"]
    assert len(features) > 500
    assert {f["properties"]["standing"] for f in features} == {"approximate"}


def test_units_are_compressed_and_not_sent_twice(client: Client, city) -> None:
    first = client.get("/map/units.geojson", headers={"accept-encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(first.content))["features"]) == 126
    again = client.get("/map/units.geojson", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_the_map_of_the_city_is_small(client: Client, city) -> None:
    packed = client.get("/map/units.geojson", headers={"accept-encoding": "gzip"})
    assert len(packed.content) < 200_000


def test_doors_of_a_box_show_only_what_is_public(client: Client, city) -> None:
    body = client.get("/map/addresses.geojson?bbox=105.85,21.025,105.86,21.032").json()
    # the door and the tower; the flats in the tower are nobody's business
    assert len(body["features"]) == 2
    assert all(set(f["properties"]) == FIELDS for f in body["features"])
    assert {f["properties"]["id"] for f in body["features"]} >= {city.door.identifier}
    # whether it has its code, and not what it waits for
    assert {f["properties"]["coded"] for f in body["features"]} <= {True, False}
    assert body["complete"] is True


def test_doors_outside_the_box_are_left_out(client: Client, city) -> None:
    body = client.get("/map/addresses.geojson?bbox=105.8545,21.0288,105.8546,21.0291").json()
    assert [f["properties"]["number"] for f in body["features"]] == ["12"]


@pytest.mark.parametrize(
    ("box", "problem"),
    [
        ("105.8,21.0,105.9,21.1", "bbox_too_large"),
        ("105.86,21.02,105.85,21.03", "bbox"),
        ("nan,21,105.8,21.01", "bbox"),
        ("inf,21,inf,21.01", "bbox"),
        ("a,b,c,d", "bbox"),
        ("1,2,3", "bbox"),
        ("", "bbox"),
    ],
)
def test_a_box_too_large_or_malformed_is_refused(
    client: Client, city, box: str, problem: str
) -> None:
    response = client.get("/map/addresses.geojson", {"bbox": box})
    assert response.status_code == 400
    assert response.json()["problem"] == problem
