"""Tiles of administrative units: outlines where boundaries exist, names everywhere.

Hoàng Sa and Trường Sa are on every tile that holds them, at every zoom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray

from diaban.engines.tiles import (
    EXTENT,
    Layer,
    Tile,
    cut_lines,
    cut_polygons,
    draw_points,
    encode_tile,
    place_points,
    project,
    spread_labels,
)
from diaban.spine.places.models import Level, Standing, Unit
from diaban.spine.places.units import TWO_TIER_FROM
from diaban.spine.runs.models import Generation
from diaban.web.map.making_once import made_once
from diaban.web.map.outlines import EXACT_FROM, Outlines, outlines

GENERATION = "places"
# the special zones that are archipelagos of their own, far from the coast, by their codes
ARCHIPELAGOS = ("20333", "22736")
# the size of a province's name, and of a tile shortly before the next zoom's take its place: the
# country fills a desktop at zoom 4.98; where names meet sooner the browser leaves some out
_LETTER_PIXELS, _LINE_PIXELS, _TILE_PIXELS = 5.8, 13.0, 900
_COMMUNES_FROM, _COMMUNE_NAMES_FROM, _PROVINCE_NAMES_TO = 8, 9, 9


@dataclass(frozen=True)
class Names:
    """Points with what is written there, one list for each attribute."""

    lng: NDArray[np.float64]
    lat: NDArray[np.float64]
    columns: dict[str, list[str]]


def cut_units(tile: Tile, as_of: date) -> bytes:
    """Write a tile: ``communes``, ``borders``, ``names`` and ``archipelagos``."""
    generation = Generation.of(GENERATION)
    layers = []
    for level in (Level.COMMUNE, Level.PROVINCE):
        if level == Level.PROVINCE or tile.z >= _COMMUNES_FROM:
            layers += _outline_layers(outlines(generation, as_of, level, tile.z), level, tile)
    told = []
    if tile.z <= _PROVINCE_NAMES_TO:
        told.append(_province_names(generation, as_of, tile.z))
    if tile.z >= _COMMUNE_NAMES_FROM:
        told.append(_commune_names(generation, as_of))
    layers.append(_point_layer("names", _together(told), tile))
    layers.append(_point_layer("archipelagos", _archipelagos(generation, as_of), tile))
    return encode_tile(layers)


def _outline_layers(drawn: Outlines, level: Level, tile: Tile) -> list[Layer]:
    near = _near(drawn.shapes, tile)
    cut = cut_polygons(drawn.shapes[near], tile, tolerance=0.5)
    kept = [near[place] for place in cut.places]
    told = {
        "code": [drawn.units[at].code for at in kept],
        "name": [drawn.units[at].name for at in kept],
        "standing": [drawn.standings[at] for at in kept],
    }
    areas = Layer("communes" if level == Level.COMMUNE else "provinces", cut.geometry, told)
    return [areas, _border_layer(drawn, near, level, tile)]


def _border_layer(drawn: Outlines, near: NDArray[np.int64], level: Level, tile: Tile) -> Layer:
    """Draw each border once: the dashes of two neighbours would fill each other's gaps."""
    box = shapely.box(*tile.box_with(0.02))
    lines, standings = [], []
    for standing in (Standing.APPROXIMATE, Standing.OFFICIAL):
        chosen = [at for at in near if drawn.standings[at] == standing]
        if chosen:
            rings = shapely.intersection(shapely.boundary(drawn.shapes[chosen]), box)
            lines.append(shapely.line_merge(shapely.union_all(_only_lines(rings))))
            standings.append(str(standing))
    cut = cut_lines(np.array(lines, dtype=object), tile, tolerance=0.5)
    told = {"standing": [standings[place] for place in cut.places]}
    name = "borders" if level == Level.COMMUNE else "province_borders"
    return Layer(name, cut.geometry, told)


def _only_lines(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    pieces = shapely.get_parts(shapes)
    return pieces[shapely.get_type_id(pieces) == 1]


def _near(shapes: NDArray[np.object_], tile: Tile) -> NDArray[np.int64]:
    west, south, east, north = tile.box_with(0.02)
    left, bottom, right, top = shapely.bounds(shapes).T
    return np.flatnonzero((left < east) & (right > west) & (bottom < north) & (top > south))


@made_once
def _province_names(generation: int, as_of: date, zoom: int) -> Names:
    """Return the names of the provinces, moved apart as far as this zoom asks for."""
    told = sorted(
        _provinces(generation, as_of), key=lambda one: (one[0].kind != "thành phố", one[0].code)
    )
    units, spots = [unit for unit, _ in told], [spot for _, spot in told]
    if not units:
        return _named([], [], "province")
    sizes = [(len(unit.name) * _LETTER_PIXELS, _LINE_PIXELS) for unit in units]
    world = _TILE_PIXELS << zoom
    placed = spread_labels(
        np.column_stack(project(*zip(*spots, strict=True))) * world, np.array(sizes)
    )
    return _named(units, _unproject(placed / world), "province")


def _unproject(at: NDArray[np.float64]) -> list[tuple[float, float]]:
    x, y = at.T
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y))))
    return list(zip((x * 360 - 180).tolist(), lat.tolist(), strict=True))


