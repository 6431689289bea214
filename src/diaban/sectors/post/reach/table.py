"""What is known of a household's reach: the columns of a survey, and the rules that read them.

Distances are by road. What cannot be told is null and never far: a household without a position,
one that no drawn road leads to, one whose nearest point may be one that has no position yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import polars as pl


class Reason(IntEnum):
    """Why a distance by road is not known; the first is that it is."""

    KNOWN = 0
    NO_POSITION = 1
    OFF_NETWORK = 2  # farther from any drawn road than anybody lives
    ISLAND = 3  # its roads are tied to no open point's
    NO_POINT = 4  # no open point has a position, or there are no roads
    IN_WATER = 5  # its position lies in a river or a lake
    MISPLACED = 6  # its position lies outside the city, or far from its own commune


# that there is no such point anywhere; where nobody knows there is nothing
NOWHERE_METRES, NOWHERE_MINUTES = 10_000_000, 100_000.0
# a service radius of QCVN 1:2008/BTTTT: 3 km
SERVICE_METRES = 3_000
# beyond it from every commune's centre a household is remote, wherever points open or close
REMOTE_METRES = 3_000
# the farthest corner of a commune of 2025 lies 11.2 km from its centre
MISPLACED_METRES = 20_000

SURVEY_SCHEMA: dict[str, type[pl.DataType]] = {
    "id": pl.Int64,
    "place": pl.Int64,
    "former": pl.Int64,
    "former_is_certain": pl.Boolean,
    "synthetic": pl.Boolean,
    "lat_e7": pl.Int32,
    "lng_e7": pl.Int32,
    "reason": pl.UInt8,
    # the nearest open point by road
    "open_point": pl.Int64,
    "open_metres": pl.Int32,
    "walk_minutes": pl.Float32,
    # of whichever open point is the quickest by motorbike
    "ride_minutes": pl.Float32,
    "straight_metres": pl.Int32,
    # of points where somebody is known to serve, and of those where nobody is known not to
    "staffed_point": pl.Int64,
    "staffed_metres": pl.Int32,
    "staffed_ride_minutes": pl.Float32,
    "perhaps_metres": pl.Int32,
    "perhaps_ride_minutes": pl.Float32,
    # lives far from every commune's centre
    "remote": pl.Boolean,
    # an open point of its commune has no position: it may be nearer than all that have one
    "doubtful": pl.Boolean,
}

_STAFFED = {"open_metres": "staffed_metres", "ride_minutes": "staffed_ride_minutes"}
_PERHAPS = {"open_metres": "perhaps_metres", "ride_minutes": "perhaps_ride_minutes"}


def degrees_of(rows: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return latitudes and longitudes of rows with lat_e7 and lng_e7; NaN where there is none."""
    lat, lng = (
        rows[name].cast(pl.Float64).fill_null(float("nan")) for name in ("lat_e7", "lng_e7")
    )
    return lat.to_numpy() / 1e7, lng.to_numpy() / 1e7


def box_about(places: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return south, west, north and east of places."""
    lats, lngs = zip(*places, strict=True)
    return min(lats), min(lngs), max(lats), max(lngs)


def within_metres(metres: int) -> pl.Expr:
    """Return whether an open point is known to lie within so far by road; null: cannot be told."""
    return _known_no(pl.col("open_metres") <= metres, pl.col("open_metres").is_not_null(), metres)


def within_ride(minutes: float) -> pl.Expr:
    """Return whether an open point is known to be within so many minutes by motorbike."""
    return _known_no(pl.col("ride_minutes") <= minutes, pl.col("ride_minutes").is_not_null(), None)


def staffed_within_metres(metres: int) -> pl.Expr:
    """Return the same of a point where somebody serves; null where nobody knows of any nearer."""
    return _staffed("open_metres", metres, metres)


def staffed_within_ride(minutes: float) -> pl.Expr:
    return _staffed("ride_minutes", minutes, None)


def _known_no(near: pl.Expr, known: pl.Expr, straight_metres: int | None) -> pl.Expr:
    """Return whether it is near, and a no only where that is sure."""
    if straight_metres is not None:
        # no road is shorter than the straight line
        known |= (pl.col("straight_metres") > straight_metres).fill_null(value=False)
    surely = known & pl.col("doubtful").fill_null(value=True).not_()
    near = near.fill_null(value=False)
    return pl.when(near).then(pl.lit(True)).when(surely).then(pl.lit(False))


def _staffed(column: str, limit: float, straight_metres: int | None) -> pl.Expr:
    near, perhaps = pl.col(_STAFFED[column]) <= limit, pl.col(_PERHAPS[column]) <= limit
    # where roads lead to none of those that may be staffed, nobody knows
    return _known_no(near, perhaps.not_().fill_null(value=False), straight_metres)


READ_BY_METRES = ("open_metres", "straight_metres", "doubtful")
READ_BY_RIDE = ("ride_minutes", "doubtful")
