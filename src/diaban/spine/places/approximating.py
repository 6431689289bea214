"""Fitting approximate areas to what the embedded tables publish: centres, areas, older parts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from diaban.engines.places.approximate import ApproximateAreas
from diaban.engines.places.nearness import Centres, Parts
from diaban.spine.places import tables
from diaban.spine.places.models import Level, Succession, Unit
from diaban.spine.places.units import CITY, TWO_TIER_FROM

# (name, build, restore) -> the index, built once and kept
Store = Callable[..., ApproximateAreas]

# communes of other provinces this near to the city's centre bound its outline
CONTEXT_DEGREES = 0.75
# a commune of before July 2025 fills this share of its bounding box (mean over Hanoi's 526)
_BOX_FILL = 0.524
_KM2_PER_SQUARE_DEGREE = 111.195**2


def fit_present_areas(units: Sequence[Unit], as_of: date, store: Store) -> ApproximateAreas:
    """Fit the communes in force, in the order of ``units``, with the old ones as their parts."""
    neighbours = list(_neighbours(as_of))
    around = [*units, *neighbours]
    boxes = {seed.code: seed for seed in tables.read_seeds()}
    pairs = _pairs(units, boxes)

    def build() -> ApproximateAreas:
        parts = Parts(
            [(s.south, s.west, s.north, s.east) for s in boxes.values()],
            [part for part, _ in pairs],
            [unit for _, unit in pairs],
        )
        keys = [unit.code for unit in units]
        return ApproximateAreas.fit(
            keys, _centres(units), neighbours=_centres(neighbours), parts=parts
        )

    said = [(u.code, u.lat, u.lng, u.area_km2) for u in around]
    name = f"approximate-{_digest(said, pairs, list(boxes.values()))}"
    return store(name, build, ApproximateAreas.from_arrays)


def fit_former_areas(units: Sequence[Unit], store: Store) -> ApproximateAreas:
    """Fit the communes of before July 2025 to their published centres and boxes."""
    boxes = {seed.code: seed for seed in tables.read_seeds()}
    known = [boxes[unit.code] for unit in units]

    def build() -> ApproximateAreas:
        squeeze = np.cos(np.radians([s.lat for s in known]))
        box = [(s.north - s.south) * (s.east - s.west) for s in known]
        areas = np.array(box) * squeeze * _KM2_PER_SQUARE_DEGREE * _BOX_FILL
        centres = Centres([s.lat for s in known], [s.lng for s in known], areas)
        own = range(len(known))
        parts = Parts([(s.south, s.west, s.north, s.east) for s in known], own, own)
        around = _centres(list(_neighbours(TWO_TIER_FROM)))
        keys = [unit.code for unit in units]
        return ApproximateAreas.fit(keys, centres, neighbours=around, parts=parts)

    return store(f"former-{_digest(known)}", build, ApproximateAreas.from_arrays)


def _neighbours(as_of: date) -> list[Unit]:
    city = Unit.objects.filter(level=Level.PROVINCE, code=CITY).in_force(as_of).get()
    around = Unit.objects.filter(level=Level.COMMUNE).in_force(as_of).exclude(parent=city)
    return list(
        around.filter(
            lat__range=(city.lat - CONTEXT_DEGREES, city.lat + CONTEXT_DEGREES),
            lng__range=(city.lng - CONTEXT_DEGREES, city.lng + CONTEXT_DEGREES),
            area_km2__isnull=False,
        ).order_by("code")
    )


def _centres(units: Sequence[Unit]) -> Centres:
    return Centres(
        [unit.lat for unit in units],
        [unit.lng for unit in units],
        [unit.area_km2 for unit in units],
    )


def _pairs(units: Sequence[Unit], boxes: dict[str, tables.SeedRow]) -> list[tuple[int, int]]:
    """Which old commune (place among the boxes) went into which of the units (place)."""
    part = {code: index for index, code in enumerate(boxes)}
    unit = {u.code: index for index, u in enumerate(units)}
    codes = Succession.objects.filter(on=TWO_TIER_FROM).order_by("pk")
    return [
        (part[old], unit[new])
        for old, new in codes.values_list("predecessor__code", "successor__code")
        if old in part and new in unit
    ]


def _digest(*said: object) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
