"""Whole lists of written addresses: cleaned in order, taken up again, and told what is missing."""

import csv
import os
import signal
import subprocess
import sys
import time
from datetime import date

import polars as pl
import pytest
import python_calamine
import xlsxwriter
from tests.registry import address_of, door, observe

from diaban.exchange.cleaning import columns, lists, workbook, working
from diaban.exchange.cleaning.choosing import choose_columns
from diaban.exchange.cleaning.lists import ListRequest, clean_list
from diaban.exchange.cleaning.workbook import write_workbook
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.tables import BATCH_ROWS
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.searching import forget_names

ON = date(2026, 11, 1)
WHOLE = "12 Hàng Bông, phường Hàng Gai, quận Hoàn Kiếm, Hà Nội"
SPLIT = "15 Dịch Vọng Hậu, phường Dịch Vọng Hậu, quận Cầu Giấy, Hà Nội"


@pytest.fixture
def request_for(tmp_path):
    def make(rows, name="list.csv", output="out.csv", **more):
        path = tmp_path / name
        if name.endswith(".csv"):
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
        else:
            with xlsxwriter.Workbook(path) as book:
                sheet = book.add_worksheet()
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        ending = output.rpartition(".")[2]
        exceptions = tmp_path / f"exceptions.{ending}"
        return ListRequest(path, tmp_path / output, exceptions, ON, **more)

    return make


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_come_back_in_order_with_their_own_columns_and_ours(request_for):
    request = request_for([["mã", "Địa chỉ"], ["B", WHOLE], ["A", SPLIT]])
    report = clean_list(request)
    first, second = read(request.output)
    assert (first["mã"], first["diaban_house"], first["diaban_commune"]) == ("B", "12", "00070")
    assert first["diaban_line"] == "Số 12 Hàng Bông, phường Hoàn Kiếm, thành phố Hà Nội"
    assert (second["mã"], second["diaban_commune"]) == ("A", "")
    assert report.columns == ["Địa chỉ"]
    assert (report.counts["rows"], report.counts["decided"], report.counts["several"]) == (2, 1, 1)


def test_rows_for_a_person_stand_apart_with_reasons_in_both_languages(request_for):
    request = request_for([["mã", "Địa chỉ"], ["1", WHOLE], ["2", SPLIT], ["3", ""]])
    report = clean_list(request)
    split, blank = read(request.exceptions)
    assert (split["Dòng / Row"], split["mã"], split["Địa chỉ"]) == ("3", "2", SPLIT)
    vi, en = split["Lý do / Reason"].splitlines()
    assert (vi, en) == (
        "phường, xã cũ đã chia cho nhiều đơn vị",
        "the former commune went to several units",
    )
    assert "Phường Cầu Giấy" in split["diaban_choices"]
    assert blank["Lý do / Reason"].splitlines()[0].startswith("không có nội dung")
    assert report.counts["exceptions"] == 2


def test_mended_exceptions_can_be_cleaned_again(request_for, tmp_path):
    clean_list(request_for([["mã", "Địa chỉ"], ["2", SPLIT]]))
    again = ListRequest(tmp_path / "exceptions.csv", tmp_path / "b.csv", tmp_path / "c.csv", ON)
    clean_list(again)
    [row] = read(again.output)
    assert "Lý do / Reason" not in row
    assert [name for name in row if name == "diaban_choices"] == ["diaban_choices"]


def test_workbooks_are_read_and_written(request_for):
    rows = [["mã", "Địa chỉ"], ["=1+1", WHOLE]]
    request = request_for(rows, "list.xlsx", "out.xlsx")
    clean_list(request)
    table = open_table(request.output)
    [batch] = list(table.batches)
    place = table.columns.index("diaban_commune")
    assert batch.frame[f"c{place}"].to_list() == ["00070"]


