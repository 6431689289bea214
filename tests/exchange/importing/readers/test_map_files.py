"""GeoPackage, Shapefile, MapInfo, KML and FlatGeobuf: rows, geometry, and what is wrong."""

import sqlite3
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyogrio import raw
from tests.exchange.importing.readers.layer_files import (
    EASTINGS,
    NAMES,
    NORTHINGS,
    pack,
    write_layer,
)

from diaban.exchange.importing.coordinate_systems import shapes_to_wgs84, simplify
from diaban.exchange.importing.layers import open_layer
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.tables import ReadOptions

STORED = {"shp": ".dbf", "tab": ".dat", "mif": ".mid"}


def read_rows(path: Path, **options: object) -> list[dict[str, str]]:
    table = open_table(path, ReadOptions(**options))
    try:
        rows = [row[2:] for batch in table.batches for row in batch.frame.iter_rows()]
    finally:
        table.close()
    return [dict(zip(table.columns, row, strict=True)) for row in rows]


def read_shapes(path: Path, **options: object) -> list[object]:
    layer = open_layer(path, ReadOptions(**options))
    try:
        return [shape for batch in layer.batches for shape in batch.geometry]
    finally:
        layer.close()


def refusal(path: Path, **options: object) -> InputError:
    with pytest.raises(InputError) as caught:
        read_rows(path, **options)
    return caught.value


def notes_of(path: Path) -> list[str]:
    layer = open_layer(path)
    layer.close()
    return [note.code for note in layer.notes]


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "shp", "tab", "mif"])
def test_rows_carry_their_attributes_and_the_files_own_coordinates(ending: str, tmp_path: Path):
    drivers = {"tab": "MapInfo File", "mif": "MapInfo File"}
    more = {"driver": drivers[ending]} if ending in drivers else {}
    path = write_layer(tmp_path / f"a.{ending}", **more)
    rows = sorted(read_rows(path), key=lambda row: row["ten"])
    assert [row["ten"] for row in rows] == NAMES
    assert [row["so"] for row in rows] == ["1", "2"]
    assert [float(row["@lat"]) for row in rows] == pytest.approx(NORTHINGS, abs=0.02)
    assert [float(row["@lng"]) for row in rows] == pytest.approx(EASTINGS, abs=0.02)
    table = open_table(path)
    table.close()
    assert simplify(table.crs or "") == "EPSG:5897"
    assert table.position_columns == ("@lat", "@lng")


@pytest.mark.parametrize("ending", ["kml", "kmz"])
def test_kml_and_kmz_are_in_wgs84(ending: str, tmp_path: Path):
    points = shapely.points([105.8, 105.9], [21.0, 21.1])
    path = write_layer(tmp_path / f"a.{ending}", points, "EPSG:4326", driver="LIBKML")
    rows = read_rows(path)
    assert [row["ten"] for row in rows] == NAMES
    assert [row["@lat"] for row in rows] == ["21.0", "21.1"]
    assert "tessellate" not in rows[0]


def test_a_shapefile_comes_in_a_zip_in_a_folder_or_in_a_zip_within(tmp_path: Path):
    write_layer(tmp_path / "a.shp")
    inner = pack(tmp_path / "inner.zip", tmp_path.glob("a.*"))
    outer = pack(tmp_path / "outer.zip", [inner])
    for path in (inner, outer):
        assert [row["ten"] for row in read_rows(path)] == NAMES


def test_letter_case_of_companions_does_not_matter(tmp_path: Path):
    write_layer(tmp_path / "a.shp")
    for file in list(tmp_path.iterdir()):
        file.rename(tmp_path / f"A{file.suffix.upper()}")
    assert [row["ten"] for row in read_rows(tmp_path / "A.SHP")] == NAMES


def test_a_lost_index_is_rebuilt_and_told_and_nothing_is_written_beside(tmp_path: Path):
    path = write_layer(tmp_path / "a.shp")
    (tmp_path / "a.shx").unlink()
    before = sorted(tmp_path.iterdir())
    assert [shape.x for shape in read_shapes(path)] == EASTINGS
    assert notes_of(path) == ["shapefile_without_shx"]
    assert sorted(tmp_path.iterdir()) == before


def test_without_dbf_there_is_geometry_and_a_note(tmp_path: Path):
    path = write_layer(tmp_path / "a.shp")
    (tmp_path / "a.dbf").unlink()
    assert [shape.x for shape in read_shapes(path)] == EASTINGS
    assert notes_of(path) == ["shapefile_without_dbf"]


