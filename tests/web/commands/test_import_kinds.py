"""`diaban import` takes every kind of file that the page takes, with the same choices."""

import json

import numpy as np
import pytest
import shapely
from pyogrio.raw import write
from pyproj import Transformer
from tests.sectors.installing import toy  # noqa: F401 - a fixture

from diaban.exchange.importing import kinds
from diaban.spine.addresses.models import Address
from diaban.spine.basemap.models import MapFeature
from diaban.spine.runs.models import Run
from diaban.web.commands import importing

STREET = {
    "type": "Feature",
    "properties": {"highway": "residential", "name": "Phố Ví Dụ", "@id": "way/1"},
    "geometry": {"type": "LineString", "coordinates": [[105.85, 21.02], [105.86, 21.03]]},
}


@pytest.fixture
def streets(tmp_path):
    path = tmp_path / "streets.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [STREET]}))
    return path


@pytest.fixture
def houses(tmp_path):
    path = tmp_path / "houses.csv"
    path.write_text("id,so_nha,duong,lat,lng\n1,5,Hàng Gai,21.0285,105.8541\n")
    return path


def addresses() -> int:
    return Address.objects.everywhere("a test counts").count()


def test_the_command_offers_every_kind_there_is():
    # the Post's list has a command of its own, `diaban handover take`
    assert set(importing.KINDS) == set(kinds.KINDS) - {"handover"}


def test_lines_become_the_base_map_by_themselves_and_are_undone(diaban, official_hanoi, streets):
    [plan] = diaban("import", streets, "--source", "osm", "--dry-run", "--json").objects
    assert (plan["kind"], plan["counts"]["street"], MapFeature.objects.count()) == ("basemap", 1, 0)
    [done] = diaban("import", streets, "--source", "osm", "--json").objects
    assert (done["counts"]["created"], MapFeature.objects.count()) == (1, 1)
    assert diaban("imports", "--undo", done["run"]).exit_code == 0
    assert not MapFeature.objects.filter(ended_by=None).exists()


def test_a_kind_that_is_named_is_not_found_out(diaban, official_hanoi, streets):
    told = diaban("import", streets, "--source", "osm", "--kind", "addresses")
    assert told.exit_code == 3
    assert addresses() == 0


def test_a_dry_run_says_how_the_file_was_read(diaban, official_hanoi, houses):
    said = diaban("import", houses, "--source", "thử", "--dry-run", "--crs", "4326").out
    assert "loại / kind: addresses" in said
    assert "hệ tọa độ / coordinate system: WGS 84 (EPSG:4326)" in said
    assert "house_number ← so_nha" in said
    assert addresses() == 0


def test_the_letters_of_an_old_file_are_named(diaban, official_hanoi, tmp_path):
    path = tmp_path / "old.csv"
    path.write_bytes("id,so_nha,duong,lat,lng\n1,5,Hàng Gà,21.0285,105.8541\n".encode("cp1258"))
    words = ("--source", "thử", "--encoding")
    assert diaban("import", path, *words, "windows-1258").exit_code == 0
    assert Address.objects.everywhere("a test reads").get().street == "Hàng Gà"


def test_one_layer_of_several_is_named(diaban, official_hanoi, tmp_path):
    path = tmp_path / "survey.gpkg"
    for layer, key in (("nha", "A1"), ("tram", "B1")):
        write(
            path,
            shapely.to_wkb(np.array([shapely.Point(105.8541, 21.0285)])),
            [np.array([key], dtype=object), np.array(["Hàng Gai"], dtype=object)],
            ["id", "duong"],
            layer=layer,
            geometry_type="Point",
            crs="EPSG:4326",
            append=path.exists(),
        )
    [done] = diaban("import", path, "--source", "x", "--layer", "tram", "--json").objects
    assert (done["kind"], done["counts"]["created"]) == ("addresses", 1)
    assert Run.objects.get(pk=done["run"]).order["sheet"] == "tram"


def test_a_sheet_and_a_layer_are_one_choice(diaban, houses):
    words = ("--source", "x", "--sheet", "a", "--layer", "b")
    assert diaban("import", houses, *words).exit_code == 2


def test_layers_in_three_systems_are_each_told_and_taken_in_their_own(
    diaban, official_hanoi, tmp_path
):
    path = tmp_path / "survey.gpkg"
    systems = {"EPSG:5897": "VN-2000 / TM-3 105°00'", "EPSG:32648": "UTM", "EPSG:4326": "WGS 84"}
    for number, crs in enumerate(systems):
        to_crs = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
        wkb = shapely.to_wkb(shapely.points([to_crs.transform(105.8541 + number / 1000, 21.0285)]))
        fields = [np.array([f"{number}"], object), np.array(["Hàng Gai"], object)]
        names, layer = ["so_nha", "duong"], f"lop {number}"
        write(path, wkb, fields, names, crs=crs, geometry_type="Point", layer=layer, append=number)
    for number, (crs, name) in enumerate(systems.items()):
        words = ("import", path, "--source", "thử", "--layer", f"lop {number}")
        said = diaban(*words, "--dry-run").out
        assert "hệ tọa độ / coordinate system: " in said
        assert name in said
        assert crs in said
        assert "thêm mới / created" in diaban(*words).out
    wrong = diaban("import", path, "--source", "thử", "--layer", "lop 9")
    assert wrong.exit_code == 3
    assert "Không có trang tính hoặc lớp “lop 9”. Chọn một trong: lop 0, lop 1, lop 2" in wrong.err
    assert "There is no sheet or layer “lop 9”. Choose one of: lop 0, lop 1, lop 2" in wrong.err
    lngs = Address.objects.everywhere("a test").order_by("lng_e7").values_list("lng_e7", flat=True)
    assert [round(lng / 1e7, 4) for lng in lngs] == [105.8541, 105.8551, 105.8561]


def test_a_column_that_is_named_is_read_beside_those_that_are_recognised(
    diaban, official_hanoi, tmp_path
):
    path = tmp_path / "houses.csv"
    path.write_text("id,biển,duong,lat,lng\n1,5,Hàng Gai,21.0285,105.8541\n")
    words = ("import", path, "--source", "thử", "--dry-run", "--json", "--kind", "addresses")
    [told] = diaban(*words, "--map", "house_number=biển").objects
    assert (told["mapping"]["house_number"], told["mapping"]["street"]) == ("biển", "duong")
    assert told["unread"] == []
    [told] = diaban(*words, "--map", "street=biển").objects
    assert (told["mapping"]["street"], told["unread"]) == ("biển", ["duong"])
    [told] = diaban(*words, "--map", "street=").objects
    assert "street" not in told["mapping"]


def test_a_list_of_a_sector_is_read_by_one_heading_that_is_named(
    diaban,
    toy,  # noqa: F811
    official_hanoi,
    tmp_path,
):
    path = tmp_path / "clubs.csv"
    path.write_text("Mã CLB,Gọi là,Mở cửa\nA1,Diều,có\n")
    words = ("import", path, "--source", "hội", "--kind", "toy-clubs", "--dry-run", "--json")
    refused = diaban(*words)
    assert refused.exit_code == 3
    assert refused.err.count('--map name="Gọi là"') == 2, "in Vietnamese and English"
    [told] = diaban(*words, "--map", "name=Gọi là").objects
    assert (told["counts"]["new"], told["unread"]) == (1, [])
