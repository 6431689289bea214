"""Closing slivers: coverages become exact, ground stays what it is, wide faults stay."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from diaban.engines.places import FaultKind, check_coverage, close_borders
from diaban.engines.places.polygon_plane import Plane

LNG, LAT = 105.8, 21.0
PLANE = Plane.around([box(LNG, LAT, LNG + 0.04, LAT + 0.04)])
WIDTH = 5.0


def flatten(shapes):
    return PLANE.flatten(np.asarray(shapes, dtype=object))


def ground(*corners):
    return Polygon(np.array(corners) / [PLANE.east, PLANE.north] + [LNG, LAT])


def field(west, south, east, north):
    return ground((west, south), (east, south), (east, north), (west, north))


def jittered(seed: int, columns: int, rows: int, metres: float) -> list[Polygon]:
    """A grid of fields whose corners were drawn anew for each, up to some metres off."""
    random = np.random.default_rng(seed)
    side = 400.0
    corners = random.normal(0, 60, (columns + 1, rows + 1, 2)).clip(-110, 110)
    corners += np.stack(np.meshgrid(*[np.arange(n + 1) * side for n in (columns, rows)],
                                    indexing="ij"), axis=-1)  # fmt: skip
    areas = []
    for i in range(columns):
        for j in range(rows):
            ring = corners[[i, i + 1, i + 1, i], [j, j, j + 1, j + 1]]
            # never past the width together: each corner of two borders moves by half of it at most
            areas.append(ground(*(ring + random.uniform(-metres, metres, (4, 2)))))
    return areas


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(2, 3))
def test_areas_drawn_twice_with_small_differences_become_an_exact_cover(seed, columns, rows):
    given_areas = jittered(seed, columns, rows, metres=0.8)
    closed = close_borders(given_areas, WIDTH)
    assert closed.left == 0
    assert shapely.coverage_is_valid(closed.polygons)
    whole = shapely.union_all(closed.polygons)
    assert not shapely.get_num_interior_rings(shapely.get_parts(whole)).any()
    faults = [f for f in check_coverage(closed.polygons, WIDTH) if f.kind != FaultKind.CRUMB]
    # the outer edge may keep a notch of a hand's breadth where three borders meet it
    assert all(f.kind == FaultKind.GAP and f.area_m2 < 1 for f in faults)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_each_area_is_what_it_was_with_what_came_and_without_what_went(seed):
    given_areas = jittered(seed, 3, 3, metres=0.8)
    closed = close_borders(given_areas, WIDTH)
    before, after = (shapely.area(flatten(a)) for a in (given_areas, closed.polygons))
    assert after == pytest.approx(before + closed.gained_m2 - closed.lost_m2, abs=2.0)
    # no ground of the whole is lost: it only loses what was doubled and gains the gaps
    whole, now = (shapely.union_all(flatten(a)) for a in (given_areas, closed.polygons))
    assert shapely.area(shapely.difference(whole, now)) < 2.0
    assert shapely.area(now) == pytest.approx(after.sum(), abs=1.0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_only_ground_narrower_than_the_width_changes_hands(seed):
    given_areas = jittered(seed, 3, 2, metres=0.8)
    closed = close_borders(given_areas, WIDTH)
    for old, new in zip(flatten(given_areas), flatten(closed.polygons), strict=True):
        changed = shapely.symmetric_difference(old, new)
        assert shapely.is_empty(shapely.buffer(changed, -WIDTH / 2))


@pytest.mark.parametrize("east", [505.5, 520.0])
def test_an_overlap_wider_than_the_width_stays_as_drawn(east):
    given_areas = [field(0, 0, east, 900), field(500, 0, 900, 900)]
    closed = close_borders(given_areas, WIDTH)
    assert (closed.closed, closed.left) == (0, 1)
    for old, new in zip(flatten(given_areas), flatten(closed.polygons), strict=True):
        assert shapely.area(shapely.symmetric_difference(old, new)) < 2.0
    assert not closed.gained_m2.any()
    assert not closed.lost_m2.any()


def test_a_sliver_goes_to_the_neighbour_with_the_longest_edge():
    north, south_west, south_east = (
        field(0, 0, 900, 400), field(0, -400, 300, -2), field(300, -400, 900, -2),
    )  # fmt: skip
    closed = close_borders([south_west, south_east, north], WIDTH)
    assert closed.closed == 1
    assert closed.gained_m2 == pytest.approx([0, 0, 1800], rel=0.02)
    assert shapely.coverage_is_valid(closed.polygons)


def test_where_two_are_equal_the_one_given_first_wins():
    west, east = field(0, 0, 502, 900), field(500, 0, 900, 900)
    for given_areas in ([west, east], [east, west]):
        closed = close_borders(given_areas, WIDTH)
        assert closed.lost_m2[0] == 0
        assert closed.lost_m2[1] == pytest.approx(1800, rel=0.02)


def test_an_overlap_goes_only_to_one_that_claims_it():
    west, east = field(0, 0, 502, 2), field(500, 0, 900, 2)
    roof = field(0, 2, 900, 400)
    closed = close_borders([west, east, roof], WIDTH)
    assert closed.gained_m2[2] == 0


def test_fixed_areas_stay_and_their_neighbours_give_way():
    kept, drawn = field(0, 0, 502, 900), field(500, 0, 900, 900)
    closed = close_borders([drawn, kept], WIDTH, fixed=[1])
    assert closed.lost_m2 == pytest.approx([1800, 0], rel=0.02)
    gap = close_borders([drawn, field(0, 0, 498, 900)], WIDTH, fixed=[1])
    assert gap.gained_m2 == pytest.approx([1800, 0], rel=0.02)


def test_ground_that_two_fixed_areas_claim_or_miss_stays():
    doubled = [field(0, 0, 502, 900), field(500, 0, 900, 900)]
    missed = [field(0, 0, 498, 900), field(500, 0, 900, 900)]
    for given_areas in (doubled, missed):
        closed = close_borders(given_areas, WIDTH, fixed=[0, 1])
        assert not closed.gained_m2.any()
        assert not closed.lost_m2.any()


def test_an_area_that_is_only_a_doubled_strip_may_lose_all_its_ground():
    closed = close_borders([field(0, 0, 900, 900), field(100, 100, 103, 800)], WIDTH, fixed=[0])
    assert closed.polygons[1].is_empty
    assert closed.lost_m2[1] == pytest.approx(2100, rel=0.02)


def test_invalid_rings_are_mended_on_the_way():
    bow_tie = ground((0, 0), (400, 400), (400, 0), (0, 400))
    closed = close_borders([bow_tie, field(402, 0, 900, 400)], WIDTH)
    assert all(shape.is_valid for shape in closed.polygons)


def test_no_areas_give_none_and_a_width_of_nothing_is_refused():
    assert close_borders([], WIDTH).polygons == []
    for width in (0.0, -1.0, float("nan")):
        with pytest.raises(ValueError, match="above zero"):
            close_borders([field(0, 0, 1, 1)], width)
