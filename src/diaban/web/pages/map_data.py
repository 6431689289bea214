"""The communes of a day as GeoJSON: for the sketch in the map's corner and for other programs."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import date
from functools import lru_cache

import shapely
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers

from diaban.spine.places.areas import unit_shapes
from diaban.spine.places.models import Unit
from diaban.spine.runs.models import Generation
from diaban.web.pages.days import pick_day

# about 25 m: finer than a pixel of a whole commune on a phone
TOLERANCE_DEGREES = 0.00025


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
