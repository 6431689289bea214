"""Days told from the day of a document: in its month, by Tết, within so many days."""

import datetime

import pytest

from diaban.engines.reading import read
from diaban.engines.reading.dates import find_terms
from diaban.engines.reading.source import key_of

DAY = datetime.date(2026, 3, 9)


def last_day(said, day=DAY):
    key = key_of(said)
    terms = find_terms(key, 0, len(key), day, reckon=True)
    days = [term.day.isoformat() for term in terms if not term.recurring]
    return max(days, default=None)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Thay ống nước ngay trong tháng", "2026-03-31"),
        ("Thay ống nước trong quý, ưu tiên trường học", "2026-03-31"),
        ("Nộp bản vẽ trước ngày 27", "2026-03-26"),
        ("Nộp bản vẽ trước ngày 5.", "2026-04-04"),
        ("Niêm yết giá trước giữa tháng", "2026-03-14"),
        ("Quét vôi ngay tuần này", "2026-03-15"),
        ("Quét vôi trước khi kết thúc năm", "2026-12-31"),
        ("Quét vôi trong hai tháng đầu năm", "2026-02-28"),
        ("Khánh thành cầu trước tháng 10 năm nay", "2026-09-30"),
        ("Khánh thành cầu vào tháng 3 sang năm", "2027-03-31"),
        ("Khánh thành cầu trước quý IV", "2026-09-30"),
        ("Khánh thành cầu không muộn hơn quý III", "2026-09-30"),
        ("Khánh thành cầu trước 29 Tết", "2027-02-04"),
        ("Trực đến hết ngày 29 Tết", "2027-02-05"),
        ("Trực đến giao thừa", "2027-02-05"),
        ("Sơn lại trụ trước Tết Dương lịch", "2026-12-31"),
        ("Sơn lại trụ trước Tết Nguyên đán 2028", "2028-01-25"),
        ("Nộp danh sách trong vòng hai tuần", "2026-03-23"),
        ("Nộp danh sách trong 10 ngày kể từ ngày nhận được Công văn này", "2026-03-19"),
        ("Nộp danh sách chậm nhất sau 20 ngày kể từ khi nhận văn bản này", "2026-03-29"),
        ("Phát hết bưu gửi tồn đọng trong 4 ngày", "2026-03-13"),
    ],
)
def test_a_near_day_is_told_from_the_day_of_the_document(said, day):
    assert last_day(said) == day


@pytest.mark.parametrize(
    "said",
    [
        "Kiểm tra hai lần trong tháng",
        "Mỗi quý họp một phiên, gửi biên bản trước ngày 20",
        "Xem lại hợp đồng sau 60 ngày",
        "Mở quầy trong ba ngày Tết",
        "Khóa thẻ sau 35 ngày kể từ ngày thông báo đầu tiên",
        "Báo tin chậm nhất 5 ngày trước khi khởi công",
        "Phát bưu gửi trong 4 ngày",
    ],
)
def test_what_comes_again_or_hangs_on_a_case_has_no_near_day(said):
    assert last_day(said) is None


def test_in_the_last_days_of_a_quarter_the_next_is_planned():
    assert last_day("Thay ống nước trong quý", datetime.date(2026, 9, 20)) == "2026-12-31"
    assert last_day("Thay ống nước trong quý", datetime.date(2026, 8, 20)) == "2026-09-30"


def test_a_text_without_a_day_has_no_near_day():
    duty = read("II. NHIỆM VỤ\n- Thay ống nước trong tháng.").duties[0]
    assert duty.deadline is None
