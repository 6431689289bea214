"""Rectangles as ranges of order keys."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.vpostcode import Box, CodeError, KeyRange, cover, grid, order_key, order_keys
from diaban.engines.vpostcode.keys import keys_at


def keys_of(ranges: list[KeyRange]) -> np.ndarray:
    return np.concatenate([np.arange(one.first, one.last + 1) for one in ranges])


small_boxes = st.builds(
    lambda south, west, height, width: Box(south, west, south + height, west + width),
    st.floats(20.9, 21.1),
    st.floats(105.9, 106.1),
    st.floats(0, 0.004),
    st.floats(0, 0.004),
)
boxes = st.builds(
    lambda south, west, height, width: Box(
        south, west, min(south + height, 90), min(west + width, 180)
    ),
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.floats(0, 1) | st.floats(0, 180),
    st.floats(0, 1) | st.floats(0, 360),
)


@given(small_boxes)
@settings(max_examples=60, deadline=None)
def test_every_cell_of_the_box_is_in_the_finest_cover_and_none_outside(box: Box) -> None:
    rows = np.arange(grid.row_of(box.south), grid.row_of(box.north) + 1)
    columns = np.arange(grid.column_of(box.west), grid.column_of(box.east) + 1)
    expected = np.sort(keys_at(rows[:, None], columns[None, :]).ravel())
    assert np.array_equal(keys_of(cover(box, 11)), expected)


@given(small_boxes, st.sampled_from([6, 8, 10]))
@settings(max_examples=60, deadline=None)
def test_a_coarser_cover_is_made_of_whole_cells_that_touch_the_box(box: Box, digits: int) -> None:
    size = 20 ** (11 - digits) if digits < 10 else 20
    finest = keys_of(cover(box, 11))
    parents = np.unique(finest // size)
    ranges = cover(box, digits)
    covered = np.concatenate([np.arange(r.first // size, r.last // size + 1) for r in ranges])
    assert all(r.first % size == 0 and (r.last + 1) % size == 0 for r in ranges)
    assert np.array_equal(covered, parents)


@given(boxes, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_chosen_cover_holds_every_point_of_the_box_in_few_ranges(
    box: Box, random: object
) -> None:
    ranges = cover(box)
    firsts, lasts = (np.array([getattr(r, end) for r in ranges]) for end in ("first", "last"))
    assert len(ranges) <= 800
    assert (firsts[1:] > lasts[:-1] + 1).all()
    places = np.array([(random.random(), random.random()) for _ in range(20)] + [(0, 0), (1, 1)])  # type: ignore[attr-defined]
    lat = np.clip(box.south + places[:, 0] * (box.north - box.south), box.south, box.north)
    lng = np.clip(box.west + places[:, 1] * (box.east - box.west), box.west, box.east)
    keys = order_keys(lat, lng)
    place = np.searchsorted(firsts, keys, side="right") - 1
    assert (keys <= lasts[place]).all()


@pytest.mark.parametrize("east", [180.0, 179.99999999999997])
def test_a_box_that_ends_at_180_degrees_holds_the_cells_on_both_sides(east: float) -> None:
    for west in (179.9999, 180.0):
        ranges = cover(Box(0, min(west, east), 0, east), 11)
        held = {int(key) for key in keys_of(ranges)}
        assert {order_key(0, 180), order_key(0, 179.99999)} <= held
        assert len(held) < 10


def test_a_square_kilometre_takes_few_ranges_and_reads_little_beyond_it() -> None:
    box = Box(21.02, 105.85, 21.029, 105.8596)
    ranges = cover(box)
    cells = sum(one.last - one.first + 1 for one in ranges)
    wanted = sum(one.last - one.first + 1 for one in cover(box, 11))
    assert len(ranges) <= 8
    assert cells / wanted < 2


def test_the_whole_world_is_one_range_for_each_row_of_two_digit_cells() -> None:
    assert len(cover(Box(-90, -180, 90, 180))) == 9


def test_prefixes_write_the_same_keys_as_their_range() -> None:
    for one in cover(Box(20.99, 105.99, 21.013, 106.017), 10):
        size = 0
        for prefix in one.prefixes:
            size += 20 ** (11 - len(prefix))
        assert size == one.last - one.first + 1
    assert KeyRange(0, 20**7 - 1).prefixes == ("2222",)
    assert KeyRange(19, 20).prefixes == ("2222222222X", "22222222232")


@pytest.mark.parametrize("digits", [0, 3, 9, 12])
def test_a_length_that_no_cell_has_is_refused(digits: int) -> None:
    with pytest.raises(CodeError) as caught:
        cover(Box(21, 105, 22, 106), digits)
    assert caught.value.reason == "digits"


@pytest.mark.parametrize("box", [Box(22, 105, 21, 106), Box(21, 106, 22, 105)])
def test_a_box_turned_round_is_refused(box: Box) -> None:
    with pytest.raises(CodeError) as caught:
        cover(box)
    assert caught.value.reason == "box"
