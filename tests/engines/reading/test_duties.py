"""What is a duty, and where it begins and ends."""

import datetime

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


def test_a_term_behind_a_semicolon_is_of_what_follows_it():
    text = "CHỈ THỊ\n1. Sở A lắp trạm trước ngày 30/6/2027; đến hết năm 2027, ít nhất 85% hộ có mã."
    first, second = read(text).duties
    assert first.quote == "lắp trạm trước ngày 30/6/2027"
    assert str(first.deadline.day) == "2027-06-29"
    assert str(second.deadline.day) == "2027-12-31"


DAY = datetime.date(2026, 11, 20)
ORDER = (
    "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI\nCHỈ THỊ\nVề hạ tầng số\nChủ tịch UBND Thành phố yêu cầu:\n"
)


def points(*lines):
    """Return an order whose numbered points stand right under who asks."""
    return ORDER + "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


@pytest.mark.parametrize(
    ("said", "number", "unit", "day"),
    [
        ("Hệ thống truyền thanh ứng dụng công nghệ thông tin phủ 100% xã trước ngày 31/12/2027.",
         100.0, "%", "2027-12-30"),
        ("Hệ thống truyền thanh cơ sở đạt 100% xã, phường.", 100.0, "%", None),
        ("Dịch vụ công trực tuyến toàn trình đạt 80% hồ sơ trong năm 2027.", 80.0, "%",
         "2027-12-31"),
        ("Số hộ có mã địa chỉ đạt 95% trước 30/6/2027.", 95.0, "%", "2027-06-29"),
        ("Vùng phủ sóng 5G phủ tối thiểu 90% dân số.", 90.0, "%", None),
        ("Camera giám sát phủ kín 126 xã, phường trước 30/6/2027.", 126.0, "xã, phường",
         "2027-06-29"),
        ("Người dân trưởng thành có tài khoản định danh đạt trên 90%.", 90.0, "%", None),
    ],
)  # fmt: skip
def test_an_outcome_whose_subject_stands_first_is_read_whole(said, number, unit, day):
    (duty,) = read(points(said), day=DAY).duties
    assert duty.quote == said.rstrip(".")
    assert (duty.target.value, duty.target.unit) == (number, unit)
    assert (duty.deadline.day.isoformat() if duty.deadline else None) == day
    assert duty.lead is None
    assert duty.sure


def test_who_can_act_leads_what_he_is_to_reach():
    (duty,) = read(points("Sở Y tế đạt 90% hồ sơ trực tuyến trước 30/6/2027."), day=DAY).duties
    assert (duty.lead, duty.target.value) == ("Sở Y tế", 90.0)
    assert duty.quote == "đạt 90% hồ sơ trực tuyến trước 30/6/2027"


def test_each_of_several_things_is_to_reach_its_own_share():
    said = "Mạng cáp quang phủ 100% thôn; mạng 5G phủ 90% dân số."
    assert quotes(points(said)) == ["Mạng cáp quang phủ 100% thôn", "mạng 5G phủ 90% dân số"]


REACHED = (
    "Mạng 4G đã phủ 99% dân số.",
    "Đến nay mạng cáp quang phủ 95% thôn.",
    "Năm 2025, dịch vụ công trực tuyến đạt 45% hồ sơ.",
    "Hiện hệ thống truyền thanh đạt 60% xã.",
    "Năm 2026, hệ thống đã phủ 60% xã.",
    "Xã nào đạt trên 80% hộ thì được khen thưởng.",
)


@pytest.mark.parametrize("heading", ["II. NHIỆM VỤ", "II. MỤC TIÊU", "I. KẾT QUẢ NĂM 2026"])
def test_what_is_reached_already_is_no_duty_under_any_heading(heading):
    text = ORDER + heading + "\n" + "\n".join(f"- {line}" for line in REACHED)
    assert quotes(text, day=DAY) == []


def test_a_report_tells_the_same_words_once_as_a_result_and_once_as_a_task():
    said = "1. Hệ thống truyền thanh cơ sở đạt 100% xã, phường."
    report = (
        f"SỞ Y TẾ\nBÁO CÁO\nKết quả năm 2026\nI. KẾT QUẢ\n{said}\nII. NHIỆM VỤ NĂM 2027\n{said}"
    )
    (duty,) = read(report, day=DAY).duties
    assert duty.span.start > report.index("II. NHIỆM VỤ")


def test_a_pasted_line_that_may_be_a_result_is_shown_as_not_read():
    assert quotes("Hệ thống truyền thanh cơ sở đạt 100% xã, phường.") == []
    (dated,) = read("Hệ thống truyền thanh phủ 100% xã trước ngày 31/12/2027.", day=DAY).duties
    (listed,) = read("1. Hệ thống truyền thanh cơ sở đạt 100% xã.\n2. Lập tổ.").duties[:1]
    assert (dated.sure, listed.sure) == (True, False)


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        ("Không để thuê bao sai thông tin hoạt động trên mạng.",
         ["Không để thuê bao sai thông tin hoạt động trên mạng"]),
        ("Tuyệt đối không để lộ thông tin cá nhân.", ["Tuyệt đối không để lộ thông tin cá nhân"]),
        ("Rà soát thuê bao và không để phát sinh SIM rác.",
         ["Rà soát thuê bao", "không để phát sinh SIM rác"]),
        ("Đừng để người dân phải đi lại nhiều lần.", ["Đừng để người dân phải đi lại nhiều lần"]),
        ("Không phát sinh điểm lõm sóng mới.", ["Không phát sinh điểm lõm sóng mới"]),
        ("Không còn thuê bao sai thông tin trước ngày 30/6/2027.",
         ["Không còn thuê bao sai thông tin trước ngày 30/6/2027"]),
        ("Không có đơn vị nào nộp báo cáo đúng hạn.", []),
    ],
)  # fmt: skip
def test_what_is_not_to_be_is_a_duty(said, read_as):
    assert quotes(points(said), day=DAY) == read_as


