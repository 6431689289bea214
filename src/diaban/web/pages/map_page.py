"""The map as a page of its own, and what is in view as a list for who does not see the map."""

from __future__ import annotations

import json
from math import cos, isfinite, radians

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from diaban.engines import vpostcode
from diaban.spine.addresses import identifiers
from diaban.spine.addresses.coverage import CoverageRow, coverage
from diaban.spine.addresses.models import Address, CodeState
from diaban.spine.addresses.viewport import Door, doors_within
from diaban.spine.places.areas import areas_in_force, areas_standing
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes, today
from diaban.web.access import may_open
from diaban.web.pages.coverage import classes_by_commune
from diaban.web.pages.share_classes import COVERED
from diaban.web.privacy.public_coverage import public_classes
from diaban.web.sectors.layers import ShownLayer, layers_for, list_points, page_of

# beyond it a list of doors would say nothing: communes are listed
LARGEST_SIDE_METRES = 2_000
MOST_DOORS = 500
METRES_PER_DEGREE = 111_195


def map_page(request: HttpRequest) -> HttpResponse:
    told = may_open(request.user, "coverage")
    classes = classes_by_commune(coverage(request.user, today())) if told else public_classes()
    context = {
        "as_of": today(),
        "classes": json.dumps(classes, separators=(",", ":")),
        "legend": COVERED.legend,
        "standing": str(areas_standing(today())),
        "sector_layers": layers_for(request.user),
    }
    return render(request, "pages/map.html", context)


def list_page(request: HttpRequest) -> HttpResponse:
    """List the doors of a box ``west,south,east,north``; of a wide one, its communes."""
    box = _read_box(request.GET.get("bbox", ""))
    if box is None:
        return render(request, "pages/map_list.html", {"refused": True}, status=400)
    context: dict[str, object] = {"hash": _write_hash(box), "doors": None}
    context["sector_layers"] = [_listed(one, request.user, box) for one in layers_for(request.user)]
    if _longest_side(box) <= LARGEST_SIDE_METRES:
        rows = doors_within(Address.objects.visible_to(request.user), box)
        found = [Door(*row) for row in rows[: MOST_DOORS + 1]]
        context |= {"doors": [_told(d) for d in found[:MOST_DOORS]], "more": found[MOST_DOORS:]}
    else:
        units = _communes_in(box)
        context |= {"units": units, "rows": _rows_of(units, request.user)}
    return render(request, "pages/map_list.html", context)


def _listed(layer: ShownLayer, actor, box: vpostcode.Box) -> dict[str, object]:
    """Return the first points of a sector's layer that are in view, and how many there are."""
    rows, spec = list_points(layer.spec, actor, box), layer.spec
    labels = [label for label, _colour in layer.classes]
    shown = rows.head(MOST_DOORS).select("id", "class", "name").iter_rows()
    points = [(page_of(spec, number), name, labels[kind]) for number, kind, name in shown]
    return {"label": layer.label, "count": rows.height, "points": points}


def _told(door: Door) -> dict[str, object]:
    return {
        "identifier": identifiers.write(door.id),
        "number": door.house_number,
        "coded": door.code_state == CodeState.CODED,
    }


def _communes_in(box: vpostcode.Box) -> list[Unit]:
    areas = areas_in_force(today())
    units = []
    for unit in city_communes(today()):
        south, west, north, east = areas.box_of(unit.pk)
        if west < box.east and east > box.west and south < box.north and north > box.south:
            units.append(unit)
    return units


def _rows_of(units: list[Unit], actor) -> list[CoverageRow]:
    """Return the figures of units, for whom they are open to; none otherwise."""
    if not may_open(actor, "coverage"):
        return []
    wanted = {unit.pk for unit in units}
    return [row for row in coverage(actor, today()).rows if row.unit.pk in wanted]


def _longest_side(box: vpostcode.Box) -> float:
    height = (box.north - box.south) * METRES_PER_DEGREE
    width = (box.east - box.west) * METRES_PER_DEGREE * cos(radians(box.south))
    return max(height, width)


def _write_hash(box: vpostcode.Box) -> str:
    zoom = 17 if _longest_side(box) <= LARGEST_SIDE_METRES else 10
    return f"#{zoom}/{(box.south + box.north) / 2:.5f}/{(box.west + box.east) / 2:.5f}"


def _read_box(text: str) -> vpostcode.Box | None:
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        return None
    sound = all(map(isfinite, (west, south, east, north)))
    if not sound or not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    return vpostcode.Box(south, west, north, east)
