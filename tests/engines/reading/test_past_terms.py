"""Days before the document's own: kept where a duty is due by them, not where they tell of things.

A term that cannot be met must be asked about; that of another thing is no term at all.
"""

import datetime

import pytest

from diaban.engines.reading import Flaw, lint, read

HEAD = (
    "ỦY BAN NHÂN DÂN THÀNH PHỐ\nSố: 12/KH-UBND\nHà Nội, ngày 20 tháng 12 năm 2026\n\n"
    "KẾ HOẠCH\n\nIII. NHIỆM VỤ\n"
)


def deadlines(said: str, head: str = HEAD) -> list[str | None]:
    duties = read(f"{head}1. {said}").duties
    return [duty.deadline.day.isoformat() if duty.deadline else None for duty in duties]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Sở Nội vụ rà soát cán bộ trong quý III/2026.", "2026-09-30"),
        ("Sở Nội vụ rà soát cán bộ, thời hạn quý III/2026.", "2026-09-30"),
        ("Sở Nội vụ rà soát cán bộ trước ngày 30/11/2026.", "2026-11-29"),
        ("Sở Nội vụ rà soát cán bộ, chậm nhất ngày 30/11/2026.", "2026-11-30"),
        ("Sở Nội vụ rà soát cán bộ, gửi về Sở Tài chính trong tháng 10/2026.", "2026-10-31"),
        ("Đến năm 2025, Sở Nội vụ hoàn thành số hóa hồ sơ cán bộ.", "2025-12-31"),
        ("Đến hết tháng 6/2026, 100% xã có tổ công nghệ số.", "2026-06-30"),
        ("Quý III/2026, Sở Nội vụ rà soát cán bộ.", "2026-09-30"),
        ("Trong năm 2025, Sở Nội vụ rà soát cán bộ.", "2025-12-31"),
        ("Sở Nội vụ rà soát cán bộ. Thời gian hoàn thành: quý III/2026.", "2026-09-30"),
        ("Phấn đấu 80% hộ có mã địa chỉ vào cuối năm 2025.", "2025-12-31"),
        ("Sở Nội vụ xây dựng đề án, ban hành trước ngày 30/11/2026.", "2026-11-29"),
        ("Sở Tài chính bố trí kinh phí trước tháng 9/2026.", "2026-08-31"),
    ],
)
def test_a_duty_due_before_its_document_keeps_its_term_and_is_told(said, day):
    draft = read(f"{HEAD}1. {said}")
    assert [duty.deadline.day.isoformat() for duty in draft.duties] == [day]
    assert Flaw.TERM_BEFORE_DOCUMENT in {f.flaw for f in lint(draft.duties, day=draft.day)}


@pytest.mark.parametrize(
    "said",
    [
        "Sở Nội vụ tổng hợp kết quả năm 2025.",
        "Sở Nội vụ đánh giá kết quả đạt được trong năm 2025.",
        "Sở Nội vụ triển khai nhiệm vụ theo Kế hoạch năm 2025 của Thành phố.",
        "Sở Nội vụ sửa đổi Quy chế ban hành ngày 15/3/2025.",
        "Sở Nội vụ thực hiện Nghị quyết số 12/NQ-HĐND ngày 15/3/2025 về cán bộ.",
        "Sở Nội vụ triển khai Nghị quyết 12 của Hội đồng nhân dân Thành phố ngày 15/3/2025.",
        "Các xã rà soát hồ sơ tiếp nhận trước ngày 01/7/2025.",
        "Các xã rà soát các hồ sơ đã cấp trong năm 2024.",
        "Các doanh nghiệp thu hồi SIM kích hoạt trước ngày 01/01/2024.",
        "Sở Tài chính tổng hợp số liệu đến hết tháng 6/2026.",
        "Sở Tài chính báo cáo số liệu quý III/2026.",
        "Sở Xây dựng kiểm tra công trình đưa vào sử dụng trong quý II/2026.",
        "Các xã tiếp tục mô hình thí điểm từ tháng 6/2019.",
        "Văn phòng Sở tổng kết Đề án giai đoạn 2021 - 2025.",
        "Sở Công Thương khắc phục hậu quả vụ cháy xảy ra vào ngày 15/3/2026.",
    ],
)
def test_the_day_or_period_of_another_thing_is_no_term(said):
    assert deadlines(said) == [None]


def test_a_term_to_come_beside_a_day_that_only_tells_of_things_is_the_duties():
    said = "Các xã số hóa hồ sơ tiếp nhận trước ngày 01/7/2025, xong trong quý I/2027."
    assert deadlines(said) == ["2027-03-31"]
    said = "Trước ngày 15/3/2027, các xã số hóa hồ sơ nộp trước năm 2020."
    assert deadlines(said) == ["2027-03-14"]


def test_a_section_that_looks_back_tells_of_the_past():
    head = HEAD.replace("III. NHIỆM VỤ", "I. KẾT QUẢ THỰC HIỆN NĂM 2026")
    assert set(deadlines("Các xã phải rà soát cán bộ trong quý III/2026.", head)) <= {None}


def test_news_tell_of_days_gone_by():
    draft = read(
        "Chiều 20/12/2026, Sở Nội vụ tổ chức hội nghị.\n"
        "Ông Trần Văn A cho biết, các xã đã số hóa hồ sơ trong quý III/2026.\n"
        "Phát biểu tại hội nghị, Giám đốc Sở yêu cầu các xã cập nhật hồ sơ trong quý III/2026.\n"
        "Giám đốc nhấn mạnh phải rà soát cán bộ.\n"
    )
    assert draft.genre == "press"
    assert {duty.deadline for duty in draft.duties} == {None}


def test_a_term_of_the_year_of_the_document_is_not_taken_for_gone():
    day = datetime.date(2026, 12, 31)
    duties = read(f"{HEAD}1. Sở Nội vụ rà soát cán bộ trong tháng 12/2026.").duties
    assert [duty.deadline.day for duty in duties] == [day]
