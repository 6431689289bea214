"""General rules of the genre, each on words that no annotated text holds."""

import pytest

from diaban.engines.reading import read

PLAN = """UBND TỈNH PHÚ THỌ\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 41/KH-UBND\tPhú Thọ, ngày 05 tháng 3 năm 2024

KẾ HOẠCH
{title}
{body}
"""


def plan(body, title="Phát triển kinh tế - xã hội"):
    return read(PLAN.format(title=title, body=body)).duties


def quotes(body, title="Phát triển kinh tế - xã hội"):
    return [duty.quote for duty in plan(body, title)]


def item(said):
    return quotes(f"III. NHIỆM VỤ\n1. Chung\na) {said}")


@pytest.mark.parametrize(
    ("said", "duties"),
    [
        ("Đơn vị nào nộp muộn thì phê bình trước toàn ngành.", ["phê bình trước toàn ngành"]),
        ("Lắp 12 tủ cáp, trình UBND tỉnh trước ngày 20/5.",
         ["Lắp 12 tủ cáp, trình UBND tỉnh trước ngày 20/5"]),
        ("Biên soạn sổ tay, phát hành trong quý III/2024.",
         ["Biên soạn sổ tay, phát hành trong quý III/2024"]),
        ("Thay 30 camera (hiện có 18 camera hỏng).", ["Thay 30 camera"]),
        ("Bám sát chỉ đạo của tỉnh, rà soát quy trình.", ["rà soát quy trình"]),
        ("Kiện toàn tổ giúp việc theo hướng gọn nhẹ, không tăng người.",
         ["Kiện toàn tổ giúp việc theo hướng gọn nhẹ, không tăng người"]),
        ("Xử lý các cá nhân bán thẻ giả, phát tờ rơi trái phép.",
         ["Xử lý các cá nhân bán thẻ giả, phát tờ rơi trái phép"]),
        ("Các hộ có cột treo trước cổng phải tháo biển quảng cáo.", ["phải tháo biển quảng cáo"]),
        ("Phòng Hạ tầng thực hiện.", []),
        ("Người dân được ưu tiên nộp hồ sơ tại nhà.", []),
        ("Theo thống kê của các xã, đưa 40 hộ lên sàn.", []),
        ("Mỗi ấp, xã có ít nhất 02 tuyên truyền viên.",
         ["Mỗi ấp, xã có ít nhất 02 tuyên truyền viên"]),
    ],
)  # fmt: skip
def test_a_sentence_yields_the_duties_the_guide_settles(said, duties):
    assert item(said) == duties


def test_views_and_requirements_hold_only_what_must_be():
    body = (
        "I. MỤC ĐÍCH, YÊU CẦU\n1. Nâng cao nhận thức của cán bộ.\n"
        "2. Việc lắp đặt phải bảo đảm mỹ quan.\n3. Không huy động dân đóng góp tiền.\n"
        "II. QUAN ĐIỂM\n1. Coi hạ tầng là nền tảng.\n2. Phải lấy người dân làm trung tâm.\n"
        "III. NHIỆM VỤ\n1. Lập tổ công tác.\n"
    )
    assert quotes(body) == [
        "Việc lắp đặt phải bảo đảm mỹ quan", "Không huy động dân đóng góp tiền",
        "Phải lấy người dân làm trung tâm", "Lập tổ công tác",
    ]  # fmt: skip


def test_requests_upward_are_no_duties_those_downward_are():
    report = (
        "SỞ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: 9/BC-STTTT\nHà Nam, ngày 02 tháng 12 năm 2022\n"
        "BÁO CÁO\nCông tác năm 2022\nIII. KIẾN NGHỊ\n"
        "1. Đề nghị Bộ Thông tin và Truyền thông ban hành định mức.\n"
        "2. Đề nghị UBND tỉnh bố trí vốn cho dự án.\n"
        "3. Đề nghị UBND các huyện rà soát cột treo cáp.\n"
    )
    assert [duty.quote for duty in read(report).duties] == ["rà soát cột treo cáp"]


