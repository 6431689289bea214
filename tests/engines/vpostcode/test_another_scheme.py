"""A scheme other than the one in use is a few lines, and everything then speaks it."""

import pickle
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.vpostcode import (
    ALPHABET,
    VPOSTCODE_2020,
    Areas,
    Box,
    CodeError,
    ParsedCode,
    PostalArea,
    Scheme,
    cell_at,
    cells_of_tail,
    check,
    correct,
    decode,
    decode_tail,
    decode_tails,
    encode,
    encode_tail,
    encode_tail_e7,
    encode_tails,
    encode_tails_e7,
    format_code,
    neighbours,
    order_key,
    order_keys,
    parse,
    read_tails,
    squeeze,
    tail_of_order_key,
    tails_of_order_keys,
    write_codes,
    write_tails,
)
from diaban.engines.vpostcode.grid import Whole

# Positions 5 to 10 of the Open Location Code: six characters, cells of 14 m.
CELLS_OF_14_METRES = Scheme("cells-of-14-m", "example", 5, 4, 10, (5, 3, 3))
# The six digits of the draft place identifier before the same seven characters.
SIX_DIGITS_OF_PLACE = Scheme("six-digits", "example", 6, 4, 11, (2, 2, 2, 4, 3))
# Two digits dropped: tails that come back only every 20 degrees.
TILES_OF_20_DEGREES = Scheme("20-degrees", "example", 4, 2, 10, (4, 4, 4))


@dataclass(frozen=True, slots=True)
class WithCheckCharacter(Scheme):
    """Cells of 14 m in six characters of a longer alphabet, and a seventh that checks them."""

    alphabet: str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

    @property
    def tail_length(self) -> int:
        return 7

    def number_of(self, key: Whole) -> Whole:
        cell = key // self.keys_in_cell % self.cells_in_tile
        return cell * 32 + cell % 31

    def key_of(self, number: Whole) -> Whole:
        return number // 32 * self.keys_in_cell


WITH_CHECK_CHARACTER = WithCheckCharacter("checked", "example", 5, 4, 10, (5, 4, 3))
SCHEMES = [
    CELLS_OF_14_METRES,
    SIX_DIGITS_OF_PLACE,
    TILES_OF_20_DEGREES,
    WITH_CHECK_CHARACTER,
    VPOSTCODE_2020,
]
TWINS = [replace(VPOSTCODE_2020, name="twin"), pickle.loads(pickle.dumps(VPOSTCODE_2020))]

schemes = st.sampled_from(SCHEMES)
latitudes, longitudes = st.floats(-89.4, 89.4), st.floats(-179.9, 179.9)
points = st.lists(st.tuples(latitudes, longitudes), min_size=1, max_size=30)
inside = st.floats(0.0005, 0.0995)
BOX = Box(20.95, 105.95, 21.05, 106.05)  # across two lines between degrees
EAST = Box(20.95, 106.05, 21.05, 106.15)


def named(scheme: Scheme) -> str:
    return scheme.name


def postal_code(scheme: Scheme, number: int = 11024) -> str:
    return f"{number:0{scheme.postal_length}d}"[-scheme.postal_length :]


def two_areas(scheme: Scheme) -> Areas:
    boxes = zip((postal_code(scheme), postal_code(scheme, 21138)), (BOX, EAST), strict=True)
    made = [
        PostalArea(code, box, (21.0, box.west + 0.05), contains=box.holds) for code, box in boxes
    ]
    return Areas(made)


