"""A term in the line before the points: by when all is asked, or only how things are."""

import pytest

from diaban.engines.reading import read


def head(day: str = "12 tháng 01 năm 2027", year: int = 2027) -> str:
    return (
        f"ỦY BAN NHÂN DÂN THÀNH PHỐ\nSố: 12/CT-UBND\nHà Nội, ngày {day}\n\n"
        f"CHỈ THỊ\nVề mạng lưới loa phường năm {year}\n\n"
    )


def days(line: str, points: str = "1. Sở Nội vụ lắp 20 máy.", top: str = "") -> list[str | None]:
    duties = read(f"{top or head()}{line}\n{points}").duties
    return [duty.deadline.day.isoformat() if duty.deadline else None for duty in duties]


@pytest.mark.parametrize(
    "situation",
    [
        "Căn cứ Luật Viễn thông; năm 2027 còn 20 xã chưa có loa, Chủ tịch UBND Thành phố yêu cầu:",
        "Năm 2027, thành phố mới đạt 20% hộ có mã, Chủ tịch UBND Thành phố yêu cầu:",
        "Năm 2027 là năm thứ hai của kế hoạch, Chủ tịch UBND Thành phố yêu cầu:",
        "Tính đến tháng 3/2027 đã có 40 xã lắp loa, Chủ tịch UBND Thành phố yêu cầu:",
        "Qua kiểm tra năm 2027, Chủ tịch UBND Thành phố yêu cầu:",
        "Thực hiện Kế hoạch số 5/KH-UBND năm 2027, Chủ tịch UBND Thành phố yêu cầu:",
    ],
)
def test_the_year_of_a_situation_is_no_term_of_the_points_behind_it(situation):
    assert days(situation) == [None]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Trong năm 2027, Chủ tịch UBND Thành phố yêu cầu:", "2027-12-31"),
        ("Từ nay đến 30/9/2027, các xã chưa có loa phải:", "2027-09-30"),
    ],
)
def test_a_term_of_all_that_is_asked_still_holds_for_the_points(line, day):
    assert days(line) == [day]


def test_no_general_term_is_past_or_before_the_year_of_the_title():
    line = "Năm 2026, Chủ tịch UBND Thành phố yêu cầu:"
    assert days(line) == [None]
    late = "20 tháng 11 năm 2026"
    assert days(line, top=head(late, 2027)) == [None]
    assert days(line, top=head(late, 2026)) == ["2026-12-31"]


def test_what_comes_again_and_a_day_of_its_own_outrank_a_general_term():
    points = "1. Sở Y tế báo cáo hằng quý.\n2. Sở Công Thương gắn 40 mã trước ngày 15/6/2027."
    assert days("Trong năm 2027, Chủ tịch UBND Thành phố yêu cầu:", points) == [
        None, "2027-06-14",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "year", "due"),
    [
        ("12 tháng 01 năm 2027", 2027, "2027-12-31"),
        ("20 tháng 11 năm 2026", 2027, "2027-12-31"),
        ("20 tháng 11 năm 2026", 2026, "2026-12-31"),
    ],
)
def test_within_the_year_is_that_of_the_title_even_behind_a_street(day, year, due):
    point = "1. Sở Xây dựng dọn cáp 40 tuyến phố trong năm."
    assert days("Chủ tịch UBND Thành phố yêu cầu:", point, head(day, year)) == [due]


@pytest.mark.parametrize(
    "line",
    [
        "Căn cứ Luật Viễn thông, các xã, phường phải:",
        "Căn cứ Luật Viễn thông; các xã chưa có loa có trách nhiệm:",
        "Căn cứ Luật Viễn thông, yêu cầu các xã, phường:",
    ],
)
def test_the_points_under_grounds_that_end_in_asking_are_read(line):
    assert days(line, "a) Lắp 20 loa trong quý II;\nb) Gắn 40 mã.") == ["2027-06-30", None]
