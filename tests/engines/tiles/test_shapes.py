"""Lines and areas cut to a tile."""

import mapbox_vector_tile
import numpy as np
import pytest
import shapely

from diaban.engines.tiles import (
    EXTENT,
    Layer,
    Tile,
    cut_lines,
    cut_polygons,
    encode_tile,
    place_points,
)

TILE = Tile(13, 6504, 3606)


def shape_of(points) -> np.ndarray:
    """Shapes from points in parts of the tile's side."""
    west, south, east, north = TILE.box
    return [(west + x * (east - west), north - y * (north - south)) for x, y in points]


def decoded(cut) -> list[dict]:
    tile = encode_tile([Layer("it", cut.geometry)])
    options = {"y_coord_down": True}
    return mapbox_vector_tile.decode(tile, default_options=options)["it"]["features"]


def test_a_line_ends_a_little_beyond_the_tile() -> None:
    line = shapely.linestrings(shape_of([(-2, 0.5), (3, 0.5)]))
    cut = cut_lines(np.array([line]), TILE)
    (feature,) = decoded(cut)
    ends = feature["geometry"]["coordinates"]
    assert [x for x, _ in ends] == [-64, EXTENT + 64]
    assert all(abs(y - EXTENT / 2) <= 2 for _, y in ends)


def test_lines_elsewhere_or_too_short_leave_nothing() -> None:
    far = shapely.linestrings(shape_of([(2, 2), (3, 3)]))
    short = shapely.linestrings(shape_of([(0.5, 0.5), (0.50001, 0.5)]))
    through = shapely.linestrings(shape_of([(0.1, 0.1), (0.9, 0.4)]))
    cut = cut_lines(np.array([far, short, through]), TILE)
    assert cut.places.tolist() == [2]


def test_a_line_that_leaves_and_returns_is_one_feature_of_two_parts() -> None:
    line = shapely.linestrings(shape_of([(0.2, 0.5), (1.5, 0.5), (1.5, 0.7), (0.2, 0.7)]))
    (feature,) = decoded(cut_lines(np.array([line]), TILE))
    assert feature["geometry"]["type"] == "MultiLineString"


def test_a_line_loses_what_no_eye_can_see() -> None:
    wave = [(x / 500, 0.5 + 0.0003 * (-1) ** x) for x in range(501)]
    line = np.array([shapely.linestrings(shape_of(wave))])
    assert len(cut_lines(line, TILE).geometry.commands) < 12
    assert len(cut_lines(line, TILE, tolerance=0.5).geometry.commands) > 500


@pytest.mark.parametrize("reverse", [False, True])
def test_rings_are_turned_as_vector_tiles_want_them(reverse: bool) -> None:
    outer = shape_of([(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)])
    hole = shape_of([(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)])
    turn = slice(None, None, -1 if reverse else 1)
    park = shapely.Polygon(outer[turn], [hole[turn]])
    (feature,) = decoded(cut_polygons(np.array([park]), TILE))
    assert feature["geometry"]["type"] == "Polygon"
    shell, inner = feature["geometry"]["coordinates"]
    area = [shapely.Polygon(ring).area / EXTENT**2 for ring in (shell, inner)]
    assert area == pytest.approx([0.64, 0.04], rel=0.01)
    assert shapely.LinearRing(shell).is_ccw != shapely.LinearRing(inner).is_ccw


def test_a_multipolygon_stays_one_feature_and_specks_vanish() -> None:
    parts = [
        shapely.box(*shape_of([(x, 0.9)])[0], *shape_of([(x + 0.2, 0.7)])[0]) for x in (0.1, 0.5)
    ]
    speck = shapely.box(*shape_of([(0.3, 0.3)])[0], *shape_of([(0.30005, 0.29995)])[0])
    cut = cut_polygons(np.array([shapely.MultiPolygon(parts), speck]), TILE)
    assert cut.places.tolist() == [0]
    assert decoded(cut)[0]["geometry"]["type"] == "MultiPolygon"


def test_an_area_around_the_tile_fills_it() -> None:
    around = shapely.box(100, 15, 110, 25)
    (feature,) = decoded(cut_polygons(np.array([around]), TILE))
    xs = [x for x, _ in feature["geometry"]["coordinates"][0]]
    assert (min(xs), max(xs)) == (-64, EXTENT + 64)


def test_no_shapes_leave_no_feature() -> None:
    nothing = np.array([], dtype=object)
    assert len(cut_lines(nothing, TILE).geometry) == 0
    assert len(cut_polygons(nothing, TILE).geometry) == 0


def test_points_lie_on_whole_steps_from_the_north_west() -> None:
    (x, y) = place_points(*np.array(shape_of([(0.5, 0.25), (-0.1, 0.5)])).T, TILE)
    assert x[0] == EXTENT // 2
    assert abs(y[0] - EXTENT // 4) <= 2
    assert x[1] < 0


def test_lines_of_a_group_are_one_feature_joined_end_to_end() -> None:
    first, second, other = (
        shapely.linestrings(shape_of(points))
        for points in ([(0.1, 0.1), (0.4, 0.4)], [(0.4, 0.4), (0.8, 0.8)], [(0.1, 0.9), (0.9, 0.9)])
    )
    far = shapely.linestrings(shape_of([(2, 2), (3, 3)]))
    lines = np.array([first, far, other, second])
    cut = cut_lines(lines, TILE, groups=np.array([4, 2, 0, 4]))
    assert cut.places.tolist() == [0, 4]
    joined = decoded(cut)[1]["geometry"]
    assert joined["type"] == "LineString"
    assert len(joined["coordinates"]) == 2