def _named(units: Sequence[Unit], spots: Sequence[tuple[float, float]], level: str) -> Names:
    at = np.array(spots, dtype=np.float64).reshape(-1, 2)
    columns = {
        "name": [unit.name for unit in units],
        "code": [unit.code for unit in units],
        "level": [level] * len(units),
        "kind": [unit.kind for unit in units],
    }
    return Names(at[:, 0], at[:, 1], columns)


def _together(told: Sequence[Names]) -> Names:
    columns = {
        key: [value for names in told for value in names.columns[key]]
        for key in ("name", "code", "level", "kind")
    }
    lng, lat = (np.concatenate([getattr(names, axis) for names in told]) for axis in ("lng", "lat"))
    return Names(lng, lat, columns)


@made_once
def _provinces(generation: int, as_of: date) -> list[tuple[Unit, tuple[float, float]]]:
    """Return the provinces with a place well within each, told by the middles of the communes."""
    day = max(as_of, TWO_TIER_FROM)
    communes = Unit.objects.filter(level=Level.COMMUNE).in_force(day)
    mainland = communes.exclude(code__in=ARCHIPELAGOS).exclude(lat__isnull=True).order_by("code")
    # by code: a province that has changed its kind has a new row, and its communes the old parent
    rows = list(mainland.values_list("parent__code", "lng", "lat"))
    codes = np.array([row[0] or "" for row in rows])
    middles = np.array([row[1:] for row in rows], dtype=np.float64).reshape(-1, 2)
    provinces = Unit.objects.filter(level=Level.PROVINCE).in_force(day)
    return [(unit, _deep(middles, codes == unit.code)) for unit in provinces if unit.code in codes]


def _deep(middles: NDArray[np.float64], own: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the middle of the commune nearest to all of its province, yet far from the others.

    The mean alone may lie outside: Phú Thọ bends around Hà Nội.
    """
    inside, outside = middles[own], middles[~own]
    if not len(outside):
        return tuple(inside.mean(axis=0).tolist())
    depth = np.hypot(*(inside[:, None] - outside[None]).T).T.min(axis=1)
    deep = inside[depth >= np.quantile(depth, 0.75)]
    nearest = np.argmin(np.hypot(*(deep - inside.mean(axis=0)).T))
    return tuple(deep[nearest].tolist())


@made_once
def _commune_names(generation: int, as_of: date) -> Names:
    known = outlines(generation, as_of, Level.COMMUNE, EXACT_FROM)
    spots = shapely.get_coordinates(shapely.point_on_surface(known.shapes)).tolist()
    told = list(zip(known.units, spots, strict=True))
    shown = {unit.pk for unit in known.units}
    day = max(as_of, TWO_TIER_FROM)
    elsewhere = Unit.objects.filter(level=Level.COMMUNE).in_force(day)
    if as_of < TWO_TIER_FROM and told:
        # the communes of then stand where those of now would
        elsewhere = elsewhere.exclude(parent__code__in=_province_codes(known.units))
    tables = elsewhere.exclude(code__in=ARCHIPELAGOS).exclude(lat__isnull=True)
    told += [(unit, (unit.lng, unit.lat)) for unit in tables if unit.pk not in shown]
    return _named([unit for unit, _ in told], [spot for _, spot in told], "commune")


def _province_codes(units: Sequence[Unit]) -> set[str]:
    ids = [unit.pk for unit in units]
    codes = Unit.objects.filter(pk__in=ids).values_list("parent__parent__code", flat=True)
    return {code for code in codes.distinct() if code}


@made_once
def _archipelagos(generation: int, as_of: date) -> Names:
    """Return the two special zones; they are on the map of any day."""
    zones = (
        Unit.objects.filter(level=Level.COMMUNE, code__in=ARCHIPELAGOS)
        .in_force(max(as_of, TWO_TIER_FROM))
        .select_related("parent")
        .order_by("code")
    )
    return Names(
        np.array([zone.lng for zone in zones]),
        np.array([zone.lat for zone in zones]),
        {
            "name": [f"Quần đảo {zone.name}" for zone in zones],
            "note": [f"{zone.full_name}, {zone.parent.full_name}" for zone in zones],
            "code": [zone.code for zone in zones],
        },
    )


def _point_layer(name: str, names: Names, tile: Tile) -> Layer:
    x, y = place_points(names.lng, names.lat, tile)
    inside = np.flatnonzero((x >= 0) & (x < EXTENT) & (y >= 0) & (y < EXTENT))
    columns = {key: [values[at] for at in inside] for key, values in names.columns.items()}
    return Layer(name, draw_points(x[inside], y[inside]), columns)
