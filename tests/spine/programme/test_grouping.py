"""An act and the number it is to reach, said in one point of a text, are one thing to do."""

from datetime import date

import pytest

from diaban.spine.parties.models import Organisation
from diaban.spine.programme.bodies import Bodies, asks_communes, body_of
from diaban.spine.programme.directives import Directive, Duty
from diaban.spine.programme.drafting import Head, enter
from diaban.spine.programme.grouping import Join, group_duties
from diaban.spine.programme.making import deadline_of
from diaban.spine.programme.titling import title_of

pytestmark = pytest.mark.usefixtures("hanoi")


def groups(text: str, operator, join: Join = Join.POINTS) -> list[list[str]]:
    head = Head("plan", "committee", "UBND", date(2026, 1, 2), "Năm 2026")
    duties = enter(head, text, operator).duties.select_related("directive").order_by("start")
    return [[duty.quote for duty in group] for group in group_duties(list(duties), join)]


ACT_AND_NUMBER = (
    "a) Rà soát, gắn mã địa chỉ số cho nhà ở trên địa bàn; đến hết ngày 30/6/2026 đạt tối thiểu "
    "80% số địa chỉ được gắn mã. Bưu điện thành phố Hà Nội chủ trì.\n"
)


def test_an_act_and_its_number_are_one_task_and_each_alone_where_that_is_asked(operator):
    (one,) = groups(ACT_AND_NUMBER, operator)
    assert len(one) == 2
    again = ACT_AND_NUMBER.replace("a)", "b)")
    assert [len(group) for group in groups(again, operator, Join.EACH)] == [1, 1]


STAGES = (
    "a) Gắn mã địa chỉ cho hộ gia đình: đến 30/6/2026 có 85% số hộ trên địa bàn được gắn mã, đến "
    "hết năm 2026 đạt 100%. Bưu điện thành phố làm đầu mối; UBND các xã rà soát danh sách hộ.\n"
)


def test_an_act_and_its_stages_are_one_task_due_at_the_last_and_titled_whole(operator):
    stages, other = groups(STAGES, operator)
    assert len(stages) == 3
    assert other == ["rà soát danh sách hộ"]
    duties = [duty for duty in Duty.objects.order_by("start") if duty.quote in stages]
    assert title_of(duties[-1], 240) == (
        "Gắn mã địa chỉ cho hộ gia đình: đến hết năm 2026 đạt 100%"
    )
    assert deadline_of(duties, (date(2026, 1, 1), date(2026, 12, 31))) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("point", "title"),
    [
        (
            (
                "Báo Hà Nội mở chuyên mục. UBND các xã chuyển đài sang số, đạt 80% số đài "
                "trong năm 2026."
            ),
            "UBND các xã chuyển đài sang số: đạt 80% số đài trong năm 2026",
        ),
        (
            "Gắn mã địa chỉ cho hộ gia đình. Đến hết năm 2026 đạt 100%.",
            "Gắn mã địa chỉ cho hộ gia đình: Đến hết năm 2026 đạt 100%",
        ),
    ],
)
def test_how_much_is_titled_by_its_own_sentence_and_by_the_point_where_it_is_one(point, title):
    text = f"a) {point}\n"
    start = text.index("đạt 80%") if "đạt 80%" in text else text.index("Đến hết")
    duty = Duty(directive=Directive(text=text), start=start, end=len(text) - 2)
    assert title_of(duty, 240) == title


