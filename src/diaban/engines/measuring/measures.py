"""A measure: a named, versioned rule that labels each record as of a date.

Counts, the rows behind a figure and the change that one record makes are all read off the same
labels, so they cannot disagree. A rule is two Polars conditions in three-valued logic (Kleene
1938): where a condition is null nobody knows, and the record is *unknown*, never *no*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from diaban.engines.measuring.counts import Count

__all__ = ["Label", "Measure", "Tally", "tally", "while_fresh"]

Condition = Callable[[date], pl.Expr]


class Label(IntEnum):
    """What a measure says of a record; the columns of a ``Tally`` stand in this order.

    >>> Label.UNKNOWN.name
    'UNKNOWN'
    """

    EXCLUDED = 0
    NUMERATOR = 1
    REST = 2  # in the denominator, not in the numerator
    UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """A rule over records of one kind, by name and version: a changed rule is a new version.

    ``belongs`` and ``holds`` return a condition as of the end of a day; ``columns`` names what they
    read, so that only that is loaded and a change of anything else changes no figure. ValueError
    for a name or version that cannot be written in an address.

    >>> coded = Measure("households-coded", 1, ("coded_on",), holds=lambda day:
    ...     pl.col("coded_on").fill_null(date.max) <= day)
    >>> records = pl.DataFrame({"coded_on": [date(2021, 3, 1), None]})
    >>> records.select(coded.label(date(2021, 4, 1))).to_series().to_list()
    [1, 2]
    """

    name: str
    version: int
    columns: tuple[str, ...]
    holds: Condition
    belongs: Condition = lambda day: pl.lit(True)

    def __post_init__(self) -> None:
        plain = self.name.replace("-", "")
        if not (plain.isascii() and plain.isalnum() and plain.islower()) or self.version < 1:
            raise ValueError(f"no name and version of a measure: {self.name!r}, {self.version}")

    def label(self, as_of: date) -> pl.Expr:
        """Return the label of each record as of the end of a day (a `Label` as 8-bit integer)."""
        belongs, holds = self.belongs(as_of), self.holds(as_of)
        known = pl.when(holds).then(Label.NUMERATOR).otherwise(Label.REST)
        unknown = belongs.is_null() | holds.is_null()
        return (
            pl.when(belongs.not_())
            .then(Label.EXCLUDED)
            .when(unknown)
            .then(Label.UNKNOWN)
            .otherwise(known)
            .cast(pl.UInt8)
        )

    def rows(self, as_of: date, label: Label) -> pl.Expr:
        """Return the condition that picks the very records a figure was counted from."""
        return self.label(as_of) == label


def while_fresh(holds: pl.Expr, seen_on: str, as_of: date, days: int) -> pl.Expr:
    """Return ``holds`` while its evidence is fresh, null once it is older than its shelf life.

    ``seen_on`` names the column with the day of the evidence. No evidence, or evidence only of
    later days: null. So presence seen a year ago is *unknown* today, neither yes nor no.

    >>> seen = pl.DataFrame({"on": [date(2021, 1, 1), date(2021, 6, 1), None]})
    >>> fresh = while_fresh(pl.lit(True), "on", date(2021, 6, 30), 90)
    >>> seen.select(fresh).to_series().to_list()
    [None, True, None]
    """
    age = (pl.lit(as_of) - pl.col(seen_on)).dt.total_days()
    return pl.when((age >= 0) & (age <= days)).then(holds)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of many places: one row a place, one column a label, in `Label`'s order.

    Differences are tallies too, so what a change makes is added to what stood before.

    >>> table = Tally(np.array([[0, 3, 1, 2], [1, 0, 0, 0]]))
    >>> table.count(0)
    Count(numerator=3, denominator=4, unknown=2, excluded=0)
    >>> table.total().excluded
    1
    """

    table: NDArray[np.int64]

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.table + other.table)

    def __sub__(self, other: Tally) -> Tally:
        return Tally(self.table - other.table)

    def count(self, place: int) -> Count:
        """Return one place's count; ValueError where the row is a difference below nothing."""
        return _as_count(self.table[place])

    def total(self) -> Count:
        """Return the sum of all places."""
        return _as_count(self.table.sum(axis=0))


def tally(labels: NDArray[np.uint8], places: NDArray[np.integer], size: int) -> Tally:
    """Count the labels of records by place; ``places`` numbers each record's, from 0 to ``size``.

    IndexError for a place outside. Equal shapes (n,).

    >>> tally(np.array([1, 2, 3], np.uint8), np.array([0, 0, 1]), 2).table.tolist()
    [[0, 1, 1, 0], [0, 0, 0, 1]]
    """
    if len(places) and (places.min() < 0 or places.max() >= size):
        raise IndexError(f"a place outside of {size}")
    slots = places.astype(np.int64) * len(Label) + labels
    counted = np.bincount(slots, minlength=size * len(Label))
    return Tally(counted.reshape(size, len(Label)).astype(np.int64))


def _as_count(row: Sequence[int] | NDArray[np.int64]) -> Count:
    excluded, numerator, rest, unknown = (int(n) for n in row)
    return Count(numerator, numerator + rest, unknown, excluded)
