import csv
import io
from collections.abc import Callable
from pathlib import Path

import python_calamine

from diaban.exchange.importing.pipeline import ImportRequest, plan_import, run_import
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
    assert second[0] == f"3 (#{Run.objects.get().pk})"
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
    assert run.counts == {"read": 2, "accepted": 1, "rejected": 1, "created": 1} | {
        "written_read": 2,
        "postal_parsed": 1,
    }
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


NAMELESS = "địa chỉ,vĩ độ,kinh độ\n1 Hàng Bạc,21.03,105.84\n2 Hàng Bạc,48.85,2.35\n"


def test_a_row_without_identifier_is_corrected_again_and_stays_one_address(request_for: Requests):
    given_back = as_csv(run_import(request_for(NAMELESS)))
    once = given_back.replace("48.85,2.35", "21.03,105.85")
    assert run_import(request_for(once, "once.csv")).counts["created"] == 1
    twice = given_back.replace("2 Hàng Bạc,48.85,2.35", "2A Hàng Bạc,21.04,105.85")
    planned = plan_import(request_for(twice, "twice.csv")).counts
    assert (planned["known"], planned["would_change"], planned["new"]) == (1, 1, 0)
    run = run_import(request_for(twice, "twice.csv"))
    assert (run.counts["updated"], run.counts.get("created", 0)) == (1, 0)
    assert Address.objects.count() == 2
    assert run_import(request_for(twice, "thrice.csv")).counts["unchanged"] == 1


def test_a_row_refused_twice_still_says_where_it_stood_first(request_for: Requests):
    first = run_import(request_for(NAMELESS))
    second = run_import(request_for(as_csv(first), "again.csv"))
    assert f"3 (#{first.pk})" in as_csv(second)
    mended = as_csv(second).replace("48.85,2.35", "21.03,105.85")
    run_import(request_for(mended, "mended.csv"))
    other = as_csv(first).replace("48.85,2.35", "21.03,105.86")
    assert run_import(request_for(other, "other.csv")).counts["updated"] == 1


def test_a_correction_that_says_what_another_row_says_never_changes_that_one(
    request_for: Requests,
):
    given_back = as_csv(run_import(request_for(NAMELESS)))
    same = given_back.replace("2 Hàng Bạc,48.85,2.35", "1 Hàng Bạc,21.03,105.84")
    assert run_import(request_for(same, "same.csv")).counts["unchanged"] == 1
    apart = given_back.replace("48.85,2.35", "21.03,105.85")
    assert run_import(request_for(apart, "apart.csv")).counts["created"] == 1
    assert Address.objects.count() == 2


def test_a_returned_row_that_was_copied_makes_two_addresses(request_for: Requests):
    run_import(request_for(NAMELESS))
    given_back = as_csv(Run.objects.get()).removeprefix("\ufeff")
    heading, row = csv.reader(io.StringIO(given_back))
    doors = [("2 Hàng Bạc", "21.03", "105.85"), ("4 Hàng Bạc", "21.03", "105.86")]
    file = io.StringIO(newline="")
    csv.writer(file).writerows([heading, *([*row[:2], *door] for door in doors)])
    assert run_import(request_for(file.getvalue(), "two.csv")).counts["created"] == 2
    assert run_import(request_for(file.getvalue(), "two again.csv")).counts["unchanged"] == 2


def test_a_returned_row_is_known_only_to_the_source_that_it_came_from(request_for: Requests):
    given_back = as_csv(run_import(request_for(NAMELESS)))
    once = given_back.replace("48.85,2.35", "21.03,105.85")
    run_import(request_for(once, "once.csv"))
    twice = given_back.replace("48.85,2.35", "21.03,105.86")
    run = run_import(request_for(twice, "twice.csv", source="somebody else"))
    assert run.counts["created"] == 1
