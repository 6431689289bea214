"""Faults between the areas of an import and their neighbours, in words and for the map."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import shapely

from diaban.engines.places import CoverageFault, FaultKind, check_coverage, close_borders
from diaban.exchange.importing.boundary_checks import Area
from diaban.exchange.importing.problems import Problem
from diaban.spine.places.boundaries import boundaries_in_force
from diaban.spine.places.models import Boundary, Unit

# a page of problems, and its map, stay small; the counts are of all
MOST_DRAWN = 500
_CODES = {
    FaultKind.INVALID_RING: "ring_mended",
    FaultKind.OVERLAP: "areas_overlap",
    FaultKind.GAP: "areas_gap",
    FaultKind.CRUMB: "area_crumb",
}
_DRAWN_STEP = 1e-6


def neighbours_of(areas: Sequence[Area], on: Any) -> list[Boundary]:
    """Return the official boundaries in force that stand beside these areas and stay."""
    if not areas:
        return []
    level = areas[0].unit.level
    others = Unit.objects.filter(level=level).in_force(on)
    return boundaries_in_force(others.exclude(pk__in=[area.unit.pk for area in areas]), on)


def find_faults(
    areas: Sequence[Area], neighbours: Sequence[Boundary], sliver_metres: float
) -> list[tuple[Problem, CoverageFault]]:
    """Check the areas against each other and their neighbours; what concerns only those is left."""
    ground = [a.given for a in areas] + [shapely.from_wkb(bytes(b.geometry)) for b in neighbours]
    units = [a.unit for a in areas] + [b.unit for b in neighbours]
    found = []
    for fault in check_coverage(ground, sliver_metres):
        mine = [place for place in fault.areas if place < len(areas)]
        if mine:
            names = [f"{units[place].full_name} ({units[place].code})" for place in fault.areas]
            found.append((_say(fault, names, areas[mine[0]].row, sliver_metres), fault))
    return found


def _say(fault: CoverageFault, names: list[str], row: int, width: float) -> Problem:
    code = _CODES[fault.kind]
    if fault.kind in {FaultKind.OVERLAP, FaultKind.GAP} and fault.is_sliver:
        code = f"{code}_narrow"
    params = {
        "units": names,
        "lat": round(fault.lat, 6),
        "lng": round(fault.lng, 6),
        "area": round(fault.area_m2, 1),
        "width": round(fault.width_metres, 2),
        "metres": f"{width:g}",
    }
    return Problem(code, row, params=params)


def is_of_ring(found: tuple[Problem, CoverageFault]) -> bool:
    return found[1].kind == FaultKind.INVALID_RING


def as_features(found: Sequence[tuple[Problem, CoverageFault]]) -> list[dict[str, Any]]:
    """Return the first faults as GeoJSON features: where each is, its outline and its problem."""
    return [
        {
            "type": "Feature",
            "properties": {
                "kind": fault.kind.value,
                "is_sliver": fault.is_sliver,
                "lat": round(fault.lat, 6),
                "lng": round(fault.lng, 6),
                "problem": problem.as_json(),
            },
            "geometry": draw(fault.shape),
        }
        for problem, fault in found[:MOST_DRAWN]
    ]


def draw(shape: Any) -> dict[str, Any] | None:
    """Return a shape as GeoJSON to about 10 cm; None where nothing is left of it."""
    thin = shapely.simplify(shape, _DRAWN_STEP)
    thin = shape if shapely.is_empty(thin) else thin
    return None if shapely.is_empty(thin) else json.loads(shapely.to_geojson(thin))


def snap(
    areas: Sequence[Area], neighbours: Sequence[Boundary], width_metres: float
) -> tuple[list[Area], dict[str, Any]]:
    """Close slivers narrower than the width; the neighbours that are not imported stay.

    Returns the areas and what was moved: square metres gained and lost by code.
    """
    if not areas:
        return [], {}
    ground = [a.shape for a in areas] + [shapely.from_wkb(bytes(b.geometry)) for b in neighbours]
    fixed = range(len(areas), len(ground))
    closed = close_borders(ground, width_metres, fixed)
    moved = {}
    snapped = []
    for place, area in enumerate(areas):
        gained, lost = float(closed.gained_m2[place]), float(closed.lost_m2[place])
        if gained > 0 or lost > 0:
            moved[area.unit.code] = [round(gained, 1), round(lost, 1)]
        # with the corners of its neighbours and on their grid, so that all meet exactly
        snapped.append(_redraw(area, closed.polygons[place]) if closed.closed else area)
    told = {"width": width_metres, "closed": closed.closed, "left": closed.left, "moved": moved}
    return snapped, told


def _redraw(area: Area, shape: Any) -> Area:
    """Keep an area as drawn where all its ground is a sliver: no unit is left without any."""
    return area if shape.is_empty else area.redrawn(shape)
