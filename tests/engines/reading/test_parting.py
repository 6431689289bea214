"""Where one duty of a sentence ends and the next begins, by fitted weights."""

from unittest import mock

import pytest

from diaban.engines.reading import parting, read

YEAR = 2027


def duties(said):
    return read(f"III. NHIỆM VỤ\n1. {said}.", year=YEAR).duties


@pytest.mark.parametrize(
    ("said", "second"),
    [
        (
            "Viettel phát sóng 03 trạm trước 30/6/2027, trạm thứ tư chậm nhất vào 30/9/2027",
            "trạm thứ tư chậm nhất vào 30/9/2027",
        ),
        (
            "Tỷ lệ hồ sơ trực tuyến toàn tỉnh từ 60%, riêng cấp tỉnh không dưới 80%",
            "riêng cấp tỉnh không dưới 80%",
        ),
        (
            "Trả lời phản ánh của dân trong 3 ngày làm việc, việc khẩn trả lời ngay trong ngày",
            "việc khẩn trả lời ngay trong ngày",
        ),
    ],
)
def test_a_part_with_a_number_or_a_day_of_its_own_is_a_duty_where_the_weights_say_so(said, second):
    assert [one.quote for one in duties(said)][1:] == [second]
    with mock.patch.object(parting, "SURELY_TWO", 2.0):
        assert len(duties(said)) == 1, "the rules alone take it for one"


def test_what_the_rules_part_is_joined_where_the_weights_are_sure_that_it_is_one():
    said = "Thanh toán viện phí không dùng tiền mặt: từ 65% trở lên"
    (one,) = duties(said)
    assert (one.quote, one.target.value) == (said, 65)
    with mock.patch.object(parting, "SURELY_ONE", -1.0):
        assert len(duties(said)) == 2, "the rules alone take it for two"


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