def test_a_point_of_an_order_that_no_rule_reads_is_shown_as_unread():
    draft = read(points("Công nghệ làm nền cho mọi việc về sau.", "Lập tổ công nghệ số."), day=DAY)
    unread = [one.span for one in draft.stretches if one.kind == "unread"]
    text = points("Công nghệ làm nền cho mọi việc về sau.", "Lập tổ công nghệ số.")
    assert any("Công nghệ làm nền" in span.of(text) for span in unread)


def test_paragraphs_without_marks_under_who_asks_are_read():
    text = ORDER + (
        "Sở Nội vụ rà soát thuê bao trước ngày 31/12/2026.\n"
        "Khi có sự cố, các doanh nghiệp báo cáo Sở trong 24 giờ.\n"
        "Mạng cáp quang phủ 100% thôn trong quý II/2027.\n"
    )
    assert [(duty.quote, duty.lead) for duty in read(text, day=DAY).duties] == [
        ("rà soát thuê bao trước ngày 31/12/2026", "Sở Nội vụ"),
        ("báo cáo Sở trong 24 giờ", "các doanh nghiệp"),
        ("Mạng cáp quang phủ 100% thôn trong quý II/2027", None),
    ]


def test_a_paragraph_behind_the_points_of_an_order_is_read_too():
    text = points("Sở Y tế lập tổ.") + "\nSở Nội vụ theo dõi việc thực hiện Chỉ thị này."
    assert quotes(text, day=DAY)[-1] == "theo dõi việc thực hiện Chỉ thị này"


def test_reasons_before_who_asks_are_none():
    text = ORDER.replace("Chủ tịch", "Thời gian qua, SIM rác còn nhiều.\nChủ tịch") + "Lập tổ."
    assert quotes(text, day=DAY) == ["Lập tổ"]


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        ("Truyền thanh cơ sở: hệ thống loa phủ 100% xã trước ngày 31/12/2027.",
         ["hệ thống loa phủ 100% xã trước ngày 31/12/2027"]),
        ("Tỷ lệ hồ sơ trực tuyến: 80% năm 2027.", ["Tỷ lệ hồ sơ trực tuyến: 80% năm 2027"]),
        ("126 xã, phường có tổ công nghệ số.", ["126 xã, phường có tổ công nghệ số"]),
        ("126 xã, phường đã có tổ công nghệ số.", []),
        ("Các sở, ban, ngành tập trung thực hiện:", []),
    ],
)  # fmt: skip
def test_an_outcome_behind_a_label_or_of_so_many_is_read(said, read_as):
    assert quotes(points(said), day=DAY) == read_as


def test_a_line_that_leads_to_the_points_under_it_is_none():
    text = ORDER.replace("yêu cầu:", "yêu cầu các sở, các xã tập trung thực hiện:") + "1. Lập tổ."
    assert quotes(text, day=DAY) == ["Lập tổ"]


LETTER = """SỞ KHOA HỌC VÀ CÔNG NGHỆ HÀ NỘI
Hà Nội, ngày 18 tháng 11 năm 2026
Kính gửi: UBND các xã, phường.
Thực hiện Kế hoạch số 15/KH-UBND ngày 10/01/2026 của UBND Thành phố, Sở Khoa học và Công nghệ {}:
Rà soát hệ thống truyền thanh trước ngày 30/11/2026.
Hệ thống truyền thanh đạt 100% thôn trong năm 2027.
Trân trọng./.
"""


@pytest.mark.parametrize("asks", ["đề nghị UBND các xã, phường", "đề nghị các đơn vị", "yêu cầu"])
def test_a_letter_that_asks_in_paragraphs_without_marks_is_read(asks):
    draft = read(LETTER.format(asks))
    assert [(duty.quote, duty.voice) for duty in draft.duties] == [
        ("Rà soát hệ thống truyền thanh trước ngày 30/11/2026", "department"),
        ("Hệ thống truyền thanh đạt 100% thôn trong năm 2027", "department"),
    ]


def test_what_a_letter_asks_of_those_above_is_no_duty():
    assert quotes(LETTER.format("kính đề nghị UBND Thành phố")) == []


def test_the_last_line_of_a_list_is_no_heading_of_what_comes_next():
    text = "Mục tiêu:\n- 5G phủ 90% dân số\n- Giảm 50% điểm lõm sóng\nNhiệm vụ:\nLập tổ."
    assert quotes(text) == ["5G phủ 90% dân số", "Giảm 50% điểm lõm sóng", "Lập tổ"]
