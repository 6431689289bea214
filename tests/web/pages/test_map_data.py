"""The communes as GeoJSON: once, and compressed."""

import gzip
import json

from django.test import Client


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
