"""Lines and areas cut to a tile: clipped, thinned, and laid on its whole steps."""

from typing import NamedTuple

import numpy as np
import shapely  # type: ignore[import-untyped]

from diaban.engines.tiles.array_types import BoolArray, FloatArray, IntArray, ShapeArray
from diaban.engines.tiles.drawing import draw_lines, draw_polygons
from diaban.engines.tiles.encoding import Geometry
from diaban.engines.tiles.grid import EXTENT, Tile, project

__all__ = ["Cut", "cut_lines", "cut_polygons", "place_points"]

# drawn beyond the tile's edge, so that a line's width and its joins reach over it
MARGIN = 1 / 64
_LINE_STRING, _POLYGON = 1, 3


class Cut(NamedTuple):
    """What is left of n shapes in a tile; ``places`` says which shape each feature is."""

    places: IntArray
    geometry: Geometry


def place_points(lng: FloatArray, lat: FloatArray, tile: Tile) -> tuple[IntArray, IntArray]:
    """Return x, y of n points (degrees) in whole steps from the tile's north-west corner.

    >>> x, y = place_points(np.array([105.8203125]), np.array([21.03]), Tile(13, 6504, 3606))
    >>> x.tolist()
    [0]
    """
    steps = _steps_of(np.column_stack((lng, lat)), tile)
    whole: IntArray = np.floor(steps).astype(np.int64)
    return whole[:, 0], whole[:, 1]


def cut_lines(
    shapes: ShapeArray, tile: Tile, tolerance: float = 4.0, groups: IntArray | None = None
) -> Cut:
    """Cut lines to a tile.

    ``shapes``: shape (n,), line strings or multi line strings in WGS 84 longitude, latitude.
    ``tolerance``: how far a thinned line may leave the true one, in steps of the tile (8 steps
    are a pixel of a tile drawn at 512). What is shorter than a step is left out.
    ``groups``: shape (n,), whole numbers from 0: lines of one group become one feature, joined
    where they meet end to end; ``places`` then says which group each feature is.

    >>> line = shapely.linestrings([[105.8, 21.0], [105.9, 21.05]])
    >>> cut_lines(np.array([line]), Tile(13, 6504, 3606)).places.tolist()
    [0]
    """
    pieces, places = _clip(shapes, tile, _LINE_STRING)
    if groups is not None:
        pieces, places = _join(pieces, groups[places])
    thinned = shapely.simplify(pieces, tolerance, preserve_topology=False)
    x, y, parts, kept = _whole_steps(thinned, least=2)
    owners, features = _features(places[kept])
    return Cut(owners, draw_lines(x, y, parts, features))


def _join(pieces: ShapeArray, groups: IntArray) -> tuple[ShapeArray, IntArray]:
    """Join the lines of each group where they meet; return what is left and its groups."""
    order = np.argsort(groups, kind="stable")
    present, numbers = np.unique(groups[order], return_inverse=True)
    joined = shapely.line_merge(shapely.multilinestrings(pieces[order], indices=numbers))
    lines, places = shapely.get_parts(joined, return_index=True)
    return lines, present[places]


def cut_polygons(shapes: ShapeArray, tile: Tile, tolerance: float = 4.0) -> Cut:
    """Cut polygons or multipolygons to a tile; arguments as of `cut_lines`.

    Rings are turned as vector tiles want them; what has no area at the tile's zoom is left out.

    >>> park = shapely.box(105.83, 21.0, 105.84, 21.01)
    >>> len(cut_polygons(np.array([park]), Tile(13, 6504, 3606)).geometry)
    1
    """
    pieces, places = _clip(shapes, tile, _POLYGON)
    thinned = shapely.simplify(pieces, tolerance, preserve_topology=True)
    rings, of_piece = shapely.get_rings(thinned, return_index=True)
    outer: BoolArray = np.diff(of_piece, prepend=-1) > 0
    x, y, parts, kept = _whole_steps(rings, least=4)
    x, y, parts = _open(x, y, parts)
    area = _doubled_areas(x, y, parts)
    x, y = _turn(x, y, parts, (area > 0) != outer[kept])
    # a hole whose outline has shrunk to nothing has nothing to be a hole of
    lives = np.zeros(len(thinned), dtype=np.bool_)
    lives[of_piece[kept[(area != 0) & outer[kept]]]] = True
    keep = (area != 0) & lives[of_piece[kept]]
    x, y, parts = _select(x, y, parts, keep)
    owners, features = _features(places[of_piece[kept[keep]]])
    return Cut(owners, draw_polygons(x, y, parts, features))


