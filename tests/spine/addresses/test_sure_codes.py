"""The short way to a verdict says what the code engine's full check says, or nothing."""

from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines import vpostcode
from diaban.engines.places import Locator
from diaban.spine.addresses.city_codes import CityCodes, _postal_areas
from diaban.spine.addresses.sure_codes import SureCodes
from diaban.spine.places.areas import Areas

# the second lies across 21°N and 106°E as Hanoi does; the last is wider than a degree
SHAPES = {
    11: shapely.Polygon([(105.8, 20.9), (105.95, 20.93), (105.9, 21.08), (105.82, 21.05)]),
    12: shapely.box(105.96, 20.95, 106.04, 21.05),
    13: shapely.box(110.0, 8.0, 112.5, 10.4),
}
POSTAL_CODES = {11: "11024", 12: "11025", 13: "57999"}


class _NamedUnit:
    def __init__(self, pk: int) -> None:
        self.pk = pk


@pytest.fixture(scope="module")
def codes() -> CityCodes:
    numbers = np.array(list(SHAPES))
    locator = Locator.build(list(SHAPES.values()), [str(pk) for pk in SHAPES], snap_metres=5)
    areas = Areas(date(2026, 1, 1), numbers, locator, numbers, SHAPES, None)
    units = {pk: _NamedUnit(pk) for pk in SHAPES}
    return CityCodes(
        areas.as_of, areas, units, POSTAL_CODES, _postal_areas(areas, units, POSTAL_CODES)
    )


@pytest.fixture(scope="module")
def sure(codes: CityCodes) -> SureCodes:
    return SureCodes(codes)


positions = st.one_of(
    st.tuples(st.floats(20.88, 21.1), st.floats(105.78, 106.06)),
    st.tuples(st.floats(7.9, 10.5), st.floats(109.9, 112.6)),
)


@given(position=positions, postal_code=st.sampled_from([*POSTAL_CODES.values(), "99999"]))
def test_a_sure_code_is_valid_and_has_its_cell(codes, sure, position, postal_code) -> None:
    code = vpostcode.encode(*position, postal_code)
    cell = sure.cell_of(vpostcode.parse(code))
    verdict = vpostcode.check(code, codes.postal_areas)
    assert cell is None or (verdict.status, verdict.cell) == ("valid", cell)


@given(tail=st.text(vpostcode.ALPHABET, min_size=7, max_size=7))
def test_a_tail_of_anywhere_is_sure_only_where_the_check_finds_it_valid(codes, sure, tail) -> None:
    for postal_code in POSTAL_CODES.values():
        cell = sure.cell_of(vpostcode.parse(postal_code + tail))
        verdict = vpostcode.check(postal_code + tail, codes.postal_areas)
        assert cell is None or (verdict.status, verdict.cell) == ("valid", cell)


@pytest.mark.parametrize(
    ("lat", "lng", "postal_code"),
    [(20.99, 105.87, "11024"), (20.97, 105.98, "11025"), (21.03, 106.03, "11025")],
)
def test_codes_well_inside_a_commune_need_no_full_check(sure, lat, lng, postal_code) -> None:
    cell = sure.cell_of(vpostcode.parse(vpostcode.encode(lat, lng, postal_code)))
    assert cell == vpostcode.cell_at(lat, lng)


def test_an_area_wider_than_a_degree_is_left_to_the_full_check(sure: SureCodes) -> None:
    assert sure.cell_of(vpostcode.parse(vpostcode.encode(9.0, 111.0, "57999"))) is None


def test_bare_tails_and_full_open_location_codes_are_left_to_the_full_check(sure) -> None:
    assert sure.cell_of(vpostcode.parse("2VH3CM3")) is None
    assert sure.cell_of(vpostcode.parse("7PH72VH3+CM3")) is None
