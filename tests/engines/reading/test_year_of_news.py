"""Of what year a report is: not of the one it speaks of most, or that its title looks to."""

from diaban.engines.reading import read

TITLE = "Gỡ khó cho chợ đầu mối{ahead}\n\n"
ASKED = (
    "Văn phòng UBND tỉnh vừa thông báo ý kiến của Phó Chủ tịch UBND tỉnh Lê Thị Mai.\n"
    "Theo đó, Phó Chủ tịch UBND tỉnh yêu cầu Sở Công Thương khảo sát các sạp chợ {term}.\n"
    "Kế hoạch năm 2024 đã có vốn, năm 2024 là năm của chợ, bà nói.\n"
)


def last_day(text):
    return read(text).duties[0].deadline.day.isoformat()


def test_a_report_is_of_the_year_of_its_place_and_month():
    text = TITLE.format(ahead="") + "(Lào Cai, tháng 5/2023) - " + ASKED.format(term="trước 20/9")
    assert last_day(text) == "2023-09-19"
    before_tet = text.replace("trước 20/9", "trước Tết")
    assert last_day(before_tet) == "2024-02-09"


def test_a_report_of_the_last_months_is_not_of_the_year_its_title_looks_to():
    text = TITLE.format(ahead=", xong trong năm 2024") + "Thứ Tư, 18/10/2023, 08:10\n"
    assert last_day(text + ASKED.format(term="trước 20/12")) == "2023-12-19"


def test_a_plan_is_not_of_the_year_by_the_end_of_which_its_title_wants_a_thing_done():
    head = "SỞ Y TẾ\nLào Cai, ngày 12 tháng 11 năm 2025\nKẾ HOẠCH\n{title}\nII. NHIỆM VỤ\n"
    said = "1. Lập danh sách trạm y tế trước 10/12."
    done = head.format(title="Sửa chữa mọi trạm y tế hết năm 2026")
    assert last_day(done + said) == "2025-12-09"
    planned = head.format(title="Sửa chữa trạm y tế năm 2026")
    assert last_day(planned + said) == "2026-12-09"
