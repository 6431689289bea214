"""What a programme of duties lacks."""

import datetime

from diaban.engines.reading import Flaw, Severity, Table, lint, read, read_table

DAY = datetime.date(2021, 1, 20)


def flaws(said, **known):
    found = lint(read(f"III. NHIỆM VỤ\n- {said}", year=2021).duties, **known)
    return {finding.flaw for finding in found}


def test_a_row_with_all_its_cells_has_no_flaw():
    rows = (
        ("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Sản phẩm"),
        ("1", "Lập ít nhất 02 tổ công tác", "VP Sở", "Quý II", "Quyết định"),
    )
    assert lint(read_table(Table(rows), year=2021), day=DAY) == ()


def test_what_is_missing_is_asked():
    assert flaws("Tăng cường quản lý báo chí.") == {
        Flaw.NO_OWNER, Flaw.NO_TERM, Flaw.NO_PRODUCT, Flaw.NO_MEASURE,
    }  # fmt: skip


def test_a_quarter_of_the_year_before_is_an_error():
    said = "Sở đưa mã địa chỉ Vpostcode tới từng hộ gia đình, hoàn thiện trong quý 2/2020."
    found = lint(read(f"III. NHIỆM VỤ\n- {said}").duties, day=DAY)
    late = [finding for finding in found if finding.flaw == Flaw.TERM_BEFORE_DOCUMENT]
    assert [finding.severity for finding in late] == [Severity.ERROR]


def test_coordination_with_nobody_named_is_told():
    assert Flaw.PARTNER_MISSING in flaws("Phối hợp thực hiện kế hoạch tắt sóng mạng 2G.")
    assert Flaw.PARTNER_MISSING not in flaws("Phối hợp với Sở Nội vụ rà soát hồ sơ.")


def test_a_list_left_open_is_told():
    assert Flaw.OPEN_LIST in flaws("Đẩy mạnh ứng dụng chữ ký số, hóa đơn điện tử…")


def test_the_same_asked_twice_is_one_duty_said_twice():
    said = "Đẩy mạnh phát triển mạng 5G trên địa bàn tỉnh"
    found = lint(read(f"III. NHIỆM VỤ\n- {said}.\n- Lập tổ công tác.\n- {said}.").duties)
    assert [(f.other, f.duty) for f in found if f.flaw == Flaw.SAID_TWICE] == [(0, 2)]


def test_a_second_extension_is_an_error():
    duties = read("III. NHIỆM VỤ\n- Lập tổ công tác.\n- Rà soát hồ sơ.").duties
    found = lint(duties, extensions={0: 1, 1: 2})
    assert [f.duty for f in found if f.flaw == Flaw.EXTENDED_TWICE] == [1]


def test_a_day_before_the_documents_own_is_kept_and_told_where_a_letterhead_dates_the_text():
    """As a ministry's duty of January 2021 was reported: "hoàn thiện trong quý 2/2020"."""
    head = "SỞ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: 12/KH-STTTT\nHà Nội, ngày 20 tháng 01 năm 2021\n"
    draft = read(head + "\nKẾ HOẠCH\n\n1. Sở cấp mã địa chỉ, hoàn thiện trong quý 2/2020.")
    assert [duty.deadline.written for duty in draft.duties] == ["trong quý 2/2020"]
    assert Flaw.TERM_BEFORE_DOCUMENT in {f.flaw for f in lint(draft.duties, day=draft.day)}


def test_a_day_that_has_passed_and_asks_for_nothing_is_no_term():
    head = "Hà Nội, ngày 20 tháng 01 năm 2021\n\nKẾ HOẠCH\n\n"
    draft = read(head + "1. Sở tiếp tục mô hình thí điểm từ tháng 6/2019.")
    assert [duty.deadline for duty in draft.duties] == [None]
