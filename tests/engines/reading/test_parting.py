"""Where one duty of a sentence ends and the next begins, by fitted weights."""

import pytest

from diaban.engines.reading import read

YEAR = 2027


def duties(said):
    return read(f"III. NHIỆM VỤ\n1. {said}.", year=YEAR).duties


@pytest.mark.parametrize(
    ("said", "days"),
    [
        (
            "VNPT lắp 40 trạm trong quý I/2027, số còn lại xong trong quý III/2027",
            ["2027-03-31", "2027-09-30"],
        ),
        (
            "Sở Y tế cấp chữ ký số cho 60% cán bộ trước 30/6/2027, riêng bác sĩ phải đủ 100%",
            ["2027-06-29", None],
        ),
    ],
)
def test_each_part_with_a_day_or_a_number_of_its_own_is_a_duty(said, days):
    found = duties(said)
    told = [one.deadline.day.isoformat() if one.deadline else None for one in found]
    assert told == days


@pytest.mark.parametrize(
    "said",
    [
        # that only says by when
        "Sở Y tế lập danh mục trạm, hoàn thành trước ngày 01/9/2027",
        # a number that is compared with another one
        "Nâng doanh thu phần mềm lên 3.500 tỷ đồng, tăng 18% so với năm 2026",
        # a row of things of which nothing is told yet
        "Trạm Bồ Đề, các điểm bưu điện, các cửa hàng phải được dán mã QR",
        # who does it together
        "Phòng Văn hóa chủ trì, phối hợp Ban Tuyên giáo và các cơ quan liên quan, kẻ biển hiệu",
        # a verb inside of a condition
        "Các sở bố trí kinh phí an toàn mạng khi xây dựng, triển khai kế hoạch hằng năm",
    ],
)
def test_what_a_rule_knows_to_be_one_duty_stays_one(said):
    assert len(duties(said)) == 1


def test_who_leads_the_first_leads_the_part_too_unless_another_is_named():
    first, second = duties("VNPT lắp 40 trạm trong quý I/2027, số còn lại xong trong quý III/2027")
    assert (first.lead, second.lead) == ("VNPT", "VNPT")
    one, other = duties("Viettel phủ 14 thôn trước 30/6/2027, MobiFone phủ 9 thôn trước 30/9/2027")
    assert (one.lead, other.lead) == ("Viettel", "MobiFone")
