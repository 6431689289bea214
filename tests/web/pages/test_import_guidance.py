"""What the page says of a file that is more than a plain list: of all that a first user met."""

import json
from typing import Any

import shapely
from django.test import Client
from tests.web.pages.test_imports import check, send, text

from diaban.spine.places.models import Boundary, Level, Unit

STREET = """<osm version="0.6">
 <node id="1" lat="21.0300" lon="105.8500"><tag k="addr:housenumber" v="12"/>
  <tag k="addr:street" v="Phố Ví Dụ"/></node>
 <node id="2" lat="21.0301" lon="105.8500"/><node id="3" lat="21.0310" lon="105.8510"/>
 <way id="9"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way>
</osm>"""


def layer(*features: tuple[dict[str, str], Any]) -> str:
    told = [
        {"type": "Feature", "properties": said, "geometry": json.loads(shapely.to_geojson(shape))}
        for said, shape in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": told})


def test_the_addresses_of_an_extract_come_from_no_layer_and_its_streets_are_pointed_out(
    client: Client, communes: dict[str, Unit]
) -> None:
    page = send(client, STREET, "khu phố.osm")
    shown = text(client.get(page))
    assert 'id="sheet"' not in shown
    assert "gửi tệp lần nữa và chọn “Nền bản đồ”" in shown
    client.post(page, {"do": "look", "kind": "basemap"})
    shown = text(client.get(page))
    assert 'id="sheet"' in shown
    assert "gửi tệp lần nữa" not in shown


def test_columns_beyond_a_screen_that_are_not_read_are_folded_away(
    client: Client, communes: dict[str, Unit]
) -> None:
    more = [f"ghi chú {n}" for n in range(30)]
    head = ",".join(["Mã", "Số nhà", "Đường phố", *more])
    page = send(client, f"{head}\nK1,12,Phố Ví Dụ{',x' * 30}\n")
    shown = text(client.get(page))
    assert "30 cột nữa không đọc" in shown
    assert shown.count('<select id="column-') == 33
    # a column that somebody takes stands among the others
    client.post(page, {"do": "look", "column-0": "source_key", "column-5": "written"})
    assert "31 cột nữa không đọc" in text(client.get(page))


def test_that_nobody_lives_there_is_asked_of_every_list_in_sight(
    client: Client, communes: dict[str, Unit]
) -> None:
    shown = text(client.get(send(client, "Mã,Số nhà,Đường phố\nK1,12,Phố Ví Dụ\n")))
    before_settings = shown.partition("<main")[2].partition("<details")[0]
    assert 'name="not_households">' in before_settings
    assert "vẫn được cấp mã nhưng không tính vào số hộ" in before_settings


def test_a_map_of_more_than_the_city_is_no_fault_of_coordinates(
    client: Client, communes: dict[str, Unit]
) -> None:
    unit = communes["00070"]
    here = shapely.from_wkb(bytes(Boundary.objects.get(unit=unit).geometry))
    far = [shapely.box(108 + n, 14, 108.5 + n, 14.5) for n in range(2)]
    areas = [({"code": unit.code}, here), *(({"code": f"9999{n}"}, far[n]) for n in range(2))]
    page = send(client, layer(*areas), "cả nước.geojson")
    shown = text(client.get(page))
    assert "2 trong 3 dòng đầu nằm ngoài thành phố." in shown
    assert "Hãy chọn hệ tọa độ khác" not in shown
    # an address would be placed at a point of its area; a boundary is the area
    assert "vị trí địa chỉ được lấy tại một điểm" not in shown
    assert "để trống: từ 1/7/2025" in shown
    elsewhere = send(client, layer(*areas[1:]), "nơi khác.geojson")
    assert "Hãy chọn hệ tọa độ khác" in text(client.get(elsewhere))


def test_a_table_of_units_tells_its_counts_in_words(
    client: Client, communes: dict[str, Unit]
) -> None:
    far = Unit.objects.filter(level=Level.COMMUNE, valid_to=None).exclude(parent__code="01").first()
    table = (
        "old_code,old_name,new_code,new_name,note\n"
        "00004,Phường Trúc Bạch,00004,Phường Ba Đình,Nhập một phần\n"
        f"99998,Xã Xa,{far.code},{far.full_name},Nhập toàn bộ\n"
    )
    shown = check(client, send(client, table, "bảng.csv"), kind="unit_table")
    assert "dòng của tỉnh khác, ở đây không lưu nghị quyết: không đối chiếu: 1" in shown
    assert "not_known_here" not in shown
