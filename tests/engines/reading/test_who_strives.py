"""Who strives for a share, who leads a matter named first, and what none is to be left of."""

import pytest

from diaban.engines.reading import read

HEAD = (
    "ỦY BAN NHÂN DÂN THÀNH PHỐ\nSố: 12/CT-UBND\nHà Nội, ngày 12 tháng 01 năm 2027\n\n"
    "CHỈ THỊ\nVề mạng lưới loa phường năm 2027\n\nChủ tịch UBND Thành phố yêu cầu:\n1. "
)
REPORT = (
    "ỦY BAN NHÂN DÂN THÀNH PHỐ\nSố: 12/BC-UBND\nHà Nội, ngày 12 tháng 01 năm 2027\n\n"
    "BÁO CÁO\nKết quả năm 2026\n\nI. KẾT QUẢ ĐẠT ĐƯỢC\n1. "
)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Đến hết quý III/2027 không còn thôn nào thiếu loa.", "2027-09-30"),
        ("Đến 30/6/2027, không còn hộ nào chưa có biển số nhà.", "2027-06-30"),
        ("Đến hết năm 2027, toàn thành phố không còn xã nào dùng loa cũ.", "2027-12-31"),
        ("Đến hết năm 2027, không còn thuê bao 2G.", "2027-12-31"),
    ],
)
def test_that_none_is_to_be_left_by_a_day_is_an_outcome_of_nought(said, day):
    [duty] = read(HEAD + said).duties
    assert duty.deadline.day.isoformat() == day
    assert (duty.target.relation, duty.target.value) == ("=", 0)


def test_that_few_are_to_be_left_by_a_day_is_an_outcome_too():
    [duty] = read(f"{HEAD}Đến 30/6/2027 còn không quá 5 xã thiếu loa.").duties
    assert (duty.target.relation, duty.target.value, duty.target.unit) == ("<=", 5, "xã")


def test_what_is_counted_ends_before_which():
    text = f"{HEAD}Đến 30/6/2027 không còn hộ nào thiếu mã, không còn ngõ nào thiếu biển."
    assert [duty.target.unit for duty in read(text).duties] == ["hộ", "ngõ"]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}Đến nay không còn thôn nào thiếu loa.",
        f"{REPORT}Đến hết năm 2026 không còn thôn nào thiếu loa.",
        f"{REPORT}Đến hết năm 2027 không còn thuê bao 2G.",
        f"{HEAD}Nếu đến ngày 30/6/2027 không còn hồ sơ tồn, Sở Nội vụ báo cáo.",
    ],
)
def test_that_none_is_left_now_is_no_outcome_to_reach(text):
    assert read(text).duties == ()


@pytest.mark.parametrize(
    ("said", "lead"),
    [
        ("Bưu điện thành phố phấn đấu 70% hộ có mã.", "Bưu điện thành phố"),
        ("Các xã, phường phấn đấu trên 70% hộ có mã.", "Các xã, phường"),
        ("Sở Y tế phấn đấu đạt 70% bệnh viện dùng bệnh án số.", "Sở Y tế"),
        ("UBND các xã phấn đấu đến hết năm có 70% hộ có mã.", "UBND các xã"),
    ],
)
def test_a_body_that_strives_for_a_share_leads_it(said, lead):
    [duty] = read(HEAD + said).duties
    assert (duty.lead, duty.target.value) == (lead, 70)
    assert duty.quote.startswith("phấn đấu")


@pytest.mark.parametrize(
    ("said", "lead", "day"),
    [
        ("Việc gắn biển số nhà do Sở Xây dựng chủ trì, gắn 500 biển trong năm", "Sở Xây dựng",
         "2027-12-31"),
        ("Việc lắp loa do UBND các xã thực hiện, hoàn thành trong quý II/2027", "UBND các xã",
         "2027-06-30"),
    ],
)  # fmt: skip
def test_a_matter_and_who_leads_it_are_one_duty_with_what_is_to_be_done(said, lead, day):
    [duty] = read(f"{HEAD}{said}.").duties
    assert (duty.quote, duty.lead, duty.sure) == (said, lead, True)
    assert duty.deadline.day.isoformat() == day


def test_a_matter_that_was_done_is_no_duty():
    assert read(f"{HEAD}Việc lắp loa do UBND các xã thực hiện đã xong.").duties == ()


def test_a_day_before_how_many_there_shall_be_is_their_day():
    said = "Vận động các hộ xác nhận mã; hết năm 2027 có ít nhất 60% số hộ đã xác nhận."
    *_act, duty = read(HEAD + said).duties
    assert (duty.quote, duty.deadline.day.isoformat()) == (
        "ít nhất 60% số hộ đã xác nhận", "2027-12-31",
    )  # fmt: skip
