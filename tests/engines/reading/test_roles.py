"""Who leads and with whom, where it is said beside what is asked and not in it."""

import datetime

import pytest

from diaban.engines.reading import read

YEAR = 2021


def duties(said):
    return read(f"III. NHIỆM VỤ\n1. {said}", year=YEAR).duties


@pytest.mark.parametrize(
    ("said", "lead", "partners"),
    [
        ("Sở Xây dựng chủ trì, phối hợp với Sở Tài chính và UBND các xã, phường.",
         "Sở Xây dựng", ("Sở Tài chính", "UBND các xã, phường")),
        ("Đơn vị chủ trì: Bưu điện Thành phố; đơn vị phối hợp: Sở Tài chính.",
         "Bưu điện Thành phố", ("Sở Tài chính",)),
        ("Trung tâm Phục vụ hành chính công chủ trì; các sở, ban, ngành phối hợp.",
         "Trung tâm Phục vụ hành chính công", ("các sở, ban, ngành",)),
        ("Giao Sở Tài chính tổ chức thực hiện.", "Sở Tài chính", ()),
    ],
)  # fmt: skip
def test_a_sentence_that_only_names_who_gives_the_duty_before_it_its_lead_and_partners(
    said, lead, partners
):
    draft = read(f"III. NHIỆM VỤ\n1. Rà soát hệ thống cáp viễn thông. {said}", year=YEAR)
    [duty] = draft.duties
    assert (duty.quote, duty.lead, duty.partners) == (
        "Rà soát hệ thống cáp viễn thông", lead, partners,
    )  # fmt: skip


def test_who_and_when_in_a_sentence_of_their_own_are_those_of_the_duty_before():
    said = "Rà soát cáp. Sở Xây dựng chủ trì, phối hợp với Sở Y tế; hoàn thành trước ngày 31/3."
    [duty] = read(f"III. NHIỆM VỤ\n1. {said}", year=YEAR).duties
    assert (duty.lead, duty.partners) == ("Sở Xây dựng", ("Sở Y tế",))
    assert duty.deadline.day == datetime.date(YEAR, 3, 30)


@pytest.mark.parametrize(
    ("who", "partners"),
    [
        ("Sở Xây dựng chủ trì, UBND các xã, phường phối hợp,", ("UBND các xã, phường",)),
        ("Sở Xây dựng chủ trì; Sở Y tế phối hợp;", ("Sở Y tế",)),
        ("Sở Xây dựng chủ trì, phối hợp với Sở Y tế;", ("Sở Y tế",)),
    ],
)
def test_who_leads_with_whom_stands_before_what_is_strived_for(who, partners):
    [duty] = duties(f"{who} phấn đấu 95% hộ có mã địa chỉ.")
    assert duty.quote == "phấn đấu 95% hộ có mã địa chỉ"
    assert (duty.lead, duty.partners) == ("Sở Xây dựng", partners)


@pytest.mark.parametrize(
    "said",
    [
        "Gắn mã cho các hộ: Sở Xây dựng chủ trì, phối hợp với Sở Y tế; hoàn thành trước 30/6.",
        "Sở Xây dựng chủ trì, phối hợp với Sở Y tế; báo cáo trước ngày 20 hằng tháng.",
    ],
)
def test_where_nothing_is_asked_behind_who_leads_the_whole_is_one_duty(said):
    [duty] = duties(said)
    assert (duty.lead, duty.partners) == ("Sở Xây dựng", ("Sở Y tế",))


def test_who_leads_and_has_something_to_do_has_a_duty_of_their_own():
    said = "Rà soát cáp. Sở Xây dựng chủ trì, phối hợp với Sở Y tế kiểm tra trạm."
    first, second = read(f"III. NHIỆM VỤ\n1. {said}", year=YEAR).duties
    assert first.lead is None
    assert (second.lead, second.partners) == ("Sở Xây dựng", ("Sở Y tế",))


