"""How officials word things: plain verbs, who asks, what a line gives to those under it."""

import datetime

import pytest

from diaban.engines.reading import read

ORDER = """UBND TỈNH HÀ NAM\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 19/KH-UBND\tHà Nam, ngày 06 tháng 5 năm 2024

KẾ HOẠCH
Thông tin và truyền thông
{body}
"""


def order(body):
    return read(ORDER.format(body=body)).duties


def item(said):
    return [duty.quote for duty in order(f"III. NHIỆM VỤ\n1. Chung\na) {said}")]


def target(said):
    [duty] = order(f"III. NHIỆM VỤ\n1. Chung\na) {said}")
    return (duty.target.relation, duty.target.value) if duty.target else None


def term(said):
    [duty] = order(f"III. NHIỆM VỤ\n1. Chung\na) {said}")
    return duty.deadline.day.isoformat() if duty.deadline else None


# verbs


@pytest.mark.parametrize(
    ("said", "duties"),
    [
        ("Chằng chống 12 cột ăng ten.", ["Chằng chống 12 cột ăng ten"]),
        ("Soi bưu gửi đáng ngờ; vẽ sơ đồ hầm cáp.", ["Soi bưu gửi đáng ngờ", "vẽ sơ đồ hầm cáp"]),
        ("Giữ nguyên tần số phát của đài huyện.", ["Giữ nguyên tần số phát của đài huyện"]),
        ("Lập danh sách hộ cận nghèo, mời các hội cùng rà soát.",
         ["Lập danh sách hộ cận nghèo", "mời các hội cùng rà soát"]),
        ("Nhận đơn tại nhà, không bắt người dân đi lại.",
         ["Nhận đơn tại nhà", "không bắt người dân đi lại"]),
    ],
)  # fmt: skip
def test_plain_verbs_begin_a_duty_where_one_is_due(said, duties):
    assert item(said) == duties


def test_what_nobody_asks_for_is_no_duty_unless_it_is_refused():
    said = "Giải quyết các vụ việc tồn đọng, gây bức xúc cho người dân."
    assert item(said) == [said.rstrip(".")]


def test_two_verbs_behind_a_partner_share_their_object():
    said = "Phối hợp với các cơ quan liên quan rà soát, thẩm định hồ sơ cấp độ."
    [duty] = order(f"III. NHIỆM VỤ\n1. Chung\na) {said}")
    assert duty.quote == said.rstrip(".")
    assert duty.partners == ("các cơ quan liên quan",)


def test_a_task_by_function_is_that_of_who_is_named():
    [duty] = order(
        "III. NHIỆM VỤ\n1. Đài Truyền hình theo chức năng, nhiệm vụ được giao mở tuyến tin."
    )
    assert (duty.lead, duty.quote) == ("Đài Truyền hình", "mở tuyến tin")


def test_the_inspectorate_of_a_province_is_a_name():
    duties = order("IV. TỔ CHỨC THỰC HIỆN\n3. Thanh tra tỉnh\n- Xây dựng quy trình tiếp dân.")
    assert [duty.lead for duty in duties] == ["Thanh tra tỉnh"]


def test_what_is_done_instead_is_a_duty_of_its_own():
    said = "Sở Nội vụ không khoán việc cho xã mà phải cử người hướng dẫn."
    assert item(said)[-1] == "phải cử người hướng dẫn"


def test_who_is_named_acts_on_what_must_be():
    [duty] = order("III. NHIỆM VỤ\n1. UBND thành phố Phủ Lý lập danh mục các tuyến phải hạ ngầm.")
    assert duty.quote == "lập danh mục các tuyến phải hạ ngầm"


# who asks


NEWS = """Tin mới
Thứ Ba, 7/5/2024 - 08:30
(Báo Hà Nam) - {said}
"""


def voices(said):
    return {duty.voice for duty in read(NEWS.format(said=said)).duties}


