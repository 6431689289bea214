"""What stands in a column decides where its heading does not."""

import pytest

from diaban.exchange.importing.mapping import recognise_columns
from diaban.exchange.importing.proposing import ColumnProposal, propose_columns

COMMUNES = frozenset({"ba dinh", "phuong ba dinh", "hang ma", "phuong hang ma", "cua nam"})


def propose(**columns: list[str]) -> dict[str, ColumnProposal]:
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    return {one.heading: one for one in propose_columns(list(columns), rows, COMMUNES)}


def mapped(**columns: list[str]) -> dict[str, str]:
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    return dict(recognise_columns(list(columns), rows, COMMUNES).columns)


NORTH = ["2325874.12", "2325901.50", "2326004.77"]
EAST = ["587123.40", "587150.02", "587201.33"]
LAT = ["21.03381", "21.03402", "21,03417"]
LNG = ["105.84011", "105.84120", "105,84215"]


def test_degrees_under_any_heading_are_coordinates():
    found = propose(cột_a=LAT, cột_b=LNG, ghi_chú=["", "x", ""])
    assert (found["cột_a"].field, found["cột_a"].decided) == ("lat", "content")
    assert (found["cột_b"].field, found["cột_b"].decided) == ("lng", "content")
    assert found["ghi_chú"].field is None
    assert found["cột_a"].sample == LAT


def test_degrees_and_minutes_are_coordinates():
    assert mapped(a=["21°02'03\"N", "21°02'10\"N"], b=["105°50'21\"E", "105°50'25\"E"]) == {
        "lat": "a",
        "lng": "b",
    }


@pytest.mark.parametrize(
    ("x", "y", "lat"), [(NORTH, EAST, "X"), (EAST, NORTH, "Y"), (LAT, LNG, "X"), (LNG, LAT, "Y")]
)
def test_x_and_y_are_told_by_their_figures(x: list[str], y: list[str], lat: str):
    found = propose(X=x, Y=y)
    assert found[lat].field == "lat"
    assert {one.field for one in found.values()} == {"lat", "lng"}
    assert {one.decided for one in found.values()} == {"both"}


def test_metres_under_any_heading_are_coordinates_where_they_stand_side_by_side():
    assert mapped(đo_1=NORTH, đo_2=EAST) == {"lat": "đo_1", "lng": "đo_2"}
    assert mapped(đo_1=NORTH, giữa=["a", "b", "c"], đo_2=EAST) == {}


def test_latitude_under_the_heading_of_longitude_is_not_turned_in_silence():
    assert mapped(**{"Vĩ độ": LNG, "Kinh độ": LAT}) == {"lat": "Vĩ độ", "lng": "Kinh độ"}


@pytest.mark.parametrize("heading", ["Tọa độ", "điểm", "(3)"])
def test_one_column_may_hold_both_coordinates(heading: str):
    cells = ["21.03381, 105.84011", "21.03402, 105.84120"]
    assert mapped(**{heading: cells}) == {"lat": heading, "lng": heading}


def test_a_place_in_words_is_no_pair_of_coordinates():
    assert mapped(**{"Vị trí": ["mặt tiền", "trong ngõ"], "m1": LAT[:2], "m2": LNG[:2]}) == {
        "lat": "m1",
        "lng": "m2",
    }


def test_counts_and_prices_are_no_coordinates():
    assert mapped(giá=["1250000", "1400000"], năm=["2019", "2020"], tầng=["9", "12"]) == {}
    assert mapped(diện_tích=["21", "22"], giá=["105", "110"]) == {}


def test_names_of_communes_are_known_by_the_registry():
    found = propose(địa_bàn=["Ba Đình", "Hàng Mã"], khác=["a", "b"])
    assert (found["địa_bàn"].field, found["địa_bàn"].decided) == ("commune_name", "content")
    assert propose(vùng=["P. Ba Đình", "Phường Hàng Mã"])["vùng"].field == "commune_name"


def test_streets_that_bear_the_names_of_communes_stay_streets():
    assert mapped(cột=["Hàng Mã", "Cửa Nam", "Hàng Mã"]) == {}


def test_a_former_commune_is_not_taken_for_one_of_today():
    assert mapped(**{"Phường cũ": ["Hàng Mã", "Cửa Nam"]}) == {}


