"""Pages of offices as they are pasted: day and title, then what was issued, then the duties."""

import pytest

from diaban.engines.reading import read

POINTS = "1. Phòng Y tế lập danh mục kho thuốc.\n2. Phòng Nội vụ rà soát cán bộ trực.\n"
DUTIES = ["lập danh mục kho thuốc", "rà soát cán bộ trực"]


def quotes(text):
    return [duty.quote for duty in read(text, year=2021).duties]


@pytest.mark.parametrize(
    "opening",
    [
        "22/04/2021\n\nTriển khai dự trữ thuốc tại huyện\n\nUBND huyện có ý kiến như sau:\n",
        "Y tế\nRà soát kho thuốc tại các xã\n07/04/2021\n\nUBND huyện có ý kiến như sau:\n",
        "Chuẩn bị thuốc cho mùa bão năm 2021.\n\nViệc chuẩn bị thuốc cho mùa bão 2021 như sau.\n",
        "Cập nhật: 21:13, 12/08/2021\n\nUBND huyện có ý kiến như sau:\n",
    ],
)
def test_the_day_and_the_title_of_a_page_ask_for_nothing(opening):
    assert quotes(opening + POINTS) == DUTIES


def test_a_list_without_marks_loses_none_of_its_lines():
    assert len(quotes("Lập tổ công tác.\nRà soát kho thuốc.\nBố trí kinh phí.\n")) == 3


@pytest.mark.parametrize(
    "ground",
    [
        "Thực hiện Công văn số 67/SYT-NV ngày 02 tháng 02 năm 2021 của Sở Y tế về dự trữ thuốc.",
        "Thực hiện Hướng dẫn số 06-HD/HU ngày 15/3/2021 của Huyện ủy; UBND huyện có ý kiến sau:",
        "Triển khai thực hiện Kế hoạch số 12/KH-UBND của UBND tỉnh về dự trữ thuốc.",
    ],
)
def test_the_document_a_page_begins_with_is_its_ground(ground):
    assert quotes(f"Dự trữ thuốc\n\n{ground}\n\n{POINTS}") == DUTIES


def test_carrying_out_a_document_is_a_duty_in_a_point():
    said = "1. Phòng Y tế thực hiện Công văn số 67/SYT-NV của Sở Y tế về dự trữ thuốc.\n"
    assert len(quotes(said)) == 1


@pytest.mark.parametrize(
    "told",
    [
        "Ngày 18/3/2021, Chủ tịch UBND tỉnh ban hành Quyết định số 969/QĐ-UBND về dự trữ thuốc.",
        "UBND tỉnh ban hành Công văn 220-CV/TU về dự trữ thuốc.",
        "Chủ tịch UBND tỉnh ký ban hành Kế hoạch số 163/KH-UBND về dự trữ thuốc.",
    ],
)
def test_a_document_that_has_its_number_was_issued_and_is_not_to_be(told):
    assert quotes(f"{told}\n{POINTS}") == DUTIES


def test_a_document_without_a_number_is_to_be_issued():
    said = "1. UBND huyện ban hành Kế hoạch dự trữ thuốc trước ngày 15/3.\n"
    assert quotes(said) == ["ban hành Kế hoạch dự trữ thuốc trước ngày 15/3"]


def test_what_a_page_says_its_purpose_is_asks_for_nothing():
    said = "Mục đích nhằm nâng cao ý thức phòng bệnh. Thúc đẩy sự tham gia của toàn dân.\n"
    assert quotes(f"Tin y tế\n\n{said}\n{POINTS}") == DUTIES


def test_who_takes_part_is_named_before_what_is_asked():
    text = (
        "1. Giao Sở Nội vụ chủ trì, phối hợp với UBND các huyện, thị xã, thành phố, Công ty Điện "
        "lực tỉnh và các cơ quan liên quan tăng cường công tác kiểm tra.\n"
        "2. Phòng Văn hóa chủ trì, phối hợp Ban Tuyên giáo Huyện ủy và các cơ quan, đơn vị có liên "
        "quan, tham mưu UBND huyện hướng dẫn công tác tuyên truyền.\n"
    )
    first, second = read(text).duties
    assert first.lead == "Sở Nội vụ"
    assert first.partners == (
        "UBND các huyện, thị xã, thành phố", "Công ty Điện lực tỉnh", "các cơ quan liên quan",
    )  # fmt: skip
    assert (second.lead, second.partners[0]) == ("Phòng Văn hóa", "Ban Tuyên giáo Huyện ủy")


def test_what_is_asked_at_the_same_time_is_a_duty_of_its_own():
    said = "1. Các xã trực 24/24 giờ đồng thời theo dõi diễn biến bão.\n"
    assert quotes(said)[-1] == "theo dõi diễn biến bão"
    text = "1. Công an tỉnh bảo đảm an toàn mạng, trong khi Sở Y tế chủ trì kiểm tra kho thuốc.\n"
    assert [duty.lead for duty in read(text).duties] == ["Công an tỉnh", "Sở Y tế"]


def test_two_verbs_inside_a_condition_share_their_object():
    said = "1. Các sở bố trí kinh phí an toàn mạng khi xây dựng, triển khai kế hoạch hằng năm.\n"
    assert len(quotes(said)) == 1


def test_a_clause_on_when_it_begins_is_no_duty():
    said = (
        "1. Các xã thu hồi cáp hỏng; thời gian bắt đầu thực hiện từ ngày 12/4/2021 đến 31/12/2021."
    )
    (quote,) = quotes(said)
    assert quote.startswith("thu hồi cáp hỏng")
