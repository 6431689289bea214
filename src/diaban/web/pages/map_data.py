"""What the map draws: the communes of a day, and the doors of a small box. Nothing from outside."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import date
from functools import lru_cache
from math import cos, isfinite, radians

import shapely
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from diaban.engines import vpostcode
from diaban.spine.addresses import identifiers
from diaban.spine.addresses.models import Address, CodeState
from diaban.spine.addresses.viewport import Door, doors_within
from diaban.spine.places.areas import unit_shapes
from diaban.spine.places.models import Unit
from diaban.spine.runs.models import Generation
from diaban.web.pages.days import pick_day

# about 25 m: finer than a pixel of a whole commune on a phone
TOLERANCE_DEGREES = 0.00025
LARGEST_SIDE_METRES = 2_000
MOST_ADDRESSES = 5_000
METRES_PER_DEGREE = 111_195


def units(request: HttpRequest) -> HttpResponse:
    """Send the communes in force on ``as_of`` as GeoJSON, compressed once and kept by ETag."""
    packed, tag = _packed_units(Generation.of("places"), pick_day(request).as_of)
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(packed, content_type="application/geo+json")
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(packed), content_type="application/geo+json")
    response["ETag"] = tag
    patch_cache_control(response, no_cache=True, private=True)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@lru_cache(maxsize=4)
def _packed_units(generation: int, as_of: date) -> tuple[bytes, str]:
    drawn = unit_shapes(as_of)
    shapes = _simplify([shape for _, shape, _ in drawn])
    features = [
        _feature(unit, shape, standing)
        for (unit, _, standing), shape in zip(drawn, shapes, strict=True)
        if not shape.is_empty
    ]
    body = {"type": "FeatureCollection", "as_of": as_of.isoformat(), "features": features}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(text, 9, mtime=0), f'"{hashlib.sha256(text).hexdigest()[:20]}"'


def _simplify(shapes: list[shapely.Geometry]) -> list[shapely.Geometry]:
    """Thin the outlines together, so that neighbours keep one common border."""
    if not shapes:
        return []
    return list(shapely.coverage_simplify(shapes, TOLERANCE_DEGREES))


def _feature(unit: Unit, shape: shapely.Geometry, standing: str) -> dict[str, object]:
    spot = shapely.point_on_surface(shape)
    return {
        "type": "Feature",
        "properties": {
            "code": unit.code,
            "name": unit.name,
            "standing": str(standing),
            "label": [round(spot.x, 5), round(spot.y, 5)],
        },
        "geometry": json.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-5))),
    }


def addresses(request: HttpRequest) -> JsonResponse:
    """Send the doors of a box ``west,south,east,north`` of at most about 2 km on a side."""
    box = _read_box(request.GET.get("bbox", ""))
    if box is None:
        return JsonResponse({"problem": "bbox"}, status=400)
    height = (box.north - box.south) * METRES_PER_DEGREE
    width = (box.east - box.west) * METRES_PER_DEGREE * cos(radians(box.south))
    if max(height, width) > LARGEST_SIDE_METRES:
        return JsonResponse(
            {"problem": "bbox_too_large", "metres": LARGEST_SIDE_METRES}, status=400
        )
    rows = doors_within(Address.objects.visible_to(request.user), box)
    found = list(rows[: MOST_ADDRESSES + 1])
    body = {
        "type": "FeatureCollection",
        "complete": len(found) <= MOST_ADDRESSES,
        "features": [_draw(Door(*row)) for row in found[:MOST_ADDRESSES]],
    }
    shape = {"ensure_ascii": False, "separators": (",", ":")}
    response = JsonResponse(body, json_dumps_params=shape)
    patch_cache_control(response, private=True, max_age=30)
    return response


def _read_box(text: str) -> vpostcode.Box | None:
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        return None
    sound = all(map(isfinite, (west, south, east, north)))
    if not sound or not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    return vpostcode.Box(south, west, north, east)


def _draw(door: Door) -> dict[str, object]:
    """Only what anybody may see: the door, its number, and whether it has its code."""
    return {
        "type": "Feature",
        "properties": {
            "id": identifiers.write(door.id),
            "number": door.house_number,
            "coded": door.code_state == CodeState.CODED,
        },
        "geometry": {"type": "Point", "coordinates": [door.lng_e7 / 1e7, door.lat_e7 / 1e7]},
    }
