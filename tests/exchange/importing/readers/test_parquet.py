"""Parquet with a geometry column, and without."""

import json
from pathlib import Path

import polars as pl
import pytest
import shapely

from diaban.exchange.importing.coordinate_systems import simplify
from diaban.exchange.importing.layers import open_layer
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers import open_table

CRS84 = {"type": "GeographicCRS", "id": {"authority": "OGC", "code": "CRS84"}}


def write(path: Path, crs: object = "absent", **about: object) -> Path:
    import pyproj

    points = shapely.to_wkb(shapely.points([588_000, 589_000], [2_326_000, 2_326_100]))
    frame = pl.DataFrame({"ten": ["Ngõ Đặng", "Phố Huế"], "shape": list(points), "so": [1.0, 2.5]})
    column: dict[str, object] = {"encoding": "WKB", "geometry_types": ["Point"], **about}
    if crs != "absent":
        column["crs"] = crs and json.loads(pyproj.CRS(crs).to_json())
    geo = {"version": "1.1.0", "primary_column": "shape", "columns": {"shape": column}}
    frame.write_parquet(path, metadata={"geo": json.dumps(geo)})
    return path


def test_the_geometry_column_and_its_system_are_found(tmp_path: Path):
    layer = open_layer(write(tmp_path / "a.parquet", "EPSG:5897"))
    (batch,) = layer.batches
    assert (layer.columns, layer.geometry_kinds) == (["ten", "so"], {"Point"})
    assert simplify(layer.crs or "") == "EPSG:5897"
    assert [shape.x for shape in batch.geometry] == [588_000, 589_000]
    assert batch.frame.rows() == [(1, None, "Ngõ Đặng", "1"), (2, None, "Phố Huế", "2.5")]


def test_a_file_that_leaves_the_system_out_means_wgs84_and_null_means_unknown(tmp_path: Path):
    assert open_layer(write(tmp_path / "a.parquet")).crs == "EPSG:4326"
    assert open_layer(write(tmp_path / "b.parquet", None)).crs is None


def test_points_become_columns_of_a_table(tmp_path: Path):
    table = open_table(write(tmp_path / "a.parquet", "EPSG:5897"))
    assert next(table.batches).frame.row(0)[2:] == ("Ngõ Đặng", "1", "2326000.0", "588000.0")


def test_a_plain_file_with_coordinates_in_columns_is_a_table(tmp_path: Path):
    path = tmp_path / "a.parquet"
    pl.DataFrame({"mã": ["H1"], "lat": [21.03], "lng": [105.84]}).write_parquet(path)
    table = open_table(path)
    assert table.columns == ["mã", "lat", "lng"]
    assert next(table.batches).frame.row(0) == (1, None, "H1", "21.03", "105.84")
    with pytest.raises(InputError) as caught:
        open_layer(path)
    assert "GeoParquet" in caught.value.problem.say("vi")


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_half_written_file_says_so(share: float, tmp_path: Path):
    path = write(tmp_path / "a.parquet")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(InputError) as caught:
        open_table(path)
    assert "Tệp bị cụt" in caught.value.problem.say("vi")


def test_damage_inside_is_a_coded_error(tmp_path: Path):
    path = write(tmp_path / "a.parquet")
    content = bytearray(path.read_bytes())
    content[4:120] = bytes(116)
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        list(open_table(path).batches)
    assert caught.value.problem.code == "file_damaged"
    assert "Parquet" in caught.value.problem.say("en")


# where a page says how much is in it: the reader panics over one, and ends its process over another
@pytest.mark.parametrize("at", [65, 245, 412, *range(30, 440, 60)])
def test_a_wrong_byte_inside_is_refused_in_words_or_read_over(at: int, tmp_path: Path):
    whole = write(tmp_path / "a.parquet").read_bytes()
    path = tmp_path / "b.parquet"
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
    told = ""
    try:
        told = str(sum(batch.frame.height for batch in open_table(path).batches))
    except InputError as refused:
        told = refused.problem.say("en")
    assert told == "2" or "Parquet" in told
