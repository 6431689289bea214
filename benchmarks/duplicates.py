"""Duplicates among a registry and an incoming list with known truth: Diaban beside DuckDB's SQL.

    PYTHONPATH=src:. .venv/bin/python benchmarks/duplicates.py [--households 2200000]
        [--incoming 200000] [--seed 2026] [--least 0.5]

The city is made by `duplicate_city.build`, which was frozen before any matcher was measured. The
peer is what an analyst writes in an afternoon: block on the commune and the bare house number (or
the flat), then equal lanes, street, building and hamlet within two slips of the keys, and
positions within 100 metres.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

import polars as pl
from benchmarks.duplicate_city import build

from diaban.engines.duplicates import find_between

SHARE = 0.05
BARE = r"""
select *,
    regexp_replace(lower(coalesce(house_number, '')), '^(số nhà|số|sn)|\s', '', 'g') as house,
    regexp_replace(
        lower(strip_accents(coalesce(street, ''))), '^(duong|pho|dg|d|p)[ .]+', '') as road,
    regexp_replace(lower(strip_accents(coalesce(lanes, ''))), '[^a-z0-9]', '', 'g') as lane,
    regexp_replace(lower(strip_accents(coalesce(locality, ''))), '[^a-z0-9]', '', 'g') as hamlet,
    regexp_extract(lower(coalesce(unit, '')), '[0-9]+') as flat,
    regexp_replace(lower(strip_accents(coalesce(building, ''))), '[^a-z0-9]', '', 'g') as block
from read_parquet($path)
"""
MATCH = """
select o.id as "left", n.id as "right" from old o join new n
  on o.commune = n.commune and o.house = n.house and o.flat = n.flat
where (o.house <> '' or o.flat <> '') and o.lane = n.lane
  and levenshtein(o.road, n.road) <= 2 and levenshtein(o.block, n.block) <= 2
  and (o.road <> '' or o.block <> '' or levenshtein(o.hamlet, n.hamlet) <= 2)
  and coalesce(abs(o.lat_e7 - n.lat_e7) < 9000 and abs(o.lng_e7 - n.lng_e7) < 9600, true)
"""


def ask_duckdb(folder: Path) -> pl.DataFrame:
    """Match two Parquet files; polars hands over nothing else without pyarrow."""
    import duckdb

    work = duckdb.connect(config={"threads": 2})
    for name in ("old", "new"):
        path = {"path": str(folder / f"{name}.parquet")}
        work.execute(f"create table {name} as {BARE}", path)
    found = work.execute(MATCH).fetchnumpy()
    return pl.DataFrame({side: found[side] for side in ("left", "right")})


def judge(title: str, found: pl.DataFrame, truth: pl.DataFrame, seconds: float) -> None:
    right = found.join(truth, on=["left", "right"], how="semi").height
    precision, recall = right / max(found.height, 1), right / truth.height
    print(
        f"{title}: precision {precision:.4f}, recall {recall:.4f}, {seconds:.1f} s, "
        f"{found.height:,} pairs, {truth.height - right} missed"
    )


def tell_calibration(found: pl.DataFrame, truth: pl.DataFrame) -> None:
    marks = truth.with_columns(true=pl.lit(1.0))
    table = (
        found.join(marks, on=["left", "right"], how="left")
        .with_columns(pl.col("true").fill_null(0.0), tenth=(pl.col("score") * 10).floor() / 10)
        .group_by("tenth")
        .agg(pl.len().alias("pairs"), pl.col("score", "true").mean())
        .sort("tenth")
    )
    print("said      meant  true  pairs")
    for tenth, pairs, score, true in table.rows():
        print(f"{tenth:.1f} up  {score:.3f}  {true:.3f}  {pairs:,}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--households", type=int, default=2_200_000)
    parser.add_argument("--incoming", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--least", type=float, default=0.5)
    asked = parser.parse_args()
    old, new, truth = build(asked.households, asked.incoming, SHARE, asked.seed)
    truth = truth.drop_nulls("existing").select(
        pl.col("existing").alias("left"), pl.col("incoming").alias("right")
    )
    print(f"{old.height:,} registered, {new.height:,} incoming, {truth.height:,} duplicates")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    found = find_between(old, new, asked.least)
    own = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    judge("Diaban", found, truth, own)
    print(f"peak memory {peak:,.0f} MiB; making the city alone had reached {before:,.0f} MiB")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        old.write_parquet(folder / "old.parquet")
        new.write_parquet(folder / "new.parquet")
        start = time.perf_counter()
        peer = ask_duckdb(folder)
        seconds = time.perf_counter() - start
    judge("DuckDB, equal house and lanes, names within two slips, 100 m", peer, truth, seconds)
    print(f"time, Diaban to DuckDB: {own / seconds:.2f}")
    tell_calibration(find_between(old, new, 0.02), truth)


if __name__ == "__main__":
    main()
