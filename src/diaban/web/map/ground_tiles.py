"""Tiles of the ground: water, green, rails and streets of the imported base map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from diaban.engines.tiles import Layer, Tile, cut_lines, cut_polygons, encode_tile
from diaban.spine.basemap.features import Drawn, features_in_tile
from diaban.spine.basemap.models import MapKind

# below it a name would be longer than its street
_NAMES_FROM = 11
_LAYERS = {
    MapKind.WATER: "water",
    MapKind.GREEN: "green",
    MapKind.RAIL: "rails",
    MapKind.STREET: "streets",
}
_LINE_TYPES = (1, 5)
_POLYGON_TYPES = (3, 6)


def cut_ground(tile: Tile) -> bytes:
    """Write a tile: areas, then lines, each layer with ``category`` and ``name``."""
    drawn = features_in_tile(*tile)
    if not drawn:
        return b""
    shapes = shapely.from_wkb(np.array([bytes(one.geometry) for one in drawn], dtype=object))
    types = shapely.get_type_id(shapes)
    kinds = np.array([one.kind for one in drawn])
    layers = []
    for kind, name in _LAYERS.items():
        areas = np.flatnonzero((kinds == kind) & np.isin(types, _POLYGON_TYPES))
        lines = np.flatnonzero((kinds == kind) & np.isin(types, _LINE_TYPES))
        layers.append(_areas(name, [drawn[at] for at in areas], shapes[areas], tile))
        layers.append(_lines(f"{name}_lines", [drawn[at] for at in lines], shapes[lines], tile))
    return encode_tile(layers)


def _areas(name: str, drawn: Sequence[Drawn], shapes: NDArray[np.object_], tile: Tile) -> Layer:
    cut = cut_polygons(shapes, tile)
    kept = [drawn[place] for place in cut.places]
    told = {
        "category": [one.category for one in kept],
        "name": [one.name or None for one in kept],
    }
    return Layer(name, cut.geometry, told)


def _lines(name: str, drawn: Sequence[Drawn], shapes: NDArray[np.object_], tile: Tile) -> Layer:
    """Join the pieces of one name and category, so that a name runs along the whole street."""
    names = [one.name if tile.z >= _NAMES_FROM else "" for one in drawn]
    told = [(one.category, title) for one, title in zip(drawn, names, strict=True)]
    groups: dict[tuple[str, str], int] = {}
    numbers = np.array([groups.setdefault(one, len(groups)) for one in told], dtype=np.int64)
    pieces, places = shapely.get_parts(shapes, return_index=True)
    owners = numbers[places]
    order = np.argsort(owners, kind="stable")
    joined = shapely.multilinestrings(pieces[order], indices=owners[order])
    cut = cut_lines(shapely.line_merge(joined), tile)
    kept = [list(groups)[place] for place in cut.places]
    columns = {
        "category": [category for category, _ in kept],
        "name": [title or None for _, title in kept],
    }
    return Layer(name, cut.geometry, columns)
