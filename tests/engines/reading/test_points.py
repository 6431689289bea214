"""Numbered points of a text, and those in which nothing was found to be asked."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.reading import Kind, Span, find_points, read, silent_points

TEXT = """KẾ HOẠCH
I. MỤC TIÊU
1. 95% hộ có mã.
2. Tình hình còn khó khăn.
II. NHIỆM VỤ
1. Về bưu chính:
a) Gắn mã cho hộ.
b) Mạng còn thưa.
2. Về viễn thông
- Tắt sóng 2G.
"""


def span_of(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def test_points_hold_what_stands_under_them_and_a_heading_holds_its_points():
    points = [(one.number, one.span.of(TEXT)) for one in find_points(TEXT)]
    assert [number for number, _words in points] == ["1.", "2.", "1.", "a)", "b)", "2."]
    assert points[1][1] == "2. Tình hình còn khó khăn."
    assert points[2][1].startswith("1. Về bưu chính")
    assert points[2][1].endswith("Mạng còn thưa.")
    assert points[5][1].endswith("Tắt sóng 2G.")


def test_a_point_without_any_duty_is_silent_and_a_heading_over_duties_is_not():
    found = [span_of("95% hộ có mã"), span_of("Gắn mã cho hộ"), span_of("Tắt sóng 2G")]
    silent = silent_points(TEXT, found)
    assert [one.span.of(TEXT) for one in silent] == [
        "2. Tình hình còn khó khăn.",
        "b) Mạng còn thưa.",
    ]


def test_of_a_silent_heading_and_its_silent_points_only_the_heading_is_named():
    silent = silent_points(TEXT, [span_of("Tắt sóng 2G")])
    assert [one.number for one in silent] == ["1.", "2.", "1."]


def test_without_any_duty_every_outermost_point_is_silent():
    assert [one.number for one in silent_points(TEXT, [])] == ["1.", "2.", "1.", "2."]


@given(
    text=st.lists(st.sampled_from(["1. Lập tổ.", "a) Ở xã;", "2.1. Xong", "II. MỤC", "", "- x"])),
    cuts=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=5),
)
def test_no_silent_point_is_touched_by_a_duty_and_none_lies_in_another(text, cuts):
    whole = "\n".join(text)
    duties = [Span(start, start + length) for start, length in cuts if start < len(whole)]
    silent = silent_points(whole, duties)
    assert all(not one.span.start <= duty.start < one.span.end for one in silent for duty in duties)
    assert all(a.span.end <= b.span.start for a, b in pairwise(silent))
    assert all(one.span.of(whole).startswith(one.number) for one in find_points(whole))


PLAN = "ỦY BAN NHÂN DÂN\nSố: 12/KH-UBND\n\nKẾ HOẠCH\nCông tác năm 2026\n"


@pytest.mark.parametrize("mark", ["{}. ", "{}) ", "({}) ", "{}."])
def test_the_points_of_a_long_list_are_all_read(mark):
    said = "".join(f"{mark.format(n)}Lập tổ công tác {n}.\na) Lập sổ.\n" for n in range(98, 104))
    assert len(read(PLAN + said).duties) == 12
    assert [one.number for one in find_points(said)][::2] == [
        mark.format(n).strip() for n in range(98, 104)
    ]


def test_the_numbers_of_points_go_on_beyond_a_thousand_and_years_are_none():
    said = "998. Lập tổ.\n999. Lập sổ.\n1000. Rà soát:\n1. Ở xã.\n1001. Báo cáo.\n2027. Gắn mã.\n"
    numbers = [one.number for one in find_points(said)]
    assert numbers == ["998.", "999.", "1000.", "1.", "1001."]


@pytest.mark.parametrize("line", ["250/QĐ-UBND ngày 01/02/2026", "115 - số cấp cứu", "126.5 km"])
def test_a_decree_a_telephone_and_a_length_at_the_beginning_of_a_line_are_no_points(line):
    assert find_points(f"1. Thực hiện theo số\n{line} của thành phố.\n")[1:] == []


@pytest.mark.parametrize("mark", "-•+")
def test_bullets_straight_under_the_title_of_a_plan_are_read(mark):
    said = f"{PLAN}{mark} Sở Tài chính bố trí kinh phí.\n{mark} Rà soát danh mục hồ sơ\n"
    assert [one.quote for one in read(said).duties] == ["bố trí kinh phí", "Rà soát danh mục hồ sơ"]


@pytest.mark.parametrize("point", ["- Lập tổ công tác", "NV12: Lập tổ công tác", "5499. Lập tổ"])
def test_a_point_that_no_heading_tells_of_is_unread_where_nothing_is_found_in_it(point):
    said = f"{PLAN}{point}.\nI. NHIỆM VỤ\n1. Sở Nội vụ báo cáo kết quả.\n"
    unread = "".join(one.span.of(said) for one in read(said).stretches if one.kind == Kind.UNREAD)
    assert "Lập tổ" in unread


def test_those_to_whom_a_letter_goes_are_not_unread():
    said = "Số: 12/STTTT\nKính gửi:\n- Công an tỉnh;\n- UBND các xã.\n\n1. Đề nghị lập tổ.\n"
    unread = "".join(one.span.of(said) for one in read(said).stretches if one.kind == Kind.UNREAD)
    assert not unread.strip()
