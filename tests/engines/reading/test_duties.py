"""What is a duty, and where it begins and ends."""

import pytest

from diaban.engines.reading import find_recurring, read


def quotes(text, **known):
    return [duty.quote for duty in read(text, **known).duties]


def items(*lines):
    """Return a list of tasks as a plan has it."""
    return "III. NHIỆM VỤ\n" + "\n".join(f"- {line}" for line in lines)


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        ("Tăng cường giám sát, xử lý thông tin xấu, độc hại.",
         ["Tăng cường giám sát, xử lý thông tin xấu, độc hại"]),
        ("Rà soát vùng lõm sóng; lắp thêm 40 trạm.",
         ["Rà soát vùng lõm sóng", "lắp thêm 40 trạm"]),
        ("Rà soát vùng lõm sóng, lắp thêm 40 trạm và báo cáo Sở.",
         ["Rà soát vùng lõm sóng", "lắp thêm 40 trạm và báo cáo Sở"]),
        ("Đẩy mạnh ứng dụng chữ ký số, hóa đơn điện tử.",
         ["Đẩy mạnh ứng dụng chữ ký số, hóa đơn điện tử"]),
        ("Tăng cường quản lý báo chí, xuất bản.", ["Tăng cường quản lý báo chí, xuất bản"]),
        ("Hướng dẫn người dân cài đặt, sử dụng ứng dụng VNeID.",
         ["Hướng dẫn người dân cài đặt, sử dụng ứng dụng VNeID"]),
        ("Tham mưu Kế hoạch xóa vùng lõm sóng; trình UBND tỉnh trước ngày 20/8.",
         ["Tham mưu Kế hoạch xóa vùng lõm sóng; trình UBND tỉnh trước ngày 20/8"]),
        ("Thu hồi SIM sai thông tin, hoàn thành trước ngày 30/6.",
         ["Thu hồi SIM sai thông tin, hoàn thành trước ngày 30/6"]),
        ("Công khai danh sách doanh nghiệp, tổ chức, cá nhân vi phạm.",
         ["Công khai danh sách doanh nghiệp, tổ chức, cá nhân vi phạm"]),
    ],
)  # fmt: skip
def test_verbs_that_share_an_object_are_one_duty_and_others_are_several(said, read_as):
    assert quotes(items(said)) == read_as


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        ("Ngầm hóa cáp tại 05 tuyến phố, nhằm bảo đảm mỹ quan đô thị.",
         ["Ngầm hóa cáp tại 05 tuyến phố"]),
        ("Phát triển mạng 5G, góp phần thúc đẩy kinh tế số, nâng cao năng suất.",
         ["Phát triển mạng 5G"]),
        ("Bàn giao thiết bị cho cấp xã, không để thất thoát.", ["Bàn giao thiết bị cho cấp xã"]),
        ("Nâng cấp 42 điểm bưu điện để phục vụ nhân dân tra cứu thông tin, nộp hồ sơ.",
         ["Nâng cấp 42 điểm bưu điện để phục vụ nhân dân tra cứu thông tin, nộp hồ sơ"]),
    ],
)  # fmt: skip
def test_a_purpose_behind_a_comma_is_cut(said, read_as):
    assert quotes(items(said)) == read_as


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        ("Tỷ lệ hồ sơ trực tuyến đạt tối thiểu 90%, trong đó 100% xã có hồ sơ.",
         ["Tỷ lệ hồ sơ trực tuyến đạt tối thiểu 90%", "100% xã có hồ sơ"]),
        ("90% hồ sơ cấp tỉnh, 80% hồ sơ cấp huyện và 60% hồ sơ cấp xã được xử lý trên mạng.",
         ["90% hồ sơ cấp tỉnh", "80% hồ sơ cấp huyện",
          "60% hồ sơ cấp xã được xử lý trên mạng"]),
        ("Doanh thu bưu chính đạt 450 tỷ đồng, tăng 15% so với năm 2021.",
         ["Doanh thu bưu chính đạt 450 tỷ đồng, tăng 15% so với năm 2021"]),
        ("Toàn bộ phóng viên được bồi dưỡng kỹ năng số.",
         ["Toàn bộ phóng viên được bồi dưỡng kỹ năng số"]),
        ("100% xã, phường, thị trấn có điểm phục vụ bưu chính.",
         ["100% xã, phường, thị trấn có điểm phục vụ bưu chính"]),
        ("Quảng Nam thuộc nhóm 20 tỉnh dẫn đầu về chuyển đổi số.",
         ["Quảng Nam thuộc nhóm 20 tỉnh dẫn đầu về chuyển đổi số"]),
    ],
)  # fmt: skip
def test_each_outcome_is_a_duty_whoever_reaches_it(said, read_as):
    assert quotes(f"II. MỤC TIÊU\n1. Mục tiêu cụ thể\n- {said}") == read_as


