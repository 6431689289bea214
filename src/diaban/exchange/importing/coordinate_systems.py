"""Coordinate systems: which one a file's figures are in, and bringing them to WGS 84.

Viet Nam maps its land in VN-2000: UTM zones 48 and 49, and zones three degrees wide round a
central meridian of each province. Figures alone do not always tell one system from the next (on
the meridian of Hà Nội, four systems lie within 700 metres), so every candidate that would put the
rows into the city is kept, and none is taken while several are left.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely
from pyproj.database import query_crs_info
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup

from diaban.exchange.importing.checked import VIET_NAM, GroundBounds
from diaban.exchange.importing.problems import InputError

WGS84 = "EPSG:4326"
# WGS 84 with latitude written where longitude belongs; no registry of systems has a name for it
SWAPPED = "EPSG:4326+swapped"
# of each province, the zone of three degrees that the circular 973/2001/TT-TCĐC of the General
# Department of Land Administration prescribes: Hà Nội has the meridian 105°00'
LEGAL_OF_HANOI = "EPSG:5897"
UTM_WGS84 = ("EPSG:32648", "EPSG:32649")
WEB_MERCATOR = "EPSG:3857"
_SWAPPED_NAME = "WGS 84, lat/lng swapped"
# the transformation of the State's circular 973/2001, with its seven parameters as published
_OFFICIAL = "VN-2000 to WGS 84 (2)"
# a candidate is out when it puts this much less of the rows into the city than the best; where
# the best puts nearly all of them there, as much less as chance would seldom do
_CLEARLY_LESS = 0.15
_NEARLY_ALL = 0.97
# so many rows of a city's list may be wrong, and no rule may be misled by them oftener than this
_WRONG_ROWS = 0.05
_CHANCE = 0.001
# rows closer than this stand and fall together
_PLACE_METRES = 250.0
_ENOUGH = 0.5
# a statement is doubted where it puts nearly nothing into Viet Nam
_HARDLY_ANY = 0.05
_TM_SCALE = 0.9999

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Candidate:
    """A system that a file may be in.

    ``crs`` is what ``ReadOptions.crs`` takes; shares are parts of the rows with figures, 0 to 1;
    ``accuracy`` is in metres, None where nobody states it. ``places`` is how many places the rows
    are of, which is what their shares weigh.
    """

    crs: str
    name: str
    share_in_city: float
    share_in_country: float
    is_stated: bool = False
    accuracy: float | None = None
    places: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "crs": self.crs,
            "name": self.name,
            "share_in_city": round(self.share_in_city, 4),
            "share_in_country": round(self.share_in_country, 4),
            "is_stated": self.is_stated,
            "accuracy": self.accuracy,
        }


def recognise(
    x: Floats, y: Floats, stated: str | None = None, city: GroundBounds | None = None
) -> list[Candidate]:
    """Return the systems that put figures into Viet Nam, best first; the stated one always.

    ``x`` and ``y`` are float64 arrays of one length, NaN where a row has none. A stated system
    comes first unless it puts the rows abroad; of those that fit alike, the legal one of the
    province.
    """
    finite = np.isfinite(x) & np.isfinite(y)
    x, y = x[finite], y[finite]
    systems = dict.fromkeys(known_systems() if _may_be_metres(x, y) else (WGS84, SWAPPED))
    stated_as = simplify(stated) if stated else None
    if stated_as:
        systems = {stated_as: None} | systems
    places = _count_places(x, y)
    found = [_rate(x, y, crs, city, places, is_stated=crs == stated_as) for crs in systems]
    kept = [c for c in found if c.share_in_country > _HARDLY_ANY or c.is_stated]
    order = {crs: place for place, crs in enumerate(systems)}
    best_first = sorted(kept, key=lambda c: (*_rank(c), order[c.crs]))
    alike = {c.crs for c in in_doubt(best_first)}
    if LEGAL_OF_HANOI in alike:
        best_first.sort(key=lambda c: c.crs != LEGAL_OF_HANOI)
    return best_first


def _may_be_metres(x: Floats, y: Floats) -> bool:
    """Tell whether some figure is no degree: metres of this country are far beyond 360."""
    return bool(len(x)) and max(float(np.abs(x).max()), float(np.abs(y).max())) > 360


def _rank(candidate: Candidate) -> tuple[bool, float, float]:
    is_sound = candidate.is_stated and candidate.share_in_country > _HARDLY_ANY
    city, country = candidate.share_in_city, candidate.share_in_country
    return not is_sound, -round(city, 2), -round(country, 2)


def contenders(candidates: list[Candidate]) -> list[Candidate]:
    """Return those that cannot be told from the best by where they put the rows."""
    best = max(candidates, key=lambda c: c.share_in_city, default=None)
    if best is None or best.share_in_city < _ENOUGH:
        return []
    least = best.share_in_city - _least_lead(best)
    likely = [c for c in candidates if c.share_in_city >= _ENOUGH]
    return [c for c in likely if c.share_in_city > least]


def _least_lead(best: Candidate) -> float:
    """Return by how much of the rows the best must lead; all of them where few rows speak."""
    if not best.places:
        return _CLEARLY_LESS
    lead = least_unlikely(best.places) / best.places
    return min(1.0, lead if best.share_in_city >= _NEARLY_ALL else max(lead, _CLEARLY_LESS))


@lru_cache(maxsize=4_096)
def least_unlikely(places: int) -> int:
    """Return how many of so many places are too many to be all wrong by chance.

    >>> least_unlikely(3), least_unlikely(10), least_unlikely(100)
    (3, 5, 14)
    """
    left, chance = 1.0, (1 - _WRONG_ROWS) ** places
    for wrong in range(places + 1):
        if left < _CHANCE:
            return wrong
        left -= chance
        chance *= (places - wrong) / (wrong + 1) * _WRONG_ROWS / (1 - _WRONG_ROWS)
    return places + 1


def in_doubt(candidates: list[Candidate]) -> list[Candidate]:
    """Return the systems of which one has to be chosen; none where that is settled."""
    if any(c.is_stated for c in candidates):
        return []
    left = contenders(candidates)
    return left if len(left) > 1 else []


def choose(candidates: list[Candidate]) -> Candidate | None:
    """Return the one system that is clearly right; None where no system fits the city.

    Raises InputError: crs_unclear where several fit, crs_contradicted where the stated one puts
    the rows abroad and another puts them into the city.
    """
    stated = next((c for c in candidates if c.is_stated), None)
    left = contenders(candidates)
    if stated and stated.share_in_country > _HARDLY_ANY:
        return stated
    if stated and left:
        raise InputError("crs_contradicted", stated=stated.name, known=name_all(left))
    if len(left) > 1:
        first = left[0]
        raise InputError("crs_unclear", known=name_all(left), crs=first.crs, name=first.name)
    return left[0] if left else stated


def name_all(candidates: list[Candidate]) -> list[str]:
    return [f"{c.name} ({c.crs})" for c in candidates]


@lru_cache(maxsize=1)
def known_systems() -> tuple[str, ...]:
    """Return every system that Vietnamese data come in, those of a whole country's use first."""
    rows = query_crs_info(auth_name="EPSG", pj_types=["PROJECTED_CRS"])
    national = {f"EPSG:{row.code}": row.name for row in rows if row.name.startswith("VN-2000 / ")}
    utm = sorted(crs for crs, name in national.items() if "UTM" in name)
    tm3 = sorted(set(national) - set(utm), key=lambda crs: int(crs.partition(":")[2]))
    return (WGS84, *tm3, *utm, *UTM_WGS84, WEB_MERCATOR, SWAPPED)


