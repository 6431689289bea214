"""The city's codes on a day: from a point to its code, from a code to its cell, and its checking.

Joins the code engine, which knows no map, to the areas of the city.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from diaban.engines import vpostcode
from diaban.spine.addresses.models import Address
from diaban.spine.places.areas import Areas, areas_in_force
from diaban.spine.places.models import Standing, Unit
from diaban.spine.places.units import postal_codes_of
from diaban.spine.runs.models import Generation

# less likely than this, a commune is no longer offered for a point on approximate areas
LEAST_PROBABILITY = 0.005
# how far an approximate area may be wrong; its box is widened by as much
APPROXIMATE_MARGIN_DEGREES = 0.03


@dataclass(frozen=True)
class Candidate:
    """A code that a point may have, and how likely; certain only on official ground."""

    vpostcode: str
    postal_code: str
    unit: Unit
    probability: float
    certain: bool


@dataclass(frozen=True)
class CityCodes:
    """The communes of a day with their postal codes and ground."""

    as_of: date
    areas: Areas
    units: dict[int, Unit]
    postal_codes: dict[int, str]
    postal_areas: vpostcode.Areas

    @property
    def standing(self) -> Standing:
        return self.areas.standing

    def candidates(self, lat: float, lng: float) -> list[Candidate]:
        """Return the codes that a point may have, most likely first; empty outside the city."""
        units, shares = self.areas.candidates(np.array([lat]), np.array([lng]))
        tail = vpostcode.encode_tail(lat, lng)
        found = [
            (self.units[int(unit)], float(share))
            for unit, share in zip(units[0], shares[0], strict=True)
            if unit and share >= LEAST_PROBABILITY
        ]
        return [
            Candidate(
                vpostcode=self.postal_codes.get(unit.pk, "") and self.postal_codes[unit.pk] + tail,
                postal_code=self.postal_codes.get(unit.pk, ""),
                unit=unit,
                probability=share,
                certain=len(found) == 1 and not self._is_uncertain(lat, lng),
            )
            for unit, share in found
        ]

    def outside(self, lat: float, lng: float) -> float:
        """Return how likely a point on approximate ground lies outside the city after all."""
        if not self._is_uncertain(lat, lng):
            return 0.0
        _, shares = self.areas.candidates(np.array([lat]), np.array([lng]))
        return max(0.0, 1.0 - float(shares.sum()))

    def unit_of_postal_code(self, code: str) -> Unit | None:
        return next((self.units[pk] for pk, c in self.postal_codes.items() if c == code), None)

    def _is_uncertain(self, lat: float, lng: float) -> bool:
        return bool(self.areas.is_uncertain(np.array([lat]), np.array([lng]))[0])


def city_codes(as_of: date) -> CityCodes:
    return _city_codes(Generation.of("places"), as_of)


@lru_cache(maxsize=8)
def _city_codes(generation: int, as_of: date) -> CityCodes:
    areas = areas_in_force(as_of)
    units = Unit.objects.select_related("parent").in_bulk(areas.units.tolist())
    codes = postal_codes_of(as_of)
    return CityCodes(
        as_of=as_of,
        areas=areas,
        units=units,
        postal_codes={pk: codes[pk] for pk in units if pk in codes},
        postal_areas=_postal_areas(areas, units, codes),
    )


class _InUse:
    """The order keys that registered addresses have, asked of the database."""

    def contains_many(self, order_keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        registry = Address.objects.everywhere("which cells are in use is public")
        asked = [int(key) for key in np.unique(order_keys)]
        used: set[int] = set()
        for start in range(0, len(asked), 5_000):
            part = asked[start : start + 5_000]
            used.update(registry.filter(okey__in=part).values_list("okey", flat=True))
        return np.isin(order_keys, list(used))


codes_in_use = _InUse()


def _postal_areas(areas: Areas, units: dict[int, Unit], codes: dict[int, str]) -> vpostcode.Areas:
    """Hand the areas over to the code engine, in the order in which the locator answers."""
    coded = [pk for pk in areas.units.tolist() if pk in codes]
    place = {pk: index for index, pk in enumerate(coded)}
    listed = [_postal_area(units[pk], codes[pk], areas) for pk in coded]

    def as_places(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.array([place.get(int(n), -1) for n in numbers.ravel()]).reshape(numbers.shape)

    def locate(lat: NDArray[np.float64], lng: NDArray[np.float64]) -> NDArray[np.int64]:
        return as_places(areas.locate(lat, lng))

    def candidates(lat, lng) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        numbers, shares = areas.candidates(lat, lng)
        return as_places(numbers), shares

    if areas.standing == Standing.OFFICIAL:
        return vpostcode.Areas(listed, locate=locate)
    return vpostcode.Areas(listed, candidates=candidates)


def _postal_area(unit: Unit, code: str, areas: Areas) -> vpostcode.PostalArea:
    south, west, north, east, margin = *areas.box_of(unit.pk), 0.0
    if unit.pk not in areas.shapes:
        margin = APPROXIMATE_MARGIN_DEGREES
    box = vpostcode.Box(south - margin, west - margin, north + margin, east + margin)
    return vpostcode.PostalArea(code, box, ((south + north) / 2, (west + east) / 2))
