"""Streets, water, rails and green from files of every kind."""

import json
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely

from diaban.exchange.importing.basemap import (
    OPEN_STREET_MAP,
    BasemapRequest,
    plan_basemap,
    run_basemap,
)
from diaban.exchange.importing.problems import InputError
from diaban.spine.basemap.features import attributions
from diaban.spine.basemap.models import MapFeature, MapKind
from diaban.spine.parties.models import local_operator
from diaban.spine.runs.models import State

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
HUE = [[105.8500, 21.0160], [105.8515, 21.0100]]
LAKE = [[[105.85, 21.02], [105.86, 21.02], [105.86, 21.03], [105.85, 21.03], [105.85, 21.02]]]


def feature(number, kind, coordinates, **properties):
    geometry = coordinates and {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "id": number, "properties": properties, "geometry": geometry}


def write(folder: Path, *features, name: str = "map.geojson") -> Path:
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def request(path: Path, **chosen) -> BasemapRequest:
    chosen.setdefault("source", "osm")
    return BasemapRequest(path, actor=local_operator(), **chosen)


def test_openstreetmap_is_known_by_its_tags_and_credited(tmp_path: Path):
    path = write(
        tmp_path,
        feature(1, "LineString", HUE, highway="primary", name="Phố Huế", oneway="yes"),
        feature(2, "Polygon", LAKE, natural="water", name="Hồ Gươm"),
        feature(3, "LineString", HUE, railway="rail"),
        feature(4, "Polygon", LAKE, leisure="park"),
        feature(5, "LineString", HUE, highway="construction"),
        feature(6, "Polygon", LAKE, building="yes"),
    )
    run = run_basemap(request(path))
    assert run.state == State.DONE
    assert run.counts == {
        "read": 6, "accepted": 4, "not_drawn": 2, "created": 4,
        "street": 1, "water": 1, "rail": 1, "green": 1,
    }  # fmt: skip
    street = MapFeature.objects.get(kind=MapKind.STREET)
    assert (street.key, street.name, street.category) == ("w1", "Phố Huế", "primary")
    assert json.loads(street.tags) == {"oneway": "yes"}
    assert attributions() == [OPEN_STREET_MAP]


def test_a_plan_counts_the_same_and_writes_nothing(tmp_path: Path):
    path = write(tmp_path, feature(1, "LineString", HUE, highway="primary", name="Phố Huế"))
    plan = plan_basemap(request(path))
    assert plan.counts == {"read": 1, "accepted": 1, "street": 1}
    assert plan.sample == [{"key": "w1", "name": "Phố Huế", "kind": "street", "is": "primary"}]
    assert plan.attribution == OPEN_STREET_MAP
    assert not MapFeature.objects.exists()


def test_the_same_file_again_changes_nothing(tmp_path: Path):
    path = write(tmp_path, feature(1, "LineString", HUE, highway="primary"))
    run_basemap(request(path))
    assert run_basemap(request(path)).counts["unchanged"] == 1
    assert MapFeature.objects.count() == 1


@pytest.mark.parametrize("name", [7, "7", "w7", "way/7"])
def test_a_way_is_the_same_however_a_program_names_it(tmp_path: Path, name):
    run_basemap(request(write(tmp_path, feature(7, "LineString", HUE, highway="primary"))))
    again = write(tmp_path, feature(name, "LineString", HUE, highway="trunk"), name="b.geojson")
    assert run_basemap(request(again)).counts["updated"] == 1


def test_a_street_layer_of_an_office_is_read_by_its_names_in_vn_2000(tmp_path: Path):
    import pyproj

    to_office = pyproj.Transformer.from_crs(4326, 5897, always_xy=True)
    lines = [
        shapely.LineString(np.column_stack(to_office.transform(*np.array(HUE).T))),
        shapely.LineString(np.column_stack(to_office.transform(*(np.array(HUE) + 0.01).T))),
    ]
    path = tmp_path / "duong.gpkg"
    names = np.array(["Ngõ 5 Phố Huế", "Đại lộ Thăng Long"], dtype=object)
    pyogrio.raw.write(
        path, np.array(shapely.to_wkb(lines), dtype=object), [names], ["ten_duong"],
        driver="GPKG", geometry_type="LineString", crs="EPSG:5897",
    )  # fmt: skip
    run_basemap(request(path, source="so-xay-dung"))
    drawn = {f.name: f for f in MapFeature.objects.all()}
    assert drawn["Ngõ 5 Phố Huế"].category == "living_street"
    assert drawn["Đại lộ Thăng Long"].category == "primary"
    assert drawn["Ngõ 5 Phố Huế"].west_e7 == pytest.approx(1_058_500_000, abs=200)
    assert attributions() == []


