"""Faults of areas that should cover their ground once: each is found where it was put."""

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from diaban.engines.places import CoverageFault, FaultKind, check_coverage, mend_ring
from diaban.engines.places.polygon_plane import Plane, measure_widths

LNG, LAT = 105.8, 21.0
PLANE = Plane.around([box(LNG, LAT, LNG + 0.04, LAT + 0.04)])


def ground(*corners: tuple[float, float]) -> Polygon:
    """A polygon of corners in metres east and north of a point in Hanoi."""
    place = np.array([LNG, LAT])
    return Polygon(np.array(corners) / [PLANE.east, PLANE.north] + place)


def field(west: float, south: float, east: float, north: float) -> Polygon:
    return ground((west, south), (east, south), (east, north), (west, north))


def metres_of(fault: CoverageFault) -> tuple[float, float]:
    return (fault.lng - LNG) * PLANE.east, (fault.lat - LAT) * PLANE.north


def only(faults: list[CoverageFault]) -> CoverageFault:
    (fault,) = faults
    return fault


def test_areas_that_meet_exactly_have_no_fault():
    assert check_coverage([field(0, 0, 500, 900), field(500, 0, 900, 900)]) == []
    assert check_coverage([]) == []


def test_neighbours_whose_borders_have_unlike_corners_have_no_fault():
    west = ground((0, 0), (500, 0), (500, 300), (500, 900), (0, 900))
    assert check_coverage([west, field(500, 0, 900, 900)]) == []


def test_an_overlap_is_found_with_place_size_and_width():
    fault = only(check_coverage([field(0, 0, 520, 900), field(500, 0, 900, 900)]))
    assert (fault.kind, fault.areas, fault.is_sliver) == (FaultKind.OVERLAP, (0, 1), False)
    east, north = metres_of(fault)
    assert 500 < east < 520
    assert 0 < north < 900
    assert fault.area_m2 == pytest.approx(18_000, rel=0.01)
    assert fault.width_metres == pytest.approx(20, rel=0.05)
    assert PLANE.flatten(np.array([fault.shape]))[0].area == pytest.approx(fault.area_m2, rel=0.01)


def test_what_is_thinner_than_a_millimetre_is_rounding():
    assert check_coverage([field(0, 0, 500.0005, 900), field(500, 0, 900, 900)]) == []


@pytest.mark.parametrize(("width", "is_sliver"), [(4.5, True), (5.5, False)])
def test_what_no_circle_of_the_width_fits_in_is_a_sliver(width, is_sliver):
    fault = only(check_coverage([field(0, 0, 500 + width, 900), field(500, 0, 900, 900)], 5.0))
    assert fault.is_sliver is is_sliver


def test_a_gap_between_areas_names_all_that_touch_it():
    ring = [
        field(0, 0, 900, 300), field(0, 300, 400, 600), field(500, 300, 900, 600),
        field(0, 600, 900, 900), field(2000, 0, 2100, 100),
    ]  # fmt: skip
    fault = only(check_coverage(ring))
    assert (fault.kind, fault.areas) == (FaultKind.GAP, (0, 1, 2, 3))
    assert fault.area_m2 == pytest.approx(30_000, rel=0.01)
    assert not fault.is_sliver


def test_a_narrow_gap_that_opens_to_the_outside_is_found():
    fault = only(check_coverage([field(0, 0, 500, 900), field(502, 0, 900, 900)], 5.0))
    assert (fault.kind, fault.areas, fault.is_sliver) == (FaultKind.GAP, (0, 1), True)
    assert fault.width_metres == pytest.approx(2, rel=0.05)


def test_a_wide_opening_between_areas_is_the_outside_and_no_gap():
    assert check_coverage([field(0, 0, 500, 900), field(520, 0, 900, 900)], 5.0) == []


def test_an_island_in_the_hole_of_another_leaves_the_ring_around_it_as_a_gap():
    holed = field(0, 0, 900, 900).difference(field(300, 300, 600, 600))
    fault = only(check_coverage([holed, field(350, 350, 550, 550)]))
    assert (fault.kind, fault.areas) == (FaultKind.GAP, (0, 1))
    assert fault.area_m2 == pytest.approx(300**2 - 200**2, rel=0.01)


