"""The rule of commendation: only what is known for certain counts, and hiding never helps."""

from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.measuring import (
    Contest,
    Count,
    Order,
    Outcome,
    ShareBounds,
    Speaks,
    commend,
    compare_shares,
    with_vanished,
)

PLACES = [f"commune {n}" for n in range(9)]


def bounds(count: Count) -> ShareBounds:
    return ShareBounds(count.share, count.low, count.high)


def contest(counts: dict[str, Count], threshold: float = 0.9) -> Contest[str]:
    return Contest({place: bounds(count) for place, count in counts.items()}, threshold)


def exactly(shares: list[int]) -> dict[str, Count]:
    return {place: Count(share, 100) for place, share in zip(PLACES, shares, strict=True)}


counts = st.builds(
    lambda numerator, rest, unknown: Count(numerator, numerator + rest, unknown),
    st.integers(0, 30), st.integers(0, 30), st.integers(0, 30),
)  # fmt: skip
fields = st.lists(st.fixed_dictionaries(dict.fromkeys(PLACES, counts)), min_size=1, max_size=4)


def outcome_of(field: list[dict[str, Count]], place: str) -> Outcome:
    return commend([contest(target) for target in field])[place].outcome


RANK = [Outcome.NOT, Outcome.OPEN, Outcome.PROPOSED]


@given(fields, st.sampled_from(PLACES), st.data())
def test_making_known_records_unknown_never_makes_a_proposal(field, place, data):
    before = outcome_of(field, place)
    hidden = []
    for target in field:
        own = target[place]
        held = data.draw(st.integers(0, own.numerator))
        rest = data.draw(st.integers(0, own.rest))
        less = Count(own.numerator - held, own.denominator - held - rest, own.unknown + held + rest)
        hidden.append({**target, place: less})
    after = outcome_of(hidden, place)
    assert not (after == Outcome.PROPOSED and before != Outcome.PROPOSED)


@given(fields, st.sampled_from(PLACES), st.data())
def test_records_that_are_left_out_count_as_unknown_and_make_no_proposal(field, place, data):
    before = outcome_of(field, place)
    shorter = []
    for target in field:
        own = target[place]
        rest = data.draw(st.integers(0, own.rest))
        left = Count(own.numerator, own.denominator - rest, own.unknown)
        shorter.append({**target, place: with_vanished(left, own.belonging)})
    assert not (outcome_of(shorter, place) == Outcome.PROPOSED and before != Outcome.PROPOSED)


@given(fields, st.sampled_from(PLACES), st.data())
def test_whatever_the_unknown_turns_out_to_be_targets_still_speak_for_a_proposal(
    field, place, data
):
    if outcome_of(field, place) != Outcome.PROPOSED:
        return
    revealed = []
    for target in field:
        real = {}
        for name, count in target.items():
            yes = data.draw(st.integers(0, count.unknown))
            real[name] = Count(count.numerator + yes, count.belonging)
        revealed.append(real)
    merit = commend([contest(target) for target in revealed])[place]
    assert 2 * merit.at_least.count(Speaks.FOR) > len(field)


@given(fields, st.sampled_from(PLACES))
def test_more_that_holds_never_makes_the_outcome_worse(field, place):
    better = [
        {**target, place: Count(own.numerator + own.rest, own.denominator, own.unknown)}
        for target in field
        for own in [target[place]]
    ]
    assert RANK.index(outcome_of(better, place)) >= RANK.index(outcome_of(field, place))


@given(fields, st.permutations(PLACES))
def test_order_and_names_decide_nothing(field, order):
    plain = commend([contest(target) for target in field])
    turned = commend(
        [contest({place: target[place] for place in order}) for target in reversed(field)]
    )
    assert {place: merit.outcome for place, merit in plain.items()} == {
        place: merit.outcome for place, merit in turned.items()
    }


@given(fields)
def test_equal_figures_have_equal_outcomes(field):
    first, second = PLACES[:2]
    tied = [{**target, second: target[first]} for target in field]
    assert outcome_of(tied, first) == outcome_of(tied, second)


def test_who_reached_the_threshold_is_proposed_and_who_may_have_is_open():
    found = commend([contest({**exactly([50] * 9), PLACES[0]: Count(95, 100),
                              PLACES[1]: Count(80, 80, 20)})])  # fmt: skip
    assert found[PLACES[0]].outcome == Outcome.PROPOSED
    # 80–100 %: ahead of the others for certain all the same, whatever the unknown is
    assert found[PLACES[1]].outcome == Outcome.PROPOSED
    found = commend([contest({**exactly([80] * 9), PLACES[1]: Count(80, 80, 20)})])
    assert found[PLACES[1]].outcome == Outcome.OPEN
    assert found[PLACES[2]].outcome == Outcome.NOT


def test_one_good_target_does_not_make_up_for_one_far_behind():
    good = exactly([95, 40, 40, 40, 40, 40, 40, 40, 40])
    bad = exactly([10, 40, 40, 40, 40, 40, 40, 40, 40])
    assert outcome_of([good, good], PLACES[0]) == Outcome.PROPOSED
    found = commend([contest(good), contest(good), contest(bad)])[PLACES[0]]
    assert found.outcome == Outcome.NOT
    assert found.at_least == (Speaks.FOR, Speaks.FOR, Speaks.AGAINST)
    # nor does saying nothing of it
    silent = {**bad, PLACES[0]: Count()}
    assert outcome_of([good, good, silent], PLACES[0]) == Outcome.OPEN


def test_what_bars_a_place_is_told_only_where_its_figures_would_do():
    field = [contest(exactly([95, 95, 40, 40, 40, 40, 40, 40, 40]))]
    found = commend(field, barred={PLACES[0], PLACES[2]})
    assert [found[place].outcome for place in PLACES[:3]] == [
        Outcome.BARRED, Outcome.PROPOSED, Outcome.NOT,
    ]  # fmt: skip


def test_among_few_only_the_threshold_speaks():
    few = {place: Count(share, 100) for place, share in zip(PLACES, (70, 10, 10), strict=False)}
    assert commend([contest(few)])[PLACES[0]].outcome == Outcome.NOT


def test_a_threshold_to_exceed_is_not_met_by_itself():
    shares = {place: ShareBounds(0.9, 0.9, 0.9) for place in PLACES}
    assert commend([Contest(shares, 0.9)])[PLACES[0]].outcome == Outcome.PROPOSED
    assert commend([Contest(shares, 0.9, must_exceed=True)])[PLACES[0]].outcome == Outcome.NOT


@given(counts, counts, st.data())
def test_what_a_comparison_says_holds_whatever_the_unknown_is(first, second, data):
    said = compare_shares(bounds(first), bounds(second))
    if said == Order.CANNOT_TELL or not first.belonging or not second.belonging:
        return
    real = [
        (count.numerator + data.draw(st.integers(0, count.unknown))) / count.belonging
        for count in (first, second)
    ]
    assert said == (
        Order.MORE if real[0] > real[1] else Order.LESS if real[0] < real[1] else Order.EQUAL
    )
