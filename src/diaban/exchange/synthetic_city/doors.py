"""House doors along paths, numbered odd on the left and even on the right.

The rules are those of Circular 08/2024/TT-BXD: odd numbers on the left in the direction in
which numbers rise, even on the right; a plot cut out later takes the number before it with
a letter; an unnamed lane is named after the house just before its mouth.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diaban.exchange.synthetic_city.patches import Patches
from diaban.exchange.synthetic_city.paths import (
    ALLEY,
    LANE,
    LEFT,
    RIGHT,
    STREET,
    Paths,
    branch,
    join_paths,
    lay_streets,
    read_grain,
    turn_left,
)

PLAIN, LETTER_A, BIS, RANGE = range(4)
SETBACK_M = (4.0, 16.0, 9.0, 4.0)  # by level: the corner belongs to the parent's houses
DOOR_FROM_AXIS_M = (8.0, 4.2, 3.2, 2.6)
FRONTAGE_FACTOR = (1.0, 0.95, 0.9, 0.85)
LETTERED, MERGED, BIS_SHARE = 0.035, 0.012, 0.08
BY_ALLEY_SHARE = 0.07


@dataclass(frozen=True)
class Doors:
    """Arrays over doors, ordered by path, side and distance."""

    path: NDArray[np.int64]
    side: NDArray[np.int64]  # LEFT or RIGHT
    number: NDArray[np.int64]  # of a merged plot the higher one
    mark: NDArray[np.int64]  # PLAIN, LETTER_A ("12A"), BIS ("12 bis"), RANGE ("10-12")
    end_m: NDArray[np.float64]  # where its plot ends along the path
    at: NDArray[np.float64]  # (n, 2) metres

    def __len__(self) -> int:
        return len(self.path)

    def take(self, index: NDArray[Any]) -> "Doors":
        """Return a selection."""
        return Doors(*(getattr(self, name)[index] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Mouths:
    """Where branches leave: arrays over mouths."""

    parent: NDArray[np.int64]
    side: NDArray[np.int64]
    along_m: NDArray[np.float64]
    number: NDArray[np.int64]


def run_totals(values: Any, group: Any) -> Any:
    """Cumulative sums that start again at every new group (groups are contiguous)."""
    total = np.cumsum(values)
    first = (
        np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(group) else np.array([], int)
    )
    before = np.r_[total[first] - values[first]]
    return total - np.repeat(before, np.diff(np.r_[first, len(group)]))


def number_doors(group: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    """Ranks 1, 2, 3 ... along each side, and marks of the doors that share or merge one."""
    draw = rng.random(len(group))
    follows = np.r_[False, group[1:] == group[:-1]] if len(group) else np.zeros(0, bool)
    lettered = (draw < LETTERED) & follows
    lettered[1:] &= draw[:-1] >= LETTERED
    merged = draw > 1 - MERGED
    rank = run_totals(np.where(lettered, 0, np.where(merged, 2, 1)), group)
    bis = draw < LETTERED * BIS_SHARE
    mark = np.select([lettered & bis, lettered, merged], [BIS, LETTER_A, RANGE], PLAIN)
    return rank, mark


def set_doors(patches: Patches, paths: Paths, first: int, rng: np.random.Generator) -> Doors:
    """Doors on both sides of paths that are numbered from `first` in the whole."""
    level = paths.level
    frontage = read_grain(patches, paths.patch, "frontage_m") * np.array(FRONTAGE_FACTOR)[level]
    setback = np.array(SETBACK_M)[level]
    usable = np.maximum(paths.length - setback, 0)
    most = np.ceil(usable / (0.72 * frontage)).astype(np.int64)
    group = np.repeat(np.arange(2 * len(paths)), np.repeat(most, 2))
    path = group // 2
    width = frontage[path] * rng.uniform(0.75, 1.35, len(group))
    end = run_totals(width, group)
    fits = np.flatnonzero(end <= usable[path])
    group, path, width, end = group[fits], path[fits], width[fits], end[fits] + setback[path[fits]]
    side = np.where(group % 2 == 0, LEFT, RIGHT)
    rank, mark = number_doors(group, rng)
    number = np.where(side == LEFT, 2 * rank - 1, 2 * rank)
    away = np.array(DOOR_FROM_AXIS_M)[level[path]] + rng.uniform(-0.5, 1.2, len(path))
    direction = paths.direction[path]
    at = paths.start[path] + direction * (end - width / 2)[:, None]
    at = at + turn_left(direction) * (side * away)[:, None]
    return Doors(path + first, side, number, mark, end, at)


def open_mouths(doors: Doors, gap_m: Any, share: Any, rng: np.random.Generator) -> Mouths:
    """Mouths about every `gap_m` on each side, always between two houses of that side.

    gap_m and share are arrays over doors; the mouth takes the number of the house before it.
    """
    group = doors.path * 2 + (doors.side == RIGHT)
    phase = rng.random(int(group.max(initial=0)) + 1)
    stretch = np.floor(doors.end_m / gap_m + phase[group])
    here = (stretch[1:] != stretch[:-1]) & (group[1:] == group[:-1])
    here &= rng.random(len(here)) < share[1:]
    before = np.flatnonzero(here)
    taken = doors.take(before)
    return Mouths(taken.path, taken.side, taken.end_m, taken.number)


def choose_gaps(patches: Patches, paths: Paths, doors: Doors) -> tuple[Any, Any]:
    """How often branches leave beside each door, and what share of the chances is taken."""
    patch, level = paths.patch[doors.path], paths.level[doors.path]
    conditions = [level == STREET, level == LANE]
    alley_gap = read_grain(patches, patch, "alley_gap_m")
    gap = np.select(conditions, [read_grain(patches, patch, "lane_gap_m"), alley_gap], 14.0)
    shares = [read_grain(patches, patch, f"{name}_share") for name in ("lane", "alley")]
    return gap, np.select(conditions, shares, BY_ALLEY_SHARE)


def grow(patches: Patches, rng: np.random.Generator) -> tuple[Paths, Doors]:
    """All paths of the patches, level by level, and all doors along them."""
    paths = newest = lay_streets(patches, rng)
    doors = [set_doors(patches, newest, 0, rng)]
    for _level in (LANE, ALLEY, ALLEY + 1):
        gap, share = choose_gaps(patches, paths, doors[-1])
        mouths = open_mouths(doors[-1], gap, share, rng)
        newest = branch(patches, paths, mouths, rng)
        doors.append(set_doors(patches, newest, len(paths), rng))
        paths = join_paths([paths, newest])
    names = Doors.__dataclass_fields__
    whole = (np.concatenate([getattr(part, name) for part in doors]) for name in names)
    return paths, Doors(*whole)
