"""What the registry knows that rows are held against: units in force and the city's ground."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import lru_cache
from math import cos, radians, sqrt

import numpy as np
import shapely
from django.db.models import QuerySet
from shapely.geometry.base import BaseGeometry

from diaban.exchange.importing.checked import GroundBounds, Rules
from diaban.exchange.importing.codes import fold_unit_name
from diaban.exchange.importing.former_wards import former_wards
from diaban.spine.places.boundaries import boundaries_in_force
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import CITY, LAST_THREE_TIER_DAY, city_communes
from diaban.spine.runs.models import Generation

_METRES_IN_DEGREE = 111_320
# centres and areas alone do not say how far a unit reaches
_MARGIN = 2.5
# an outline to the next 50 m, which is drawn in a fifth of a second; wider by a kilometre, so that
# it never decides between systems of one meridian, which lie within 700 m
_SIMPLER_DEGREES, _WIDER_DEGREES = 0.0005, 0.01


def registry_rules(on: date) -> Rules:
    """Return what rows of a file are held against on a day, whatever the file."""
    return Rules(
        today=on,
        city=city_bounds(on),
        communes=unit_codes(on),
        formers=unit_codes(LAST_THREE_TIER_DAY),
        names=unit_names(on),
        former_names=unit_names(LAST_THREE_TIER_DAY),
        former_wards=former_wards(city_communes(LAST_THREE_TIER_DAY)),
        province=_province(),
    )


def has_official_ground(on: date) -> bool:
    """Return whether a commune of the city has an official boundary on a day."""
    return bool(boundaries_in_force(city_communes(on), on))


def city_bounds(as_of: date) -> GroundBounds | None:
    """Return the rectangle round the city's units; None where no unit has a place."""
    return _city_bounds(Generation.of("places"), as_of)


@lru_cache(maxsize=4)
def _city_bounds(_generation: int, as_of: date) -> GroundBounds | None:
    communes = city_communes(as_of)
    found = [bytes(row.geometry) for row in boundaries_in_force(communes, as_of)]
    if found and len(found) == len(communes):
        shapes = shapely.from_wkb(found)
        west, south, east, north = shapely.total_bounds(shapes)
        outline = _outline(shapes)
        return GroundBounds(float(south), float(west), float(north), float(east), outline)
    return _bounds_of_centres(communes)


def _outline(shapes: np.ndarray) -> BaseGeometry:
    """Return the ground of all communes together, without inner borders, prepared for asking."""
    flat = shapely.simplify(shapely.make_valid(shapes), _SIMPLER_DEGREES)
    outline = shapely.union_all(shapely.buffer(flat, _WIDER_DEGREES, quad_segs=2))
    shapely.prepare(outline)
    return outline


def _bounds_of_centres(communes: QuerySet[Unit]) -> GroundBounds | None:
    boxes = []
    for lat, lng, area in communes.values_list("lat", "lng", "area_km2"):
        if lat is not None and lng is not None:
            reach = _MARGIN * sqrt((area or 20.0) * 1e6) / 2 / _METRES_IN_DEGREE
            wide = reach / cos(radians(lat))
            boxes.append((lat - reach, lng - wide, lat + reach, lng + wide))
    if not boxes:
        return None
    south, west, north, east = zip(*boxes, strict=True)
    return GroundBounds(min(south), min(west), max(north), max(east))


def unit_codes(as_of: date) -> frozenset[str]:
    return frozenset(city_communes(as_of).values_list("code", flat=True))


def _province() -> str:
    names = Unit.objects.filter(level=Level.PROVINCE, code=CITY).values_list("name", flat=True)
    return names.first() or ""


def commune_names(on: date) -> frozenset[str]:
    """Return the folded names of the city's communes of a day and of before July 2025."""
    known = [city_communes(day) for day in (on, LAST_THREE_TIER_DAY)]
    pairs = [pair for units in known for pair in units.values_list("kind", "name")]
    spelled = (form for kind, name in pairs for form in (name, f"{kind} {name}"))
    return frozenset(fold_unit_name(name) for name in spelled)


def unit_names(as_of: date) -> dict[str, str]:
    """Return the code of each folded commune name of a day; one that two units bear is left out."""
    meanings: dict[str, set[str]] = defaultdict(set)
    for code, name, kind in city_communes(as_of).values_list("code", "name", "kind"):
        meanings[fold_unit_name(f"{kind} {name}")].add(code)
        meanings[fold_name(name)].add(code)
    return {name: codes.pop() for name, codes in meanings.items() if len(codes) == 1}
