"""What a report says: counted, unknown and bounds together, both rates, and what moved since."""

import io
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from diaban.exchange.reports.paper import lay_out
from diaban.exchange.reports.reading import name_window, report_of_day
from diaban.exchange.reports.sentences import (
    labels_of,
    title_of,
    write_clocks,
    write_lead,
    write_measured,
    write_sections,
    write_threshold,
    write_wanted,
)
from diaban.exchange.reports.workbook import write_workbook
from diaban.spine.evidence.models import Evidence
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.figures.models import Closing
from diaban.spine.places.units import today
from diaban.spine.programme.models import ClosedTarget, Programme, Target, Task


def figure(**values):
    made = {"title": "x", "relation": ">=", "gauge": "register:x", "noun": "hộ"}
    return ClosedTarget(**made | values)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"share": 0.4, "low": 1 / 3, "high": 0.5, "numerator": 8, "denominator": 20, "unknown": 4,
          "silent": 1},
         ("đã đo được 8 trong số 20 hộ (40%); còn chưa rõ 4 hộ, nên tỷ lệ thực trong khoảng "
          "33,3% – 50%; 1 nơi chưa có số liệu")),
        ({"share": 1.0, "low": 1.0, "high": 1.0, "numerator": 1200, "denominator": 1200},
         "đã đo được 1.200 trong số 1.200 hộ (100%)"),
        ({"low": 0.0, "high": 1.0, "unknown": 7}, "chưa rõ cả 7 hộ, chưa có tỷ lệ"),
        ({"low": 0.0, "high": 1.0, "silent": 126}, "chưa có số liệu nào; 126 nơi chưa có số liệu"),
        ({"gauge": "", "lacks": "thiếu sổ"}, "chưa đo được (thiếu sổ)"),
        ({"share": 0.9, "low": 0.9, "high": 0.9, "numerator": 9, "denominator": 10,
          "counts_alike": True},
         "đã đo được 9 trong số 10 hộ (bình quân các nơi 90%)"),
        ({"share": 0.6, "low": 0.6, "high": 0.7, "numerator": 24, "denominator": 42, "unknown": 4,
          "noun": "trạm", "threshold": 1.0, "amount": 40},
         ("đã đo được 24 trong số 42 trạm (60% của mức phải đạt); còn chưa rõ 4 trạm, nên tỷ lệ "
          "thực trong khoảng 60% – 70%")),
    ],
)  # fmt: skip
def test_a_figure_never_stands_without_what_is_unknown(values, told):
    assert write_measured(figure(**values)) == told


def test_without_an_upper_bound_it_is_at_least_the_lower():
    told = write_measured(figure(share=0.6, low=0.6, numerator=24, denominator=42, unknown=4,
                                 silent=3, noun="trạm", amount=40))  # fmt: skip
    assert told.endswith("nên tỷ lệ thực ít nhất 60%; 3 nơi chưa có số liệu")


def test_what_is_to_be_reached_is_a_share_or_a_number():
    wanted = {"threshold": 1.0, "relation": ">="}
    assert write_threshold(figure(**wanted)) == "≥ 100%"
    assert write_threshold(figure(**wanted, amount=1200, noun="trạm")) == "≥ 1.200 trạm"


@pytest.mark.parametrize(
    ("kind", "day", "told"),
    [
        ("month", date(2026, 10, 14), "tháng 10 năm 2026"),
        ("quarter", date(2026, 3, 14), "quý I năm 2026"),
        ("half_year", date(2026, 6, 14), "6 tháng đầu năm 2026"),
        ("half_year", date(2026, 12, 14), "6 tháng cuối năm 2026"),
        ("nine_months", date(2026, 9, 14), "9 tháng năm 2026"),
        ("year", date(2026, 12, 14), "năm 2026"),
    ],
)
def test_a_window_has_the_name_that_offices_give_it(kind, day, told):
    assert name_window(Closing(window=kind, closes_on=day)) == told


