"""Rows of one commune before anything goes wrong with them: houses, buildings, flats."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from diaban.exchange.synthetic_city.addressing import Addresses
from diaban.exchange.synthetic_city.fixes import Fixes, take_fixes
from diaban.exchange.synthetic_city.patches import Patches
from diaban.exchange.synthetic_city.settlement import Lot, Settlement, draw_for
from diaban.exchange.synthetic_city.towers import Towers, number_flats

MINI_FLATS = (6, 31)


@dataclass(frozen=True)
class Blocks:
    """Buildings with units: their rows so far, and how many flats each has."""

    rows: pl.DataFrame
    flats: list[int]


def describe_fixes(fixes: Fixes) -> dict[str, Any]:
    """Give the columns of a position."""
    return {
        "lat": fixes.lat,
        "lng": fixes.lng,
        "accuracy_metres": fixes.accuracy_metres,
        "source": fixes.source,
    }


def write_houses(town: Settlement, addresses: Addresses) -> pl.DataFrame:
    """One row per registered door."""
    doors = town.doors
    path = pl.Series(doors.path)

    def along(texts: list[str | None]) -> pl.Series:
        return pl.Series(texts, dtype=pl.String).gather(path)

    numbered = pl.Series(addresses.numbered).gather(path)
    return pl.DataFrame(
        {
            "patch": town.paths.patch[doors.path],
            "number": doors.number,
            "mark": doors.mark,
            "street": along(addresses.street),
            "lanes": along(addresses.lanes),
            "lanes_slashed": along(addresses.lanes_slashed),
            "locality": along(addresses.locality),
            "building": pl.Series([None] * len(doors), dtype=pl.String),
            **describe_fixes(town.fixes),
        }
    ).with_columns(pl.when(numbered).then("number").alias("number"))


def split_mini(short: int, available: int, rng: np.random.Generator) -> list[int]:
    """Flats of the houses that become mini blocks where doors run out."""
    largest = max(MINI_FLATS[1], -(-short // max(available, 1)) + 2)
    lowest = MINI_FLATS[0] if largest == MINI_FLATS[1] else largest - 1
    flats: list[int] = []
    while short > 0 and len(flats) < available:
        size = min(int(rng.integers(lowest, largest)), short + 1)
        flats.append(max(size, 2))
        short -= flats[-1] - 1
    return flats


def convert_to_mini(houses: pl.DataFrame, lot: Lot) -> tuple[pl.DataFrame, Blocks]:
    """Where a commune has too few doors, some houses become blocks of small flats."""
    rng = draw_for(lot, "mini")
    flats = split_mini(lot.houses - len(houses), len(houses), rng)
    taken = np.sort(rng.permutation(len(houses))[: len(flats)])
    kept = np.setdiff1d(np.arange(len(houses)), taken)
    name = pl.lit("chung cư mini", dtype=pl.String).alias("building")
    return houses[kept], Blocks(houses[taken].with_columns(name), flats)


def fix_towers(lot: Lot, town: Settlement, at: Any, locate: Any) -> Fixes:
    """Positions of towers; one that fell beyond the boundary moves to its estate's middle."""
    rng = draw_for(lot, "tower fixes")
    fixes = take_fixes(town.ground, at, lot.rates, rng)
    outside = locate(fixes.lat, fixes.lng) != lot.index
    nearest = find_nearest(town.estates, at)
    spread = rng.uniform(-12, 12, (len(at), 2))
    lat, lng = town.ground.to_degrees(town.ground.bend(nearest + spread))
    fixes.lat[outside], fixes.lng[outside] = lat[outside], lng[outside]
    return fixes


def find_nearest(estates: Patches, at: Any) -> Any:
    """Find the middle of the estate that each point belongs to."""
    if not len(at):
        return at
    gap = np.linalg.norm(at[:, None, :] - estates.centre[None, :, :], axis=2)
    return estates.centre[gap.argmin(axis=1)]


def write_towers(towers: Towers, fixes: Fixes, town: Settlement) -> Blocks:
    """Rows of towers: a building's name instead of street and number."""
    count = len(towers.names)
    empty = pl.Series([None] * count, dtype=pl.String)
    rows = pl.DataFrame(
        {
            "patch": np.full(count, len(town.patches) - 1),
            "number": pl.Series([None] * count, dtype=pl.Int64),
            "mark": np.zeros(count, dtype=np.int64),
            "street": empty,
            "lanes": empty,
            "lanes_slashed": empty,
            "locality": empty,
            "building": pl.Series(towers.names, dtype=pl.String),
            **describe_fixes(fixes),
        }
    )
    return Blocks(rows, towers.flats)


def list_units(blocks: list[Blocks], first: int, rng: np.random.Generator) -> pl.DataFrame:
    """Every building followed by its flats; `first` is the row number of the first building."""
    rows = pl.concat([block.rows for block in blocks])
    flats = [count for block in blocks for count in block.flats]
    repeats = np.array(flats, dtype=np.int64) + 1
    start = np.cumsum(repeats) - repeats
    labels = [label for count in flats for label in (None, *number_flats(count, rng))]
    is_unit = np.ones(int(repeats.sum()), dtype=bool)
    is_unit[start] = False
    parent = pl.Series(np.repeat(start + first, repeats))
    return rows[np.repeat(np.arange(len(rows)), repeats)].with_columns(
        pl.Series("unit", labels, dtype=pl.String),
        pl.Series("is_household", is_unit),
        pl.when(pl.Series(is_unit)).then(parent).alias("parent"),
    )


def list_dwellings(houses: pl.DataFrame, blocks: list[Blocks], lot: Lot) -> pl.DataFrame:
    """All rows of a commune in the order of their keys: houses, then buildings and flats."""
    plain = houses.with_columns(
        pl.lit(None, dtype=pl.String).alias("unit"),
        pl.lit(value=True).alias("is_household"),
        pl.lit(None, dtype=pl.Int64).alias("parent"),
    )
    return pl.concat([plain, list_units(blocks, len(plain), draw_for(lot, "units"))])
