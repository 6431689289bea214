"""Which communes a street of the imported map runs through: what a street's name says of a place.

Official boundaries only: on approximate areas a street near a border would speak for the wrong
side.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import numpy as np
import shapely

from diaban.engines.addressing import Evidence, ParsedAddress, fold_words
from diaban.spine.basemap.features import GENERATION
from diaban.spine.basemap.models import MapFeature, MapKind
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.models import Standing, Unit
from diaban.spine.places.units import TWO_TIER_FROM, today
from diaban.spine.runs.models import Generation

REASON = "street_list"
StreetCommunes = Mapping[tuple[str, str], Mapping[str, float]]
# a door stands beside its street, and the street may be the border itself
_BESIDE_METRES = 30.0
_APART_METRES = 60.0
_METRES_PER_DEGREE = 111_195.0
# what a street that runs elsewhere leaves to a commune: the map is not complete
_ELSEWHERE = 0.01
_TYPE = re.compile(r"^(?:duong pho|duong|pho|dai lo) (?=\S)")
_LANE = re.compile(r"^(?:ngo|ngach|hem|kiet) (\d+[a-z]?)\b.*? (?=[a-z])(?:pho |duong )?(.+)$")


def street_evidence(
    address: ParsedAddress, as_of: date, known: StreetCommunes | None = None
) -> list[Evidence]:
    """Tell what the imported map knows of an address's street, or of its lane; often nothing.

    It speaks of the communes of today, and so of no day before July 2025. ``known``: what
    `street_communes` gave, for whoever asks often.
    """
    if as_of < TWO_TIER_FROM:
        return []
    street = _TYPE.sub("", fold_words(address.street))
    if not street:
        return []
    known = street_communes() if known is None else known
    lane = address.door.lanes[0].number.lower() if address.door.lanes else ""
    found = known.get((street, lane)) or known.get((street, ""))
    return [Evidence(REASON, found, otherwise=_ELSEWHERE)] if found else []


def street_communes() -> StreetCommunes:
    """Return by street and lane ("" for the street itself) the share that lies in each commune."""
    return _street_communes(Generation.of("places"), Generation.of(GENERATION))


@lru_cache(maxsize=2)
def _street_communes(places: int, ground: int) -> StreetCommunes:
    areas = areas_in_force(today())
    if areas.standing is not Standing.OFFICIAL:
        return {}
    streets = MapFeature.objects.current().filter(kind=MapKind.STREET, source__synthetic=False)
    rows = list(streets.exclude(name="").values_list("name", "geometry"))
    if not rows:
        return {}
    owners, lat, lng = _points_beside([bytes(geometry) for _, geometry in rows])
    units = areas.locate(lat, lng)
    codes = dict(Unit.objects.in_bulk(np.unique(units[units > 0]).tolist()))
    counts: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    keys = [_keys(name) for name, _ in rows]
    for owner, unit in zip(owners.tolist(), units.tolist(), strict=True):
        if unit:
            for key in keys[owner]:
                counts[key][codes[unit].code] += 1.0
    return {key: _as_shares(found) for key, found in counts.items()}


def _points_beside(geometries: list[bytes]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return points on both sides of each line: whose they are, latitude and longitude."""
    lines = np.asarray(shapely.from_wkb(geometries))
    drawn = np.flatnonzero(shapely.length(lines) > 0)
    parted = shapely.segmentize(lines[drawn], _APART_METRES / _METRES_PER_DEGREE)
    coordinates, places = shapely.get_coordinates(parted, return_index=True)
    owners = drawn[places]
    lat, lng = coordinates[:, 1], coordinates[:, 0]
    step = _BESIDE_METRES / _METRES_PER_DEGREE
    across = step / np.cos(np.radians(lat))
    zero = np.zeros_like(lat)
    sides = [(zero + step, zero), (zero - step, zero), (zero, across), (zero, -across)]
    return (
        np.tile(owners, len(sides)),
        np.concatenate([lat + north for north, _ in sides]),
        np.concatenate([lng + east for _, east in sides]),
    )


def _keys(name: str) -> list[tuple[str, str]]:
    """A lane's name speaks for the lane and, less exactly, for its street."""
    folded = _TYPE.sub("", fold_words(name))
    lane = _LANE.match(folded)
    if lane is None:
        return [(folded, "")]
    return [(lane[2], lane[1]), (lane[2], "")]


def _as_shares(counts: Mapping[str, float]) -> dict[str, float]:
    total = sum(counts.values())
    return {code: max(count / total, _ELSEWHERE) for code, count in counts.items()}
