"""The addresses of tiles: /tiles/<layer>/<z>/<x>/<y>.mvt, and what a map must know beforehand."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    JsonResponse,
)
from django.utils.cache import patch_cache_control, patch_vary_headers

from diaban.engines.tiles import Tile
from diaban.spine.basemap.features import GENERATION as GROUND_GENERATION
from diaban.spine.basemap.features import attributions
from diaban.spine.places.areas import areas_in_force
from diaban.spine.runs.models import Generation
from diaban.web.map.address_tiles import address_version, cut_addresses
from diaban.web.map.ground_tiles import cut_ground
from diaban.web.map.kept_tiles import kept_tile
from diaban.web.map.unit_tiles import GENERATION as UNIT_GENERATION
from diaban.web.map.unit_tiles import cut_units
from diaban.web.pages.days import pick_day
from diaban.web.sectors.layers import cut_layer, find_layer, layer_version

LAYERS = ("addresses", "units", "ground")
FIRST_ZOOM, LAST_ZOOM = 3, 22
# grows when a tile tells something else of the same data: what was kept before is cut again
_FORM = 7
CONTENT_TYPE = "application/vnd.mapbox-vector-tile"


def tile_file(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """Send a tile compressed, with an ETag of its version; 204 where nothing is in it."""
    tile = Tile(z, x, y)
    is_known = layer in LAYERS or find_layer(request.user, layer) is not None
    if not is_known or not (FIRST_ZOOM <= z <= LAST_ZOOM and tile.is_on_grid):
        raise Http404
    version, cut = _plan(request, layer, tile)
    version = f"{_FORM} {version}"
    tag = f'"{hashlib.sha256(f"{layer} {version} {tile}".encode()).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = _answer(request, kept_tile(layer, version, tile, cut))
    response["ETag"] = tag
    # what an actor may see is nobody else's: no shared cache may keep it
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return response


def _plan(request: HttpRequest, layer: str, tile: Tile) -> tuple[str, Callable[[], bytes]]:
    """Return what the tile is cut from, as a key, and how to cut it."""
    if layer == "addresses":
        version = repr(tuple(address_version(request.user, tile)))
        return version, lambda: cut_addresses(request.user, tile)
    if layer == "units":
        as_of = pick_day(request).as_of
        version = f"{Generation.of(UNIT_GENERATION)} {as_of}"
        return version, lambda: cut_units(tile, as_of)
    if layer not in LAYERS:
        spec = find_layer(request.user, layer)
        return layer_version(spec, request.user), lambda: cut_layer(spec, request.user, tile)
    generation = Generation.of(GROUND_GENERATION)
    return str(generation), lambda: cut_ground(generation, tile)


def _answer(request: HttpRequest, packed: bytes) -> HttpResponse:
    if not packed:
        return HttpResponse(status=204)
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(gzip.decompress(packed), content_type=CONTENT_TYPE)
    response = HttpResponse(packed, content_type=CONTENT_TYPE)
    response["Content-Encoding"] = "gzip"
    return response


def map_facts(request: HttpRequest) -> JsonResponse:
    """Say what the map needs before its first tile: where the city lies, whose data it draws."""
    picked = pick_day(request)
    areas = areas_in_force(picked.as_of)
    boxes = [areas.box_of(unit) for unit in areas.units.tolist()]
    south, west, north, east = zip(*boxes, strict=True) if boxes else ((), (), (), ())
    body = {
        "bounds": [min(west), min(south), max(east), max(north)] if boxes else None,
        "attributions": attributions(),
        "areas": str(areas.standing),
    }
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    patch_cache_control(response, private=True, no_cache=True)
    return response
