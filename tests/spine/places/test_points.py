"""Positions as people paste them; what is no position is none, and nothing breaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.spine.places.points import read_point

HERE = (21.028511, 105.854167)


@pytest.mark.parametrize(
    "text",
    [
        "21.028511, 105.854167",
        "21.028511 105.854167",
        "21.028511;105.854167",
        "  21.028511 ,105.854167  ",
        "21,028511; 105,854167",
        "21,028511 105,854167",
        "105.854167, 21.028511",
        "21.028511N 105.854167E",
        "21.028511° B, 105.854167° Đ",
        "geo:21.028511,105.854167",
        "@21.028511,105.854167",
        "https://maps.example/@21.028511,105.854167,17z",
        "https://maps.example/?q=21.028511,105.854167",
        "https://maps.example/?x=1&ll=21.028511%2C105.854167&z=3",
    ],
)
def test_a_position_is_read_in_each_form(text):
    assert read_point(text) == HERE


@pytest.mark.parametrize(
    "text",
    ["21°01'42.6\"N 105°51'15\"E", "21° 01′ 42.6″ N, 105° 51′ 15″ E", "21°01.71' N 105°51.25' E",
     "105°51'15\"Đ 21°01'42,6\"B"],
)  # fmt: skip
def test_degrees_and_minutes_are_read(text):
    assert read_point(text) == pytest.approx((21.0285, 105.854167), abs=1e-6)


@pytest.mark.parametrize(
    "text",
    ["", " ", "21.03", "số 12 Hàng Bông", "110242VH3CM3", "12 Hàng Bông, 10", "1, 2, 3", "200, 300",
     "95, 120.5, x", "21.03,", "ngõ 5/12", "EVJH-KHZD-M"],
)  # fmt: skip
def test_what_is_no_position_is_none(text):
    assert read_point(text) is None


@given(st.floats(8, 24), st.floats(102, 118))
def test_every_point_of_the_country_is_read_in_either_order(lat, lng):
    lat, lng = round(lat, 6), round(lng, 6)
    assert read_point(f"{lat:.6f}, {lng:.6f}") == (lat, lng)
    assert read_point(f"{lng:.6f} {lat:.6f}") == (lat, lng)


@given(st.one_of(st.text(max_size=40), st.text("0123456789.,;°'\"NEBĐ -+@=&%C", max_size=40)))
def test_no_text_breaks_the_reading_and_what_is_read_lies_on_the_earth(text):
    point = read_point(text)
    if point is not None:
        assert abs(point[0]) <= 90
        assert abs(point[1]) <= 180
