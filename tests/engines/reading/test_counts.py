"""Counts in words, shares in words, and numbers that are none."""

import pytest

from diaban.engines.reading.numbers import find_target
from diaban.engines.reading.source import key_of


def target(said):
    return find_target(key_of(said), said, [])


@pytest.mark.parametrize(
    ("said", "relation", "value"),
    [
        ("Cử hai viên chức trực kho lưu trữ", "=", 2),
        ("Phân công một đồng chí phó trưởng phòng theo dõi", "=", 1),
        ("Ba chợ đầu mối được sửa mái", "=", 3),
        ("Khám sàng lọc tại bốn trạm Thanh Sơn, Hương Nộn, Đào Xá", "=", 4),
        ("Đưa tỉnh vào nhóm năm tỉnh dẫn đầu cả nước về đọc sách", None, None),
        ("Đưa tỉnh vào nhóm ba tỉnh dẫn đầu cả nước về đọc sách", "<=", 3),
        ("Mở hai quầy, mỗi quầy không quá ba người trực", "=", 2),
        ("Quay đoạn phim dưới bốn phút", "<", 4),
        ("Trả lời phản ánh trong hai giờ", "<=", 2),
        ("Cấp lại thẻ trong ba ngày kể từ khi nhận đơn", "<=", 3),
        ("Hai phần ba tổ trưởng là nữ", "=", 66.67),
        ("ít nhất hai phần ba tổ trưởng là nữ", ">=", 66.67),
        ("Không để đơn thư nằm lại phòng tiếp dân quá 36 giờ", "<=", 36),
        ("Dán nhãn trên 100% bình cứu hỏa", "=", 100),
        ("Trên 90% bình cứu hỏa được dán nhãn", ">", 90),
        ("Sửa cổng tại tất cả 14 trường", "=", 14),
        ("Đổ nhựa tối thiểu 7km", ">=", 7),
        ("Mở 12 lớp", "=", 12),
        ("Thực hiện 9 cuộc điền dã", "=", 9),
        ("Điều 04 xe chữa cháy lên núi", "=", 4),
        ("Phát loa ngày 03 buổi", "=", 3),
    ],
)
def test_a_count_is_read_however_it_is_written(said, relation, value):
    found = target(said)
    assert (found and found.relation, found and found.value) == (relation, value)


@pytest.mark.parametrize(
    "said",
    [
        "Áp dụng mô hình phòng thủ bốn lớp",
        "Lắp đặt theo mô hình bảo vệ “4 lớp” cho kho dữ liệu",
        "Hãy nhắn tin đến 9029",
        "Thực hiện đúng điều 4 của nội quy",
        "Gửi sổ trực trước ngày 28 tháng sau",
        "Gọi điện báo cháy về số 114",
        "Nhận tin qua số máy 1900 nhánh 3",
        "Duy trì một cửa, một số việc làm ngay",
        "Hai bên cùng bàn bạc",
        "không giao hồ sơ cho hai đầu mối",
        "Hỗ trợ các xã có tỷ lệ hộ nghèo trên 20%",
        "Bãi bỏ quy định do hai tỉnh cũ đặt ra",
    ],
)
def test_what_only_names_or_tells_is_no_count(said):
    assert target(said) is None
