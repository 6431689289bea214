"""How near a point is to a unit of which only centre, area and older parts are known.

Each unit is a list of seeds: one for every pair (part, unit), a part being a smaller or older
unit with a bounding box. With e the squared distance to the middle of the box, measured in
half-sides of the box, and d the squared distance to the unit's centre, measured in radii of a
circle of the unit's area, a seed weighs

    weight of its unit / ((1 + 3 e) (1 + d)) ** 2.5

(to the power of 2 where no parts are known). Shares of the sum are probabilities. The
form and its numbers were chosen on Hanoi; docs/explanation/places-through-time.md says how
often such a probability was right.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from diaban.engines.places.array_types import FloatArray, IntArray
from diaban.engines.places.snapping import METRES_PER_DEGREE

__all__ = ["Centres", "Parts", "Plane", "Seeds", "nearness", "plant_seeds"]

_BOX_FILL = 0.524  # share of its bounding box that a commune fills: the mean over Hanoi's 526
_LEAST_HALF_SIDE_KM = 0.15
_BOX_SCALE = 3.0


@dataclass(frozen=True, slots=True)
class Centres:
    """Centres (degrees) and published areas of units: three float64[n].

    >>> Centres([21.04], [105.84], [2.97]).area_km2.tolist()
    [2.97]
    """

    lat: FloatArray
    lng: FloatArray
    area_km2: FloatArray

    def __init__(self, lat: ArrayLike, lng: ArrayLike, area_km2: ArrayLike) -> None:
        for name, values in (("lat", lat), ("lng", lng), ("area_km2", area_km2)):
            object.__setattr__(self, name, np.asarray(values, dtype=np.float64))
        if not len(self.lat) == len(self.lng) == len(self.area_km2):
            raise ValueError("lat, lng and area_km2 must be equally long")
        if not np.all(self.area_km2 > 0):
            raise ValueError("areas must be above zero")

    def __len__(self) -> int:
        return len(self.lat)


@dataclass(frozen=True, slots=True)
class Parts:
    """Smaller units that the units were made from.

    `boxes`: float64[n, 4], south, west, north, east of each part, degrees. `pair_part`,
    `pair_unit`: int64[m], which part belongs, wholly or partly, to which unit.

    >>> Parts([[21, 105.8, 21.1, 105.9]], [0, 0], [0, 1]).pair_unit.tolist()
    [0, 1]
    """

    boxes: FloatArray
    pair_part: IntArray
    pair_unit: IntArray

    def __init__(self, boxes: ArrayLike, pair_part: ArrayLike, pair_unit: ArrayLike) -> None:
        object.__setattr__(self, "boxes", np.asarray(boxes, dtype=np.float64).reshape(-1, 4))
        object.__setattr__(self, "pair_part", np.asarray(pair_part, dtype=np.int64))
        object.__setattr__(self, "pair_unit", np.asarray(pair_unit, dtype=np.int64))
        if len(self.pair_part) != len(self.pair_unit):
            raise ValueError("pair_part and pair_unit must be equally long")
        if len(self.pair_part) and self.pair_part.max() >= len(self.boxes):
            raise ValueError("pair_part names a part that has no box")


@dataclass(frozen=True, slots=True)
class Plane:
    """Degrees to kilometres around one latitude; over a province right to a per mille."""

    lat: float
    lng: float

    @property
    def km_per_degree(self) -> FloatArray:
        """Kilometres of one degree of longitude, and of one of latitude."""
        north = METRES_PER_DEGREE / 1000
        return np.array([north * np.cos(np.radians(self.lat)), north])

    def to_km(self, lat: FloatArray, lng: FloatArray) -> FloatArray:
        """Return float64[n, 2]: kilometres east and north."""
        km: FloatArray = np.stack([lng - self.lng, lat - self.lat], axis=-1) * self.km_per_degree
        return km

    def to_degrees(self, km: FloatArray) -> FloatArray:
        """Return float64[n, 2]: longitude and latitude."""
        degrees: FloatArray = km / self.km_per_degree + np.array([self.lng, self.lat])
        return degrees


@dataclass(frozen=True, slots=True)
class Seeds:
    """One row for each pair (part, unit), on the plane in kilometres.

    `box`: float64[n, 4], middle (east, north) and 1 / half-side squared, both times three.
    `centre`: float64[n, 3], centre of the unit and 1 / radius squared.
    `part` (-1: none), `unit`: int64[n]. `parts_known`: whether there are parts at all.
    """

    box: FloatArray
    centre: FloatArray
    part: IntArray
    unit: IntArray
    parts_known: bool

    def __len__(self) -> int:
        return len(self.unit)


def plant_seeds(plane: Plane, centres: Centres, parts: Parts) -> Seeds:
    """Make the seeds; a unit without parts becomes its own part, a square of its area."""
    corners = parts.boxes.reshape(-1, 2)
    low, high = plane.to_km(corners[:, 0], corners[:, 1]).reshape(-1, 2, 2).transpose(1, 0, 2)
    middle, half = (low + high) / 2, (high - low) / 2
    centre = plane.to_km(centres.lat, centres.lng)
    alone = np.setdiff1d(np.arange(len(centres)), parts.pair_unit)
    side = np.sqrt(centres.area_km2[alone] / _BOX_FILL) / 2
    middle = np.concatenate([middle, centre[alone]])
    half = np.concatenate([half, np.stack([side, side], axis=1)])
    box_of = np.concatenate([parts.pair_part, len(parts.boxes) + np.arange(len(alone))])
    part = np.concatenate([parts.pair_part, np.full(len(alone), -1)])
    unit = np.concatenate([parts.pair_unit, alone])
    scale = _BOX_SCALE / np.maximum(half, _LEAST_HALF_SIDE_KM) ** 2
    radius = centres.area_km2 / np.pi
    return Seeds(
        box=np.hstack([middle, scale])[box_of],
        centre=np.column_stack([centre, 1 / radius])[unit],
        part=part,
        unit=unit,
        parts_known=len(parts.boxes) > 0,
    )


def nearness(seeds: Seeds, chosen: IntArray, points: FloatArray) -> FloatArray:
    """Weigh chosen seeds (int64[n, k]) at points (float64[n, 2], km), unit weights apart."""
    box, centre = seeds.box[chosen], seeds.centre[chosen]
    east, north = points[:, 0, None], points[:, 1, None]
    to_part = (east - box[..., 0]) ** 2 * box[..., 2] + (north - box[..., 1]) ** 2 * box[..., 3]
    to_unit = (east - centre[..., 0]) ** 2 + (north - centre[..., 1]) ** 2
    far = (1 + to_part) * (1 + to_unit * centre[..., 2])
    near: FloatArray = 1 / far**2
    # Centres alone say less, so that their probabilities must be flatter.
    return near / np.sqrt(far) if seeds.parts_known else near
