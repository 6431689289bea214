"""Targets, terms, voices, fields, partners and bases."""

import datetime

import pytest

from diaban.engines.reading import read
from diaban.engines.reading.dates import find_terms
from diaban.engines.reading.numbers import find_target
from diaban.engines.reading.source import key_of

YEAR = 2021


def one(said, **known):
    return read(f"III. NHIỆM VỤ\n- {said}", **known).duties[0]


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("Nâng tỷ lệ dịch vụ công lên trên 50% (hiện tại 27,4%)", (">", 50, "%")),
        ("Lập ít nhất 02 tổ kỹ thuật", (">=", 2, "tổ")),
        ("Đưa 1.234,5 tấn hàng lên sàn", ("=", 1234.5, "tấn hàng lên sàn")),
        ("Cấp mã cho từng hộ gia đình", ("=", 100, "%")),
        ("không gia hạn quá 01 lần", ("<=", 1, "lần")),
        ("Rút ngắn thời gian xuống dưới 6 giờ", ("<", 6, "giờ")),
        ("Tỷ lệ đạt từ 80% trở lên", (">=", 80, "%")),
        ("Nâng tỷ lệ từ 30% lên 50%", ("=", 50, "%")),
        ("Tăng trưởng đạt 20 - 22%/năm", (">=", 20, "%/năm")),
        ("Bổ sung 18,6 tỷ đồng", ("=", 18.6e9, "đồng")),
        ("Mỗi gia đình có ít nhất một người biết dùng", (">=", 1, "người")),
        ("Bố trí nhân viên tại 100% điểm xa trung tâm trên 15 km", ("=", 100, "%")),
        ("Khắc phục sự cố trong 04 giờ", ("<=", 4, "giờ")),
    ],
)
def test_a_target_is_read_with_its_relation_and_unit(said, target):
    found = find_target(key_of(said), said, [])
    assert (found.relation, found.value, found.unit) == target


@pytest.mark.parametrize(
    "said",
    [
        "Tập trung 6 lĩnh vực trọng tâm",
        "Triển khai giai đoạn 2",
        "Cung cấp dịch vụ mức độ 4",
        "Thử nghiệm mạng 5G",
        "Hoàn thiện mô hình 4 lớp",
        "Duy trì TCVN ISO 9001:2015",
        "Từng bước đổi mới",
        "Theo Nghị định số 91/2020/NĐ-CP",
        "Liên hệ số điện thoại 0912345678",
    ],
)
def test_numbers_that_only_name_are_no_targets(said):
    assert find_target(key_of(said), said, []) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("quý II/2021", "2021-06-30"),
        ("Quý II, III", "2021-09-30"),
        ("trước ngày 15/3/2021", "2021-03-14"),
        ("trước 15/3", "2021-03-14"),
        ("trong tháng 4", "2021-04-30"),
        ("đến năm 2025", "2025-12-31"),
        ("giai đoạn 2021 - 2025", "2025-12-31"),
        ("năm 2021", "2021-12-31"),
        ("trước 17h00 ngày 08/8/2021", "2021-08-08"),
        ("trước ngày 30 tháng 6 năm 2023", "2023-06-29"),
        ("6 tháng đầu năm", "2021-06-30"),
        ("tuần đầu tháng 9", "2021-09-07"),
        ("chậm nhất ngày 10/5/2021", "2021-05-10"),
        ("trong năm", "2021-12-31"),
        ("vào cuối năm nay", "2021-12-31"),
        ("trong tuần này", "2021-01-24"),
        ("trước Tết Nguyên đán", "2021-02-11"),
        ("trước ngày 20/5 và 20/10/2022", "2022-10-19"),
        ("vào các ngày 10/3, 10/7 và ngày 10/11", "2021-11-10"),
        ("trước ngày 10/4, 10/8", "2021-08-09"),
        ("trước ngày 25/12 và 25/01/2022", "2022-01-24"),
        ("trước ngày 05 tháng 4 và 05 tháng 9", "2021-09-04"),
    ],
)
def test_a_term_is_its_last_day(said, day):
    key = key_of(said)
    terms = find_terms(key, 0, len(key), datetime.date(YEAR, 1, 20))
    assert max(term.day for term in terms).isoformat() == day


@pytest.mark.parametrize(
    "said",
    ["trước ngày 20 hằng tháng", "trước ngày 10/6 và ngày 10/12 hằng năm", "định kỳ hằng quý",
     "sớm", "kịp thời", "hệ thống 24/7",
     "so với năm 2021", "ngày 45/13", "từ năm 2023"],
)  # fmt: skip
def test_recurring_vague_and_impossible_terms_are_none(said):
    assert one(f"Tổng hợp tình hình {said}", year=YEAR).deadline is None


@pytest.mark.parametrize(
    "said",
    [
        "Tham mưu Kế hoạch chuyển đổi số năm 2023",
        "Ban hành Nghị quyết về chuyển đổi số đến năm 2025, định hướng đến năm 2030",
        "Thực hiện Quyết định số 135/QĐ-TTg ngày 20/01/2020",
    ],
)
def test_a_date_in_the_name_of_a_document_is_no_term(said):
    assert one(said, year=YEAR).deadline is None