def test_all_six_fields_have_a_section_and_both_rates_stand_together(report):
    sections = write_sections(report)
    titles = [section.title for section in sections]
    assert titles[1:8] == [
        "Bưu chính", "Viễn thông", "Ứng dụng công nghệ thông tin, chuyển đổi số",
        "An toàn thông tin mạng", "Công nghiệp công nghệ thông tin – truyền thông",
        "Báo chí, xuất bản, truyền thông và thông tin điện tử", "Nhiệm vụ chung",
    ]  # fmt: skip
    [rates] = [text for text in sections[0].paragraphs if "không quá hạn" in text]
    assert "tỷ lệ hoàn thành đúng hạn" in rates
    done_or_overdue = report.rates.told
    assert rates.startswith(
        f"Trong {done_or_overdue} nhiệm vụ đã hoàn thành hoặc đã quá hạn: tỷ lệ không quá hạn"
    )
    told = sum(len(section.paragraphs) for section in sections[1:8])
    assert told == len(report.tasks)


def test_what_is_declared_and_what_is_late_is_told_worst_first(report):
    by_title = {section.title: section.paragraphs for section in write_sections(report)}
    [worst] = by_title["Chênh lệch lớn nhất giữa số khai báo và số đo được"]
    assert "khai báo 83,3%" in worst
    assert "chậm 1.000 ngày so với hạn ban đầu" in by_title["Nhiệm vụ quá hạn"][0]


def test_what_comes_again_is_late_by_the_round_that_is_missing(report):
    [row] = [one.row for one in report.tasks if one.row.behind_days == 1000]
    row.comes_again, row.next_round = "hằng quý", report.as_of - timedelta(days=1000)
    by_title = {section.title: section.paragraphs for section in write_sections(report)}
    told = by_title["Nhiệm vụ quá hạn"][0]
    assert f": hằng quý; kỳ {row.next_round:%d/%m/%Y} chưa có, chậm 1.000 ngày; chủ trì" in told


def test_several_rounds_that_are_missing_are_counted_and_an_extension_is_still_told(report):
    [row] = [one.row for one in report.tasks if one.row.behind_days == 1000]
    row.comes_again, row.next_round = "hằng tháng", report.as_of - timedelta(days=1000)
    row.missing_rounds, row.due_on = 9, report.as_of + timedelta(days=30)
    by_title = {section.title: section.paragraphs for section in write_sections(report)}
    told = f"chưa có 9 kỳ, từ {row.next_round:%d/%m/%Y}, gia hạn đến {row.due_on:%d/%m/%Y}, chậm"
    assert told in by_title["Nhiệm vụ quá hạn"][0]


def test_both_clocks_are_told_in_one_sentence(report, closing):
    told = write_clocks(report)
    assert f"hết ngày {closing.closes_on:%d/%m/%Y}" in told
    assert "ghi nhận đến" in told


def test_a_day_that_no_closing_keeps_is_provisional_and_made_up_figures_are_named(
    report, provisional
):
    assert labels_of(report) == ["SỐ LIỆU TRÌNH DIỄN, KHÔNG PHẢI SỐ LIỆU THẬT"]
    assert labels_of(provisional)[0] == "SỐ LIỆU TẠM TÍNH"


def test_real_figures_carry_no_label_of_being_made_up(official_hanoi, settings):
    assert labels_of(report_of_day(today(), None)) == ["SỐ LIỆU TẠM TÍNH"]


def test_what_is_learned_of_the_closed_month_is_told_in_the_next_report(
    closing, programme, operator
):
    said = Evidence.objects.filter(held_on__lt=closing.closes_on).order_by("-held_on").first()
    late = Said(said.unit, closing.closes_on - timedelta(days=1), 1, 5000)
    state(said.register, [late], operator, Source("muộn"))
    told = write_sections(report_of_day(today(), programme))[-1].paragraphs
    assert "1 chỉ tiêu và 0 nhiệm vụ" in told[0]
    assert "đã chốt" in told[1]
    assert len(told) == 2


