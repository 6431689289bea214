"""The lines of streets, lanes and alleys, for drawing a map of the synthetic city."""

from typing import Any

import numpy as np
import polars as pl

from diaban.exchange.synthetic_city.addressing import address_paths, title_path
from diaban.exchange.synthetic_city.communes import Locate
from diaban.exchange.synthetic_city.ground import to_e7
from diaban.exchange.synthetic_city.paths import STREET
from diaban.exchange.synthetic_city.settlement import Lot, Settlement

STEP_M = 35.0
BRANCH_KINDS = ("đường", "ngõ", "ngách", "hẻm")
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "commune_code": pl.String,
    "name": pl.String,
    "kind": pl.String,
    "lat_e7": pl.List(pl.Int64),
    "lng_e7": pl.List(pl.Int64),
    "synthetic": pl.Boolean,
}


def choose_kind(level: int, street: str | None) -> str:
    """đường, phố, đại lộ or quốc lộ by name; ngõ, ngách, hẻm by level."""
    if level == STREET and street:
        known = ("phố", "đại lộ", "quốc lộ")
        return next((word for word in known if street.startswith(word)), "đường")
    return BRANCH_KINDS[level]


def trace(town: Settlement) -> tuple[Any, Any]:
    """Points (n, 2) along every path, and the path of each."""
    paths = town.paths
    pieces = np.maximum(np.ceil(paths.length / STEP_M).astype(np.int64), 1)
    path = np.repeat(np.arange(len(paths)), pieces + 1)
    first = np.repeat(np.cumsum(pieces + 1) - (pieces + 1), pieces + 1)
    share = (np.arange(len(path)) - first) / pieces[path]
    along = (share * paths.length[path])[:, None] * paths.direction[path]
    return paths.start[path] + along, path


def draw_streets(lot: Lot, town: Settlement, locate: Locate) -> pl.DataFrame:
    """One row per path that has a registered door or leads to one, inside the commune."""
    addresses, paths = address_paths(lot, town), town.paths
    at, path = trace(town)
    lat, lng = town.ground.to_degrees(town.ground.bend(at))
    keep = used_paths(town)[path] & (locate(lat, lng) == lot.index)
    lines = (
        pl.DataFrame({"path": path[keep], "lat_e7": to_e7(lat[keep]), "lng_e7": to_e7(lng[keep])})
        .group_by("path", maintain_order=True)
        .agg("lat_e7", "lng_e7")
        .filter(pl.col("lat_e7").list.len() > 1)
    )
    rows = lines["path"].to_list()
    level, street = paths.level.tolist(), addresses.street
    names = [
        title_path(level[i], street[i], addresses.lanes[i], addresses.locality[i]) for i in rows
    ]
    return lines.with_columns(
        pl.lit(lot.commune.code).alias("commune_code"),
        pl.Series("name", names, dtype=pl.String),
        pl.Series("kind", [choose_kind(level[i], street[i]) for i in rows], dtype=pl.String),
        pl.lit(value=True).alias("synthetic"),
    ).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def used_paths(town: Settlement) -> Any:
    """Mark paths with registered doors, and for those from which such paths branch off."""
    used = np.zeros(len(town.paths), dtype=bool)
    used[town.doors.path] = True
    parent = town.paths.parent
    for level in (3, 2, 1):
        inner = used & (town.paths.level == level)
        used[parent[inner]] = True
    return used
