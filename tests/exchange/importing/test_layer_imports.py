"""Addresses from map files: in which system they are, and where they fall."""

from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from pyproj import Transformer
from tests.exchange.importing.readers.layer_files import write_layer

from diaban.exchange.importing.pipeline import ImportRequest, plan_import, run_import
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.tables import ReadOptions
from diaban.spine.addresses.models import Address

Requests = Callable[..., ImportRequest]
HERE = [(105.84, 21.03), (105.841, 21.031)]
SEA = (107.5, 20.2)
NEXT_PROVINCE = (105.2, 21.3)


def points_in(crs: str, *places: tuple[float, float]) -> list[shapely.Point]:
    move = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return [shapely.Point(move.transform(*place)) for place in places or HERE]


def in_metres(points: list[shapely.Point], head: str = "mã,địa chỉ,y,x") -> str:
    rows = [f"H{i},số {i},{p.y},{p.x}" for i, p in enumerate(points)]
    return "\n".join([head, *rows]) + "\n"


@pytest.mark.parametrize("crs", ["EPSG:5897", "EPSG:3405", "EPSG:32648", "EPSG:3857", "EPSG:4326"])
def test_a_stated_system_brings_the_rows_to_their_place(
    crs: str, request_for: Requests, tmp_path: Path
):
    path = write_layer(tmp_path / "a.gpkg", points_in(crs), crs)
    plan = plan_import(request_for(path))
    assert plan.counts["accepted"] == 2
    assert plan.coordinate_system is not None
    assert (plan.coordinate_system.crs, plan.coordinate_system.how) == (crs, "stated")
    assert plan.coordinate_system.share_in_city == 1.0
    assert plan.picture[0] == pytest.approx((21.03, 105.84), abs=1e-5)
    run_import(request_for(path))
    lats = sorted(Address.objects.values_list("lat_e7", flat=True))
    assert lats == pytest.approx([210_300_000, 210_310_000], abs=60)


def test_a_chosen_system_settles_what_figures_leave_open(request_for: Requests):
    content = in_metres(points_in("EPSG:5897"))
    with pytest.raises(InputError) as caught:
        plan_import(request_for(content))
    assert caught.value.problem.code == "crs_unclear"
    plan = plan_import(request_for(content, options=ReadOptions(crs="EPSG:5897")))
    assert plan.counts["accepted"] == 2
    assert plan.coordinate_system is not None
    assert plan.coordinate_system.how == "chosen"
    assert {c.crs for c in plan.coordinate_system.candidates} >= {"EPSG:5897", "EPSG:32648"}
    assert plan.picture[0] == pytest.approx((21.03, 105.84), abs=1e-5)


def test_surveyors_x_and_y_are_put_right(request_for: Requests):
    content = in_metres(points_in("EPSG:5897"), "mã,địa chỉ,x,y")
    plan = plan_import(request_for(content, options=ReadOptions(crs="EPSG:5897")))
    assert plan.counts["accepted"] == 2


def test_web_mercator_is_recognised_without_being_stated(request_for: Requests):
    plan = plan_import(request_for(in_metres(points_in("EPSG:3857"))))
    assert plan.coordinate_system is not None
    assert (plan.coordinate_system.crs, plan.coordinate_system.how) == ("EPSG:3857", "recognised")
    assert plan.counts["accepted"] == 2


def test_a_wrong_statement_is_doubted_aloud(request_for: Requests, tmp_path: Path):
    path = write_layer(tmp_path / "a.gpkg", points_in("EPSG:4326"), "EPSG:5897")
    with pytest.raises(InputError) as caught:
        plan_import(request_for(path))
    words = caught.value.problem.say("vi")
    assert "Tệp ghi hệ VN-2000 / TM-3 105°00'" in words
    assert "WGS 84 (EPSG:4326)" in words
    plan = plan_import(request_for(path, options=ReadOptions(crs="EPSG:4326")))
    assert plan.counts["accepted"] == 2


@pytest.mark.parametrize("place", [SEA, NEXT_PROVINCE])
def test_points_in_the_sea_or_the_next_province_are_told(
    place: tuple[float, float], request_for: Requests, tmp_path: Path
):
    path = write_layer(tmp_path / "a.gpkg", points_in("EPSG:5897", *HERE, place), "EPSG:5897")
    plan = plan_import(request_for(path))
    assert plan.counts["accepted"] == 2
    (problem,) = plan.first_problems
    assert problem.code == "position_outside_city"
    assert problem.say("vi").startswith("Dòng 3")
    assert "nằm ngoài thành phố" in problem.say("vi")
    assert any(abs(lng - place[0]) < 0.001 for _, lng in plan.picture)


def test_a_table_that_lost_its_datum_lands_where_it_belongs(request_for: Requests, tmp_path: Path):
    points = points_in("EPSG:5897")
    path = write_layer(tmp_path / "a.tab", points, "EPSG:5897", driver="MapInfo File")
    plan = plan_import(request_for(path))
    assert [note.code for note in plan.notes] == ["tab_datum_lost", "nobody_lives_there"]
    assert plan.picture[0] == pytest.approx((21.03, 105.84), abs=1e-5)


def test_places_of_features_come_from_their_geometry(request_for: Requests):
    content = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
        '{"lat": "1", "lng": "2", "name": "x"}, "geometry": {"type": "Point", "coordinates": '
        "[105.84, 21.03]}}]}"
    )
    assert plan_import(request_for(content, "a.geojson")).counts["accepted"] == 1


def test_degrees_minutes_and_two_figures_in_a_cell_go_in(request_for: Requests):
    rows = 'H1,x,"21°01\'48""N, 105°50\'24""E"\nH2,y,"21.03, 105.84"\n'
    plan = plan_import(request_for("mã,địa chỉ,tọa độ\n" + rows))
    assert plan.counts["accepted"] == 2
    assert {(row["lat_e7"], row["lng_e7"]) for row in plan.sample} == {(210_300_000, 1_058_400_000)}
