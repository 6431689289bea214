"""A unit among its peers: rank among the known, the unknown told apart."""

from datetime import date

import pytest

from diaban.engines.measuring import Count
from diaban.spine.programme.models import Gauge, Relation, Target
from diaban.spine.programme.peers import among_peers
from diaban.spine.programme.targets import Standing


def standing(counts, silent=(), relation=Relation.AT_LEAST):
    target = Target(title="x", relation=relation, threshold=0.8)
    return Standing(target, date(2026, 6, 30), Gauge(measure="m"), counts, silent, {})


COUNTS = {
    1: Count(9, 10),
    2: Count(5, 10, unknown=10),
    3: Count(5, 10),
    4: Count(),
    None: Count(1, 1),
}


@pytest.mark.parametrize(("unit", "rank"), [(1, 1), (2, 2), (3, 2), (4, None), (7, None)])
def test_equals_share_a_rank_and_the_unknown_have_none(unit, rank):
    told = among_peers(standing(COUNTS, silent=(7, 8)), unit)
    assert told.rank == rank
    assert (told.known, told.unknown) == (3, 3)
    assert (told.best, told.median) == (0.9, 0.5)


def test_where_less_is_better_the_least_is_first():
    told = among_peers(standing(COUNTS, relation=Relation.AT_MOST), 1)
    assert told.rank == 3
    assert told.best == 0.5


def test_a_unit_that_the_target_is_not_about_is_not_ranked():
    assert among_peers(standing(COUNTS), 99) is None


def test_of_nothing_known_there_is_no_best():
    told = among_peers(standing({}, silent=(7,)), 7)
    assert (told.rank, told.best, told.median, told.count) == (None, None, None, Count())
