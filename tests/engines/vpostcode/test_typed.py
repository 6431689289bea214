"""Reading what people type."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.vpostcode import ALPHABET, CodeError, ParsedCode, format_code, parse, squeeze

tails = st.text(ALPHABET, min_size=7, max_size=7)
postal_codes = st.text("0123456789", min_size=5, max_size=5)
CODE = ParsedCode("11024", "2VH3CM3")


@pytest.mark.parametrize(
    "text",
    [
        "110242VH3CM3",
        "11024 2VH3 CM3",
        "11024-2vh3-cm3",
        " 11024.2VH3+CM3\n",
        "１１０２４　２ＶＨ３ＣＭ３",
        "11024\u00a02VH3\u200bCM3",
        "11024–2VH3—CM3",
        "\ufeff11024\t2Vh3 cM3",
    ],
)
def test_case_spaces_punctuation_and_width_are_forgiven(text: str) -> None:
    assert parse(text) == CODE
    assert parse(unicodedata.normalize("NFD", text)) == CODE


@pytest.mark.parametrize("text", ["7PH72VH3+CM3", "7ph72vh3cm3", "7PH7 2VH3 CM3"])
def test_a_full_open_location_code_is_recognised(text: str) -> None:
    assert parse(text) == ParsedCode(None, "2VH3CM3", "7PH7")
    assert parse(text).code is None


def test_a_bare_tail_is_recognised() -> None:
    assert parse("2vh3+cm3") == ParsedCode(None, "2VH3CM3")


@given(postal_codes, tails)
def test_what_is_written_for_people_is_read_back(postal_code: str, tail: str) -> None:
    code = postal_code + tail
    assert parse(format_code(code)) == ParsedCode(postal_code, tail)
    assert parse(format_code(code)).code == code
    assert format_code(format_code(code)) == format_code(code)


@given(tails)
def test_a_tail_written_for_people_is_read_back(tail: str) -> None:
    assert parse(format_code(tail)) == ParsedCode(None, tail)


@given(st.text() | st.text(ALPHABET + "0123456789OILSZ +-.", max_size=16))
def test_no_text_breaks_the_reader(text: str) -> None:
    reason = None
    try:
        parsed = parse(text)
    except CodeError as error:
        reason = error.reason
    if reason is not None:
        assert reason in {"empty", "length", "character", "postal_code_digits"}
        return
    assert len(parsed.tail) == 7
    assert set(parsed.tail) <= set(ALPHABET)
    assert parse(parsed.code or (parsed.region or "") + parsed.tail) == parsed


@pytest.mark.parametrize(
    ("text", "reason"), [("", "empty"), (" .-+ ", "empty"), ("1102", "length")]
)
def test_texts_of_the_wrong_length_are_told_so(text: str, reason: str) -> None:
    with pytest.raises(CodeError) as caught:
        parse(text)
    assert caught.value.reason == reason


def test_a_very_long_text_is_refused_unread() -> None:
    with pytest.raises(CodeError) as caught:
        parse(" " * 1_000_000)
    assert caught.value.details["length"] == 1_000_000


def test_wrong_characters_are_told_with_their_places_and_what_they_look_like() -> None:
    with pytest.raises(CodeError) as caught:
        parse("11024 2vh3 oms")
    assert caught.value.reason == "character"
    assert caught.value.details["positions"] == (9, 11)
    assert caught.value.details["characters"] == "OS"
    assert caught.value.details["look_alikes"] == ("QC9", "5")


def test_letters_in_the_postal_code_are_told_with_digits_they_look_like() -> None:
    with pytest.raises(CodeError) as caught:
        parse("11O242VH3CM3")
    assert caught.value.reason == "postal_code_digits"
    assert caught.value.details["look_alikes"] == ("09",)


def test_what_a_telex_keyboard_makes_of_w_is_reported_and_not_changed() -> None:
    for form in ("NFC", "NFD"):
        with pytest.raises(CodeError) as caught:
            parse(unicodedata.normalize("NFD" if form == "NFD" else "NFC", "11417XRƯ5622"))
        assert caught.value.details["look_alikes"] == ("W",)


def test_a_code_cut_short_is_not_taken_for_an_open_location_code() -> None:
    with pytest.raises(CodeError) as caught:
        parse("22346VH3CM3")
    assert caught.value.reason == "length"


@pytest.mark.parametrize("text", ["X2222222222", "2X222222222"])
def test_digits_beyond_the_earth_are_no_open_location_code(text: str) -> None:
    with pytest.raises(CodeError):
        parse(text)


def test_letters_that_grow_in_upper_case_stay_as_they_are() -> None:
    assert squeeze("ßı") == "ßı"
