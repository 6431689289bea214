"""Audit lots: anybody draws the same, whoever is drawn is drawn once, each has an equal chance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diaban.engines.measuring import allocate, draw, draw_stratified

keys = st.lists(st.text(min_size=1, max_size=8), max_size=60)


@given(keys, st.integers(0, 70), st.text(max_size=5), st.randoms())
def test_a_draw_hangs_on_seed_and_keys_alone(given_keys, size, seed, shuffler):
    drawn = draw(given_keys, size, seed)
    shuffled = given_keys * 2
    shuffler.shuffle(shuffled)
    assert draw(shuffled, size, seed) == drawn
    assert len(drawn) == len(set(drawn)) == min(size, len(set(given_keys)))
    assert set(drawn) <= set(given_keys)
    assert draw(given_keys, size + 1, seed)[:size] == drawn


@given(keys, st.integers(1, 20), st.text(min_size=1, max_size=8))
def test_who_comes_later_pushes_out_at_most_one(given_keys, size, newcomer):
    before, after = draw(given_keys, size, "s"), draw([*given_keys, newcomer], size, "s")
    assert len(set(before) - set(after)) <= 1


def test_each_key_has_an_equal_chance_and_seeds_are_independent():
    population = [f"address {n}" for n in range(50)]
    times = dict.fromkeys(population, 0)
    for seed in range(2_000):
        for key in draw(population, 10, f"{seed}"):
            times[key] += 1
    assert stats.chisquare(list(times.values())).pvalue > 0.001


counts = st.dictionaries(st.text(max_size=3), st.integers(0, 400), max_size=12)


@given(counts, st.integers(0, 2_000))
def test_all_is_shared_out_in_proportion_and_nobody_gets_more_than_there_is(strata, size):
    given_out = allocate(strata, size)
    whole = sum(strata.values())
    assert sum(given_out.values()) == min(size, whole)
    assert all(0 <= given_out[name] <= strata[name] for name in strata)
    some = [name for name in strata if strata[name]]
    if size >= len(some):
        assert all(given_out[name] for name in some)
    for one in some:
        for other in some:
            if strata[one] > strata[other]:
                assert given_out[one] >= given_out[other]


def test_proportions_are_kept_to_one():
    given_out = allocate({"a": 700, "b": 200, "c": 100}, 101)
    assert given_out == {"a": 71, "b": 20, "c": 10}


def test_strata_are_drawn_each_by_itself():
    strata = {"x": [f"x{n}" for n in range(80)], "y": [f"y{n}" for n in range(20)], "z": []}
    drawn = draw_stratified(strata, 10, "seed")
    assert {name: len(rows) for name, rows in drawn.items()} == {"x": 8, "y": 2, "z": 0}
    assert drawn["x"] == draw(strata["x"], 8, "seed")
    assert draw_stratified(strata, 10, "other") != drawn


@pytest.mark.parametrize("size", [0, 3])
def test_nothing_to_draw_from(size):
    assert draw([], size, "s") == []
    assert allocate({}, size) == {}