def test_house_numbers_are_known_by_letters_and_slashes():
    cells = ["12A", "5/3", "108", "Số 7"]
    assert mapped(**{"(2)": cells}) == {"house_number": "(2)"}
    assert mapped(Nhà=cells) == {"house_number": "Nhà"}
    assert mapped(Thửa=cells) == {}
    assert mapped(**{"(2)": ["12", "5", "108", "7"]}) == {}


def test_a_code_is_official_only_where_its_heading_says_so():
    codes = ["11024 2VH3 CM3", "11024 2VH3 CM4"]
    assert mapped(**{"Mã đã được cấp": codes}) == {"official_code": "Mã đã được cấp"}
    assert mapped(Vpostcode=codes) == {}
    assert mapped(**{"(4)": codes}) == {}


def test_dates_are_taken_where_the_heading_speaks_of_the_list():
    days = ["01/07/2025", "15/08/2025"]
    assert mapped(**{"Cập nhật lần cuối": days}) == {"held_on": "Cập nhật lần cuối"}
    assert mapped(**{"Ngày cấp": days}) == {}


@pytest.mark.parametrize("heading", ["Mã", "id", "Liên hệ", "(3)", "Số nhà"])
@pytest.mark.parametrize(
    "cells",
    [
        ["0912345678", "0987654321", "0243 826 5432"],
        ["+84912345678", "84987654321", "0356-123-456"],
        ["001085012345", "001190054321", "038201001122"],
    ],
)
def test_telephone_and_identity_numbers_are_never_taken(heading: str, cells: list[str]):
    found = propose(**{heading: cells, "địa chỉ": ["1 A", "2 B", "3 C"]})
    assert (found[heading].field, found[heading].remark) == (None, "personal")
    assert found["địa chỉ"].field == "written"


@pytest.mark.parametrize("heading", ["name", "Name", "Tên"])
@pytest.mark.parametrize(
    ("labels", "meant"),
    [
        (["Highlands Coffee", "Chợ Đồng Xuân", "Đình Hàng Bạc"], "building"),
        (["Nguyễn Trãi", "Trần Phú", "Lê Duẩn"], "building"),
        (["12 Hàng Bạc", "Số 5 ngõ 34 Đội Cấn", "69A Phan Đình Phùng"], "written"),
        (["Ngõ 12 Láng Hạ", "Thôn Đoài", "12/5/3 Hàng Bè"], "written"),
        (["Nguyễn Văn An", "Bà Hoa", "Trần Thị Minh Hằng"], None),
        (["Nguyễn Văn An - 12 Hàng Bạc", "hộ ông Lê Văn Bình", "Chợ"], None),
        (["1", "2", "3"], None),
        (["Placemark 1", "Điểm 2", "P3"], None),
    ],
)
def test_a_bare_name_is_what_its_labels_are(heading: str, labels: list[str], meant: str | None):
    assert propose(**{heading: labels, "y": LAT, "x": LNG})[heading].field == meant


def test_a_name_that_is_a_person_s_is_said_to_be_left_out():
    found = propose(Name=["Nguyễn Văn An", "Bà Hoa", "Trần Thị Hằng"], y=LAT, x=LNG)
    assert found["Name"].remark == "personal"


def test_names_beside_a_column_of_addresses_are_not_read_as_addresses_too():
    found = propose(name=["12 Hàng Bạc", "14 Hàng Bạc"], địa_chỉ=["12 Hàng Bạc", "14 Hàng Bạc"])
    assert (found["địa_chỉ"].field, found["name"].field) == ("written", None)


def test_the_place_of_a_shape_is_that_of_the_shape():
    columns = ["X", "Y", "số nhà", "lat", "lng"]
    rows = [[*pair, "5", "21.03", "105.84"] for pair in zip(EAST, NORTH, strict=True)]
    found = propose_columns(columns, rows, position_columns=("lat", "lng"))
    assert {one.heading: one.field for one in found if one.field} == {
        "số nhà": "house_number",
        "lat": "lat",
        "lng": "lng",
    }


def test_a_heading_and_its_cells_together_are_surest():
    found = propose(**{"Vĩ độ": LAT, "Kinh độ": LNG, "Số nhà": ["1", "2", "3"]})
    assert found["Vĩ độ"].decided == "both"
    assert found["Số nhà"].decided == "name"
    assert found["Vĩ độ"].confidence > found["Số nhà"].confidence > 0.5
