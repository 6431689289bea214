"""What a report says: counted, unknown and bounds together, both rates, and what moved since."""

from datetime import date, timedelta

import pytest

from diaban.exchange.reports.paper import lay_out
from diaban.exchange.reports.reading import name_window, report_of_day
from diaban.exchange.reports.sentences import (
    labels_of,
    write_clocks,
    write_measured,
    write_sections,
)
from diaban.spine.evidence.models import Evidence
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.figures.models import Closing
from diaban.spine.places.units import today
from diaban.spine.programme.models import ClosedTarget, Programme, Task


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
    ],
)  # fmt: skip
def test_a_figure_never_stands_without_what_is_unknown(values, told):
    assert write_measured(figure(**values)) == told


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
    told = sum(len(section.paragraphs) for section in sections[1:8])
    assert told == len(report.tasks)


def test_what_is_declared_and_what_is_late_is_told_worst_first(report):
    by_title = {section.title: section.paragraphs for section in write_sections(report)}
    [worst] = by_title["Chênh lệch lớn nhất giữa số khai báo và số đo được"]
    assert "khai báo 83,3%" in worst
    assert "chậm 1.000 ngày" in by_title["Nhiệm vụ quá hạn"][0]


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


def test_without_any_deadline_there_is_no_rate(programme):
    Task.objects.update(original_deadline=None)
    general = " ".join(write_sections(report_of_day(today(), programme))[0].paragraphs)
    assert "Chưa có nhiệm vụ nào có thời hạn để tính tỷ lệ" in general
