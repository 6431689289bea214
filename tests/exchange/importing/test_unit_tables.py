"""A conversion table of units, held against the law row by row."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.unit_tables import (
    UnitTableRequest,
    plan_unit_table,
    run_unit_table,
)
from diaban.spine.parties.models import local_operator
from diaban.spine.places.models import Unit, UnitAlias
from diaban.spine.runs.models import State

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
HEAD = ["Mã cũ", "Tên cũ", "Mã mới", "Tên mới", "Ghi chú"]
TRUC_BACH = ["00004", "Phường Trúc Bạch", "00004", "Phường Ba Đình", "Nhập toàn bộ"]
CO_BI = ["00553", "Xã Cổ Bi", "00136", "Phường Phúc Lợi", "Nhập một phần"]


@pytest.fixture(autouse=True)
def _units(hanoi: None) -> None:
    """Every test is held against the real units."""


def table(folder: Path, *rows: list[str], head: list[str] = HEAD) -> UnitTableRequest:
    path = folder / "chuyen-doi.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return UnitTableRequest(path, "Cục Thống kê", local_operator())


def said(request: UnitTableRequest) -> list[str]:
    return [problem.say("vi") for problem in plan_unit_table(request).problems]


def test_a_lawful_row_is_accepted_and_teaches_nothing(tmp_path: Path):
    report = plan_unit_table(table(tmp_path, TRUC_BACH))
    assert (report.counts["accepted"], report.problems, report.spellings) == (1, [], set())
    assert len(report.missing) == 525


def test_a_code_with_two_names_is_told_with_the_code_that_was_meant(tmp_path: Path):
    wrong = ["00553", "Xã Đặng Xá", "00562", "Xã Thuận An", "Nhập một phần"]
    (words,) = said(table(tmp_path, CO_BI, wrong))
    assert words.startswith("Dòng 3, cột “Mã cũ”: mã 00553 đứng cho hai tên: “Xã Đặng Xá” ở đây")
    assert "“Xã Cổ Bi” ở dòng 2" in words
    assert "“Xã Đặng Xá”: 00556." in words


def test_where_the_law_is_not_known_here_the_earlier_name_stands(tmp_path: Path):
    rows = [
        ["01615", "Xã Hồng Quang", "01636", "Xã Bế Văn Đàn", "Nhập toàn bộ"],
        ["01615", "Xã Mỹ Hưng", "01648", "Xã Phục Hòa", "Nhập toàn bộ"],
    ]
    (words,) = said(table(tmp_path, *rows))
    assert "“Xã Mỹ Hưng” ở đây và “Xã Hồng Quang” ở dòng 2" in words


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["4x", *TRUC_BACH[1:]], "“4x” không phải mã đơn vị 5 chữ số"),
        ([*TRUC_BACH[:2], "99999", "Phường Ba Đình", ""], "không có đơn vị mã 99999"),
        ([*TRUC_BACH[:2], "00070", "Phường Hoàn Kiếm", ""], "Trúc Bạch không nhập vào Phường Hoàn"),
        ([*TRUC_BACH[:3], "Phường Tây Hồ", ""], "mã 00004 là “Phường Ba Đình”, không phải “Phường"),
        (["00004", "Xã Hòa Lạc", *TRUC_BACH[2:]], "mã 00004 là “Phường Trúc Bạch”, không phải"),
    ],
)
def test_a_row_against_the_law_is_refused_with_the_reason(tmp_path: Path, row, words):
    (told,) = said(table(tmp_path, row))
    assert words in told


def test_a_pair_given_twice_is_kept_once(tmp_path: Path):
    (words,) = said(table(tmp_path, TRUC_BACH, TRUC_BACH))
    assert "cặp 00004 → 00004 đã có ở dòng 2" in words


def test_codes_that_a_spreadsheet_cut_are_filled_up(tmp_path: Path):
    report = plan_unit_table(table(tmp_path, ["4", TRUC_BACH[1], "4", *TRUC_BACH[3:]]))
    assert report.problems == []


def test_another_spelling_is_learned_once_and_found_afterwards(tmp_path: Path):
    request = table(tmp_path, ["00004", "Phường Trúc Bặc", *TRUC_BACH[2:]])
    before = UnitAlias.objects.count()
    report = run_unit_table(request)
    assert report.run.state == State.DONE
    alias = UnitAlias.objects.get(kind="spelling")
    assert alias.alias == "Trúc Bặc"
    assert alias.unit == Unit.objects.get(code="00004", valid_to="2025-07-01")
    assert run_unit_table(request).counts["spellings"] == 0
    assert UnitAlias.objects.count() == before + 1


def test_refused_rows_come_back_as_a_file(tmp_path: Path):
    report = run_unit_table(table(tmp_path, TRUC_BACH, ["4x", *TRUC_BACH[1:]]))
    row = report.run.rejected_rows.get()
    assert dict(row.cells)["Mã cũ"] == "4x"
    assert report.run.counts["rejected"] == 1


def test_an_extent_that_the_resolution_gives_otherwise_is_told_and_stops_nothing(tmp_path: Path):
    report = plan_unit_table(table(tmp_path, [*TRUC_BACH[:4], "Nhập một phần diện tích"]))
    assert report.counts["accepted"] == 1
    (fault,) = report.faults
    assert "bảng ghi “Nhập một phần diện tích”, 1656/NQ-UBTVQH15 ghi" in fault.say("vi")


def test_a_table_without_the_four_columns_is_refused(tmp_path: Path):
    with pytest.raises(InputError) as refused:
        plan_unit_table(table(tmp_path, ["1", "x"], head=["Mã cũ", "Tên cũ"]))
    assert "Thiếu cột cần có" in refused.value.problem.say("vi")


@pytest.mark.real_data
def test_the_statistics_office_s_table_has_three_rows_whose_name_contradicts_the_code(
    shared_data: Path,
):
    path = shared_data / "admin-units/nso_conversion_2025.csv.gz"
    report = plan_unit_table(UnitTableRequest(path, "Cục Thống kê", local_operator()))
    assert report.counts["read"] == 10_565
    two = [p for p in report.problems if p.code == "table_code_two_names"]
    assert [(p.value, p.params["name"]) for p in two] == [
        ("00553", "Xã Đặng Xá"),
        ("01615", "Xã Mỹ Hưng"),
        ("02485", "Xã Phú Thịnh"),
    ]
    assert [p.code for p in report.problems] == [p.code for p in two]
    assert report.missing == []
    assert Counter(p.code for p in report.faults) == {
        "table_kind_since": 83,
        "table_extent_differs": 2,
    }
    differing = [p for p in report.faults if p.code == "table_extent_differs"]
    known = [(p.row, p.value, p.params["known_vi"], p.params["known_en"]) for p in differing]
    rest = "phần còn lại sau khoản 41"
    assert known == [
        (83, "Nhập một phần", "nhập một phần diện tích", "a part of the area"),
        (93, "Nhập một phần", rest, rest),
    ]