def test_days_without_a_year_in_the_last_weeks_of_a_year_are_of_the_next():
    text = (
        "Hà Nội, ngày 23 tháng 12 năm 2022\nKẾ HOẠCH\nVề bưu chính\nI. NHIỆM VỤ\n"
        "- Rà soát hồ sơ trước 30/6.\n- Lập tổ công tác trước ngày 31/12."
    )
    assert [duty.deadline.day.isoformat() for duty in read(text).duties] == [
        "2023-06-29", "2022-12-30",
    ]  # fmt: skip


def test_a_heading_gives_its_term_to_outcomes_and_an_opening_term_to_all_behind_it():
    text = (
        "II. MỤC TIÊU\n1. Đến năm 2025:\n- 100% xã có cáp quang.\n"
        "2. Định hướng đến năm 2030:\n- Mỗi hộ có một địa chỉ số."
    )
    days = [duty.deadline.day.year for duty in read(text).duties]
    assert days == [2025, 2030]
    said = "Đến hết năm 2023, tỷ lệ trực tuyến đạt 50%; ít nhất 70% người dân hài lòng."
    assert [d.deadline.day.year for d in read(f"II. MỤC TIÊU\n- {said}").duties] == [2023, 2023]


@pytest.mark.parametrize(
    ("head", "voice"),
    [
        ("UBND TỈNH ĐỒNG THÁP\nSỞ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: 27/QĐ-STTTT", "department"),
        ("ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG\nVĂN PHÒNG\nSố: 231/TB-VPUBND", "city"),
        ("BỘ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: 1297/BTTTT-CĐSQG", "ministry"),
        ("THỦ TƯỚNG CHÍNH PHỦ\nSố: 14/CT-TTg", "ministry"),
        ("UBND HUYỆN CHƯƠNG MỸ\nSố: 45/KH-UBND", "unit"),
        ("TỈNH ỦY QUẢNG NAM\nSố 17-NQ/TU", "city"),
        ("UBND THÀNH PHỐ ĐÀ NẴNG\nSỞ KHOA HỌC VÀ CÔNG NGHỆ\nSố: 210/KH-SKHCN", "department"),
    ],
)
def test_the_number_and_the_names_above_the_title_tell_whose_word_it_is(head, voice):
    assert read(f"{head}\nKẾ HOẠCH\nNăm 2021\nI. NHIỆM VỤ\n- Lập tổ.").duties[0].voice == voice


NEWS = """(TTXVN) Sáng 14/1, Sở Thông tin và Truyền thông tổ chức hội nghị. Dự hội nghị có Thứ \
trưởng Phạm Anh Tuấn; đồng chí Mai Sơn, Phó Chủ tịch UBND thành phố.
Năm 2020, Sở đã hoàn thành 100% nhiệm vụ. Công tác quản lý báo chí được tăng cường.
Phát biểu tại hội nghị, Thứ trưởng Phạm Anh Tuấn biểu dương kết quả của Sở. Thứ trưởng đề nghị \
Sở hoàn thành gắn mã địa chỉ cho từng hộ; thúc đẩy thử nghiệm 5G.
Ông cũng lưu ý Sở xử lý nghiêm thông tin sai sự thật.
Kết luận hội nghị, đồng chí Mai Sơn yêu cầu các quận, huyện kiện toàn ban chỉ đạo chuyển đổi số.
Giám đốc Sở Lê An khẳng định, Sở sẽ xây dựng kho dữ liệu dùng chung.
Đại diện Bưu điện thành phố cam kết bố trí người phục vụ tại 76 điểm.
Lãnh đạo Viettel đề xuất thành phố giảm giá thuê mặt bằng.
Nhân dịp này, 10 tập thể được tặng Bằng khen.
"""


def test_in_news_the_voice_is_the_speakers_and_goes_on_with_him():
    duties = read(NEWS, year=2021).duties
    assert [(duty.voice, duty.field) for duty in duties] == [
        ("ministry", "post"), ("ministry", "telecom"), ("ministry", "press"),
        ("city", "digital"), ("department", "digital"), ("unit", "post"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("Gắn biển địa chỉ số cho từng hộ", "post"),
        ("Tắt sóng mạng 2G", "telecom"),
        ("Thúc đẩy việc thử nghiệm 5G trên địa bàn", "telecom"),
        ("Tập trung triển khai các nền tảng dùng chung trong thành phố", "digital"),
        ("Xây dựng thành phố thông minh", "digital"),
        ("Triển khai, nâng cấp và duy trì theo mô hình 4 lớp", "security"),
        ("Thực hiện Nghị định số 91/2020/NĐ-CP về chống tin nhắn rác", "security"),
        ("Tháo gỡ khó khăn cho doanh nghiệp hoạt động trong lĩnh vực công nghệ thông tin",
         "industry"),
        ("Nâng cao hiệu quả hoạt động thông tin cơ sở", "press"),
        ("Thành lập và vận hành Trung tâm Báo chí thành phố", "press"),
        ("Theo dõi, đôn đốc việc thực hiện Kế hoạch này", "general"),
        ("Xây dựng chính sách", "general"),
        ("Gửi tin nhắn cảnh báo lừa đảo đến mọi thuê bao", "security"),
        ("Khóa thuê bao lừa đảo trong ngày", "security"),
        ("Chặn cuộc gọi giả danh ngân hàng", "security"),
        ("Nhắn tin cảnh báo thiên tai tới toàn bộ thuê bao", "telecom"),
        ("Mở chuyên mục chuyển đổi số trên báo in", "digital"),
        ("Làm phóng sự về mã bưu chính", "post"),
        ("Mở chuyên mục mới trên báo in", "press"),
    ],
)  # fmt: skip
def test_the_field_is_told_by_the_words(said, field):
    assert one(said).field == field


