"""Where a commune is built up: neighbourhoods side by side in a town, villages apart in a xã.

A patch is a convex piece of ground with one direction of its streets. Its border is a set
of half-planes, so that a street is cut at the border by arithmetic and numbered only where
it exists.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diaban.exchange.synthetic_city.communes import Commune

BORDERS = 10
# a xã so wide has people far from everything, however few of its doors are built
WIDE_KM2 = 50.0
FAR_M = 3_400.0


@dataclass(frozen=True)
class Grain:
    """How finely a patch is divided; metres, and doors that one km² of patch holds."""

    frontage_m: float
    street_gap_m: float
    lane_gap_m: float
    alley_gap_m: float
    lane_share: float
    alley_share: float
    doors_per_km2: float


CORE = Grain(3.9, 140, 54, 23, 1.0, 0.95, 12_000)
INNER = Grain(4.6, 165, 68, 32, 0.95, 0.85, 7_500)
OUTER = Grain(5.6, 200, 90, 46, 0.85, 0.6, 4_200)
VILLAGE = Grain(11.0, 110, 80, 60, 0.8, 0.0, 2_000)
GRAINS = (CORE, INNER, OUTER, VILLAGE)


@dataclass(frozen=True)
class Patches:
    """Arrays over patches, the most settled first."""

    centre: NDArray[np.float64]  # (n, 2) metres
    heading: NDArray[np.float64]  # (n,) radians anticlockwise from east
    normals: NDArray[np.float64]  # (n, BORDERS, 2) outward unit vectors
    reach: NDArray[np.float64]  # (n, BORDERS) metres from the centre to the border line
    grain: NDArray[np.int64]  # (n,) index into GRAINS
    area_km2: float  # of one patch, about

    def __len__(self) -> int:
        return len(self.centre)

    @property
    def is_village(self) -> NDArray[np.bool_]:
        """True where the patch is a thôn."""
        return np.asarray(self.grain == GRAINS.index(VILLAGE))

    @property
    def capacities(self) -> NDArray[np.float64]:
        """About how many doors each patch holds."""
        per_km2 = np.array([grain.doors_per_km2 for grain in GRAINS])
        return np.asarray(per_km2[self.grain] * self.area_km2)

    def take(self, index: NDArray[Any] | slice) -> "Patches":
        """Return a selection of the patches."""
        return Patches(
            self.centre[index],
            self.heading[index],
            self.normals[index],
            self.reach[index],
            self.grain[index],
            self.area_km2,
        )


def choose_grain(density: float) -> Grain:
    """Choose the street pattern that can hold this many households per km²."""
    return CORE if density > 7_000 else INNER if density > 3_500 else OUTER


def choose_spacing_m(commune: Commune, density: float) -> float:
    """Distance between neighbouring patches."""
    if commune.is_ward:
        return 520.0
    village_households = 420
    return float(np.clip(np.sqrt(village_households / density * 1e6 / 0.866), 560, 1_150))


def scatter_centres(commune: Commune, spacing_m: float, rng: np.random.Generator) -> Any:
    """Jittered triangular grid (n, 2) over the ground where the commune may lie."""
    radius = 1.7 * np.sqrt(commune.area_km2 / np.pi) * 1_000 + spacing_m
    count = int(radius // (spacing_m * 0.866)) + 1
    row, column = np.meshgrid(np.arange(-count, count + 1), np.arange(-count, count + 1))
    grid = np.column_stack(
        ((column + 0.5 * (row % 2)).ravel() * spacing_m, row.ravel() * spacing_m * 0.866)
    )
    grid += rng.uniform(-0.13, 0.13, grid.shape) * spacing_m
    return grid[np.hypot(grid[:, 0], grid[:, 1]) < radius]


def bound_by_neighbours(centre: Any, everyone: Any) -> tuple[Any, Any]:
    """Half-planes midway to the nearest other centres, less half a boundary road."""
    away = everyone[None, :, :] - centre[:, None, :]
    distance = np.hypot(away[..., 0], away[..., 1])
    distance[distance < 1] = np.inf
    nearest = np.argsort(distance, axis=1)[:, :BORDERS]
    reach = np.take_along_axis(distance, nearest, axis=1)
    normals = np.take_along_axis(away, nearest[..., None], axis=1) / reach[..., None]
    return np.nan_to_num(normals), np.where(np.isfinite(reach), reach / 2 - 9, 1e4)


def bound_by_radius(count: int, radius_m: float, rng: np.random.Generator) -> tuple[Any, Any]:
    """Irregular ten-sided outlines of villages."""
    turn = np.arange(BORDERS) * (2 * np.pi / BORDERS) + rng.uniform(0, 1, (count, 1))
    normals = np.stack((np.cos(turn), np.sin(turn)), axis=-1)
    return normals, radius_m * rng.uniform(0.78, 1.18, (count, BORDERS))


def draw_headings(count: int, rng: np.random.Generator) -> Any:
    """Directions in which numbers rise: towards S, SW, W or NW, as Circular 08/2024 has it."""
    bearing = rng.uniform(157.5, 337.5, count)
    return np.radians(90 - bearing)


def rank_by_settlement(centre: Any, rng: np.random.Generator) -> Any:
    """Order of settlement: near the commune's seat first, with much chance in it."""
    distance = np.hypot(centre[:, 0], centre[:, 1])
    scale = max(float(distance.max(initial=1.0)), 1.0)
    return np.argsort(distance / scale + rng.uniform(0, 1.1, len(centre)), kind="stable")