def test_without_prj_the_system_is_unknown_and_told(tmp_path: Path):
    path = write_layer(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    layer = open_layer(path)
    layer.close()
    assert layer.crs is None
    assert "xác nhận" in layer.notes[0].say("vi")
    assert "confirm it" in layer.notes[0].say("en")


@pytest.mark.parametrize(("ending", "lost"), [(".shp", ".shp"), (".shp", ".dbf")])
def test_a_half_written_shapefile_says_which_file(ending: str, lost: str, tmp_path: Path):
    path = write_layer(tmp_path / f"a{ending}")
    file = tmp_path / f"a{lost}"
    file.write_bytes(file.read_bytes()[:-20])
    words = refusal(path).problem.say("vi")
    assert "Tệp bị cụt" in words
    assert lost in words


@pytest.mark.parametrize("ending", [".dat", ".id", ".map"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.9])
def test_a_cut_mapinfo_table_never_loses_rows_in_silence(ending: str, share: float, tmp_path: Path):
    places = np.random.default_rng(1).uniform(20, 21, (1_000, 2))
    path = write_layer(
        tmp_path / "a.tab", shapely.points(places), "EPSG:4326", driver="MapInfo File"
    )
    assert len(read_rows(path)) == 1_000
    file = tmp_path / f"a{ending}"
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    problem = refusal(path).problem
    assert problem.code in {"half_written", "file_damaged"}
    assert "gửi lại" in problem.say("vi")


def test_what_a_cut_map_still_gives_is_the_whole(tmp_path: Path):
    places = np.random.default_rng(1).uniform(20, 21, (300, 2))
    path = write_layer(
        tmp_path / "a.tab", shapely.points(places), "EPSG:4326", driver="MapInfo File"
    )
    whole = read_rows(path)
    content = (tmp_path / "a.map").read_bytes()
    refused = 0
    for lost in range(1, 1_500, 90):
        (tmp_path / "a.map").write_bytes(content[:-lost])
        try:
            assert read_rows(path) == whole
        except InputError:
            refused += 1
    assert refused >= 10


def test_deleted_rows_of_a_mapinfo_table_are_not_missed(tmp_path: Path):
    path = write_layer(tmp_path / "a.tab", driver="MapInfo File")
    table, numbers = tmp_path / "a.dat", tmp_path / "a.id"
    content = bytearray(table.read_bytes())
    start, width = struct.unpack("<HH", content[8:12])
    content[start + width] = ord("*")
    table.write_bytes(content)
    numbers.write_bytes(numbers.read_bytes()[:4] + bytes(4))
    assert [row["ten"] for row in read_rows(path)] == NAMES[:1]


def test_a_table_that_lost_its_datum_is_known_by_its_grid(tmp_path: Path):
    path = write_layer(tmp_path / "a.tab", driver="MapInfo File")
    layer = open_layer(path)
    layer.close()
    assert simplify(layer.crs or "") == "EPSG:5897"
    assert [note.code for note in layer.notes] == ["tab_datum_lost"]
    assert "EPSG:5897" in layer.notes[0].say("en")


def test_a_table_without_a_system_says_so(tmp_path: Path):
    path = write_layer(tmp_path / "a.tab", crs=None, driver="MapInfo File")
    layer = open_layer(path)
    layer.close()
    assert (layer.crs, [note.code for note in layer.notes]) == (None, ["tab_without_datum"])


def test_a_lone_tab_names_the_files_that_are_missing(tmp_path: Path):
    path = write_layer(tmp_path / "a.tab", driver="MapInfo File")
    for ending in (".dat", ".map", ".id"):
        (tmp_path / f"a{ending}").unlink()
    words = refusal(path).problem.say("vi")
    assert ".dat, .id, .map" in words
    assert ".zip" in words


def test_a_table_that_opens_other_tables_is_refused(tmp_path: Path):
    path = write_layer(tmp_path / "a.tab", driver="MapInfo File")
    view = '!table\n!version 100\nOpen Table "../../etc/b.tab" Hide\nCreate View a As Select\n'
    path.write_text(view)
    assert "MapInfo" in refusal(path).problem.say("en")


@pytest.mark.parametrize("ending", ["shp", "tab", "mif"])
@pytest.mark.parametrize(
    ("raw_text", "name"), [("Đặng Dung", "utf-8"), ("§Æng Dung phè HuÕ", "tcvn3")]
)
def test_text_of_a_table_without_a_stated_encoding_is_recognised(
    ending: str, raw_text: str, name: str, tmp_path: Path
):
    more = {} if ending == "shp" else {"driver": "MapInfo File"}
    path = write_layer(tmp_path / f"a.{ending}", **more)
    file = tmp_path / f"a{STORED[ending]}"
    (tmp_path / "a.cpg").unlink(missing_ok=True)
    text = raw_text.encode("utf-8" if name == "utf-8" else "latin-1")
    content = file.read_bytes()
    for old, new in zip(NAMES, (text, b"Pho Hue"), strict=True):
        length = len(new) if ending == "mif" else len(old.encode())
        assert old.encode() in content
        content = content.replace(old.encode(), new.ljust(length))
    file.write_bytes(content)
    main = tmp_path / f"a.{ending}"
    if ending != "shp":
        main.write_bytes(main.read_bytes().replace(b"UTF-8", b"WindowsLatin1"))
    expected = "Đặng Dung" if name == "utf-8" else "Đặng Dung phố Huế"
    assert read_rows(path)[0]["ten"].strip() == expected


def test_layers_keep_each_its_own_system(tmp_path: Path):
    path = tmp_path / "a.gpkg"
    for number, crs in enumerate(("EPSG:5897", "EPSG:3405", "EPSG:4326")):
        points = shapely.points([105.8], [21.0]) if crs == "EPSG:4326" else None
        write_layer(path, points, crs, layer=f"lop {number}", append=number > 0)
    seen = {}
    for name in ("lop 0", "lop 1", "lop 2"):
        layer = open_layer(path, ReadOptions(sheet=name))
        layer.close()
        assert layer.layers == ["lop 0", "lop 1", "lop 2"]
        seen[layer.layer] = layer.crs
    assert seen == {"lop 0": "EPSG:5897", "lop 1": "EPSG:3405", "lop 2": "EPSG:4326"}
    problem = refusal(path, sheet="lop 9").problem
    assert "Không có trang tính hoặc lớp “lop 9”" in problem.say("vi")
    assert "There is no sheet or layer “lop 9”" in problem.say("en")
    assert all("lop 0, lop 1, lop 2" in problem.say(language) for language in ("vi", "en"))


def test_lines_are_told_to_be_streets(tmp_path: Path):
    lines = [shapely.LineString([(0, 0), (1, 1)])]
    path = write_layer(tmp_path / "duong.gpkg", lines, kind="LineString")
    error = refusal(path).problem
    assert error.code == "layer_of_lines"
    assert "bản đồ nền" in error.say("vi")
    assert len(read_shapes(path)) == 1


def test_areas_become_a_point_on_their_surface_with_a_note(tmp_path: Path):
    hook = shapely.Polygon([(0, 0), (9, 0), (9, 9), (8, 9), (8, 1), (0, 1)])
    path = write_layer(tmp_path / "a.gpkg", [hook], kind="Polygon")
    (row,) = read_rows(path)
    assert hook.contains(shapely.Point(float(row["@lng"]), float(row["@lat"])))
    assert notes_of(path) == []
    table = open_table(path)
    table.close()
    assert [note.code for note in table.notes] == ["positions_on_surface"]


def test_mixed_geometry_gives_points_for_some_and_a_fault_for_lines(tmp_path: Path):
    shapes = [shapely.Point(1, 2), shapely.LineString([(0, 0), (1, 1)]), None]
    path = write_layer(tmp_path / "a.gpkg", shapes, kind="Unknown")
    table = open_table(path)
    frames = [batch.frame for batch in table.batches]
    table.close()
    assert frames[0]["fault"].is_not_null().to_list() == [False, True, False]
    assert "geometry_not_point" in frames[0]["fault"][1]
    assert [row["@lat"] for row in read_rows(path)] == ["2.0", "", ""]


def test_heights_and_measures_are_left_out_of_positions(tmp_path: Path):
    path = write_layer(tmp_path / "a.gpkg", [shapely.Point(1, 2, 3)], kind="Point Z")
    assert (read_rows(path)[0]["@lng"], read_rows(path)[0]["@lat"]) == ("1.0", "2.0")


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "shp"])
@pytest.mark.parametrize(
    ("wkt", "kind", "plain"),
    [
        ("POINT M (1 2 3)", "PointM", "Point"),
        ("POINT ZM (1 2 3 4)", "Measured 3D Point", "Point"),
        ("LINESTRING ZM (1 2 3 4, 5 6 7 8)", "Measured 3D LineString", "LineString"),
        ("POLYGON M ((0 0 1, 9 0 1, 9 9 1, 0 0 1))", "Measured Polygon", "Polygon"),
    ],
)
def test_measures_are_no_hindrance(ending: str, wkt: str, kind: str, plain: str, tmp_path: Path):
    shape = shapely.from_wkt(wkt)
    wkb = np.array([shapely.to_wkb(shape, flavor="iso", output_dimension=4)], dtype=object)
    path = tmp_path / f"a.{ending}"
    texts = [np.array(["x"], dtype=object)]
    raw.write(str(path), wkb, texts, ["ten"], crs="EPSG:5897", geometry_type=kind)
    layer = open_layer(path)
    (batch,) = layer.batches
    layer.close()
    assert layer.geometry_kinds == frozenset({plain})
    flat = shapely.force_2d(batch.geometry[0])
    assert shapely.normalize(flat).equals(shapely.normalize(shapely.force_2d(shape)))
    assert not shapes_to_wgs84(batch.geometry, "EPSG:5897")[0].has_m


