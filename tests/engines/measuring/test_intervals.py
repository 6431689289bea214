"""Intervals and sizes, beside SciPy's and beside what they promise."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diaban.engines.measuring import Interval, clopper_pearson, sample_size, wilson
from diaban.engines.measuring.beta import beta_quantile, beta_share

samples = st.integers(1, 5_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
confidences = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.999])


@given(samples, confidences)
def test_intervals_are_those_of_scipy(sample, confidence):
    test = stats.binomtest(*sample)
    for ours, method in ((wilson, "wilson"), (clopper_pearson, "exact")):
        theirs = test.proportion_ci(confidence, method)
        assert ours(*sample, confidence)[1:] == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(st.floats(1e-6, 1 - 1e-6), st.floats(0.5, 5_000), st.floats(0.5, 5_000))
def test_the_beta_distribution_is_that_of_scipy(x, a, b):
    assert beta_share(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-10)
    assert beta_share(beta_quantile(x, a, b), a, b) == pytest.approx(x, abs=1e-6)


@given(samples, confidences, st.integers(0, 100_000))
def test_an_interval_holds_its_share_and_narrows_with_the_population(sample, confidence, more):
    found, of = sample
    for interval in (wilson(*sample, confidence), clopper_pearson(*sample, confidence)):
        assert 0.0 <= interval.low <= interval.share <= interval.high <= 1.0
    from_few = wilson(found, of, confidence, population=of + more)
    assert from_few.half_width <= wilson(found, of, confidence).half_width + 1e-12


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.97])
def test_the_exact_interval_holds_at_least_as_often_as_it_says(share):
    of, confidence = 80, 0.9
    held = sum(
        stats.binom.pmf(found, of, share)
        for found in range(of + 1)
        if clopper_pearson(found, of, confidence).low <= share
        and share <= clopper_pearson(found, of, confidence).high
    )
    assert held >= confidence - 1e-9


@pytest.mark.parametrize("sample", [(1, 0), (-1, 3), (4, 3), (0, 0)])
def test_no_such_sample(sample):
    for interval in (wilson, clopper_pearson):
        with pytest.raises(ValueError, match="no such sample"):
            interval(*sample)
    with pytest.raises(ValueError, match="no such sample"):
        wilson(1, 10, population=9)
    with pytest.raises(ValueError, match="confidence"):
        wilson(1, 2, 1.0)


@given(
    st.floats(0.005, 0.3), confidences, st.one_of(st.none(), st.integers(1, 10**7)),
    st.floats(0.0, 1.0),
)  # fmt: skip
def test_a_size_is_the_least_that_keeps_the_width(half_width, confidence, population, share):
    size = sample_size(half_width, confidence, population, share)
    at_worst = sample_size(half_width, confidence, population)
    assert 1 <= size <= at_worst
    assert population is None or size <= population
    if size > 1:
        less = _half_width(share, size - 1, confidence, population)
        assert less > half_width - 1e-12
    if population is None or size < population:
        assert _half_width(share, size, confidence, population) <= half_width + 1e-12


def _half_width(share: float, of: int, confidence: float, population: int | None) -> float:
    """A second way to Wilson's interval: the roots of its quadratic."""
    n = of if population is None else of * (population - 1) / (population - of)
    z2 = stats.norm.ppf(0.5 + confidence / 2) ** 2
    b, c = 2 * share + z2 / n, share**2
    root = math.sqrt(max(0.0, b * b - 4 * (1 + z2 / n) * c))
    low, high = (b - root) / (2 + 2 * z2 / n), (b + root) / (2 + 2 * z2 / n)
    return (min(high, 1.0) - max(low, 0.0)) / 2


def test_a_size_near_cochrans():
    # Cochran 1977, 4.4: n0 = z²pq/d² = 384.1, and with N = 1,000: 278
    assert abs(sample_size(0.05) - 384) <= 4
    assert abs(sample_size(0.05, population=1_000) - 278) <= 3
    for wrong in (0.0, 0.5, -1.0):
        with pytest.raises(ValueError, match="no sample"):
            sample_size(wrong)
    with pytest.raises(ValueError, match="nothing to draw"):
        sample_size(0.1, population=0)


def test_half_width():
    assert Interval(0.3, 0.2, 0.6).half_width == pytest.approx(0.2)
