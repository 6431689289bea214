"""Lists out of offices, whose cells a spreadsheet, an old font or a map program has changed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from tests.exchange.importing.readers.old_workbook import old_workbook

from diaban.exchange.importing.mapping import recognise_columns
from diaban.exchange.importing.pipeline import ImportRequest, Plan, plan_import
from diaban.exchange.importing.tables import ReadOptions

Requests = Callable[..., ImportRequest]
METRES = ReadOptions(crs="EPSG:5897")


def told(plan: Plan, field: str) -> list[object]:
    return [row[field] for row in plan.sample]


def legacy(text: str, pairs: dict[str, str]) -> str:
    for letter, shown in pairs.items():
        text = text.replace(letter, shown)
    return text


def test_metres_in_groups_of_three_and_days_as_counts_are_read_among_plain_ones(
    request_for: Requests,
):
    plan = plan_import(
        request_for(
            "Số nhà;Đường phố;X (m);Y (m);Ngày rà soát\n"
            "18;Hàng Buồm;2.326.112,925;586.871,020;45909\n"
            "20;Hàng Buồm;2326031,9;586880,75;09/09/2025\n",
            options=METRES,
        )
    )
    assert plan.counts["accepted"] == 2
    assert (plan.mapping.columns["lat"], plan.mapping.columns["lng"]) == ("X (m)", "Y (m)")
    assert told(plan, "held_on") == [date(2025, 9, 9)] * 2
    near = [(row["lat_e7"], row["lng_e7"]) for row in plan.sample]
    assert abs(near[0][0] - near[1][0]) < 10_000
    assert abs(near[0][1] - near[1][1]) < 10_000


def test_headings_under_a_common_heading_are_understood():
    found = recognise_columns(
        [
            "Địa chỉ / Số nhà",
            "Địa chỉ / Ngõ, ngách",
            "Địa chỉ / Đường phố",
            "Tọa độ VN-2000 / X (m)",
            "Tọa độ VN-2000 / Y (m)",
        ],
        [["1", "Ngõ 2", "Hàng Gai", "2.327.112,925", "588.488,247"]] * 2,
    )
    assert found.columns == {
        "house_number": "Địa chỉ / Số nhà",
        "lanes": "Địa chỉ / Ngõ, ngách",
        "street": "Địa chỉ / Đường phố",
        "lat": "Tọa độ VN-2000 / X (m)",
        "lng": "Tọa độ VN-2000 / Y (m)",
    }


def test_the_empty_columns_of_a_map_program_are_not_taken(request_for: Requests):
    point = "<Point><coordinates>105.84,21.03</coordinates></Point>"
    kml = (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><Placemark><name>72 Trần Hưng Đạo</name>{point}</Placemark>"
        f"<Placemark><name>69A Phan Đình Phùng</name>{point}</Placemark></Document></kml>"
    )
    plan = plan_import(request_for(kml, name="so nha.kml"))
    assert "id" in plan.columns
    assert set(plan.mapping.columns) == {"written", "lat", "lng"}
    assert plan.counts["accepted"] == 2
    assert told(plan, "written") == ["72 Trần Hưng Đạo", "69A Phan Đình Phùng"]


def test_a_coordinate_that_was_never_filled_in_is_told_row_by_row(request_for: Requests):
    plan = plan_import(request_for("Số nhà,Vĩ độ,Kinh độ\n1,21.03,\n2,21.031,\n"))
    assert plan.problem_counts["position_half"] == 2


def test_every_column_of_a_sheet_in_an_old_font_is_mended(request_for: Requests):
    vni = {"ộ": "oä", "õ": "oõ", "á": "aù", "ố": "oá", "ờ": "ôø", "ư": "ö", "Đ": "Ñ", "à": "aø"}
    rows = [
        ["Số nhà", "Ngõ", "Đường phố", "Lat", "Lng"],
        ["84/17", "Ngõ 75, ngách 2", "Hàng Đào", 21.03, 105.84],
        ["60C", "Ngõ 83", "Đường Đào", 21.031, 105.841],
    ]
    shown = [[legacy(v, vni) if isinstance(v, str) else v for v in row] for row in rows]
    assert shown[1][1] == "Ngoõ 75, ngaùch 2"
    plan = plan_import(request_for(old_workbook(shown), name="vni.xls"))
    assert told(plan, "lanes") == ["Ngõ 75, ngách 2", "Ngõ 83"]
    assert told(plan, "street") == ["Hàng Đào", "Đường Đào"]


def test_right_cells_beside_an_old_font_stay_as_they_are(request_for: Requests):
    rows = [
        ["Số nhà", "Ngõ", "Đường phố", "Lat", "Lng"],
        ["84", "Ngõ 75, ngách Hoà Bình", "Haøng Ñaøo", 21.03, 105.84],
        ["60", "Ngõ phố Huế", "Haøng Ñaäu", 21.031, 105.841],
    ]
    plan = plan_import(request_for(old_workbook(rows), name="mixed.xls"))
    assert told(plan, "street") == ["Hàng Đào", "Hàng Đậu"]
    assert told(plan, "lanes") == ["Ngõ 75, ngách Hoà Bình", "Ngõ phố Huế"]


def test_house_numbers_that_a_spreadsheet_took_for_dates_come_back(
    request_for: Requests, tmp_path: Path
):
    path = tmp_path / "dates.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "d/m"})
        page.write_row(0, 0, ["Số nhà", "Đường phố", "Lat", "Lng"])
        page.write_datetime(1, 0, date(2025, 5, 12), day)
        page.write_row(1, 1, ["Hàng Gai", 21.03, 105.84])
        page.write_row(2, 0, ["14", "Hàng Gai", 21.031, 105.841])
    plan = plan_import(request_for(path))
    assert told(plan, "house_number") == ["12/5", "14"]
    assert plan.counts["dates_as_numbers"] == 1


@pytest.fixture
def signed_sheet(tmp_path: Path) -> Path:
    path = tmp_path / "signed.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["STT", "Số nhà", "Đường phố", "Lat", "Lng"])
        page.write_row(1, 0, [1, "12", "Hàng Gai", 21.03, 105.84])
        page.write_row(2, 0, [2, "14", "Hàng Gai", 21.031, 105.841])
        page.write_row(4, 0, ["Tổng cộng", 2])
        page.write(5, 1, "NGƯỜI LẬP BIỂU")
        page.write(9, 1, "Nguyễn Thị Mai")
        page.write(9, 4, "Trần Văn Minh")
    return path


def test_names_under_signatures_are_no_addresses(request_for: Requests, signed_sheet: Path):
    plan = plan_import(request_for(signed_sheet))
    assert (plan.counts["accepted"], plan.counts["rejected"]) == (2, 0)
    below = [note for note in plan.notes if note.code == "rows_below_foot"]
    assert [note.row for note in below] == [10]
    assert "dưới dòng tổng cộng hoặc chữ ký" in below[0].say("vi")
    assert "move it above" in below[0].say("en")
    # the registry keeps no names of persons, not even in what it tells
    assert not any("Minh" in note.say("vi") for note in plan.notes)


def test_rows_after_a_total_in_the_middle_stay(request_for: Requests, tmp_path: Path):
    path = tmp_path / "middle.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["STT", "Số nhà", "Đường phố", "Lat", "Lng"])
        page.write_row(1, 0, [1, "12", "Hàng Gai", 21.03, 105.84])
        page.write_row(2, 0, ["Cộng", 1])
        page.write_row(3, 1, ["14", "Hàng Gai"])
        page.write_row(4, 0, [3, "16", "Hàng Gai", 21.031, 105.841])
    plan = plan_import(request_for(path))
    assert told(plan, "house_number") == ["12", "14", "16"]


def test_a_row_that_stands_twice_is_told_by_the_first_row_and_no_inner_name(
    request_for: Requests,
):
    row = "18,Hàng Buồm,21.03,105.84\n"
    plan = plan_import(request_for("Số nhà,Đường phố,Lat,Lng\n" + row + row))
    (problem,) = plan.first_problems
    assert problem.say("vi").startswith("Dòng 3: giống hệt dòng 2")
    assert "the same in every word as row 2" in problem.say("en")
    assert "~" not in problem.say("vi") + problem.say("en")


def test_names_that_begin_with_a_toned_vowel_get_the_capital_that_the_font_lacks(
    request_for: Requests,
):
    lines = [
        ("Số nhà", b"S\xe8 nh\xb5;\xa7\xad\xeang ph\xe8;Lat;Lng"),
        ("Ấu Triệu", b"1;\xcau Tri\xd6u;21,03;105,84"),
        ("phố Ỷ Lan", b"2;ph\xe8 \xfb Lan;21,031;105,841"),
        ("Hàng Gai", b"3;H\xb5ng Gai;21,032;105,842"),
    ]
    plan = plan_import(request_for(b"\n".join(line for _, line in lines) + b"\n"))
    assert plan.counts["accepted"] == 3
    assert told(plan, "street")[0] == "Ấu Triệu"
    assert told(plan, "street")[2] == "Hàng Gai"
    assert told(plan, "street")[1] == "phố Ỷ Lan"


def test_a_heading_beside_capitals_keeps_its_case(request_for: Requests):
    content = b"STT;H\xe4 v\xb5 t\xaan;S\xe8 nh\xb5;Lat;Lng\n1;An;12;21,03;105,84\n"
    plan = plan_import(request_for(content))
    assert plan.columns[:3] == ["STT", "Họ và tên", "Số nhà"]
