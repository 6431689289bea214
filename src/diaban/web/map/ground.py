"""What a tile of the ground is cut from: the far view out of memory, the near one out of rows.

Far out a tile shows much of the city but only its larger streets and waters. They are joined and
thinned once for each generation of the ground, and each worker holds them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from diaban.engines.tiles import EXTENT, Tile
from diaban.spine.basemap.features import Drawn, features_in_tile, features_to_zoom

# beyond it a tile shows too little to be slow, and all there is too much to hold
HELD_TO = 12
_LINE_TYPES = (1, 5)
_Shapes = NDArray[np.object_]


class Ground(NamedTuple):
    """Features with their shapes in WGS 84 longitude, latitude; one entry of each for a feature."""

    kinds: NDArray[np.int64]
    categories: NDArray[np.object_]
    names: NDArray[np.object_]
    first_zooms: NDArray[np.int64]
    shapes: _Shapes

    def select(self, places: NDArray) -> Ground:
        return Ground(*(column[places] for column in self))

    @property
    def are_lines(self) -> NDArray[np.bool_]:
        return np.isin(shapely.get_type_id(self.shapes), _LINE_TYPES)


def ground_of(generation: int, tile: Tile) -> Ground:
    """Return what may touch a tile and is worth drawing at its zoom."""
    if tile.z > HELD_TO:
        return _with_shapes(features_in_tile(*tile))
    held, boxes = _held(generation)
    west, south, east, north = tile.box_with(0.02)
    left, bottom, right, top = boxes
    near = (left < east) & (right > west) & (bottom < north) & (top > south)
    return held.select(near & (held.first_zooms <= tile.z))


@lru_cache(maxsize=1)
def _held(generation: int) -> tuple[Ground, NDArray[np.float64]]:
    """Return the ground of the far view and the boxes of its features, four rows of edges."""
    ground = _with_shapes(features_to_zoom(HELD_TO))
    lines = ground.are_lines
    # half of what the tile itself is thinned by
    tolerance = 2 * 360 / (EXTENT << HELD_TO)
    parts = (
        _thin(_join(ground.select(lines)), tolerance, keep_rings=False),
        _thin(ground.select(~lines), tolerance, keep_rings=True),
    )
    held = Ground(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    return held, shapely.bounds(held.shapes).T


def _thin(ground: Ground, tolerance: float, *, keep_rings: bool) -> Ground:
    thinned = shapely.simplify(ground.shapes, tolerance, preserve_topology=keep_rings)
    return ground._replace(shapes=thinned)


def _join(lines: Ground) -> Ground:
    """Join the pieces of each street where they meet."""
    groups: dict[tuple[object, ...], int] = {}
    keys = zip(*(column.tolist() for column in lines[:-1]), strict=True)
    numbers = np.array([groups.setdefault(key, len(groups)) for key in keys], dtype=np.int64)
    pieces, places = shapely.get_parts(lines.shapes, return_index=True)
    owners = numbers[places]
    order = np.argsort(owners, kind="stable")
    whole = shapely.line_merge(shapely.multilinestrings(pieces[order], indices=owners[order]))
    shapes, of_group = shapely.get_parts(whole, return_index=True)
    first = np.unique(numbers, return_index=True)[1]
    return lines.select(first[of_group])._replace(shapes=shapes)


def _with_shapes(drawn: Drawn) -> Ground:
    return Ground(
        np.array(drawn.kinds, dtype=np.int64),
        np.array(drawn.categories, dtype=object),
        np.array(drawn.names, dtype=object),
        np.array(drawn.first_zooms, dtype=np.int64),
        shapely.from_wkb(np.array(drawn.geometries, dtype=object)),
    )
