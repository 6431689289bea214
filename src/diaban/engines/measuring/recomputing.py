"""Many measures of many places as of many days, over one table of records.

One grouped pass a day computes every measure's sums: Polars finds what rules share, and no label
column is ever laid down. A changed record is not counted again with all the others: what it was
labelled before leaves the tally, what it is labelled now joins it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from diaban.engines.measuring.measures import Label, Measure, Tally, tally

__all__ = ["recompute", "shift", "stands_on"]

Key = tuple[str, date]
_EACH = pl.col("place").is_not_null()


def recompute(
    records: pl.DataFrame, measures: Sequence[Measure], days: Sequence[date], places: int
) -> dict[Key, Tally]:
    """Return each measure's tally of each day, by its name and the day.

    ``records`` has a column ``place`` (integers from 0 to ``places``) and those that the measures
    read. With ``valid_from`` and ``valid_to`` (outside; null: still) its rows are versions of
    records, of which those count that stood at the end of the day. Time is one pass over the
    records a day; memory is a few columns a measure and core.
    IndexError for a place outside; ValueError for two measures of one name.

    >>> from datetime import date
    >>> seen = Measure("seen", 1, ("on",), lambda day: pl.col("on") <= day)
    >>> day = date(2021, 6, 30)
    >>> records = pl.DataFrame({"place": [0, 0, 1], "on": [day, None, date(2022, 1, 1)]})
    >>> recompute(records, [seen], [day], 2)["seen", day].table.tolist()
    [[0, 1, 0, 1], [0, 0, 1, 0]]
    """
    if len({measure.name for measure in measures}) != len(measures):
        raise ValueError("two measures of one name")
    _check_places(records, places)
    tallies: dict[Key, Tally] = {}
    for day in days:
        standing = records.lazy().filter(_stands(records.columns, day))
        sums = standing.group_by("place").agg(pl.len(), *_sums(measures, day)).collect()
        for number, measure in enumerate(measures):
            tallies[measure.name, day] = _read_off(sums, number, places)
    return tallies


def shift(
    before: pl.DataFrame, after: pl.DataFrame, measure: Measure, as_of: date, places: int
) -> Tally:
    """Return what the change of some records changes: add it to the tally that stood.

    ``before`` and ``after`` hold the changed records alone, as they were and are, each with its
    ``place``; a new record stands in ``after`` only, one that left in ``before`` only.

    >>> from datetime import date
    >>> seen = Measure("seen", 1, ("on",), lambda day: pl.col("on") <= day)
    >>> day = date(2021, 6, 30)
    >>> was = pl.DataFrame({"place": [0], "on": [None]}, schema_overrides={"on": pl.Date})
    >>> shift(was, was.with_columns(on=pl.lit(day)), seen, day, 1).table.tolist()
    [[0, 1, 0, -1]]
    """
    return _labelled(after, measure, as_of, places) - _labelled(before, measure, as_of, places)


def _labelled(records: pl.DataFrame, measure: Measure, as_of: date, places: int) -> Tally:
    _check_places(records, places)
    records = records.filter(_stands(records.columns, as_of))
    labels = records.select(measure.label(as_of)).to_series()
    if len(labels) != len(records):  # a rule that reads no column has one value for all
        labels = labels.new_from_index(0, len(records))
    return tally(labels.to_numpy(), records["place"].to_numpy(), places)


def stands_on(day: date) -> pl.Expr:
    """Return the condition that picks the versions which stood at the end of a day.

    >>> rows = {"valid_from": [date(2021, 1, 1), date(2021, 3, 1)],
    ...         "valid_to": [date(2021, 3, 1), None]}
    >>> pl.DataFrame(rows).select(stands_on(date(2021, 3, 1))).to_series().to_list()
    [False, True]
    """
    until = pl.col("valid_to")
    return (pl.col("valid_from") <= day) & (until.is_null() | (until > day))


def _stands(columns: Sequence[str], day: date) -> pl.Expr:
    return stands_on(day) if "valid_from" in columns else _EACH


def _sums(measures: Sequence[Measure], day: date) -> list[pl.Expr]:
    sums = []
    for number, measure in enumerate(measures):
        # a rule that reads no column is one value, not one a row: the place makes it one a row
        belongs, holds = _EACH & measure.belongs(day), measure.holds(day)
        sums += [
            belongs.not_().sum().alias(f"excluded {number}"),
            (belongs & holds).sum().alias(f"numerator {number}"),
            (belongs & holds.not_()).sum().alias(f"rest {number}"),
        ]
    return sums


def _read_off(sums: pl.DataFrame, number: int, places: int) -> Tally:
    table = np.zeros((places, len(Label)), np.int64)
    rows = sums["place"].to_numpy()
    whole = sums["len"].to_numpy().astype(np.int64)
    for label in (Label.EXCLUDED, Label.NUMERATOR, Label.REST):
        column = sums[f"{label.name.lower()} {number}"].to_numpy()
        table[rows, label] = column
        whole = whole - column
    table[rows, Label.UNKNOWN] = whole
    return Tally(table)


def _check_places(records: pl.DataFrame, places: int) -> None:
    numbers = records["place"]
    if len(numbers) and (numbers.null_count() or _outside(numbers, places)):
        raise IndexError(f"a place outside of {places}")


def _outside(numbers: pl.Series, places: int) -> bool:
    outside = (numbers < 0) | (numbers >= places)
    return bool(outside.any())
