"""The days below a target's way: as many as have room beside one another."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.web.programme.curve import MOST_LABELS, Frame

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), "1/2026 4/2026 7/2026 10/2026"),
        (date(2026, 1, 1), date(2028, 12, 31), "1/2026 7/2026 1/2027 7/2027 1/2028 7/2028"),
        (date(2021, 1, 1), date(2025, 12, 31), "1/2021 1/2022 1/2023 1/2024 1/2025"),
        (date(2026, 2, 2), date(2026, 3, 3), ""),
    ],
)
def test_quarters_of_a_year_halves_of_three_and_years_of_five(first, last, labels):
    days = Frame(first, last, 1.0).labelled()
    assert [f"{day.month}/{day.year}" for day in days] == labels.split()


@given(DAYS, DAYS)
def test_labels_never_stand_on_one_another(one, other):
    frame = Frame(min(one, other), max(one, other), 1.0)
    labels = frame.labelled()
    assert len(labels) <= MOST_LABELS
    # "10/2026" takes about 48 of the drawing's units
    assert all(float(frame.x(b)) - float(frame.x(a)) >= 48 for a, b in pairwise(labels))
