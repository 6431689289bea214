"""Intervals of many keys beside sets of minutes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.presence import Spans, intersect, minutes_within, subtract, unite
from diaban.engines.presence.intervals import LAYERS, meeting, sweep

FAR = 2**61
rows = st.lists(
    st.tuples(st.sampled_from([-3, 0, 1, 2, 70]), st.integers(-60, 60), st.integers(0, 40)),
    max_size=12,
).map(lambda found: [(key, start, start + length) for key, start, length in found])


def minutes(spans: Spans) -> set[tuple[int, int]]:
    found = zip(*(column.tolist() for column in spans), strict=True)
    return {(key, minute) for key, start, end in found for minute in range(start, end)}


def is_tidy(spans: Spans) -> bool:
    order = list(zip(spans.key.tolist(), spans.start.tolist(), strict=True))
    is_apart = (spans.key[1:] != spans.key[:-1]) | (spans.start[1:] > spans.end[:-1])
    return order == sorted(order) and bool(is_apart.all()) and bool(np.all(spans.start < spans.end))


@given(rows, rows)
def test_union_intersection_and_difference_are_those_of_sets(one, other):
    a, b = Spans.of(one), Spans.of(other)
    for found, expected in (
        (unite(a, b), minutes(a) | minutes(b)),
        (intersect(a, b), minutes(a) & minutes(b)),
        (subtract(a, b), minutes(a) - minutes(b)),
    ):
        assert minutes(found) == expected
        assert is_tidy(found)


@given(rows, rows, st.integers(-3, 3))
def test_keys_far_apart_are_ranked_and_give_the_same(one, other, shift):
    far = [(key * (FAR // 80) + shift, start, end) for key, start, end in one]
    also = [(key * (FAR // 80) + shift, start, end) for key, start, end in other]
    near = subtract(Spans.of(one), Spans.of(other))
    found = subtract(Spans.of(far), Spans.of(also))
    assert found.start.tolist() == near.start.tolist()
    assert found.key.tolist() == [key * (FAR // 80) + shift for key in near.key.tolist()]
    windows = np.array([FAR // 80 + shift, 5]), np.array([-10, -10]), np.array([30, 30])
    expected = {(k, m) for k, m in minutes(Spans.of(far)) if k == windows[0][0] and -10 <= m < 30}
    assert minutes_within(unite(Spans.of(far)), *windows).tolist() == [len(expected), 0]


@given(rows, rows)
def test_minutes_within_windows_are_those_of_sets(one, windows):
    spans = unite(Spans.of(one))
    key, start, end = Spans.of(windows)
    expected = [
        len({(k, m) for k, m in minutes(spans) if k == own and begin <= m < until})
        for own, begin, until in windows
    ]
    assert minutes_within(spans, key, start, end).tolist() == expected


@given(rows, rows, rows)
def test_a_sweep_says_of_each_piece_which_layers_hold(first, second, third):
    spans = [Spans.of(layer) for layer in (first, second, third)]
    found = sweep(spans)
    for number, own in enumerate(spans):
        assert minutes(found.spans(found.holds[number])) == minutes(own)


def test_what_cannot_be_swept_is_refused():
    with pytest.raises(ValueError, match="at most 8"):
        sweep([Spans.none()] * (LAYERS + 1))
    with pytest.raises(ValueError, match="ends before it begins"):
        unite(Spans.of([(1, 5, 4)]))


@given(rows, rows)
def test_windows_and_intervals_meet_where_they_share_a_minute(one, other):
    windows, spans = Spans.of(one), Spans.of(other)
    found = set(zip(*(rows.tolist() for rows in meeting(windows, spans)), strict=True))
    assert found == {
        (n, m)
        for n, (key, start, end) in enumerate(one)
        for m, (own, begin, until) in enumerate(other)
        if key == own and max(start, begin) < min(end, until)
    }
