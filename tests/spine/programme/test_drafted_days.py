"""The days and sums that a drafted duty gets: of the year its document names, or coming again."""

from dataclasses import replace
from datetime import date

import pytest

from diaban.spine.programme.drafting import (
    Head,
    enter,
    merge,
    read_anew,
)

HEAD = Head(
    kind="plan", line="committee", issuer_name="UBND thành phố", issued_on=date(2021, 1, 20),
    abstract="Phát triển bưu chính", number="12", symbol="KH-UBND",
)  # fmt: skip


def test_terms_without_a_year_are_of_the_year_that_the_title_names(operator):
    text = "CHỈ THỊ\nVề mã địa chỉ năm 2021\n1. Sở Nội vụ tổ chức 02 lớp tập huấn trong năm."
    head = replace(HEAD, issued_on=date(2020, 11, 20), abstract="Về mã địa chỉ năm 2021")
    directive = enter(head, text, operator)
    [duty] = directive.duties.all()
    assert duty.deadline == date(2021, 12, 31)
    again = read_anew(duty, duty.version, operator)
    assert again.deadline == date(2021, 12, 31)


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("Trước ngày 20 hằng tháng báo cáo UBND thành phố.", date(2021, 2, 19)),
        ("Hằng quý tổ chức 10 tuyến bó gọn cáp.", date(2021, 3, 31)),
        ("Đăng 03 tin mỗi tuần.", None),
    ],
)
def test_what_comes_again_is_due_first_after_its_document_and_says_how_often(said, first, operator):
    directive = enter(HEAD, f"KẾ HOẠCH\nII. NHIỆM VỤ\n1. {said}", operator)
    [duty] = directive.duties.all()
    assert duty.deadline == first
    assert duty.comes_again.written == duty.deadline_said
    assert duty.deadline_said in said


def test_what_a_plan_of_the_coming_year_asks_each_quarter_is_due_in_that_year(operator):
    head = replace(HEAD, issued_on=date(2020, 11, 20), abstract="Nhiệm vụ năm 2021")
    text = "KẾ HOẠCH\nII. NHIỆM VỤ\n1. Báo cáo trước ngày 20 tháng cuối quý."
    [duty] = enter(head, text, operator).duties.all()
    assert duty.deadline == date(2021, 3, 19)


def test_a_number_that_comes_again_is_no_step_to_a_later_one(operator):
    text = "KẾ HOẠCH\nII. NHIỆM VỤ\n1. Hằng quý kiểm tra 10 tuyến; lắp 40 tuyến trong năm 2022."
    first, second = enter(HEAD, text, operator).duties.order_by("start")
    both = merge(first, first.version, (second.pk, second.version), operator)
    assert (both.value, both.deadline_said) == (10, "Hằng quý")


def test_a_sum_of_money_stays_as_it_was_written(operator):
    text = "III. NHIỆM VỤ\n1. Sở Tài chính huy động 25,5 tỷ đồng cho hạ tầng số trong năm 2021.\n"
    [row] = enter(HEAD, text, operator).duties.all()
    assert (row.value, row.value_unit) == (25.5, "tỷ đồng")
