"""Who is within a limit of each place: the same as asking for each place by itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.reach.drawings import draw, place, random_roads, street

from diaban.engines.reach import (
    BICYCLE,
    MOTORBIKE,
    WALKING,
    Gaps,
    ReachError,
    SnapLimits,
    Within,
    build_network,
    catchments,
    find_catchments,
    find_nearest,
    find_positions,
)
from diaban.engines.reach.catchments import find_node_catchments

ANYWHERE = SnapLimits(100_000.0, 0.0)
LIMITS = [Within(40.0, "metres"), Within(260.0, "metres"), Within(2.0, "minutes"),
          Within(1e5, "metres")]  # fmt: skip


def scatter(seed, count):
    columns, rows = np.random.default_rng(seed).uniform(-0.5, 3.5, (2, count))
    return place(columns, rows)


def dense(table):
    """Return a table with infinity where nothing is stored."""
    told = np.full(table.shape, np.inf)
    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    told[rows, table.indices] = table.data
    return told


def one_by_one(network, places, homes, within):
    """Ask for the nearest of one point at a time."""
    rows = []
    for number in range(len(places)):
        found = find_nearest(network, homes, places.chosen(np.array([number])), within.by)
        amount = found.metres if within.by == "metres" else found.minutes
        rows.append(np.where(amount <= within.limit, amount, np.inf))
    return np.array(rows)


@settings(deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from([WALKING, BICYCLE, MOTORBIKE]),
    st.sampled_from(LIMITS),
    st.sampled_from([catchments._BLOCK, 30]),
)
def test_the_table_holds_what_single_searches_find(seed, mode, within, block):
    network = build_network(random_roads(seed), mode, Gaps(0.0, 0.0))
    homes = find_positions(network, scatter(seed, 25), ANYWHERE)
    places = find_positions(network, scatter(seed + 1, 9), ANYWHERE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catchments, "_BLOCK", block)
        patch.setattr(catchments, "_LEAST_TILE_METRES", 60.0)
        table = find_catchments(network, places, homes, within)
    assert dense(table) == pytest.approx(one_by_one(network, places, homes, within))
    for row in range(len(places)):
        assert (np.diff(table.indices[table.indptr[row] : table.indptr[row + 1]]) > 0).all()


@settings(deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([WALKING, MOTORBIKE]), st.sampled_from(LIMITS))
def test_a_node_is_as_far_as_a_home_that_stands_on_it(seed, mode, within):
    network = build_network(random_roads(seed), mode, Gaps(0.0, 0.0))
    places = find_positions(network, scatter(seed + 1, 5), ANYWHERE)
    homes = find_positions(network, network.plane.to_degrees(network.x, network.y), ANYWHERE)
    found = dense(find_node_catchments(network, places, within))
    expected = one_by_one(network, places, homes, within)
    assert np.isfinite(found).sum() == pytest.approx(np.isfinite(expected).sum(), abs=0)
    assert found == pytest.approx(expected, abs=1e-6)


def test_a_place_off_the_network_has_an_empty_row():
    network = build_network(draw(street((0, 0), (4, 0))), WALKING)
    places = find_positions(network, place(np.r_[2.0, 2.0], np.r_[30.0, 0.0]))
    homes = find_positions(network, place(np.r_[1.0, 3.0, 2.0], np.r_[0.0, 0.0, 50.0]))
    table = find_catchments(network, places, homes, Within(500.0, "metres"))
    assert np.diff(table.indptr).tolist() == [0, 2]


def test_no_places_give_a_table_without_rows():
    network = build_network(draw(street((0, 0), (4, 0))), WALKING)
    none = find_positions(network, (np.zeros(0), np.zeros(0)))
    homes = find_positions(network, place(np.r_[1.0], np.r_[0.0]))
    assert find_catchments(network, none, homes, Within(9.0, "minutes")).shape == (0, 1)
    assert find_catchments(network, homes, none, Within(9.0, "minutes")).shape == (1, 0)


@pytest.mark.parametrize("limit", [0.0, -3.0, np.inf, np.nan])
def test_a_limit_that_limits_nothing_is_refused(limit):
    with pytest.raises(ReachError, match="limit"):
        Within(limit, "metres")