def simplify(crs: str) -> str:
    """Return the EPSG code of a system where it has one, else the text; raise InputError."""
    if crs == SWAPPED:
        return crs
    found = _parse(crs)
    epsg = found.to_epsg(min_confidence=70)
    if epsg is None and found.is_geographic and found.name.upper().endswith("CRS84"):
        return WGS84
    return f"EPSG:{epsg}" if epsg else crs


def name_of(crs: str) -> str:
    """Return a system's name; a zone of VN-2000 with its central meridian.

    >>> name_of("EPSG:5897")
    "VN-2000 / TM-3 105°00'"
    """
    if crs == SWAPPED:
        return _SWAPPED_NAME
    system = _parse(crs)
    if "TM-3" not in system.name:
        return system.name
    degrees = meridian_of(crs) or 0.0
    return f"VN-2000 / TM-3 {int(degrees)}°{round(degrees % 1 * 60):02d}'"


def meridian_of(crs: str) -> float | None:
    """Return the central meridian of a transverse Mercator system, in degrees."""
    return _parameters(crs).get("Longitude of natural origin")


def without_datum(crs: str) -> str | None:
    """Return the VN-2000 zone whose grid a system has without its datum, or None.

    MapInfo's tables lose VN-2000 on the way through many programs and say WGS 84 instead; no
    system of WGS 84 has this scale on a meridian, so the zone is sure.
    """
    if crs == SWAPPED or "VN-2000" in _parse(crs).name:
        return None
    mine = _parameters(crs)
    if mine.get("Scale factor at natural origin") != _TM_SCALE:
        return None
    meridian = mine.get("Longitude of natural origin")
    zones = (crs for crs in known_systems() if crs != SWAPPED and "TM-3" in _parse(crs).name)
    return next((zone for zone in zones if meridian_of(zone) == meridian), None)


