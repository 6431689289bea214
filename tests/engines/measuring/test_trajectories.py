"""Forecasts beside SciPy's regression, and honest where nothing can be told."""

import random
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from diaban.engines.measuring import Outlook, expected_share, forecast
from diaban.engines.measuring.trajectories import FURTHEST_DAYS, student_deviate

BEGIN = date(2021, 1, 1)


def months(shares):
    return [(BEGIN + timedelta(days=30 * n), share) for n, share in enumerate(shares)]


@given(st.sampled_from([0.8, 0.9, 0.95, 0.99]), st.integers(1, 200))
def test_students_deviate_is_that_of_scipy(confidence, freedom):
    theirs = stats.t.ppf(0.5 + confidence / 2, freedom)
    assert student_deviate(confidence, freedom) == pytest.approx(theirs, rel=1e-6)


@given(st.lists(st.floats(0.0, 0.6), min_size=4, max_size=12), st.floats(0.65, 1.0))
def test_the_days_are_those_on_which_the_band_of_scipys_line_covers_the_target(shares, target):
    found = forecast(months(shares), target)
    xs = np.arange(len(shares)) * 30.0
    line = stats.linregress(xs, shares)
    assume(np.isfinite(line.slope) and abs(line.slope) > 1e-9)
    t = stats.t.ppf(0.975, len(shares) - 2)
    sure = line.slope > 0 and line.slope - t * line.stderr > 1e-9
    if line.slope + 1e-9 < t * line.stderr or line.slope < 0:
        assert found.outlook == Outlook.CANNOT_TELL
        return
    assume(sure)
    ahead = np.arange(xs[-1] + 1, xs[-1] + FURTHEST_DAYS + 1)
    off = np.array(shares) - line.intercept - line.slope * xs
    variance = (off**2).sum() / (len(xs) - 2)
    spread = ((xs - xs.mean()) ** 2).sum()
    reach = t * np.sqrt(variance * (1 / len(xs) + (ahead - xs.mean()) ** 2 / spread))
    middle = line.intercept + line.slope * ahead
    above, below = ahead[middle + reach >= target], ahead[middle - reach >= target]
    if not len(above):
        assert found.outlook == Outlook.CANNOT_TELL
        return
    assert abs((found.earliest - BEGIN).days - above[0]) <= 1
    if found.outlook == Outlook.EXPECTED:
        assert abs((found.latest - BEGIN).days - (below[0] if len(below) else 1e9)) <= 1
        assert found.earliest <= found.day <= found.latest
    else:
        assert found.outlook == Outlook.NOT_BEFORE
        assert not len(below) or below[0] >= xs[-1] + FURTHEST_DAYS - 1


def test_the_interval_holds_the_true_day_about_as_often_as_it_says():
    chance = random.Random(7)
    true_day, held, told = (0.8 - 0.1) / 0.002, 0, 0
    for _ in range(600):
        shares = [0.1 + 0.002 * 30 * n + chance.gauss(0, 0.012) for n in range(7)]
        found = forecast(months(shares), 0.8)
        if found.outlook == Outlook.EXPECTED:
            told += 1
            held += found.earliest <= BEGIN + timedelta(days=true_day) <= found.latest
    assert told > 550
    assert 0.92 <= held / told <= 0.98


@pytest.mark.parametrize(
    "shares", [[], [0.2], [0.2, 0.3, 0.4], [0.5] * 8, [0.5, 0.45, 0.4, 0.3], [0.3, 0.5, 0.2, 0.45]]
)
def test_it_says_that_it_cannot_tell(shares):
    found = forecast(months(shares), 0.9)
    assert found.outlook == Outlook.CANNOT_TELL
    assert found.day is None


def test_a_target_that_was_reached_names_the_day_and_one_lost_again_is_not_reached():
    assert forecast(months([0.5, 0.91, 0.95]), 0.9).day == BEGIN + timedelta(days=30)
    assert forecast(months([0.5, 0.91, 0.85]), 0.9).outlook != Outlook.REACHED
    # lost and won again: since when it has stayed
    assert forecast(months([0.91, 0.85, 0.92, 0.93]), 0.9).day == BEGIN + timedelta(days=60)


def test_a_plan_is_straight_between_its_milestones():
    plan = months([0.0, 0.5, 0.6])
    assert expected_share(plan, BEGIN - timedelta(days=9)) == 0.0
    assert expected_share(plan, BEGIN + timedelta(days=15)) == pytest.approx(0.25)
    assert expected_share(plan, BEGIN + timedelta(days=45)) == pytest.approx(0.55)
    assert expected_share(plan, BEGIN + timedelta(days=99)) == 0.6
    for bad in ([], [*plan, plan[0]]):
        with pytest.raises(ValueError, match="in order"):
            expected_share(bad, BEGIN)
    with pytest.raises(ValueError, match="in order"):
        forecast([*plan, plan[0]], 0.9)
