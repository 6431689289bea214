"""The pinned rounding rule against the reference implementation 1.0.1, point for point."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openlocationcode import openlocationcode

from diaban.engines.vpostcode import (
    encode_tail,
    encode_tail_e7,
    encode_tails,
    encode_tails_e7,
    grid,
    olc,
    order_key,
    order_keys,
    order_keys_e7,
    rows,
    tail_of_order_key,
    tails_of_order_keys,
    write_tails,
)

# In its last 1e-9 degree before the pole and before 180 east the reference runs over into
# digits that no position has; there we stay in the last cell, or go on to the first.
latitudes = st.floats(-90, 90 - 1e-9) | st.just(90.0)
longitudes = st.floats(-180, 180 - 1e-9) | st.just(180.0)


def reference_tail(lat: float, lng: float) -> str:
    return openlocationcode.encode(lat, lng, 11).replace("+", "")[4:]


def reference_tails(lat: np.ndarray, lng: np.ndarray) -> list[str]:
    return [reference_tail(*point) for point in zip(lat.tolist(), lng.tolist(), strict=True)]


def assert_equal_to_reference(lat: np.ndarray, lng: np.ndarray) -> None:
    expected = reference_tails(lat, lng)
    assert write_tails(encode_tails(lat, lng)) == expected
    points = list(zip(lat.tolist(), lng.tolist(), strict=True))
    assert [encode_tail(*point) for point in points] == expected
    keys = order_keys(lat, lng)
    assert write_tails(tails_of_order_keys(keys)) == expected
    assert keys.tolist() == [order_key(*point) for point in points]


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20251107)


def test_200_000_random_points_have_the_reference_code(rng: np.random.Generator) -> None:
    of_viet_nam = rng.uniform(8, 24, 150_000), rng.uniform(102, 118, 150_000)
    of_the_world = rng.uniform(-90, 90, 50_000), rng.uniform(-180, 180, 50_000)
    assert_equal_to_reference(*map(np.concatenate, zip(of_viet_nam, of_the_world, strict=True)))


@pytest.mark.parametrize("towards", [0, -1, 1])
def test_40_000_points_on_cell_borders_have_the_reference_code(
    rng: np.random.Generator, towards: int
) -> None:
    """Corners as written in decimals, and the numbers next to them on either side."""
    lat = rng.integers(-3_599_999, 3_599_999, 40_000) / 40_000
    lng = rng.integers(-5_759_999, 5_759_999, 40_000) / 32_000
    for _ in range(abs(towards)):
        lat, lng = np.nextafter(lat, 99.0 * towards), np.nextafter(lng, 999.0 * towards)
    assert_equal_to_reference(lat, lng)


@pytest.mark.parametrize("decimals", [5, 6, 7])
def test_points_given_to_a_few_decimals_have_the_reference_code(
    rng: np.random.Generator, decimals: int
) -> None:
    lat = np.round(rng.uniform(8, 24, 40_000), decimals)
    lng = np.round(rng.uniform(102, 118, 40_000), decimals)
    assert_equal_to_reference(lat, lng)


def test_integer_positions_have_the_code_of_their_degrees(rng: np.random.Generator) -> None:
    # North of 81.8 degrees the reference's floats are too coarse for exact borders.
    lat_e7 = rng.integers(-900_000_000, 817_000_000, 50_000)
    lng_e7 = rng.integers(-1_800_000_000, 1_800_000_001, 50_000)
    lat_e7[::2] = lat_e7[::2] // 250 * 250  # on borders of rows
    lng_e7[::2] = lng_e7[::2] // 625 * 625  # on borders of columns
    cells = encode_tails(lat_e7 / 1e7, lng_e7 / 1e7)
    assert (encode_tails_e7(lat_e7, lng_e7) == cells).all()
    assert (order_keys_e7(lat_e7, lng_e7) == order_keys(lat_e7 / 1e7, lng_e7 / 1e7)).all()
    one_by_one = [
        encode_tail_e7(*point) for point in zip(lat_e7.tolist(), lng_e7.tolist(), strict=True)
    ]
    assert one_by_one == write_tails(cells)


@given(latitudes, longitudes)
@settings(max_examples=500, deadline=None)
@example(90.0, 180.0)
@example(-90.0, -180.0)
@example(-0.0, 5e-324)
def test_any_position_has_the_reference_code(lat: float, lng: float) -> None:
    expected = reference_tail(lat, lng)
    assert encode_tail(lat, lng) == expected
    assert write_tails(encode_tails([lat], [lng])) == [expected]


@pytest.mark.parametrize(("lat", "tail"), [(89.99999999999999, "X2X2X2R"), (90.0, "X2X2X2R")])
def test_the_last_step_before_the_pole_stays_in_the_last_row(lat: float, tail: str) -> None:
    assert encode_tail(lat, 0.0) == tail
    assert write_tails(encode_tails([lat], [179.99999999999997])) == [tail]


@given(latitudes, longitudes, st.sampled_from([2, 4, 6, 8, 10, 11, 12, 13, 14, 15]))
@settings(max_examples=300, deadline=None)
def test_codes_of_any_length_are_those_of_the_reference(
    lat: float, lng: float, digits: int
) -> None:
    code = olc.encode_olc(lat, lng, digits)
    assert code == openlocationcode.encode(lat, lng, digits)
    ours, theirs = olc.decode_olc(code), openlocationcode.decode(code)
    assert (ours.south, ours.west) == pytest.approx(
        (theirs.latitudeLo, theirs.longitudeLo), abs=1e-10
    )


def test_the_fast_rounding_is_decimal_rounding_at_every_spacing_it_serves() -> None:
    """Walk the last numbers below a whole one for each power of two up to 2**33."""
    for power in range(27, 33):
        spacing = 2.0 ** (power - 52)
        for whole in (2.0**power + 625, 1.5 * 2.0**power, 2.0 ** (power + 1) - 1):
            below = whole - spacing * np.arange(80)
            expected = [int(round(value, 6)) for value in below.tolist()]
            assert np.floor(below + rows.NUDGE).tolist() == expected
            assert [grid.cut(value) for value in below.tolist()] == expected


def test_tail_of_an_order_key_is_the_tail_of_its_position() -> None:
    assert tail_of_order_key(order_key(20.9955, 105.8075)) == "XRW5622"
