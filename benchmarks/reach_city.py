"""A synthetic city for the benchmarks of reach: 300,304 crossings, 2.2 million homes, 600 points.

58 by 58 km; every 8th street is a main road, every 32nd a trunk road, the rest are lanes, of which
one in twenty is missing: contraction (pandana) lives on such a hierarchy. 55 % of the homes stand
in a core of 6 km, the rest in 1,500 villages. Nothing of it is real.
"""

from dataclasses import dataclass

import numpy as np

from diaban.engines.reach import MOTORBIKE, Network, Positions, Ways, build_network
from diaban.engines.reach.plane import Plane

SIDE, SPAN_DEGREES = 548, 58_000 / 111_195
LAT, LNG = 20.8, 105.5


@dataclass
class City:
    """Crossings (degrees), streets between them with class, homes and points as they were made."""

    lat: np.ndarray
    lng: np.ndarray
    tail: np.ndarray
    head: np.ndarray
    kind: list[str]
    homes: tuple[np.ndarray, np.ndarray]
    points: np.ndarray

    def plane(self) -> Plane:
        """Return the plane that our network lies on."""
        ends = [float(at) for place in (self.lat, self.lng) for at in (place.min(), place.max())]
        return Plane((ends[0] + ends[1]) / 2, (ends[2] + ends[3]) / 2)

    def network(self) -> Network:
        """Make our network of it; crossings are vertices at whole 1e-7 degrees."""
        ends = np.stack((self.tail, self.head), axis=1).ravel()
        lat, lng = (np.rint(place[ends] * 1e7).astype(np.int64) for place in (self.lat, self.lng))
        nothing: dict[str, str] = {}
        starts = np.arange(0, len(ends) + 1, 2)
        return build_network(
            Ways(starts, lat, lng, self.kind, [nothing] * len(self.tail)), MOTORBIKE
        )


def make_city(homes: int = 2_200_000, points: int = 600, seed: int = 3) -> City:
    """Make the city; the same numbers give the same city."""
    chance = np.random.default_rng(seed)
    row, column = np.divmod(np.arange(SIDE * SIDE), SIDE)
    shift = chance.uniform(-0.25, 0.25, (2, SIDE * SIDE))
    step = SPAN_DEGREES / SIDE
    lat = np.round(LAT + (row + shift[0]) * step, 7)
    lng = np.round(LNG + (column + shift[1]) * step / np.cos(np.radians(21.0)), 7)
    right = np.flatnonzero(column < SIDE - 1)
    up = np.flatnonzero(row < SIDE - 1)
    line = np.concatenate((row[right], column[up]))
    is_main = line % 8 == 0
    tail = np.concatenate((right, up))
    head = np.concatenate((right + 1, up + SIDE))
    keep = is_main | (chance.random(len(tail)) > 0.05)
    kind = np.where(line % 32 == 0, "trunk", np.where(is_main, "secondary", "service"))
    return City(
        lat,
        lng,
        tail[keep],
        head[keep],
        kind[keep].tolist(),
        _settle(chance, homes),
        chance.choice(SIDE * SIDE, points, replace=False),
    )


def _settle(chance: np.random.Generator, homes: int) -> tuple[np.ndarray, np.ndarray]:
    core = int(homes * 0.55)
    villages = chance.uniform(1_000, 57_000, (1_500, 2))
    places = np.concatenate(
        (
            chance.normal(29_000, 6_000, (core, 2)),
            villages[chance.integers(0, 1_500, homes - core)]
            + chance.normal(0, 250, (homes - core, 2)),
        )
    )
    places = np.clip(places, 0, 58_000) / 111_195
    return LAT + places[:, 1], LNG + places[:, 0] / np.cos(np.radians(21.0))


def chosen_places(city: City, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return latitude and longitude of some crossings."""
    return city.lat[chosen], city.lng[chosen]


def count_placed(doors: Positions) -> str:
    """Tell how many doors have a road."""
    return f"{int(doors.is_placed.sum()):,} of {len(doors):,} on a road"