def columns(some: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    lat, lng = np.array(some).T
    return lat, lng


def test_what_the_examples_write() -> None:
    here = 21.028511, 105.854167
    assert encode(*here, "11024", scheme=CELLS_OF_14_METRES) == "110242VH3CM"
    assert encode(*here, "110240", scheme=SIX_DIGITS_OF_PLACE) == "1102402VH3CM3"
    assert encode(*here, "1102", scheme=TILES_OF_20_DEGREES) == "1102H72VH3CM"
    assert format_code("1102402VH3CM3", scheme=SIX_DIGITS_OF_PLACE) == "11 02 40 2VH3 CM3"
    assert format_code("2vh3cm", scheme=CELLS_OF_14_METRES) == "2VH 3CM"
    assert cell_at(*here, scheme=CELLS_OF_14_METRES).olc == "7PH72VH3+CM"


@given(schemes, latitudes, longitudes)
@settings(deadline=None)
def test_a_decoded_cell_holds_the_position_it_was_encoded_from(
    scheme: Scheme, lat: float, lng: float
) -> None:
    tail = encode_tail(lat, lng, scheme=scheme)
    cell = decode_tail(tail, near=(lat, lng), scheme=scheme)
    slack = 6e-14  # the rounding rule lifts what is this little below a border
    assert cell.south - slack <= lat < cell.north
    assert cell.west - slack <= lng < cell.east
    assert cell == cell_at(lat, lng, scheme=scheme)
    assert cell.tail == tail == encode_tail(*cell.centre, scheme=scheme)
    area = PostalArea(postal_code(scheme), Box(lat, lng, lat, lng), (lat, lng))
    assert decode(area.postal_code + tail, area, scheme=scheme) == cell


@given(schemes, points)
@settings(deadline=None)
def test_arrays_are_encoded_and_decoded_as_single_positions_are(
    scheme: Scheme, some: list[tuple[float, float]]
) -> None:
    lat, lng = columns(some)
    cells = encode_tails(lat, lng, scheme=scheme)
    tails = [encode_tail(*point, scheme=scheme) for point in some]
    assert write_tails(cells) == tails
    assert read_tails(tails, scheme=scheme).tolist() == cells.tolist()
    keys = order_keys(lat, lng)
    assert write_tails(tails_of_order_keys(keys, scheme=scheme)) == tails
    assert [tail_of_order_key(key, scheme=scheme) for key in keys.tolist()] == tails
    found = np.array(
        [decode_tail(*one, scheme=scheme).centre for one in zip(tails, some, strict=True)]
    )
    lats, lngs = decode_tails(cells, lat, lng, scheme=scheme)
    assert lats == pytest.approx(found[:, 0], abs=1e-12)
    assert lngs == pytest.approx(found[:, 1], abs=1e-12)


@given(schemes, points)
@settings(deadline=None)
def test_whole_1e_7_degrees_are_encoded_alike_one_at_a_time_and_in_arrays(
    scheme: Scheme, some: list[tuple[float, float]]
) -> None:
    lat, lng = (np.rint(axis * 1e7).astype(np.int64) for axis in columns(some))
    one_by_one = [
        encode_tail_e7(*point, scheme=scheme)
        for point in zip(lat.tolist(), lng.tolist(), strict=True)
    ]
    assert write_tails(encode_tails_e7(lat, lng, scheme=scheme)) == one_by_one


@given(schemes, latitudes, longitudes)
@settings(deadline=None)
def test_what_is_written_for_people_is_read_back(scheme: Scheme, lat: float, lng: float) -> None:
    tail = encode_tail(lat, lng, scheme=scheme)
    code = postal_code(scheme) + tail
    read, write = partial(parse, scheme=scheme), partial(format_code, scheme=scheme)
    assert read(write(code)) == ParsedCode(postal_code(scheme), tail)
    assert read(write(code)).code == code == squeeze(write(code))
    assert len(write(code).split()) == len(scheme.groups)
    assert read(write(tail)) == ParsedCode(None, tail)


@given(schemes, st.floats(8, 24), st.floats(102, 118))
@settings(deadline=None)
def test_a_full_open_location_code_of_viet_nam_is_read_as_its_tail(
    scheme: Scheme, lat: float, lng: float
) -> None:
    full, tail = cell_at(lat, lng, scheme=scheme).olc, encode_tail(lat, lng, scheme=scheme)
    assert parse(full, scheme=scheme) == ParsedCode(None, tail, full[: scheme.dropped])
    assert scheme.tail_of_olc(full) == tail
    assert format_code(full.lower(), scheme=scheme) == full
    area = PostalArea(postal_code(scheme), BOX, (21.0, 106.0))
    assert decode(full, area, scheme=scheme) == cell_at(lat, lng, scheme=scheme)


@pytest.mark.parametrize("scheme", SCHEMES, ids=named)
def test_full_codes_are_written_in_bulk_with_leading_zeros(scheme: Scheme) -> None:
    lat, lng = np.array([21.028511, 20.9955]), np.array([105.854167, 105.8075])
    written = write_codes(encode_tails(lat, lng, scheme=scheme), [127, 1417], scheme=scheme)
    codes = [postal_code(scheme, number) for number in (127, 1417)]
    assert written == [
        encode(*point, code, scheme=scheme) for *point, code in zip(lat, lng, codes, strict=True)
    ]
    with pytest.raises(CodeError):
        write_codes(encode_tails(lat, lng), [1, 10**scheme.postal_length], scheme=scheme)


@given(schemes, inside, inside)
@settings(deadline=None, max_examples=40)
def test_a_genuine_code_is_valid_and_one_of_elsewhere_is_not(
    scheme: Scheme, north: float, east: float
) -> None:
    areas = two_areas(scheme)
    lat, lng = BOX.south + north, BOX.west + east
    tail, cell = encode_tail(lat, lng, scheme=scheme), cell_at(lat, lng, scheme=scheme)
    in_use = np.array([order_key(lat, lng)])  # of a door, not of a cell
    verdict = check(postal_code(scheme) + tail, areas, in_use, scheme=scheme)
    assert (verdict.status, verdict.cell, verdict.registered) == ("valid", cell, True)
    assert check(cell.olc, areas, in_use, scheme=scheme).registered
    assert check(tail, areas, in_use, scheme=scheme).cell == cell
    assert correct(verdict.code or "", areas, in_use, scheme=scheme) == []
    elsewhere = postal_code(scheme, 21138) + tail
    if lng < EAST.west - 0.001:
        assert check(elsewhere, areas, scheme=scheme).reason == "outside_area"
        assert correct(elsewhere, areas, scheme=scheme)[0].code == verdict.code


@given(schemes, inside, inside, st.data())
@settings(deadline=None, max_examples=60)
def test_a_mistyped_code_is_put_right_by_the_registry(
    scheme: Scheme, north: float, east: float, data: st.DataObject
) -> None:
    areas = two_areas(scheme)
    lat, lng = BOX.south + north, BOX.west + east
    code = encode(lat, lng, postal_code(scheme), scheme=scheme)
    place = data.draw(st.integers(scheme.postal_length, scheme.code_length - 1))
    wrong = data.draw(st.sampled_from([char for char in "O!" + ALPHABET if char != code[place]]))
    typed = {
        "wrong": code[:place] + wrong + code[place + 1 :],
        "missing": code[:place] + code[place + 1 :],
        "extra": code[:place] + wrong + code[place:],
    }[data.draw(st.sampled_from(["wrong", "missing", "extra"]))]
    suggestions = correct(typed, areas, InUse(order_key(lat, lng)), scheme=scheme)
    assert suggestions[0].code == code
    assert all(check(one.code, areas, scheme=scheme).status == "valid" for one in suggestions)


class InUse:
    """A registry that answers for the order keys of doors."""

    def __init__(self, *keys: int) -> None:
        self.keys = keys

    def contains_many(self, order_keys: np.ndarray) -> np.ndarray:
        return np.isin(order_keys, self.keys)


@given(schemes, latitudes, longitudes)
@settings(deadline=None)
def test_a_neighbour_has_the_cell_as_its_neighbour(scheme: Scheme, lat: float, lng: float) -> None:
    cell = cell_at(lat, lng, scheme=scheme)
    assert len({one.order_key for one in neighbours(cell)} | {cell.order_key}) == 9
    assert all(cell in neighbours(one) for one in neighbours(cell))
    assert all(cell_at(*one.centre, scheme=scheme) == one for one in neighbours(cell))


@pytest.mark.parametrize("scheme", SCHEMES, ids=named)
def test_a_code_whose_cell_reaches_into_its_area_by_a_corner_is_valid(scheme: Scheme) -> None:
    cell = cell_at(21.03, 105.85, scheme=scheme)
    edge = 1e-6
    for south, west in (
        (cell.north - edge, cell.east - edge),
        (cell.south + edge - 0.1, cell.west + edge - 0.1),
    ):
        box = Box(south, west, south + 0.1, west + 0.1)
        area = PostalArea(postal_code(scheme), box, (south + 0.05, west + 0.05), box.holds)
        code = postal_code(scheme) + cell.tail
        assert check(code, Areas([area]), scheme=scheme).status == "valid"


@given(st.sampled_from(TWINS), points)
@settings(deadline=None)
def test_the_tables_of_the_scheme_in_use_give_what_its_order_keys_give(
    twin: Scheme, some: list[tuple[float, float]]
) -> None:
    """A twin with the same values has no tables, and is worked out like any other scheme."""
    lat, lng = columns(some)
    cells = encode_tails(lat, lng)
    assert encode_tails(lat, lng, scheme=twin).tolist() == cells.tolist()
    assert [encode_tail(*point, scheme=twin) for point in some] == write_tails(cells)
    by_tables = decode_tails(cells, 21.2, 105.8)
    by_keys = decode_tails(cells, 21.2, 105.8, scheme=twin)
    assert by_keys[0] == pytest.approx(by_tables[0], abs=1e-12)
    assert by_keys[1] == pytest.approx(by_tables[1], abs=1e-12)
    for tail in write_tails(cells):
        near = decode_tail(tail, (21.2, 105.8))
        assert decode_tail(tail, (21.2, 105.8), scheme=twin).olc == near.olc


def test_in_an_area_wider_than_a_tile_every_cell_of_a_tail_is_found() -> None:
    wide = PostalArea("1102", Box(-20.0, 90.0, 35.0, 119.0), (10.0, 105.0))
    cells = cells_of_tail("H72VH3CM", wide, scheme=TILES_OF_20_DEGREES)
    assert [cell.olc for cell in cells] == ["6PH72VH3+CM", "7PH72VH3+CM", "5PH72VH3+CM"]


def test_a_wrong_check_character_is_found_and_put_right() -> None:
    areas = two_areas(WITH_CHECK_CHARACTER)
    code = encode(21.0012, 106.0034, "11024", scheme=WITH_CHECK_CHARACTER)
    typed = code[:-1] + ("0" if code[-1] != "0" else "1")
    verdict = check(typed, areas, scheme=WITH_CHECK_CHARACTER)
    assert (verdict.status, verdict.reason) == ("impossible", "no_cell")
    offered = correct(typed, areas, scheme=WITH_CHECK_CHARACTER, limit=100)
    assert code in [suggestion.code for suggestion in offered]
    assert typed not in [suggestion.code for suggestion in offered]
    tails = read_tails([code[5:], typed[5:]], scheme=WITH_CHECK_CHARACTER)
    with pytest.raises(CodeError) as caught:
        decode_tails(tails, 21, 106, scheme=WITH_CHECK_CHARACTER)
    assert (caught.value.reason, caught.value.details["index"]) == ("no_cell", 1)


@pytest.mark.parametrize(
    "change",
    [
        {"dropped": 3},
        {"olc_length": 12},
        {"dropped": 2},  # nine characters, one more than an array's cell holds
        {"postal_length": 0, "groups": (4, 3)},
        {"groups": (5, 4, 4)},
        {"alphabet": ALPHABET[:-1]},
        {"alphabet": ALPHABET.lower()},
        {"alphabet": "2" + ALPHABET},
        {"alphabet": ALPHABET[:-1] + "Đ"},
        {"alphabet": ALPHABET[:-1] + "-"},
    ],
)
def test_values_that_make_no_scheme_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no scheme"):
        replace(VPOSTCODE_2020, **change)  # type: ignore[arg-type]
