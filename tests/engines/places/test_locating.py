"""Points to units, compared with exact geometry."""

import io
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.places import Locator
from diaban.engines.places.cell_tables import TooManyUnitsError

coordinates = st.integers(0, 40)


def voronoi(sites):
    """Cut the square of 40 x 40 hundredths of a degree into cells around sites."""
    points = shapely.multipoints(np.array(sites) / 100 + [105.5, 20.8])
    square = shapely.box(105.5, 20.8, 105.9, 21.2)
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=square))
    return list(shapely.intersection(cells, square))


def by_geometry(polygons, lat, lng):
    """Answer with Shapely: the first polygon that holds the point, -1 where none does."""
    point, unit = shapely.STRtree(polygons).query(shapely.points(lng, lat), predicate="within")
    answer = np.full(len(lat), len(polygons))
    np.minimum.at(answer, point, unit)
    return np.where(answer == len(polygons), -1, answer)


def random_points(seed, count=4000):
    rng = np.random.default_rng(seed)
    return rng.uniform(20.75, 21.25, count), rng.uniform(105.45, 105.95, count)


def locator_of(polygons, **options):
    return Locator.build(polygons, [str(i) for i in range(len(polygons))], **options)


@given(
    st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=25, unique=True),
    st.sampled_from([(4, 2), (32, 4), (128, 8)]),
    st.integers(0, 1000),
)
@settings(deadline=None, max_examples=60)
def test_every_point_of_a_random_partition_gets_the_unit_that_geometry_gives(sites, cells, seed):
    polygons = voronoi(sites)
    lat, lng = random_points(seed)
    expected = by_geometry(polygons, lat, lng)
    assert np.array_equal(locator_of(polygons, cells=cells).locate(lat, lng), expected)


@given(st.integers(0, 1000), st.sampled_from([(8, 2), (64, 8)]))
@settings(deadline=None, max_examples=30)
def test_holes_islands_and_multipolygons_are_respected(seed, cells):
    rng = np.random.default_rng(seed)
    rings = [
        shapely.Point(*rng.uniform([105.6, 20.9], [105.8, 21.1])).buffer(r)
        for r in (0.02, 0.05, 0.09)
    ]
    lake_in_ring = shapely.union(rings[0], shapely.difference(rings[2], rings[1]))
    polygons = [
        lake_in_ring,
        shapely.difference(shapely.difference(rings[1], rings[0]), lake_in_ring),
    ]
    lat, lng = random_points(seed)
    expected = by_geometry(polygons, lat, lng)
    assert np.array_equal(locator_of(polygons, cells=cells).locate(lat, lng), expected)


@given(st.integers(0, 1000))
@settings(deadline=None, max_examples=30)
def test_where_polygons_overlap_the_first_wins(seed):
    rng = np.random.default_rng(seed)
    polygons = [
        shapely.Point(*rng.uniform([105.6, 20.9], [105.8, 21.1])).buffer(rng.uniform(0.02, 0.1))
        for _ in range(5)
    ]
    lat, lng = random_points(seed)
    expected = by_geometry(polygons, lat, lng)
    assert np.array_equal(locator_of(polygons, cells=(40, 4)).locate(lat, lng), expected)


@given(
    st.lists(st.integers(1, 39), min_size=1, max_size=6, unique=True),
    st.lists(st.integers(1, 39), min_size=1, max_size=6, unique=True),
)
@settings(deadline=None, max_examples=40)
def test_a_point_exactly_on_a_border_belongs_to_the_east_or_the_north(meridians, parallels):
    east_of = [0, *sorted(meridians), 40]
    north_of = [0, *sorted(parallels), 40]
    boxes = [
        shapely.box(105 + w / 64, 20 + s / 64, 105 + e / 64, 20 + n / 64)
        for s, n in pairwise(north_of)
        for w, e in pairwise(east_of)
    ]
    y, x = (part.ravel() for part in np.mgrid[-1:42, -1:42])
    column = np.searchsorted(east_of, x, side="right") - 1
    row = np.searchsorted(north_of, y, side="right") - 1
    inside = (x >= 0) & (x < 40) & (y >= 0) & (y < 40)
    expected = np.where(inside, row * (len(east_of) - 1) + column, -1)
    found = locator_of(boxes, cells=(16, 4)).locate(20 + y / 64, 105 + x / 64)
    assert np.array_equal(found, expected)