@pytest.mark.parametrize(
    ("title", "body", "field"),
    [
        ("Nâng cao chất lượng hệ thống truyền thanh cơ sở",
         "II. NHIỆM VỤ\n1. Chung\na) Sửa chữa thiết bị đã xuống cấp.", "press"),
        ("Chuyển đổi số", "II. NHIỆM VỤ\n1. Về bưu chính\na) Khảo sát nhu cầu tại các xã.", "post"),
        ("Chuyển đổi số",
         "II. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính: thẩm định dự toán hằng năm.", "general"),
        ("Chuyển đổi số",
         "II. NHIỆM VỤ\n1. Chung\na) Chỉ đạo các cơ quan báo chí tuyên truyền việc tắt sóng 2G.",
         "telecom"),
        ("Phòng, chống lừa đảo trực tuyến",
         "II. NHIỆM VỤ\n1. Chung\na) Phối hợp với Đài Phát thanh và Truyền hình ngăn chặn mã độc.",
         "security"),
    ],
)  # fmt: skip
def test_a_field_is_that_of_the_thing_its_heading_or_the_document(title, body, field):
    assert [duty.field for duty in plan(body, title)] == [field]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Gửi kế hoạch về Sở trong vòng 10 ngày.", "2024-03-15"),
        ("Lập danh sách trong 05 ngày làm việc kể từ ngày ban hành.", "2024-03-12"),
        ("Trả lời mọi phản ánh trong vòng 10 ngày.", None),
        ("Sự cố phải được báo cáo trong vòng 01 ngày.", None),
        ("Trả lời hồ sơ đề nghị lắp trạm trong thời hạn 07 ngày làm việc.", None),
        ("Gia cố các trạm hỏng sau đợt mưa tháng 9/2023.", None),
        ("Hướng dẫn học sinh năm học 2024 - 2025 dùng thẻ.", None),
        ("Lắp đặt theo Quyết định số 12/2023/QĐ-UBND trước ngày 10/6/2024.", "2024-06-09"),
        ("Tổ chức họp mỗi tháng 01 lần.", None),
        ("Giữa năm 2024 phải bàn giao mặt bằng.", "2024-06-30"),
        ("Hoàn tất việc đo kiểm trong T8/2024.", "2024-08-31"),
    ],
)
def test_a_term_is_counted_from_the_document_or_left_out(said, day):
    duty = plan(f"III. NHIỆM VỤ\n1. Chung\na) {said}")[0]
    assert (duty.deadline.day.isoformat() if duty.deadline else None) == day


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("Kết nối camera đến 88/88 phường.", ("=", 100)),
        ("Thay thiết bị của 20/28 đài.", ("=", 20)),
        ("Ươm tạo từ 3 đến 5 doanh nghiệp.", (">=", 3)),
        ("Xử lý sự cố chậm nhất sau 12 giờ.", ("<=", 12)),
        ("Trả lời mọi phản ánh trong vòng 10 ngày.", ("<=", 10)),
        ("Sự cố phải được báo cáo trong vòng 01 ngày.", ("<=", 1)),
        ("Không còn hộ dùng ăng ten cũ.", ("=", 0)),
        ("Xây dựng hai khu thử nghiệm.", ("=", 2)),
        ("Củng cố Ban Chỉ đạo 35.", None),
        ("Giải quyết dứt điểm 14 vị trí.", ("=", 14)),
        ("Phát trước 6 giờ 30 mỗi sáng.", None),
        ("Trang trí phố sách xuân 2024.", None),
    ],
)
def test_a_number_is_the_one_to_reach(said, target):
    found = plan(f"III. NHIỆM VỤ\n1. Chung\na) {said}")[0].target
    assert ((found.relation, found.value) if found else None) == target


def test_a_given_name_alone_speaks_for_whom_it_was_introduced_as():
    news = (
        "Sáng 14/3/2023, Chủ tịch UBND tỉnh Lê Văn Bình chủ trì hội nghị.\n"
        "Theo ông Bình, kết quả đã tốt hơn. Ông Bình yêu cầu Sở Nội vụ rà soát biên chế.\n"
    )
    assert [(duty.quote, duty.voice) for duty in read(news).duties] == [
        ("rà soát biên chế", "city")
    ]


def test_a_page_number_in_the_middle_of_a_task_is_neither_its_end_nor_its_number():
    lines = ["III. NHIỆM VỤ", "1. Chung"]
    lines += [
        f"- Khảo sát vị trí lắp đặt thiết bị cho khu vực trung tâm thứ {n} của" for n in "abc"
    ]
    text = "\n".join(lines) + "\n\n7\n\nthành phố và vùng ven."
    duty = plan(text)[-1]
    assert duty.quote.endswith("vùng ven")
    assert duty.target is None


