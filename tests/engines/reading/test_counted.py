"""What a share, or all of something, is counted in."""

import pytest

from diaban.engines.reading import counted_noun


@pytest.mark.parametrize(
    ("said", "noun"),
    [
        ("100% hộ gia đình có mã địa chỉ", "hộ gia đình"),
        ("80 % số hộ có mã", "hộ"),
        ("70% người dân từ 15 tuổi trở lên có tài khoản", "người dân"),
        ("mở tổ ở mọi thôn, tổ dân phố, xong trong quý I", "thôn, tổ dân phố"),
        ("trả đúng hạn 80% hồ sơ", "hồ sơ"),
        ("100% xã, phường có loa", "xã, phường"),
        ("mỗi xã, phường mở ít nhất 03 lớp", "xã, phường"),
        ("Mọi bến xe lắp camera", "bến xe"),
        ("dành không dưới 1% chi ngân sách cho an toàn thông tin", "chi ngân sách"),
        ("nâng tỷ lệ hồ sơ nộp trực tuyến lên 75% trở lên", "hồ sơ"),
        ("95% cán bộ, công chức, viên chức có chữ ký số", "cán bộ, công chức, viên chức"),
        ("80% hộ kinh doanh xuất hóa đơn điện tử", "hộ kinh doanh"),
        ("toàn bộ hệ thống thông tin của xã được duyệt", "hệ thống thông tin"),
        ("100% các sở, ban, ngành và UBND xã", "sở, ban, ngành"),
        ("60% quán ăn có mã QR", "quán ăn"),
        ("100% tin, bài", "tin, bài"),
        ("phủ sóng đạt ít nhất 60% dân số", "dân số"),
    ],
)
def test_the_whole_noun_that_is_counted_is_told(said, noun):
    assert counted_noun(said) == noun


@pytest.mark.parametrize(
    "said",
    [
        "",
        "đạt 60%",
        "tăng 18% so với năm trước",
        "75% trở lên",
        "mỗi tuần 02 số",
        "từng bước hình thành trung tâm",
        "100% triển khai đầy đủ",
    ],
)
def test_nothing_is_told_where_no_whole_noun_is_sure(said):
    assert counted_noun(said) == ""


def test_what_is_not_a_thing_counted_is_no_more_of_its_row():
    assert counted_noun("kiểm tra 80% hộ gia đình, báo cáo Sở") == "hộ gia đình"
