"""Which coordinate system figures are in: recognised where that is sure, admitted where not."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from diaban.exchange.importing.checked import GroundBounds
from diaban.exchange.importing.coordinate_systems import (
    SWAPPED,
    WEB_MERCATOR,
    WGS84,
    choose,
    contenders,
    known_systems,
    meridian_of,
    name_of,
    recognise,
    shapes_to_wgs84,
    simplify,
    to_wgs84,
    without_datum,
)
from diaban.exchange.importing.problems import InputError

HANOI = GroundBounds(20.56, 105.28, 21.39, 106.02)
POINTS = 1_000


def random_points(seed: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    lng = draw.uniform(HANOI.west, HANOI.east, POINTS)
    return lng, draw.uniform(HANOI.south, HANOI.north, POINTS)


def written_in(crs: str, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    lng, lat = random_points(seed)
    if crs == SWAPPED:
        return lat, lng
    return Transformer.from_crs(WGS84, crs, always_xy=True).transform(lng, lat)


@pytest.mark.parametrize("crs", known_systems())
def test_the_system_of_random_points_is_among_the_contenders_and_never_another_alone(crs: str):
    x, y = written_in(crs)
    left = contenders(recognise(x, y, city=HANOI))
    assert crs in {candidate.crs for candidate in left}
    right = next(candidate for candidate in left if candidate.crs == crs)
    assert right.share_in_city >= 0.995


@pytest.mark.parametrize("crs", known_systems())
def test_each_single_point_has_its_system_among_the_contenders(crs: str):
    x, y = written_in(crs, seed=2)
    found = [
        crs in {c.crs for c in contenders(recognise(x[i : i + 1], y[i : i + 1], city=HANOI))}
        for i in range(0, POINTS, 20)
    ]
    assert sum(found) >= 0.995 * len(found)


@pytest.mark.parametrize("crs", [WGS84, WEB_MERCATOR])
def test_what_only_one_system_can_mean_is_taken(crs: str):
    chosen = choose(recognise(*written_in(crs), city=HANOI))
    assert chosen is not None
    assert chosen.crs == crs


def test_swapped_axes_are_recognised():
    assert [c.crs for c in contenders(recognise(*written_in(SWAPPED), city=HANOI))] == [SWAPPED]


@pytest.mark.parametrize("crs", ["EPSG:5897", "EPSG:3405", "EPSG:32648"])
def test_systems_of_one_meridian_are_admitted_to_be_alike(crs: str):
    with pytest.raises(InputError) as caught:
        choose(recognise(*written_in(crs), city=HANOI))
    words = caught.value.problem.say("en")
    assert caught.value.problem.code == "crs_unclear"
    assert "EPSG:5897" in words
    assert "EPSG:32648" in words
    assert "Chọn" in caught.value.problem.say("vi") or "chọn" in caught.value.problem.say("vi")


@pytest.mark.parametrize("crs", [c for c in known_systems() if c != SWAPPED])
def test_a_stated_system_that_puts_the_rows_here_is_taken(crs: str):
    chosen = choose(recognise(*written_in(crs), stated=crs, city=HANOI))
    assert chosen is not None
    assert (chosen.crs, chosen.is_stated) == (crs, True)


def test_a_zone_far_away_puts_no_row_into_the_city():
    x, y = written_in("EPSG:5897")
    shares = {c.crs: c.share_in_city for c in recognise(x, y, city=HANOI)}
    assert shares["EPSG:9218"] == 0.0


# a city that fills a part of its rectangle, as all do
OUTLINED = replace(HANOI, outline=shapely.box(105.75, 20.9, 105.95, 21.1))
MERIDIAN_10545 = "EPSG:9210"


def rows_inside(count: int, wrong: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the outlined city in VN-2000 of 105°45'; the first ``wrong`` a zone too far west."""
    draw = np.random.default_rng(3)
    lng, lat = draw.uniform(105.76, 105.94, count), draw.uniform(20.91, 21.09, count)
    lng[:wrong] -= 0.25
    return Transformer.from_crs(WGS84, MERIDIAN_10545, always_xy=True).transform(lng, lat)


@pytest.mark.parametrize("count", [3, 10, 1_000])
def test_rows_inside_the_city_in_one_system_alone_decide(count: int):
    x, y = rows_inside(count)
    assert len(contenders(recognise(x, y, city=HANOI))) > 1
    assert [c.crs for c in contenders(recognise(x, y, city=OUTLINED))] == [MERIDIAN_10545]