def test_who_leads_and_has_to_finish_a_thing_has_a_duty_of_their_own():
    said = "Rà soát cáp. Sở Xây dựng chủ trì, hoàn thành hồ sơ hạ ngầm trước ngày 31/3."
    assert len(read(f"III. NHIỆM VỤ\n1. {said}", year=YEAR).duties) == 2


def test_a_lead_that_a_duty_names_itself_is_not_replaced():
    said = "Sở Y tế rà soát hồ sơ. Sở Xây dựng chủ trì, phối hợp với Sở Tài chính."
    first, *_others = read(f"III. NHIỆM VỤ\n1. {said}", year=YEAR).duties
    assert first.lead == "Sở Y tế"


ASKED = "Rà soát hệ thống cáp viễn thông"


@pytest.mark.parametrize(
    ("said", "lead", "partners"),
    [
        (f"{ASKED}; giao Sở Xây dựng làm đầu mối, UBND các xã, phường tham gia.",
         "Sở Xây dựng", ("UBND các xã, phường",)),
        (f"{ASKED} (Sở Xây dựng chủ trì).", "Sở Xây dựng", ()),
        (f"{ASKED}, do Sở Xây dựng thực hiện.", "Sở Xây dựng", ()),
        (f"Sở Xây dựng chủ trì; Công an Thành phố phối hợp {ASKED.lower()}.",
         "Sở Xây dựng", ("Công an Thành phố",)),
        (f"{ASKED}. Việc này do Sở Xây dựng thực hiện, Công an Thành phố phối hợp.",
         "Sở Xây dựng", ("Công an Thành phố",)),
        (f"{ASKED}. Chủ trì: Sở Xây dựng. Phối hợp: Công an Thành phố.",
         "Sở Xây dựng", ("Công an Thành phố",)),
        (f"{ASKED}. Sở Xây dựng theo dõi, đôn đốc, báo cáo; Công an Thành phố phối hợp.",
         "Sở Xây dựng", ("Công an Thành phố",)),
    ],
)  # fmt: skip
def test_a_clause_that_only_names_who_is_no_duty_and_gives_the_duty_its_lead(said, lead, partners):
    [duty] = duties(said)
    assert duty.quote.lower() == ASKED.lower()
    assert (duty.lead, duty.partners) == (lead, partners)


def test_partners_named_behind_who_acts_join_him():
    [duty] = duties("UBND các xã bố trí người trực; Bưu điện Thành phố phối hợp.")
    assert (duty.lead, duty.partners) == ("UBND các xã", ("Bưu điện Thành phố",))


def test_who_answers_for_what_was_asked_before_stands_beside_what_another_does():
    asked, other = duties(
        "Công bố lịch lắp trạm. Sở Xây dựng chịu trách nhiệm chính, Công an cử người đi cùng."
    )
    assert (asked.lead, other.lead) == ("Sở Xây dựng", "Công an")


@pytest.mark.parametrize("mark", ["", "- "])
def test_lines_of_who_and_when_under_a_task_are_its_own(mark):
    lines = "\n".join(
        mark + line
        for line in (
            "Đơn vị chủ trì: Văn phòng Sở.", "Đơn vị phối hợp: Công an Thành phố, VNPT.",
            "Thời hạn: trước 15/6/2021.",
        )
    )  # fmt: skip
    first, second = duties(f"Lập đề án số hóa\n{lines}\n2. Tắt sóng 2G.")
    assert (first.quote, first.lead) == ("Lập đề án số hóa", "Văn phòng Sở")
    assert first.partners == ("Công an Thành phố", "VNPT")
    assert first.deadline.day == datetime.date(YEAR, 6, 14)
    assert (second.lead, second.partners, second.deadline) == (None, (), None)


def test_a_line_of_who_at_the_end_of_a_row_of_dashes_is_of_the_whole_row():
    found = duties("Số hóa:\n- Quét hồ sơ.\n- Nhập dữ liệu.\n- Chủ trì: Văn phòng Sở.")
    assert [duty.lead for duty in found] == ["Văn phòng Sở"] * 2


