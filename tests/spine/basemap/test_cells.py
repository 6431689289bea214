"""Cells of the tile grid: what a geometry touches, and which of them make up a tile."""

import itertools
import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from diaban.spine.basemap.cells import ZOOM, cells_of_tile, touched_cells

HANOI = (105.85, 21.03)


def tile_around(lng: float, lat: float, z: int) -> tuple[int, int]:
    """The tile of a point by the formula of the slippy map, one point at a time."""
    side = 1 << z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side
    return int((lng + 180) / 360 * side), int(y)


@given(lng=st.floats(102, 118), lat=st.floats(6, 23.6), z=st.integers(0, 20))
def test_a_point_lies_in_the_cells_of_each_tile_around_it(lng: float, lat: float, z: int) -> None:
    _, cells = touched_cells(np.array([shapely.Point(lng, lat)]))
    first, last = cells_of_tile(z, *tile_around(lng, lat, z))
    assert len(cells) == 1
    assert first <= cells[0] <= last


@given(st.integers(0, ZOOM - 1), st.data())
def test_four_tiles_share_out_the_cells_of_the_tile_above(z: int, data) -> None:
    x, y = (data.draw(st.integers(0, (1 << z) - 1)) for _ in "xy")
    quarters = [cells_of_tile(z + 1, 2 * x + i, 2 * y + j) for j in (0, 1) for i in (0, 1)]
    whole = cells_of_tile(z, x, y)
    assert quarters[0].first == whole.first
    assert quarters[-1].last == whole.last
    for before, after in itertools.pairwise(quarters):
        assert before.last + 1 == after.first


def test_a_long_line_is_listed_in_the_cells_it_crosses_and_in_no_other() -> None:
    line = shapely.LineString([HANOI, (HANOI[0] + 0.2, HANOI[1] + 0.2)])
    place, cells = touched_cells(np.array([line]))
    spots = shapely.get_coordinates(shapely.segmentize(line, 0.0005))
    crossed = {
        cells_of_tile(ZOOM, *tile_around(lng, lat, ZOOM)).first for lng, lat in spots.tolist()
    }
    assert crossed <= set(cells.tolist())
    # besides those it crosses only corners that lie between two sampled spots
    assert len(cells) <= len(crossed) + 3
    assert set(place.tolist()) == {0}


@pytest.mark.parametrize("reach", [0.001, 0.05])
def test_an_area_is_listed_wherever_it_lies(reach: float) -> None:
    square = shapely.box(*HANOI, HANOI[0] + reach, HANOI[1] + reach)
    _, cells = touched_cells(np.array([square]))
    for lng, lat in shapely.get_coordinates(square).tolist():
        assert cells_of_tile(ZOOM, *tile_around(lng, lat, ZOOM)).first in cells
