"""Forms of evidence: filled in, taken, refused rows sent back, corrected and taken."""

from datetime import timedelta

import pytest
import python_calamine
import xlsxwriter
from django.utils import timezone

from diaban.engines.measuring import Count
from diaban.exchange.evidence.forms import (
    FilledForm,
    take_form,
    write_form,
    write_refused,
)
from diaban.exchange.importing.problems import InputError
from diaban.spine.evidence.models import Evidence, Register
from diaban.spine.evidence.reading import places_of, read_register
from diaban.spine.evidence.written_counts import read_whole
from diaban.spine.places.units import today

pytestmark = pytest.mark.usefixtures("hanoi")
HEAD = ["Mã đơn vị", "Đơn vị", "Ngày", "Số đạt", "Tổng số đã biết", "Chưa rõ"]


@pytest.fixture
def register(operator):
    return Register.objects.create(
        key="stations", title_vi="Đài truyền thanh hoạt động", title_en="Stations that work",
        noun_vi="đài", noun_en="stations", field="press", source="1/2021",
        opened_at=timezone.now(), opened_by=operator,
    )  # fmt: skip


def workbook(path, rows):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def test_the_form_holds_every_place_and_empty_rows_are_left_out(register, operator, tmp_path):
    path = tmp_path / "form.xlsx"
    assert write_form(register, path, operator) == places_of(register, today()).count()
    report = take_form(FilledForm(path, register, operator))
    assert report.counts["unfilled"] == report.counts["read"]
    assert not Evidence.objects.exists()


def test_good_rows_are_taken_and_bad_ones_come_back_with_reasons(register, operator, tmp_path):
    a, b, c, d, *_ = places_of(register, today()).order_by("code")
    later = str(today() + timedelta(days=3))
    path = workbook(tmp_path / "in.xlsx", [
        HEAD,
        [a.code, "", "", "1.234", "2.000", "3"],
        ["", b.full_name, "", "có", "10", ""],
        [c.code, "", "", "12", "10", ""],
        [d.code, "", later, "1", "10", ""],
        ["99999", "", "", "1", "10", ""],
        [a.code, "", "", "1", "10", ""],
    ])  # fmt: skip
    report = take_form(FilledForm(path, register, operator))
    assert (report.counts["stated"], report.counts["rejected"]) == (1, 5)
    assert read_register(register, today()).total == Count(1234, 2000, unknown=3)
    codes = [problem.code for problem in report.problems]
    assert codes == [
        "evidence_number", "evidence_part_over_whole", "evidence_future", "unit_unknown",
        "unit_doubled",
    ]  # fmt: skip
    said = report.problems[0].say("vi")
    assert said.startswith("Dòng 3, cột “Số đạt”")
    assert "không ghi “có”" in said
    back = tmp_path / "back.xlsx"
    assert write_refused(report, back) == 5
    rows = python_calamine.CalamineWorkbook.from_path(str(back)).get_sheet_by_index(0).to_python()
    assert rows[1][3] == "có"
    assert "số nguyên" in rows[1][7]


def test_corrected_rows_are_taken_and_a_file_sent_twice_changes_nothing(
    register, operator, tmp_path
):
    a = places_of(register, today()).order_by("code")[0]
    wrong = workbook(tmp_path / "in.xlsx", [HEAD, [a.code, "", "", "12", "10", ""]])
    report = take_form(FilledForm(wrong, register, operator))
    back = tmp_path / "back.xlsx"
    write_refused(report, back)
    rows = python_calamine.CalamineWorkbook.from_path(str(back)).get_sheet_by_index(0).to_python()
    rows[1][3] = "9"
    form = FilledForm(workbook(tmp_path / "mended.xlsx", rows), register, operator)
    assert take_form(form).counts["stated"] == 1
    assert take_form(form).counts["unchanged"] == 1
    assert read_register(register, today()).total == Count(9, 10)


def test_looking_first_takes_nothing_and_a_file_without_counts_is_refused(
    register, operator, tmp_path
):
    a = places_of(register, today()).order_by("code")[0]
    path = workbook(tmp_path / "in.xlsx", [HEAD, [a.code, "", "", "1", "10", ""]])
    assert not take_form(FilledForm(path, register, operator, dry_run=True)).problems
    assert not Evidence.objects.exists()
    other = workbook(tmp_path / "other.xlsx", [["Mã", "Dân số"], [a.code, "5"]])
    with pytest.raises(InputError):
        take_form(FilledForm(other, register, operator))


def test_a_place_of_which_only_the_unknown_is_told_is_taken(register, operator, tmp_path):
    a = places_of(register, today()).order_by("code")[0]
    path = workbook(tmp_path / "in.xlsx", [HEAD, [a.code, "", "", "", "", "40"]])
    assert take_form(FilledForm(path, register, operator)).counts["stated"] == 1
    assert read_register(register, today()).total == Count(unknown=40)


@pytest.mark.parametrize("text", ["1.234,567", "0.500", "12.34", "1,2"])
def test_a_number_that_may_mean_two_things_is_none(text):
    assert read_whole(text) is None
