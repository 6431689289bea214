"""Sheets as offices send them: banners, merged cells, totals, signatures, fonts, old programs."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import xlsxwriter
from tests.exchange.importing.readers.old_workbook import old_workbook

from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.tables import ReadOptions, Table


def read(path: Path, options: ReadOptions | None = None) -> tuple[Table, list[tuple[Any, ...]]]:
    table = open_table(path, options)
    frames = [batch.frame.drop("fault") for batch in table.batches]
    return table, [row for frame in frames for row in frame.iter_rows()]


def said(table: Table) -> str:
    return "\n".join(note.say("vi") + "\n" + note.say("en") for note in table.notes)


@pytest.fixture
def office_sheet(tmp_path: Path) -> Path:
    path = tmp_path / "so.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page, bold = book.add_worksheet("Danh sách"), book.add_format({"bold": True})
        page.merge_range(0, 0, 0, 6, "UBND THÀNH PHỐ HÀ NỘI", bold)
        page.merge_range(1, 0, 1, 6, "DANH SÁCH SỐ NHÀ", bold)
        page.write(2, 6, "Đơn vị tính: độ")
        for column, name in enumerate(["STT", "Phường/xã", "Số nhà", "Đường phố"]):
            page.merge_range(4, column, 5, column, name, bold)
        page.merge_range(4, 4, 4, 5, "Tọa độ", bold)
        page.write_row(5, 4, ["X", "Y"])
        page.merge_range(4, 6, 5, 6, "Ghi chú", bold)
        page.write_row(6, 0, [f"({i})" for i in range(1, 8)])
        page.merge_range(7, 1, 9, 1, "Ba Đình", bold)
        for i in range(3):
            page.write(7 + i, 0, i + 1)
            page.write_row(7 + i, 2, [str(i + 10), "Kim Mã", 105.8, 21.03])
        page.write_row(10, 0, [4, "", "9", "Đội Cấn", 105.8, 21.03])
        page.write_row(11, 0, ["Tổng cộng", "", 4])
        page.write(13, 4, "Hà Nội, ngày 5 tháng 7 năm 2025")
        page.write(14, 0, "Người lập biểu")
        page.set_row(8, None, None, {"hidden": True})
        book.add_worksheet("Nháp").hide()
    return path


def test_headings_of_two_lines_are_found_below_banners_and_joined(office_sheet: Path):
    table, rows = read(office_sheet)
    assert table.columns == [
        "STT", "Phường/xã", "Số nhà", "Đường phố", "Tọa độ / X", "Tọa độ / Y", "Ghi chú",
    ]  # fmt: skip
    assert (table.header_row, rows[0][0]) == (7, 8)
    assert "Tiêu đề cột nằm ở dòng 5" in said(table)
    assert "delete what stands above the headings" in said(table)


def test_a_merged_cell_is_filled_down_and_an_empty_one_is_not(office_sheet: Path):
    table, rows = read(office_sheet)
    assert [row[2] for row in rows] == ["Ba Đình", "Ba Đình", "Ba Đình", ""]
    assert "Ô gộp được điền xuống 2 dòng" in said(table)
    assert "filled down over 2 rows" in said(table)


def test_totals_and_signatures_at_the_foot_are_left_out_and_told(office_sheet: Path):
    table, rows = read(office_sheet)
    assert [row[0] for row in rows] == [8, 9, 10, 11]
    words = said(table)
    assert "Dòng 12: Không được nhập" in words or "Dòng 12: không được nhập" in words
    assert "“Người lập biểu”" in words
    assert "“Hà Nội, ngày 5 tháng 7 năm 2025”" in words
    assert "delete those words" in words


def test_hidden_rows_and_sheets_are_told(office_sheet: Path):
    table, _ = read(office_sheet)
    assert "có 1 dòng ẩn" in said(table)
    assert "1 hidden rows" in said(table)
    assert "trang ẩn: Nháp" in said(table)
    assert "not imported unless chosen" in said(table)
    assert (table.sheets, table.sheet) == (["Danh sách", "Nháp"], "Danh sách")


def test_a_chosen_heading_row_is_taken(office_sheet: Path):
    table, _ = read(office_sheet, ReadOptions(header_row=6))
    assert table.columns[4:6] == ["X", "Y"]


def test_a_sheet_in_a_legacy_font_is_mended(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["M·", "§Þa chØ"])
        page.write_row(1, 0, ["H1", "12 NguyÔn Tr·i, ph­êng Kh­¬ng §×nh"])
    table, rows = read(path)
    assert table.columns == ["Mã", "Địa chỉ"]
    assert rows == [(2, "H1", "12 Nguyễn Trãi, phường Khương Đình")]
    assert "dùng phông TCVN3 (ABC)" in said(table)


def test_old_workbooks_are_read_whatever_their_name(tmp_path: Path):
    content = old_workbook([["Mã", "Số nhà"], ["H1", 5.0]])
    for name in ("a.xls", "b.xlsx"):
        (tmp_path / name).write_bytes(content)
        table, rows = read(tmp_path / name)
        assert (table.format, table.columns, rows) == ("XLS", ["Mã", "Số nhà"], [(2, "H1", "5")])


def test_open_document_sheets_are_read(tmp_path: Path):
    path = tmp_path / "a.ods"
    pyogrio.raw.write(
        str(path), None, [np.array(["H1"], object), np.array(["Kim Mã"], object)],
        ["Mã", "Đường phố"], driver="ODS", layer="Trang",
    )  # fmt: skip
    table, rows = read(path)
    assert (table.format, table.columns) == ("ODS", ["Mã", "Đường phố"])
    assert [row[1:] for row in rows] == [("H1", "Kim Mã")]


def remade(path: Path, whole: Path, changes: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", 8) as target:
        for name in source.namelist():
            target.writestr(name, changes.pop(name, None) or source.read(name))
        for name, content in changes.items():
            target.writestr(name, content)
    return path


def test_macros_are_told_and_never_run(office_sheet: Path, tmp_path: Path):
    path = remade(tmp_path / "a.xlsm", office_sheet, {"xl/vbaProject.bin": b"x"})
    table, rows = read(path)
    assert (table.format, len(rows)) == ("XLSM", 4)
    assert "Macro không được chạy" in said(table)
    assert "never run" in said(table)


def test_entities_in_xml_are_refused_unopened(office_sheet: Path, tmp_path: Path):
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><sst>&b;&b;</sst>'
    path = remade(tmp_path / "a.xlsx", office_sheet, {"xl/sharedStrings.xml": bomb})
    with pytest.raises(InputError) as caught:
        open_table(path)
    assert "thực thể XML trong xl/sharedStrings.xml" in caught.value.problem.say("vi")
    assert "declares XML entities" in caught.value.problem.say("en")


def test_three_hundred_columns_are_read(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Mã", "Số nhà", *(f"c{i}" for i in range(298))])
        page.write_row(1, 0, ["H1", 7, *range(298)])
    table, rows = read(path)
    assert len(table.columns) == 300
    assert rows[0][-1] == "297"


def test_a_cover_page_in_front_of_the_list_is_passed_over_and_told(tmp_path: Path):
    path = tmp_path / "cover.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        cover = book.add_worksheet("Bìa")
        cover.write_row(0, 0, ["UBND PHƯỜNG CỬA NAM", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
        cover.write(3, 1, "Danh sách nhà, năm 2026")
        page = book.add_worksheet("Danh sách")
        page.write_row(0, 0, ["Số nhà", "Đường phố", "Vĩ độ", "Kinh độ"])
        page.write_row(1, 0, ["9", "Đội Cấn", 21.03, 105.8])
    table, rows = read(path)
    assert (table.sheet, table.columns[0], len(rows)) == ("Danh sách", "Số nhà", 1)
    assert "Đọc trang “Danh sách” vì trang đứng trước (Bìa)" in said(table)
    assert "“Danh sách” is read, since Bìa before it has no column names" in said(table)
    assert open_table(path, ReadOptions(sheet="Bìa")).sheet == "Bìa"


def test_the_first_of_two_sheets_without_known_headings_is_read(tmp_path: Path):
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("A", "B"):
            book.add_worksheet(name).write_row(0, 0, ["x1", "x2", name])
    assert open_table(path).sheet == "A"
