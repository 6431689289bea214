"""Counts of a tile, held to counting each point by itself."""

from collections import Counter

import mapbox_vector_tile
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.tiles import (
    EXTENT,
    Tile,
    count_cells,
    encode_counts,
    group_cells,
    project,
    sort_points,
)

POINTS = st.lists(
    st.tuples(
        st.integers(80_000_000, 240_000_000),
        st.integers(1_020_000_000, 1_180_000_000),
        st.booleans(),
    ),
    min_size=1,
    max_size=60,
)


def cell_of(lat_e7: int, lng_e7: int, zoom: int) -> tuple[int, int]:
    x, y = project([lng_e7 / 1e7], [lat_e7 / 1e7])
    return int(x[0] * 2**zoom), int(y[0] * 2**zoom)


@given(POINTS, st.integers(0, 16))
def test_every_point_is_counted_once_in_its_cell(points, zoom) -> None:
    keys = sort_points(*(np.array(column) for column in zip(*points, strict=True)))
    tile = Tile(zoom, *cell_of(*points[0][:2], zoom))
    counts = count_cells(keys, tile)
    columns, rows = counts.columns_rows
    found = dict(
        zip(
            zip(columns.tolist(), rows.tolist(), strict=True),
            zip(counts.total.tolist(), counts.marked.tolist(), strict=True),
            strict=True,
        )
    )
    total, marked = Counter(), Counter()
    for lat, lng, is_marked in points:
        x, y = cell_of(lat, lng, zoom + 8)
        if (x >> 8, y >> 8) == tile[1:]:
            total[x & 255, y & 255] += 1
            marked[x & 255, y & 255] += is_marked
    assert found == {cell: (total[cell], marked[cell]) for cell in total}


@given(POINTS)
def test_groups_keep_the_counts_and_the_middle(points) -> None:
    keys = sort_points(*(np.array(column) for column in zip(*points, strict=True)))
    counts = count_cells(keys, Tile(0, 0, 0))
    whole = group_cells(counts, 0)
    assert whole.total.tolist() == [len(points)]
    assert whole.marked.tolist() == [sum(marked for _, _, marked in points)]
    columns, _ = counts.columns_rows
    assert whole.x[0] == pytest.approx(((columns + 0.5) / 256 * counts.total).sum() / len(points))
    assert group_cells(counts, 2).total.sum() == len(points)


def test_a_tile_without_points_is_empty() -> None:
    keys = sort_points([210285110], [1058541670], [True])
    counts = count_cells(keys, Tile(16, 0, 0))
    assert len(counts.cells) == len(group_cells(counts, 2).total) == 0
    assert encode_counts(keys, Tile(16, 0, 0)) == b""


def test_a_zoom_without_finer_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="zoom 17"):
        count_cells(sort_points([0], [0], [True]), Tile(17, 0, 0))


def test_the_tile_of_counts_says_how_many_and_how_many_are_marked() -> None:
    lat, lng = np.full(5, 210285110), np.full(5, 1058541670)
    lat[4] += 20_000
    keys = sort_points(lat, lng, [True, True, False, True, False])
    tile = encode_counts(keys, Tile(16, *cell_of(210285110, 1058541670, 16)))
    layers = mapbox_vector_tile.decode(tile)
    dots = {
        (f["properties"]["least"], f["properties"]["marked"]) for f in layers["density"]["features"]
    }
    assert dots == {(4, 1), (1, 0)}
    told = [f["properties"] for f in layers["counts"]["features"]]
    assert sum(one["total"] for one in told) == 5
    assert sum(one["marked"] for one in told) == 3
    assert layers["counts"]["extent"] == EXTENT


def test_places_beyond_the_projection_are_counted_at_its_edge() -> None:
    keys = sort_points([900_000_000, -900_000_000], [1_800_000_000, -1_800_000_000], [False, False])
    assert count_cells(keys, Tile(0, 0, 0)).cells.tolist() == [0x5555, 0xAAAA]


def test_tiles_know_the_grid() -> None:
    assert Tile(3, 7, 7).is_on_grid
    assert not Tile(3, 8, 0).is_on_grid
    assert not Tile(3, 0, -1).is_on_grid
    west, south, east, north = Tile(0, 0, 0).box
    assert (west, east) == (-180, 180)
    assert (south, north) == pytest.approx((-85.0511287798, 85.0511287798))
    first, beyond = Tile(0, 0, 0).key_range()
    assert (first, beyond) == (0, 2**49)
