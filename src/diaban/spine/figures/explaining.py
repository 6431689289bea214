"""A figure opens the rows that it was counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from diaban.engines.measuring import Label, stands_on
from diaban.spine.figures.declaring import MeasureSpec, Words, tables
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
    columns = sorted({"id", "place", "valid_from", "valid_to", *spec.measure.columns})
    ids = (
        rows.select(columns).filter(stands_on(as_of) & spec.measure.rows(as_of, label)).select("id")
    )
    shown = ids.filter(pl.col("id") > after).bottom_k(limit, by="id")
    # in streams: of a city's rows neither the records nor their numbers are held at once
    count, first = pl.collect_all([ids.select(pl.len()), shown], engine="streaming")
    return Opened(count.item(), sorted(first["id"]))


def tell_why(spec: MeasureSpec, as_of: date, numbers: list[int]) -> dict[int, Words]:
    """Return by number, in few words, why each of some opened records counts or does not.

    Nothing where the measure says nothing of that. Of these records alone the versions are read.
    """
    if spec.why is None or not numbers:
        return {}
    columns = sorted({"id", "valid_from", "valid_to", *spec.measure.columns})
    # where they stand close together, most blocks of a city's rows are passed over unread
    near = pl.col("id").is_between(min(numbers), max(numbers)) & (pl.col("valid_from") <= as_of)
    rows = Snapshot(tables()[spec.table]).scan().select(columns).filter(near)
    these = rows.join(pl.LazyFrame({"id": numbers}), on="id", how="semi")
    versions = these.collect(engine="streaming")
    labelled = versions.with_columns(label=spec.measure.label(as_of)).sort("id", "valid_from")
    # a run of versions that count alike begins where the label changes
    turns = pl.col("label") != pl.col("label").shift(1).over("id")
    began = pl.when(turns.fill_null(value=True)).then("valid_from")
    found = labelled.with_columns(since=began.forward_fill().over("id")).filter(stands_on(as_of))
    return {row["id"]: spec.why(row) for row in found.iter_rows(named=True)}
