"""Doors that the registry of the duplicate benchmark does not have, beside those that it has."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import polars as pl

KM_PER_DEGREE = 111.195
# of the new doors: nearly two thirds were left out of the registry, the others are made up
MADE_UP = {"other_lane": 0.11, "other_commune": 0.05, "other_flat": 0.05, "lettered": 0.16}


def write_key() -> pl.Expr:
    """Everything that a human would compare, without its forms."""
    unit = pl.col("unit").str.replace_all(r"\D", "")
    number = pl.col("house_number").str.to_lowercase().str.replace_all(" ", "")
    where = pl.coalesce("way", "place")
    parts = [pl.col("building"), unit, number, pl.col("chain"), where]
    return pl.concat_str([part.fill_null("") for part in parts], separator="|").alias("key")


def make_up(doors: pl.DataFrame, incoming: int, rng: np.random.Generator) -> list[pl.DataFrame]:
    """New doors beside those of the registry, each wording found nowhere in the city.

    Where a small city lacks flats or lanes, lettered houses take their place.
    """
    standing = doors.filter(
        pl.col("eligible") & (pl.col("role") != "new") & ~pl.col("without_street")
    )
    known = doors["key"].unique()
    made, lacking = [], 0
    for kind, part in MADE_UP.items():
        wanted = round(incoming * part) + (lacking if kind == "lettered" else 0)
        drawn = _MAKERS[kind](standing, 2 * wanted + 50, rng)
        drawn = drawn.with_columns(
            write_key(), kind=pl.lit(kind), namesakes=pl.lit(9, dtype=pl.Int64)
        )
        if kind == "other_commune":
            taken = doors.select("key", "commune")
            drawn = drawn.join(taken, on=["key", "commune"], how="anti")
        else:
            drawn = drawn.filter(~pl.col("key").is_in(known.implode()))
        drawn = drawn.unique("key", keep="first", maintain_order=True).head(wanted)
        lacking += wanted - len(drawn)
        made.append(drawn)
    if len(made[-1]) < wanted:
        raise ValueError("too small a city for so long a list")
    return made


def _draw(rows: pl.DataFrame, count: int, rng: np.random.Generator) -> pl.DataFrame:
    if rows.is_empty():
        return rows
    # the same door may serve twice: what is made of it differs or is dropped
    return rows[rng.integers(0, len(rows), count)]


def _move(
    rows: pl.DataFrame, metres: tuple[float, float], rng: np.random.Generator
) -> pl.DataFrame:
    north, east = offsets(rng.uniform(*metres, len(rows)), rng.uniform(0, 2 * np.pi, len(rows)))
    return rows.with_columns(
        pl.col("lat_e7") + pl.Series(north), pl.col("lng_e7") + pl.Series(east)
    )


def offsets(metres: Any, bearing: Any) -> tuple[Any, Any]:
    degrees = np.asarray(metres) / 1000 / KM_PER_DEGREE * 1e7
    north = np.round(degrees * np.sin(bearing)).astype(np.int64)
    east = np.round(degrees * np.cos(bearing) / 0.933).astype(np.int64)
    return north, east


def _letter(standing: pl.DataFrame, count: int, rng: np.random.Generator) -> pl.DataFrame:
    """A house squeezed in beside number 12: 12A, 12B or 12C."""
    plain = standing.filter(
        pl.col("house_number").str.contains(r"^\d+$") & pl.col("unit").is_null()
    )
    rows = _draw(plain.filter(pl.col("building").is_null()), count, rng)
    letters = pl.Series(rng.choice(["A", "B", "C"], len(rows)).tolist(), dtype=pl.String)
    return _move(rows.with_columns(pl.col("house_number") + letters), (3, 8), rng)


def _other_lane(standing: pl.DataFrame, count: int, rng: np.random.Generator) -> pl.DataFrame:
    """The same number in the next lane of the same street."""
    inside = standing.filter(pl.col("chain").is_not_null() & pl.col("building").is_null())
    rows = _draw(inside, count, rng)
    steps = rng.choice([-4, -2, 2, 4], len(rows)).tolist()
    chains = [_next_lane(c, s) for c, s in zip(rows["chain"].to_list(), steps, strict=True)]
    lanes = [", ".join(reversed(_name_lanes(chain))) for chain in chains]
    rows = rows.with_columns(
        pl.Series("chain", ["/".join(c) for c in chains], dtype=pl.String),
        pl.Series("lanes", lanes, dtype=pl.String),
    )
    return _move(rows, (20, 60), rng)


def _next_lane(chain: str, step: int) -> list[str]:
    *outer, last = chain.split("/")
    number = int(re.sub(r"\D", "", last))
    return [*outer, str(number + step if number + step > 0 else number + 6)]


def _name_lanes(chain: list[str]) -> list[str]:
    return [f"{w} {n}" for w, n in zip(("ngõ", "ngách", "hẻm"), chain, strict=False)]


def _other_commune(standing: pl.DataFrame, count: int, rng: np.random.Generator) -> pl.DataFrame:
    """The same number in a street of the same name, in another commune at least 3 km away."""
    on_street = standing.filter(pl.col("street").is_not_null() & pl.col("building").is_null())
    rows, there = _draw(on_street, count, rng), _draw(on_street, count, rng)
    moved = ("commune", "former_commune", "lat_e7", "lng_e7", "locality", "place")
    gap = (rows["lat_e7"] - there["lat_e7"]).abs() + (rows["lng_e7"] - there["lng_e7"]).abs()
    far = (gap > 3 / KM_PER_DEGREE * 1e7 * 1.4) & (rows["commune"] != there["commune"])
    return rows.with_columns(there[name] for name in moved).filter(far)


def _other_flat(standing: pl.DataFrame, count: int, rng: np.random.Generator) -> pl.DataFrame:
    """A flat of the same building that the registry does not have."""
    rows = _draw(standing.filter(pl.col("unit").is_not_null()), count, rng)
    numbers = rows["unit"].str.replace_all(r"\D", "").cast(pl.Int64)
    step = pl.Series(rng.choice([1, 2, 3, 4, 100, 200, 300, 400], len(rows)))
    units = rows["unit"].str.replace_all(r"\d", "") + (numbers + step).cast(pl.String)
    return rows.with_columns(units.alias("unit"))


_MAKERS: dict[str, Any] = {
    "lettered": _letter,
    "other_lane": _other_lane,
    "other_commune": _other_commune,
    "other_flat": _other_flat,
}