def _clip(shapes: ShapeArray, tile: Tile, wanted: int) -> tuple[ShapeArray, IntArray]:
    """Return the pieces of the shapes within the tile, in its steps, and whose they are."""
    clipped = shapely.clip_by_rect(shapes, *tile.box_with(MARGIN))
    pieces, places = shapely.get_parts(clipped, return_index=True)
    fits = (shapely.get_type_id(pieces) == wanted) & ~shapely.is_empty(pieces)
    drawn = shapely.transform(pieces[fits], lambda at: _steps_of(at, tile))
    return drawn, places[fits]


def _steps_of(at: FloatArray, tile: Tile) -> FloatArray:
    x, y = project(at[:, 0], at[:, 1])
    scale = float(1 << tile.z)
    return np.column_stack(((x * scale - tile.x) * EXTENT, (y * scale - tile.y) * EXTENT))


def _whole_steps(paths: ShapeArray, least: int) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Round to whole steps without repeated points; return x, y, starts, and which were kept."""
    coordinates, owner = shapely.get_coordinates(paths, return_index=True)
    steps = np.rint(coordinates).astype(np.int64)
    moved = np.ones(len(steps), dtype=np.bool_)
    moved[1:] = (steps[1:] != steps[:-1]).any(axis=1) | (owner[1:] != owner[:-1])
    steps, owner = steps[moved], owner[moved]
    counts = np.bincount(owner, minlength=len(paths))
    whole = counts[owner] >= least
    steps = steps[whole]
    kept = np.flatnonzero(counts >= least)
    return steps[:, 0], steps[:, 1], _starts(counts[kept]), kept


def _starts(counts: IntArray) -> IntArray:
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(counts)))


def _open(x: IntArray, y: IntArray, parts: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Drop the last point of each ring, which is its first again."""
    stays = np.ones(len(x), dtype=np.bool_)
    stays[parts[1:] - 1] = False
    return x[stays], y[stays], parts - np.arange(len(parts))


def _doubled_areas(x: IntArray, y: IntArray, parts: IntArray) -> IntArray:
    """Return twice each ring's area, positive where it goes clockwise on the screen."""
    following = np.arange(1, len(x) + 1)
    following[parts[1:] - 1] = parts[:-1]
    cross = x * y[following] - x[following] * y
    sums = _starts(cross)
    return sums[parts[1:]] - sums[parts[:-1]]


def _turn(x: IntArray, y: IntArray, parts: IntArray, wrong: BoolArray) -> tuple[IntArray, IntArray]:
    counts = np.diff(parts)
    at = np.arange(len(x))
    mirrored = np.repeat(parts[:-1] + parts[1:] - 1, counts) - at
    order = np.where(np.repeat(wrong, counts), mirrored, at)
    return x[order], y[order]


def _select(
    x: IntArray, y: IntArray, parts: IntArray, keep: BoolArray
) -> tuple[IntArray, IntArray, IntArray]:
    counts = np.diff(parts)
    points = np.repeat(keep, counts)
    return x[points], y[points], _starts(counts[keep])


def _features(owners: IntArray) -> tuple[IntArray, IntArray]:
    """Return the shape that each run of parts belongs to, and where the runs start and end."""
    runs = np.flatnonzero(np.diff(owners, prepend=-1))
    return owners[runs], np.concatenate((runs, [len(owners)]))