@pytest.mark.parametrize(
    "text",
    [
        # two numbers of one point
        (
            "a) Phủ sóng 4G đến 99% dân số trong quý III năm 2026; phủ sóng 5G đến 90% dân số vào "
            "cuối năm 2026.\n"
        ),
        # what comes again
        "a) Sở Y tế gắn mã cho 80% trạm y tế; kiểm tra, công bố kết quả hằng quý.\n",
        # an act with a day of its own
        (
            "a) Sở Nội vụ bố trí cán bộ trước ngày 31/3/2026; bảo đảm 90% hồ sơ được giải quyết "
            "đúng hạn vào tháng 12/2026.\n"
        ),
        # two points
        "a) Rà soát hồ sơ các trạm thu phát sóng.\nb) Hạ ngầm cáp tại 60 tuyến phố.\n",
        # an act, and a number of another thing
        "a) Sở Y tế ngăn chặn tin nhắn rác; giảm ít nhất 30% số phản ánh của người dân.\n",
        # what is to be reached, and a ban
        "a) Sở Y tế phê duyệt hồ sơ của 100% hệ thống; không dùng hệ thống chưa kiểm tra.\n",
        # two acts that only share a word with what is counted
        "a) Sở Y tế tuyên truyền cho hộ dân; hỗ trợ 500 hộ nghèo mua điện thoại.\n",
        "a) Sở Y tế rà soát các điểm bưu điện; lắp đặt 30 điểm phát wifi.\n",
        # two leads
        "a) Sở Tài chính bố trí kinh phí; Sở Xây dựng cấp phép 40 tuyến phố.\n",
    ],
)
def test_what_is_two_things_to_do_stays_two_tasks(operator, text):
    assert [len(group) for group in groups(text, operator)] == [1, 1]


@pytest.mark.parametrize(
    "text",
    [
        (
            "a) UBND các xã gắn mã địa chỉ số cho hộ gia đình, bảo đảm 95% số hộ có mã trước ngày "
            "30/9/2026.\n"
        ),
        # nobody is named for the number
        (
            "a) UBND các xã củng cố tổ công nghệ số cộng đồng; mỗi thôn, tổ dân phố có ít nhất một "
            "tổ, hoàn thành trong quý II/2026.\n"
        ),
    ],
)
def test_how_many_shall_have_what_the_act_of_one_sentence_does_is_part_of_it(operator, text):
    assert [len(group) for group in groups(text, operator)] == [2]


def test_of_two_acts_the_number_is_the_last_ones(operator):
    text = "a) Sở Y tế tuyên truyền kỹ năng; chuyển đổi đài truyền thanh, đạt 80% số xã, phường.\n"
    assert [len(group) for group in groups(text, operator)] == [1, 2]


def test_a_short_name_means_the_real_body_before_the_made_up_one():
    for name in ("Bưu điện thành phố (mô phỏng)", "Bưu điện thành phố Hà Nội"):
        Organisation.objects.create(name=name)
    assert body_of("Bưu điện thành phố").name == "Bưu điện thành phố Hà Nội"
    assert Bodies.read().meant_by("Bưu điện thành phố Hà Nội").name == "Bưu điện thành phố Hà Nội"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("1. UBND các xã, phường rà soát hồ sơ.\n", True),
        ("1. Rà soát hồ sơ của 100% xã, phường.\n", True),
        ("1. Sở Y tế rà soát hồ sơ của 100% xã, phường.\n", False),
        ("1. Sở Y tế hướng dẫn các xã, phường rà soát hồ sơ.\n", False),
        ("1. Sở Y tế xóa vùng lõm sóng tại các xã miền núi.\n", False),
        ("1. Sở Y tế rà soát hồ sơ.\n", False),
        ("1. Mỗi thôn, tổ dân phố tổ chức ít nhất 02 buổi sinh hoạt trong năm 2026.\n", True),
        ("1. Các sở, ngành, địa phương cử đầu mối phụ trách.\n", True),
        ("1. Các cơ quan, đơn vị, địa phương cập nhật dữ liệu.\n", True),
        ("1. Các bộ, ngành, địa phương cử đầu mối phụ trách.\n", False),
        ("1. UBND cấp xã niêm yết danh sách điểm phục vụ.\n", True),
        ("1. Các địa phương rà soát hồ sơ.\n", True),
        ("1. Sở Y tế rà soát hồ sơ của các địa phương.\n", False),
        ("1. Niêm yết danh sách điểm phục vụ trên địa bàn các xã, phường.\n", True),
        ("1. Sở Y tế lắp bảng tin ở 100% thôn, tổ dân phố.\n", False),
        ("1. Sở Y tế phối hợp với chính quyền địa phương rà soát hồ sơ.\n", True),
    ],
)
def test_communes_are_asked_as_such_and_not_where_some_are_only_told_of(operator, text, asked):
    head = Head("plan", "committee", "UBND", date(2026, 1, 2), "Năm 2026")
    assert asks_communes(enter(head, text, operator).duties.select_related("directive")) == asked