def test_a_workbook_holds_any_text_in_its_place(tmp_path):
    told = {
        "c0": ["<&>", "\x01a\rb\nc", "_x0041_", None, "  hai dấu cách  ", "😀"],
        "c1": [1.5, None, 0.25, 3.0, None, None],
        "c2": ["", "x" * 40_000, "0123", "Đống Đa", "", "cuối"],
    }
    path = tmp_path / "any.xlsx"
    frame = pl.DataFrame(told)
    write_workbook(path, ["chữ", "số", "sau"], iter([frame[:4], frame[:0], frame[4:]]))
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert rows == [
        ["chữ", "số", "sau"],
        ["<&>", 1.5, ""],
        ["ab\nc", "", "x" * 32_767],
        ["_x0041_", 0.25, "0123"],
        ["", 3.0, "Đống Đa"],
        ["  hai dấu cách  ", "", ""],
        ["😀", "", "cuối"],
    ]


def test_more_columns_than_letters_have_their_places(tmp_path):
    path = tmp_path / "wide.xlsx"
    frame = pl.DataFrame({f"c{n}": [str(n) if n % 27 else ""] for n in range(800)})
    write_workbook(path, [f"h{n}" for n in range(800)], iter([frame]))
    sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    assert sheet.to_python()[1] == [str(n) if n % 27 else "" for n in range(800)]


def test_a_list_that_no_sheet_holds_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "SHEET_ROWS", 5)
    frames = iter([pl.DataFrame({"c0": ["a"] * 3})] * 2)
    with pytest.raises(InputError) as caught:
        write_workbook(tmp_path / "long.xlsx", ["a"], frames)
    assert caught.value.problem.code == "output_too_long"


def test_cells_that_would_run_as_formulas_are_made_harmless(request_for):
    request = request_for([["ghi chú", "Địa chỉ"], ["=1+1", WHOLE], ["-12,5", WHOLE]])
    clean_list(request)
    assert [row["ghi chú"] for row in read(request.output)] == ["'=1+1", "-12,5"]


def test_the_whole_of_an_old_list_can_be_led_to_another_day(request_for, tmp_path):
    request = request_for([["địa chỉ"], [WHOLE]])
    old = ListRequest(request.path, request.output, request.exceptions, date(2025, 6, 30))
    clean_list(old)
    assert read(old.output)[0]["diaban_commune_name"] == "Phường Hàng Gai"


def test_a_row_that_is_broken_is_told(request_for, tmp_path):
    request = request_for([["mã", "Địa chỉ"]])
    request.path.write_text(f'mã,Địa chỉ\n1,"{WHOLE}",extra,more\n', encoding="utf-8")
    clean_list(request)
    [row] = read(request.exceptions)
    assert "ô" in row["Lý do / Reason"].splitlines()[0]


def test_the_registry_decides_where_it_knows_the_very_door(request_for, operator, official_hanoi):
    observe(door("1", house_number="3", street="phố Hàng Bông"))
    run_coding(operator)
    forget_names()
    split = "3 phố Hàng Bông, phường Hàng Bông, quận Hoàn Kiếm, Hà Nội"
    request = request_for([["Địa chỉ"], [split], [SPLIT]], actor=operator.pk)
    report = clean_list(request)
    known, unknown = read(request.output)
    assert known["diaban_identifier"] == address_of("1").identifier
    assert known["diaban_commune"] == address_of("1").commune.code
    assert (known["diaban_quality"], known["diaban_choices"]) == ("matched", "")
    assert "registry" in known["diaban_reasons"].split()
    assert (unknown["diaban_identifier"], unknown["diaban_commune"]) == ("", "")
    assert (report.counts["matched"], report.counts["exceptions"]) == (1, 1)


# --- columns --------------------------------------------------------------------------------


def test_parts_in_columns_of_their_own_are_joined():
    headings = ["Phường/xã", "Số nhà", "Đường", "Quận/huyện"]
    rows = [["Hàng Gai", "12", "Hàng Bông", "Hoàn Kiếm"]]
    assert choose_columns(headings, rows) == ["Số nhà", "Đường", "Phường/xã", "Quận/huyện"]


def test_a_column_without_a_telling_heading_is_known_by_its_cells():
    rows = [["khách quen", WHOLE], ["khách mới", SPLIT]]
    assert choose_columns(["ghi chú", "cột 7"], rows) == ["cột 7"]


