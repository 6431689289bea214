"""Who is asked where a sentence names nobody, and what stands beside an outcome by a day."""

import datetime

import pytest

from diaban.engines.reading import read

YEAR = 2027


def duties(said):
    return read(f"III. NHIỆM VỤ\n1. {said}", year=YEAR).duties


@pytest.mark.parametrize(
    ("outcome", "day", "value"),
    [
        ("Đến ngày 30/11/2027, 100% xã, phường có loa thông minh", (2027, 11, 30), 100),
        ("Đến hết năm 2027, 90% phòng khám dùng đơn thuốc điện tử", (2027, 12, 31), 90),
        ("Đến năm 2028, 60% hộ nghèo được phủ sóng 5G", (2028, 12, 31), 60),
        ("Đến hết quý III/2027, 80% trường mầm non áp dụng thẻ điện tử", (2027, 9, 30), 80),
        ("Đến hết năm 2027, mọi bến xe lắp camera giám sát", (2027, 12, 31), 100),
    ],
)
@pytest.mark.parametrize(
    ("behind", "lead"),
    [
        ("Sở Tài chính cấp kinh phí cho các đơn vị", "Sở Tài chính"),
        ("UBND các xã, phường bố trí cán bộ vận hành", "UBND các xã, phường"),
    ],
)
def test_a_share_by_a_day_is_a_duty_beside_what_somebody_does_for_it(
    outcome, day, value, behind, lead
):
    reached, done = duties(f"{outcome}; {behind}.")
    assert (reached.lead, reached.target.value) == (None, value)
    assert reached.deadline.day == datetime.date(*day)
    # nobody says that the other has it done by the same day
    assert (done.lead, done.deadline) == (lead, None)


def test_a_term_before_two_acts_is_that_of_both():
    said = "Trước ngày 30/6/2027, Sở Y tế lắp 20 máy; Sở Xây dựng rà soát 15 tuyến phố."
    assert {duty.deadline.day for duty in duties(said)} == {datetime.date(2027, 6, 29)}


@pytest.mark.parametrize(
    "forbidden",
    [
        "Nghiêm cấm chụp ảnh hồ sơ mật bằng điện thoại cá nhân",
        "Cấm cắm thiết bị lạ vào máy tính của cơ quan",
        "Không ai được tự ý gỡ biển số nhà đã gắn",
    ],
)
def test_what_is_forbidden_is_forbidden_to_all_and_not_to_who_was_named_before(forbidden):
    first, second = duties(f"Sở Y tế kiểm tra 20 phòng khám. {forbidden}.")
    assert (first.lead, second.quote, second.lead) == ("Sở Y tế", forbidden, None)


def test_what_is_forbidden_in_the_point_of_somebody_is_forbidden_to_them():
    _, second = duties("Sở Nội vụ: rà soát máy tính. Nghiêm cấm cắm thiết bị lạ vào máy chủ.")
    assert second.lead == "Sở Nội vụ"


def test_a_share_by_a_day_is_not_asked_of_who_was_named_before():
    _, reached = duties("Đài thành phố duy trì bản tin. Đến 30/9/2027, 100% cán bộ có chữ ký số.")
    assert (reached.lead, reached.target.value) == (None, 100)


@pytest.mark.parametrize(
    ("first", "second", "lead"),
    [
        ("Giao UBND các xã, phường lập tổ số hóa;", "mỗi xã, phường mở ít nhất 03 lớp tập huấn",
         "UBND các xã, phường"),
        ("UBND các xã tuyên truyền tại chợ.", "Đến hết năm 2027, 100% xã có tổ hướng dẫn",
         "UBND các xã"),
        ("Sở Y tế lắp 20 máy đọc thẻ.", "Phấn đấu 80% phòng khám nhận thẻ", "Sở Y tế"),
    ],
)  # fmt: skip
def test_a_share_of_those_who_were_named_or_that_somebody_strives_for_is_theirs(
    first, second, lead
):
    assert [duty.lead for duty in duties(f"{first} {second}.")] == [lead, lead]


def test_a_lead_that_only_the_sentence_before_names_is_not_sure_where_several_lead():
    named = "Sở Y tế lắp 20 máy. Sở Nội vụ mở 02 lớp tập huấn."
    several = duties(f"{named} Kiểm tra 15 phòng khám trong quý I.")
    alone = duties("Sở Y tế lắp 20 máy. Kiểm tra 15 phòng khám trong quý I.")
    assert [(duty.lead, duty.sure) for duty in several] == [
        ("Sở Y tế", True), ("Sở Nội vụ", True), ("Sở Nội vụ", False),
    ]  # fmt: skip
    assert [(duty.lead, duty.sure) for duty in alone] == [("Sở Y tế", True), ("Sở Y tế", True)]


def test_who_answers_for_it_in_a_sentence_behind_takes_the_place_of_who_was_named_before():
    said = (
        "Sở Y tế lắp 20 máy. Giao VNPT phủ sóng 17 thôn. Phấn đấu 50% hộ có cáp quang. "
        "Sở Công Thương chịu trách nhiệm chính."
    )
    last = duties(said)[-1]
    assert (last.lead, last.sure) == ("Sở Công Thương", True)


@pytest.mark.parametrize(
    ("said", "lead"),
    [
        ("Công an thành phố chịu trách nhiệm chính về chỉ tiêu này", "Công an thành phố"),
        ("Thuế thành phố chịu trách nhiệm chính", "Thuế thành phố"),
        ("Sở Y tế chịu trách nhiệm đối với kết quả này", "Sở Y tế"),
        ("Sở Nội vụ làm đầu mối", "Sở Nội vụ"),
        ("Sở Công Thương là cơ quan chủ trì", "Sở Công Thương"),
        ("Sở Xây dựng là cơ quan chịu trách nhiệm", "Sở Xây dựng"),
    ],
)
def test_who_answers_for_a_share_behind_it_leads_it(said, lead):
    [duty] = duties(f"Phấn đấu 70% tiểu thương có tài khoản thanh toán; {said}.")
    assert duty.lead == lead


def test_partners_hold_for_a_row_of_acts_and_not_behind_a_semicolon():
    row = duties("Sở Y tế phối hợp với Bưu điện thành phố nhận hồ sơ, trả kết quả tại 20 điểm.")
    parted = duties("Sở Y tế phối hợp với Bưu điện thành phố nhận hồ sơ; mở 02 lớp tập huấn.")
    assert {duty.partners for duty in row} == {("Bưu điện thành phố",)}
    assert [duty.partners for duty in parted] == [("Bưu điện thành phố",), ()]


def test_a_school_is_asked_by_its_whole_name():
    [duty] = duties("Yêu cầu các trường học lắp camera ở cổng.")
    assert (duty.lead, duty.quote) == ("các trường học", "lắp camera ở cổng")
