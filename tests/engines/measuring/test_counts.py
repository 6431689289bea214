"""Figures: sums of classes, and bounds that hold whatever the unknown turns out to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.measuring import Count, bound_of_amount, bound_restated, roll_up, weigh

numbers = st.integers(0, 50)
counts = st.builds(
    lambda held, rest, unknown, out: Count(held, held + rest, unknown, out),
    numbers, numbers, numbers, numbers,
)  # fmt: skip


@given(st.lists(counts))
def test_a_roll_up_is_the_count_of_all_records_together(parts):
    whole = roll_up(parts)
    assert whole == sum(parts, Count())
    assert whole.rest == sum(part.rest for part in parts)
    assert whole.belonging == sum(part.belonging for part in parts)


@given(counts, st.data())
def test_the_bounds_hold_the_truth_however_the_unknown_is_revealed(count, data):
    revealed = count
    for _ in range(count.unknown):
        kind = data.draw(st.sampled_from(["yes", "no", "out"]))
        revealed = Count(
            revealed.numerator + (kind == "yes"),
            revealed.denominator + (kind != "out"),
            revealed.unknown - 1,
            revealed.excluded + (kind == "out"),
        )
        assert count.low <= revealed.low + 1e-12
        assert revealed.high <= count.high + 1e-12
    if revealed.share is not None:
        assert count.low - 1e-12 <= revealed.share <= count.high + 1e-12


@given(counts, st.integers(1, 80), st.data())
def test_of_an_amount_the_bounds_hold_what_is_there_however_the_unknown_is_revealed(
    count, amount, data
):
    held = data.draw(st.integers(0, count.unknown))
    there = (count.numerator + held) / amount
    told = bound_of_amount(count, amount)
    assert told.low <= there <= told.high
    assert (told.share is None) == (count.denominator == 0 and count.unknown > 0)
    revealed = Count(count.numerator + held, count.belonging, 0)
    assert bound_of_amount(revealed, amount).low == bound_of_amount(revealed, amount).high == there


@pytest.mark.parametrize("amount", [0, -3])
def test_no_amount_of_nothing(amount):
    with pytest.raises(ValueError, match="1 or more"):
        bound_of_amount(Count(1, 1), amount)


@given(counts)
def test_the_shown_share_lies_within_its_bounds(count):
    assert 0.0 <= count.low <= count.high <= 1.0
    if count.share is None:
        assert count.denominator == 0
    else:
        assert count.low <= count.share <= count.high


def test_a_figure_of_which_nothing_is_known_is_neither_0_nor_100_percent():
    nothing = Count(unknown=5)
    assert nothing.share is None
    assert (nothing.low, nothing.high) == (0.0, 1.0)
    assert Count().share is None


@pytest.mark.parametrize("bad", [(2, 1), (-1, 1), (0, 0, -1), (0, 0, 0, -1)])
def test_no_such_count(bad):
    with pytest.raises(ValueError, match="no such count"):
        Count(*bad)


@given(st.dictionaries(st.sampled_from("abcd"), counts, min_size=1), st.data())
def test_weighted_shares_lie_within_the_bounds_and_need_every_weight(parts, data):
    weights = {key: data.draw(st.floats(0.1, 5)) for key in parts}
    weighed = weigh(parts, weights)
    assert 0.0 <= weighed.low <= weighed.high + 1e-12 <= 1.0 + 2e-12
    if all(part.share is not None for part in parts.values()):
        assert weighed.low - 1e-12 <= weighed.share <= weighed.high + 1e-12
    del weights[min(parts)]
    with pytest.raises(ValueError, match="no weight"):
        weigh(parts, weights)


@given(st.lists(st.tuples(counts, st.booleans()), max_size=5), st.data())
def test_restated_bounds_hold_the_truth_whatever_part_passed_on(former, data):
    """Units that passed on whole or in part: every record goes here or elsewhere."""
    low, high, truth = [0, 0, 0], [0, 0, 0], [0, 0, 0]
    for count, whole in former:
        for n, size in enumerate((count.numerator, count.rest, count.unknown)):
            came = size if whole else data.draw(st.integers(0, size))
            low[n] += size if whole else 0
            high[n] += size
            truth[n] += came
    bounds = bound_restated(*zip(low, high, strict=True))
    count = Count(truth[0], truth[0] + truth[1], truth[2])
    assert bounds.low <= count.low + 1e-12
    assert count.high <= bounds.high + 1e-12
    if bounds.share is not None:
        assert bounds.share == count.share


def test_a_class_without_an_upper_bound_leaves_its_side_open():
    assert bound_restated((5, 5), (1, None), (0, 0)).low == 0.0
    assert bound_restated((5, None), (1, 1), (0, 0)).high == 1.0
    assert bound_restated((0, 0), (0, 0), (0, 0)).share is None
