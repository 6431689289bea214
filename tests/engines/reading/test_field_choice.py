"""The field of a duty, from its own words and from what stands around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.reading import read
from diaban.engines.reading.field_choice import Evidence, choose_fields
from diaban.engines.reading.fields import FIELDS

NAMED = [name for name in FIELDS if name != "general"]


def fields_of(*lines):
    return [duty.field for duty in read("\n".join(("KẾ HOẠCH", "II. NHIỆM VỤ", *lines))).duties]


def test_what_names_nothing_takes_the_field_of_the_items_around_it():
    assert (
        fields_of(
            "1. An toàn thông tin",
            "- Rà quét lỗ hổng trên các máy chủ.",
            "- Thay thế thiết bị đã cũ trong quý II.",
            "- Ứng cứu sự cố trong 24 giờ.",
        )
        == ["security"] * 3
    )


def test_what_follows_in_one_clause_is_of_the_field_before_it():
    assert fields_of("1. Sở rà soát các bưu cục, lập danh sách, công khai.")[-1] == "post"


@pytest.mark.parametrize(
    ("paid_for", "field"),
    [
        ("chuyển đổi số", "digital"),
        ("an toàn thông tin mạng", "security"),
        ("phát thanh, truyền hình", "press"),
    ],
)
def test_money_is_of_the_field_that_it_is_for_whatever_stands_around(paid_for, field):
    before = "Ban Quản lý thu hút 12 doanh nghiệp công nghệ số, đưa doanh thu ICT lên 90 tỷ đồng."
    said = f"Sở Tài chính dành không dưới 1% chi ngân sách cho {paid_for}."
    assert fields_of("1. Công nghiệp công nghệ thông tin", f"{before} {said}")[-1] == field


def test_a_plain_word_outweighs_the_heading_over_it():
    assert fields_of(
        "1. Báo chí, truyền thông", "- Lắp thêm 40 trạm BTS tại các thôn lõm sóng."
    ) == ["telecom"]


def test_reports_and_money_where_nothing_else_is_told_are_of_all_fields():
    assert fields_of("1. Sở Tài chính bố trí kinh phí; tổng hợp, báo cáo UBND tỉnh.") == [
        "general",
        "general",
    ]


def test_who_carries_it_out_is_of_all_fields_whatever_law_the_text_is_based_on():
    text = (
        "ỦY BAN NHÂN DÂN THÀNH PHỐ\nSố: 27/CT-UBND\n\nCHỈ THỊ\nVề nhiệm vụ năm 2027\n\n"
        "Căn cứ Luật Viễn thông, Chủ tịch UBND Thành phố yêu cầu:\n\n"
        "1. Bưu chính\nGắn mã địa chỉ cho 95% hộ.\n\n"
        "2. Tổ chức thực hiện\na) Các sở, ngành xây dựng kế hoạch trước ngày 31/01/2027.\n"
        "b) Sở Tài chính tổng hợp, báo cáo UBND Thành phố.\n"
    )
    assert [duty.field for duty in read(text).duties] == ["post", "general", "general"]


def silent(**told):
    held = {"before": {}, "paragraph": {}, "heading": {}, "subject": {}, "lead": {}} | told
    return Evidence(own={}, **held)


@given(st.lists(st.sampled_from(NAMED), min_size=1, max_size=8))
def test_each_duty_gets_one_field_and_plain_words_alone_decide_it(names):
    told = [
        Evidence({name: 5.0}, {}, {name: 5.0}, {name: 5.0}, {}, {}, paragraph_at=n, section=n)
        for n, name in enumerate(names)
    ]
    assert choose_fields(told) == names


def test_a_text_that_tells_nothing_is_general_throughout():
    assert choose_fields([silent(), silent()]) == ["general", "general"]


@given(st.sampled_from(NAMED))
def test_a_silent_duty_takes_the_field_that_heading_and_paragraph_agree_on(name):
    assert choose_fields([silent(heading={name: 5.0}, paragraph={name: 5.0})]) == [name]
