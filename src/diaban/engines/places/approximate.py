"""Approximate areas: where units probably lie, known from centres, areas and older parts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from shapely import transform  # type: ignore[import-untyped]
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

from diaban.engines.places.area_fit import fit_weights
from diaban.engines.places.array_types import AnyArray, FloatArray, IndexArray, IntArray
from diaban.engines.places.candidate_lists import CandidateLists, list_candidates
from diaban.engines.places.nearness import Centres, Parts, Plane, Seeds, nearness, plant_seeds
from diaban.engines.places.outlines import outline_labels

__all__ = ["ApproximateAreas", "Candidates"]

_KEEP = 16  # seeds per square; more change no answer on Hanoi
_RIM_KM = 6.0
_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Candidates:
    """Plausible units (or parts) of each point, likeliest first.

    `indices`: int32[n, k], -1 for "none of them: outside". `probabilities`: float64[n, k];
    they add up to at most one, and unused places hold -1 and zero.

    >>> Candidates(np.array([[3, -1]], dtype=np.int32), np.array([[0.9, 0.1]])).indices.shape
    (1, 2)
    """

    indices: IndexArray
    probabilities: FloatArray


@dataclass(frozen=True)
class ApproximateAreas:
    """Areas of units whose borders are not known; every answer is a probability.

    Made by `fit`. `keys` names the units; neighbours outside bound them and answer as -1.

    >>> centres = Centres([21.0, 21.0], [105.80, 105.90], [60.0, 60.0])
    >>> areas = ApproximateAreas.fit(["west", "east"], centres)
    >>> areas.locate([21.0, 21.0, 25.0], [105.78, 105.93, 105.8]).tolist()
    [0, 1, -1]
    >>> found = areas.candidates([21.0], [105.85], limit=2)
    >>> sorted(found.indices[0].tolist()), found.probabilities.round(1).tolist()
    ([0, 1], [[0.5, 0.5]])
    """

    keys: tuple[str, ...]
    plane: Plane
    seeds: Seeds
    weights: FloatArray
    lists: CandidateLists
    _unit_slots: "_Slots" = field(init=False, repr=False, compare=False)
    _part_slots: "_Slots" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        units = np.where(self.seeds.unit < len(self.keys), self.seeds.unit, -1)
        object.__setattr__(self, "_unit_slots", _slots_by_owner(units[self.lists.seeds]))
        object.__setattr__(self, "_part_slots", _slots_by_owner(self.seeds.part[self.lists.seeds]))

    @classmethod
    def fit(
        cls,
        keys: Sequence[str],
        centres: Centres,
        *,
        neighbours: Centres | None = None,
        parts: Parts | None = None,
    ) -> "ApproximateAreas":
        """Fit areas to centres and published areas, and to the parts that units were made of.

        `parts.pair_unit` counts through `centres` and then through `neighbours`. ValueError
        where lengths differ or a pair names a unit that is not there.
        """
        if len(keys) != len(centres) or not keys:
            raise ValueError("keys and centres must be as many, and at least one")
        around = _joined(centres, neighbours)
        parts = parts or Parts([], [], [])
        if len(parts.pair_unit) and parts.pair_unit.max() >= len(around):
            raise ValueError("pair_unit names a unit that has no centre")
        plane = Plane(float(centres.lat.mean()), float(centres.lng.mean()))
        seeds = plant_seeds(plane, around, parts)
        lists = list_candidates(seeds, _frame(plane, centres), _KEEP)
        weights = fit_weights(seeds, lists, around.area_km2, len(keys))
        return cls(tuple(keys), plane, seeds, weights, lists)

    def locate(self, lat: ArrayLike, lng: ArrayLike) -> IndexArray:
        """Return the likeliest unit of each point (int32[n]), -1 outside or NaN."""
        points = self._points(lat, lng)
        units = np.full(len(points), -1, dtype=np.int32)
        for part, square, shares in self._shares(points, self._unit_slots):
            owners = self._unit_slots.owner[square]
            best = shares.argmax(axis=1)
            units[part] = owners[np.arange(len(best)), best]
        return units

    def candidates(self, lat: ArrayLike, lng: ArrayLike, limit: int = 6) -> Candidates:
        """Return the plausible units of each point with their probabilities."""
        points = self._points(lat, lng)
        found = _nowhere(len(points), limit)
        for part, square, shares in self._shares(points, self._unit_slots):
            _rank(shares, self._unit_slots.owner[square], part, found)
        return found

    def part_candidates(
        self, lat: ArrayLike, lng: ArrayLike, units: ArrayLike | None = None, limit: int = 6
    ) -> Candidates:
        """Return the plausible parts (old units) of points; indices count `parts.boxes`.

        `units`: int[n], the unit of each point where it is known, by official polygons for
        instance: then only parts that passed something to that unit are offered, and -1 has
        none. A unit without parts, and ground beyond the parts, answer -1.
        """
        points = self._points(lat, lng)
        found = _nowhere(len(points), limit)
        if units is None:
            for rows, square, shares in self._shares(points, self._part_slots):
                _rank(shares, self._part_slots.owner[square], rows, found)
            return found
        unit = np.asarray(units, dtype=np.int64)
        found.probabilities[unit < 0] = 0
        for each in np.unique(unit[unit >= 0]):
            rows = np.flatnonzero(unit == each)
            self._rank_parts_of(each, rows, points[rows], found)
        return found

    def polygons(self, cell_metres: float = 120.0) -> list[BaseGeometry]:
        """Draw the likeliest unit of the ground as polygons (WGS 84, longitude first).

        They share their borders exactly, so that a `Locator` can be built from them.
        """
        step = cell_metres / 1000
        rows, columns = (int(n * np.sqrt(self.lists.square_km2) / step) for n in self.lists.shape)
        place = np.arange(rows * columns)
        middle = np.stack([place % columns, place // columns], axis=1) + 0.5
        degrees = self.plane.to_degrees(self.lists.corner + middle * step)
        labels = self.locate(degrees[:, 1], degrees[:, 0]).reshape(rows, columns)

        def place_on_earth(cells: FloatArray) -> FloatArray:
            return self.plane.to_degrees(self.lists.corner + cells * step)

        return [transform(o, place_on_earth) for o in outline_labels(labels, len(self.keys))]

    def to_arrays(self) -> dict[str, AnyArray]:
        """Return everything as named flat arrays, ready for `numpy.savez`."""
        return {
            "keys": np.array(self.keys),
            "plane": np.array([self.plane.lat, self.plane.lng]),
            "box": self.seeds.box,
            "centre": self.seeds.centre,
            "part": self.seeds.part,
            "unit": self.seeds.unit,
            "parts_known": np.array([self.seeds.parts_known]),
            "weights": self.weights,
            "corner": self.lists.corner,
            "shape": np.array(self.lists.shape),
            "lists": self.lists.seeds.astype(np.int32),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> "ApproximateAreas":
        """Restore areas from `to_arrays`."""
        rows, columns = arrays["shape"].tolist()
        return cls(
            keys=tuple(arrays["keys"].tolist()),
            plane=Plane(*arrays["plane"].tolist()),
            seeds=Seeds(
                arrays["box"],
                arrays["centre"],
                arrays["part"],
                arrays["unit"],
                bool(arrays["parts_known"][0]),
            ),
            weights=arrays["weights"],
            lists=CandidateLists(
                arrays["corner"], (rows, columns), arrays["lists"].astype(np.int64)
            ),
        )

    def _points(self, lat: ArrayLike, lng: ArrayLike) -> FloatArray:
        return self.plane.to_km(
            np.asarray(lat, dtype=np.float64), np.asarray(lng, dtype=np.float64)
        )

    def _shares(
        self, points: FloatArray, slots: "_Slots"
    ) -> Iterator[tuple[IntArray, IntArray, FloatArray]]:
        """Yield blocks: which points, their squares, probabilities by slot of the square."""
        squares = self.lists.squares(points)
        inside = np.flatnonzero(squares >= 0)
        seed_weights = self.weights[self.seeds.unit]
        for start in range(0, len(inside), _BLOCK):
            part = inside[start : start + _BLOCK]
            square = squares[part]
            chosen = self.lists.seeds[square]
            near = nearness(self.seeds, chosen, points[part]) * seed_weights[chosen]
            near /= near.sum(axis=1, keepdims=True)
            yield part, square, _by_slot(near, slots.of_entry[square], slots.owner.shape[1])

    def _rank_parts_of(
        self, unit: int, rows: IntArray, points: FloatArray, found: Candidates
    ) -> None:
        chosen = np.flatnonzero(self.seeds.unit == unit)[None]
        shares = nearness(self.seeds, chosen, points)
        shares /= shares.sum(axis=1, keepdims=True)
        owners = np.broadcast_to(self.seeds.part[chosen], shares.shape).astype(np.int32)
        _rank(shares, owners, rows, found)


@dataclass(frozen=True, slots=True)
class _Slots:
    """Distinct owners of each square's seeds.

    `of_entry`: int32[squares, k], the slot of each seed. `owner`: int32[squares, slots].
    """

    of_entry: IndexArray
    owner: IndexArray


def _joined(centres: Centres, neighbours: Centres | None) -> Centres:
    if neighbours is None:
        return centres
    return Centres(
        np.concatenate([centres.lat, neighbours.lat]),
        np.concatenate([centres.lng, neighbours.lng]),
        np.concatenate([centres.area_km2, neighbours.area_km2]),
    )


def _frame(plane: Plane, centres: Centres) -> FloatArray:
    """Return low and high corner (km) of the ground that the units can cover."""
    middle = plane.to_km(centres.lat, centres.lng)
    reach = np.sqrt(centres.area_km2)[:, None] + _RIM_KM
    return np.stack([(middle - reach).min(axis=0), (middle + reach).max(axis=0)])


def _slots_by_owner(owners: IntArray) -> _Slots:
    """Give the distinct owners of each row a slot."""
    order = np.argsort(owners, axis=1, kind="stable")
    ordered = np.take_along_axis(owners, order, axis=1)
    slot = np.zeros(owners.shape, dtype=np.int64)
    slot[:, 1:] = np.cumsum(ordered[:, 1:] != ordered[:, :-1], axis=1)
    owner = np.full((len(owners), int(slot.max(initial=0)) + 1), -1, dtype=np.int32)
    np.put_along_axis(owner, slot, ordered.astype(np.int32), axis=1)
    of_entry = np.empty(owners.shape, dtype=np.int32)
    np.put_along_axis(of_entry, order, slot.astype(np.int32), axis=1)
    return _Slots(of_entry, owner)


def _by_slot(near: FloatArray, slot: IndexArray, slots: int) -> FloatArray:
    """Add up entries of the same slot, row by row."""
    place = np.arange(len(near))[:, None] * slots + slot
    total = np.bincount(place.ravel(), near.ravel(), minlength=len(near) * slots)
    return total.reshape(-1, slots).astype(np.float64, copy=False)


def _nowhere(points: int, limit: int) -> Candidates:
    """Start with "outside, certainly" for every point."""
    probabilities = np.zeros((points, limit))
    probabilities[:, 0] = 1
    return Candidates(np.full((points, limit), -1, dtype=np.int32), probabilities)


def _rank(shares: FloatArray, owners: IndexArray, rows: IntArray, found: Candidates) -> None:
    """Write the likeliest owners of some points, best first."""
    order = np.argsort(-shares, axis=1, kind="stable")[:, : found.indices.shape[1]]
    probability = np.take_along_axis(shares, order, axis=1)
    width = order.shape[1]
    found.probabilities[rows] = 0
    found.probabilities[rows, :width] = probability
    found.indices[rows, :width] = np.where(
        probability > 0, np.take_along_axis(owners, order, axis=1), -1
    )
