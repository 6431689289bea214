"""One audit for several measures: enough for each, and hardly more than the least there is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import norm

from diaban.engines.measuring import Wanted, allocate_for

strata = st.dictionaries(st.sampled_from("abcde"), st.integers(30, 20_000), min_size=1)
shares = st.sampled_from([0.02, 0.1, 0.5, 0.8, 0.97])


@st.composite
def audits(draw):
    populations = draw(strata)
    wanted = {
        name: Wanted(draw(st.floats(0.02, 0.1)), {key: draw(shares) for key in populations})
        for name in draw(st.sets(st.sampled_from("xyz"), min_size=1))
    }
    return populations, wanted


def variance(populations, sizes, wanted, name):
    """The textbook formula, stratum by stratum (Cochran 1977, 5.9 and 3.6)."""
    whole = sum(populations.values())
    total = 0.0
    for key, population in populations.items():
        p = wanted[name].expected_in(key)
        spread = p * (1 - p) * population / (population - 1)
        total += (population / whole) ** 2 * spread * (1 / sizes[key] - 1 / population)
    return total


@given(audits())
def test_every_measure_gets_its_width(audit):
    populations, wanted = audit
    sizes = allocate_for(populations, wanted)
    for name, one in wanted.items():
        allowed = (one.half_width / norm.ppf(0.975)) ** 2
        assert variance(populations, sizes, wanted, name) <= allowed * (1 + 1e-6)
    assert all(2 <= sizes[key] <= populations[key] for key in populations)


@settings(max_examples=25, deadline=None)
@given(audits())
def test_it_is_hardly_larger_than_what_scipy_finds(audit):
    populations, wanted = audit
    keys = list(populations)
    bounds = [(2, populations[key]) for key in keys]

    def slack(name):
        allowed = (wanted[name].half_width / norm.ppf(0.975)) ** 2
        return lambda n: 1 - variance(populations, dict(zip(keys, n)), wanted, name) / allowed  # noqa: B905

    least = minimize(
        np.sum, [float(populations[key]) for key in keys], method="SLSQP", bounds=bounds,
        constraints=[{"type": "ineq", "fun": slack(name)} for name in wanted],
        options={"maxiter": 500},
    )  # fmt: skip
    if not least.success:
        return
    ours = sum(allocate_for(populations, wanted).values())
    assert ours <= least.fun * 1.01 + len(keys) + 1


def test_nothing_to_draw_from_or_no_such_width():
    for populations, width in (({}, 0.05), ({"a": 0}, 0.05), ({"a": 9}, 0.0), ({"a": 9}, 0.5)):
        with pytest.raises(ValueError, match="nothing to draw"):
            allocate_for(populations, {"x": Wanted(width)})
    assert allocate_for({"a": 1, "b": 0}, {"x": Wanted(0.05)}) == {"a": 1, "b": 0}