def test_the_numbering_of_the_party_is_known_and_each_duty_keeps_its_own_number():
    body = (
        "II- NHIỆM VỤ\n1- Giúp 200 hộ mở cửa hàng số, tập huấn cho ít nhất 90 hộ.\n"
        "2- Xây dựng kế hoạch thanh tra, xử lý nghiêm vi phạm.\n"
    )
    assert quotes(body) == [
        "Giúp 200 hộ mở cửa hàng số", "tập huấn cho ít nhất 90 hộ",
        "Xây dựng kế hoạch thanh tra", "xử lý nghiêm vi phạm",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "duties"),
    [
        ("Chỉ đạo các xã dọn kênh mương, hỗ trợ hộ dân làm nhà.",
         ["Chỉ đạo các xã dọn kênh mương", "hỗ trợ hộ dân làm nhà"]),
        ("Thẩm tra hồ sơ do các xã gửi, ban hành danh sách hộ được cấp đất.",
         ["Thẩm tra hồ sơ do các xã gửi", "ban hành danh sách hộ được cấp đất"]),
        ("Báo cáo kết quả trước ngày 20 hằng quý, gửi Sở Nội vụ tổng hợp.",
         ["Báo cáo kết quả trước ngày 20 hằng quý, gửi Sở Nội vụ tổng hợp"]),
        ("Mở 04 lớp; kết quả gửi về Sở Nội vụ trước ngày 20/6.",
         ["Mở 04 lớp", "kết quả gửi về Sở Nội vụ trước ngày 20/6"]),
        ("Trồng cây ven đường; không để trâu bò phá cây mới trồng ven đường.",
         ["Trồng cây ven đường", "không để trâu bò phá cây mới trồng ven đường"]),
    ],
)  # fmt: skip
def test_acts_with_objects_of_their_own_are_parted(said, duties):
    assert item(said) == duties


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("Họp ban quản lý chợ mỗi tháng 2 lần.", ("=", 2.0, "lần")),
        ("Giảm một nửa số vụ cháy.", ("=", 50.0, "%")),
        ("Tập huấn cho 300 cán bộ, công chức.", ("=", 300.0, "cán bộ, công chức")),
        ("Phát thanh ít nhất 02 lần/tuần.", (">=", 2.0, "lần/tuần")),
    ],
)
def test_frequencies_halves_and_lists_are_targets(said, target):
    (duty,) = plan(f"III. NHIỆM VỤ\n1. Chung\na) {said}")
    assert (duty.target.relation, duty.target.value, duty.target.unit) == target


def test_a_bare_number_of_a_name_is_no_target():
    (duty,) = plan("III. NHIỆM VỤ\n1. Chung\na) Sửa cầu ở thôn Tân Lập 5.")
    assert duty.target is None


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("Mở 3 khóa bồi dưỡng, mỗi khóa ít nhất 40 học viên.", ("=", 3)),
        ("Mở các khóa bồi dưỡng, mỗi khóa ít nhất 40 học viên.", (">=", 40)),
        ("Vận động mỗi gia đình có ít nhất một thành viên cài ứng dụng.", ("=", 100)),
        ("Bảo đảm mỗi xã có ít nhất 02 điểm truy cập.", (">=", 2)),
    ],
)
def test_what_each_of_the_counted_holds_is_no_duty_and_not_the_number(said, target):
    [duty] = plan(f"III. NHIỆM VỤ\n1. Chung\na) {said}")
    assert duty.quote == said[:-1]
    assert (duty.target.relation, duty.target.value) == target


@pytest.mark.parametrize(
    ("title", "said", "fields"),
    [
        ("Phát triển mạng lưới bưu chính",
         "Các nhà mạng chặn cuộc gọi rác; trả lời người dân trong 12 giờ.",
         ["security", "security"]),
        ("Phát triển mạng lưới bưu chính", "Sở Y tế lập danh sách các hộ.", ["general"]),
        ("Bưu chính, viễn thông, chuyển đổi số và an toàn thông tin",
         "Sở Y tế lập danh sách các hộ.", ["general"]),
        ("Bưu chính, viễn thông, chuyển đổi số và an toàn thông tin",
         "Sở Y tế hạ ngầm cáp viễn thông; UBND xã cấp phép đào hè.", ["telecom", "telecom"]),
    ],
)  # fmt: skip
def test_a_sentence_tells_its_field_itself_and_the_title_gives_none_to_one_that_names_none(
    title, said, fields
):
    assert [duty.field for duty in plan(f"II. NHIỆM VỤ\n1. {said}", title)] == fields
