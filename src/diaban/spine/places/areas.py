"""The ground of the city on a day: which unit a point lies in, and how sure that is.

Official boundaries decide where they are known. Elsewhere the areas are approximate: a power
diagram fitted to published centres and areas, which answers with candidates and probabilities and
never with one unit as if it were certain.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

import numpy as np
import shapely
from django.conf import settings
from numpy.typing import NDArray

from diaban.engines.places import Locator
from diaban.engines.places.approximate import ApproximateAreas
from diaban.spine.places import tables
from diaban.spine.places.approximating import fit_former_areas, fit_present_areas
from diaban.spine.places.boundaries import boundaries_in_force
from diaban.spine.places.models import Boundary, Standing, Unit
from diaban.spine.places.units import LAST_THREE_TIER_DAY, TWO_TIER_FROM, city_communes, today
from diaban.spine.runs.models import Generation

# the official polygons leave 90 slivers between neighbours; a point in one goes to the nearest
SNAP_METRES = 5.0
# plausible communes kept for a point: five leave out 0.6 % at one point in a hundred, eight nothing
CANDIDATES = 8
_METRES_PER_DEGREE = 111_195.0

Points = NDArray[np.float64]
UnitNumbers = NDArray[np.int64]
Arrays = dict[str, NDArray]
T = TypeVar("T")


@dataclass(frozen=True)
class Areas:
    """The areas of the city's communes on a day. Units are given by their row numbers.

    ``official`` answers with places in ``official_units``, ``approximate`` with places in
    ``units``; it is None where every unit has an official boundary.
    """

    as_of: date
    units: UnitNumbers
    official: Locator | None
    official_units: UnitNumbers
    shapes: dict[int, object]
    approximate: ApproximateAreas | None

    @property
    def standing(self) -> Standing:
        """Official only when there are communes and each has an official boundary."""
        whole = self.approximate is None and len(self.units) > 0
        return Standing.OFFICIAL if whole else Standing.APPROXIMATE

    def locate(self, lat: Points, lng: Points) -> UnitNumbers:
        """Find the unit whose official boundary holds each point; 0 where none does."""
        if self.official is None:
            return np.zeros(len(lat), dtype=np.int64)
        found = self.official.locate(lat, lng)
        return np.where(found >= 0, self.official_units[found], 0)

    def is_uncertain(self, lat: Points, lng: Points) -> NDArray[np.bool_]:
        """Say which points lie on ground where official boundaries do not decide."""
        if self.approximate is None:
            return np.zeros(len(lat), dtype=bool)
        return np.isfinite(lat) & (self.locate(lat, lng) == 0)

    def candidates(self, lat: Points, lng: Points) -> tuple[UnitNumbers, Points]:
        """Return the plausible units of each point, most likely first, with probabilities.

        Shapes (n, k). Where official boundaries decide, one unit has probability 1.
        """
        known = self.locate(lat, lng)
        if self.approximate is None:
            return known[:, None], (known > 0).astype(np.float64)[:, None]
        found = self.approximate.candidates(lat, lng, CANDIDATES)
        indices, shares = found.indices, found.probabilities.copy()
        units = np.where(indices >= 0, self.units[indices], 0)
        shares = np.where((units > 0) & ~np.isin(units, self.official_units), shares, 0.0)
        if len(self.official_units):
            total = shares.sum(axis=1, keepdims=True)
            shares = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
        units = np.where(shares > 0, units, 0)
        decided = known > 0
        units[decided], shares[decided] = 0, 0.0
        units[decided, 0], shares[decided, 0] = known[decided], 1.0
        order = np.argsort(-shares, axis=1, kind="stable")
        return np.take_along_axis(units, order, 1), np.take_along_axis(shares, order, 1)

    def box_of(self, unit: int) -> tuple[float, float, float, float]:
        """Return south, west, north and east of a unit's official or approximate shape."""
        shape = self.shapes.get(unit) or self.sketches[unit]
        west, south, east, north = shape.bounds
        return south, west, north, east

    @cached_property
    def sketches(self) -> dict[int, object]:
        """Return the approximate shape of each unit."""
        if self.approximate is None:
            return {}
        return dict(zip(self.units.tolist(), _draw(self.approximate), strict=True))

    def metres_from(self, units: UnitNumbers, lat: Points, lng: Points) -> Points:
        """Return how far each point is from its unit's official ground; infinite if unknown."""
        metres = np.full(len(units), np.inf)
        for unit in np.unique(units):
            shape = self.shapes.get(int(unit))
            rows = np.flatnonzero(units == unit)
            if shape is None or not len(rows):
                continue
            squeeze = np.cos(np.radians(lat[rows].mean()))
            flat = shapely.transform(shape, lambda c, s=squeeze: c * [s, 1.0])
            points = shapely.points(lng[rows] * squeeze, lat[rows])
            metres[rows] = shapely.distance(flat, points) * _METRES_PER_DEGREE
        return metres


@dataclass(frozen=True)
class FormerAreas:
    """Where the communes of before July 2025 lay: candidates, which the law restricts further."""

    present_units: UnitNumbers
    former_units: UnitNumbers
    parts: ApproximateAreas

    def locate(self, present: UnitNumbers, lat: Points, lng: Points) -> UnitNumbers:
        """Find the likeliest predecessor of each point's present unit; 0 where unknown."""
        return self.candidates(present, lat, lng)[0][:, 0]

    def candidates(
        self, present: UnitNumbers, lat: Points, lng: Points
    ) -> tuple[UnitNumbers, Points]:
        """Return the predecessors of each point's present unit, likeliest first, with shares."""
        order = np.argsort(self.present_units)
        place = np.searchsorted(self.present_units, present, sorter=order)
        place = order[np.minimum(place, len(order) - 1)]
        known = (self.present_units[place] == present) & np.isfinite(lat)
        found = self.parts.part_candidates(lat, lng, np.where(known, place, -1), CANDIDATES)
        return np.where(
            found.indices >= 0, self.former_units[found.indices], 0
        ), found.probabilities