def test_a_column_that_is_asked_for_must_be_there():
    with pytest.raises(InputError) as caught:
        choose_columns(["a"], [], ["b"])
    assert "“b”" in caught.value.problem.say("vi")


def test_without_addresses_nothing_is_written(request_for):
    request = request_for([["mã", "tên"], ["1", "An"]])
    with pytest.raises(InputError) as caught:
        clean_list(request)
    assert "--column" in caught.value.problem.say("en")
    assert not request.output.exists()


@pytest.mark.parametrize("output", ["out.txt", "list.csv"])
def test_an_output_that_cannot_be_is_refused(request_for, output):
    request = request_for([["địa chỉ"], [WHOLE]], output=output)
    with pytest.raises(InputError):
        clean_list(request)
    assert request.path.read_text(encoding="utf-8").startswith("địa chỉ")


# --- long lists -----------------------------------------------------------------------------


def test_several_processes_give_the_same_in_the_same_order(request_for):
    rows = [["mã", "Địa chỉ"], *([str(n), WHOLE if n % 2 else SPLIT] for n in range(25_000))]
    alone = request_for(rows, output="alone.csv", processes=1)
    clean_list(alone)
    told = alone.output.read_bytes()
    together = request_for(rows, output="together.csv", processes=2)
    clean_list(together)
    assert together.output.read_bytes() == told


def test_work_that_broke_off_goes_on_behind_the_last_whole_part(request_for, monkeypatch):
    rows = [["mã", "Địa chỉ"], *([str(n), WHOLE] for n in range(2 * BATCH_ROWS + 5))]
    request = request_for(rows, processes=1)
    cleaned = []

    def break_off(texts, as_of, ask):
        cleaned.append(len(texts))
        if len(cleaned) == 2:
            raise KeyboardInterrupt
        return columns.clean_texts(texts, as_of, ask)

    monkeypatch.setattr(working, "clean_texts", break_off)
    with pytest.raises(KeyboardInterrupt):
        clean_list(request)
    assert not request.output.exists()
    cleaned[1] = 0
    report = clean_list(request)
    assert report.resumed_at == cleaned[0] + 1
    assert sum(cleaned) == len(rows) - 1
    assert [row["mã"] for row in read(request.output)] == [row[0] for row in rows[1:]]
    assert not lists._folder(request.output).exists()


def test_another_file_of_the_same_name_is_begun_anew(request_for, monkeypatch):
    request = request_for([["Địa chỉ"], *([WHOLE] for _ in range(BATCH_ROWS + 5))], processes=1)
    monkeypatch.setattr(lists, "_write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        clean_list(request)
    monkeypatch.undo()
    request.path.write_text(f'Địa chỉ\n"{SPLIT}"\n', encoding="utf-8")
    report = clean_list(request)
    assert (report.resumed_at, report.counts["rows"]) == (0, 1)


def test_two_at_the_same_output_are_kept_apart(request_for, monkeypatch):
    request = request_for([["Địa chỉ"], [WHOLE]])

    def meanwhile(*_):
        with pytest.raises(InputError) as caught:
            clean_list(request)
        assert caught.value.problem.code == "cleaning_is_running"

    monkeypatch.setattr(lists, "_write", meanwhile)
    clean_list(request)


def test_a_killed_process_leaves_no_worker_and_its_work_goes_on(request_for):
    rows = [["mã", "Địa chỉ"], *([str(n), f"{n} Hàng Bông, {WHOLE}"] for n in range(60_000))]
    request = request_for(rows)
    words = [
        *("clean", str(request.path), "--output", str(request.output)),
        *("--exceptions", str(request.exceptions), "--as-of", str(ON), "--processes", "2"),
    ]
    started = subprocess.Popen(
        [sys.executable, "-m", "diaban", *words],
        env={**os.environ, "DIABAN_DATA": str(request.path.parent / "data")},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    folder = lists._folder(request.output)
    while not list(folder.glob("part-000001-*.parquet")):
        assert started.poll() is None
        time.sleep(0.05)
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    while _living(started.pid):
        time.sleep(0.05)
    report = clean_list(request)
    assert report.resumed_at > 1
    assert [row["mã"] for row in read(request.output)] == [row[0] for row in rows[1:]]


def _living(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
