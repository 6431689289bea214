"""How far places are from points, by road and straight, and why where nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from diaban.engines.reach import (
    Nearest,
    Network,
    Outcome,
    Positions,
    Standing,
    find_nearest,
    find_positions,
    find_straight,
)
from diaban.sectors.post.reach.network import Roads
from diaban.sectors.post.reach.table import (
    NOWHERE_METRES,
    NOWHERE_MINUTES,
    Reason,
    degrees_of,
)

Places = tuple[NDArray[np.float64], NDArray[np.float64]]
_WHY = {
    Standing.OFF_NETWORK: Reason.OFF_NETWORK,
    Standing.IN_WATER: Reason.IN_WATER,
    Standing.NO_POSITION: Reason.NO_POSITION,
}


@dataclass(frozen=True)
class Nearness:
    """For each place: why nothing is known (`Reason`), and what is; NaN where it is not known.

    ``open_row`` and ``staffed_row`` are the rows of the nearest points, −1 for none.
    """

    reason: NDArray[np.uint8]
    open_row: NDArray[np.int64]
    open_metres: NDArray[np.float64]
    walk_minutes: NDArray[np.float64]
    ride_minutes: NDArray[np.float64]
    straight_metres: NDArray[np.float64]
    staffed_row: NDArray[np.int64]
    staffed_metres: NDArray[np.float64]
    staffed_ride_minutes: NDArray[np.float64]
    perhaps_metres: NDArray[np.float64]
    perhaps_ride_minutes: NDArray[np.float64]

    def columns(self, points: pl.Series) -> dict[str, pl.Series]:
        """Return the columns of a survey; ``points`` are the numbers of the points by row."""
        found = {
            "reason": pl.Series(self.reason),
            "open_point": _numbers(self.open_row, points),
            "staffed_point": _numbers(self.staffed_row, points),
        }
        for name in ("open", "straight", "staffed", "perhaps"):
            metres = getattr(self, f"{name}_metres")
            found[f"{name}_metres"] = _whole(metres)
        for name in ("walk", "ride", "staffed_ride", "perhaps_ride"):
            minutes = np.minimum(getattr(self, f"{name}_minutes"), NOWHERE_MINUTES)
            found[f"{name}_minutes"] = pl.Series(np.round(minutes, 1)).fill_nan(None)
        return found


@dataclass(frozen=True)
class _Ground:
    """Places and points on one network."""

    network: Network
    homes: Positions
    points: Positions

    def nearest(self, rows: NDArray[np.int64], by: str) -> Nearest:
        return find_nearest(self.network, self.homes, self.points.chosen(rows), by)


def find_nearness(places: Places, points: pl.DataFrame, roads: Roads) -> Nearness:
    """Search each place's nearest point; ``points``: lat_e7, lng_e7, staffed (null: unknown)."""
    if not points.height or roads.walking is None:
        return _nothing(places)
    staffed = points["staffed"]
    served, perhaps = (staffed.fill_null(value=known).to_numpy() for known in (False, True))
    chosen = [np.arange(points.height), np.flatnonzero(served), np.flatnonzero(perhaps)]
    walking = _stand(roads.walking, places, points, roads.water)
    is_open, is_staffed, is_perhaps = _search_each(walking, chosen, "metres")
    rides = [np.full(len(places[0]), np.nan)] * 3
    if roads.riding is not None:
        riding = _stand(roads.riding, places, points, roads.water)
        rides = [one.minutes for one in _search_each(riding, chosen, "minutes")]
    return Nearness(
        reason=_reasons(is_open, walking.homes.standing),
        open_row=is_open.point,
        open_metres=is_open.metres,
        walk_minutes=is_open.minutes,
        ride_minutes=rides[0],
        straight_metres=find_straight(walking.homes, walking.points)[1],
        staffed_row=_rows_of(is_staffed.point, chosen[1]),
        staffed_metres=is_staffed.metres,
        staffed_ride_minutes=rides[1],
        perhaps_metres=is_perhaps.metres,
        perhaps_ride_minutes=rides[2],
    )


def _stand(
    network: Network, places: Places, points: pl.DataFrame, water: NDArray[np.object_]
) -> _Ground:
    homes = find_positions(network, places, water=water)
    return _Ground(network, homes, find_positions(network, degrees_of(points)))


def _search_each(ground: _Ground, chosen: list[NDArray[np.int64]], by: str) -> list[Nearest]:
    """Search once for each choice of points; choices of the same points share the search."""
    found: dict[bytes, Nearest] = {}
    for rows in chosen:
        key = rows.tobytes()
        if key not in found:
            found[key] = ground.nearest(rows, by)
    return [found[rows.tobytes()] for rows in chosen]


def _reasons(found: Nearest, standing: NDArray[np.int64]) -> NDArray[np.uint8]:
    reason = np.full(len(standing), Reason.KNOWN, dtype=np.uint8)
    reason[found.outcome == Outcome.NO_ROUTE] = Reason.ISLAND
    for how, why in _WHY.items():
        reason[standing == how] = why
    return reason


def _nothing(places: Places) -> Nearness:
    unknown = np.full(len(places[0]), np.nan)
    reason = np.where(np.isnan(places[0]), Reason.NO_POSITION, Reason.NO_POINT).astype(np.uint8)
    nobody = np.full(len(unknown), -1, dtype=np.int64)
    return Nearness(
        reason=reason, open_row=nobody, open_metres=unknown, walk_minutes=unknown,
        ride_minutes=unknown, straight_metres=unknown, staffed_row=nobody, staffed_metres=unknown,
        staffed_ride_minutes=unknown, perhaps_metres=unknown, perhaps_ride_minutes=unknown,
    )  # fmt: skip


def _rows_of(found: NDArray[np.int64], chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows of all points for those of the chosen ones; −1 stays."""
    if not len(chosen):
        return found
    return np.where(found < 0, -1, chosen[found])


def _whole(metres: NDArray[np.float64]) -> pl.Series:
    return pl.Series(np.minimum(metres, NOWHERE_METRES)).fill_nan(None).round().cast(pl.Int32)


def _numbers(rows: NDArray[np.int64], points: pl.Series) -> pl.Series:
    """Return the point's number for each row; null where there is none."""
    known = pl.Series(rows)
    if not len(points):
        return pl.Series([None] * len(rows), dtype=pl.Int64)
    return points.gather(known.clip(lower_bound=0)).set(known < 0, None)