def test_in_news_of_a_directive_units_are_asked_by_who_issued_it():
    said = (
        "Chủ tịch UBND tỉnh vừa ban hành Chỉ thị về an toàn hồ chứa, theo báo cáo đã có 3 hồ hỏng."
        " Theo đó, Chủ tịch UBND các huyện phải kiểm tra từng hồ, báo cáo trước ngày 20/5."
        " Các công ty thủy lợi phải lắp máy đo mực nước. Nhiều hộ đang chờ, bà con cho biết."
    )
    assert voices(said) == {"city"}


def test_a_company_pledges_for_itself():
    said = (
        "UBND tỉnh tổ chức hội nghị, nhiều ý kiến đã nêu khó khăn. Đại diện VNPT Hà Nam,"
        " ông Lê Bá Tuân hứa sẽ lắp thêm 20 trạm trong năm nay. Sở TT&TT đang rà soát."
    )
    assert voices(said) == {"unit"}


def test_who_alone_may_ask_is_taken_where_a_text_names_nobody():
    part = (
        "2. Bộ Công Thương:\n- Rà soát quy hoạch điện.\n"
        "3. Ban hành kèm theo Nghị quyết này của Chính phủ phụ lục nhiệm vụ."
    )
    assert {duty.voice for duty in read(part).duties} == {"ministry"}


def test_who_was_given_a_task_leads_it():
    said = "Hội nghị đã nêu nhiều khó khăn. Thành phố Phủ Lý được giao dành hai gian nhà làm kho."
    [duty] = read(NEWS.format(said=f"Sáng 6/5, UBND tỉnh kết luận. {said} Bà con đang chờ.")).duties
    assert (duty.lead, duty.quote) == ("Thành phố Phủ Lý", "dành hai gian nhà làm kho")


# what a line gives


def test_a_line_before_points_gives_its_term_and_who_is_to_act():
    duties = order(
        "III. NHIỆM VỤ\nTừ nay đến 30/10/2024, các nhà mạng phải:\n- Thay 12 trạm cũ.\n"
        "- Hạ cáp tại phố Trần Phú xong trong tháng 7."
    )
    assert [(duty.lead, str(duty.deadline.day)) for duty in duties] == [
        ("các nhà mạng", "2024-10-30"),
        ("các nhà mạng", "2024-07-31"),
    ]


def test_it_gives_nothing_to_what_stands_under_the_next_part():
    duties = order(
        "A. VIỆC CHUNG\n6 tháng cuối năm toàn ngành tập trung các nhiệm vụ sau:\n"
        "1. Sửa 14 cụm loa.\nB. KHEN THƯỞNG\n1. Tặng giấy khen cho 10 tập thể."
    )
    assert [(duty.lead, duty.deadline is not None) for duty in duties] == [
        ("toàn ngành", True),
        (None, False),
    ]


def test_a_heading_that_is_a_day_holds_for_its_points():
    duties = order("III. NHIỆM VỤ\na) Trước ngày 31/12/2024:\n- Dựng 4 cột;\n- Thay 9 tủ cáp.")
    assert [str(duty.deadline.day) for duty in duties] == ["2024-12-30", "2024-12-30"]


# days and numbers


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Phát quà cho hộ nghèo trước Tết.", "2025-01-28"),
        ("Trả lương hưu trước Tết Ất Tỵ.", "2025-01-28"),
        ("Mở quầy phục vụ đến hết 28 tháng Chạp.", "2025-01-27"),
        ("Thay biển tên trên đường 30/4.", None),
        ("Gắn thẻ nhận diện, thời hạn 60 ngày kể từ ngày ban hành Kế hoạch này.", "2024-07-05"),
        ("Trình dự thảo tại kỳ họp tháng 7.", "2024-07-31"),
        ("Mở hội chợ hai lần một năm, vào tháng 4 và tháng 10.", None),
        ("Sơn lại cổng chào trước Quốc khánh 02/9/2024.", "2024-09-01"),
    ],
)  # fmt: skip
def test_days_as_officials_name_them(said, day):
    assert term(said) == day


