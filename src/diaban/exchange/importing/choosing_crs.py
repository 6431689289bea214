"""The coordinate system of the table at hand: chosen by a person, stated, or recognised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

import numpy as np
import polars as pl

from diaban.exchange.importing import texts
from diaban.exchange.importing.checked import Rules
from diaban.exchange.importing.coordinate_systems import (
    SWAPPED,
    Candidate,
    choose,
    in_doubt,
    name_of,
    recognise,
    simplify,
    to_wgs84,
)
from diaban.exchange.importing.coordinate_texts import read_figures, split_pairs
from diaban.exchange.importing.mapping import Mapping
from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.registry_rules import has_official_ground
from diaban.exchange.importing.stated_communes import NAMING, read_stated, settle
from diaban.exchange.importing.tables import Batch, Table, cell_names
from diaban.spine.places.areas import areas_in_force

_BATCHES_LOOKED_AT = 3
MOST_POINTS = 2_000


@dataclass(frozen=True)
class CoordinateSystem:
    """``how`` it is known: chosen, stated, recognised, or by the communes that rows name.

    ``candidates`` are best first; ``rows`` named a commune where that told.
    """

    crs: str
    name: str
    how: str
    share_in_city: float
    candidates: list[Candidate] = field(default_factory=list)
    rows: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "crs": self.crs,
            "name": self.name,
            "how": self.how,
            "share_in_city": round(self.share_in_city, 4),
            "candidates": [candidate.as_json() for candidate in self.candidates],
            "rows": self.rows,
        }

    def note(self) -> Problem:
        """Return what is told to the person where the communes of the rows have told the system."""
        about = {"crs": f"{self.name} ({self.crs})", "count": self.rows}
        return Problem("crs_by_communes", params=about)


@dataclass(frozen=True)
class Figures:
    """The coordinates of a table's first rows, in the file's own system: longitudes or eastings.

    ``cells`` are the texts of all these rows, of the coordinates and of what names a commune.
    """

    x: np.ndarray
    y: np.ndarray
    cells: pl.DataFrame = field(default_factory=pl.DataFrame)

    def picture(self, crs: str, most: int = MOST_POINTS) -> list[tuple[float, float]]:
        """Return where some of the rows fall as latitudes and longitudes of WGS 84."""
        lng, lat = to_wgs84(self.x, self.y, crs)
        known = np.flatnonzero((np.abs(lat) <= 90) & (np.abs(lng) <= 180))
        some = known[:: max(1, -(-len(known) // most))]
        return [(round(float(lat[i]), 6), round(float(lng[i]), 6)) for i in some]


class Picture:
    """Some of the points of accepted records, evenly over a list of any length."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._step = 1
        self._seen = 0
        self._kept: list[tuple[float, float]] = []

    def add(self, records: pl.DataFrame) -> None:
        placed = records.filter(pl.col("lat_e7").is_not_null())
        lat, lng = (placed[name].to_numpy() / 1e7 for name in ("lat_e7", "lng_e7"))
        start = -self._seen % self._step
        self._seen += len(lat)
        spots = zip(
            lat[start :: self._step].tolist(), lng[start :: self._step].tolist(), strict=True
        )
        self._kept += spots
        while len(self._kept) > self._most:
            self._kept = self._kept[::2]
            self._step *= 2

    def points(self) -> list[tuple[float, float]]:
        return self._kept


def look_at_figures(table: Table, mapping: Mapping) -> Figures:
    """Return the figures of the first batches, which the table gives again afterwards."""
    if not (mapping.has("lat") and mapping.has("lng")):
        return Figures(np.empty(0), np.empty(0))
    source: Iterator[Batch] = table.batches
    first = list(islice(source, _BATCHES_LOOKED_AT))
    table.batches = chain(first, source)
    cells = dict(zip(table.columns, cell_names(len(table.columns)), strict=True))
    asked = ("lat", "lng", *(name for name in NAMING if mapping.has(name)))
    named = {name: cells[mapping.columns[name]] for name in asked}
    frames = [texts.read_cells(batch.frame, named) for batch in first]
    if not frames:
        return Figures(np.empty(0), np.empty(0))
    rows = pl.concat(frames)
    read = read_figures(split_pairs(rows))
    known = read.filter(pl.col("lat_degrees").is_not_null() & pl.col("lng_degrees").is_not_null())
    return Figures(
        known["lng_degrees"].to_numpy(), known["lat_degrees"].to_numpy(), rows.select(asked)
    )


def find_system(
    table: Table, mapping: Mapping, chosen: str | None, rules: Rules, figures: Figures
) -> CoordinateSystem | None:
    """Return the system to read positions in; None where no system fits or there are none.

    What the file states counts for positions of its geometry only. Where several systems fit,
    the communes that the rows name may tell which, and the table's notes say so. Raises
    InputError (crs_unclear, crs_contradicted, crs_unknown) where a person has to choose.
    """
    if not figures.x.size:
        return None
    stated = table.crs if _are_of_geometry(table, mapping) else None
    if chosen:
        crs = simplify(chosen)
        candidates = recognise(figures.x, figures.y, crs, rules.city)
        return _describe(next(c for c in candidates if c.is_stated), "chosen", candidates)
    candidates = recognise(figures.x, figures.y, stated, rules.city)
    if found := find_by_communes(candidates, figures.cells, rules):
        table.notes.append(found.note())
        return found
    best = choose([c for c in candidates if c.crs != SWAPPED])
    if best is None:
        return None
    return _describe(best, "stated" if best.is_stated else "recognised", candidates)


def find_by_communes(
    candidates: list[Candidate], cells: pl.DataFrame, rules: Rules
) -> CoordinateSystem | None:
    """Return the one of several fitting systems that the communes of the rows tell, or None.

    ``cells`` has the texts lat and lng, and those of NAMING that there are.
    """
    left = in_doubt([c for c in candidates if c.crs != SWAPPED])
    names_communes = bool(set(NAMING[:3]) & set(cells.columns))
    if not left or not names_communes or not has_official_ground(rules.today):
        return None
    rows = read_stated(cells, rules)
    best = settle(left, rows, areas_in_force(rules.today))
    if best is None:
        return None
    share = best.share_in_city
    return CoordinateSystem(best.crs, best.name, "communes", share, candidates, len(rows.x))


def _are_of_geometry(table: Table, mapping: Mapping) -> bool:
    mapped = (mapping.columns.get("lat"), mapping.columns.get("lng"))
    return table.position_columns is None or table.position_columns == mapped


def _describe(best: Candidate, how: str, candidates: list[Candidate]) -> CoordinateSystem:
    return CoordinateSystem(best.crs, name_of(best.crs), how, best.share_in_city, candidates)
