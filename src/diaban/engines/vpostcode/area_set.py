"""Many postal areas at once, with whatever locator the caller plugs in.

Answers are chances: 1 where a cell is known to touch an area, 0 where it is known not to,
anything between where it cannot be told (approximate boundaries).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from diaban.engines.vpostcode.areas import PostalArea
from diaban.engines.vpostcode.decoding import bring_near
from diaban.engines.vpostcode.grid import COLUMNS_PER_DEGREE, ROWS_PER_DEGREE
from diaban.engines.vpostcode.rows import Floats, Integers
from diaban.engines.vpostcode.scheme import VPOSTCODE_2020, Scheme

Indices = NDArray[np.int32] | NDArray[np.int64]
Locate = Callable[[Floats, Floats], Indices]
Candidates = Callable[[Floats, Floats], tuple[Indices, Floats]]

UNKNOWN = 0.5
# Where a cell is asked about: northing and easting in parts of it, as columns.
_MIDDLE = np.array([[[0.5]], [[0.5]]])
_CORNERS = np.array([[[0.001], [0.001], [0.999], [0.999]], [[0.001], [0.999], [0.001], [0.999]]])


class Areas:
    """Postal areas of one map, in the order that its locator numbers them.

    `locate(lat[n], lng[n])` gives the index of the area that holds each position, -1 for
    none; `candidates(lat[n], lng[n])` gives indices and probabilities, both [n, k], for
    approximate boundaries. Without either, each area's own `contains` is asked. Tails are
    brought near the centres of areas; only `check` looks at all degrees of an area wider
    than one (Truong Sa, Hoang Sa).

    >>> from diaban.engines.vpostcode.areas import Box
    >>> areas = Areas([PostalArea("11024", Box(21.0, 105.8, 21.1, 105.9), (21.03, 105.85))])
    >>> areas.find("11024"), areas.find("99999")
    (0, None)
    """

    def __init__(
        self,
        areas: Sequence[PostalArea],
        locate: Locate | None = None,
        candidates: Candidates | None = None,
    ) -> None:
        self.areas = tuple(areas)
        self._locate = locate
        self._candidates = candidates
        self._indices: dict[str, list[int]] = {}
        for index, area in enumerate(self.areas):
            self._indices.setdefault(area.postal_code, []).append(index)
        centres = np.array([area.centre for area in self.areas]).reshape(-1, 2)
        self._centre_lat, self._centre_lng = centres.T
        boxes = [(one.south, one.west, one.north, one.east) for one in (a.box for a in self.areas)]
        self._boxes = np.array(boxes).reshape(-1, 4).T
        self._samples = (_MIDDLE,) if candidates is not None else (_MIDDLE, _CORNERS)
        self._in_force: dict[date | None, Integers] = {}

    def __len__(self) -> int:
        return len(self.areas)

    def knows(self, postal_code: str) -> bool:
        """Whether a postal code is in the list at any date."""
        return postal_code in self._indices

    def find(self, postal_code: str, as_of: date | None = None) -> int | None:
        """Index of the area that a postal code had on a day; the last listed without a day."""
        indices = self._indices.get(postal_code, [])
        held = [index for index in indices if self.areas[index].in_force(as_of)]
        return held[-1] if held else None

    def in_force(self, as_of: date | None) -> Integers:
        """List the indices of the areas in force on a day."""
        if as_of not in self._in_force:
            held = [n for n, area in enumerate(self.areas) if area.in_force(as_of)]
            self._in_force = {as_of: np.array(held, dtype=np.int64)}
        return self._in_force[as_of]

    def recover(
        self,
        index: Integers,
        row: Integers,
        column: Integers,
        *,
        scheme: Scheme = VPOSTCODE_2020,
    ) -> tuple[Integers, Integers]:
        """Rows and columns on earth of places inside a tile, nearest to areas' centres."""
        near = self._centre_lat[index], self._centre_lng[index]
        return bring_near(row, column, near, scheme)

    def chances(
        self,
        index: Integers,
        row: Integers,
        column: Integers,
        *,
        scheme: Scheme = VPOSTCODE_2020,
    ) -> Floats:
        """Chance that each cell touches the area of its index."""
        high, wide = scheme.cell
        chances = np.zeros(index.size)
        open_cases = np.flatnonzero(self._touch_boxes(index, (row, column), scheme))
        for samples in self._samples:
            if not open_cases.size:
                break
            north, east = samples
            lat = (row[open_cases] + north * high) / ROWS_PER_DEGREE - 90
            lng = (column[open_cases] + east * wide) / COLUMNS_PER_DEGREE - 180
            asked = np.tile(index[open_cases], len(samples[0]))
            answers = self._ask(asked, lat.ravel(), lng.ravel()).reshape(lat.shape).max(axis=0)
            chances[open_cases] = np.maximum(chances[open_cases], answers)
            open_cases = open_cases[answers < 1]
        return chances

    def _touch_boxes(
        self, index: Integers, place: tuple[Integers, Integers], scheme: Scheme
    ) -> NDArray[np.bool_]:
        """Sift out what is plainly elsewhere before any polygon is asked."""
        (row, column), (high, wide) = place, scheme.cell
        south, west, north, east = self._boxes[:, index]
        lat, lng = row / ROWS_PER_DEGREE - 90, column / COLUMNS_PER_DEGREE - 180
        touching: NDArray[np.bool_] = (
            (lat <= north)
            & (lat >= south - high / ROWS_PER_DEGREE)
            & (lng <= east)
            & (lng >= west - wide / COLUMNS_PER_DEGREE)
        )
        return touching

    def _ask(self, index: Integers, lat: Floats, lng: Floats) -> Floats:
        if self._candidates is not None:
            indices, probabilities = self._candidates(lat, lng)
            total: Floats = np.where(indices == index[:, None], probabilities, 0.0).sum(axis=1)
            return total
        if self._locate is not None:
            held: NDArray[np.bool_] = np.asarray(self._locate(lat, lng)) == index
            return held.astype(np.float64)
        answers = [
            self.areas[area].answer(*position)
            for area, *position in zip(index.tolist(), lat.tolist(), lng.tolist(), strict=True)
        ]
        return np.array([UNKNOWN if answer is None else float(answer) for answer in answers])


@dataclass(frozen=True, slots=True)
class Setting:
    """What a typed text is judged by: the areas, the day (None for any) and the scheme."""

    areas: Areas
    as_of: date | None = None
    scheme: Scheme = VPOSTCODE_2020

    def find(self, postal_code: str) -> int | None:
        """Index of the area that a postal code had on the day."""
        return self.areas.find(postal_code, self.as_of)

    def in_force(self) -> Integers:
        """List the indices of the areas in force on the day."""
        return self.areas.in_force(self.as_of)