def has_far_village(commune: Commune) -> bool:
    """Whether a far village stands from the beginning: a wide xã's does."""
    return not commune.is_ward and commune.area_km2 >= WIDE_KM2


def bring_a_far_one_forward(centre: Any) -> Any:
    """Put a patch far from the seat right behind the first: one no farther than need be.

    Those at the very border would as often as not be taken for the neighbour's.
    """
    distance = np.hypot(centre[1:, 0], centre[1:, 1])
    wanted = np.where(distance < FAR_M, 2 * distance.max() - distance, distance)
    far = 1 + int(np.argmin(wanted))
    return np.insert(np.delete(centre, far, axis=0), 1, centre[far], axis=0)


def touch_inside(centre: Any, spacing_m: float, inside: Any) -> Any:
    """Find centres around which a ring of 0.35 spacings meets the commune."""
    turn = np.arange(6) * np.pi / 3
    ring = 0.35 * spacing_m * np.column_stack((np.cos(turn), np.sin(turn)))
    points = (centre[:, None, :] + ring[None, :, :]).reshape(-1, 2)
    return inside(points).reshape(-1, len(turn)).any(axis=1)


def place_patches(commune: Commune, density: float, inside: Any, rng: Any) -> Patches:
    """All patches that a commune could have; `inside(xy)` says which points lie in it."""
    spacing = choose_spacing_m(commune, density)
    everyone = scatter_centres(commune, spacing, rng)
    own = inside(everyone)
    if commune.is_ward:  # a cell that reaches in from outside is built up to the boundary
        own = own | touch_inside(everyone, spacing, inside)
    # A commune smaller than the grid still has its seat.
    centre = everyone[own] if own.any() else np.zeros((1, 2))
    centre = centre[rank_by_settlement(centre, rng)]
    if has_far_village(commune) and len(centre) > 1:
        centre = bring_a_far_one_forward(centre)
    village_radius = min(spacing / 2.3, 330)
    if commune.is_ward:
        normals, reach = bound_by_neighbours(centre, everyone)
        grain = np.full(len(centre), GRAINS.index(choose_grain(density)))
        area = spacing**2 * 0.866 / 1e6
    else:
        normals, reach = bound_by_radius(len(centre), village_radius, rng)
        grain = np.full(len(centre), GRAINS.index(VILLAGE))
        grain[0] = GRAINS.index(OUTER)  # the seat of a xã has streets with names
        area = np.pi * village_radius**2 / 1e6
    return Patches(centre, draw_headings(len(centre), rng), normals, reach, grain, area)
