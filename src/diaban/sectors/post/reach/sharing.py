"""How many open points fall to each household, when all who are near share them.

Ten households beside one point are better off than ten thousand: each point is given out to the
households within 3 km by road, the near ones weighing more (`LUO_QI_2009`'s weights in zones of 1,
2 and 3 km), and each household adds up what it gets. All that is given out is a point each.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from diaban.engines.reach import (
    LUO_QI_2009,
    Network,
    Within,
    Zones,
    find_catchments,
    find_positions,
    measure_access,
)
from diaban.sectors.post.reach.table import SERVICE_METRES, degrees_of

ZONES = Zones((1_000.0, 2_000.0, float(SERVICE_METRES)), LUO_QI_2009.weights)
# households within such a square count as one place: 0.001 degrees is about 110 m
SQUARE_E7 = 10_000


def share_points(rows: pl.DataFrame, points: pl.DataFrame, walking: Network | None) -> pl.Series:
    """Return how many points fall to each household of a survey; null where nobody can tell.

    ``points``: lat_e7, lng_e7 of those that are open.
    """
    near = (pl.col("open_metres") <= SERVICE_METRES).fill_null(value=False)
    # no road is shorter than the straight line
    far = (pl.col("straight_metres") > SERVICE_METRES).fill_null(value=False)
    known = pl.col("open_metres").is_not_null() | far
    cell = pl.struct(pl.col("lat_e7") // SQUARE_E7, pl.col("lng_e7") // SQUARE_E7)
    told = rows.select("lat_e7", "lng_e7", cell=cell, near=near, known=known)
    squares = (
        told.filter("near")
        .group_by("cell", maintain_order=True)
        .agg(pl.len().alias("households"), pl.col("lat_e7", "lng_e7").first())
    )
    if walking is None or not squares.height or not points.height:
        shares = pl.Series("share", [0.0] * squares.height, dtype=pl.Float64)
    else:
        homes = find_positions(walking, degrees_of(squares))
        stands = find_positions(walking, degrees_of(points))
        table = find_catchments(walking, stands, homes, Within(SERVICE_METRES, "metres"))
        people = squares["households"].cast(pl.Float64).to_numpy()
        found = measure_access(table, people, np.ones(points.height), ZONES)
        shares = pl.Series("share", found.per_home)
    joined = told.join(
        squares.select("cell", shares), on="cell", how="left", maintain_order="left"
    )  # fmt: skip
    share = pl.when("near").then("share").when("known").then(0.0)
    return joined.select(share.alias("share"))["share"]
