"""Duties that are shown and not sure: nobody should accept them unread with all others."""

import datetime

import pytest

from diaban.engines.reading import read

DAY = datetime.date(2026, 11, 20)
ORDER = """ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI
CHỈ THỊ
Về việc quản lý thuê bao di động
Chủ tịch UBND Thành phố yêu cầu:
1. Sở Khoa học và Công nghệ:
"""


def sureness(*lines):
    duties = read(ORDER + "\n".join(lines), day=DAY).duties
    return [(" ".join(duty.quote.split()), duty.sure) for duty in duties]


@pytest.mark.parametrize(
    "said",
    ["Chủ trì thẩm định", "Nghiêm túc thực hiện", "Tham gia thẩm định",
     "Phối hợp triển khai thực hiện",
     "Nghiêm túc triển khai thực hiện Chỉ thị này", "Lập biên bản"],
)  # fmt: skip
def test_an_act_without_what_it_is_done_to_is_not_sure(said):
    assert sureness(f"- {said}.") == [(said, False)]


@pytest.mark.parametrize(
    "said",
    ["Thẩm định dự toán các dự án", "Triển khai Chỉ thị này tại 126 xã, phường", "Sửa 23 đài",
     "Tổng kết trước 15/3/2027", "Báo cáo kết quả thực hiện Chỉ thị này"],
)  # fmt: skip
def test_an_act_that_says_what_how_many_or_by_when_is_sure(said):
    assert sureness(f"- {said}.") == [(said, True)]


@pytest.mark.parametrize(
    "said",
    ["Trong quá trình thực hiện, nếu có vướng mắc, các đơn vị báo cáo UBND Thành phố để xem xét.",
     "Trong quá trình thực hiện, nếu có khó khăn, đề nghị các đơn vị phản ánh về Sở để tổng hợp.",
     "Quá trình triển khai, nếu phát sinh vướng mắc, kịp thời báo cáo Sở Nội vụ để hướng dẫn."],
)  # fmt: skip
def test_who_is_to_be_told_of_trouble_at_the_end_is_not_sure(said):
    (first, *others) = sureness("- Rà soát thuê bao.", said)
    assert first == ("Rà soát thuê bao", True)
    assert [sure for _, sure in others] == [False]


def test_what_is_to_be_done_when_something_happens_is_sure():
    assert sureness("- Khi có sự cố, báo cáo Sở Nội vụ trong 24 giờ.") == [
        ("báo cáo Sở Nội vụ trong 24 giờ", True)
    ]