def test_a_thing_that_must_belongs_to_the_duty_and_one_who_must_does_not():
    duties = read(
        items(
            "Mọi hệ thống thông tin phải được phê duyệt cấp độ trước khi sử dụng.",
            "Các quận, huyện phải khẩn trương kiện toàn ban chỉ đạo.",
        )
    ).duties
    assert duties[0].quote.startswith("Mọi hệ thống thông tin phải")
    assert (duties[1].lead, duties[1].quote) == (
        "Các quận, huyện", "phải khẩn trương kiện toàn ban chỉ đạo",
    )  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "Các xã được phép lồng ghép nguồn vốn nông thôn mới.",
        "Các địa phương có thể tham khảo tài liệu hướng dẫn.",
        "Sở đã hoàn thành kết nối 08 cơ sở dữ liệu.",
        "Một số cơ quan, đơn vị chưa thực hiện đầy đủ các quy định.",
        "Các đơn vị chịu trách nhiệm thi hành Quyết định này.",
        "Kế hoạch này có hiệu lực kể từ ngày ký.",
        "Giám đốc chịu trách nhiệm trước Chủ tịch UBND tỉnh về kết quả.",
    ],
)
def test_permissions_the_past_and_the_documents_own_force_are_no_duties(said):
    assert quotes(items(said)) == []


@pytest.mark.parametrize(
    ("said", "lead", "first"),
    [
        ("Sở Kế hoạch và Đầu tư chủ trì thẩm định dự án.", "Sở Kế hoạch và Đầu tư", "chủ"),
        ("Sở Văn hóa, Thể thao và Du lịch rà soát cụm loa.",
         "Sở Văn hóa, Thể thao và Du lịch", "rà"),
        ("Báo Quảng Ngãi, Đài Phát thanh - Truyền hình tỉnh đưa nội dung lên nền tảng số.",
         "Báo Quảng Ngãi, Đài Phát thanh - Truyền hình tỉnh", "đưa"),
        ("Đề nghị Hội Nhà báo tỉnh phát động phong trào thi đua.", "Hội Nhà báo tỉnh", "phát"),
        ("Giao Sở Nội vụ xem xét biên chế.", "Sở Nội vụ", "xem"),
        ("Đảng đoàn HĐND tỉnh lãnh đạo việc ban hành chính sách.", "Đảng đoàn HĐND tỉnh", "lãnh"),
        ("Sở Xây dựng trả lời bằng văn bản.", "Sở Xây dựng", "trả"),
        ("Trong quá trình thực hiện, nếu có vướng mắc, các đơn vị kịp thời phản ánh về Sở.",
         "các đơn vị", "kịp"),
        ("Nếu thiếu kinh phí, Văn phòng Sở báo cáo Giám đốc.", "Văn phòng Sở", "báo"),
        ("Trên cơ sở dự toán, Sở Tài chính tham mưu bố trí kinh phí.", "Sở Tài chính", "tham"),
    ],
)  # fmt: skip
def test_who_is_to_act_is_told_by_the_shape_of_the_name(said, lead, first):
    duty = read(items(said)).duties[0]
    assert duty.lead == lead
    assert duty.quote.split()[0] == first


def test_a_heading_gives_its_lead_to_what_stands_under_it():
    text = (
        "V. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính\n- Bố trí kinh phí.\n"
        "2. Giao Công an tỉnh:\n- Rà quét lỗ hổng.\n3. Bưu điện tỉnh: gắn biển địa chỉ."
    )
    assert [duty.lead for duty in read(text).duties] == [
        "Sở Tài chính", "Công an tỉnh", "Bưu điện tỉnh",
    ]  # fmt: skip


def test_headings_that_begin_with_a_verb_are_no_duties():
    text = (
        "III. NHIỆM VỤ\n1. Bảo đảm an toàn thông tin\nSao lưu dữ liệu hằng ngày.\n"
        "2. Phát triển hạ tầng\n- Lắp 10 trạm."
    )
    assert quotes(text) == ["Sao lưu dữ liệu hằng ngày", "Lắp 10 trạm"]


def test_a_sentence_that_only_announces_tasks_is_none():
    text = (
        "KẾ HOẠCH\nChuyển đổi số\nThực hiện Quyết định số 5/QĐ-UBND, UBND tỉnh yêu cầu các sở thực"
        " hiện tốt các nhiệm vụ sau:\n1. Rà soát hồ sơ.\n2. Lập danh sách."
    )
    assert quotes(text) == ["Rà soát hồ sơ", "Lập danh sách"]


