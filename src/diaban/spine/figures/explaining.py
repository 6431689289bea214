"""A figure opens the rows that it was counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from diaban.engines.measuring import Label
from diaban.spine.figures.declaring import MeasureSpec, tables
from diaban.spine.figures.snapshots import Snapshot

ROWS = 100


@dataclass(frozen=True, slots=True)
class Opened:
    """How many records a figure counted, and the numbers of the first of them."""

    count: int
    ids: list[int]


def open_figure(
    spec: MeasureSpec,
    as_of: date,
    label: Label,
    *,
    units: list[int] | None = None,
    after: int = 0,
    limit: int = ROWS,
) -> Opened:
    """Return the records with this label as of a day, by number, from behind ``after`` on.

    ``units``: communes by row number; None for the whole city and what lies nowhere known. Whose
    figure it may be is the caller's question: give the communes that the reader may see.
    """
    rows = Snapshot(tables()[spec.table]).scan()
    if units is not None:
        rows = rows.filter(pl.col("place").is_in(units))
    until = pl.col("valid_to")
    stands = (pl.col("valid_from") <= as_of) & (until.is_null() | (until > as_of))
    columns = sorted({"id", "place", "valid_from", "valid_to", *spec.measure.columns})
    ids = rows.select(columns).filter(stands).filter(spec.measure.rows(as_of, label)).select("id")
    found = ids.collect()["id"]
    shown = found.filter(found > after).bottom_k(limit).sort()
    return Opened(len(found), shown.to_list())
