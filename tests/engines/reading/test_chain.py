"""The chain of tags: what forward and backward sums say is what all rows of tags together say."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scripts.fit_reading_words import Chains, Paragraph

from diaban.engines.reading.chain import BEGIN, INSIDE, OUTSIDE, TAGS, tag_chances

WEIGHTS = st.floats(-4, 4, allow_nan=False)
SCORES = st.integers(1, 5).flatmap(lambda n: arrays(float, (n, len(TAGS)), elements=WEIGHTS))
STEPS = arrays(float, (1 + len(TAGS), len(TAGS)), elements=WEIGHTS)


def may_be(tags) -> bool:
    """Whether a duty goes on only behind its beginning."""
    pairs = zip((OUTSIDE, *tags), tags, strict=False)
    return not any(before == OUTSIDE and behind == INSIDE for before, behind in pairs)


def weighed(tags, scores, steps) -> float:
    told = sum(scores[place, tag] for place, tag in enumerate(tags))
    before = (-1, *tags)
    return float(
        np.exp(told + sum(steps[one + 1, two] for one, two in zip(before, tags, strict=False)))
    )


@given(SCORES, STEPS)
def test_chances_are_those_of_all_rows_that_may_be(scores, steps):
    expected = np.zeros_like(scores)
    for tags in filter(may_be, product(range(len(TAGS)), repeat=len(scores))):
        for place, tag in enumerate(tags):
            expected[place, tag] += weighed(tags, scores, steps)
    expected /= expected.sum(axis=1, keepdims=True)
    assert tag_chances(scores, steps) == pytest.approx(expected, abs=1e-9)


@given(SCORES, STEPS)
def test_what_is_added_to_all_tags_of_a_word_changes_nothing(scores, steps):
    moved = scores + np.arange(len(scores))[:, None] * 3.0
    assert tag_chances(moved, steps) == pytest.approx(tag_chances(scores, steps), abs=1e-9)


def test_a_long_paragraph_neither_overflows_nor_vanishes():
    scores = np.tile([[700.0, -700.0, 300.0]], (5_000, 1))
    chances = tag_chances(scores, np.zeros((4, 3)))
    assert np.isfinite(chances).all()
    assert chances[:, BEGIN].min() > 0.99


@given(st.randoms(use_true_random=False))
def test_the_fit_climbs_along_the_slope_it_says(random):
    """The gradient of the likelihood is that of finite differences."""
    rows = [[BEGIN, INSIDE, OUTSIDE], [OUTSIDE, BEGIN], [BEGIN, INSIDE, INSIDE, BEGIN]]
    paragraphs = [
        Paragraph([["always", f"0 {random.choice('ab')}"] for _ in tags], tags) for tags in rows
    ]
    chains = Chains(paragraphs)
    weights = np.array([[random.uniform(-1, 1) for _ in range(2)] for _ in chains.names])
    steps = np.array([[random.uniform(-1, 1) for _ in TAGS] for _ in range(1 + len(TAGS))])
    _, slope, steps_slope = chains.loss(weights, steps)
    for of, found in ((weights, slope), (steps, steps_slope)):
        place = random.randrange(of.shape[0]), random.randrange(of.shape[1])
        if of is steps and place[1] == INSIDE:
            continue  # some of these cannot be
        low, high = (_moved(chains, weights, steps, of, place, by) for by in (-1e-5, 1e-5))
        assert found[place] == pytest.approx((high - low) / 2e-5, abs=1e-4)


def _moved(chains, weights, steps, of, place, by) -> float:
    of[place] += by
    value = chains.loss(weights, steps)[0]
    of[place] -= by
    return value
