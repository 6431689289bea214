"""Whatever the text: every character is of one kind, spans lie within, and nothing crashes."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.reading import Kind, lint, read

ORDER = """UBND TỈNH A\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ B\tĐộc lập - Tự do - Hạnh phúc
Số: 12/KH-STTTT\tHà Nam, ngày 20 tháng 01 năm 2021

KẾ HOẠCH
Chuyển đổi số năm 2021
Căn cứ Luật Công nghệ thông tin ngày 29/6/2006;
I. ĐÁNH GIÁ CHUNG
Sở đã hoàn thành 12 nhiệm vụ.
II. NHIỆM VỤ
1. Lập tổ công tác trước ngày 15/3.
2. Xanh xanh đỏ đỏ tím tím.
Nơi nhận:
- UBND tỉnh;
- Lưu: VT.
GIÁM ĐỐC
Lê An
"""


def check(text):
    draft = read(text)
    place = 0
    for stretch in draft.stretches:
        assert stretch.span.start == place < stretch.span.end
        place = stretch.span.end
    assert place == len(text)
    for duty in draft.duties:
        assert 0 <= duty.span.start < duty.span.end <= len(text)
        assert duty.quote == duty.span.of(text)
    lint(draft.duties)
    return draft


def test_head_heading_basis_duty_recipients_and_what_no_rule_reads_are_told_apart():
    draft = check(ORDER)

    def kind_of(words):
        place = ORDER.index(words)
        return next(s.kind for s in draft.stretches if s.span.start <= place < s.span.end)

    assert kind_of("Độc lập") == kind_of("Số: 12") == Kind.FURNITURE
    assert kind_of("Căn cứ Luật") == kind_of("Sở đã hoàn") == Kind.CONTEXT
    assert kind_of("Lập tổ") == Kind.DUTY
    assert kind_of("Xanh xanh") == Kind.UNREAD
    assert kind_of("- Lưu") == kind_of("Lê An") == Kind.FURNITURE
    assert draft.day.isoformat() == "2021-01-20"


def test_links_captions_slugs_and_bylines_of_news_are_furniture():
    text = (
        "Trang chủ » Tin tức\nNang cao hieu qua cong tac thong tin truyen thong\n"
        "(TTXVN) Thứ trưởng đề nghị Sở đẩy mạnh chuyển đổi số tại hội nghị.\n"
        "Ông nhấn mạnh, Sở cần hoàn thành quy hoạch.\n[Ảnh]\nThứ trưởng phát biểu\n"
        ">> Đọc thêm: Sở cần đẩy mạnh 5G\n#chuyểnđổisố\nHương Thu\n"
    )
    draft = check(text)
    assert [duty.quote for duty in draft.duties] == [
        "đẩy mạnh chuyển đổi số tại hội nghị", "cần hoàn thành quy hoạch",
    ]  # fmt: skip
    furniture = "".join(s.span.of(text) for s in draft.stretches if s.kind == Kind.FURNITURE)
    for words in ("Trang chủ", "Nang cao", "Thứ trưởng phát biểu", "Đọc thêm", "#", "Hương Thu"):
        assert words in furniture


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_string_is_read_whole(text):
    check(text)


PHRASES = (
    "Sở", "UBND các xã", "và", ",", ";", ":", ".", "(", ")", "“", "”", "\t", "\n", "100%",
    "trên 60%", "ít nhất 02", "đến năm 2025", "trước ngày 15/3", "tăng cường", "phối hợp với",
    "rà soát", "báo cáo", "nhằm", "bảo đảm", "đã", "phải", "không được", "I.", "1.", "-", "STT",
    "Nội dung", "Thời hạn", "như trên", "…", "1.234,5", "Điều",
)  # fmt: skip
WORDS = st.sampled_from(PHRASES)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=80).map(" ".join))
def test_any_run_of_the_words_of_directives_is_read_whole(text):
    check(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "\u0301", "(((", "“", "%", "1.", "\t\t"])
def test_next_to_nothing_is_read_as_nothing(text):
    assert check(text).duties == ()


def test_work_grows_no_faster_than_the_text():
    def seconds(times):
        """The processor's, and the least of three: what else the machine does is not the text's."""
        needed = []
        for _ in range(3):
            start = time.process_time()
            read(ORDER * times)
            needed.append(time.process_time() - start)
        return min(needed)

    assert seconds(160) < 40 * max(seconds(16), 0.02)


@pytest.mark.parametrize("piece", ["trước ", "và ", "a,", "(", "“", "100% ", "đến năm 2025 ", "- "])
def test_one_word_over_and_over_is_read_in_bounded_time(piece):
    start = time.process_time()
    check(piece * 5000)
    assert time.process_time() - start < 20


def test_a_text_seen_through_a_legacy_font_is_told_and_not_guessed():
    tcvn3 = "Së Th«ng tin vµ TruyÒn th«ng t¨ng c­êng qu¶n lý b¸o chÝ, xuÊt b¶n trªn ®Þa bµn tØnh"
    draft = check(tcvn3)
    assert draft.legacy == "tcvn3"
    assert draft.duties == ()
    assert {stretch.kind for stretch in draft.stretches} == {Kind.UNREAD}
    assert read("Sở tăng cường quản lý báo chí").legacy is None


def test_two_hundred_pages_are_read():
    draft = read(ORDER * 300)
    assert len(draft.duties) >= 300


@pytest.mark.parametrize(
    "text",
    ["Thứ trưởng yêu cầu.", "phối hợp , Thứ trưởng", "trước ngày 15/3 Sở Tài chính", "không"],
)
def test_a_text_that_ends_with_a_name_or_a_bare_verb_is_read_to_its_end(text):
    draft = read(text)
    assert "".join(stretch.span.of(text) for stretch in draft.stretches) == text
