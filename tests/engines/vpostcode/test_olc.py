"""Corners of the standard that its official vectors leave out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openlocationcode import openlocationcode

from diaban.engines.vpostcode import CodeError, olc


@pytest.mark.parametrize("digits", [0, 1, 3, 9, -2])
def test_a_length_that_the_standard_does_not_have_is_refused(digits: int) -> None:
    with pytest.raises(CodeError) as caught:
        olc.encode_olc(21.0, 105.8, digits)
    assert caught.value.reason == "digits"


@pytest.mark.parametrize("code", ["7PH70000+", "2VH3+CM3", "nonsense"])
def test_only_a_full_code_without_padding_is_shortened(code: str) -> None:
    with pytest.raises(CodeError):
        olc.shorten(code, 21.0, 105.8)


def test_a_code_far_from_its_reference_stays_whole() -> None:
    assert olc.shorten("7ph72vh3+cm3", 10.0, 106.0) == "7PH72VH3+CM3"


def test_what_is_no_code_is_not_recovered() -> None:
    with pytest.raises(CodeError):
        olc.recover_nearest("2VH3CM3", 21.0, 105.8)


@given(st.floats(-80, 80), st.floats(-170, 170), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
@settings(max_examples=200, deadline=None)
def test_short_codes_are_recovered_as_the_reference_does(
    lat: float, lng: float, north: float, east: float
) -> None:
    code = olc.encode_olc(lat, lng, 11)
    near = lat + north, lng + east
    short = code[4:]
    assert olc.recover_nearest(short, *near) == openlocationcode.recoverNearest(short, *near)
    assert olc.shorten(code, *near) == openlocationcode.shorten(code, *near)


@given(st.text("23CFX0+ g", max_size=12))
def test_validity_is_told_as_the_reference_does(text: str) -> None:
    assert olc.is_valid(text) == (bool(text) and openlocationcode.isValid(text))
    if olc.is_valid(text):
        assert olc.is_short(text) == openlocationcode.isShort(text)
        assert olc.is_full(text) == openlocationcode.isFull(text)
