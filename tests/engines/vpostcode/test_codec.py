"""What encoding and decoding promise, whatever the position."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.vpostcode import (
    ALPHABET,
    VPOSTCODE_2020,
    Box,
    CodeError,
    PostalArea,
    cell_at,
    cell_of_order_key,
    cells_of_tail,
    decode,
    decode_tail,
    decode_tails,
    encode,
    encode_tail,
    encode_tail_e7,
    encode_tails,
    encode_tails_e7,
    grid,
    neighbours,
    order_key,
    order_keys,
    read_tails,
    tail_of_order_key,
    tails_of_order_keys,
    write_codes,
    write_tails,
)
from diaban.engines.vpostcode.decoding import place_tails
from diaban.engines.vpostcode.keys import KEYS, keys_at, positions_of

latitudes = st.floats(-89.4, 89.4)
longitudes = st.floats(-180, 180 - 1e-9)  # beyond, the cell is that of 180 west
keys = st.builds(grid.key_at, st.integers(0, grid.ROWS - 1), st.integers(0, grid.COLUMNS - 1))

WORKED_EXAMPLES = [
    (21.028511, 105.854167, "7PH72VH3+CM3", "2VH3CM3"),
    (21.0243, 105.8579, "7PH72VF5+P5C", "2VF5P5C"),
    (21.0368, 105.8346, "7PH72RPM+PRH", "2RPMPRH"),
    (20.9955, 105.8075, "7PG7XRW5+622", "XRW5622"),
    (20.979, 105.787, "7PG7XQHP+JR2", "XQHPJR2"),
    (21.055, 106.003, "7PH83243+262", "3243262"),
]


@pytest.mark.parametrize(("lat", "lng", "full", "tail"), WORKED_EXAMPLES)
def test_worked_examples_give_their_tails(lat: float, lng: float, full: str, tail: str) -> None:
    assert encode_tail(lat, lng) == tail
    assert cell_at(lat, lng).olc == full
    assert cell_at(lat, lng).tail == tail
    assert write_tails(encode_tails([lat], [lng])) == [tail]


@given(latitudes, longitudes)
@settings(deadline=None)
def test_a_decoded_cell_holds_the_position_it_was_encoded_from(lat: float, lng: float) -> None:
    cell = decode_tail(encode_tail(lat, lng), near=(lat, lng))
    slack = 3e-14  # the rounding rule lifts what is this little below a border
    assert cell.south - slack <= lat < cell.north
    assert cell.west - slack * 2 <= lng < cell.east
    assert encode_tail(*cell.centre) == encode_tail(lat, lng)


@given(st.lists(st.tuples(latitudes, longitudes), max_size=50))
@settings(deadline=None)
def test_bulk_decoding_is_decoding_one_at_a_time(points: list[tuple[float, float]]) -> None:
    lat, lng = (np.array([point[axis] for point in points]) for axis in (0, 1))
    lats, lngs = decode_tails(encode_tails(lat, lng), lat, lng)
    one_by_one = [decode_tail(encode_tail(*point), near=point) for point in points]
    assert lats.tolist() == pytest.approx([cell.centre[0] for cell in one_by_one], abs=1e-12)
    expected = [cell.centre[1] for cell in one_by_one]
    assert (lngs - np.array(expected) + 180) % 360 - 180 == pytest.approx(0, abs=1e-12)


@given(keys, st.integers(1, 11))
def test_codes_sort_as_their_keys_and_a_prefix_is_one_range(key: int, length: int) -> None:
    digits = cell_of_order_key(key).olc.replace("+", "")
    size = 20 ** (11 - length)
    first = key // size * size
    assert sum(ALPHABET.index(char) * 20 ** (10 - n) for n, char in enumerate(digits)) == key
    assert grid.write_number(first // size, length) == digits[:length]


@given(st.lists(keys, min_size=2, max_size=30))
def test_order_of_keys_is_order_of_codes(some: list[int]) -> None:
    by_code = sorted(some, key=lambda key: cell_of_order_key(key).olc)
    assert by_code == sorted(some)


@given(st.lists(keys, max_size=30))
def test_keys_and_positions_are_told_alike_by_numbers_and_by_arrays(some: list[int]) -> None:
    rows, columns = positions_of(np.array(some, dtype=np.int64))
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == [
        grid.position_of(key) for key in some
    ]
    assert keys_at(rows, columns).tolist() == some
    assert write_tails(tails_of_order_keys(some)) == [tail_of_order_key(key) for key in some]


@given(keys)
def test_a_neighbour_has_the_cell_as_its_neighbour(key: int) -> None:
    cell = cell_of_order_key(key)
    around = neighbours(cell)
    assert len(around) == (8 if -89.9 < cell.south < 89.9 else len(around))
    assert len({one.order_key for one in around} | {key}) == len(around) + 1
    assert all(cell in neighbours(one) for one in around)


def test_neighbours_close_over_180_degrees_and_stop_at_the_pole() -> None:
    assert len(neighbours(cell_at(90, 0))) == 5
    west_of_the_line = neighbours(cell_at(0, 179.99999))
    assert {round(one.west) for one in west_of_the_line} == {180, -180}


def test_the_north_pole_is_in_the_last_row_and_180_east_in_the_first_column() -> None:
    assert cell_at(90, 180) == cell_at(89.99999, -180)
    assert write_tails(encode_tails([90.0, -90.0], [180.0, -180.0])) == ["X2X2X2R", "2222222"]
    assert encode_tail_e7(900_000_000, 1_800_000_000) == "X2X2X2R"
    assert write_tails(encode_tails_e7([900_000_000], [1_800_000_000])) == ["X2X2X2R"]


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), 90.0000001, -91.0, 105.85])
def test_a_latitude_off_the_earth_is_refused_with_its_place_in_the_array(wrong: float) -> None:
    with pytest.raises(CodeError) as caught:
        encode_tail(wrong, 0)
    assert caught.value.reason == "latitude"
    with pytest.raises(CodeError) as caught:
        encode_tails([1.0, wrong], [1.0, 1.0])
    assert (caught.value.reason, caught.value.details["index"]) == ("latitude", 1)


@pytest.mark.parametrize("wrong", [float("nan"), -180.0000001, 181.0])
def test_a_longitude_off_the_earth_is_refused(wrong: float) -> None:
    for call in (lambda: encode_tail(0, wrong), lambda: order_keys([0.0], [wrong])):
        with pytest.raises(CodeError) as caught:
            call()
        assert caught.value.reason == "longitude"


def test_integers_off_the_earth_are_refused() -> None:
    for call in (
        lambda: encode_tail_e7(900_000_001, 0),
        lambda: encode_tail_e7(0, -1_800_000_001),
        lambda: encode_tails_e7([900_000_001], [0]),
        lambda: encode_tails_e7([0], [1_800_000_001]),
    ):
        with pytest.raises(CodeError):
            call()


def test_arrays_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 values"):
        encode_tails([1.0, 2.0], [1.0])


def test_no_points_give_no_codes() -> None:
    cells = encode_tails([], [])
    assert write_tails(cells) == []
    assert order_keys([], []).tolist() == []
    assert [values.tolist() for values in decode_tails(cells, 21, 105)] == [[], []]


def test_more_points_than_a_block_are_coded_in_order() -> None:
    lat, lng = np.linspace(20.5, 21.4, 40_001), np.linspace(105.3, 106.0, 40_001)
    cells = encode_tails(lat, lng)
    assert write_tails(cells[-2:]) == [
        encode_tail(*point) for point in zip(lat[-2:], lng[-2:], strict=True)
    ]
    lats, _ = decode_tails(cells, lat, lng)
    assert np.abs(lats - lat).max() <= 0.5 / 40_000 + 1e-12


def test_a_cell_that_is_no_tail_is_refused_with_its_place() -> None:
    cells = read_tails(["2VH3CM3", "2VH3CMO"])
    with pytest.raises(CodeError) as caught:
        decode_tails(cells, 21, 105)
    assert (caught.value.reason, caught.value.details["index"]) == ("character", 1)
    with pytest.raises(CodeError):
        place_tails(np.array([0], dtype=np.uint64))
    for text in ("2VH3CM", "2VH3CMƯ"):
        with pytest.raises(CodeError):
            read_tails([text])


def test_a_tail_with_an_eighth_byte_is_refused() -> None:
    with pytest.raises(CodeError):
        decode_tails(np.frombuffer(b"2VH3CM32", dtype=np.uint64), 21, 105)


def test_places_in_a_degree_are_those_of_the_digits() -> None:
    rows, columns = place_tails(read_tails(["2222222", "XXXXXXX"]))
    assert (rows.tolist(), columns.tolist()) == ([0, 39_999], [0, 31_999])


def test_full_codes_are_written_with_leading_zeros() -> None:
    cells = encode_tails([21.028511, 20.9955], [105.854167, 105.8075])
    assert write_codes(cells, [4127, 11417]) == ["041272VH3CM3", "11417XRW5622"]
    with pytest.raises(CodeError):
        write_codes(cells, [4127, 100_000])


@pytest.mark.parametrize("key", [-1, KEYS, 20**11])
def test_a_number_that_is_no_order_key_is_refused(key: int) -> None:
    for call in (cell_of_order_key, tail_of_order_key, lambda one: tails_of_order_keys([one])):
        with pytest.raises(CodeError) as caught:
            call(key)
        assert caught.value.reason == "order_key"


def test_a_key_beyond_the_eastern_end_of_its_row_is_refused() -> None:
    with pytest.raises(CodeError):
        cell_of_order_key(19 * 20**9)


@pytest.mark.parametrize("postal_code", ["1102", "110245", "1102a", "１１０２４", ""])
def test_a_postal_code_that_is_not_five_digits_is_refused(postal_code: str) -> None:
    with pytest.raises(CodeError) as caught:
        encode(21.0, 105.8, postal_code)
    assert caught.value.reason == "postal_code_digits"


@given(st.floats(20.8, 21.2), st.floats(105.8, 106.2))
def test_an_area_across_two_degree_lines_gets_its_cells_back(lat: float, lng: float) -> None:
    """Hanoi straddles 21 degrees north and 106 degrees east."""
    area = PostalArea("12429", Box(20.8, 105.8, 21.2, 106.2), (21.0, 106.0))
    assert decode(encode(lat, lng, "12429"), area) == cell_at(lat, lng)


def test_in_a_wide_area_the_ground_decides_among_the_cells_of_a_tail() -> None:
    box = Box(7.0, 111.0, 9.2, 112.0)
    wide = PostalArea("57999", box, (8.0, 111.5), contains=lambda lat, lng: lat > 9)
    assert [round(cell.south) for cell in cells_of_tail("2VH3CM3", wide)] == [8, 7, 9]
    assert decode("57999 2VH3CM3", wide).south > 9


@pytest.mark.parametrize("beyond", [0, 1e-6, 0.005])
def test_in_a_wide_area_the_cells_at_its_very_edges_are_found(beyond: float) -> None:
    """Edges that touch a cell, and edges that hold it by a little or by half a kilometre."""
    first, last = cell_at(20.3, 105.3), cell_at(22.3, 107.3)
    assert first.tail == last.tail
    edges = first.north - beyond, first.east - beyond, last.south + beyond, last.west + beyond
    found = cells_of_tail(first.tail, PostalArea("11024", Box(*edges), (21.3, 106.3)))
    assert len(found) == 9
    assert {first, last} <= set(found)


def test_a_tail_outside_its_area_is_decoded_nearest_to_the_centre() -> None:
    area = PostalArea("11024", Box(21.02, 105.84, 21.04, 105.86), (21.03, 105.85))
    assert decode("110249999222", area).olc == "7PH79999+222"


def test_a_full_open_location_code_is_decoded_where_it_says() -> None:
    area = PostalArea("11024", Box(21.02, 105.84, 21.04, 105.86), (21.03, 105.85))
    assert decode("8FVC2GGG+GG2", area).olc == "8FVC2GGG+GG2"


def test_a_code_of_another_area_is_refused() -> None:
    area = PostalArea("11024", Box(21.02, 105.84, 21.04, 105.86), (21.03, 105.85))
    with pytest.raises(CodeError) as caught:
        decode("110252VH3CM3", area)
    assert caught.value.reason == "postal_code_of_another_area"


def test_the_scheme_counts_twelve_characters() -> None:
    assert (VPOSTCODE_2020.tail_length, VPOSTCODE_2020.code_length) == (7, 12)
    assert VPOSTCODE_2020.status == "hypothesis"
    assert order_key(0, 0) == cell_at(0, 0).order_key
