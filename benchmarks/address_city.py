"""A registry of a synthetic Hanoi to search in.

Real communes of before and after July 2025, invented doors (`exchange/synthetic_city`). Only doors
that one wording leads to are kept, so that every question has one right answer. Written before
any searcher was measured; it must not be changed to suit one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from benchmarks.address_wording import fold

from diaban.exchange.synthetic_city import Commune, FormerCommune, Rates, SyntheticCity
from diaban.spine.places import tables

KM_PER_DEGREE = 111.0
CITY = "01"
# every row whole and placed, with today's commune and the one of before July 2025
TRUE_RATES = Rates(
    incomplete_text=0,
    messy_text=0,
    code_absent=0,
    missing_position=0,
    stray_position=0,
    contradicted_commune=0,
    duplicates=0,
    observed_before_reform=1,
    old_form_converted=1,
)
COLUMNS = ("house_number", "lanes", "street", "locality", "building")


def build_city(households: int, seed: int, folder: Path | None = None) -> pl.DataFrame:
    """Return doors: id, `COLUMNS`, commune and former (codes as numbers), chain ("78/34/12").

    Kept in ``folder`` where one is given. Flats are left out; their buildings are doors.
    """
    kept = folder / f"address-city-{households}-{seed}.parquet" if folder else None
    if kept is not None and kept.exists():
        return pl.read_parquet(kept)
    doors = _doors(households, seed)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        doors.write_parquet(kept)
    return doors


def _doors(households: int, seed: int) -> pl.DataFrame:
    city = SyntheticCity(communes(), _locate, households, seed, TRUE_RATES)
    parts = []
    for batch in city.batches(200_000):
        own = batch.filter(pl.col("parent_key").is_null() & pl.col("unit").is_null())
        parts.append(
            own.select(
                *(pl.col(name).fill_null("") for name in COLUMNS),
                commune=pl.col("commune_code").cast(pl.Int64),
                former=pl.col("former_commune_code").cast(pl.Int64),
            )
        )
    doors = pl.concat(parts)
    doors = doors.with_columns(chain=_write_chain(doors))
    ways = pl.concat_str(*(_fold(doors[name]) for name in ("street", "building")), separator="|")
    place = pl.when(pl.col("street") == "").then(pl.col("locality")).otherwise(pl.lit(""))
    keyed = doors.with_columns(
        key=pl.concat_str(
            "chain", pl.select(ways).to_series(), place, pl.col("commune"), separator="|"
        )
    )
    single = keyed.filter(pl.len().over("key") == 1).drop("key")
    return single.with_row_index("id", offset=1).with_columns(pl.col("id").cast(pl.Int64))


def _write_chain(doors: pl.DataFrame) -> pl.Series:
    """The lanes outermost first and the house last: "ngách 34, ngõ 78" and 12 are 78/34/12."""
    numbers = doors["lanes"].str.extract_all(r"\d+\w?")
    turned = pl.select(
        pl.when(doors["lanes"].str.contains(",")).then(numbers.list.reverse()).otherwise(numbers)
    ).to_series()
    lanes = turned.list.join("/")
    joined = pl.select(
        pl.when(lanes == "")
        .then(doors["house_number"])
        .otherwise(lanes + "/" + doors["house_number"])
    )
    return joined.to_series().alias("chain")


def _fold(texts: pl.Series) -> pl.Series:
    unique = texts.unique()
    folded = pl.Series([fold(text) for text in unique], dtype=pl.String)
    return texts.replace_strict(unique, folded, return_dtype=pl.String)


@cache
def units_by_code() -> tuple[dict[str, Any], dict[str, Any]]:
    """Hanoi's communes in force, and those of before July 2025, by code."""
    rows = tables.read_units()
    districts = {row.code for row in rows if row.level == "district" and row.parent_code == CITY}
    in_city = [row for row in rows if row.level == "commune"]
    now = {r.code: r for r in in_city if r.valid_to is None and r.parent_code == CITY}
    old = {r.code: r for r in in_city if r.parent_code in districts}
    return now, old


@cache
def communes() -> tuple[Commune, ...]:
    """Hanoi's communes with the old ones that went into each."""
    now, old = units_by_code()
    districts = {r.code: r for r in tables.read_units() if r.level == "district"}
    seeds = {seed.code: seed for seed in tables.read_seeds()}
    from_which: dict[str, list[str]] = {}
    for row in tables.read_successions():
        if row.level == "commune" and row.predecessor_code in old and row.successor_code in now:
            from_which.setdefault(row.successor_code, []).append(row.predecessor_code)
    return tuple(
        Commune(
            unit.code, unit.kind, unit.name, unit.lat, unit.lng, unit.area_km2,
            tuple(
                FormerCommune(
                    code, old[code].kind, old[code].name,
                    districts[old[code].parent_code].kind, districts[old[code].parent_code].name,
                    seeds[code].lat, seeds[code].lng,
                )
                for code in dict.fromkeys(from_which.get(unit.code, ()))
                if code in seeds
            ),
        )
        for unit in now.values()
    )  # fmt: skip


def _locate(lat: Any, lng: Any) -> Any:
    """The commune with the nearest centre, no farther than its area allows."""
    north = np.array([commune.lat for commune in communes()])
    east = np.array([commune.lng for commune in communes()])
    reach = np.array([(c.area_km2**0.5) * 1.2 / KM_PER_DEGREE for c in communes()])
    found = np.empty(len(lat), dtype=np.int64)
    for start in range(0, len(lat), 100_000):
        part = slice(start, start + 100_000)
        gap = np.hypot(
            np.subtract.outer(lat[part], north), np.subtract.outer(lng[part], east) * 0.933
        )
        nearest = gap.argmin(axis=1)
        found[part] = np.where(gap.min(axis=1) < reach[nearest], nearest, -1)
    return found
