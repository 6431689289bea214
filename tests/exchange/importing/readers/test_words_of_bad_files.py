"""What a bad file is told in both languages: each item of the list of bad input."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.exchange.importing.readers.layer_files import write_layer

from diaban.exchange.importing.layers import open_layer
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.tables import ReadOptions


def read_all(path: Path, options: ReadOptions) -> None:
    for _ in open_table(path, options).batches:
        pass


def refusal(path: Path, **options: object) -> Problem:
    with pytest.raises(InputError) as caught:
        read_all(path, ReadOptions(**options))
    return caught.value.problem


def note_of(path: Path) -> Problem:
    layer = open_layer(path)
    layer.close()
    return layer.notes[0]


def test_a_zip_bomb_says_how_large_it_is_and_what_may_be(tmp_path: Path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.csv", b"0" * (64 << 20))
    problem = refusal(path)
    assert "giải ra 64 MB (được phép 2048 MB)" in problem.say("vi")
    assert "Chỉ nén lớp cần nhập" in problem.say("vi")
    assert "64 MB" in problem.say("en")
    assert "2048 MB" in problem.say("en")


def test_a_half_written_archive_is_to_be_sent_again(tmp_path: Path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.csv", "mã,phố\n1,Hàng Bạc\n")
    path.write_bytes(path.read_bytes()[:40])
    problem = refusal(path)
    assert "Tệp bị cụt" in problem.say("vi")
    assert "get it whole and send it again" in problem.say("en")


@pytest.mark.parametrize(
    ("lost", "vi", "en"),
    [
        (".shx", "đã tự dựng lại từ tệp .shp", "rebuilt from the .shp"),
        (".dbf", "Thiếu tệp .dbf", "The .dbf file is missing"),
        (".prj", "xác nhận", "confirm it"),
    ],
)
def test_a_shapefile_without_a_companion_says_what_that_means(
    lost: str, vi: str, en: str, tmp_path: Path
):
    path = write_layer(tmp_path / "a.shp")
    path.with_suffix(lost).unlink()
    note = note_of(path)
    assert vi in note.say("vi")
    assert en in note.say("en")


@pytest.mark.parametrize(
    ("crs", "vi", "en"),
    [("EPSG:5897", "EPSG:5897", "EPSG:5897"), (None, "hệ tọa độ", "coordinate system")],
)
def test_a_table_that_lost_its_datum_or_has_none_says_so(
    crs: str | None, vi: str, en: str, tmp_path: Path
):
    note = note_of(write_layer(tmp_path / "a.tab", crs=crs, driver="MapInfo File"))
    assert vi in note.say("vi")
    assert en in note.say("en")


@pytest.mark.parametrize("name", ["a.kml", "a.osm"])
def test_an_entity_bomb_in_xml_is_refused_in_words(name: str, tmp_path: Path):
    root = "kml" if name.endswith("kml") else "osm"
    path = tmp_path / name
    path.write_text(f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a "b">]><{root}>&a;</{root}>')
    problem = refusal(path)
    assert "ENTITY" in problem.say("vi")
    assert "declares a DOCTYPE or entities" in problem.say("en")


def test_too_many_columns_are_refused_with_their_number_and_the_limit(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("," * 1_500 + "a\n")
    problem = refusal(path)
    assert "1501" in problem.say("vi").replace(".", "")
    assert "1501" in problem.say("en").replace(",", "")


PEAK = """
import resource, sys
from pathlib import Path
import django
django.setup()
from diaban.exchange.importing.readers import open_table
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
first = None
for batch in open_table(Path(sys.argv[1])).batches:
    first = first or peak()
print(peak() - first)
"""


@pytest.mark.parametrize("megabytes", [150, pytest.param(2_048, marks=pytest.mark.soak)])
def test_a_large_csv_file_is_read_in_the_memory_of_a_batch(megabytes: int, tmp_path: Path):
    path = tmp_path / "lon.csv"
    block = "".join(f"H{n},số {n} phố Hàng Bạc,21.03,105.84\n" for n in range(25_000)).encode()
    with path.open("wb") as file:
        file.write("mã,địa chỉ,vĩ độ,kinh độ\n".encode())
        for _ in range((megabytes << 20) // len(block)):
            file.write(block)
    ended = subprocess.run(
        [sys.executable, "-c", PEAK, path], stdout=subprocess.PIPE, check=True, text=True
    )
    assert int(ended.stdout) < 120


@pytest.mark.parametrize("ending", ["csv", "zip", "dbf", "tab", "xlsx"])
def test_a_shapefile_under_another_name_is_read_as_what_it_is(tmp_path: Path, ending: str):
    path = write_layer(tmp_path / "a.shp").rename(tmp_path / f"b.{ending}")
    layer = open_layer(path)
    assert layer.format == "Shapefile"
    layer.close()
