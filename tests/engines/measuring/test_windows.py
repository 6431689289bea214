"""Closing days of Decree 09/2019: windows of one kind follow one another without gap or overlap."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.measuring import WindowKind, window_of

REPEATING = [WindowKind.MONTH, WindowKind.QUARTER, WindowKind.HALF_YEAR, WindowKind.YEAR]


@given(st.integers(2000, 2099), st.sampled_from(REPEATING))
def test_the_windows_of_a_year_follow_one_another(year, kind):
    windows = [window_of(kind, year, n) for n in range(1, 12 // kind.months + 1)]
    for one, following in zip(windows, [*windows[1:], window_of(kind, year + 1)], strict=True):
        assert following.opens_on == one.closes_on + timedelta(days=1)
    assert windows[0].opens_on == date(year - 1, 12, 15)
    assert windows[-1].closes_on == date(year, 12, 14)


@pytest.mark.parametrize(
    ("kind", "number", "opens", "closes"),
    [
        (WindowKind.MONTH, 1, date(2020, 12, 15), date(2021, 1, 14)),
        (WindowKind.MONTH, 3, date(2021, 2, 15), date(2021, 3, 14)),
        (WindowKind.HALF_YEAR, 1, date(2020, 12, 15), date(2021, 6, 14)),
        (WindowKind.NINE_MONTHS, 1, date(2020, 12, 15), date(2021, 9, 14)),
    ],
)
def test_the_days_that_the_decree_names(kind, number, opens, closes):
    window = window_of(kind, 2021, number)
    assert (window.opens_on, window.closes_on) == (opens, closes)
    assert window.holds(closes)
    assert not window.holds(closes + timedelta(days=1))


@pytest.mark.parametrize(("kind", "number"), [
    (WindowKind.MONTH, 13), (WindowKind.QUARTER, 0), (WindowKind.NINE_MONTHS, 2),
    (WindowKind.YEAR, 2),
])  # fmt: skip
def test_a_year_has_no_such_window(kind, number):
    with pytest.raises(ValueError, match="a year has"):
        window_of(kind, 2021, number)
