import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.exchange.importing.coordinate_systems import shapes_to_wgs84
from diaban.exchange.importing.layers import open_layer
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers import geojson, json_features, open_table
from diaban.exchange.importing.tables import ReadOptions


def point(lng: float, lat: float, **properties: Any) -> dict[str, Any]:
    place = {"type": "Point", "coordinates": [lng, lat]}
    return {"type": "Feature", "properties": properties, "geometry": place}


def collection(*features: Any, **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **more, "features": features})


def read(content: str | bytes, folder: Path) -> list[tuple]:
    path = folder / "a.geojson"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [row for batch in open_table(path).batches for row in batch.frame.iter_rows()]


def refusal(content: str | bytes, folder: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read(content, folder)
    return caught.value


def test_properties_of_all_features_become_columns(tmp_path: Path):
    path = tmp_path / "a.geojson"
    path.write_text(collection(point(105.8, 21.0, a="x"), point(105.9, 21.1, b=3, a=None)))
    table = open_table(path)
    assert table.columns == ["a", "b", "@lat", "@lng"]
    assert [row for batch in table.batches for row in batch.frame.iter_rows()] == [
        (1, None, "x", "", "21.0", "105.8"),
        (2, None, "", "3", "21.1", "105.9"),
    ]


def test_digits_of_coordinates_are_kept_as_written(tmp_path: Path):
    text = collection(point(0, 0)).replace("[0, 0]", "[105.81234560, 21.02850000]")
    assert read(text, tmp_path)[0][2:] == ("21.02850000", "105.81234560")


def test_a_feature_that_is_no_point_has_a_fault(tmp_path: Path):
    line = {"type": "Feature", "properties": {}, "geometry": {"type": "LineString"}}
    rows = read(collection(point(105, 21), line, "nonsense", None), tmp_path)
    assert rows[0][1] is None
    assert "geometry_not_point" in rows[1][1]
    assert "LineString" in rows[1][1]
    assert "feature_invalid" in rows[2][1]
    assert "feature_invalid" in rows[3][1]


def test_a_feature_without_geometry_is_an_address_without_position(tmp_path: Path):
    feature = {"type": "Feature", "properties": {"a": "x"}, "geometry": None}
    assert read(collection(feature), tmp_path) == [(1, None, "x", "", "")]


@pytest.mark.parametrize("lost", [1, 2, 3, 40, 200])
def test_a_half_written_file_says_what_is_missing(lost: int, tmp_path: Path):
    text = collection(*(point(105.8, 21.0, name=f"Nhà {i}") for i in range(20)))
    problem = refusal(text[:-lost], tmp_path).problem
    assert problem.code == "half_written"
    assert "Tệp bị cụt" in problem.say("vi")
    assert "}" in problem.say("en")
    assert "features" in problem.say("en")


def test_a_half_written_packed_file_says_so(tmp_path: Path):
    text = collection(*(point(105.8 + i * 1e-5, 21.0, name=f"Nhà {i * i}") for i in range(900)))
    packed = gzip.compress(text.encode())
    assert "gzip" in refusal(packed[: len(packed) // 2], tmp_path).problem.say("en")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("[1, 2]", "["),
        ('{"type": "Feature", "geometry": null}', "Feature"),
        ('{"type": "FeatureCollection"}', "{…}"),
    ],
)
def test_json_of_another_shape_is_refused_with_what_was_found(
    content: str, found: str, tmp_path: Path
):
    problem = refusal(content, tmp_path).problem
    assert found in problem.say("en")
    assert "FeatureCollection" in problem.say("vi")


def test_another_coordinate_system_is_passed_on_with_its_figures(tmp_path: Path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5897"}}
    path = tmp_path / "a.geojson"
    path.write_text(collection(point(587_000, 2_325_000), crs=crs))
    table = open_table(path)
    assert table.crs == "urn:ogc:def:crs:EPSG::5897"
    assert next(table.batches).frame.row(0)[-2:] == ("2325000", "587000")


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::5897", "EPSG:32648"])
def test_shapes_in_another_system_come_with_its_name(name: str, tmp_path: Path):
    crs = {"type": "name", "properties": {"name": name}}
    path = tmp_path / "a.geojson"
    path.write_text(collection(point(588_000, 2_326_000), crs=crs))
    layer = open_layer(path)
    (batch,) = layer.batches
    assert layer.crs == name
    assert batch.geometry[0].equals(shapely.Point(588_000, 2_326_000))
    (moved,) = shapes_to_wgs84(batch.geometry, layer.crs)
    assert (moved.x, moved.y) == pytest.approx((105.848, 21.029), abs=0.01)


def test_features_in_another_system_are_refused_where_nobody_asks_for_it(tmp_path: Path):
    crs = {"type": "name", "properties": {"name": "WGS 84 / UTM zone 48N"}}
    path = tmp_path / "a.geojson"
    path.write_text(collection(point(588_000, 2_326_000), crs=crs))
    told: list[str] = []
    assert len(list(json_features.walk_features(path, on_crs=told.append))) == 1
    assert told == ["WGS 84 / UTM zone 48N"]
    with pytest.raises(InputError) as caught:
        list(json_features.walk_features(path))
    assert "UTM zone 48N" in caught.value.problem.say("vi")


def test_wgs84_may_be_named(tmp_path: Path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(read(collection(point(105, 21), crs=crs), tmp_path)) == 1


def test_broken_json_names_the_feature(tmp_path: Path):
    text = collection(point(105, 21), point(105, 21)).replace('"Point"', "Point", 2)
    assert "features[0]" in refusal(text, tmp_path).problem.say("en")


def test_nesting_without_end_is_refused(tmp_path: Path):
    assert refusal('{"features":[' + "[" * 200_000, tmp_path).problem.say("vi")


def test_blocks_may_end_anywhere(tmp_path: Path, monkeypatch):
    text = collection(*(point(105.8, 21.0, name=f"Ngõ {i}") for i in range(50)), bbox=[1, 2])
    whole = read(text, tmp_path)
    assert len(whole) == 50
    for size in (7, 64, 100):
        monkeypatch.setattr(json_features, "_BLOCK", size)
        assert read(text, tmp_path) == whole


pieces = st.sampled_from(
    ['{"type":"FeatureCollection","features":[', '{"type":"Feature"', "]}", "}", ",", '"', "1e9"]
)


@settings(max_examples=150, deadline=None)
@given(content=st.one_of(st.binary(max_size=200), st.lists(pieces, max_size=9).map("".join)))
def test_arbitrary_content_gives_rows_or_a_coded_error(tmp_path_factory, content: bytes | str):
    path = tmp_path_factory.getbasetemp() / "fuzz.geojson"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    try:
        for _ in geojson.open_geojson(path, ReadOptions()).batches:
            pass
    except InputError as error:
        error.problem.say("vi")
