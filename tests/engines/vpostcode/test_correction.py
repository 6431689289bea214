"""Judging typed codes, and what is offered for wrong ones."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.vpostcode import (
    ALPHABET,
    Areas,
    Box,
    PostalArea,
    cell_at,
    check,
    correct,
    decode_tail,
    encode,
    order_key,
)

REFORM = date(2025, 8, 24)
STEP = 0.05
# Twelve square areas around 21 N, 106 E, in two old districts.
CODES = [f"{district}{number:02d}" for district in (110, 124) for number in (6, 13, 18, 24, 25, 29)]
BOXES = [
    Box(south, west, south + STEP, west + STEP)
    for south in (20.9, 20.95, 21.0, 21.05)
    for west in (105.9, 105.95, 106.0)
]
HERE = (20.9221, 105.9333)  # in the first area of the list
POSTAL_CODE = "11006"
CODE = encode(*HERE, POSTAL_CODE)


def locate(lat: np.ndarray, lng: np.ndarray) -> np.ndarray:
    row = np.floor((lat - 20.9) / STEP).astype(int)
    column = np.floor((lng - 105.9) / STEP).astype(int)
    inside = (row >= 0) & (row < 4) & (column >= 0) & (column < 3)
    return np.where(inside, row * 3 + column, -1)


def middle(box: Box) -> tuple[float, float]:
    return (box.south + box.north) / 2, (box.west + box.east) / 2


@pytest.fixture(scope="module")
def areas() -> Areas:
    made = [PostalArea(code, box, middle(box)) for code, box in zip(CODES, BOXES, strict=True)]
    return Areas(made, locate=locate)


@pytest.fixture(scope="module")
def in_use() -> np.ndarray:
    """Order keys of a hundred houses along a street, and of the one that is asked for."""
    street = [order_key(20.92 + n * 5e-5, 105.93 + n * 2e-5) for n in range(100)]
    return np.unique([*street, order_key(*HERE)])


def put(code: str, place: int, char: str) -> str:
    return code[:place] + char + code[place + 1 :]


def test_a_code_in_its_area_is_valid(areas: Areas) -> None:
    verdict = check(CODE, areas)
    assert (verdict.status, verdict.reason, verdict.code) == ("valid", None, CODE)
    assert verdict.cell == cell_at(*HERE)
    assert verdict.registered is None


@given(st.integers(0, 11), st.floats(0.0005, 0.0495), st.floats(0.0005, 0.0495))
@settings(deadline=None)
def test_every_genuine_code_is_valid(index: int, north: float, east: float) -> None:
    box = BOXES[index]
    made = [PostalArea(code, one, middle(one)) for code, one in zip(CODES, BOXES, strict=True)]
    code = encode(box.south + north, box.west + east, CODES[index])
    assert check(code, Areas(made, locate=locate)).status == "valid"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (CODE[:-1], "length"),
        (put(CODE, 8, "O"), "character"),
        (put(CODE, 1, "I"), "postal_code_digits"),
        (put(CODE, 0, "9"), "postal_code_unknown"),
        (put(CODE, 5, "2"), "outside_area"),
        (CODES[1] + CODE[5:], "outside_area"),
    ],
)
def test_an_impossible_code_is_told_why(areas: Areas, text: str, reason: str) -> None:
    verdict = check(text, areas)
    assert (verdict.status, verdict.reason) == ("impossible", reason)


def test_a_lapsed_postal_code_is_wrong_only_after_its_last_day() -> None:
    box = BOXES[0]
    old = PostalArea(POSTAL_CODE, box, middle(box), box.holds, None, REFORM)
    new = PostalArea("11999", box, middle(box), box.holds, REFORM)
    areas = Areas([old, new])
    assert check(CODE, areas, as_of=date(2024, 1, 1)).status == "valid"
    assert check(CODE, areas, as_of=REFORM).reason == "postal_code_not_in_force"
    assert check(CODE, areas).status == "valid"
    best = correct(CODE, areas, as_of=REFORM)[0]
    assert (best.code, best.kind) == ("11999" + CODE[5:], "postal_code_of_another_place")


def test_on_an_approximate_area_the_answer_is_that_it_cannot_be_told() -> None:
    areas = Areas([PostalArea(POSTAL_CODE, BOXES[0], middle(BOXES[0]))])
    assert check(CODE, areas).status == "cannot_tell"
    assert check(CODE, areas).reason == "approximate_area"
    assert check(put(CODE, 5, "2"), areas).status == "impossible"


def test_the_registry_tells_codes_that_no_address_has(areas: Areas, in_use: np.ndarray) -> None:
    assert check(CODE, areas, in_use).registered is True
    other = check(put(CODE, 11, "2"), areas, in_use)
    assert (other.status, other.registered) == ("valid", False)


def test_a_bare_tail_is_possible_where_an_area_holds_it(areas: Areas, in_use: np.ndarray) -> None:
    for text in (CODE[5:], cell_at(*HERE).olc):
        verdict = check(text, areas, in_use)
        assert (verdict.status, verdict.reason) == ("valid", "postal_code_missing")
        assert (verdict.cell, verdict.registered) == (cell_at(*HERE), True)
        assert [(s.code, s.kind) for s in correct(text, areas)] == [(CODE, "postal_code_missing")]
    for text in (cell_at(10.0, 106.0).olc, cell_at(21.5, 105.5).tail):
        assert check(text, areas).status == "impossible"
        assert correct(text, areas) == []


def test_a_right_code_gets_no_suggestions(areas: Areas, in_use: np.ndarray) -> None:
    assert correct(CODE, areas) == []
    assert correct(CODE.lower(), areas, in_use) == []


def other_characters(place: int) -> str:
    return "".join(char for char in ALPHABET if char != CODE[place])


@pytest.mark.parametrize("place", range(5, 12))
def test_one_wrong_character_of_the_tail_is_put_right_by_the_registry(
    areas: Areas, in_use: np.ndarray, place: int
) -> None:
    firsts = 0
    for char in other_characters(place):
        typed = put(CODE, place, char)
        if check(typed, areas, in_use).registered is not True:
            suggestions = correct(typed, areas, in_use)
            assert CODE in [suggestion.code for suggestion in suggestions]
            firsts += suggestions[0].code == CODE
    assert firsts >= 10


@pytest.mark.parametrize(("right", "wrong"), [("8", "B"), ("6", "G"), ("5", "S"), ("2", "Z")])
def test_the_look_alike_comes_first(areas: Areas, right: str, wrong: str) -> None:
    meant = put(CODE, 11, right)
    best = correct(put(CODE, 11, wrong), areas, np.array([cell_of(meant)]))[0]
    assert (best.code, best.kind, best.registered) == (meant, "look_alike", True)
    if wrong not in ALPHABET:
        assert correct(put(CODE, 11, wrong), areas)[0].code == meant


def cell_of(code: str) -> int:
    """Order key of a code near the house that is asked for."""
    return decode_tail(code[5:], near=HERE).order_key


def test_several_characters_that_no_tail_has_are_read_as_what_they_look_like(
    areas: Areas, in_use: np.ndarray
) -> None:
    meant = CODE[:9] + "529"
    typed = CODE[:9] + "SZ9"
    assert correct(typed, areas)[0].code == meant
    assert correct(CODE[:9] + "!?*", areas) == []


def test_letters_in_the_postal_code_are_read_as_digits(areas: Areas) -> None:
    assert correct("IIOO6" + CODE[5:], areas)[0].code == CODE
    assert correct("IIOO6" + CODE[5:], areas)[0].kind == "postal_digit"


def test_wrong_characters_in_both_halves_are_put_right_together(areas: Areas) -> None:
    meant = put(CODE, 11, "5")
    assert correct(put(put(CODE, 11, "S"), 2, "O"), areas)[0].code == meant


@pytest.mark.parametrize("place", range(6))
def test_an_adjacent_swap_is_put_right(areas: Areas, in_use: np.ndarray, place: int) -> None:
    place += 5
    swapped = CODE[:place] + CODE[place + 1] + CODE[place] + CODE[place + 2 :]
    if swapped != CODE:
        best = correct(swapped, areas, in_use)[0]
        assert (best.code, best.kind) == (CODE, "adjacent_swap")


def test_a_swap_across_the_two_halves_is_put_right(areas: Areas) -> None:
    swapped = CODE[:4] + CODE[5] + CODE[4] + CODE[6:]
    assert correct(swapped, areas)[0].code == CODE


@pytest.mark.parametrize("place", range(5))
def test_a_wrong_digit_of_the_postal_code_is_put_right(areas: Areas, place: int) -> None:
    for digit in "0123456789":
        if digit != CODE[place]:
            assert correct(put(CODE, place, digit), areas)[0].code == CODE


@pytest.mark.parametrize("place", range(4))
def test_a_swap_in_the_postal_code_is_put_right(areas: Areas, place: int) -> None:
    swapped = CODE[:place] + CODE[place + 1] + CODE[place] + CODE[place + 2 :]
    if swapped != CODE:
        assert correct(swapped, areas)[0].code == CODE


@pytest.mark.parametrize("postal_code", CODES[1:])
def test_the_postal_code_of_another_place_is_put_right(areas: Areas, postal_code: str) -> None:
    best = correct(postal_code + CODE[5:], areas)[0]
    assert best.code == CODE
    assert best.kind in {"postal_code_of_another_place", "postal_digit"}


@pytest.mark.parametrize("place", range(12))
def test_a_missing_character_is_put_back(areas: Areas, in_use: np.ndarray, place: int) -> None:
    suggestions = correct(CODE[:place] + CODE[place + 1 :], areas, in_use)
    assert suggestions[0].code == CODE
    assert suggestions[0].kind == "missing_character"


@pytest.mark.parametrize("place", range(13))
def test_a_character_too_many_is_taken_out(areas: Areas, in_use: np.ndarray, place: int) -> None:
    suggestions = correct(CODE[:place] + "2" + CODE[place:], areas, in_use)
    assert suggestions[0].code == CODE
    assert suggestions[0].kind == "extra_character"


def test_a_bare_tail_with_a_letter_that_no_tail_has_is_completed(areas: Areas) -> None:
    meant = put(CODE, 11, "5")
    assert correct(meant[5:-1] + "S", areas)[0].code == meant


@given(st.text(max_size=20) | st.text(ALPHABET + "0123456789OIS", min_size=10, max_size=14))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_judge_or_corrector(text: str) -> None:
    made = [PostalArea(code, box, middle(box)) for code, box in zip(CODES, BOXES, strict=True)]
    areas = Areas(made, locate=locate)
    verdict = check(text, areas)
    suggestions = correct(text, areas, limit=50)
    assert verdict.status in {"valid", "impossible"}
    assert suggestions == [] or verdict.status == "impossible" or verdict.reason is not None
    assert all(check(suggestion.code, areas).status == "valid" for suggestion in suggestions)
    scores = [suggestion.score for suggestion in suggestions]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) <= 1 + 1e-9


def test_on_approximate_areas_only_possible_codes_are_offered() -> None:
    areas = Areas([PostalArea(POSTAL_CODE, BOXES[0], middle(BOXES[0]))])
    assert correct(put(CODE, 0, "9"), areas)[0].code == CODE


def test_a_code_that_no_address_has_is_weighed_against_those_near(
    areas: Areas, in_use: np.ndarray
) -> None:
    typed = put(CODE, 11, "2")
    suggestions = correct(typed, areas, in_use, limit=100)
    assert typed not in [suggestion.code for suggestion in suggestions]
    assert suggestions[0].registered
    assert sum(suggestion.score for suggestion in suggestions) < 1


def test_without_areas_everything_is_unknown_and_nothing_is_offered() -> None:
    assert check(CODE, Areas([])).reason == "postal_code_unknown"
    assert check(CODE[5:], Areas([])).status == "impossible"
    assert correct(CODE, Areas([])) == []
    assert correct("S" + CODE[6:], Areas([])) == []


@pytest.mark.parametrize("tail", ["S", "2VH3CO"])
def test_a_text_with_a_letter_no_tail_has_and_a_character_missing_is_beyond_guessing(
    areas: Areas, tail: str
) -> None:
    assert correct(POSTAL_CODE + tail, areas) == []