@given(st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=20, unique=True))
@settings(deadline=None, max_examples=40)
def test_points_on_vertices_and_edges_of_inner_borders_get_one_of_the_touching_units(sites):
    polygons = voronoi(sites)
    ends = shapely.get_coordinates(polygons)
    middles = (ends[1:] + ends[:-1]) / 2
    lng, lat = np.concatenate([ends, middles]).T
    inner = (lng > 105.5001) & (lng < 105.8999) & (lat > 20.8001) & (lat < 21.1999)
    lng, lat = lng[inner], lat[inner]
    found = locator_of(polygons, cells=(32, 4)).locate(lat, lng)
    assert (found >= 0).all()
    near = shapely.dwithin(np.array(polygons)[found], shapely.points(lng, lat), 1e-9)
    assert near.all()


def test_what_is_not_a_place_on_the_map_is_outside():
    locator = locator_of([shapely.box(105, 20, 106, 21)])
    lat = [np.nan, 20.5, np.inf, -np.inf, 20.5, 90.0, 20.5, 20.5]
    lng = [105.5, np.nan, 105.5, 105.5, np.inf, 105.5, -180.0, 105.5]
    assert locator.locate(lat, lng).tolist() == [-1] * 7 + [0]


def test_no_points_give_no_answers():
    assert locator_of([shapely.box(105, 20, 106, 21)]).locate([], []).shape == (0,)


def test_more_points_than_one_block_are_all_answered():
    locator = locator_of([shapely.box(105, 20, 106, 21)])
    assert (locator.locate(np.full(50_000, 20.5), np.full(50_000, 105.5)) == 0).all()


def test_integer_degrees_give_the_same_unit():
    locator = locator_of([shapely.box(105, 20, 106, 21)])
    assert locator.locate_e7([205000000, 215000000], [1055000000, 1055000000]).tolist() == [0, -1]


def slivered():
    """Two boxes with a gap of about 10 m between them."""
    return [shapely.box(105, 20, 105.5, 21), shapely.box(105.5001, 20, 106, 21)]


def test_a_point_in_a_sliver_goes_to_the_nearest_unit():
    lat, lng = [20.5, 20.5], [105.50002, 105.50008]
    assert locator_of(slivered()).locate(lat, lng).tolist() == [-1, -1]
    assert locator_of(slivered(), snap_metres=8).locate(lat, lng).tolist() == [0, 1]


def test_snapping_reaches_no_further_than_asked():
    locator = locator_of(slivered(), snap_metres=100)
    metres = 1 / 111_195
    lat = [21 + 90 * metres, 21 + 110 * metres, 25.0, np.nan]
    assert locator.locate(lat, [105.2, 105.2, 105.2, 105.2]).tolist() == [0, -1, -1, -1]


def test_a_hole_that_belongs_to_nobody_is_not_snapped_away():
    ring = shapely.difference(shapely.box(105, 20, 106, 21), shapely.box(105.4, 20.4, 105.6, 20.6))
    assert locator_of([ring], snap_metres=50).locate([20.5], [105.5]).tolist() == [-1]


def test_a_stored_index_answers_alike():
    polygons = voronoi([(3, 4), (30, 8), (12, 33), (36, 35)])
    locator = locator_of(polygons, snap_metres=5)
    file = io.BytesIO()
    np.savez(file, **locator.to_arrays())
    file.seek(0)
    restored = Locator.from_arrays(np.load(file))
    lat, lng = random_points(1)
    assert np.array_equal(restored.locate(lat, lng), locator.locate(lat, lng))
    assert restored.keys == locator.keys
    assert restored.snap_metres == 5
    assert np.array_equal(restored.boxes, locator.boxes)


def test_boxes_are_south_west_north_east():
    assert locator_of([shapely.box(105, 20, 106, 22)]).boxes.tolist() == [[20, 105, 22, 106]]


def test_coordinates_of_unlike_length_are_refused():
    with pytest.raises(ValueError, match="equally long"):
        locator_of([shapely.box(105, 20, 106, 21)]).locate([20.5, 20.6], [105.5])


@pytest.mark.parametrize(("polygons", "keys"), [([], []), ([shapely.box(0, 0, 1, 1)], [])])
def test_nothing_to_index_is_refused(polygons, keys):
    with pytest.raises(ValueError, match="at least one"):
        Locator.build(polygons, keys)


def test_too_many_units_in_one_fine_cell_ask_for_a_finer_grid():
    strips = [shapely.box(105 + i / 200, 20, 105 + (i + 1) / 200, 21) for i in range(200)]
    with pytest.raises(TooManyUnitsError):
        locator_of(strips, cells=(1, 1))
    assert locator_of(strips, cells=(16, 4)).locate([20.5], [105.9975]).tolist() == [199]
