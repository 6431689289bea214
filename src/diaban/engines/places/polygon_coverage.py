"""Faults of a set of areas that should cover their ground once: rings, gaps, overlaps, crumbs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely  # type: ignore[import-untyped]
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

from diaban.engines.places.arrangement import find_notches
from diaban.engines.places.array_types import AnyArray
from diaban.engines.places.polygon_plane import (
    Plane,
    keep_areas,
    measure_widths,
    narrower_than,
)

__all__ = ["CoverageFault", "FaultKind", "check_coverage", "mend_ring"]

_SMALLEST_M2 = 0.01
_TOUCH_METRES = 0.01
_THINNEST_METRES = 1e-3


class FaultKind(StrEnum):
    """What is wrong with the ground of one area, or between neighbours.

    >>> [kind.value for kind in FaultKind]
    ['invalid_ring', 'overlap', 'gap', 'crumb']
    """

    INVALID_RING = "invalid_ring"
    OVERLAP = "overlap"
    GAP = "gap"
    CRUMB = "crumb"


@dataclass(frozen=True)
class CoverageFault:
    """One fault and where it is.

    `areas`: places of the polygons concerned. `lat`, `lng`: a point on it, degrees. `area_m2`,
    `width_metres`: how large, and how wide on average. `is_sliver`: nowhere as wide as the
    width that was asked about, so that snapping can close it. `shape`: its
    outline in degrees; for an invalid ring the mended area.

    >>> bow_tie = shapely.Polygon([(105, 20), (105.02, 20.02), (105.02, 20), (105, 20.02)])
    >>> fault = check_coverage([bow_tie])[0]
    >>> fault.kind.value, fault.areas, round(fault.lat, 4), round(fault.lng, 4)
    ('invalid_ring', (0,), 20.01, 105.01)
    """

    kind: FaultKind
    areas: tuple[int, ...]
    lat: float
    lng: float
    area_m2: float
    width_metres: float
    is_sliver: bool
    shape: BaseGeometry


def mend_ring(polygon: BaseGeometry) -> BaseGeometry:
    """Return a sound polygon of the same ground; empty where nothing is left.

    >>> mend_ring(shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])).geom_type
    'MultiPolygon'
    """
    if polygon.is_valid:
        return polygon
    try:
        return keep_areas(shapely.make_valid(polygon))
    except shapely.errors.GEOSException:
        # GEOS cannot lay parts of unlike dimension over one another; its other method leaves none
        return shapely.make_valid(polygon, method="structure", keep_collapsed=False)


def check_coverage(
    polygons: Sequence[BaseGeometry], sliver_metres: float = 5.0
) -> list[CoverageFault]:
    """Find what is wrong with areas (WGS 84, longitude first) that should neither meet nor miss.

    Invalid rings come first, then overlaps, gaps and crumbs, the largest first. A gap is ground
    enclosed by areas, or a sliver between two that opens to the outside. A crumb is a part of an
    area that is narrower than `sliver_metres`. Ground under 0.01 m², or on average narrower than a
    millimetre, is rounding and not a fault.

    >>> west, east = shapely.box(105, 20, 105.01, 20.01), shapely.box(105.0099, 20, 105.02, 20.01)
    >>> [(f.kind.value, f.areas, f.is_sliver) for f in check_coverage([west, east])]
    [('overlap', (0, 1), False)]
    """
    given = np.asarray(polygons, dtype=object)
    if not len(given):
        return []
    plane = Plane.around(polygons)
    invalid = np.flatnonzero(~shapely.is_valid(given))
    sound = given.copy()
    sound[invalid] = [mend_ring(polygon) for polygon in given[invalid]]
    flat = plane.flatten(sound)
    return [
        *(_tell_ring(int(i), given[i], sound[i], plane) for i in invalid),
        *_tell(FaultKind.OVERLAP, *_overlaps(flat), plane, sliver_metres),
        *_tell(FaultKind.GAP, *_gaps(flat, sliver_metres), plane, sliver_metres),
        *(f for f in _tell(FaultKind.CRUMB, *_parts(flat), plane, sliver_metres) if f.is_sliver),
    ]


def _tell_ring(
    place: int, given: BaseGeometry, mended: BaseGeometry, plane: Plane
) -> CoverageFault:
    """Place the fault where GEOS says that the ring goes wrong."""
    reason = shapely.is_valid_reason(given)
    lng, lat = (float(n) for n in reason.rpartition("[")[2].rstrip("]").split())
    area = float(shapely.area(plane.flatten(np.array([mended], dtype=object)))[0])
    return CoverageFault(FaultKind.INVALID_RING, (place,), lat, lng, area, 0.0, False, mended)


def _tell(
    kind: FaultKind, pieces: AnyArray, areas: list[tuple[int, ...]], plane: Plane, metres: float
) -> Iterator[CoverageFault]:
    size = shapely.area(pieces)
    widths, narrow = measure_widths(pieces), narrower_than(pieces, metres)
    spots = plane.to_degrees(shapely.point_on_surface(pieces))
    shapes = plane.to_degrees(pieces)
    for i in np.argsort(-size, kind="stable"):
        if widths[i] < _THINNEST_METRES:
            continue
        yield CoverageFault(
            kind, areas[i], float(spots[i].y), float(spots[i].x), float(size[i]),
            float(widths[i]), bool(narrow[i]), shapes[i],
        )  # fmt: skip


def _overlaps(flat: AnyArray) -> tuple[AnyArray, list[tuple[int, ...]]]:
    first, second = shapely.STRtree(flat).query(flat, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    common = shapely.intersection(flat[first], flat[second])
    parts, pair = _polygons_of(common)
    return parts, [(int(first[p]), int(second[p])) for p in pair]


def _gaps(flat: AnyArray, metres: float) -> tuple[AnyArray, list[tuple[int, ...]]]:
    whole = shapely.union_all(flat)
    solid = shapely.get_parts(whole)
    rings = [shapely.Polygon(ring) for polygon in solid for ring in polygon.interiors]
    holes = np.asarray(rings, dtype=object)
    # an area of its own, or a part of one, may stand in a hole of another without touching it
    hole, inner = shapely.STRtree(solid).query(holes, predicate="contains")
    for i in np.unique(hole):
        holes[i] = shapely.difference(holes[i], shapely.union_all(solid[inner[hole == i]]))
    open_ = _polygons_of(find_notches(flat, whole, metres))[0]
    found = np.concatenate([_polygons_of(holes)[0], open_])
    place, area = shapely.STRtree(flat).query(found, predicate="dwithin", distance=_TOUCH_METRES)
    return found, [tuple(sorted(area[place == i].tolist())) for i in range(len(found))]


def _parts(flat: AnyArray) -> tuple[AnyArray, list[tuple[int, ...]]]:
    """Return the parts of areas that have several, but for the largest of each."""
    parts, area = _polygons_of(flat)
    order = np.lexsort([-shapely.area(parts), area])
    parts, area = parts[order], area[order]
    rest = np.concatenate([[False], area[1:] == area[:-1]]) if len(area) else area.astype(bool)
    return parts[rest], [(int(a),) for a in area[rest]]


def _polygons_of(shapes: AnyArray) -> tuple[AnyArray, AnyArray]:
    """Return the areas within collections, down to rounding, and the place of each one's shape."""
    parts, place = shapely.get_parts(shapes, return_index=True)
    inner, within = shapely.get_parts(parts, return_index=True)
    real = (shapely.get_dimensions(inner) == 2) & (shapely.area(inner) > _SMALLEST_M2)
    return inner[real], place[within][real]
