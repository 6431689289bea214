"""Labels: figures, rows and changes read off the same ones, and agree for every table."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.measuring import Count, Label, Measure, recompute, shift, tally, while_fresh

PLACES = 3
BEGIN = date(2021, 1, 1)
days = st.one_of(st.none(), st.integers(0, 40).map(lambda n: BEGIN + timedelta(days=n)))
records = st.fixed_dictionaries({
    "place": st.integers(0, PLACES - 1), "coded_on": days, "seen_on": days,
    "kind": st.sampled_from(["house", "shop", None]),
})  # fmt: skip
SCHEMA = {"place": pl.Int32, "coded_on": pl.Date, "seen_on": pl.Date, "kind": pl.String}

CODED = Measure(
    "coded", 1, ("coded_on", "kind"),
    holds=lambda day: pl.col("coded_on").is_not_null() & (pl.col("coded_on") <= day),
    belongs=lambda day: pl.col("kind") == "house",
)  # fmt: skip
SEEN = Measure("seen", 2, ("seen_on",), lambda day: while_fresh(pl.lit(True), "seen_on", day, 7))
ALL = Measure("all", 1, (), lambda day: pl.lit(True))


def by_hand(row, measure: Measure, day: date) -> Label:
    """The rules again, in plain Python over one row."""
    if measure is ALL:
        return Label.NUMERATOR
    if measure is SEEN:
        fresh = row["seen_on"] is not None and 0 <= (day - row["seen_on"]).days <= 7
        return Label.NUMERATOR if fresh else Label.UNKNOWN
    if row["kind"] is None:
        return Label.UNKNOWN
    if row["kind"] == "shop":
        return Label.EXCLUDED
    coded = row["coded_on"] is not None and row["coded_on"] <= day
    return Label.NUMERATOR if coded else Label.REST


def table(rows) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA)


@given(st.lists(records, max_size=12), st.integers(0, 45))
def test_a_figure_is_the_number_of_the_rows_that_it_opens(rows, after):
    day = BEGIN + timedelta(days=after)
    frame = table(rows)
    found = recompute(frame, [CODED, SEEN, ALL], [day], PLACES)
    for measure in (CODED, SEEN, ALL):
        of_measure = found[measure.name, day]
        assert of_measure.total() == sum((of_measure.count(n) for n in range(PLACES)), Count())
        for place in range(PLACES):
            here = [row for row in rows if row["place"] == place]
            for label in Label:
                opened = frame.filter(pl.col("place") == place).filter(measure.rows(day, label))
                said = [row for row in here if by_hand(row, measure, day) == label]
                assert of_measure.table[place, label] == len(opened) == len(said)


@given(st.lists(records, min_size=1, max_size=8), st.lists(records, min_size=1, max_size=8))
def test_what_a_change_makes_is_the_difference_of_counting_all_again(before, after):
    day = BEGIN + timedelta(days=20)
    stay = len(before) // 2  # the first rows do not change and need not be looked at
    now = before[:stay] + after
    for measure in (CODED, SEEN, ALL):
        was = recompute(table(before), [measure], [day], PLACES)[measure.name, day]
        again = recompute(table(now), [measure], [day], PLACES)[measure.name, day]
        moved = was + shift(table(before[stay:]), table(after), measure, day, PLACES)
        assert np.array_equal(moved.table, again.table)


def test_evidence_past_its_shelf_life_is_unknown_and_not_no():
    seen = table([{"place": 0, "coded_on": None, "seen_on": BEGIN, "kind": "house"}])
    last = BEGIN + timedelta(days=7)
    found = recompute(seen, [SEEN], [last, last + timedelta(days=1)], 1)
    assert found["seen", last].total() == Count(1, 1)
    assert found["seen", last + timedelta(days=1)].total() == Count(unknown=1)


def test_a_place_outside_or_unnamed_is_refused():
    here = table([{"place": 3, "coded_on": None, "seen_on": None, "kind": None}])
    nowhere = here.with_columns(place=pl.lit(None, pl.Int32))
    for frame in (here, nowhere):
        with pytest.raises(IndexError, match="outside of 3"):
            recompute(frame, [ALL], [BEGIN], PLACES)
    with pytest.raises(IndexError, match="outside of 2"):
        tally(np.array([1], np.uint8), np.array([2]), 2)
    with pytest.raises(ValueError, match="one name"):
        recompute(table([]), [ALL, ALL], [BEGIN], PLACES)


@pytest.mark.parametrize("name", ["", "Coded", "mã", "a b", "-"])
def test_a_measure_has_a_name_that_can_stand_in_an_address(name):
    with pytest.raises(ValueError, match="no name"):
        Measure(name, 1, (), lambda day: pl.lit(True))
    with pytest.raises(ValueError, match="no name"):
        Measure("coded", 0, (), lambda day: pl.lit(True))


def test_of_a_record_with_versions_the_one_counts_that_stood_on_the_day():
    change = BEGIN + timedelta(days=10)
    versions = pl.DataFrame({
        "place": [0, 1], "valid_from": [BEGIN, change], "valid_to": [change, None],
    })  # fmt: skip
    before, since = change - timedelta(days=1), change
    found = recompute(versions, [ALL], [BEGIN - timedelta(days=1), before, since], 2)
    assert found["all", BEGIN - timedelta(days=1)].total() == Count()
    assert found["all", before].count(0) == Count(1, 1) == found["all", since].count(1)
    moved = shift(versions[:1], versions[1:], ALL, since, 2)
    assert moved.table.tolist() == [[0, 0, 0, 0], [0, 1, 0, 0]]
