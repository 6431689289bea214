"""Prints how much of everything a built city holds."""

from __future__ import annotations

import sys

import polars as pl
from benchmarks.presence_city.city_year import build


def main() -> None:
    """Counts rows, cheating person-months by kind, and honest person-months."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    check_ins, points, truth = build(seed)
    print(f"seed {seed}: {check_ins.height} check-ins, {points.height} points")
    print(f"people {check_ins['person'].n_unique()}, devices {check_ins['device'].n_unique()}")
    for label, count in truth["label"].value_counts().sort("label").iter_rows():
        print(f"label {label:2d}: {count} check-ins")
    fraud = truth.filter(pl.col("label").is_between(1, 8))
    months = fraud.group_by("person", "month", "label").len()
    for kind in range(1, 9):
        mine = months.filter(pl.col("label") == kind)
        full = mine.filter(pl.col("len") >= 3).height
        print(f"kind {kind}: {full} person-months with three or more, of {mine.height}")
    every = truth.select("person", "month").unique()
    honest = every.join(
        fraud.select("person", "month").unique(), on=["person", "month"], how="anti"
    )
    print(f"honest person-months: {honest.height}")


if __name__ == "__main__":
    main()
