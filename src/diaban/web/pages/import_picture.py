"""A small drawing of where the rows of a file fall, over the outline of the city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

import numpy as np
import shapely

from diaban.spine.places.areas import unit_shapes
from diaban.spine.places.units import today
from diaban.spine.runs.models import Generation

WIDTH, HEIGHT = 320, 340
_EDGE = 12
_MOST_DOTS = 500
# a single far-off row may not shrink the city to a dot: this far out, in degrees, is drawn; where
# most rows lie far out, that is what the picture must show
_FAR, _FARTHEST = 0.4, 3.0


@dataclass(frozen=True)
class Picture:
    """``dots`` are x, y in the drawing and whether the row falls in the city."""

    outline: str
    dots: list[tuple[float, float, bool]]
    inside: int
    outside: int

    @property
    def total(self) -> int:
        return self.inside + self.outside

    @property
    def is_wrong(self) -> bool:
        """Whether so many rows fall outside that the reading of the file must be at fault."""
        return self.outside > self.inside


def draw_picture(lat: Sequence[float], lng: Sequence[float]) -> Picture | None:
    """Draw WGS 84 positions; None where there are none."""
    y, x = np.asarray(lat, dtype=float), np.asarray(lng, dtype=float)
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    if not len(x):
        return None
    ground = _city(Generation.of("places"), today().isoformat())
    if ground is None:
        return None
    shapely.prepare(ground)
    is_inside = shapely.contains_xy(ground, x, y)
    shown = np.linspace(0, len(x) - 1, min(len(x), _MOST_DOTS)).astype(int)
    inside = int(is_inside.sum())
    place = _frame(ground, x, y, _FAR if inside > len(x) / 2 else _FARTHEST)
    spots = [(*place(x[i], y[i]), bool(is_inside[i])) for i in shown]
    return Picture(_path(ground, place), spots, inside, len(x) - inside)


def _frame(ground: shapely.Geometry, x: np.ndarray, y: np.ndarray, farthest: float):
    """Return what turns degrees into the drawing's units, wide enough for nearly all rows."""
    west, south, east, north = ground.bounds
    near = (
        (x > west - farthest)
        & (x < east + farthest)
        & (y > south - farthest)
        & (y < north + farthest)
    )
    if near.any():
        west, east = min(west, x[near].min()), max(east, x[near].max())
        south, north = min(south, y[near].min()), max(north, y[near].max())
    squeeze = cos(radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * _EDGE) / ((east - west) * squeeze), (HEIGHT - 2 * _EDGE) / (north - south)
    )

    def place(lng: float, lat: float) -> tuple[float, float]:
        across = WIDTH / 2 + (lng - (west + east) / 2) * squeeze * scale
        down = HEIGHT / 2 - (lat - (south + north) / 2) * scale
        return (
            round(min(max(across, 4), WIDTH - 4), 1),
            round(min(max(down, 4), HEIGHT - 4), 1),
        )

    return place


@lru_cache(maxsize=2)
def _city(generation: int, day: str) -> shapely.Geometry | None:
    shapes = [shape for _, shape, _ in unit_shapes(today())]
    if not shapes:
        return None
    return shapely.simplify(shapely.unary_union(shapely.make_valid(np.array(shapes))), 0.001)


def _path(ground: shapely.Geometry, place) -> str:
    parts = []
    for part in shapely.get_parts(ground):
        if isinstance(part, shapely.Polygon):
            ring = [place(*point) for point in part.exterior.coords]
            parts.append("M" + "L".join(f"{x},{y}" for x, y in ring) + "Z")
    return "".join(parts)
