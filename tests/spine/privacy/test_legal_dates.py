"""The days of the law, worked out by hand."""

from datetime import date

import pytest

from diaban.spine.privacy.legal_dates import add_working_days, extend, legal_days
from diaban.spine.privacy.models import Wish


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2026, 11, 26), 2, date(2026, 11, 30)),  # Thursday: Friday, Monday
        (date(2026, 11, 28), 2, date(2026, 12, 1)),  # Saturday
        (date(2026, 4, 29), 2, date(2026, 5, 5)),  # over Liberation and Labour Day and a Sunday
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # New Year on a Friday
    ],
)
def test_working_days_leave_out_weekends_and_fixed_holidays(day, number, expected):
    assert add_working_days(day, number) == expected


@pytest.mark.parametrize(
    ("wish", "due"),
    [
        (Wish.ACCESS, date(2026, 12, 6)),
        (Wish.RECTIFY, date(2026, 12, 6)),
        (Wish.ERASE, date(2026, 12, 16)),
        (Wish.RESTRICT, date(2026, 12, 11)),
        (Wish.OBJECT, date(2026, 12, 11)),
    ],
)
def test_each_wish_has_its_days(wish, due):
    assert legal_days(wish, date(2026, 11, 26)) == (date(2026, 11, 30), due)


def test_an_extension_is_as_long_again():
    assert extend(Wish.ERASE, date(2026, 12, 16)) == date(2027, 1, 5)
