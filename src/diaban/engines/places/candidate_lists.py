"""Which seeds can matter at all in each square of a grid, so that few are weighed per point."""

from dataclasses import dataclass

import numpy as np

from diaban.engines.places.array_types import FloatArray, IntArray
from diaban.engines.places.nearness import Seeds, nearness

__all__ = ["CandidateLists", "list_candidates"]

_SQUARE_KM = 0.5
_TILE = 8  # squares along a side of the tiles that are searched first
_TILE_SEEDS = 120


@dataclass(frozen=True, slots=True)
class CandidateLists:
    """Squares of half a kilometre, each with its nearest seeds.

    `corner`: float64[2], km east and north. `shape`: squares north, squares east.
    `seeds`: int64[squares, k].
    """

    corner: FloatArray
    shape: tuple[int, int]
    seeds: IntArray

    def squares(self, points: FloatArray) -> IntArray:
        """Return the square of each point (km), -1 beyond the grid and for NaN."""
        scaled = (points - self.corner) / _SQUARE_KM
        rows, columns = self.shape
        with np.errstate(invalid="ignore"):
            inside = np.all((scaled >= 0) & (scaled < [columns, rows]), axis=1)
        cells = np.where(inside[:, None], scaled, 0).astype(np.int64)
        return np.where(inside, cells[:, 1] * columns + cells[:, 0], -1)

    def middles(self) -> FloatArray:
        """Return the middle of every square (km)."""
        rows, columns = self.shape
        place = np.arange(rows * columns)
        middle = np.stack([place % columns, place // columns], axis=1) + 0.5
        return self.corner + middle * _SQUARE_KM

    @property
    def square_km2(self) -> float:
        """Area of one square."""
        return _SQUARE_KM**2


def list_candidates(seeds: Seeds, box: FloatArray, keep: int) -> CandidateLists:
    """List for each square of a box (low, high; km) the `keep` seeds that weigh most there."""
    columns, rows = (np.ceil((box[1] - box[0]) / (_SQUARE_KM * _TILE)).astype(int)) * _TILE
    corner = box.mean(axis=0) - np.array([columns, rows]) * _SQUARE_KM / 2
    keep = min(keep, len(seeds))
    empty = np.empty((rows * columns, keep), dtype=np.int64)
    lists = CandidateLists(corner, (int(rows), int(columns)), empty)
    middles = lists.middles().reshape(rows, columns, 2)
    table = lists.seeds.reshape(rows, columns, keep)
    for row in range(0, rows, _TILE):
        for column in range(0, columns, _TILE):
            tile = np.s_[row : row + _TILE, column : column + _TILE]
            table[tile] = _nearest(seeds, middles[tile].reshape(-1, 2), keep).reshape(
                _TILE, _TILE, keep
            )
    return lists


def _nearest(seeds: Seeds, points: FloatArray, keep: int) -> IntArray:
    """Return the seeds that weigh most at each point of one tile."""
    every = np.arange(len(seeds))[None]
    few = _heaviest(nearness(seeds, every, points.mean(axis=0)[None]), _TILE_SEEDS)[0]
    chosen: IntArray = few[_heaviest(nearness(seeds, few[None], points), keep)]
    return chosen


def _heaviest(weights: FloatArray, keep: int) -> IntArray:
    if keep >= weights.shape[1]:
        return np.broadcast_to(np.arange(weights.shape[1]), weights.shape)
    return np.argpartition(-weights, keep - 1, axis=1)[:, :keep]