def test_text_that_is_no_utf8_is_told_and_never_breaks_the_reading(tmp_path: Path):
    path = write_layer(tmp_path / "a.gpkg")
    with sqlite3.connect(path) as store:
        drop_triggers(store)
        store.execute("UPDATE a SET ten = CAST(x'4E67F5' AS TEXT) WHERE fid = 1")
    store.close()
    table = open_table(path)
    texts = [text for batch in table.batches for text in batch.frame["c0"]]
    table.close()
    assert texts == ["Ng\N{REPLACEMENT CHARACTER}", NAMES[1]]
    (note,) = table.notes
    assert "Cột “ten” có chữ bị hỏng" in note.say("vi")
    assert "column “ten” has damaged text" in note.say("en")


GROWTH = """
import resource, sys
from pathlib import Path
import django
django.setup()
from diaban.exchange.importing.layers import open_layer
layer = open_layer(Path(sys.argv[1]))
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
next(layer.batches)
first = peak()
rows = sum(batch.frame.height for batch in layer.batches)
layer.close()
print(rows, peak() - first)
"""


@pytest.mark.parametrize("ending", ["gpkg", "fgb"])
def test_a_large_layer_is_read_in_the_memory_of_a_batch(ending: str, tmp_path: Path):
    count = 200_000
    path = tmp_path / f"a.{ending}"
    wide = np.array([f"{i} " + "x" * 400 for i in range(1_000)] * (count // 1_000), dtype=object)
    places = np.random.default_rng(1).uniform(20, 21, (count, 2))
    wkb = shapely.to_wkb(shapely.points(places))
    raw.write(
        str(path), wkb, [wide], ["chu"], crs="EPSG:4326", geometry_type="Point", SPATIAL_INDEX="NO"
    )
    assert path.stat().st_size > 80_000_000
    told = subprocess.run(
        [sys.executable, "-c", GROWTH, str(path)], check=True, capture_output=True, text=True
    ).stdout
    rows, grown = map(int, told.split())
    assert rows == count - 10_000
    # megabytes; the whole would be more than eighty
    assert grown < 40


def test_an_empty_layer_is_refused(tmp_path: Path):
    path = write_layer(tmp_path / "a.gpkg", [])
    words = refusal(path).problem
    assert "không có đối tượng nào" in words.say("vi")
    assert "has no features" in words.say("en")


def test_arcs_are_drawn_with_straight_pieces(tmp_path: Path):
    path = write_layer(tmp_path / "a.gpkg", [shapely.Point(0, 0)], kind="Unknown")
    arc = struct.pack("<BIIdddddd", 1, 8, 3, 0, 0, 1, 1, 2, 0)
    replace_first_geometry(path, arc)
    (shape,) = read_shapes(path)
    assert shape.geom_type == "LineString"
    assert len(shape.coords) > 5


def replace_first_geometry(path: Path, wkb: bytes) -> None:
    with sqlite3.connect(path) as store:
        name = store.execute("SELECT table_name FROM gpkg_contents").fetchone()[0]
        drop_triggers(store)
        head = b"GP\x00\x01" + struct.pack("<i", 5897)
        store.execute(f'UPDATE "{name}" SET geom = ?', (head + wkb,))
    store.close()


def drop_triggers(store: sqlite3.Connection) -> None:
    """Forget what asks for functions that only GDAL has."""
    named = store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (trigger,) in named:
        store.execute(f'DROP TRIGGER "{trigger}"')


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "kml", "mif"])
@pytest.mark.parametrize("share", [0.3, 0.7])
def test_half_written_files_are_refused_or_read_up_to_a_coded_error(
    ending: str, share: float, tmp_path: Path
):
    grid = np.random.default_rng(1).uniform(20, 21, (3_000, 2))
    driver = {"kml": "LIBKML", "mif": "MapInfo File"}.get(ending)
    more = {"driver": driver} if driver else {}
    path = write_layer(tmp_path / f"a.{ending}", shapely.points(grid), "EPSG:4326", **more)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    error = refusal(path).problem
    assert error.code in {"half_written", "file_damaged"}
    assert "gửi lại" in error.say("vi")


@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
def test_an_entity_bomb_in_kml_is_refused(code: str, tmp_path: Path):
    path = tmp_path / "a.kml"
    path.write_bytes(
        '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        "<kml><Document><name>&b;</name></Document></kml>".encode(code)
    )
    error = refusal(path).problem
    assert error.code == "xml_entities"
    assert "ENTITY" in error.say("vi")


def test_a_description_of_other_files_is_never_followed(tmp_path: Path):
    path = tmp_path / "a.kml"
    path.write_text("<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>")
    assert refusal(path).problem.code in {"file_damaged", "format_unknown"}
