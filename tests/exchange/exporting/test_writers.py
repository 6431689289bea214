"""Every list in every format, read back by another program than the one that wrote it."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import osmium
import polars as pl
import pyogrio.raw
import pytest
import python_calamine
import shapely

from diaban.exchange.exporting.listing import ExportError, Field, Listing, Rows
from diaban.exchange.exporting.writers import TABLES, WRITERS, ending_of, map_layers, write_listing
from diaban.exchange.importing.coordinate_systems import to_wgs84

FIELDS = (
    Field("identifier", str),
    Field("house_number", str, "house_no"),
    Field("accuracy_metres", float, "accuracy_m"),
    Field("households", int),
    Field("synthetic", bool),
    Field("lat", float, in_tables_only=True),
    Field("lng", float, in_tables_only=True),
)
CELLS = [
    ["A1", "Số 9 ngách 4 ngõ 68/53 Đường Cầu Giấy", 3.5, 2, True, 21.03, 105.8],
    ["A2", "=1+1", None, None, False, 21.04, 105.81],
    ["A3", "", 0.0, 1, False, None, None],
]
POINTS = np.array([shapely.Point(105.8, 21.03), shapely.Point(105.81, 21.04), None])
# what a map program reads through GDAL, with the name of the file inside a zip
THROUGH_GDAL = {
    ".gpkg": "",
    ".fgb": "",
    ".geojson": "",
    ".shp.zip": "doors.shp",
    ".tab.zip": "doors.tab",
    ".mif.zip": "doors.mif",
}


def listing(*batches: Rows, shape: str = "Point", attribution: str = "") -> Listing:
    def walk() -> Iterator[Rows]:
        return iter(batches or (Rows(CELLS[:1], POINTS[:1]), Rows(CELLS[1:], POINTS[1:])))

    return Listing("doors", FIELDS, walk, shape, "identifier", attribution)


def read_layer(path: Path, inside: str = "") -> tuple[dict, list[dict]]:
    where = f"/vsizip/{path}/{inside}" if inside else str(path)
    meta, _, shapes, columns = pyogrio.raw.read(where)
    names = [*meta["fields"], "shape"]
    rows = zip(*columns, shapely.from_wkb(shapes), strict=True)
    return meta, [dict(zip(names, row, strict=True)) for row in rows]


@pytest.mark.parametrize("ending", THROUGH_GDAL)
def test_a_layer_is_read_back_with_its_text_its_numbers_and_its_gaps(ending, tmp_path):
    path = tmp_path / f"doors{ending}"
    assert write_listing(listing(), path) == 3
    _, rows = read_layer(path, THROUGH_GDAL[ending])
    name = "house_no" if ending == ".shp.zip" else "house_number"
    # FlatGeobuf stores in the order of the ground
    first, second = sorted((row for row in rows if row["shape"]), key=lambda row: row["shape"].x)
    assert first[name] == "Số 9 ngách 4 ngõ 68/53 Đường Cầu Giấy"
    assert (round(first["shape"].x, 6), round(first["shape"].y, 6)) == (105.8, 21.03)
    assert (first["households"], bool(first["synthetic"])) == (2, True)
    assert second[name] == "=1+1"
    assert "lat" not in first
    if ending not in {".tab.zip", ".mif.zip"}:
        accuracy = second.get("accuracy_m" if ending == ".shp.zip" else "accuracy_metres")
        assert accuracy is None or np.isnan(accuracy)


def test_kml_holds_the_points_and_their_text(tmp_path):
    assert write_listing(listing(), tmp_path / "doors.kml") == 3
    text = (tmp_path / "doors.kml").read_text(encoding="utf-8")
    assert "Số 9 ngách 4 ngõ 68/53 Đường Cầu Giấy" in text
    assert "105.8,21.03" in text


def test_parquet_says_where_its_geometry_is(tmp_path):
    path = tmp_path / "doors.parquet"
    assert write_listing(listing(), path, crs=5897) == 3
    frame = pl.read_parquet(path)
    assert frame["households"].to_list() == [2, None, 1]
    note = json.loads(pl.read_parquet_metadata(path)["geo"])
    assert note["columns"]["geometry"]["crs"]["id"]["code"] == 5897
    point = shapely.from_wkb(frame["geometry"][0])
    # Hanoi's zone: metres east of a false 500 km on 105°, metres north of the equator
    assert point.x == pytest.approx(583_000, abs=1_000)
    assert point.y == pytest.approx(2_326_000, abs=2_000)


def test_osm_points_are_nodes_with_addresses(tmp_path):
    path = tmp_path / "doors.osm.pbf"
    assert write_listing(listing(), path) == 2
    nodes = [dict(node.tags) for node in osmium.FileProcessor(str(path)) if node.is_node()]
    assert nodes[0]["addr:housenumber"] == "Số 9 ngách 4 ngõ 68/53 Đường Cầu Giấy"
    assert nodes[0]["ref"] == "A1"


def test_osm_lines_are_ways_over_their_nodes(tmp_path):
    line = np.array([shapely.MultiLineString([[(105.8, 21), (105.9, 21.1)]])])
    path = tmp_path / "doors.osm.pbf"
    assert write_listing(listing(Rows(CELLS[:1], line), shape="MultiLineString"), path) == 1
    ways = [
        [(n.lon, n.lat) for n in way.nodes]
        for way in osmium.FileProcessor(str(path)).with_locations()
        if way.is_way()
    ]
    assert ways == [[(105.8, 21.0), (105.9, 21.1)]]


def test_ods_and_xlsx_hold_the_table_with_positions(tmp_path):
    for ending in (".ods", ".xlsx"):
        path = tmp_path / f"doors{ending}"
        assert write_listing(listing(), path) == 3
        rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        table = rows.to_python()
        assert table[0] == [field.name for field in FIELDS]
        assert table[1][1] == CELLS[0][1]
        assert table[1][5] == 21.03


def test_the_zip_tells_its_system_its_short_names_and_its_licence(tmp_path):
    path = tmp_path / "doors.shp.zip"
    write_listing(listing(attribution="© OpenStreetMap contributors"), path, crs=5897)
    with zipfile.ZipFile(path) as pack:
        told = pack.read("README.txt").decode()
        assert "doors-epsg5897.shp" in pack.namelist()
    assert "EPSG:5897 (VN-2000 / TM-3 zone 482)" in told
    assert "house_no = house_number" in told
    assert "© OpenStreetMap contributors" in told


def test_vn_2000_comes_back_to_the_same_degrees(tmp_path):
    path = tmp_path / "doors.gpkg"
    write_listing(listing(), path, crs=5897)
    meta, rows = read_layer(path)
    assert meta["crs"] == "EPSG:5897"
    lng, lat = to_wgs84(*(np.array([at]) for at in rows[0]["shape"].coords[0]), "EPSG:5897")
    assert (lng[0], lat[0]) == (pytest.approx(105.8, abs=1e-7), pytest.approx(21.03, abs=1e-7))


@pytest.mark.parametrize("ending", WRITERS)
def test_an_empty_list_is_still_a_file_of_its_format(ending, tmp_path):
    path = tmp_path / f"doors{ending}"
    assert write_listing(listing(Rows([])), path) == 0
    assert path.stat().st_size > 0


def test_every_format_refuses_or_writes_a_table_without_shapes(tmp_path):
    for ending in WRITERS:
        path = tmp_path / f"sums{ending}"
        if ending in TABLES:
            assert write_listing(listing(Rows(CELLS), shape=""), path) == 3
        else:
            with pytest.raises(ExportError) as refused:
                write_listing(listing(Rows(CELLS), shape=""), path)
            assert "hãy chọn .xlsx" in refused.value.vi
            assert not path.exists()


def test_a_long_list_in_one_piece_is_refused_with_what_to_choose_instead(tmp_path, monkeypatch):
    monkeypatch.setattr(map_layers, "MOST_AT_ONCE", 2)
    with pytest.raises(ExportError) as refused:
        write_listing(listing(), tmp_path / "doors.fgb")
    assert "hãy chọn .gpkg, .parquet hoặc .csv" in refused.value.vi
    assert list(tmp_path.iterdir()) == []
    assert write_listing(listing(), tmp_path / "doors.gpkg") == 3


def test_an_unknown_system_is_named(tmp_path):
    with pytest.raises(ExportError) as refused:
        write_listing(listing(), tmp_path / "doors.gpkg", crs=99)
    assert "EPSG:99" in refused.value.vi
    assert "5897 (VN-2000 Hà Nội)" in refused.value.vi


def test_the_old_xls_is_refused_with_a_reason():
    with pytest.raises(ExportError) as refused:
        ending_of("doors.xls")
    assert "65.536 dòng" in refused.value.vi
