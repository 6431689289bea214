"""Whole written addresses in the registry's columns: what the finder of duplicates compares."""

import polars as pl
import pytest

from diaban.engines.addressing import parse
from diaban.engines.duplicates import find_within, to_records
from diaban.spine.addresses.written import split_address
from diaban.spine.places.gazetteer import address_gazetteer

POINT = {"commune": 256, "lat_e7": 210_000_000, "lng_e7": 1_058_000_000, "accuracy_metres": 8.0}
SET = dict(to_records(pl.DataFrame({"id": [1]})).schema)


def split(text):
    return split_address(parse(text, address_gazetteer()))


def score(columns, text):
    """The probability that a record in columns and a written one are one place."""
    one = POINT | {"id": 1, "source": "columns"} | columns
    near = {"lat_e7": 210_000_400, "lng_e7": 1_058_000_300}
    other = POINT | near | {"id": 2, "source": "text"} | split(text)._asdict()
    found = find_within(pl.DataFrame([one, other], schema=SET), 0.0)
    return found["score"][0] if found.height else 0.0


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Số 9 ngách 68 ngõ 53 Trần Duy Hưng", ("9", "ngách 68 ngõ 53", "Trần Duy Hưng")),
        ("9/4/68/53 Cầu Giấy", ("9/4/68/53", "", "Cầu Giấy")),
        ("9/4 ngõ 53 Cầu Giấy", ("9/4", "ngõ 53", "Cầu Giấy")),
        ("K448/H20/2 Trưng Nữ Vương, Đà Nẵng", ("K448/H20/2", "", "Trưng Nữ Vương")),
        ("Ngõ 5 Quan Hoa", ("", "ngõ 5", "Quan Hoa")),
        ("Km 12+300 QL1A", ("Km 12+300", "", "QL1A")),
        ("Hà Nội", ("", "", "")),
    ],
)
def test_house_lanes_and_street_have_their_columns(text, columns):
    assert split(text)[:3] == columns


def test_flat_building_and_estate_have_theirs():
    parts = split("Căn 1203 tòa CT2A KĐT Nghĩa Đô, 106 Hoàng Quốc Việt")
    assert (parts.unit, parts.building, parts.locality) == ("Căn 1203", "tòa CT2A", "KĐT Nghĩa Đô")


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        (
            {
                "house_number": "12",
                "lanes": "ngõ 34",
                "street": "phố Trần Phú",
                "locality": "TDP 5",
            },
            "Số 12 ngõ 34 phố Trần Phú, TDP 5, P. Hà Đông, Hà Nội",
        ),
        (
            {"unit": "1203", "building": "Tòa CT2A, Khu đô thị Văn Quán"},
            "Căn 1203, Tòa CT2A, Khu đô thị Văn Quán, Hà Nội",
        ),
        (
            {"lanes": "ngõ 34", "street": "phố Trần Phú", "locality": "TDP 5"},
            "ngõ 34 Trần Phú, TDP 5, Hà Đông",
        ),
        (
            {"house_number": "12", "lanes": "ngõ 34", "street": "phố Trần Phú"},
            "12, ngõ 34, Trần Phú, Hà Đông",
        ),
        ({"house_number": "12", "locality": "thôn Đông"}, "12, thôn Đông, x. Tam Hưng"),
    ],
)
def test_a_door_in_columns_and_the_same_in_one_text_are_proposed(columns, text):
    assert score(columns, text) >= 0.5


def test_neighbours_written_out_are_left_apart():
    here = {"house_number": "12", "lanes": "ngõ 34", "street": "phố Trần Phú"}
    assert score(here, "14 ngõ 34 Trần Phú, Hà Đông") < 0.5
