"""Days that come again: how often, on which day, and when first."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.reading import Recurring, find_recurring, read

DAY = date(2026, 11, 20)
YEAR = date(2027, 1, 1), date(2027, 12, 31)


@pytest.mark.parametrize(
    ("said", "written", "first", "last"),
    [
        ("Trước ngày 20 hằng tháng báo cáo", "Trước ngày 20 hằng tháng", "2026-12-19",
         "2027-12-19"),
        ("Hằng quý tổ chức 10 tuyến", "Hằng quý", "2026-12-31", "2027-12-31"),
        ("Hằng quý báo cáo trước ngày 15 tháng cuối quý", "trước ngày 15 tháng cuối quý",
         "2026-12-14", "2027-12-14"),
        ("báo cáo trước ngày 5 của tháng đầu quý", "trước ngày 5 của tháng đầu quý", "2027-01-04",
         "2027-10-04"),
        ("Ngày 15/12 hằng năm báo cáo", "Ngày 15/12 hằng năm", "2026-12-15", "2027-12-15"),
        ("báo cáo trước ngày 15/6 và 15/12 hằng năm", "trước ngày 15/6 và 15/12 hằng năm",
         "2026-12-14", "2027-12-14"),
        ("Hằng tháng, trước ngày 5, gửi báo cáo", "Hằng tháng, trước ngày 5", "2026-12-04",
         "2027-12-04"),
        ("báo cáo hằng tháng (trước ngày 25)", "hằng tháng (trước ngày 25)", "2026-11-24",
         "2027-12-24"),
        ("báo cáo định kỳ 6 tháng", "định kỳ 6 tháng", "2026-12-31", "2027-12-31"),
        ("đổi mật khẩu 3 tháng/lần", "3 tháng/lần", "2026-12-31", "2027-12-31"),
        ("báo cáo trước ngày 1 hằng tháng", "trước ngày 1 hằng tháng", "2026-11-30", "2027-12-31"),
        ("báo cáo ngày 31 hằng tháng", "ngày 31 hằng tháng", "2026-11-30", "2027-12-31"),
        ("báo cáo trước ngày 1/1 hằng năm", "trước ngày 1/1 hằng năm", "2026-12-31", "2027-12-31"),
    ],
)  # fmt: skip
def test_what_comes_again_has_a_first_day_after_the_document_and_a_last_in_a_year(
    said, written, first, last
):
    again = find_recurring(said)
    assert again.written == written
    assert again.first_after(DAY) == date.fromisoformat(first)
    assert again.last_within(*YEAR) == date.fromisoformat(last)


def test_of_two_days_in_a_year_the_next_comes_first():
    again = find_recurring("báo cáo trước ngày 15/6 và 15/12 hằng năm")
    assert again.first_after(date(2027, 1, 5)) == date(2027, 6, 14)
    assert again.first_after(date(2027, 6, 14)) == date(2027, 12, 14)


@pytest.mark.parametrize("said", ["đăng 03 tin mỗi tuần", "trực hằng ngày"])
def test_what_comes_each_week_or_day_has_no_first_day_and_no_rounds(said):
    assert find_recurring(said).first_after(DAY) is None
    assert find_recurring(said).days_within(*YEAR) == []


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("báo cáo ngày 31 hằng tháng",
         "01-31 02-28 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30 12-31"),
        ("báo cáo trước ngày 20 tháng cuối quý", "03-19 06-19 09-19 12-19"),
        ("báo cáo hằng quý", "03-31 06-30 09-30 12-31"),
        ("báo cáo trước ngày 5 của tháng đầu quý", "01-04 04-04 07-04 10-04"),
        ("báo cáo trước ngày 15/6 và 15/12 hằng năm", "06-14 12-14"),
        ("báo cáo định kỳ 6 tháng", "06-30 12-31"),
        ("báo cáo hằng năm", "12-31"),
    ],
)  # fmt: skip
def test_the_rounds_of_a_year(said, days):
    found = find_recurring(said).days_within(*YEAR)
    assert [f"{day:%m-%d}" for day in found] == days.split()


@st.composite
def recurrings(draw):
    months = draw(st.sampled_from([1, 2, 3, 4, 6, 12]))
    day = draw(st.none() | st.integers(1, 31))
    months_and_days = st.tuples(st.integers(1, months), st.integers(1, 31))
    return Recurring("x", months, day, tuple(draw(st.lists(months_and_days, max_size=3))))


@given(recurrings(), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 1500))
@settings(deadline=None)
def test_rounds_are_what_comes_first_after_one_another_and_end_with_the_last(again, begins, span):
    ends = begins + timedelta(days=span)
    days, day = [], again.first_after(begins - timedelta(days=1))
    while day <= ends:
        days.append(day)
        day = again.first_after(day)
    assert again.days_within(begins, ends) == days
    assert again.last_within(begins, ends) == (days[-1] if days else None)


@pytest.mark.parametrize(
    "said",
    ["báo cáo trước ngày 32 hằng tháng", "báo cáo ngày 15/13 hằng năm", "xong trước ngày 15/3/2027",
     "trong 6 tháng đầu năm", "trước ngày 20/12", "phát 30 phút mỗi ngày"],
)  # fmt: skip
def test_no_day_that_comes_again(said):
    assert find_recurring(said) is None


def test_a_day_after_the_last_year_there_is_none():
    assert find_recurring("hằng năm").first_after(date(9999, 12, 31)) is None


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ("Hằng tháng, trước ngày 5, các phường gửi báo cáo về Sở Nội vụ.",
         ["Hằng tháng, trước ngày 5"]),
        ("Hằng quý, Sở Nội vụ tổ chức 10 đoàn; rà soát hồ sơ.", ["Hằng quý", "Hằng quý"]),
        ("Báo cáo trước ngày 20 hằng tháng.", ["trước ngày 20 hằng tháng"]),
        ("Sở Nội vụ lập tổ công nghệ số.", [""]),
    ],
)  # fmt: skip
def test_a_duty_keeps_the_words_that_say_it_comes_again(said, again):
    duties = read(f"KẾ HOẠCH\nII. NHIỆM VỤ\n1. {said}", day=DAY).duties
    assert [duty.again for duty in duties] == again
    assert all(duty.deadline is None for duty in duties)


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("báo cáo hằng quý, chậm nhất ngày 15 tháng cuối quý, gửi Sở", "2026-12-15"),
        ("báo cáo hằng quý, chậm nhất ngày 20 tháng cuối", "2026-12-20"),
        ("báo cáo hằng quý, muộn nhất ngày 10 tháng thứ hai của quý", "2027-02-10"),
        ("báo cáo hằng quý, chậm nhất ngày 5 tháng đầu quý sau", "2027-01-05"),
        ("báo cáo hằng tháng, chậm nhất ngày 25", "2026-11-25"),
        ("báo cáo hằng năm, chậm nhất ngày 10/12", "2026-12-10"),
    ],
)
def test_a_last_day_behind_the_period_is_the_day(said, first):
    again = find_recurring(said)
    assert again.first_after(date(2026, 11, 18)).isoformat() == first


def test_a_day_of_one_year_behind_the_period_is_no_day_of_each():
    assert find_recurring("báo cáo hằng năm, riêng năm nay chậm nhất ngày 10/12/2027").day is None
