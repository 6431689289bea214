"""Corrected shares and the judgement of lots, beside SciPy and beside thousands of audits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diaban.engines.measuring import (
    Audited,
    Interval,
    correct_by_rates,
    correct_share,
    correct_strata,
    judge_lot,
    most_errors,
    size_without_error,
    wilson,
)

classes = st.integers(0, 2_000).flatmap(
    lambda population: st.integers(0, min(population, 300)).flatmap(
        lambda looked_at: st.tuples(
            st.just(population), st.just(looked_at), st.integers(0, looked_at)
        )
    )
)


@given(classes, classes)
def test_a_corrected_share_is_the_stratified_one_within_its_bounds(counted, others):
    if counted[0] + others[0] == 0:
        with pytest.raises(ValueError, match="no records"):
            correct_share(Audited(*counted), Audited(*others))
        return
    found = correct_share(Audited(*counted), Audited(*others))
    rates = [wrong / looked_at if looked_at else 0.0 for _, looked_at, wrong in (counted, others)]
    expected = (counted[0] * (1 - rates[0]) + others[0] * rates[1]) / (counted[0] + others[0])
    assert found.share == pytest.approx(expected)
    assert 0.0 <= found.low <= found.share + 1e-12
    assert found.share - 1e-12 <= found.high <= 1.0


def test_of_a_class_that_nobody_looked_at_nothing_is_known():
    found = correct_share(Audited(800, 800, 0), Audited(200, 0, 0))
    assert (found.low, found.high) == (0.8, 1.0)


def test_strata_drawn_unevenly_hold_the_truth_as_often_as_they_say():
    """Two thousand audits of counted and other records, of which some strata are drawn thinly."""
    chance = np.random.default_rng(11)
    sizes, bad = np.array([1_200, 80, 500, 60]), np.array([60, 30, 20, 30])
    drawn = np.array([60, 40, 80, 30])
    truth = (sizes[:2].sum() - bad[:2].sum() + bad[2:].sum()) / sizes.sum()
    shares, held = [], 0
    for _ in range(2_000):
        wrong = chance.hypergeometric(bad, sizes - bad, drawn)
        strata = [Audited(*map(int, row)) for row in zip(sizes, drawn, wrong, strict=True)]
        found = correct_strata(strata[:2], strata[2:])
        shares.append(found.share)
        held += found.low <= truth <= found.high
    assert np.mean(shares) == pytest.approx(truth, abs=0.002)
    assert 0.93 <= held / 2_000 <= 1.0


@pytest.mark.parametrize(("false_yes", "false_no"), [(0.1, 0.2), (0.02, 0.01), (0.0, 0.05)])
def test_the_interval_holds_the_truth_as_often_as_it_says(false_yes, false_no):
    """Four thousand audits of 900 counted and 600 others."""
    chance = np.random.default_rng(7)
    bad = round(900 * false_yes), round(600 * false_no)
    truth = (900 - bad[0] + bad[1]) / 1_500
    held = 0
    for _ in range(4_000):
        wrong = (chance.hypergeometric(bad[0], 900 - bad[0], 120),
                 chance.hypergeometric(bad[1], 600 - bad[1], 80))  # fmt: skip
        found = correct_share(Audited(900, 120, int(wrong[0])), Audited(600, 80, int(wrong[1])))
        held += found.low - 1e-12 <= truth <= found.high + 1e-12
    assert 0.93 <= held / 4_000 <= 1.0


@given(st.floats(0.0, 1.0), st.floats(0.55, 1.0), st.floats(0.55, 1.0))
def test_known_rates_are_taken_out_again(truth, sensitivity, specificity):
    measured = truth * sensitivity + (1 - truth) * (1 - specificity)
    found = correct_by_rates(Interval(measured, measured, measured), sensitivity, specificity)
    assert found == pytest.approx((truth, truth, truth), abs=1e-9)


def test_a_coin_corrects_nothing():
    with pytest.raises(ValueError, match="tells nothing"):
        correct_by_rates(wilson(5, 10), 0.5, 0.5)


lots = st.integers(1, 600).flatmap(
    lambda population: st.integers(0, population).flatmap(
        lambda looked_at: st.tuples(
            st.just(population), st.just(looked_at), st.integers(0, looked_at)
        )
    )
)


@given(lots, st.sampled_from([0.0, 0.01, 0.05, 0.2]), st.sampled_from([0.8, 0.95, 0.99]))
def test_a_lot_is_judged_as_scipy_would(lot, tolerated, confidence):
    population, looked_at, wrong = lot
    allowed = int(tolerated * population + 1e-9)
    few = stats.hypergeom.cdf(wrong, population, min(allowed + 1, population), looked_at)
    few = 0.0 if allowed + 1 > population else few
    many = stats.hypergeom.sf(wrong - 1, population, allowed, looked_at)
    if min(abs(few - (1 - confidence)), abs(many - (1 - confidence))) < 1e-9:
        return
    expected = "stands" if few <= 1 - confidence else "falls" if many <= 1 - confidence else "open"
    assert judge_lot(*lot, tolerated, confidence) == expected


@given(st.integers(1, 500), st.sampled_from([0.02, 0.05, 0.1]))
def test_sizes_and_numbers_of_errors_fit_the_judgement(population, tolerated):
    size = size_without_error(population, tolerated)
    assert judge_lot(population, size, 0, tolerated) == "stands"
    assert size == 1 or judge_lot(population, size - 1, 0, tolerated) != "stands"
    most = most_errors(population, size, tolerated)
    assert most is not None
    assert most == size or judge_lot(population, size, most + 1, tolerated) != "stands"


def test_all_looked_at_leaves_no_doubt():
    assert judge_lot(40, 40, 2, 0.05) == "stands"
    assert judge_lot(40, 40, 3, 0.05) == "falls"


@pytest.mark.parametrize("lot", [(0, 0, 0), (5, 6, 0), (5, 2, 3), (5, 2, -1)])
def test_no_such_lot(lot):
    with pytest.raises(ValueError, match="no such lot"):
        judge_lot(*lot, 0.05)
