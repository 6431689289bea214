import csv
import io
from collections.abc import Callable
from pathlib import Path

import python_calamine

from diaban.exchange.importing.pipeline import ImportRequest, run_import
from diaban.exchange.importing.rejects import (
    read_problems,
    write_rejected_csv,
    write_rejected_xlsx,
)
from diaban.spine.addresses.models import Address
from diaban.spine.runs.models import Run

TEXT = (
    "mã,ghi chú,địa chỉ,vĩ độ,kinh độ\n"
    'H1,"a, b",1 Hàng Bạc,21.03,105.84\n'
    "H2,-12,2 Hàng Bạc,105.84,21.03\n"
    "H3,@chị Lan,=2+3,48.85,2.35\n"
)
Requests = Callable[..., ImportRequest]


def as_csv(run: Run) -> str:
    file = io.StringIO(newline="")
    assert write_rejected_csv(run, file) == run.rejected_rows.count()
    return file.getvalue()


def test_rejected_rows_come_back_whole_with_their_reasons_in_front(request_for: Requests):
    text = as_csv(run_import(request_for(TEXT)))
    heading, second, third = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert heading == ["Dòng / Row", "Lý do / Reason", *TEXT.splitlines()[0].split(",")]
    assert second[0] == "3"
    assert "bị đổi chỗ cho nhau" in second[1]
    assert "Swap the two columns" in second[1]
    assert second[2:] == ["H2", "-12", "2 Hàng Bạc", "105.84", "21.03"]
    assert third[1].count("\n") == 3


def test_cells_that_a_spreadsheet_would_run_are_defused(request_for: Requests):
    text = as_csv(run_import(request_for(TEXT)))
    assert ",'=2+3," in text
    assert ",'@chị Lan," in text


def test_a_corrected_rejects_file_goes_in_under_the_same_source(request_for: Requests):
    text = as_csv(run_import(request_for(TEXT)))
    corrected = text.replace("105.84,21.03", "21.03,105.84")
    run = run_import(request_for(corrected, "corrected.csv"))
    assert run.counts == {"read": 2, "accepted": 1, "rejected": 1, "created": 1}
    assert Address.objects.count() == 2
    codes = {problem.code for row in run.rejected_rows.all() for problem in read_problems(row)}
    assert codes == {"formula", "position_abroad"}
    again = run_import(request_for(as_csv(run), "again.csv"))
    assert as_csv(again).count("Dòng / Row") == 1


def test_rejected_rows_as_a_workbook_hold_text_only(request_for: Requests, tmp_path: Path):
    run = run_import(request_for(TEXT))
    path = tmp_path / "rejected.xlsx"
    assert write_rejected_xlsx(run, path) == 2
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[1][2:] == ["H2", "-12", "2 Hàng Bạc", "105.84", "21.03"]
    again = run_import(request_for(path))
    assert again.counts["rejected"] == 2


def test_a_run_without_rejects_gives_an_empty_file(request_for: Requests, tmp_path: Path):
    run = run_import(request_for("mã,địa chỉ\nH1,x\n"))
    assert write_rejected_xlsx(run, tmp_path / "none.xlsx") == 0
    assert as_csv(run) == "\ufeff"


def test_a_file_that_writes_its_own_mark_gets_only_one(request_for: Requests, tmp_path: Path):
    run = run_import(request_for(TEXT))
    path = tmp_path / "rejected.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_rejected_csv(run, file)
    assert path.read_bytes().count("\ufeff".encode()) == 1
