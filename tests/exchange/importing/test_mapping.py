import pytest

from diaban.exchange.importing.fields import BOTH, BY_NAME
from diaban.exchange.importing.mapping import Mapping, recognise_columns
from diaban.exchange.importing.problems import InputError


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Số nhà", "house_number"),
        ("SO_NHA", "house_number"),
        ("house_number", "house_number"),
        ("addr:housenumber", "house_number"),
        ("Kinh độ", "lng"),
        ("Kinh độ (WGS 84)", "lng"),
        ("lng", "lng"),
        ("lon", "lng"),
        ("X", "lng"),
        ("vĩ độ", "lat"),
        ("Vi\u0303 đo\u0323\u0302", "lat"),
        ("lat", "lat"),
        ("Địa chỉ", "written"),
        ("phường/xã", "commune_name"),
        ("Mã xã", "commune_code"),
        ("mã", "source_key"),
        ("ID", "source_key"),
        ("@id", "source_key"),
        ("Mã chính thức", "official_code"),
        ("official_code", "official_code"),
        ("Mã Vpostcode chính thức", "official_code"),
        ("Trạng thái", "life"),
    ],
)
def test_a_heading_is_recognised_in_either_language(heading: str, field: str):
    assert recognise_columns([heading]).columns == {field: heading}


@pytest.mark.parametrize("heading", ["vpostcode", "Vpostcode", "Mã Vpostcode", "code_status"])
def test_a_computed_code_is_never_taken_for_an_official_one(heading: str):
    assert recognise_columns([heading]).columns == {}


def test_no_two_fields_claim_the_same_heading():
    # but for the columns that hold both coordinates
    headings = [h for field in BY_NAME.values() for h in field.headings if h not in BOTH]
    assert len(headings) == len(set(headings))


def test_the_surer_of_two_columns_serves():
    mapping = recognise_columns(["name", "địa chỉ", "address", "lat", "lon"])
    assert mapping.columns["written"] == "địa chỉ"
    assert mapping.columns["building"] == "name"


def test_the_columns_of_a_rejects_file_are_left_aside():
    mapping = recognise_columns(["Dòng / Row", "Lý do / Reason", "mã", "địa chỉ"])
    assert mapping.columns == {"source_key": "mã", "written": "địa chỉ"}


def test_among_open_street_map_tags_building_is_no_name():
    assert recognise_columns(["addr:street", "building", "name"]).columns["building"] == "name"


def test_missing_columns_are_named_together_with_those_found():
    with pytest.raises(InputError) as caught:
        recognise_columns(["mã", "ghi chú"]).checked(["mã", "ghi chú"])
    vi, en = caught.value.problem.say("vi"), caught.value.problem.say("en")
    assert "Thiếu cột cần có" in vi
    assert "vĩ độ / latitude" in vi
    assert "mã, ghi chú" in vi
    assert "Necessary columns are missing" in en
    assert "địa chỉ / address" in en


def test_latitude_without_longitude_asks_for_longitude():
    with pytest.raises(InputError) as caught:
        recognise_columns(["địa chỉ", "vĩ độ"]).checked(["địa chỉ", "vĩ độ"])
    assert "kinh độ / longitude" in caught.value.problem.say("en")
    assert "vĩ độ / latitude" not in caught.value.problem.say("en")


def test_a_saved_mapping_comes_back_and_is_held_against_the_file():
    mapping = Mapping.from_json(Mapping({"written": "nơi ở"}).as_json())
    assert mapping.checked(["nơi ở"]) is mapping
    with pytest.raises(InputError, match="does not have: nơi ở"):
        mapping.checked(["address"])


def test_a_mapping_of_an_unknown_field_lists_the_known_ones():
    with pytest.raises(InputError, match="house_number"):
        Mapping({"colour": "a"}).checked(["a"])
