"""The parts of Decree 30/2020, guessed from texts as they are pasted; what is not said is empty."""

from datetime import date

from diaban.engines.reading import Kind, read, read_letterhead

PLAN = """ỦY BAN NHÂN DÂN\t\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
THÀNH PHỐ HÀ NỘI\t\tĐộc lập - Tự do - Hạnh phúc
SỞ THÔNG TIN VÀ TRUYỀN THÔNG
Số: 127/KH-STTTT\t\tHà Nội, ngày 20 tháng 01 năm 2021

KẾ HOẠCH
Thực hiện nhiệm vụ bưu chính năm 2021
trên địa bàn thành phố
________
Căn cứ chương trình công tác năm, Sở ban hành kế hoạch.
1. Rà soát mạng lưới điểm phục vụ.

Nơi nhận:
- Ủy ban nhân dân thành phố (để báo cáo);
- Các quận, huyện, thị xã;
- Lưu: VT, BC.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
(Đã ký)
Nguyễn Văn An
"""


def test_a_plan_with_its_head_in_two_columns():
    head = read_letterhead(PLAN)
    assert (head.number, head.symbol, head.kind) == ("127", "KH-STTTT", "plan")
    assert (head.place, head.day) == ("Hà Nội", date(2021, 1, 20))
    assert (head.issuer, head.line) == ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "own")
    assert head.abstract == "Thực hiện nhiệm vụ bưu chính năm 2021 trên địa bàn thành phố"
    assert head.signer == "Nguyễn Văn An"
    assert head.recipients == (
        "Ủy ban nhân dân thành phố (để báo cáo)", "Các quận, huyện, thị xã", "Lưu: VT, BC",
    )  # fmt: skip


def test_the_party_writes_its_number_with_a_dash():
    head = read_letterhead("THÀNH ỦY HÀ NỘI\nSố 12-CT/TU\nCHỈ THỊ\nvề đánh số nhà\n")
    assert (head.number, head.symbol, head.line) == ("12", "-CT/TU", "party")
    assert (head.kind, head.abstract) == ("directive", "về đánh số nhà")


def test_a_letter_says_what_it_is_about_under_its_number():
    head = read_letterhead(
        "BỘ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: 45/BTTTT-BC\nV/v rà soát điểm phục vụ\n"
        "bưu chính\nKính gửi: Các Sở\nĐề nghị các Sở rà soát."
    )
    assert (head.kind, head.line) == ("letter", "ministry")
    assert head.abstract == "rà soát điểm phục vụ bưu chính"


def test_blanks_left_for_the_clerk_are_not_guessed():
    head = read_letterhead(
        "SỞ Y TẾ\nSố:      /QĐ-SYT\nHà Nội, ngày   tháng 01 năm 2021\nQUYẾT ĐỊNH"
    )
    assert (head.number, head.symbol, head.day, head.kind) == ("", "QĐ-SYT", None, "decision")


def test_a_day_that_no_calendar_has_stays_empty():
    assert read_letterhead("Hà Nội, ngày 31 tháng 02 năm 2021").day is None


def test_a_text_without_a_head_tells_nothing():
    head = read_letterhead("Anh em cố gắng làm cho xong trong tháng này nhé.")
    assert head == type(head)()


def test_who_signs_is_found_before_the_recipients_of_a_text_in_one_column():
    text = "CHỈ THỊ\nVề bưu chính\n\nCHỦ TỊCH\n(Đã ký)\nTrần Văn An\n\nNơi nhận:\n- Như trên;\n"
    head = read_letterhead(text)
    assert head.signer == "Trần Văn An"
    assert head.recipients == ("Như trên",)


def test_recipients_on_the_line_of_their_heading_are_read_too():
    text = "CHỈ THỊ\nVề bưu chính\n\nNơi nhận: UBND Thành phố; các xã; Lưu: VT.\n"
    assert read_letterhead(text).recipients == ("UBND Thành phố", "các xã", "Lưu: VT")


def test_a_date_on_a_line_of_its_own_is_the_documents() -> None:
    text = "ỦY BAN NHÂN DÂN THÀNH PHỐ\nSố: 21/CT-UBND\nNgày 20 tháng 11 năm 2026\n\nCHỈ THỊ\nVề mã"
    head = read_letterhead(text)
    assert (head.day, head.place) == (date(2026, 11, 20), "")
    kinds = {one.kind for one in read(text).stretches if "tháng 11" in one.span.of(text)}
    assert kinds == {Kind.FURNITURE}
