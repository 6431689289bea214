"""Archives: what they may hold, and what is refused before it is unpacked."""

import zipfile
from pathlib import Path

import pytest
from tests.exchange.importing.readers.layer_files import NAMES, pack, write_layer

from diaban.exchange.importing.layers import open_layer
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.tables import ReadOptions


def refusal(path: Path, **options: object) -> InputError:
    with pytest.raises(InputError) as caught:
        open_table(path, ReadOptions(**options)).close()
    return caught.value


def write_zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "."), content)
    return path


def test_several_layers_are_listed_and_one_is_chosen(tmp_path: Path):
    one, two = write_layer(tmp_path / "a.gpkg"), write_layer(tmp_path / "b.fgb")
    path = pack(tmp_path / "c.zip", [one, two], folder="x")
    layer = open_layer(path, ReadOptions(sheet="x/b.fgb"))
    layer.close()
    assert (layer.format, layer.layer) == ("FlatGeobuf", "x/b.fgb")
    assert layer.layers == ["x/a.gpkg", "x/b.fgb"]
    assert "x/a.gpkg, x/b.fgb" in refusal(path, sheet="x/c.fgb").problem.say("en")


def test_layers_within_a_file_of_several_are_chosen_too(tmp_path: Path):
    one = write_layer(tmp_path / "a.gpkg", layer="điểm")
    write_layer(one, layer="khác", append=True)
    path = pack(tmp_path / "c.zip", [one, write_layer(tmp_path / "b.fgb")], folder="x")
    table = open_table(path, ReadOptions(sheet="x/a.gpkg|khác"))
    assert table.sheets == ["x/a.gpkg|điểm", "x/a.gpkg|khác", "x/b.fgb"]
    assert table.sheet == "x/a.gpkg|khác"
    assert next(table.batches).frame["c0"].to_list() == NAMES
    table.close()


def test_a_list_in_an_archive_is_read_as_a_list(tmp_path: Path):
    path = write_zip(tmp_path / "a.zip", ds__csv="mã,địa chỉ\nH1,x\n".encode())
    table = open_table(path)
    assert table.columns == ["mã", "địa chỉ"]
    table.close()


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path):
    path = write_zip(tmp_path / "a.zip", a__geojson=b" " * (64 << 20))
    words = refusal(path).problem
    assert words.code == "archive_too_large"
    assert "64 MB" in words.say("vi")


def test_more_than_may_be_unpacked_is_refused(tmp_path: Path):
    path = write_zip(tmp_path / "a.zip", a__csv=b"a,b\n" * 100_000)
    assert refusal(path, most_bytes=100_000).problem.code == "archive_too_large"


def test_a_thousand_empty_members_are_a_bomb_too(tmp_path: Path):
    path = write_zip(tmp_path / "a.zip", **{f"{i}__csv": b"" for i in range(6_000)})
    assert refusal(path).problem.code == "archive_too_large"


def test_an_archive_with_a_password_says_so(tmp_path: Path):
    path = write_zip(tmp_path / "a.zip", a__csv=b"a,b\n1,2\n")
    content = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + place] |= 1
    path.write_bytes(content)
    error = refusal(path).problem
    assert error.code == "archive_locked"
    assert "mật khẩu" in error.say("vi")
    assert "password" in error.say("en")


def test_a_half_written_archive_says_so(tmp_path: Path):
    path = pack(tmp_path / "a.zip", [write_layer(tmp_path / "a.gpkg")])
    path.write_bytes(path.read_bytes()[:-200])
    assert "Tệp bị cụt" in refusal(path).problem.say("vi")


def test_names_that_climb_out_of_the_folder_stay_inside(tmp_path: Path):
    path = tmp_path / "in" / "a.zip"
    path.parent.mkdir()
    write_zip(path, **{"../../escaped__csv": "mã,địa chỉ\nH1,x\n".encode()})
    open_table(path).close()
    assert not list(tmp_path.rglob("escaped*"))
    assert not Path("/tmp/escaped.csv").exists()


def test_an_archive_of_nothing_readable_says_what_it_holds(tmp_path: Path):
    words = refusal(write_zip(tmp_path / "a.zip", thu__docx=b"x")).problem.say("vi")
    assert "thu.docx" in words
    assert ".shp" in words


def test_a_lone_shp_in_an_archive_says_what_is_missing(tmp_path: Path):
    shp = write_layer(tmp_path / "a.shp")
    layer = open_layer(pack(tmp_path / "a.zip", [shp]))
    layer.close()
    codes = [note.code for note in layer.notes]
    assert codes == ["shapefile_without_dbf", "shapefile_without_shx", "shapefile_without_prj"]