def test_areas_of_which_nothing_tells_the_kind_are_asked_about(tmp_path: Path):
    path = write(tmp_path, feature(1, "Polygon", LAKE, ghi_chu="vùng 1"))
    with pytest.raises(InputError) as refused:
        plan_basemap(request(path))
    assert "là mặt nước hay cây xanh" in refused.value.problem.say("vi")
    assert run_basemap(request(path, kind=MapKind.WATER)).counts["water"] == 1


def test_rows_that_cannot_be_drawn_come_back_with_reasons(tmp_path: Path):
    path = write(
        tmp_path,
        feature(1, "LineString", HUE, highway="primary", name="Phố Huế"),
        feature(2, "LineString", None, highway="primary", name="Phố Bạch Mai"),
        feature(3, "LineString", [HUE[0], HUE[0]], highway="primary", name="Phố Vọng"),
        feature(4, "LineString", [[2.35, 48.85], [2.36, 48.86]], highway="primary", name="Rivoli"),
        feature(1, "LineString", HUE, highway="secondary", name="Phố Khác"),
    )
    run = run_basemap(request(path))
    assert (run.counts["accepted"], run.counts["rejected"]) == (1, 4)
    rows = run.rejected_rows.order_by("row_number")
    from diaban.exchange.importing.rejects import read_problems

    said = [read_problems(row)[0].say("vi") for row in rows]
    assert said[0].startswith("Dòng 2: đối tượng “Phố Bạch Mai” không có hình. Bổ sung hình")
    assert said == [
        said[0],
        "Dòng 3: đường “Phố Vọng” không có chiều dài. Vẽ lại hoặc bỏ dòng này.",
        "Dòng 4: đối tượng “Rivoli” nằm ngoài Việt Nam (48.85, 2.35). Kiểm tra hệ tọa độ của tệp.",
        "Dòng 5: mã “w1” đã có ở dòng 1 với hình khác. Giữ lại một.",
    ]


def test_a_file_of_points_is_no_base_map(tmp_path: Path):
    path = write(tmp_path, feature(1, "Point", HUE[0], highway="bus_stop"))
    with pytest.raises(InputError) as refused:
        plan_basemap(request(path))
    assert "nhập tệp này như danh sách địa chỉ" in refused.value.problem.say("vi")


def test_an_import_broken_off_goes_on_at_the_next_row(tmp_path: Path, monkeypatch):
    from diaban.exchange.importing import basemap

    lines = [
        feature(n, "LineString", [HUE[0], [HUE[1][0] + n / 1e4, HUE[1][1]]], highway="residential")
        for n in range(25)
    ]
    path = write(tmp_path, *lines)
    real = basemap.store_features

    def breaking(features, source, run):
        if run.position:
            raise KeyboardInterrupt
        return real(features, source, run)

    monkeypatch.setattr("diaban.exchange.importing.readers.geojson.BATCH_ROWS", 10)
    monkeypatch.setattr(basemap, "store_features", breaking)
    with pytest.raises(KeyboardInterrupt):
        run_basemap(request(path))
    assert MapFeature.objects.count() == 10
    monkeypatch.setattr(basemap, "store_features", real)
    run = run_basemap(request(path))
    assert run.counts["read"] == 25
    assert MapFeature.objects.current().count() == 25


@pytest.mark.real_data
def test_the_real_roads_of_hanoi_go_in(shared_data: Path):
    plan = plan_basemap(request(shared_data / "osm-hanoi/hanoi_roads_osm_2023_2025.geojson.gz"))
    assert plan.counts["read"] == 28_807
    assert plan.counts["street"] == 28_801
    assert plan.problem_counts == {"drawing_too_short": 1}
    assert plan.attribution == OPEN_STREET_MAP