def test_a_day_of_no_known_year_is_no_term():
    [duty] = read("III. NHIỆM VỤ\n- Lắp 12 tủ cáp trước ngày 16/11.").duties
    assert duty.deadline is None
    [duty] = read("III. NHIỆM VỤ\n- Lắp 12 tủ cáp trước ngày 16/11.", year=2013).duties
    assert duty.deadline.day == datetime.date(2013, 11, 15)


def test_the_year_a_text_speaks_of_most_is_that_of_its_days():
    duties = read(
        "III. NHIỆM VỤ\n- Nộp hồ sơ trong tháng 8.2025.\n- Tổng kết trong tháng 12.\n"
        "- Sơ kết trong quý III/2025, tầm nhìn đến năm 2045."
    ).duties
    assert [str(duty.deadline.day) for duty in duties][:2] == ["2025-08-31", "2025-12-31"]


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Đối soát các thuê bao đứng tên từ 6 SIM trở lên.", None),
        ("Hướng dẫn người trên 70 tuổi dùng điện thoại.", None),
        ("Kiểm tra xe dưới 3,5 tấn.", None),
        ("Phát bản tin từ 17 giờ đến 18 giờ.", None),
        ("Trực tổng đài 24/24 giờ.", None),
        ("Dành một tầng làm kho.", ("=", 1)),
        ("Tổ chức hội chợ hai lần một năm.", ("=", 2)),
        ("Giao ít nhất một nửa số máy cho trường xa.", (">=", 50)),
        ("Số thuê bao 2G còn dưới 4 nghìn.", ("<", 4000)),
    ],
)  # fmt: skip
def test_what_a_threshold_tells_of_people_and_things_is_no_target(said, number):
    assert target(said) == number


# tables of bars


def test_a_table_of_bars_is_read_row_by_row():
    duties = order(
        "PHỤ LỤC\n| TT | Nhiệm vụ | Chủ trì | Thời gian |\n|---|---|---|---|\n"
        "| 1 | Đề án số hóa kho lưu trữ | Sở Nội vụ | Quý III/2024 |\n"
        "| 2 | Lắp 20 bảng tin | Sở Xây dựng | 2024 |"
    )
    assert [(duty.quote, duty.lead, str(duty.deadline.day)) for duty in duties] == [
        ("Đề án số hóa kho lưu trữ", "Sở Nội vụ", "2024-09-30"),
        ("Lắp 20 bảng tin", "Sở Xây dựng", "2024-12-31"),
    ]


# where a duty ends


@pytest.mark.parametrize(
    ("said", "duties"),
    [
        ("VNPT phủ sóng 9 bản, Viettel 11 bản, MobiFone 4 bản.",
         ["phủ sóng 9 bản", "11 bản", "4 bản"]),
        ("Sửa 14 cụm loa trước 30/7/2024, số còn lại xong trong năm.",
         ["Sửa 14 cụm loa trước 30/7/2024", "số còn lại xong trong năm"]),
        ("Dựng bảng tin, mục tiêu đến năm 2026 90% số thôn có bảng.",
         ["Dựng bảng tin", "đến năm 2026 90% số thôn có bảng"]),
        ("Gán mã cho hộ dân, hoàn thành 60% trong quý III/2024.",
         ["Gán mã cho hộ dân", "hoàn thành 60% trong quý III/2024"]),
        ("Mở lại 17 điểm, bảo đảm mỗi điểm mở tối thiểu 4 giờ/ngày.",
         ["Mở lại 17 điểm", "bảo đảm mỗi điểm mở tối thiểu 4 giờ/ngày"]),
        ("Tháo dỡ cột cũ, chi phí do các doanh nghiệp chi trả.", ["Tháo dỡ cột cũ"]),
        ("Giao thêm biên chế cho xã để thực hiện, bảo đảm đúng định mức.",
         ["Giao thêm biên chế cho xã để thực hiện"]),
        ("Riêng kiến nghị miễn tiền thuê đất, Sở Tài chính trả lời trước ngày 20/5.",
         ["trả lời trước ngày 20/5"]),
        ("Quán triệt Nghị quyết của Đảng; các chủ trương của Nhà nước về biển.",
         ["Quán triệt Nghị quyết của Đảng; các chủ trương của Nhà nước về biển"]),
        ("Ban hành quy chế hoặc lồng ghép vào quy chế cũ.",
         ["Ban hành quy chế hoặc lồng ghép vào quy chế cũ"]),
        ("Xây dựng huyện thông minh, hiện đại, trở thành trung tâm của vùng.",
         ["Xây dựng huyện thông minh, hiện đại, trở thành trung tâm của vùng"]),
        ("Bảo đảm trật tự trong quá trình kiểm kê, khai thác dữ liệu kho.",
         ["Bảo đảm trật tự trong quá trình kiểm kê, khai thác dữ liệu kho"]),
        ("Lắp mạng cho nơi khám bệnh, chữa bệnh ở vùng cao.",
         ["Lắp mạng cho nơi khám bệnh, chữa bệnh ở vùng cao"]),
    ],
)  # fmt: skip
def test_where_a_duty_ends(said, duties):
    assert item(said) == duties