def former_areas() -> FormerAreas:
    """Return the ground of the communes of before July 2025, by way of today's."""
    return _former_areas(Generation.of("places"), today())


@lru_cache(maxsize=2)
def _former_areas(generation: int, on: date) -> FormerAreas:
    present = list(city_communes(on).order_by("code"))
    numbers = dict(city_communes(LAST_THREE_TIER_DAY).values_list("code", "id"))
    return FormerAreas(
        present_units=np.array([unit.pk for unit in present], dtype=np.int64),
        former_units=np.array([numbers[seed.code] for seed in tables.read_seeds()]),
        parts=fit_present_areas(present, on, _stored),
    )


def areas_in_force(as_of: date) -> Areas:
    """Return the areas of a day, from the stored indexes where nothing has changed."""
    return _areas(Generation.of("places"), as_of)


def areas_standing(as_of: date) -> Standing:
    return areas_in_force(as_of).standing


@lru_cache(maxsize=4)
def _areas(generation: int, as_of: date) -> Areas:
    return read_areas(as_of)


def read_areas(as_of: date) -> Areas:
    """Read the areas of a day as this transaction sees them, which may yet be undone."""
    units = list(city_communes(as_of).order_by("code"))
    numbers = np.array([u.pk for u in units], dtype=np.int64)
    boundaries = boundaries_in_force(units, as_of)
    shapes = {b.unit_id: shapely.from_wkb(bytes(b.geometry)) for b in boundaries}
    whole = len(boundaries) == len(units)
    return Areas(
        as_of=as_of,
        units=numbers,
        official=_official_locator(boundaries, shapes) if boundaries else None,
        official_units=np.array([b.unit_id for b in boundaries], dtype=np.int64),
        shapes=shapes,
        approximate=None if whole else _approximate(units, as_of),
    )


def _approximate(units: Sequence[Unit], as_of: date) -> ApproximateAreas:
    if as_of < TWO_TIER_FROM:
        return fit_former_areas(units, _stored)
    return fit_present_areas(units, as_of, _stored)


def _official_locator(boundaries: Sequence[Boundary], shapes: dict[int, object]) -> Locator:
    digest = hashlib.sha256("".join(b.digest for b in boundaries).encode()).hexdigest()[:16]

    def build() -> Locator:
        polygons = [shapes[b.unit_id] for b in boundaries]
        keys = [str(b.unit_id) for b in boundaries]
        return Locator.build(polygons, keys, snap_metres=SNAP_METRES)

    return _stored(f"official-{digest}", build, Locator.from_arrays)


@dataclass(frozen=True)
class _Drawing:
    """Shapes as one run of WKB bytes, so that they can be kept beside the indexes."""

    wkb: NDArray[np.uint8]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, shapes: Sequence[object]) -> _Drawing:
        pieces = [shapely.to_wkb(shape) for shape in shapes]
        joined = np.frombuffer(b"".join(pieces), dtype=np.uint8)
        return cls(joined, np.cumsum([len(piece) for piece in pieces]))

    def shapes(self) -> list[object]:
        pieces = np.split(self.wkb, self.ends[:-1])
        return [shapely.from_wkb(piece.tobytes()) for piece in pieces]

    def to_arrays(self) -> Arrays:
        return {"wkb": self.wkb, "ends": self.ends}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> _Drawing:
        return cls(arrays["wkb"], arrays["ends"])


def _draw(approximate: ApproximateAreas) -> list[object]:
    said = approximate.weights.tobytes() + approximate.seeds.box.tobytes()
    name = f"drawn-{hashlib.sha256(said).hexdigest()[:16]}"
    drawing = _stored(name, lambda: _Drawing.of(approximate.polygons()), _Drawing.from_arrays)
    return drawing.shapes()


def _stored(name: str, build: Callable[[], T], restore: Callable[[Arrays], T]) -> T:
    """Read an index from the data folder, or build and store it.

    A file that this version cannot read, or that was cut short, is built again.
    """
    path = Path(settings.INDEX_FOLDER) / f"{name}.npz"
    try:
        # NumPy leaves a file open that turns out to be no archive, unless it was given one
        with path.open("rb") as file, np.load(file) as arrays:
            return restore(dict(arrays))
    except (FileNotFoundError, KeyError, ValueError, EOFError, BadZipFile):
        index = build()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.npz")
    np.savez(unfinished, **index.to_arrays())
    unfinished.replace(path)
    return index


def unit_shapes(as_of: date) -> list[tuple[Unit, object, Standing]]:
    """Return every commune of the city with its shape and what the shape is worth."""
    areas = areas_in_force(as_of)
    units = Unit.objects.in_bulk(areas.units.tolist())
    official = [(units[n], shape, Standing.OFFICIAL) for n, shape in areas.shapes.items()]
    return official + [
        (units[number], shape, Standing.APPROXIMATE)
        for number, shape in areas.sketches.items()
        if number not in areas.shapes
    ]
