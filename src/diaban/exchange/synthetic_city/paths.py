"""Streets, lanes (ngõ), alleys (ngách) and by-alleys (hẻm) of a set of patches."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diaban.exchange.synthetic_city.patches import GRAINS, Patches

STREET, LANE, ALLEY, BY_ALLEY = range(4)
SHORTEST_STREET_M = 70.0
SHORTEST_BRANCH_M = (0.0, 24.0, 15.0, 8.0)  # by level
LEFT, RIGHT = 1, -1


@dataclass(frozen=True)
class Paths:
    """Arrays over straight lines in metres; a branch stands after its parent."""

    patch: NDArray[np.int64]
    level: NDArray[np.int64]
    parent: NDArray[np.int64]  # index of the path it leaves; -1 for a street
    mouth_number: NDArray[np.int64]  # number of the parent's house just before the mouth
    row: NDArray[np.int64]  # which of its patch's parallel streets it is or belongs to
    start: NDArray[np.float64]  # (n, 2)
    direction: NDArray[np.float64]  # (n, 2) unit vector in which numbers rise
    length: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.patch)

    def take(self, index: NDArray[Any]) -> "Paths":
        """Return a selection; parents still count over the whole."""
        return Paths(*(getattr(self, name)[index] for name in self.__dataclass_fields__))


def join_paths(parts: list[Paths]) -> Paths:
    """One after the other."""
    names = Paths.__dataclass_fields__
    return Paths(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def turn_left(direction: NDArray[Any]) -> NDArray[Any]:
    """Turn unit vectors a quarter anticlockwise."""
    return np.column_stack((-direction[:, 1], direction[:, 0]))


def measure_room(patches: Patches, patch: Any, start: Any, direction: Any) -> Any:
    """Metres from each start along its direction to the border of its patch."""
    normals = patches.normals[patch]
    ahead = np.einsum("nkd,nd->nk", normals, direction)
    used = np.einsum("nkd,nd->nk", normals, start - patches.centre[patch])
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(ahead > 1e-9, (patches.reach[patch] - used) / ahead, np.inf)
    return room.min(axis=1)


def read_grain(patches: Patches, patch: Any, name: str) -> Any:
    """One figure of the grain of each of the given patches."""
    return np.array([getattr(grain, name) for grain in GRAINS])[patches.grain[patch]]


def lay_streets(patches: Patches, rng: np.random.Generator) -> Paths:
    """Parallel streets across each patch, cut at its border."""
    rows = np.arange(-4, 5)
    patch = np.repeat(np.arange(len(patches)), len(rows))
    row = np.tile(rows, len(patches))
    heading = patches.heading[patch]
    direction = np.column_stack((np.cos(heading), np.sin(heading)))
    shift = np.repeat(rng.uniform(-0.3, 0.3, len(patches)), len(rows))
    away = (row + shift) * read_grain(patches, patch, "street_gap_m")
    middle = patches.centre[patch] + away[:, None] * turn_left(direction)
    # A row whose middle lies beyond the border has no room ahead or no room behind.
    ahead = measure_room(patches, patch, middle, direction)
    behind = measure_room(patches, patch, middle, -direction)
    length = np.minimum(ahead, 600) + np.minimum(behind, 600)
    keep = (ahead > 0) & (behind > 0) & (length > SHORTEST_STREET_M)
    none = np.full(len(patch), -1)
    start = middle - np.minimum(behind, 600)[:, None] * direction
    whole = Paths(patch, none * 0, none, none, row, start, direction, length)
    return whole.take(np.flatnonzero(keep))


def branch(patches: Patches, paths: Paths, mouths: Any, rng: np.random.Generator) -> Paths:
    """Lead a path from every mouth, away from its parent and inside the patch.

    `mouths` has the fields parent (index into `paths`), side, along_m and number.
    """
    patch = paths.patch[mouths.parent]
    level = paths.level[mouths.parent] + 1
    along = paths.direction[mouths.parent]
    direction = turn_left(along) * mouths.side[:, None]
    start = paths.start[mouths.parent] + along * mouths.along_m[:, None]
    wanted = choose_lengths(patches, patch, level, rng)
    length = np.minimum(wanted, measure_room(patches, patch, start, direction))
    keep = length >= np.array(SHORTEST_BRANCH_M)[level]
    row = paths.row[mouths.parent]
    whole = Paths(patch, level, mouths.parent, mouths.number, row, start, direction, length)
    return whole.take(np.flatnonzero(keep))


def choose_lengths(patches: Patches, patch: Any, level: Any, rng: np.random.Generator) -> Any:
    """Branches stop before they would meet those of the next street or lane."""
    street_gap = read_grain(patches, patch, "street_gap_m")
    lane_gap = read_grain(patches, patch, "lane_gap_m")
    deepest = np.select(
        [level == LANE, level == ALLEY], [street_gap / 2 - 4, lane_gap / 2 - 3], default=15.0
    )
    return deepest * rng.uniform(0.65, 1.0, len(patch))