def test_a_named_person_put_in_charge_leads_and_one_that_is_to_be_found_does_not():
    [named] = duties("Phân công đồng chí Phó Giám đốc Trần Anh Tú xử lý vướng mắc.")
    assert named.lead == "đồng chí Phó Giám đốc Trần Anh Tú"
    [found] = duties("Phân công một đồng chí Phó Giám đốc xử lý vướng mắc.")
    assert found.quote.startswith("Phân công một đồng chí")


def test_the_bracket_of_a_name_belongs_to_it():
    [duty] = duties("Công an Thành phố (PA05) xác minh chủ thuê bao.")
    assert duty.lead == "Công an Thành phố (PA05)"
    [many] = duties("Các doanh nghiệp viễn thông (VNPT, MobiFone) phủ sóng 5G.")
    assert many.lead == "Các doanh nghiệp viễn thông (VNPT, MobiFone)"


def test_who_a_line_before_all_points_asks_is_asked_for_each_that_names_nobody():
    text = "Bộ yêu cầu Sở Xây dựng thực hiện một số nội dung sau:\n1. Rà soát cáp.\n2. Sở Y tế họp."
    first, second = read(text, year=YEAR).duties
    assert (first.lead, second.lead) == ("Sở Xây dựng", "Sở Y tế")


def test_whoever_issues_the_plan_leads_nothing_by_that():
    text = "Ủy ban nhân dân Thành phố ban hành Kế hoạch với các nhiệm vụ sau:\n1. Rà soát cáp.\n"
    [duty] = read(text, year=YEAR).duties
    assert duty.lead is None


def test_who_only_urges_takes_part_beside_who_acts():
    [duty] = duties("Các doanh nghiệp viễn thông phủ sóng 5G; Sở Y tế đôn đốc.")
    assert (duty.lead, duty.partners) == ("Các doanh nghiệp viễn thông", ("Sở Y tế",))


def test_a_day_before_the_clause_of_who_is_not_of_all_that_the_sentence_asks():
    first, second = duties("Mở rộng mạng 5G, cuối năm 2021 đạt 90% dân số; Sở Y tế chủ trì.")
    assert (first.deadline, first.lead, second.lead) == (None, "Sở Y tế", "Sở Y tế")


def test_the_standing_body_does_what_stands_behind():
    [duty] = duties("Sở Y tế là cơ quan thường trực, tổng hợp kết quả.")
    assert duty.lead == "Sở Y tế"


@pytest.mark.parametrize(
    ("said", "lead"),
    [
        ("Giao Công an tỉnh theo dõi, đánh giá.", "Công an tỉnh"),
        ("Giao Công ty Điện lực hướng dẫn.", "Công ty Điện lực"),
    ],
)
def test_who_is_charged_in_the_last_sentence_of_a_point_leads_it(said, lead):
    text = f"III. NHIỆM VỤ\n1. 100% trạm thu phát sóng có nguồn điện dự phòng. {said}"
    assert [duty.lead for duty in read(text).duties] == [None, lead]


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("Sở Y tế lập danh mục trạm, cài phần mềm cho từng trạm; hoàn thành trước ngày 01/9.",
         ["2021-08-31"] * 2),
        ("Sở Y tế lập danh mục trong tháng 4; cài phần mềm; xong trước 01/9.",
         ["2021-04-30", "2021-08-31"]),
        ("Sở Y tế lập danh mục; cài phần mềm cho trạm; thời hạn: quý III/2021.",
         ["2021-09-30"] * 2),
        ("Sở Y tế lập danh mục trước 01/4; cài phần mềm cho từng trạm.", ["2021-03-31", None]),
        ("Sở Y tế cập nhật danh mục hằng tháng, cài phần mềm; hoàn thành trước 01/9.",
         [None, "2021-08-31"]),
        ("Sở Y tế lập danh mục; Sở Nội vụ cài phần mềm; hoàn thành trước 01/9.",
         [None, "2021-08-31"]),
    ],
)  # fmt: skip
def test_a_clause_at_the_end_of_a_point_says_by_when_all_of_it_is_to_be_done(said, days):
    found = [duty.deadline and str(duty.deadline.day) for duty in duties(said)]
    assert found == days