@pytest.mark.parametrize(
    "said",
    [
        "Hệ thống loa đã xuống cấp phải được thay trong năm 2024",
        "Trạm Bồ Đề, các điểm bưu điện, các cửa hàng phải được dán mã QR",
    ],
)
def test_what_must_be_done_to_a_thing_begins_at_its_name(said):
    assert [duty.quote for duty in order(f"III. NHIỆM VỤ\n1. {said}.")] == [said]


def test_the_names_behind_a_colon_are_asked_together():
    [duty] = order("III. NHIỆM VỤ\nGiao các Sở: Tài chính, Nội vụ, Xây dựng thẩm định dự thảo.")
    assert duty.lead == "các Sở: Tài chính, Nội vụ, Xây dựng"
    assert duty.quote == "thẩm định dự thảo"


def test_things_written_like_organs_are_asked_nothing():
    said = "Sở Xây dựng cải tạo hạ tầng trong KCN, CCN, hạn chế đào đường."
    assert {duty.lead for duty in order(f"III. NHIỆM VỤ\n1. {said}")} == {"Sở Xây dựng"}


def test_a_text_that_only_makes_itself_known_asks_nothing():
    said = "Thừa lệnh Chủ tịch, Văn phòng UBND tỉnh thông báo đến các cơ quan biết, thực hiện."
    assert order(f"III. NHIỆM VỤ\n1. Dựng 4 cột.\n{said}")[-1].quote == "Dựng 4 cột"


def test_the_title_of_a_text_of_no_known_kind_is_no_task():
    text = (
        "Xây dựng sổ hộ tịch điện tử tại huyện Bình Lục\n"
        "UBND tỉnh vừa ban hành Kế hoạch về việc này.\n"
        "Sở Tư pháp phải tập huấn cho 20 xã."
    )
    assert [duty.quote for duty in read(text).duties] == ["phải tập huấn cho 20 xã"]


def test_what_somebody_will_do_counts_behind_what_he_is_doing():
    said = "Giám đốc Bưu điện tỉnh cho biết đơn vị đang khảo sát các xã và sẽ mở 12 điểm mới."
    news = read(NEWS.format(said=f"Hội nghị đã nêu nhiều ý kiến. {said} Bà con đang chờ."))
    assert [duty.quote for duty in news.duties] == ["sẽ mở 12 điểm mới"]


def test_grounds_and_the_asking_on_one_line_open_what_is_asked():
    head = "CHỈ THỊ\nVề phát triển hạ tầng số\n"
    points = "1. Sở Y tế rà soát các trạm.\n2. Công an Thành phố tổ chức diễn tập.\n"
    for opening in (
        "Căn cứ Luật Viễn thông, Chủ tịch UBND Thành phố yêu cầu:",
        "Căn cứ Luật Viễn thông năm 2023; Chủ tịch UBND Thành phố yêu cầu các sở thực hiện:",
    ):
        assert [duty.lead for duty in read(f"{head}{opening}\n{points}").duties] == [
            "Sở Y tế",
            "Công an Thành phố",
        ]
    assert not read(f"{head}Căn cứ pháp lý:\n1. Luật Viễn thông năm 2023.\n").duties
