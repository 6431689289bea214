"""Drawing commands of points, lines and polygons in whole steps of a tile (4096 to a side)."""

import numpy as np

from diaban.engines.tiles.array_types import BoolArray, IntArray
from diaban.engines.tiles.encoding import Geometry, Kind

__all__ = ["draw_lines", "draw_points", "draw_polygons"]

_MOVE, _LINE, _CLOSE = 1, 2, 15


def draw_points(x: IntArray, y: IntArray, starts: IntArray | None = None) -> Geometry:
    """Draw points: one to a feature, or ``starts[i]:starts[i + 1]`` together as one multipoint.

    ``x``, ``y``: shape (n,). ``starts``: one entry more than features; no run is empty.

    >>> draw_points(np.array([25, 30]), np.array([17, 17]), np.array([0, 2])).commands.tolist()
    [17, 50, 34, 10, 0]
    """
    runs = np.arange(len(x) + 1) if starts is None else starts
    counts = runs[1:] - runs[:-1]
    commands = np.empty(2 * len(x) + len(counts), dtype=np.int64)
    heads = 2 * runs[:-1] + np.arange(len(counts))
    commands[heads] = counts << 3 | _MOVE
    places = 2 * np.arange(len(x)) + np.repeat(np.arange(1, len(counts) + 1), counts)
    commands[places], commands[places + 1] = _steps(x, y, runs[:-1])
    return Geometry(Kind.POINT, commands, 2 * runs + np.arange(len(runs)))


def draw_lines(x: IntArray, y: IntArray, parts: IntArray, features: IntArray) -> Geometry:
    """Draw lines: part i is points ``parts[i]:parts[i + 1]``, at least two.

    Feature j is parts ``features[j]:features[j + 1]``. Both arrays end with the whole number of
    points and of parts.

    >>> line = draw_lines(
    ...     np.array([2, 2, 10]), np.array([2, 10, 10]), np.array([0, 3]), np.array([0, 1])
    ... )
    >>> line.commands.tolist()
    [9, 4, 4, 18, 0, 16, 16, 0]
    """
    return _draw_paths(x, y, parts, features, Kind.LINE)


def draw_polygons(x: IntArray, y: IntArray, parts: IntArray, features: IntArray) -> Geometry:
    """Draw polygons: as `draw_lines`, each part a ring of at least three points, not closed.

    A ring whose corners go clockwise on the screen begins a polygon; the others are its holes
    (`shapes.cut_polygons` turns them so).

    >>> ring = draw_polygons(
    ...     np.array([3, 8, 20]), np.array([6, 12, 34]), np.array([0, 3]), np.array([0, 1])
    ... )
    >>> ring.commands.tolist()
    [9, 6, 12, 18, 10, 12, 24, 44, 15]
    """
    return _draw_paths(x, y, parts, features, Kind.POLYGON)


def _draw_paths(
    x: IntArray, y: IntArray, parts: IntArray, features: IntArray, kind: Kind
) -> Geometry:
    counts = parts[1:] - parts[:-1]
    extra = 3 if kind is Kind.POLYGON else 2
    begins = np.concatenate(([0], np.cumsum(2 * counts + extra)))
    commands = np.empty(int(begins[-1]), dtype=np.int64)
    heads = begins[:-1]
    commands[heads] = 1 << 3 | _MOVE
    commands[heads + 3] = (counts - 1) << 3 | _LINE
    if kind is Kind.POLYGON:
        commands[begins[1:] - 1] = _CLOSE
    within = np.arange(len(x)) - np.repeat(parts[:-1], counts)
    places = np.repeat(heads, counts) + 1 + 2 * within + (within > 0)
    # the pen stays where it was from one part to the next, and is at the corner for a new feature
    commands[places], commands[places + 1] = _steps(x, y, parts[features[:-1]])
    return Geometry(kind, commands, begins[features])


def _steps(x: IntArray, y: IntArray, resets: IntArray) -> tuple[IntArray, IntArray]:
    """Return zigzag-coded moves from point to point, from the corner at each of ``resets``."""
    fresh: BoolArray = np.zeros(len(x), dtype=np.bool_)
    fresh[resets] = True
    return _moves(x, fresh), _moves(y, fresh)


def _moves(at: IntArray, fresh: BoolArray) -> IntArray:
    moved = at.copy()
    moved[1:] -= np.where(fresh[1:], 0, at[:-1])
    return moved << 1 ^ moved >> 63