def test_a_part_of_an_area_in_the_hole_of_another_is_no_gap():
    holed = field(0, 0, 900, 900).difference(field(300, 300, 600, 600))
    parted = MultiPolygon([field(350, 350, 550, 550), field(2000, 0, 2400, 400)])
    fault = only(check_coverage([holed, parted]))
    assert fault.area_m2 == pytest.approx(300**2 - 200**2, rel=0.01)


def test_an_area_that_fills_the_hole_of_another_is_no_fault():
    hole = field(300, 300, 600, 600)
    assert check_coverage([field(0, 0, 900, 900).difference(hole), hole]) == []


def test_narrow_parts_of_an_area_are_crumbs_and_islands_are_not():
    main, crumb = field(0, 0, 900, 900), field(1000, 0, 1002, 3)
    fault = only(check_coverage([MultiPolygon([main, crumb, field(1000, 500, 1200, 700)])]))
    assert (fault.kind, fault.areas) == (FaultKind.CRUMB, (0,))
    assert fault.area_m2 == pytest.approx(6, rel=0.01)
    assert 1000 < metres_of(fault)[0] < 1002


def test_a_ring_that_crosses_itself_is_told_where_it_does():
    bow_tie = ground((0, 0), (400, 400), (400, 0), (0, 400))
    fault = only(check_coverage([field(1000, 0, 1400, 400), bow_tie]))
    assert (fault.kind, fault.areas) == (FaultKind.INVALID_RING, (1,))
    assert metres_of(fault) == pytest.approx((200, 200), abs=1)
    assert fault.area_m2 == pytest.approx(80_000, rel=0.01)
    assert fault.shape.is_valid


def test_a_hole_outside_its_area_is_an_invalid_ring():
    hole = [(105.9, 21.0), (105.91, 21.0), (105.91, 21.01)]
    holed = Polygon(field(0, 0, 900, 900).exterior, [hole])
    assert FaultKind.INVALID_RING in {f.kind for f in check_coverage([holed])}


def test_rings_come_first_and_then_the_largest_of_each_kind():
    bow_tie = ground((3000, 0), (3400, 400), (3400, 0), (3000, 400))
    areas = [field(0, 0, 510, 900), field(500, 0, 900, 900), field(860, 0, 1500, 900), bow_tie]
    faults = check_coverage(areas)
    assert [f.areas for f in faults] == [(3,), (1, 2), (0, 1)]


def test_areas_without_any_ground_are_borne():
    assert check_coverage([Polygon(), Polygon()]) == []


@pytest.mark.parametrize(
    "ring",
    [
        [(0, 0), (2, 2), (2, 0), (0, 2)],
        [(0, 0), (4, 0), (4, 4), (2, 4), (2, 6), (2, 4), (0, 4)],
        [(0, 0), (3, 0), (3, 3), (0, 3), (0, 0), (3, 0), (3, 3), (0, 3)],
    ],
)
def test_mended_rings_are_sound_areas(ring):
    mended = mend_ring(Polygon(ring))
    assert mended.is_valid
    assert mended.geom_type in {"Polygon", "MultiPolygon"}


def test_a_ring_without_ground_leaves_nothing():
    assert mend_ring(Polygon([(0, 0), (1, 1), (0, 0)])).is_empty


def test_what_one_method_cannot_mend_the_other_does(monkeypatch):
    """GEOS gives up on rare rings by its first method."""
    real = shapely.make_valid

    def fails_at_first(shape, **options):
        if not options:
            raise shapely.errors.GEOSException("unable to union")
        return real(shape, **options)

    monkeypatch.setattr(shapely, "make_valid", fails_at_first)
    mended = mend_ring(Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]))
    assert mended.is_valid
    assert mended.area == pytest.approx(2)


def test_sizes_are_right_to_half_a_percent_over_a_city():
    areas = np.array([box(105.8, 20.6, 105.81, 20.61), box(105.8, 21.3, 105.81, 21.31)])
    found = shapely.area(Plane.around(areas).flatten(areas))
    true = 0.01**2 * 111_195**2 * np.cos(np.radians([20.605, 21.305]))
    assert found == pytest.approx(true, rel=0.005)
    assert measure_widths(np.array([box(0, 0, 1000, 10)]))[0] == pytest.approx(10, rel=0.02)
