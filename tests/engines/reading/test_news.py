"""What newspapers tell of orders: who asked whom, and what is told without being asked."""

import pytest

from diaban.engines.reading import read

NEWS = """Đốc thúc sửa cầu treo

Văn phòng Chính phủ vừa thông báo ý kiến của Phó Thủ tướng Lê Văn Bình về cầu treo dân sinh.
Theo đó, Phó Thủ tướng yêu cầu Bộ Xây dựng thống kê cầu yếu.
{body}
"""


def told(body):
    return [(duty.quote, duty.lead) for duty in read(NEWS.format(body=body)).duties[1:]]


def test_a_text_that_tells_what_others_asked_is_news():
    draft = read(NEWS.format(body=""))
    assert draft.genre == "press"
    assert [(duty.quote, duty.voice) for duty in draft.duties] == [("thống kê cầu yếu", "ministry")]


@pytest.mark.parametrize(
    ("said", "duties"),
    [
        ("Phó Thủ tướng đã giao Bộ Tài chính yêu cầu các tỉnh gia cố cầu.",
         [("gia cố cầu", "các tỉnh")]),
        ("Bộ trưởng vừa có văn bản đề nghị Viện Hàn lâm Khoa học và Công nghệ Việt Nam đo lún.",
         [("đo lún", "Viện Hàn lâm Khoa học và Công nghệ Việt Nam")]),
        ("Thủ tướng chỉ đạo các địa phương khẩn trương rào cầu hỏng.",
         [("khẩn trương rào cầu hỏng", "các địa phương")]),
        ("Chỉ thị cũng yêu cầu Bộ Thông tin và truyền thông nhắn tin cho dân.",
         [("nhắn tin cho dân", "Bộ Thông tin và truyền thông")]),
        ("Văn bản yêu cầu các bộ, cơ quan, địa phương cắm biển báo.",
         [("cắm biển báo", "các bộ, cơ quan, địa phương")]),
    ],
)  # fmt: skip
def test_who_was_asked_last_in_a_told_order_is_to_act(said, duties):
    assert told(said) == duties


def test_what_is_done_together_with_another_thing_is_no_past():
    said = "Công an xã vừa phân luồng, vừa nhắc người đi xe máy."
    assert [quote for quote, _ in told(said)] == ["vừa phân luồng, vừa nhắc người đi xe máy"]


def test_a_report_behind_a_semicolon_is_a_duty_of_its_own():
    said = "Bộ Xây dựng lập danh mục cầu hỏng; báo cáo Thủ tướng trước ngày 15/6/2019."
    assert [quote for quote, _ in told(said)] == [
        "lập danh mục cầu hỏng",
        "báo cáo Thủ tướng trước ngày 15/6/2019",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Thủ tướng ký ban hành Nghị định về quản lý cầu treo.",
        "Chính phủ phê duyệt Chương trình xóa cầu khỉ.",
        "Bộ trưởng nhìn nhận, việc sửa cầu còn chậm.",
    ],
)
def test_what_is_issued_or_owned_to_is_no_duty(said):
    assert told(said) == []


def test_a_lead_or_a_caption_that_repeats_the_report_is_no_duty():
    body = "Thủ tướng yêu cầu Bộ Xây dựng kiểm tra toàn bộ cầu treo dân sinh ở miền núi"
    report = f"{NEWS.format(body=body + '.')}Cầu ở xã Mường Lống xây từ năm 1998.\n"
    text = f"Đốc thúc\n{body} trước mùa mưa.\n{report}{body}.\nẢnh tư liệu của tòa soạn.\n"
    quotes = [duty.quote for duty in read(text).duties]
    assert quotes == ["thống kê cầu yếu", "kiểm tra toàn bộ cầu treo dân sinh ở miền núi"]


@pytest.mark.parametrize(
    ("said", "duties"),
    [
        ("Thủ tướng đã yêu cầu các bộ, ngành, địa phương đóng cầu yếu.",
         [("đóng cầu yếu", "các bộ, ngành, địa phương")]),
        ("Văn phòng vừa nêu ý kiến của Phó Thủ tướng, Trưởng ban, chỉ đạo Bộ Công an phân luồng.",
         [("phân luồng", "Bộ Công an")]),
        ('Cụ thể, Bộ "đã đề nghị Công ty Cầu Việt lắp lan can, đồng thời yêu cầu Công ty kẻ vạch".',
         [("lắp lan can", "Công ty Cầu Việt"), ("kẻ vạch", "Công ty")]),
        ("Bộ trưởng làm Trưởng ban Chỉ đạo.", []),
        ("Thứ trưởng Lê An chủ trì cuộc họp báo.", []),
        ("Khi phát hiện giao dịch chuyển tiền lạ, ngân hàng gọi cho khách.", []),
    ],
)  # fmt: skip
def test_an_order_is_told_in_many_words(said, duties):
    assert told(said) == duties


def test_a_lone_bar_is_no_table():
    assert read("|").duties == ()


def test_what_rules_ask_is_read_behind_the_news_that_they_were_made():
    said = (
        "Chính phủ vừa ban hành Nghị định về cầu treo. "
        "Theo đó, các xã phải treo biển tải trọng. "
        "Người gác cầu gồm dân quân và công an xã."
    )
    assert told(said) == [("phải treo biển tải trọng", "các xã")]


def test_measures_listed_behind_their_noun_are_one_duty():
    said = "Thủ tướng giao Bộ Y tế triển khai các giải pháp phát triển trạm y tế, đào tạo y sĩ."
    assert [quote for quote, _ in told(said)] == [
        "triển khai các giải pháp phát triển trạm y tế, đào tạo y sĩ"
    ]


def test_what_is_not_to_happen_behind_a_duty_is_its_purpose():
    said = (
        "Bộ trưởng yêu cầu các xã kiểm tra cầu yếu, không để xảy ra tình trạng xe tải đi qua cầu."
    )
    assert [quote for quote, _ in told(said)] == ["kiểm tra cầu yếu"]


def test_a_long_line_of_a_report_is_no_title_though_it_lacks_its_full_stop():
    said = (
        "Bộ trưởng yêu cầu Tổng cục Đường bộ khẩn trương làm rõ những nội dung mà truyền hình nêu "
        "về cầu treo, báo cáo lãnh đạo Bộ phương án xử lý trước ngày 12/4/2018"
    )
    assert len(told(said)) == 2
