"""Fifty measures of 126 communes as of twelve month-ends, over 2.2 million addresses.

    PYTHONPATH=src .venv/bin/python benchmarks/figures.py
    PYTHONPATH=src .venv/bin/python benchmarks/figures.py --duckdb

Addresses are made up: one row each with the days on which it was registered, coded, confirmed,
certified and last seen. Fifty distinct rules of four kinds (steps of life, quality, evidence with a
shelf life, accuracy) are counted; then one record changes and its difference is added; then the
first hundred rows of a figure are opened. DuckDB counts the same rules as FILTER clauses of one
grouped query a day, where it is installed (`uv pip install duckdb`), and both must agree.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import polars as pl

from diaban.engines.measuring import Label, Measure, recompute, shift, while_fresh

PLACES, MEASURES = 126, 50
BEGIN = date(2021, 1, 1)
STEPS = ("coded_on", "confirmed_on", "certified_on")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--addresses", type=int, default=2_200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--duckdb", action="store_true")
    options = parser.parse_args()
    records = make_records(options.addresses)
    rules = [make_rule(number) for number in range(MEASURES)]
    days = month_ends()
    ours = [timed(lambda: recompute(records, rules, days, PLACES)) for _ in range(options.rounds)]
    told(f"{MEASURES} measures × {PLACES} × {len(days)} days", ours)
    if options.duckdb:
        beside_duckdb(records, days, ours, options.rounds)
    change_one(records, rules, days)
    open_one(records, rules[3], days[5])


def make_records(count: int) -> pl.DataFrame:
    chance = np.random.default_rng(6)

    def some_days(share: float) -> pl.Series:
        said = pl.Series(BEGIN.toordinal() - date(1970, 1, 1).toordinal() +
                         chance.integers(0, 400, count)).cast(pl.Int32).cast(pl.Date)  # fmt: skip
        known = pl.Series(chance.random(count) < share)
        return pl.select(pl.when(known).then(said)).to_series()

    return pl.DataFrame({
        "place": np.sort(chance.integers(0, PLACES, count)).astype(np.int32),
        "registered_on": some_days(1.0), "coded_on": some_days(0.8),
        "confirmed_on": some_days(0.5), "certified_on": some_days(0.3),
        "retired_on": some_days(0.02), "seen_on": some_days(0.6),
        "source": chance.integers(0, 6, count).astype(np.uint8),
        "postal": chance.integers(0, 5, count).astype(np.uint8),
        "accuracy": (chance.random(count) * 50).astype(np.float32),
    })  # fmt: skip


def month_ends() -> list[date]:
    firsts = [date(2021, month, 1) for month in range(2, 13)] + [date(2022, 1, 1)]
    return [first - timedelta(days=1) for first in firsts]


def make_rule(number: int) -> Measure:
    step, kind = STEPS[number % 3], number % 5
    return Measure(f"rule-{number}", 1, (), _holds(kind, step, number), _stands)


def _stands(day: date) -> pl.Expr:
    gone = pl.col("retired_on")
    return (pl.col("registered_on") <= day) & (gone.is_null() | (gone > day))


def _holds(kind: int, step: str, number: int) -> Callable[[date], pl.Expr]:
    def reached(day: date) -> pl.Expr:
        return pl.col(step).is_not_null() & (pl.col(step) <= day)

    accuracy, source = pl.col("accuracy"), pl.col("source")
    return {
        0: lambda day: while_fresh(source >= number % 6, "seen_on", day, 30 + number),
        1: lambda day: pl.when(source > 0).then((accuracy <= number) & (source < 5)),
        2: lambda day: reached(day) & (pl.col("postal") >= number % 4),
        3: lambda day: reached(day) & (accuracy <= 10 + number),
        4: lambda day: reached(day) & (accuracy <= 10 + number),
    }[kind]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def told(what: str, runs: list[tuple[float, float]]) -> None:
    clock, processor = (statistics.median(run[n] for run in runs) for n in (0, 1))
    print(f"{what}: {clock:.2f} s, {processor:.2f} s of processor (median of {len(runs)})")


def change_one(records: pl.DataFrame, rules: list[Measure], days: list[date]) -> None:
    was = records.filter(pl.col("certified_on").is_null()).head(1)
    now = was.with_columns(certified_on=pl.lit(days[0]))

    def work() -> None:
        for rule in rules:
            for day in days:
                shift(was, now, rule, day, PLACES)

    told("one changed record, all measures and days", [timed(work) for _ in range(3)])


def open_one(records: pl.DataFrame, rule: Measure, day: date) -> None:
    def work() -> None:
        opened = records.lazy().filter(rule.rows(day, Label.REST))
        opened.select(pl.len()).collect()
        opened.head(100).collect()

    told("first 100 rows of a figure, with their number", [timed(work) for _ in range(5)])


def beside_duckdb(
    records: pl.DataFrame, days: list[date], ours: list[tuple[float, float]], rounds: int
) -> None:
    import duckdb

    base = duckdb.connect()
    with tempfile.TemporaryDirectory() as folder:
        records.write_parquet(f"{folder}/records.parquet")
        base.execute(f"CREATE TABLE records AS FROM '{folder}/records.parquet'")
    rules = [make_rule(number) for number in range(MEASURES)]

    def work() -> dict[date, list[tuple[int, ...]]]:
        return {day: base.execute(_query(day)).fetchall() for day in days}

    theirs = [timed(work) for _ in range(rounds)]
    told("the same in DuckDB", theirs)
    day, found = days[4], work()[days[4]]
    counted = recompute(records, rules, [day], PLACES)
    for number, rule in enumerate(rules):
        table = counted[rule.name, day].table
        held, known = ([row[at + number] for row in sorted(found)] for at in (1, 1 + MEASURES))
        assert held == table[:, Label.NUMERATOR].tolist(), rule.name
        assert known == table[:, [Label.NUMERATOR, Label.REST]].sum(axis=1).tolist(), rule.name
    ratios = [statistics.median(t[n] for t in theirs) / statistics.median(o[n] for o in ours)
              for n in (0, 1)]  # fmt: skip
    print(f"ratio: {ratios[0]:.1f} by the clock, {ratios[1]:.1f} by processor time")


def _query(day: date) -> str:
    on = f"DATE '{day}'"
    stands = f"registered_on <= {on} AND (retired_on IS NULL OR retired_on > {on})"
    sums = []
    for number in range(MEASURES):
        step, kind = STEPS[number % 3], number % 5
        reached = f"{step} <= {on}"
        holds = {
            0: f"source >= {number % 6} AND {on} - seen_on BETWEEN 0 AND {30 + number}",
            1: f"source > 0 AND accuracy <= {number} AND source < 5",
            2: f"{reached} AND postal >= {number % 4}",
        }.get(kind, f"{reached} AND accuracy <= {10 + number}")
        known = {0: f"{on} - seen_on BETWEEN 0 AND {30 + number}", 1: "source > 0"}.get(
            kind, "true"
        )
        sums += [f"count(*) FILTER ({holds})", f"count(*) FILTER ({known})"]
    held, known_sums = ", ".join(sums[::2]), ", ".join(sums[1::2])
    return (
        f"SELECT place, {held}, {known_sums}, count(*) FROM records WHERE {stands} GROUP BY place"
    )


if __name__ == "__main__":
    main()
