import random
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers import open_table, workbooks
from diaban.exchange.importing.tables import ROW, ReadOptions


def write(path: Path, rows: list[list[Any]], sheet: str = "Danh sách") -> Path:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
    return path


def read(path: Path, options: ReadOptions | None = None) -> list[tuple]:
    table = open_table(path, options)
    return [row for batch in table.batches for row in batch.frame.drop("fault").iter_rows()]


def test_the_first_row_with_data_holds_the_headings(tmp_path: Path):
    path = write(tmp_path / "a.xlsx", [[], [None, "mã", "vĩ độ"], [], [None, "H1", 21.0285]])
    table = open_table(path)
    assert (table.columns, table.header_row) == (["(1)", "mã", "vĩ độ"], 2)
    assert read(path) == [(4, "", "H1", "21.0285")]


def test_numbers_dates_and_truth_become_plain_text(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["a", "b", "c", "d"])
        page.write_row(1, 0, [12, 0.1, True])
        page.write_datetime(1, 3, date(2025, 7, 1), book.add_format({"num_format": "dd/mm/yyyy"}))
    assert read(path) == [(2, "12", "0.1", "true", "2025-07-01")]


def test_a_chosen_sheet_is_read_and_an_unknown_one_lists_the_sheets(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Một").write_row(0, 0, ["a"])
        second = book.add_worksheet("Hai")
        second.write_row(0, 0, ["b"])
        second.write_row(1, 0, ["x"])
    assert read(path, ReadOptions(sheet="Hai")) == [(2, "x")]
    with pytest.raises(InputError) as caught:
        open_table(path, ReadOptions(sheet="Ba"))
    assert "Một, Hai" in caught.value.problem.say("vi")


def test_formulas_give_their_stored_value_or_else_the_formula_itself(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["mã", "số nhà"])
        page.write_formula(1, 0, "=1+1", None, 2)
        page.write_formula(2, 1, '=A2&"x"', None, "")
    assert read(path) == [(2, "2", ""), (3, "", '=A2&"x"')]


def test_a_million_blank_rows_are_skipped(tmp_path: Path):
    path = tmp_path / "blank.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        page.write_row(0, 0, ["mã", "số nhà"])
        page.write_row(1, 0, ["H1", "5"])
        for row in range(2, 200_000):
            page.write_blank(row, 0, None, bold)
        page.write_row(1_000_001, 0, ["H2", "6"])
    batches = list(open_table(path).batches)
    assert [row for batch in batches for row in batch.frame[ROW]] == [2, 1_000_002]
    assert batches[-1].through == 1_000_002


def test_a_stray_cell_in_the_farthest_corner_is_refused_before_it_fills_the_memory(tmp_path: Path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write(0, 0, "mã")
        page.write(1_048_575, 16_383, "x")
    with pytest.raises(InputError) as caught:
        open_table(path)
    assert "XFD1048576" in caught.value.problem.say("vi")
    assert "Delete stray cells" in caught.value.problem.say("en")


def with_member(whole: Path, path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", 8) as target:
        for member in source.namelist():
            target.writestr(member, content if member == name else source.read(member))
    return path


def test_shared_strings_that_would_fill_the_memory_are_refused_unopened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    whole = write(tmp_path / "a.xlsx", [["mã"], ["H1"]])
    bomb = with_member(whole, tmp_path / "b.xlsx", "xl/sharedStrings.xml", b"<si/>" * (4 << 20))
    monkeypatch.setattr(workbooks, "calamine", None)
    with pytest.raises(InputError) as caught:
        open_table(bomb)
    assert caught.value.problem.code == "workbook_too_large"
    assert "giải nén ra 20 MB (được phép 2048 MB)" in caught.value.problem.say("vi")
    assert "unpacks to 20 MB (allowed: 2048 MB)" in caught.value.problem.say("en")


def test_a_workbook_is_as_large_as_its_members_together(tmp_path: Path):
    whole = write(tmp_path / "a.xlsx", [["mã"], *([random.randbytes(20).hex()] for _ in range(99))])
    with zipfile.ZipFile(whole) as package:
        size = sum(member.file_size for member in package.infolist())
    assert len(read(whole, ReadOptions(most_bytes=size))) == 99
    with pytest.raises(InputError) as caught:
        open_table(whole, ReadOptions(most_bytes=size - 1))
    assert caught.value.problem.code == "workbook_too_large"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_workbook_says_that_it_is_half_written(tmp_path: Path, share: float):
    path = write(tmp_path / "a.xlsx", [["mã", "số nhà"], *([f"H{i}", i] for i in range(500))])
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(InputError) as caught:
        open_table(path)
    assert "Tệp bị cụt" in caught.value.problem.say("vi")
    assert "zip" in caught.value.problem.say("vi")
    assert "get it whole" in caught.value.problem.say("en")


def test_a_workbook_with_a_damaged_sheet_is_refused(tmp_path: Path):
    whole = write(tmp_path / "a.xlsx", [["mã"], ["H1"]])
    broken = tmp_path / "b.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[:300] if "sheet1" in name else content)
    with pytest.raises(InputError) as caught:
        read(broken)
    assert "XLSX" in caught.value.problem.say("en")


def test_a_password_is_named(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    locked = bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + locked)
    with pytest.raises(InputError) as caught:
        open_table(path)
    assert "Tệp có mật khẩu" in caught.value.problem.say("vi")
    assert "remove the password" in caught.value.problem.say("en")


def test_a_damaged_old_workbook_is_refused(tmp_path: Path):
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(InputError) as caught:
        open_table(path)
    assert "Không đọc được tệp XLS" in caught.value.problem.say("vi")


def test_an_empty_sheet_has_no_headings(tmp_path: Path):
    with pytest.raises(InputError) as caught:
        open_table(write(tmp_path / "a.xlsx", []))
    assert caught.value.problem.code == "header_missing"


@pytest.fixture(scope="module")
def small_workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("xlsx") / "a.xlsx"
    return write(path, [["mã", "số nhà"], ["H1", 5]]).read_bytes()


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_arbitrary_damage_gives_rows_or_a_coded_error(tmp_path_factory, small_workbook, data):
    content = bytearray(small_workbook)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "fuzz.xlsx"
    path.write_bytes(data.draw(st.sampled_from([bytes(content), b"PK\x03\x04" + content[99:]])))
    try:
        for _ in workbooks.open_workbook(path, ReadOptions()).batches:
            pass
    except InputError as error:
        error.problem.say("vi")


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_a_column_of_numbers_is_written_as_each_number_would_be(values: list[float]):
    written = workbooks._write_column(tuple(values)).to_list()
    assert [float(text) for text in written] == values
    for text, value in zip(written, values, strict=True):
        if value.is_integer() and abs(value) < 1e15:
            assert text == str(int(value))


def test_a_long_sheet_is_read_the_same_by_rows_and_by_columns(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        plain, merged = book.add_worksheet("plain"), book.add_worksheet("merged")
        for page in (plain, merged):
            page.write_row(0, 1, ["Mã", "Số nhà", "Ngày", "Có"])
            for row in range(1, 120):
                if row % 7:
                    page.write_row(row, 1, [f"H{row}", row / 4, "" if row % 3 else "x", row > 50])
        # a merge of two rows sends the whole sheet down the careful way
        merged.merge_range(118, 5, 119, 5, "")
    frames = [
        pl.concat(b.frame for b in open_table(path, ReadOptions(sheet=name)).batches)
        for name in ("plain", "merged")
    ]
    shared = frames[0].columns
    assert frames[0].equals(frames[1].select(shared))
    assert frames[0].height == 102
