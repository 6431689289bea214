"""Coordinates as people write them."""

import polars as pl
import pytest

from diaban.exchange.importing.coordinate_texts import figure, read_figures, split_pairs


def read(text: str) -> float | None:
    return pl.DataFrame({"t": [text]}).select(figure(pl.col("t"))).item()


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("21°01'42.6\"N", 21.0285),
        ("21 1 42.6", 21.0285),
        ("21:01:42,6", 21.0285),
        ("21°1'42.6''B", 21.0285),
        ("N21.0285", 21.0285),
        ("21.0285°", 21.0285),
        ("105d51'", 105.85),
        ("105°51′15″Đ", 105.854167),
        ("21°30.5'N", 21.508333),
        ("21 độ 1 phút 2 giây", 21.017222),
        ("10°30'S", -10.5),
        ("588000,5", 588_000.5),
        ("2.327.112,925", 2_327_112.925),
        ("2.327.112", 2_327_112.0),
        ("588.488,247", 588_488.247),
        ("2,327,112.925", 2_327_112.925),
        ("588,488.247", 588_488.247),
    ],
)
def test_degrees_minutes_and_seconds_are_read(text: str, degrees: float):
    assert read(text) == pytest.approx(degrees, abs=1e-6)


@pytest.mark.parametrize(
    "text", ["21°61'", "21.031,5", "21,031,5", "21 031", "21031", "21.5 30", "hai", "N21N", ""]
)
def test_what_could_mean_two_things_is_not_read(text: str):
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "21.0285, 105.8542",
        "21.0285,105.8542",
        "21,0285; 105,8542",
        "(21.0285 105.8542)",
        "21°01'42.6\"N, 105°51'15.12\"E",
        "21°01'42.6\"N 105°51'15.12\"E",
    ],
)
def test_two_figures_in_one_cell_are_parted(text: str):
    frame = read_figures(split_pairs(pl.DataFrame({"lat": [text], "lng": [text]})))
    assert frame.select("lat_degrees", "lng_degrees").row(0) == pytest.approx((21.0285, 105.8542))


def test_equal_figures_in_two_columns_stay_as_they_are():
    frame = pl.DataFrame({"lat": ["21 1 42.6", "5"], "lng": ["21 1 42.6", "5"]})
    assert split_pairs(frame).equals(frame)
