"""Where one more point, a borrowed room or a van's day may help: places, and whom they reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from diaban.engines.reach import Network, SiteKind, Within, find_catchments, find_positions
from diaban.sectors.post.reach.models import PlaceOnOffer
from diaban.sectors.post.reach.reading import WHICH
from diaban.sectors.post.reach.sharing import SQUARE_E7
from diaban.sectors.post.reach.table import degrees_of

# of unserved households' places at most so many are candidates for a point or a van
MOST_PLACES = 1_500
# a candidate is looked for once in a square of about 550 m
_SITE_E7 = 50_000


@dataclass(frozen=True)
class Demand:
    """Places where unserved households live: how many, where, in which commune.

    ``rows``: households, lat_e7, lng_e7 (of one of them), place.
    """

    rows: pl.DataFrame

    @property
    def households(self) -> np.ndarray:
        return self.rows["households"].cast(pl.Float64).to_numpy()


@dataclass(frozen=True)
class Candidate:
    """Something that may be done somewhere. ``commune`` is the unit's row number."""

    kind: SiteKind
    lat_e7: int
    lng_e7: int
    commune: int | None
    room: PlaceOnOffer | None = None

    @property
    def position(self) -> tuple[float, float]:
        return self.lat_e7 / 1e7, self.lng_e7 / 1e7

    def percent(self, day_percent: int) -> int:
        """Return what it is worth of a point, where a day a week is worth so much."""
        if self.kind == SiteKind.POINT:
            return 100
        days = len(self.room.weekdays) if self.room else 1
        return min(days * day_percent, 100)


def read_demand(survey_rows: pl.LazyFrame) -> Demand:
    """Gather the households that are known to be unserved by small squares."""
    square = [(pl.col(name) // SQUARE_E7).alias(f"{name}_cell") for name in ("lat_e7", "lng_e7")]
    rows = (
        survey_rows.filter(WHICH["beyond"]() & (pl.col("reason") == 0))
        .with_columns(square)
        .group_by("lat_e7_cell", "lng_e7_cell", "place")
        .agg(
            households=pl.len(), first=pl.col("id").min(), at=pl.struct("lat_e7", "lng_e7").first()
        )
        .sort("households", "first", descending=[True, False])
        .unnest("at")
        .select("households", "lat_e7", "lng_e7", "place")
    )
    return Demand(rows.collect())


def list_candidates(demand: Demand, *, points: bool, vans: bool) -> list[Candidate]:
    """Return rooms on offer, and where many live whom nobody serves: for a point and for a van."""
    rooms = [
        Candidate(SiteKind.ROOM, one.lat_e7, one.lng_e7, one.commune_id, one)
        for one in PlaceOnOffer.objects.standing().order_by("pk")
    ]
    squares = (
        demand.rows.with_columns(
            (pl.col("lat_e7") // _SITE_E7).alias("north"),
            (pl.col("lng_e7") // _SITE_E7).alias("east"),
        )
        .group_by("north", "east", maintain_order=True)
        .agg(pl.col("households").sum(), pl.col("lat_e7", "lng_e7", "place").first())
        .sort("households", "north", "east", descending=[True, False, False])
        .head(MOST_PLACES)
    )
    kinds = [*([SiteKind.POINT] if points else []), *([SiteKind.MOBILE_DAY] if vans else [])]
    sites = [
        Candidate(kind, row["lat_e7"], row["lng_e7"], row["place"])
        for kind in kinds
        for row in squares.iter_rows(named=True)
    ]
    return [*rooms, *sites]


def whom_they_reach(
    network: Network, demand: Demand, candidates: list[Candidate], metres: float
) -> csr_array:
    """Return for each candidate which places are within so far by road: ones, [candidates, n]."""
    homes = find_positions(network, degrees_of(demand.rows))
    where = sorted({(one.lat_e7, one.lng_e7) for one in candidates})
    at = np.array(where, dtype=np.float64).reshape(-1, 2) / 1e7
    sites = find_positions(network, (at[:, 0], at[:, 1]))
    found = find_catchments(network, sites, homes, Within(metres, "metres"))
    number = {place: row for row, place in enumerate(where)}
    rows = found[[number[one.lat_e7, one.lng_e7] for one in candidates]]
    # what is stored is reached, at no distance too
    rows.data = np.ones(len(rows.data))
    return rows
