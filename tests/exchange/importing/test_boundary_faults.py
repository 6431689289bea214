"""Faults between boundaries: told in Vietnamese with the place and the remedy, closed if asked."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Point, Polygon, box

from diaban.exchange.importing.boundaries import (
    BoundaryReport,
    BoundaryRequest,
    import_boundaries,
    plan_boundaries,
)
from diaban.exchange.importing.problems import InputError
from diaban.spine.places.models import Boundary, Level

BA_DINH, HOAN_KIEM = box(105.83, 21.02, 105.85, 21.04), box(105.85, 21.02, 105.87, 21.04)
METRE = 1 / 103_800
Take = Callable[..., BoundaryReport]


def feature(code: str, shape: Any, name: str = "") -> dict[str, Any]:
    geometry = shape if isinstance(shape, dict) else json.loads(shapely.to_geojson(shape))
    properties = {"code": code, "name": name} if name else {"code": code}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.fixture
def take(city, operator, tmp_path: Path) -> Take:
    def take_areas(*features: Any, **more: Any) -> BoundaryReport:
        path = tmp_path / "areas.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return import_boundaries(BoundaryRequest(path, "Sở Nội vụ", operator, **more))

    return take_areas


def only_fault(report: BoundaryReport) -> str:
    (fault,) = report.faults
    return fault.say("vi")


def stored(code: str) -> Any:
    row = Boundary.objects.get(unit__code=code, valid_to=None)
    return shapely.from_wkb(bytes(row.geometry))


def moved_east(shape: Any, metres: float) -> Any:
    return shapely.transform(shape, lambda points: points + np.array([metres * METRE, 0]))


def test_a_bow_tie_is_mended_and_told_where_it_crosses(take: Take):
    bow_tie = Polygon([(105.83, 21.02), (105.85, 21.04), (105.85, 21.02), (105.83, 21.04)])
    words = only_fault(take(feature("00004", bow_tie)))
    assert "Phường Ba Đình (00004) tự cắt tại 21.03, 105.84" in words
    assert "nếu sai thì vẽ lại chỗ này" in words


def test_a_hole_outside_its_area_is_told(take: Take):
    ring = [(105.90, 21.02), (105.91, 21.02), (105.91, 21.03)]
    report = take(feature("00004", Polygon(BA_DINH.exterior, [ring])))
    assert "tự cắt" in report.faults[0].say("vi")
    assert report.counts["created"] == 1


def test_a_ring_that_is_not_closed_is_closed_by_its_first_corner(take: Take):
    ring = [[105.83, 21.02], [105.85, 21.02], [105.85, 21.04], [105.83, 21.04]]
    report = take(feature("00004", {"type": "Polygon", "coordinates": [ring]}))
    if report.problems:
        assert "không đọc được" in report.problems[0].say("vi")
    else:
        assert stored("00004").equals(BA_DINH)


@pytest.mark.parametrize(
    ("metres", "words", "remedy"),
    [
        (-20.0, "chồng nhau", "hỏi nơi cấp"),
        (-2.0, "chồng nhau một dải hẹp", "Bật nắn ranh giới 5 m"),
        (2.0, "có khe hở hẹp", "Bật nắn ranh giới 5 m"),
    ],
)
def test_neighbours_that_do_not_meet_are_told(take: Take, metres: float, words: str, remedy: str):
    report = take(feature("00004", BA_DINH), feature("00070", moved_east(HOAN_KIEM, metres)))
    told = only_fault(report)
    assert words in told
    assert remedy in told
    assert "Phường Ba Đình (00004), Phường Hoàn Kiếm (00070)" in told
    assert report.counts["created"] == 2


def test_a_wide_gap_inside_is_told_with_its_size(take: Take):
    hole = box(105.835, 21.025, 105.836, 21.026)
    told = only_fault(take(feature("00004", BA_DINH.difference(hole))))
    assert "có khoảng hở" in told
    assert "bổ sung đơn vị còn thiếu" in told


def test_crumbs_of_a_multipolygon_are_told(take: Take):
    crumb = box(105.80, 21.02, 105.80 + 2 * METRE, 21.02 + 2 * METRE)
    told = only_fault(take(feature("00004", MultiPolygon([BA_DINH, crumb]))))
    assert "mảnh vụn" in told
    assert "Xóa mảnh này" in told


def test_snapping_closes_what_is_narrow_and_says_what_moved(take: Take):
    areas = feature("00004", BA_DINH), feature("00070", moved_east(HOAN_KIEM, -2))
    report = take(*areas, snap_metres=5.0)
    assert report.faults == []
    assert (report.snapped["closed"], report.snapped["left"]) == (1, 0)
    assert list(report.snapped["moved"]) == ["00070"]
    assert shapely.coverage_is_valid([stored("00004"), stored("00070")])


def test_snapping_leaves_what_is_wide_and_still_tells_it(take: Take):
    areas = feature("00004", BA_DINH), feature("00070", moved_east(HOAN_KIEM, -20))
    report = take(*areas, snap_metres=5.0)
    assert "Rộng hơn 5 m nên không tự nắn" in only_fault(report)
    assert stored("00004").equals(BA_DINH)


def test_a_part_of_the_city_is_drawn_to_its_neighbours_which_stay(take: Take):
    take(feature("00070", HOAN_KIEM))
    report = take(feature("00004", moved_east(BA_DINH, 2)), snap_metres=5.0)
    assert report.faults == []
    assert report.missing == ["00070"]
    assert stored("00070").equals(HOAN_KIEM)
    assert stored("00004").intersection(HOAN_KIEM).area == pytest.approx(0, abs=1e-12)


def test_a_dry_run_tells_the_faults_and_writes_nothing(city, operator, tmp_path: Path):
    path = tmp_path / "areas.geojson"
    areas = [feature("00004", BA_DINH), feature("00070", moved_east(HOAN_KIEM, -2))]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": areas}))
    report = plan_boundaries(BoundaryRequest(path, "Sở", operator))
    assert "một dải hẹp" in only_fault(report)
    assert not Boundary.objects.exists()


def test_ground_in_the_far_sea_is_refused(take: Take):
    report = take(feature("00004", box(130.0, 20.0, 130.1, 20.1)))
    assert "không phải kinh độ, vĩ độ trong Việt Nam" in report.problems[0].say("vi")


def test_districts_are_known_by_codes_of_three_digits_and_end_with_them(take: Take):
    report = take(feature("001", BA_DINH, "Quận Ba Đình"))
    assert report.counts["created"] == 1
    boundary = Boundary.objects.get()
    assert (boundary.unit.level, boundary.valid_to) == (Level.DISTRICT, date(2025, 7, 1))


def test_a_province_is_known_by_two_digits(take: Take):
    assert take(feature("01", BA_DINH, "Thành phố Hà Nội")).counts["created"] == 1
    assert Boundary.objects.get().unit.level == Level.PROVINCE


def layer(path: Path, shapes: list[Any], crs: str) -> None:
    kind = shapes[0].geom_type
    codes = np.array(["00004", "00070"][: len(shapes)], dtype=object)
    pyogrio.raw.write(
        str(path), shapely.to_wkb(np.array(shapes, dtype=object)), [codes], ["ma_xa"],
        geometry_type=kind, crs=crs, driver="GPKG",
    )  # fmt: skip


def test_figures_of_vn_2000_are_brought_to_their_place(city, operator, tmp_path: Path):
    project = Transformer.from_crs("EPSG:4326", "EPSG:5897", always_xy=True)
    turn = lambda points: np.column_stack(project.transform(*points.T))  # noqa: E731
    path = tmp_path / "xã.gpkg"
    layer(path, [shapely.transform(s, turn) for s in (BA_DINH, HOAN_KIEM)], "EPSG:5897")
    report = import_boundaries(BoundaryRequest(path, "Sở NN-MT", operator))
    assert report.counts["created"] == 2
    assert stored("00004").centroid.distance(BA_DINH.centroid) < 3 * METRE


def test_a_layer_of_points_is_refused_as_a_whole(city, operator, tmp_path: Path):
    path = tmp_path / "điểm.gpkg"
    layer(path, [Point(105.84, 21.03)], "EPSG:4326")
    with pytest.raises(InputError) as refused:
        import_boundaries(BoundaryRequest(path, "Sở", operator))
    assert "Chọn lớp có ranh giới dạng vùng" in refused.value.problem.say("vi")


def test_snapping_leaves_no_unit_without_ground(take: Take):
    strip = box(105.84, 21.025, 105.84 + 3 * METRE, 21.035)
    report = take(feature("00004", BA_DINH), feature("00070", strip), snap_metres=5.0)
    assert not stored("00070").is_empty
    assert "chồng nhau" in only_fault(report)