@pytest.mark.parametrize(("count", "wrong"), [(3, 1), (5, 2), (20, 1), (1_000, 40)])
def test_rows_that_may_be_wrong_do_not_put_the_right_system_out(count: int, wrong: int):
    x, y = rows_inside(count, wrong)
    assert MERIDIAN_10545 in {c.crs for c in contenders(recognise(x, y, city=OUTLINED))}


def test_rows_of_one_place_weigh_as_one():
    x, y = rows_inside(1)
    many = np.concatenate([np.repeat(x, 40), rows_inside(2, wrong=2)[0]])
    north = np.concatenate([np.repeat(y, 40), rows_inside(2, wrong=2)[1]])
    left = contenders(recognise(many, north, city=OUTLINED))
    assert left[0].places == 3


def test_a_statement_that_puts_all_abroad_is_doubted_aloud():
    with pytest.raises(InputError) as caught:
        choose(recognise(*written_in(WGS84), stated="EPSG:5897", city=HANOI))
    assert "The file says VN-2000 / TM-3 105°00'" in caught.value.problem.say("en")
    assert "WGS 84 (EPSG:4326)" in caught.value.problem.say("vi")


def test_figures_that_fit_nothing_choose_nothing():
    assert choose(recognise(np.array([2.35]), np.array([48.85]), city=HANOI)) is None


def test_every_zone_of_vn2000_is_known_by_its_meridian():
    zones = [crs for crs in known_systems() if "TM-3" in name_of(crs)]
    meridians = {meridian_of(crs) for crs in zones}
    assert len(meridians) == len(zones) == 18
    assert {102.0, 105.0, 105.75, 107.75, 108.5} <= meridians


def test_vn2000_is_brought_over_by_the_seven_published_parameters():
    published = Transformer.from_pipeline(
        "+proj=pipeline +step +inv +proj=tmerc +lon_0=105 +k=0.9999 +x_0=500000 +ellps=WGS84 "
        "+step +proj=cart +ellps=WGS84 +step +proj=helmert +convention=coordinate_frame "
        "+x=-191.90441429 +y=-39.30318279 +z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 "
        "+rz=-0.00427372 +s=0.252906278 +step +inv +proj=cart +ellps=WGS84 "
        "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    expected = published.transform(588_000, 2_326_000)[:2]
    lng, lat = to_wgs84(np.array([588_000.0]), np.array([2_326_000.0]), "EPSG:5897")
    assert (lng[0], lat[0]) == pytest.approx(expected, abs=1e-8)


def test_northing_may_be_called_x_as_surveyors_do():
    straight = to_wgs84(np.array([588_000.0]), np.array([2_326_000.0]), "EPSG:5897")
    turned = to_wgs84(np.array([2_326_000.0]), np.array([588_000.0]), "EPSG:5897")
    assert straight == turned


def test_what_has_no_place_in_a_system_has_no_position():
    lng, _ = to_wgs84(np.array([1e30, np.nan]), np.array([1e30, 1.0]), "EPSG:5897")
    assert np.isnan(lng).all()


def test_shapes_are_brought_over_without_height_and_nothing_stays_nothing():
    shapes = np.array([shapely.Point(588_000, 2_326_000, 7), None], dtype=object)
    moved = shapes_to_wgs84(shapes, "EPSG:5897")
    assert moved[0].x == pytest.approx(105.848488, abs=3e-6)
    assert not moved[0].has_z
    assert moved[1] is None
    assert shapes_to_wgs84(shapes[:1], WGS84)[0].x == 588_000


def test_a_grid_of_vn2000_is_known_without_its_datum():
    grid = "+proj=tmerc +lat_0=0 +lon_0={} +k={} +x_0=500000 +y_0=0 +datum=WGS84 +units=m"
    assert without_datum(grid.format(105, 0.9999)) == "EPSG:5897"
    assert without_datum(grid.format(105.75, 0.9999)) == "EPSG:9210"
    assert without_datum(grid.format(105, 0.9996)) is None
    assert without_datum("EPSG:5897") is None
    assert without_datum(WGS84) is None


def test_a_system_nobody_knows_is_refused_with_an_example():
    with pytest.raises(InputError) as caught:
        simplify("EPSG:999999")
    assert "EPSG:5897" in caught.value.problem.say("vi")
