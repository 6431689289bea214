"""Tiles of the ground: water, green, rails and streets of the imported base map."""

from __future__ import annotations

import numpy as np

from diaban.engines.tiles import Layer, Tile, cut_lines, cut_polygons, encode_tile
from diaban.spine.basemap.models import MapKind
from diaban.web.map.ground import Ground, ground_of

# a name is told two zooms after its street, when the street is long enough to carry it; from
# zoom 15 on the map writes the names of lanes
_NAMES_FROM, _NAMES_AFTER, _ALL_NAMES_FROM = 11, 2, 15
_LAYERS = {
    MapKind.WATER: "water",
    MapKind.GREEN: "green",
    MapKind.RAIL: "rails",
    MapKind.STREET: "streets",
}


def cut_ground(generation: int, tile: Tile) -> bytes:
    """Write a tile: areas, then lines, each layer with ``category`` and ``name``."""
    ground = ground_of(generation, tile)
    lines = ground.are_lines
    layers = []
    for kind, name in _LAYERS.items():
        of_kind = ground.kinds == kind
        if (areas := of_kind & ~lines).any():
            layers.append(_areas(name, ground.select(areas), tile))
        if (paths := of_kind & lines).any():
            layers.append(_lines(f"{name}_lines", ground.select(paths), tile))
    return encode_tile(layers)


def _areas(name: str, ground: Ground, tile: Tile) -> Layer:
    cut = cut_polygons(ground.shapes, tile)
    kept = ground.select(cut.places)
    names = [title or None for title in kept.names.tolist()]
    return Layer(name, cut.geometry, {"category": kept.categories.tolist(), "name": names})


def _lines(name: str, ground: Ground, tile: Tile) -> Layer:
    """Join the pieces of one name and category, so that a name runs along the whole street."""
    from_zoom = np.minimum(ground.first_zooms + _NAMES_AFTER, _ALL_NAMES_FROM)
    named = np.maximum(from_zoom, _NAMES_FROM) <= tile.z
    names = np.where(named, ground.names, "").tolist()
    groups: dict[tuple[str, str], int] = {}
    numbers = [
        groups.setdefault(told, len(groups))
        for told in zip(ground.categories.tolist(), names, strict=True)
    ]
    cut = cut_lines(ground.shapes, tile, groups=np.array(numbers))
    told = list(groups)
    kept = [told[number] for number in cut.places.tolist()]
    columns = {
        "category": [category for category, _ in kept],
        "name": [title or None for _, title in kept],
    }
    return Layer(name, cut.geometry, columns)