def test_words_that_tell_nothing_take_the_field_of_their_heading():
    text = "III. NHIỆM VỤ\n1. Lĩnh vực bưu chính\n- Lập danh sách các hộ."
    assert read(text).duties[0].field == "post"


def test_partners_places_and_bases_are_as_written():
    duty = one(
        "Chủ trì, phối hợp với Sở Nội vụ, UBND các quận, huyện triển khai Nghị định số"
        " 91/2020/NĐ-CP tại xã Tân Hồng"
    )
    assert duty.partners == ("Sở Nội vụ", "UBND các quận, huyện")
    assert duty.basis == ("Nghị định số 91/2020/NĐ-CP",)
    assert "xã Tân Hồng" in duty.places


@pytest.mark.parametrize(
    ("said", "verb_class"),
    [("Tiếp tục duy trì SOC", "continue"), ("Đẩy mạnh số hóa hồ sơ", "intensify"),
     ("Xử lý dứt điểm SIM rác", "finish"), ("Hoàn thành kết nối dữ liệu", "finish"),
     ("Lập tổ công tác", "new")],
)  # fmt: skip
def test_the_verb_tells_whether_a_thing_begins_goes_on_grows_or_ends(said, verb_class):
    assert one(said).verb_class == verb_class


NEXT_YEAR = """SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: 412/KH-SKHCN
Hà Nội, ngày 24 tháng 11 năm 2026

KẾ HOẠCH
Công tác bưu chính, viễn thông năm 2027

1. Phòng Bưu chính {}
"""


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("tổ chức 02 cuộc diễn tập trong năm.", "2027-12-31"),
        ("báo cáo kết quả trước ngày 15/12.", "2027-12-14"),
        ("rà soát hồ sơ trước ngày 20/12/2026.", "2026-12-19"),
        ("gửi danh sách trong vòng 10 ngày kể từ ngày ký.", "2026-12-04"),
    ],
)
def test_in_a_plan_of_the_year_to_come_days_without_a_year_are_of_that_year(said, day):
    [duty] = read(NEXT_YEAR.format(said)).duties
    assert str(duty.deadline.day) == day


@pytest.mark.parametrize(
    "said",
    [
        "trả lời 100% phản ánh của người dân trong 3 ngày làm việc.",
        "bảo đảm các phản ánh được xử lý trong 48 giờ, kiến nghị được trả lời trong 3 ngày.",
    ],
)
def test_what_each_case_is_answered_within_is_no_last_day(said):
    assert all(duty.deadline is None for duty in read(NEXT_YEAR.format(said)).duties)


@pytest.mark.parametrize(
    ("said", "target", "day"),
    [
        ("Phòng Hạ tầng cấp giấy phép thi công trong 5 ngày làm việc.", (5, "ngày làm việc"), None),
        ("Công ty Cấp nước phản hồi khách hàng trong vòng 3 ngày.", (3, "ngày"), None),
        ("Văn phòng thẩm định dự thảo quy chế trong vòng 10 ngày.", None, "2026-12-04"),
        ("Văn phòng báo cáo kết quả xử lý đơn trong 10 ngày.", None, "2026-12-04"),
        ("Các phòng phản hồi về Sở trong vòng 10 ngày.", None, "2026-12-04"),
        ("Văn phòng tổng hợp ý kiến trả lời trong 10 ngày.", None, "2026-12-04"),
        ("Văn phòng giải quyết dứt điểm tồn đọng trong 10 ngày.", None, "2026-12-04"),
        ("Văn phòng xử lý hồ sơ trong 10 ngày kể từ ngày ký.", None, "2026-12-04"),
    ],
)
def test_a_limit_of_an_act_done_case_by_case_is_a_number(said, target, day):
    [duty] = read(NEXT_YEAR.format(f"rà soát.\n2. {said}")).duties[1:]
    found = duty.target and (duty.target.value, duty.target.unit)
    assert (found, duty.deadline and str(duty.deadline.day)) == (target, day)


def test_of_two_days_the_later_is_the_last_and_both_are_kept_as_written():
    duty = one("Báo cáo tiến độ về Sở trước ngày 20/5 và 20/10/2022 để theo dõi", year=YEAR)
    assert str(duty.deadline.day) == "2022-10-19"
    assert duty.deadline.written == "trước ngày 20/5 và 20/10/2022"