def test_lines_wrapped_as_in_copies_from_pdf_are_joined_over_a_page_number():
    text = items(
        "Phối hợp với các doanh nghiệp xóa 15 vùng lõm sóng tại các xã miền\n3\nnúi của tỉnh."
    )
    assert [" ".join(quote.split()) for quote in quotes(text)] == [
        "Phối hợp với các doanh nghiệp xóa 15 vùng lõm sóng tại các xã miền 3 núi của tỉnh"
    ]


def test_commas_in_quoted_names_and_brackets_part_nothing():
    said = "Triển khai Đề án “Phát triển, quản lý báo chí” (giai đoạn 2, có điều chỉnh)."
    assert quotes(items(said)) == [said[:-1]]


def test_the_order_of_writing_tones_and_composition_changes_nothing():
    import unicodedata

    said = items("Số hoá hồ sơ, xoá vùng lõm và kiện toàn Uỷ ban.")
    apart = unicodedata.normalize("NFD", said)
    assert len(quotes(said)) == len(quotes(apart)) == 3
    assert unicodedata.normalize("NFC", quotes(apart)[0]) == "Số hoá hồ sơ"


def test_those_who_have_not_done_a_thing_are_the_ones_who_must():
    duty = read(items("Các xã chưa cung cấp đủ dịch vụ công phải hoàn thành trước 30/6.")).duties[0]
    assert duty.quote == "phải hoàn thành trước 30/6"
    assert duty.lead == "Các xã chưa cung cấp đủ dịch vụ công"


def test_an_assurance_with_a_share_is_an_outcome_and_no_purpose():
    said = "Hướng dẫn các xã phê duyệt cấp độ, bảo đảm 100% hệ thống được phê duyệt."
    assert quotes(items(said)) == [
        "Hướng dẫn các xã phê duyệt cấp độ", "bảo đảm 100% hệ thống được phê duyệt",
    ]  # fmt: skip


def test_what_stands_before_a_colon_in_a_numbered_item_only_names_what_is_asked():
    text = "IV. GIẢI PHÁP\n1. Nhân lực: cử 15 cán bộ đi học.\n2. Nâng cao nhận thức: Mở chuyên mục."
    assert quotes(text) == ["cử 15 cán bộ đi học", "Mở chuyên mục"]


def test_a_report_is_read_for_what_is_to_come_only():
    text = (
        "BÁO CÁO\nKết quả năm 2021 và nhiệm vụ năm 2022\nA. KẾT QUẢ\n1. Công tác chỉ đạo\n"
        "Ban hành 12 văn bản.\nB. PHƯƠNG HƯỚNG\n1. Lắp 10 trạm BTS."
    )
    assert quotes(text) == ["Lắp 10 trạm BTS"]


def test_a_day_and_a_share_behind_a_semicolon_are_a_duty_and_not_its_circumstance():
    text = "CHỈ THỊ\n\n1. Cấp mã địa chỉ cho hộ; đến hết năm 2027 đạt 80% hộ gia đình.\n"
    duty = read(text, year=2027).duties[-1]
    assert duty.quote == "đến hết năm 2027 đạt 80% hộ gia đình"
    assert duty.target.value == 80
    assert duty.deadline.day.isoformat() == "2027-12-31"


@pytest.mark.parametrize(
    ("line", "quote"),
    [
        ("7. 100% hộ có mã địa chỉ.", "100% hộ có mã địa chỉ"),
        ("7) 97,5% xã có đài truyền thanh.", "97,5% xã có đài truyền thanh"),
        ("2.3. 60% thôn có sóng 4G.", "60% thôn có sóng 4G"),
    ],
)
def test_a_share_behind_a_number_of_the_list_is_a_duty_of_its_own(line, quote):
    text = f"KẾ HOẠCH\nNăm 2027\n1. Sở Tài chính bố trí kinh phí.\n{line}\n"
    assert quote in [duty.quote for duty in read(text).duties]


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ("Kiểm tra, tổng hợp số liệu, báo cáo UBND tỉnh trước ngày 5 của tháng cuối mỗi quý.",
         "trước ngày 5 của tháng cuối mỗi quý"),
        ("Kiểm tra các trạm, định kỳ trước ngày 5 hằng tháng tổng hợp, báo cáo UBND tỉnh.",
         "trước ngày 5 hằng tháng"),
        ("Phát bản tin trên loa ít nhất 3 lần mỗi tuần.", "mỗi tuần"),
        ("Cập nhật số liệu vào thứ Sáu hằng tuần.", "thứ Sáu hằng tuần"),
    ],
)  # fmt: skip
def test_what_is_reported_again_and_again_is_one_duty_and_keeps_its_words(said, again):
    [quote] = quotes(items(said))
    assert quote == said[:-1]
    assert find_recurring(quote).written == again
