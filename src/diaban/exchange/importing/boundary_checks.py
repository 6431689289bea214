"""One area of a boundary file: whose it is, and whether its geometry can be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from diaban.engines.places import mend_ring
from diaban.exchange.importing.boundary_features import UNREADABLE
from diaban.exchange.importing.checked import VIET_NAM
from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.unit_finding import UnitFinder
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import TWO_TIER_FROM

_CODES = (
    "code", "ma", "maxa", "ma xa", "ma phuong xa", "ma don vi", "gso code", "ward code", "ma huyen",
    "mahuyen", "ma quan", "ma tinh", "matinh", "ref",
)  # fmt: skip
_NAMES = ("fullname", "full name", "name", "ten", "ten xa", "tenxa", "ten phuong xa")
_KINDS = (
    "phuong ",
    "xa ",
    "thi tran ",
    "dac khu ",
    "quan ",
    "huyen ",
    "thi xa ",
    "thanh pho ",
    "tinh ",
)
# communes of one name lie farther apart than a commune reaches
_NEAR_DEGREES = 0.2
_CODE_DIGITS = {Level.COMMUNE: 5, Level.DISTRICT: 3, Level.PROVINCE: 2}


@dataclass(frozen=True)
class Area:
    """An area ready to be stored: its unit, WKB in longitude, latitude, and a digest of that."""

    unit: Unit
    wkb: bytes
    digest: str
    was_repaired: bool
    given: Any
    row: int

    @property
    def shape(self) -> Any:
        return shapely.from_wkb(self.wkb)

    def redrawn(self, shape: Any) -> Area:
        """Return the same area with another outline."""
        wkb = shapely.to_wkb(shapely.normalize(shape))
        return replace(self, wkb=wkb, digest=sha256(wkb).hexdigest(), given=shape)


class AreaReader:
    """Reads areas against the units in force on a day; remembers which codes have come.

    An area without a code is known by its name, if the city has one such unit near it.
    """

    def __init__(
        self,
        units: Mapping[str, Unit],
        city: Sequence[Unit],
        on: date,
        level: str = Level.COMMUNE,
    ) -> None:
        self._units = units
        self._digits = _CODE_DIGITS[Level(level)]
        self._finder = UnitFinder(city)
        self._on = on
        self._first: dict[str, int] = {}

    def read(self, number: int, feature: Any) -> Area | Problem:
        """Return the area of a feature, or what is wrong with it; ``number`` counts from 1."""
        if not isinstance(feature, dict):
            return Problem("feature_invalid", number, value=type(feature).__name__)
        properties = _fold_properties(feature)
        name = _find_text(properties, _NAMES)
        code = _find_code(feature, properties, self._digits) or self._code_of_name(name, feature)
        return self._check_code(number, code, name) or self._read_geometry(
            number, self._units[code], feature.get("geometry")
        )

    def _code_of_name(self, name: str, feature: dict[str, Any]) -> str:
        unit = self._finder.find("", name) if name else None
        if not isinstance(unit, Unit) or unit.lat is None or unit.lng is None:
            return ""
        try:
            centre = shape(feature.get("geometry")).centroid
            degrees = max(abs(centre.y - unit.lat), abs(centre.x - unit.lng))
        except UNREADABLE:
            return ""
        return unit.code if degrees < _NEAR_DEGREES else ""

    def _check_code(self, number: int, code: str, name: str) -> Problem | None:
        if not code:
            absent = "code_absent" if name else "code_and_name_absent"
            return Problem(absent, number, params={"name": name})
        if code in self._first:
            return Problem("code_doubled", number, "code", code, {"first": self._first[code]})
        self._first[code] = number
        unit = self._units.get(code)
        if unit is None:
            # of units before July 2025 only those of the city are kept here
            far = self._on < TWO_TIER_FROM and self._digits != _CODE_DIGITS[Level.PROVINCE]
            reason = "code_not_of_city" if far else "code_not_in_force"
            return Problem(reason, number, "code", code, {"on": f"{self._on:%d/%m/%Y}"})
        if name and not _is_called(unit, name):
            params = {"unit_code": code, "expected": unit.full_name}
            return Problem("name_contradicts_code", number, "name", name, params)
        return None

    def _read_geometry(self, number: int, unit: Unit, geometry: Any) -> Area | Problem:
        params = {"unit_code": unit.code}
        if geometry is None or not isinstance(geometry, dict | BaseGeometry):
            return Problem("geometry_absent", number, params=params)
        is_read = isinstance(geometry, BaseGeometry)
        kind = geometry.geom_type if is_read else str(geometry.get("type"))[:40]
        if kind not in {"Polygon", "MultiPolygon"}:
            return Problem("geometry_not_polygon", number, "geometry", kind, params)
        try:
            polygon = shapely.force_2d(geometry if is_read else shape(geometry))
        except UNREADABLE as error:
            return Problem("geometry_unreadable", number, "geometry", str(error), params)
        if polygon.is_empty:
            return Problem("geometry_absent", number, params=params)
        if not _is_in_viet_nam(polygon):
            bounds = ", ".join(f"{b:g}" for b in polygon.bounds)
            return Problem("geometry_out_of_range", number, "geometry", bounds, params)
        return _finish(number, unit, polygon)


def _finish(number: int, unit: Unit, polygon: Any) -> Area | Problem:
    is_valid = polygon.is_valid
    solid = mend_ring(polygon)
    if solid.is_empty:
        params = {"unit_code": unit.code}
        return Problem("geometry_unreadable", number, "geometry", "0 m²", params)
    wkb = shapely.to_wkb(shapely.normalize(solid))
    return Area(unit, wkb, sha256(wkb).hexdigest(), not is_valid, polygon, number)


def _is_in_viet_nam(polygon: Any) -> bool:
    west, south, east, north = polygon.bounds
    box = VIET_NAM
    return bool(box.west <= west and east <= box.east and box.south <= south and north <= box.north)


def _fold_properties(feature: dict[str, Any]) -> dict[str, str]:
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        return {}
    return {
        fold_name(name): str(value).strip()
        for name, value in properties.items()
        if value is not None
    }


def _find_text(properties: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((properties[name] for name in names if properties.get(name)), "")


def _find_code(feature: dict[str, Any], properties: Mapping[str, str], digits: int) -> str:
    code = _find_text(properties, _CODES)
    own = str(feature.get("id", ""))
    if not code and own.isdigit() and len(own) == digits:
        code = own
    return code.zfill(digits) if code.isdigit() else code


def _is_called(unit: Unit, name: str) -> bool:
    """Compare names without their kinds: a xã that became a phường keeps its name."""
    known = {fold_name(unit.name), *(fold_name(alias.alias) for alias in unit.aliases.all())}
    stated = fold_name(name)
    bare = {stated.removeprefix(kind) for kind in _KINDS}
    return bool(known & {stated, *bare})


def guess_level(features: Sequence[tuple[int, Any]]) -> str:
    """Tell the level of units by the length of most codes, else by what names begin with."""
    votes: Counter[str] = Counter()
    levels = {digits: level for level, digits in _CODE_DIGITS.items()}
    for _, feature in features:
        if isinstance(feature, dict):
            properties = _fold_properties(feature)
            code = _find_text(properties, _CODES)
            named = fold_name(_find_text(properties, _NAMES))
            votes[levels.get(len(code), Level.COMMUNE) if code else _level_named(named)] += 1
    return str(votes.most_common(1)[0][0]) if votes else str(Level.COMMUNE)


def _level_named(name: str) -> Level:
    if name.startswith(("quan ", "huyen ", "thi xa ")):
        return Level.DISTRICT
    return Level.PROVINCE if name.startswith(("tinh ", "thanh pho ")) else Level.COMMUNE
