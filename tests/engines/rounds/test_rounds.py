"""Lots of even work that hang together, and walks that are not silly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.rounds import Ways, draw_lots, order_walk, walk_length
from diaban.engines.rounds.walking import LARGEST, _costs, _nearest_first

TOLERANCE = 0.02


def doors(seed: int, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return doors in clusters along streets, some at one point; and their work."""
    chance = np.random.default_rng(seed)
    middles = chance.uniform(0, 0.02, (5, 2))
    places = middles[chance.integers(0, 5, count)] + chance.normal(0, 0.002, (count, 2))
    places = places.round(int(chance.integers(3, 8)))
    work = 1.0 + chance.integers(0, 4, count) * 0.25 * chance.integers(0, 2)
    return 21.0 + places[:, 0], 105.8 + places[:, 1], work


cases = st.tuples(st.integers(0, 10**6), st.integers(1, 160)).flatmap(
    lambda case: st.tuples(st.just(case[0]), st.just(case[1]), st.integers(1, min(case[1], 12)))
)


@settings(deadline=None)
@given(cases)
def test_each_door_is_in_one_lot_and_the_work_is_even(case):
    seed, count, lots = case
    lat, lng, work = doors(seed, count)
    drawn = draw_lots(lat, lng, work, lots, TOLERANCE)
    assert drawn.lot.shape == (count,)
    assert set(drawn.lot.tolist()) == set(range(lots))
    assert drawn.work.sum() == pytest.approx(work.sum())
    uneven = np.abs(drawn.work - work.sum() / lots).max()
    assert uneven <= TOLERANCE * work.sum() / lots + work.max() + 1e-9


@settings(deadline=None)
@given(cases, st.randoms())
def test_lots_do_not_hang_on_the_order_of_the_doors(case, shuffler):
    seed, count, lots = case
    lat, lng, work = doors(seed, count)
    order = list(range(count))
    shuffler.shuffle(order)
    one = draw_lots(lat, lng, work, lots)
    other = draw_lots(lat[order], lng[order], work[order], lots)
    assert other.spread_metres == pytest.approx(one.spread_metres)
    assert sorted(other.work.tolist()) == pytest.approx(sorted(one.work.tolist()))


def test_groups_that_lie_apart_are_lots_by_themselves():
    lat = np.concatenate([np.full(10, 21.0 + n / 10) for n in range(4)])
    drawn = draw_lots(lat, np.full(40, 105.8), np.ones(40), 4)
    assert drawn.lot.reshape(4, 10).std(axis=1).tolist() == [0.0] * 4
    assert drawn.spread_metres < 1.0


def test_sharing_anew_is_more_compact_than_halving_alone(monkeypatch):
    lat, lng, work = doors(3, 600)
    better = draw_lots(lat, lng, work, 9).spread_metres
    monkeypatch.setattr("diaban.engines.rounds.lots._SWEEPS", 0)
    assert better < draw_lots(lat, lng, work, 9).spread_metres


@pytest.mark.parametrize(("lots", "load"), [(0, 1.0), (4, 1.0), (2, 0.0), (2, -1.0)])
def test_lots_that_cannot_be(lots, load):
    three = np.array([21.0, 21.1, 21.2])
    with pytest.raises(ValueError, match="cannot make"):
        draw_lots(three, three + 84.8, np.full(3, load), lots)


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 60), st.booleans())
def test_a_walk_meets_each_door_once_and_is_no_longer_than_the_nearest_first(seed, count, named):
    lat, lng, _ = doors(seed, count)
    chance = np.random.default_rng(seed)
    ways = Ways(chance.integers(-1, 4, count), chance.integers(-1, 2, count)) if named else None
    walk = order_walk(lat, lng, ways)
    assert sorted(walk.tolist()) == list(range(count))
    assert order_walk(lat, lng, ways).tolist() == walk.tolist()
    if count > 2:
        nearest = _nearest_first(_costs(lat, lng, ways), 0)[1:]
        longest = walk_length(lat, lng, nearest, ways)
        assert walk_length(lat, lng, walk, ways) <= longest + 1e-6


def test_a_row_of_doors_is_walked_from_end_to_end():
    row = np.random.default_rng(1).permutation(40)
    walk = order_walk(21.0 + row / 10_000, np.full(40, 105.8))
    assert row[walk].tolist() in (list(range(40)), list(range(39, -1, -1)))


def test_one_side_of_a_street_is_walked_before_the_other():
    """Houses six metres apart face each other over eight metres of street."""
    number = np.arange(40)
    side = number % 2
    lat = 21.0 + (number // 2) * 6 / 111_195
    lng = 105.8 + side * 8 / 111_195 / np.cos(np.radians(21.0))
    walk = order_walk(lat, lng, Ways(np.zeros(40, dtype=np.int64), side))
    assert np.abs(np.diff(side[walk])).sum() == 1
    assert walk_length(lat, lng, walk) <= 2 * 19 * 6 + 8 + 1


def test_too_many_doors_for_one_walk():
    many = np.full(LARGEST + 1, 21.0)
    with pytest.raises(ValueError, match="draw lots first"):
        order_walk(many, many + 84.8)
