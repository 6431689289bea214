import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from diaban.exchange.importing.household_counts import (
    CountsReport,
    CountsRequest,
    import_household_counts,
    read_count,
    write_template,
)
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.tables import ReadOptions
from diaban.spine.places.models import HouseholdCount

HEAD = "Mã xã,Phường/xã,Số hộ,Ngày,Nguồn\n"
Take = Callable[..., CountsReport]


@pytest.fixture
def take(city, operator, tmp_path: Path) -> Take:
    def take_counts(text: str, **more: Any) -> CountsReport:
        path = tmp_path / "counts.csv"
        path.write_text(text, encoding="utf-8")
        return import_household_counts(CountsRequest(path, operator, **more))

    return take_counts


def test_counts_are_stored_with_their_source_and_day(take: Take):
    report = take(
        HEAD + "00004,,12345,01/04/2026,Công an TP\n,Phường Hoàn Kiếm,9.800,,\n",
        source="Sở",
        as_of=date(2026, 1, 1),
    )
    assert report.counts == {"read": 2, "created": 2, "rejected": 0}
    first, second = HouseholdCount.objects.order_by("unit__code")
    assert (first.count, first.as_of, first.source) == (12345, date(2026, 4, 1), "Công an TP")
    assert (second.unit.code, second.count, second.source) == ("00070", 9800, "Sở")
    assert second.run == report.run


def test_the_same_counts_again_change_nothing_and_a_correction_updates(take: Take):
    take(HEAD + "4,,100,,\n", source="Sở", as_of=date(2026, 1, 1))
    again = take(HEAD + "4,,100,,\n", source="Sở", as_of=date(2026, 1, 1))
    assert again.counts["unchanged"] == 1
    corrected = take(HEAD + "4,,120,,\n", source="Sở", as_of=date(2026, 1, 1))
    assert corrected.counts["updated"] == 1
    assert HouseholdCount.objects.get().count == 120
    (replaced,) = corrected.replaced
    assert (replaced["unit"], replaced["was"], replaced["now"]) == ("00004", 100, 120)
    corrected.run.refresh_from_db()
    assert corrected.run.counts["replaced"] == [replaced]
    assert again.replaced == []


def test_a_workbook_sent_through_a_page_may_unpack_to_less_than_one_on_the_machine(
    city, operator, tmp_path: Path
):
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["Mã xã", "Số hộ"])
    with zipfile.ZipFile(path, "a") as package:
        # stored, so that only its size speaks against it
        package.writestr("xl/media/image1.bin", bytes(64 << 20))
    with pytest.raises(InputError) as caught:
        import_household_counts(CountsRequest(path, operator, source="Sở"))
    assert caught.value.problem.code == "workbook_too_large"
    request = CountsRequest(path, operator, source="Sở", options=ReadOptions())
    assert import_household_counts(request).counts["read"] == 0


def test_an_empty_number_is_unknown_and_not_zero(take: Take):
    report = take(HEAD + "00004,,,,\n00070,,0,,\n", source="Sở")
    assert report.counts["unfilled"] == 1
    assert HouseholdCount.objects.get().unit.code == "00070"


@pytest.mark.parametrize(
    ("row", "vi_words", "en_words"),
    [
        ("99999,,5,,", "mã đơn vị “99999” không có", "Use the 5-digit code"),
        (",Phường Lạ,5,,", "không tìm thấy đơn vị “Phường Lạ”", "from the template"),
        ("00004,,-5,,", "số hộ “-5” phải là số nguyên", "whole number"),
        ("00004,,nhiều,,", "số hộ “nhiều” phải là số nguyên", "Mend it"),
        ("00004,,12.5,,", "phải là số nguyên", "whole number"),
        ("00004,,5,hôm qua,", "không đọc được thành ngày", "cannot be read as a date"),
        ("00004,,5,2999-01-01,", "từ 01/01/1900 đến hôm nay", "Mend it"),
        ("00004,,5,,\n00004,,6,,", "đã có ở dòng 2 với cùng ngày", "Keep one row"),
    ],
)
def test_wrong_rows_are_refused_with_the_remedy(row: str, vi_words: str, en_words: str, take: Take):
    report = take(HEAD + row + "\n", source="Sở")
    (problem,) = report.problems
    assert vi_words in problem.say("vi")
    assert en_words in problem.say("en")
    assert problem.say("vi").startswith(f"Dòng {problem.row}")
    assert report.counts["rejected"] == 1


def test_a_figure_needs_a_source(take: Take):
    (problem,) = take(HEAD + "00004,,5,,\n").problems
    assert "thiếu nguồn của số liệu" in problem.say("vi")
    assert "Name the document or office" in problem.say("en")


def test_missing_columns_are_named(take: Take):
    with pytest.raises(InputError) as caught:
        take("Phường/xã,Ghi chú\nBa Đình,x\n")
    assert "so ho" in caught.value.problem.say("vi")
    assert "Phường/xã, Ghi chú" in caught.value.problem.say("en")


def test_a_dry_run_writes_nothing(take: Take):
    report = take(HEAD + "00004,,5,,\n00004,,x,,\n", source="Sở", dry_run=True)
    assert report.counts["rejected"] == 1
    assert not HouseholdCount.objects.exists()


def test_the_template_lists_every_commune_and_comes_back_when_filled(
    city, operator, tmp_path: Path
):
    empty = tmp_path / "template.xlsx"
    assert write_template(empty) == 2
    rows = python_calamine.CalamineWorkbook.from_path(str(empty)).get_sheet_by_index(0).to_python()
    assert [row[:2] for row in rows[1:]] == [
        ["00004", "Phường Ba Đình"],
        ["00070", "Phường Hoàn Kiếm"],
    ]
    filled = tmp_path / "filled.xlsx"
    with xlsxwriter.Workbook(str(filled)) as book:
        page = book.add_worksheet()
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
        page.write_number(1, 2, 1234)
    report = import_household_counts(CountsRequest(filled, operator, source="Sở"))
    assert report.counts == {"read": 2, "created": 1, "unfilled": 1, "rejected": 0}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12345", 12345),
        ("12.345", 12345),
        ("1,234,567", None),
        ("12 345", 12345),
        ("5.0", 5),
        ("0", 0),
        ("", None),
        ("1.23", None),
        ("١٢", None),
    ],
)
def test_whole_numbers_are_read_as_people_write_them(text: str, count: int | None):
    assert read_count(text) == count
