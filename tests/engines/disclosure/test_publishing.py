"""Nobody works a small count out: not from sums, not from two days, not who knows the rule."""

from __future__ import annotations

import doctest
import inspect
from collections import defaultdict
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines import disclosure
from diaban.engines.disclosure import LEAST, WITHHELD, publish

SMALL = 2  # a least group so small that every table there is can be gone through
LARGEST = 6


def test_exactly_these_names_are_public():
    names = {"LEAST", "WITHHELD", "Published", "mask_text", "mask_words", "publish"}
    assert set(disclosure.__all__) == names


@pytest.mark.parametrize("name", ["Published", "mask_text", "mask_words", "publish"])
def test_every_public_name_has_an_example(name):
    value = getattr(disclosure, name)
    assert inspect.getdoc(value)
    assert doctest.DocTestFinder(recurse=False).find(value, name)[0].examples


@pytest.mark.parametrize("counts", [[[-1]], [1, 2], [[[1]]]])
def test_what_is_no_table_of_counts_is_refused(counts):
    with pytest.raises(ValueError, match="no table"):
        publish(counts)
    with pytest.raises(ValueError, match="no group"):
        publish([[1]], least=1)


def told(table: tuple[tuple[int, ...], ...]) -> tuple[object, ...]:
    """All that somebody has who knows the exact sums besides, where sums are told at all."""
    figures, sums, _ = publish([list(row) for row in table], SMALL)
    exact = np.where(sums == WITHHELD, WITHHELD, np.asarray(table).sum(axis=0))
    return tuple(figures.ravel().tolist()), tuple(exact.tolist())


def every_table(rows: int, columns: int, largest: int = LARGEST):
    row = list(product(range(largest + 1), repeat=columns))
    return list(product(row, repeat=rows))


@pytest.mark.parametrize(("rows", "columns", "largest"), [(3, 1, 8), (4, 1, 6), (3, 2, 4)])
def test_whatever_is_told_a_small_count_may_be_any_small_count(rows, columns, largest):
    by_told = defaultdict(list)
    for table in every_table(rows, columns, largest):
        by_told[told(table)].append(table)
    looked_at = 0
    for tables in by_told.values():
        possible = {
            (i, c): {table[i][c] for table in tables}
            for i, c in product(range(rows), range(columns))
        }
        for table in tables:
            # a table at the end of what is gone through has its neighbours beyond
            if max(map(max, table)) > largest - SMALL:
                continue
            for i, c in product(range(rows), range(columns)):
                if table[i][c] < SMALL:
                    looked_at += 1
                    assert set(range(SMALL)) <= possible[i, c], (table, i, c)
    assert looked_at > 50


@cache
def seen_on(table: tuple[tuple[int, ...], ...], covered: tuple[bool, ...]):
    published = publish([list(row) for row in table], SMALL, list(covered))
    figures, sums, covers = (tuple(part.ravel().tolist()) for part in published)
    return (figures, sums), covers


@pytest.fixture(scope="module")
def days():
    """Every pair of days of three rows, with what is told and which rows changed."""
    pairs = []
    for first, second in product(every_table(3, 1), repeat=2):
        moved = tuple(a != b for a, b in zip(first, second, strict=True))
        one, covers = seen_on(first, (False,) * 3)
        pairs.append((first, second, (one, seen_on(second, covers)[0], moved)))
    return pairs


def test_two_days_tell_no_more_of_a_small_count_that_stayed_the_same(days):
    possible = defaultdict(set)
    for first, _second, seen in days:
        possible[seen].add(first)
    looked_at = 0
    for first, second, seen in days:
        if max(map(max, (*first, *second))) > LARGEST - SMALL:
            continue
        for i, (count,) in enumerate(first):
            if count < SMALL and second[i] == first[i]:
                looked_at += 1
                assert set(range(SMALL)) <= {t[i][0] for t in possible[seen]}, (first, second, i)
    assert looked_at > 100


def test_two_days_never_tell_of_how_few_a_figure_changed(days):
    changes = defaultdict(set)
    for first, second, seen in days:
        for i in range(3):
            changes[seen[:2], i].add(second[i][0] - first[i][0])
    for (seen, i), found in changes.items():
        shown = seen[0][0][i], seen[1][0][i], *seen[0][1], *seen[1][1]
        # of larger figures and sums some of the counts lie beyond what is gone through
        if WITHHELD not in shown and max(shown) < LARGEST:
            assert len(found) >= SMALL, (seen, i)


counts = st.integers(0, 60) | st.integers(0, 20_000)
tables = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(counts, min_size=columns, max_size=columns), min_size=1, max_size=30
    )
)


@given(tables)
def test_every_figure_is_a_multiple_and_no_larger_than_the_count(table):
    figures, sums, _ = publish(table)
    exact = np.asarray(table)
    shown = figures != WITHHELD
    assert not (shown & (exact < LEAST)).any()
    assert (figures[shown] % LEAST == 0).all()
    assert ((exact - figures)[shown] >= 0).all()
    assert ((exact - figures)[shown] < LEAST).all()
    known = sums != WITHHELD
    assert (sums[known] % LEAST == 0).all()
    assert ((exact.sum(axis=0) - sums)[known] < LEAST).all()


@given(tables)
def test_no_subtraction_from_a_sum_leaves_a_group_too_small(table):
    """What is left of a column's exact sum without the figures shown covers whoever is hidden."""
    figures, sums, _ = publish(table)
    exact = np.asarray(table)
    for column in range(exact.shape[1]):
        hidden = figures[:, column] == WITHHELD
        if hidden.any() and sums[column] != WITHHELD:
            small = hidden & (exact[:, column] < LEAST)
            left = exact[hidden, column].sum()
            assert left >= 2 * LEAST or not small.any()


@given(tables, st.data())
def test_a_small_count_moved_into_the_cover_changes_nothing_that_is_told(table, data):
    """The other world that a reader cannot tell from this one, at the size of a city."""
    exact = np.asarray(table)
    figures, sums, _ = publish(exact)
    covers = [i for i in range(len(exact)) if (figures[i] == WITHHELD).all()]
    large = [i for i in covers if (exact[i] >= 4 * LEAST).all()]
    small = [(i, c) for i, c in zip(*np.nonzero(exact < LEAST), strict=True) if i not in large]
    if not large or not small:
        return
    (i, c), value = data.draw(st.sampled_from(small)), data.draw(st.integers(0, LEAST - 1))
    other = exact.copy()
    other[i, c] = value
    other[large[-1], c] += exact[i, c] - value
    again = publish(other)
    assert (again.figures == figures).all()
    assert (again.sums == sums).all()


def test_the_same_rows_cover_on_every_day_whatever_the_large_counts_are():
    days = [[[500 + day], [900 - day], [7], [300]] for day in range(0, 200, 13)]
    hidden = {tuple((publish(day).figures == WITHHELD).ravel().tolist()) for day in days}
    assert hidden == {(True, False, True, False)}
