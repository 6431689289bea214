"""A stretch that a person says is one duty, read where it stands."""

from datetime import date

import pytest

from diaban.engines.reading import Span, read, read_as_duty

DAY = date(2026, 11, 20)
TEXT = """ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI
Hà Nội, ngày 20 tháng 11 năm 2026
CHỈ THỊ
Về việc phát triển hạ tầng số
I. TÌNH HÌNH
Mạng 5G mới phủ 30% dân số, cần thêm trạm.
II. NHIỆM VỤ
1. Giao Sở Nội vụ:
- Công nghệ loa thông minh ở 100% xã, xong trước ngày 31/12/2027, phối hợp với Sở Tài chính.
- Sóng điện thoại thông suốt. Sản phẩm: bản đồ vùng lõm.
2. Hồ sơ giấy về kho theo Nghị định số 30/2020/NĐ-CP.
Đơn vị chủ trì: Sở Y tế. Thời hạn: quý II/2027.
3. Công an Thành phố rà soát hồ sơ; nhập đủ 500 dữ liệu trước 31/3/2027.
Nơi nhận: Như trên.
"""


def chosen(words: str, text: str = TEXT):
    start = text.index(words)
    return read_as_duty(text, Span(start, start + len(words)), day=DAY)


def test_it_says_all_that_its_own_words_say():
    duty = chosen("Công nghệ loa thông minh ở 100% xã, xong trước ngày 31/12/2027, phối hợp với Sở"
                  " Tài chính")  # fmt: skip
    assert (duty.target.value, duty.target.unit) == (100.0, "%")
    assert duty.deadline.day == date(2027, 12, 30)
    assert (duty.lead, duty.partners) == ("Sở Nội vụ", ("Sở Tài chính",))
    assert duty.field == "press"


def test_what_rules_would_guess_from_the_place_is_no_name():
    duty = chosen("Sóng điện thoại thông suốt. Sản phẩm: bản đồ vùng lõm")
    assert (duty.lead, duty.product) == ("Sở Nội vụ", "bản đồ vùng lõm")


def test_lines_behind_it_that_say_who_and_when_are_of_it():
    duty = chosen("Hồ sơ giấy về kho theo Nghị định số 30/2020/NĐ-CP")
    assert (duty.lead, duty.deadline.day) == ("Sở Y tế", date(2027, 6, 30))
    assert duty.basis == ("Nghị định số 30/2020/NĐ-CP",)


def test_a_part_of_a_sentence_has_the_lead_that_the_sentence_names():
    duty = chosen("đủ 500 dữ liệu trước 31/3/2027")
    assert (duty.lead, duty.target.value) == ("Công an Thành phố", 500.0)


def test_a_stretch_over_several_points_is_one_duty():
    start, end = TEXT.index("Công nghệ loa"), TEXT.index(" Sản phẩm")
    duty = read_as_duty(TEXT, Span(start, end), day=DAY)
    assert duty.quote == TEXT[start:end]
    assert (duty.lead, duty.target.value) == ("Sở Nội vụ", 100.0)


@pytest.mark.parametrize(
    "words",
    ["Mạng 5G mới phủ 30% dân số", "Nơi nhận: Như trên", "CHỈ THỊ\nVề việc phát triển hạ tầng số",
     "I. TÌNH HÌNH", "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI", TEXT.strip(), "."],
)  # fmt: skip
def test_any_words_may_be_said_to_be_one(words):
    assert chosen(words).quote == words


def test_a_cell_of_a_table_has_what_its_row_says():
    text = (
        "PHỤ LỤC\nTT\tNhiệm vụ\tChủ trì\tThời hạn\n1\tLập tổ công nghệ số\tSở Nội vụ\tQuý I/2027\n"
        "2\tRà soát hồ sơ\tSở Y tế\tQuý II/2027\n"
    )
    assert len(read(text, day=DAY).duties) == 2
    assert chosen("tổ công nghệ số", text).lead == "Sở Nội vụ"


def test_a_reading_of_the_whole_text_is_the_same_afterwards():
    before = read(TEXT, day=DAY)
    chosen("Sóng điện thoại thông suốt")
    assert read(TEXT, day=DAY) == before


def test_only_what_stands_near_is_looked_at_in_a_long_text():
    long = "Điều này đã cũ.\n" * 20_000 + TEXT
    assert chosen("Hồ sơ giấy về kho theo Nghị định số 30/2020/NĐ-CP", long).lead == "Sở Y tế"
