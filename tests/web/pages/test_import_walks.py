"""Whole imports in a real Chromium, with a real server and worker, on a desktop and a phone."""

import json
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from pyogrio.raw import write
from tests.web.import_steps import (
    check,
    count,
    is_wide,
    send,
    take,
    undo,
    wait_for_end,
)

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("device", ["desktop", "phone"])
HEADINGS = "Mã,Số nhà,Đường phố,Vĩ độ,Kinh độ"
BAD = "105.8507,21.0287"
# Hoàn Kiếm, Cửa Nam
WARDS = {"desktop": ("00070", 21.029, 105.852), "phone": ("00082", 21.024, 105.841)}
HOUSES = [(21.0285, 105.8505), (21.0286, 105.8506), (21.0287, 105.8507)]


def table(tmp_path: Path, name: str, *rows: str) -> Path:
    path = tmp_path / name
    path.write_text("\n".join([HEADINGS, *rows, ""]), encoding="utf-8")
    return path


def collection(tmp_path: Path, name: str, properties: dict, kind: str, points: list) -> Path:
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": points},
    }
    path = tmp_path / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    return path


@BOTH
def test_a_list_is_corrected_sent_again_and_undone(
    empty_city,
    open_page,
    tmp_path,
    device,
) -> None:
    page, source = open_page(device), f"Phường {device}"
    rows = ["K1,12,Phố Ví Dụ,21.0285,105.8505", f"K2,14,Phố Ví Dụ,{BAD}"]
    send(page, empty_city, table(tmp_path, "nhà.csv", *rows))
    assert page.input_value("#kind") == "addresses"
    assert page.input_value("#column-3") == "lat"
    assert page.locator("svg.picture circle.in").count() == 1
    assert not is_wide(page)
    check(page, source)
    assert (count(page, "read"), count(page, "new"), count(page, "rejected")) == (2, 1, 1)
    assert "bị đổi chỗ" in page.inner_text("#run")
    assert not is_wide(page)
    take(page)
    assert (count(page, "created"), count(page, "rejected")) == (1, 1)
    first = page.url
    with page.expect_download() as coming:
        page.click("a[href$='rows.csv']")
    returned = coming.value.path().read_text("utf-8-sig")
    corrected = tmp_path / "sửa.csv"
    corrected.write_text(returned.replace(BAD, "21.0286,105.8506"), "utf-8")
    send(page, empty_city, corrected)
    check(page, source)
    take(page)
    assert (count(page, "created"), count(page, "rejected")) == (1, 0)
    page.goto(first)
    undo(page)
    assert "Đã hoàn tác lần nhập." in page.inner_text("#run")
    assert not is_wide(page)


@BOTH
def test_the_last_choices_are_proposed_for_the_next_file(
    empty_city,
    open_page,
    tmp_path,
    device,
) -> None:
    page, odd = open_page(device), HEADINGS.replace("Đường phố", f"Cột {device}")
    for number in (1, 2):
        path = tmp_path / f"tháng {number}.csv"
        path.write_text(f"{odd}\nP{number},1{number},Phố Lạ,21.03{number},105.84\n", "utf-8")
        send(page, empty_city, path)
        if number == 1:
            page.select_option("#column-2", "street")
            check(page, f"Tổ {device}")
            take(page)
    assert page.input_value("#column-2") == "street"
    assert page.input_value("#source") == f"Tổ {device}"
    assert "Đã chọn như lần trước" in page.inner_text("main")


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@BOTH
def test_a_layer_of_the_national_grid_is_placed_and_the_system_chosen(
    empty_city,
    open_page,
    tmp_path,
    device,
) -> None:
    to_grid = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:5897", always_xy=True)
    points = shapely.points([to_grid.transform(lng, lat) for lat, lng in HOUSES])
    path = tmp_path / "nhà.gpkg"
    names = np.array(["Phố Lưới"] * 3, dtype=object)
    keys = np.array([f"{device}{n}" for n in range(3)], dtype=object)
    fields = ["Mã", "Đường phố"]
    write(path, shapely.to_wkb(points), [keys, names], fields, geometry_type="Point", crs=None)
    page = open_page(device)
    send(page, empty_city, path)
    offered = page.locator("#crs option").all_inner_texts()
    assert sum("VN-2000" in name for name in offered) > 1
    assert page.input_value("#crs") == "EPSG:5897"
    assert page.locator("svg.picture circle.in").count() == 3
    assert not is_wide(page)
    check(page, f"Sở {device}")
    take(page)
    assert count(page, "created") == 3
    assert "VN-2000" in page.inner_text("#run")


@BOTH
def test_a_boundary_is_known_as_one_and_taken(
    empty_city,
    open_page,
    tmp_path,
    device,
) -> None:
    # Hoàn Kiếm, Cửa Nam
    code, (lat, lng) = {
        "desktop": ("00070", (21.029, 105.852)),
        "phone": ("00082", (21.024, 105.841)),
    }[device]
    ring = shapely.box(lng - 0.008, lat - 0.006, lng + 0.008, lat + 0.006).exterior.coords
    path = collection(tmp_path, "địa giới.geojson", {"code": code}, "Polygon", [list(ring)])
    page = open_page(device)
    send(page, empty_city, path)
    assert page.input_value("#kind") == "boundaries"
    page.fill("#on", "2025-07-01")
    check(page, "Sở NN-MT")
    assert (count(page, "read"), count(page, "rejected")) == (1, 0)
    take(page)
    assert count(page, "created") == 1
    assert not is_wide(page)


@BOTH
def test_streets_become_the_base_map_and_are_undone(
    empty_city,
    open_page,
    tmp_path,
    device,
) -> None:
    street = {"highway": "residential", "name": "Phố Ví Dụ", "@id": f"way/{len(device)}"}
    points = [[105.85, 21.02], [105.86, 21.03]]
    path = collection(tmp_path, "đường.geojson", street, "LineString", points)
    page = open_page(device)
    send(page, empty_city, path)
    assert page.input_value("#kind") == "basemap"
    check(page, f"osm {device}")
    take(page)
    assert count(page, "created") == 1
    undo(page)
    assert "Đã hoàn tác lần nhập." in page.inner_text("#run")


def test_a_cut_upload_goes_on_by_itself_and_a_paused_import_keeps_its_place(
    empty_city,
    open_page,
    tmp_path,
) -> None:
    # three transactions: an import can be paused between two
    rows = [f"B{n},{n},Phố Dài,21.0{n % 1000:03},105.8{n % 997:03},x" for n in range(120_000)]
    path = tmp_path / "dài.csv"
    path.write_text("\n".join([f"{HEADINGS},Ghi chú khác", *rows, ""]), "utf-8")
    assert path.stat().st_size > 4 << 20
    page, cut = open_page("desktop"), []

    def cut_once(route) -> None:
        if "offset=4194304" in route.request.url and not cut:
            cut.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.fallback()

    page.route("**/import/uploads/*/?offset=*", cut_once)
    send(page, empty_city, path)
    assert cut
    check(page, "Danh sách dài")
    assert count(page, "new") == 120_000
    page.click("form[action$='/take/'] button")
    page.click("form[action$='/pause/'] button")
    page.wait_for_selector("#run[data-state=paused]")
    done = count(page, "created")
    assert done < 120_000
    page.click("form[action$='/resume/'] button")
    wait_for_end(page)
    assert page.get_attribute("#run", "data-state") == "done"
    assert count(page, "created") == 120_000
