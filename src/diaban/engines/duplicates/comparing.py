"""Compare pairs field by field; each comparison gives a level of `weights.LEVELS`."""

from dataclasses import dataclass, field

import numpy as np

from diaban.engines.duplicates.array_types import AnyArray, BoolArray, FloatArray, IntArray
from diaban.engines.duplicates.features import Features, Names
from diaban.engines.duplicates.names import Likeness, compare_names
from diaban.engines.duplicates.weights import LEVELS

__all__ = ["NameMemory", "Pairs", "compare_closely", "compare_quickly", "measure"]

_FAR_METRES = 300.0
_ONE_POINT_METRES = 1.0


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows of the records to compare, int64[n] each, and how far apart they are in metres.

    >>> import numpy as np
    >>> pairs = Pairs(np.array([0, 0]), np.array([1, 2]), np.array([3.0, np.nan]))
    >>> len(pairs.choose(np.array([True, False])))
    1
    """

    left: IntArray
    right: IntArray
    metres: FloatArray

    def __len__(self) -> int:
        return len(self.left)

    def choose(self, kept: BoolArray) -> "Pairs":
        """Keep the pairs of a mask."""
        return Pairs(self.left[kept], self.right[kept], self.metres[kept])


def measure(features: Features, left: IntArray, right: IntArray) -> Pairs:
    """Pair rows with their distance; NaN where one has no position.

    >>> import polars as pl
    >>> from diaban.engines.duplicates.features import read_features
    >>> from diaban.engines.duplicates.records import to_records
    >>> rows = to_records(pl.DataFrame({"id": [1, 2], "lat_e7": [0, 1000], "lng_e7": [0, 0]}))
    >>> measure(read_features(rows), np.array([0]), np.array([1])).metres.round(2).tolist()
    [11.13]
    """
    east = features.x[left] - features.x[right]
    north = features.y[left] - features.y[right]
    return Pairs(left, right, np.hypot(east, north))


def _choose(name: str, cases: list[tuple[BoolArray, str]], otherwise: str) -> AnyArray:
    """Give each pair the level of the first case that holds."""
    levels = LEVELS[name]
    chosen: AnyArray = np.select(
        [case for case, _ in cases],
        [levels.index(level) for _, level in cases],
        levels.index(otherwise),
    ).astype(np.int8)
    return chosen


def _presence(one: AnyArray, other: AnyArray) -> list[tuple[BoolArray, str]]:
    return [((one == 0) & (other == 0), "absent"), ((one == 0) | (other == 0), "one_absent")]


def _compare_numbers(features: Features, pairs: Pairs) -> AnyArray:
    numbers, left, right = features.numbers, pairs.left, pairs.right

    def both(column: AnyArray) -> tuple[AnyArray, AnyArray, BoolArray, BoolArray]:
        one, other = column[left], column[right]
        return one, other, (one != 0) & (other != 0), one == other

    one, other, _, same_all = both(numbers.all)
    _, _, orders_known, same_order = both(numbers.order)
    _, _, _, same_writing = both(numbers.as_written)
    _, _, houses_known, same_house = both(numbers.house)
    _, _, _, same_base = both(numbers.base)
    lane, other_lane, lanes_known, same_lanes = both(numbers.lanes)
    depth = numbers.depth[left]
    stated = same_writing | (orders_known & same_order)
    swapped = (orders_known & ~same_order) | (houses_known & ~same_house)
    house = houses_known & same_house
    return _choose(
        "numbers",
        [
            *_presence(one, other),
            (same_all & stated & (depth >= 3), "same_in_inner_lane"),
            (same_all & stated & (depth == 2), "same_in_lane"),
            (same_all & stated, "same"),
            (same_all & swapped, "order_swapped"),
            (same_all, "order_unstated"),
            (houses_known & same_base & same_lanes, "letter_differs"),
            (house & ((lane == 0) != (other_lane == 0)), "lane_missing"),
            (house & lanes_known, "other_lane"),
        ],
        "different",
    )


def _compare_units(features: Features, pairs: Pairs) -> AnyArray:
    one, other = features.unit.code[pairs.left], features.unit.code[pairs.right]
    return _choose("unit", [*_presence(one, other), (one == other, "same")], "different")


def _compare_communes(features: Features, pairs: Pairs) -> AnyArray:
    one, other = features.commune[pairs.left], features.commune[pairs.right]
    former, also = features.former[pairs.left], features.former[pairs.right]
    return _choose(
        "commune",
        [
            ((one == other) & (one >= 0), "same"),
            ((former == also) & (former >= 0), "same_former"),
            ((one < 0) | (other < 0), "unknown"),
        ],
        "different",
    )


def _compare_distances(features: Features, pairs: Pairs) -> AnyArray:
    spread = np.hypot(features.accuracy[pairs.left], features.accuracy[pairs.right])
    return _choose(
        "distance",
        [
            (np.isnan(pairs.metres), "unknown"),
            (pairs.metres <= _ONE_POINT_METRES, "one_point"),
            (pairs.metres <= spread, "within_accuracy"),
            (pairs.metres <= 2 * spread, "within_twice"),
            (pairs.metres <= 4 * spread, "within_four_times"),
            (pairs.metres <= _FAR_METRES, "apart"),
        ],
        "far_apart",
    )


def compare_quickly(features: Features, pairs: Pairs) -> dict[str, AnyArray]:
    """Compare all but names: int8[n] levels by field.

    >>> import polars as pl
    >>> from diaban.engines.duplicates.features import read_features
    >>> from diaban.engines.duplicates.records import to_records
    >>> rows = to_records(pl.DataFrame({"id": [1, 2], "house_number": ["12", "12A"]}))
    >>> features = read_features(rows)
    >>> levels = compare_quickly(features, measure(features, np.array([0]), np.array([1])))
    >>> LEVELS["numbers"][levels["numbers"][0]]
    'letter_differs'
    """
    alike = features.household[pairs.left] == features.household[pairs.right]
    return {
        "numbers": _compare_numbers(features, pairs),
        "unit": _compare_units(features, pairs),
        "commune": _compare_communes(features, pairs),
        "distance": _compare_distances(features, pairs),
        "use": _choose("use", [(alike, "same")], "different"),
    }


@dataclass(slots=True)
class NameMemory:
    """Pairs of names compared so far: each two distinct names are compared once.

    >>> memory = NameMemory()
    >>> code, marks = np.array([1, 2], np.int32), np.zeros(2, np.uint64)
    >>> names = Names(code, marks, ["", "hang ga", "hang gaf"])
    >>> memory.compare(names, np.array([0]), np.array([1])).tolist()
    [2]
    """

    known: dict[int, int] = field(default_factory=dict)

    def compare(self, names: Names, left: IntArray, right: IntArray) -> AnyArray:
        """Return int8[n]: the Likeness of unequal names, 0 for the others."""
        one, other = names.code[left].astype(np.int64), names.code[right].astype(np.int64)
        packed = np.minimum(one, other) * len(names.texts) + np.maximum(one, other)
        asked = (one != other) & (one > 0) & (other > 0)
        distinct, place = np.unique(np.where(asked, packed, -1), return_inverse=True)
        likeness = [self._recall(names.texts, pair) for pair in distinct.tolist()]
        alike: AnyArray = np.array(likeness, dtype=np.int8)[place]
        return alike

    def _recall(self, texts: list[str], pair: int) -> int:
        if pair < 0:
            return Likeness.DIFFERENT
        if pair not in self.known:
            one, other = divmod(pair, len(texts))
            self.known[pair] = compare_names(texts[one], texts[other])
        return self.known[pair]


def compare_closely(
    features: Features, pairs: Pairs, memories: dict[str, NameMemory]
) -> dict[str, AnyArray]:
    """Compare the names of street, locality and building: int8[n] levels by field.

    >>> import polars as pl
    >>> from diaban.engines.duplicates.features import read_features
    >>> from diaban.engines.duplicates.records import to_records
    >>> rows = to_records(pl.DataFrame({"id": [1, 2], "street": ["Hàng Bông", "Hang Bong"]}))
    >>> features = read_features(rows)
    >>> memories = {name: NameMemory() for name in ("street", "locality", "building")}
    >>> pairs = measure(features, np.array([0]), np.array([1]))
    >>> LEVELS["street"][compare_closely(features, pairs, memories)["street"][0]]
    'same'
    """
    levels = {}
    for name, memory in memories.items():
        names: Names = getattr(features, name)
        one, other = names.code[pairs.left], names.code[pairs.right]
        likeness = memory.compare(names, pairs.left, pairs.right)
        marks, also = names.marks[pairs.left], names.marks[pairs.right]
        contradict = (marks != also) & (marks != 0) & (also != 0)
        contradiction = [((one == other) & contradict, "marks_differ")] if name == "street" else []
        levels[name] = _choose(
            name,
            [
                *_presence(one, other),
                *contradiction,
                (one == other, "same"),
                (likeness == Likeness.NEAR, "near"),
                (likeness == Likeness.PART, "part"),
            ],
            "different",
        )
    return levels
