"""Places to help first: they close the gap, and none of the needed ones could be left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.measuring import Count, missing_records, rank_gaps, roll_up

counts = st.dictionaries(
    st.sampled_from("abcdef"),
    st.builds(lambda n, r, u: Count(n, n + r, u), *[st.integers(0, 30)] * 3),
    min_size=1,
)
targets = st.sampled_from([0.0, 0.25, 0.5, 0.9, 0.95, 1.0])


@given(counts, targets)
def test_the_needed_places_reach_the_target_and_one_less_does_not(places, target):
    ranked = rank_gaps(places, target)
    missing = missing_records(roll_up(places.values()), target)
    gains = [gap.gain for gap in ranked if gap.needed]
    assert sum(gains) >= missing
    assert not gains or sum(gains[:-1]) < missing
    assert [gap.gain for gap in ranked] == sorted((gap.gain for gap in ranked), reverse=True)


@given(counts, targets)
def test_what_is_missing_brings_the_share_to_the_target_whatever_is_unknown(places, target):
    whole = roll_up(places.values())
    missing = missing_records(whole, target)
    assert whole.numerator + missing <= whole.belonging
    assert (whole.numerator + missing) >= target * whole.belonging - 1e-9
    assert missing == 0 or whole.numerator + missing - 1 < target * whole.belonging


def test_a_place_that_does_not_move_adds_nothing_by_a_day():
    places = {"fast": Count(0, 40), "still": Count(0, 900)}
    ranked = rank_gaps(places, 0.5, {"fast": 1.5}, days=10)
    assert [(gap.place, gap.gain) for gap in ranked] == [("fast", 15)]
    with pytest.raises(ValueError, match="between 0 and 1"):
        rank_gaps(places, 1.2)
