"""All 766 official cases of Open Location Code, where their files are beside the project."""

import csv
from pathlib import Path

import pytest

from diaban.engines.vpostcode import CodeError, encode_tail, olc

pytestmark = pytest.mark.real_data


def read_cases(shared_data: Path, name: str) -> list[list[str]]:
    lines = (shared_data / "olc" / name).read_text(encoding="utf-8").splitlines()
    return list(csv.reader(line for line in lines if line.strip() and line[0] != "#"))


def test_encoding_gives_all_302_official_codes_from_degrees(shared_data: Path) -> None:
    cases = read_cases(shared_data, "encoding.csv")
    assert len(cases) == 302
    for lat, lng, _, _, digits, code in cases:
        assert olc.encode_olc(float(lat), float(lng), int(digits)) == code


def test_encoding_gives_all_302_official_codes_from_integers(shared_data: Path) -> None:
    for _, _, lat_step, lng_step, digits, code in read_cases(shared_data, "encoding.csv"):
        assert olc.encode_steps(int(lat_step), int(lng_step), int(digits)) == code


def test_pinned_rounding_gives_the_official_integers_in_every_case(shared_data: Path) -> None:
    """So the newer upstream rule and the pinned one agree wherever upstream has published."""
    for lat, lng, lat_step, lng_step, _, _ in read_cases(shared_data, "encoding.csv"):
        assert olc.steps_of(float(lat), float(lng)) == (int(lat_step), int(lng_step))


def test_tails_agree_with_official_codes_of_eleven_digits_and_more(shared_data: Path) -> None:
    compared = 0
    for lat, lng, _, _, digits, code in read_cases(shared_data, "encoding.csv"):
        if int(digits) >= 11 and abs(float(lat)) <= 90 and abs(float(lng)) <= 180:
            assert encode_tail(float(lat), float(lng)) == code.replace("+", "")[4:11]
            compared += 1
    assert compared > 100


def test_decoding_gives_all_420_official_rectangles(shared_data: Path) -> None:
    cases = read_cases(shared_data, "decoding.csv")
    assert len(cases) == 420
    for code, digits, *edges in cases:
        area = olc.decode_olc(code)
        assert area.digits == int(digits)
        expected = [float(edge) for edge in edges]
        assert [area.south, area.west, area.north, area.east] == pytest.approx(expected, abs=1e-10)


def test_validity_is_told_in_all_25_official_cases(shared_data: Path) -> None:
    cases = read_cases(shared_data, "validityTests.csv")
    assert len(cases) == 25
    for code, *expected in cases:
        told = olc.is_valid(code), olc.is_short(code), olc.is_full(code)
        assert [str(answer).lower() for answer in told] == expected


def test_short_codes_are_made_and_recovered_in_all_19_official_cases(shared_data: Path) -> None:
    cases = read_cases(shared_data, "shortCodeTests.csv")
    assert len(cases) == 19
    for full, lat, lng, short, kind in cases:
        if kind in "SB":
            assert olc.shorten(full, float(lat), float(lng)) == short
        if kind in "RB":
            assert olc.recover_nearest(short, float(lat), float(lng)) == full


@pytest.mark.parametrize("code", ["2VH3+CM3", "", "7PH7", "849VGJQF+VX7QR3U"])
def test_what_is_no_full_code_is_not_decoded(code: str) -> None:
    with pytest.raises(CodeError) as caught:
        olc.decode_olc(code)
    assert caught.value.reason == "olc"
