"""Headings as offices write them, each alone: what it means, or that it is never taken."""

import pytest

from diaban.exchange.importing.mapping import recognise_columns
from diaban.exchange.importing.proposing import propose_columns

HEADINGS = [
    ("Mã địa chỉ", "source_key"),
    ("Mã hộ", "source_key"),
    ("MÃ SỐ", "source_key"),
    ("Số nhà", "house_number"),
    ("SN", "house_number"),
    ("Số nhà (mới)", "house_number"),
    ("Biển số nhà", "house_number"),
    ("Địa chỉ / Số nhà", "house_number"),
    ("Ngõ/ngách/hẻm", "lanes"),
    ("Ngõ, ngách", "lanes"),
    ("Ngõ (ngách)", "lanes"),
    ("Số ngõ", "lanes"),
    ("Tên đường/phố", "street"),
    ("Đường (phố)", "street"),
    ("Tên đường, phố", "street"),
    ("Tuyến phố", "street"),
    ("Địa chỉ / Đường phố", "street"),
    ("Tổ dân phố số", "locality"),
    ("TDP", "locality"),
    ("Tổ dân phố/Thôn", "locality"),
    ("Thôn, xóm, tổ dân phố", "locality"),
    ("Khu dân cư", "locality"),
    ("Tòa nhà", "building"),
    ("Toà nhà", "building"),
    ("Tên chung cư", "building"),
    ("Tên công trình", "building"),
    ("Số căn hộ", "unit"),
    ("Căn hộ số", "unit"),
    ("Số phòng", "unit"),
    ("Phường/Xã", "commune_name"),
    ("Phường, xã, thị trấn", "commune_name"),
    ("Xã/phường/TT", "commune_name"),
    ("Tên xã (phường)", "commune_name"),
    ("Đơn vị hành chính", "commune_name"),
    ("Mã xã/phường", "commune_code"),
    ("Mã ĐVHC", "commune_code"),
    ("MAXA", "commune_code"),
    ("Mã xã cũ", "former_commune_code"),
    ("Quận/Huyện", "district"),
    ("Quận, huyện, thị xã", "district"),
    ("District", "district"),
    ("Tỉnh/Thành phố", "province"),
    ("Tỉnh, TP", "province"),
    ("Province", "province"),
    ("Địa chỉ", "written"),
    ("Địa chỉ nhà", "written"),
    ("Địa chỉ chi tiết", "written"),
    ("Địa chỉ cụ thể", "written"),
    ("Đ/c", "written"),
    ("Nơi ở hiện tại", "written"),
    ("Địa chỉ (số nhà, đường phố)", "written"),
    ("Vĩ độ (WGS-84)", "lat"),
    ("Vĩ độ/Latitude", "lat"),
    ("Tọa độ / Vĩ độ", "lat"),
    ("Toạ độ GPS / Vĩ độ (độ)", "lat"),
    ("Tọa độ / Y", "lat"),
    ("Y (m)", "lat"),
    ("Y, m", "lat"),
    ("Latitude (Vĩ độ)", "lat"),
    ("Kinh độ/Longtitude", "lng"),
    ("Longtitude", "lng"),
    ("X (m)", "lng"),
    ("Tọa độ / X", "lng"),
    ("Tọa độ VN-2000 / X (m)", "lng"),
    ("Tọa độ / Kinh độ", "lng"),
    ("Sai số (m)", "accuracy_metres"),
    ("Ngày cập nhật", "held_on"),
    ("Ngày điều tra", "held_on"),
    ("Thời điểm thu thập", "held_on"),
    ("Trạng thái", "life"),
]
NEVER = [
    "Họ và tên chủ hộ",
    "Họ tên",
    "Chủ hộ",
    "Tên chủ nhà",
    "SĐT",
    "Số ĐT",
    "Số điện thoại liên hệ",
    "Điện thoại/Zalo",
    "Số CCCD/CMND",
    "Số hộ khẩu",
    "Ngày/tháng/năm sinh",
    "Giới tính",
    "Email",
    "Chủ hộ / Họ tên",
]
NOTHING = [
    "STT",
    "TT",
    "Số thứ tự",
    "Ghi chú",
    "Diện tích (m2)",
    "Số nhân khẩu",
    "Tờ",
    "Địa chỉ cũ",
]


@pytest.mark.parametrize(("heading", "field"), HEADINGS)
def test_an_offices_heading_means_its_field(heading: str, field: str):
    assert recognise_columns([heading]).columns == {field: heading}


@pytest.mark.parametrize("heading", NEVER)
def test_a_column_about_persons_is_never_taken(heading: str):
    (proposal,) = propose_columns([heading])
    assert (proposal.field, proposal.remark) == (None, "personal")


@pytest.mark.parametrize("heading", NOTHING)
def test_a_heading_that_says_nothing_of_an_address_is_left_out(heading: str):
    (proposal,) = propose_columns([heading])
    assert (proposal.field, proposal.remark) == (None, "")


def test_a_whole_heading_is_surer_than_a_part_of_one():
    mapping = recognise_columns(["Số nhà/Căn hộ", "Số nhà", "Phường/Đường", "Phường"])
    assert mapping.columns["house_number"] == "Số nhà"
    assert mapping.columns["unit"] == "Số nhà/Căn hộ"
    assert mapping.columns["commune_name"] == "Phường"
    assert mapping.columns["street"] == "Phường/Đường"