def to_wgs84(x: Floats, y: Floats, crs: str) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes in degrees; what has no place there becomes NaN.

    Figures of a projected system are taken in either order: in Viet Nam northing is always over
    and easting under a million metres, and surveyors call the northing X.
    """
    if crs == SWAPPED:
        return y, x
    if crs == WGS84:
        return x, y
    system = _parse(crs)
    if system.is_projected and simplify(crs) != WEB_MERCATOR:
        turned = (x > 1e6) & (y < 1e6)
        x, y = np.where(turned, y, x), np.where(turned, x, y)
    lng, lat = _transformer(crs).transform(x, y, errcheck=False)
    lost = ~(np.isfinite(lng) & np.isfinite(lat))
    return np.where(lost, np.nan, lng), np.where(lost, np.nan, lat)


def from_wgs84(lng: Floats, lat: Floats, crs: str) -> tuple[Floats, Floats]:
    """Return degrees as x (easting), y (northing) of a system, the very way `to_wgs84` came."""
    if crs == WGS84:
        return lng, lat
    x, y = _transformer(crs).transform(lng, lat, direction="INVERSE")
    return x, y


def shapes_to_wgs84(geometries: np.ndarray[Any, Any], crs: str) -> np.ndarray[Any, Any]:
    """Return geometries in longitude, latitude, without height; None stays None."""
    flat = shapely.force_2d(geometries)
    if crs == WGS84:
        return flat

    def move(points: Floats) -> Floats:
        return np.column_stack(to_wgs84(points[:, 0], points[:, 1], crs))

    return shapely.transform(flat, move)  # type: ignore[no-any-return]


def _count_places(x: Floats, y: Floats) -> int:
    """Count the squares in which rows lie; figures in degrees need no such weighing."""
    if not _may_be_metres(x, y):
        return 0
    squares = np.column_stack([np.floor(x / _PLACE_METRES), np.floor(y / _PLACE_METRES)])
    return len(np.unique(squares, axis=0))


def _rate(
    x: Floats, y: Floats, crs: str, city: GroundBounds | None, places: int, *, is_stated: bool
) -> Candidate:
    lng, lat = to_wgs84(x, y, crs)
    accuracy = None if crs in {WGS84, SWAPPED} else _transformer(crs).accuracy
    return Candidate(
        crs,
        name_of(crs),
        _share(lng, lat, city or VIET_NAM),
        _share(lng, lat, VIET_NAM),
        is_stated,
        accuracy if accuracy is not None and accuracy >= 0 else None,
        places,
    )


def _share(lng: Floats, lat: Floats, box: GroundBounds) -> float:
    if not lng.size:
        return 0.0
    if box.outline is not None:
        return float(shapely.contains_xy(box.outline, lng, lat).mean())
    inside = (lng >= box.west) & (lng <= box.east) & (lat >= box.south) & (lat <= box.north)
    return float(inside.mean())


@lru_cache(maxsize=256)
def _parse(crs: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(crs)
    except CRSError as error:
        raise InputError("crs_unknown", value=crs[:60]) from error


@lru_cache(maxsize=256)
def _parameters(crs: str) -> dict[str, float]:
    operation = None if crs == SWAPPED else _parse(crs).coordinate_operation
    return {p.name: p.value for p in operation.params} if operation else {}


@lru_cache(maxsize=256)
def _transformer(crs: str) -> pyproj.Transformer:
    try:
        ways = TransformerGroup(_parse(crs), WGS84, always_xy=True).transformers
        official = [way for way in ways if _OFFICIAL in way.description]
        return (official or ways)[0]
    except (ProjError, CRSError, IndexError) as error:
        raise InputError("crs_unknown", value=crs[:60]) from error