def test_without_a_programme_the_report_says_so(programme):
    Programme.objects.update(begins_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    [first] = write_sections(report_of_day(today(), programme))[0].paragraphs
    assert first == "Chương trình này không có nhiệm vụ nào trong kỳ báo cáo."
    [first] = write_sections(report_of_day(today(), None))[0].paragraphs
    assert first == "Không có chương trình nào đã ban hành bao trùm kỳ này."


def test_before_a_plan_begins_its_report_tells_of_tasks_and_not_of_results(programme):
    assert title_of(report_of_day(today(), programme)).startswith("Kết quả thực hiện ")
    programme.begins_on = today() + timedelta(days=5)
    told = title_of(report_of_day(today(), programme))
    assert told.startswith(f"Nhiệm vụ, chỉ tiêu của {programme.title}, ")


def test_a_task_without_a_deadline_is_in_neither_rate(programme):
    Task.objects.update(original_deadline=None)
    dated = programme.tasks.order_by("pk")[1:3]
    Task.objects.filter(pk__in=[task.pk for task in dated]).update(
        original_deadline=today() - timedelta(days=1), done_on=None
    )
    made = report_of_day(today(), programme)
    general = " ".join(write_sections(made)[0].paragraphs)
    undated = len(made.tasks) - 2
    assert (made.rates.total, made.rates.undated, made.rates.not_overdue) == (2, undated, 0.0)
    assert f"Tổng số {undated + 2} nhiệm vụ" in general
    assert f"{undated} nhiệm vụ không có thời hạn, không tính vào các tỷ lệ" in general
    assert "Đang thực hiện, không có thời hạn" in {row[-1] for row in lay_out(made).annex}


def test_a_task_said_done_that_the_records_contradict_is_marked(programme):
    marked = "báo xong, số đo chưa đạt"
    Task.objects.update(done_on=None)
    before = report_of_day(today(), programme)
    assert marked not in str(write_sections(before)) + str(lay_out(before).annex)
    held = {
        reached: next(
            one.figure
            for one in before.targets
            if one.figure.is_measurable and one.figure.is_reached is reached
        )
        for reached in (True, False, None)
    }
    for figure in held.values():
        Task.objects.filter(pk=figure.row.task_id).update(done_on=today())
    made = report_of_day(today(), programme)
    assert f"1 nhiệm vụ {marked}." in write_sections(made)[0].paragraphs
    rows = [row for row in lay_out(made).annex if marked in row[-1]]
    assert [row[0] for row in rows] == [held[False].row.number]
    told = [text for section in write_sections(made)[1:8] for text in section.paragraphs]
    assert sum("Báo xong, số đo chưa đạt." in text for text in told) == 1
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(made)))
    sheet = book.get_sheet_by_name("Phụ lục").to_python(skip_empty_area=False)
    assert sum(marked in str(row[-1]) for row in sheet) == 1


def test_who_leads_only_in_the_words_of_a_document_stands_in_the_annex(programme):
    task = programme.tasks.first()
    task.lead = None
    task.save()
    task.duties.update(lead_said="UBND các xã, phường", partners_said="các doanh nghiệp viễn thông")
    report = report_of_day(today(), programme)
    [row] = [one.row for one in report.tasks if one.row.task_id == task.pk]
    assert write_lead(row) == "UBND các xã, phường", "of all communes together nobody takes over"
    assert row.partners == "các doanh nghiệp viễn thông"
    told = [cells[2] for cells in lay_out(report).annex]
    assert "UBND các xã, phường\nPhối hợp: các doanh nghiệp viễn thông" in told


def test_without_any_deadline_there_is_no_rate(programme):
    Task.objects.update(original_deadline=None)
    general = " ".join(write_sections(report_of_day(today(), programme))[0].paragraphs)
    assert "Chưa có nhiệm vụ nào có thời hạn mà đã hoàn thành hoặc quá hạn để tính" in general


def test_of_a_number_nothing_counts_yet_no_share_is_explained():
    asked = figure(threshold=1.0, amount=40, noun="trạm", gauge="")
    assert write_wanted(asked) == "≥ 40 trạm"
    counted = figure(threshold=1.0, amount=40, noun="trạm")
    assert write_wanted(counted) == "≥ 40 trạm; tỷ lệ tính trên 40"


def test_the_annex_names_a_target_only_where_it_is_called_otherwise_than_its_task(programme):
    target = Target.objects.filter(task__programme=programme).first()

    def written(title):
        Target.objects.filter(pk=target.pk).update(title=title)
        rows = lay_out(report_of_day(today(), programme)).annex
        return next(row[5] for row in rows if row[0] == target.task.number)

    assert written("Hộ có mã").startswith("Hộ có mã")
    assert target.task.title not in written(target.task.title)
