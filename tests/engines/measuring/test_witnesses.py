"""Several witnesses of one share: none outweighs the others by telling more often."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.measuring import Told, share_of_witnesses, wilson

TOLD = st.integers(1, 60).flatmap(
    lambda of: st.builds(Told, found=st.integers(0, of), of=st.just(of))
)


def test_few_of_each_are_counted_as_they_are():
    assert share_of_witnesses([Told(1, 4), Told(2, 5)], 5) == wilson(3, 9)


@given(TOLD, st.integers(1, 1_000))
def test_one_who_tells_the_same_more_often_changes_no_share_of_another(other, times):
    loud = share_of_witnesses([Told(5 * times, 5 * times), other], 5)
    assert loud == share_of_witnesses([Told(5, 5), other], 5)


@given(st.lists(TOLD, min_size=1, max_size=6))
def test_the_share_lies_among_those_told_and_within_its_bounds(told):
    found = share_of_witnesses(told, 5)
    shares = [one.found / one.of for one in told]
    assert min(shares) - 1e-9 <= found.share <= max(shares) + 1e-9
    assert 0.0 <= found.low <= found.share <= found.high <= 1.0


@pytest.mark.parametrize("told", [[], [Told(0, 0)]])
def test_nothing_told_is_an_error_and_not_nought(told):
    with pytest.raises(ValueError, match="nobody"):
        share_of_witnesses(told, 5)
