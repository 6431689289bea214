"""Telling coordinate systems apart by the communes that the rows themselves name.

Systems of one meridian put a point a few hundred metres apart, which is too little for the city's
outline and enough for the borders of its communes. Only official boundaries are asked: approximate
areas are themselves wrong by more than the systems differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
import polars as pl

from diaban.exchange.importing import texts
from diaban.exchange.importing.checked import Rules
from diaban.exchange.importing.codes import read_codes
from diaban.exchange.importing.coordinate_systems import (
    Candidate,
    Floats,
    least_unlikely,
    to_wgs84,
)
from diaban.exchange.importing.coordinate_texts import read_figures, split_pairs
from diaban.spine.places.areas import Areas, areas_in_force
from diaban.spine.places.units import commune_numbers, legal_predecessors

MOST_ROWS = 2_000
NAMING = ("commune_code", "commune_name", "former_commune_code", "held_on")
# read_codes looks at these too
_BESIDE = ("official_code", "digital_address")
# a wrong system may win this seldom by chance
_CHANCE = 0.001
# the best system must put this part of the rows into the communes that they name
_LEAST_SHARE = 0.5
_CLEARLY_MORE = 4
# rows close together err together (a street drawn on the wrong side of a border): a square of
# about 270 m counts once
_SQUARE = 0.0025

Units = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class StatedRows:
    """Figures of rows that name a commune.

    ``units`` has shape (n, k): the row numbers of the communes of today that a row can mean (a
    former one went into one or several), filled up with −1.
    """

    x: Floats
    y: Floats
    units: Units


def read_stated(cells: pl.DataFrame, rules: Rules) -> StatedRows:
    """Return the rows of texts (lat, lng and those of NAMING) whose commune is known.

    At most MOST_ROWS, evenly over the rows; those of communes without an official boundary
    are left out.
    """
    official = areas_in_force(rules.today).official_units
    wanted = ("lat", "lng", *NAMING, *_BESIDE)
    absent = [pl.lit("").alias(name) for name in wanted if name not in cells.columns]
    rows = cells.with_columns(absent).with_columns(day=texts.day(pl.col("held_on")))
    named = pl.any_horizontal(pl.col(name) != "" for name in NAMING[:3])
    read = read_figures(split_pairs(read_codes(rows.filter(named), rules)))
    meant = meanings(read, frozenset(official.tolist()))
    known = read.with_columns(meant=meant).filter(
        pl.col("meant").is_not_null()
        & pl.col("lat_degrees").is_not_null()
        & pl.col("lng_degrees").is_not_null()
    )
    some = known.gather_every(max(1, -(-known.height // MOST_ROWS)))
    return StatedRows(
        some["lng_degrees"].to_numpy(), some["lat_degrees"].to_numpy(), pad_units(some["meant"])
    )


def meanings(read: pl.DataFrame, official: frozenset[int]) -> pl.Series:
    """Return the units of today that each row can mean; null where one is not among ``official``.

    ``read`` has the codes found_commune and found_former, blank where unsaid.
    """
    now, former = commune_numbers()
    heirs: dict[int, list[int]] = {}
    for new, olds in legal_predecessors().items():
        for old in olds:
            heirs.setdefault(old, []).append(new)
    of_today = {code: [unit] for code, unit in now.items() if unit in official}
    of_before = {
        code: new_units
        for code, unit in former.items()
        if (new_units := heirs.get(unit)) and official.issuperset(new_units)
    }
    pairs = read.select("found_commune", "found_former")
    distinct = pairs.unique()
    found = [of_today.get(code) if code else of_before.get(old) for code, old in distinct.rows()]
    named = distinct.with_columns(meant=pl.Series(found, dtype=pl.List(pl.Int64)))
    joined = pairs.join(
        named, on=pairs.columns, how="left", nulls_equal=True, maintain_order="left"
    )
    return joined["meant"]


def pad_units(meant: pl.Series) -> Units:
    widest = int(meant.list.len().max() or 1)  # type: ignore[arg-type]
    units = [meant.list.get(place, null_on_oob=True) for place in range(widest)]
    return np.column_stack([each.fill_null(-1).to_numpy() for each in units])


def settle(candidates: list[Candidate], rows: StatedRows, areas: Areas) -> Candidate | None:
    """Return the candidate that puts the rows into their communes clearly better than any other.

    Each pair is compared over the squares of ground where exactly one of the two is right: the
    better one must win so many that chance would do it once in a thousand times, whether as heads
    over tails (the sign test) or as rows that are wrong, one in twenty of all.
    """
    if not len(rows.x) or not candidates:
        return None
    placed = [to_wgs84(rows.x, rows.y, candidate.crs) for candidate in candidates]
    hits = [_is_right(lng, lat, rows.units, areas) for lng, lat in placed]
    best = max(range(len(hits)), key=lambda i: int(hits[i].sum()))
    if hits[best].mean() < _LEAST_SHARE:
        return None
    squares = _squares(*placed[best])
    others = (hit for i, hit in enumerate(hits) if i != best)
    if all(_wins(hits[best], other, squares) for other in others):
        return candidates[best]
    return None


def _is_right(lng: Floats, lat: Floats, units: Units, areas: Areas) -> np.ndarray:
    found = areas.locate(lat, lng)
    right: np.ndarray = (found[:, None] == units).any(axis=1) & (found > 0)
    return right


def _squares(lng: Floats, lat: Floats) -> Units:
    """Number the square in which each point lies."""
    corners = np.column_stack([np.floor(lng / _SQUARE), np.floor(lat / _SQUARE)])
    _, numbers = np.unique(corners, axis=0, return_inverse=True)
    return numbers.reshape(-1)


def _wins(one: np.ndarray, other: np.ndarray, squares: Units) -> bool:
    lead = np.bincount(squares, one.astype(float) - other.astype(float))
    won, lost = int((lead > 0).sum()), int((lead < 0).sum())
    decided = won + lost
    by_chance = sum(comb(decided, n) for n in range(won, decided + 1))
    if by_chance < _CHANCE * 2**decided:
        return True
    # of few rows: were the other system right, each square won would be a row that is wrong
    return won >= least_unlikely(len(lead)) and won >= _CLEARLY_MORE * lost
