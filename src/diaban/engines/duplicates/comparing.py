"""Compare pairs field by field; each comparison gives a level of `weights.LEVELS`."""

from dataclasses import dataclass, field

import numpy as np

from diaban.engines.duplicates.array_types import AnyArray, BoolArray, FloatArray, IntArray
from diaban.engines.duplicates.features import Features, Names
from diaban.engines.duplicates.names import Likeness, compare_names
from diaban.engines.duplicates.weights import LEVELS

__all__ = [
    "NAMED",
    "NameMemory",
    "Pairs",
    "compare_closely",
    "compare_quickly",
    "measure",
    "settle",
]

NAMED = ("street", "locality", "building")

_FAR_METRES = 300.0
_STREET_METRES = 30.0  # from a door to where somebody else thought it was
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

    def both(column: AnyArray) -> tuple[BoolArray, BoolArray]:
        one, other = column[left], column[right]
        return (one != 0) & (other != 0), one == other

    outer, inner = numbers.outer_first, numbers.inner_first
    one_way, other_way = outer == inner, outer[left] == inner[right]
    stated = (one_way[left] & one_way[right] & (outer[left] == outer[right])) | (
        both(numbers.as_written)[0] & both(numbers.as_written)[1] & (outer[left] == outer[right])
    )
    read_alike = other_way | (outer[left] == outer[right]) | (inner[left] == outer[right])
    scattered = (outer[left] == 0) | (outer[right] == 0)
    _, same_all = both(numbers.all)
    houses_known, same_house = both(numbers.house)
    _, same_base = both(numbers.base)
    lanes_known, same_lanes = both(numbers.lanes)
    in_lane, other_in_lane = numbers.lanes[left] != 0, numbers.lanes[right] != 0
    depth = numbers.depth[left]
    house = houses_known & same_house
    has_street, other_has = features.street.code[left] != 0, features.street.code[right] != 0
    dropped_with_street = (other_in_lane & ~in_lane & ~has_street & other_has) | (
        in_lane & ~other_in_lane & has_street & ~other_has
    )
    return _choose(
        "numbers",
        [
            *_presence(numbers.all[left], numbers.all[right]),
            (same_all & stated & (depth >= 3), "same_in_inner_lane"),
            (same_all & stated & (depth == 2), "same_in_lane"),
            (same_all & stated, "same"),
            (same_all & (read_alike | scattered), "order_unstated"),
            (same_all, "order_swapped"),
            (houses_known & same_base & same_lanes, "letter_differs"),
            (house & dropped_with_street, "same_without_lanes"),
            (house & (in_lane != other_in_lane), "lane_missing"),
            (house & lanes_known, "other_lane"),
        ],
        "different",
    )


def _compare_units(features: Features, pairs: Pairs) -> AnyArray:
    one, other = features.unit.code[pairs.left], features.unit.code[pairs.right]
    return _choose("unit", [*_presence(one, other), (one == other, "same")], "different")


def _compare_communes(features: Features, pairs: Pairs, near: BoolArray) -> AnyArray:
    """Compare today's communes; where one is unknown, by what its former commune became."""
    one, other = features.commune[pairs.left], features.commune[pairs.right]
    former, also = features.former[pairs.left], features.former[pairs.right]
    known = (one >= 0) & (other >= 0)
    by_former = features.became.allow(former, other) | features.became.allow(also, one)
    not_by_former = features.became.deny(former, other) | features.became.deny(also, one)
    different = (known & (one != other)) | (~known & not_by_former)
    return _choose(
        "commune",
        [
            (known & (one == other), "same"),
            (different & near, "different_nearby"),
            (different, "different"),
            (((former == also) & (former >= 0)) | by_former, "same_former"),
            (np.isnan(pairs.metres), "place_unknown"),
        ],
        "unknown",
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
            (pairs.metres <= np.maximum(4 * spread, _STREET_METRES), "within_four_times"),
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
    distance = _compare_distances(features, pairs)
    near = distance <= LEVELS["distance"].index("within_twice")
    near &= distance > LEVELS["distance"].index("unknown")
    return {
        "numbers": _compare_numbers(features, pairs),
        "unit": _compare_units(features, pairs),
        "commune": _compare_communes(features, pairs, near),
        "distance": distance,
        "use": _choose("use", [(alike, "same")], "different"),
    }


@dataclass(slots=True)
class NameMemory:
    """Pairs of names compared so far: each two distinct names are compared once.

    `common`: bool by code, names so often met that one is not a slip of the keys for another.

    >>> memory = NameMemory()
    >>> code, marks = np.array([1, 2], np.int32), np.zeros(2, np.uint64)
    >>> names = Names(code, marks, ["", "hang ga", "hang gaf"])
    >>> memory.compare(names, np.array([0]), np.array([1])).tolist()
    [2]
    """

    common: BoolArray | None = None
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
            likeness = compare_names(texts[one], texts[other])
            if likeness and self.common is not None:
                both = self.common[one] and self.common[other]
                likeness = Likeness.DIFFERENT if both else likeness
            self.known[pair] = likeness
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


def settle(features: Features, pairs: Pairs, levels: dict[str, AnyArray]) -> dict[str, AnyArray]:
    """Let findings that lean on one another be counted once; see `weights`.

    The same flat number says nothing in another house, and the name of a building is all there is
    to tell two records of whole buildings apart; without a street the hamlet is the address.

    >>> import polars as pl
    >>> from diaban.engines.duplicates.features import read_features
    >>> from diaban.engines.duplicates.records import to_records
    >>> table = {"id": [1, 2], "unit": "P.201", "building": ["A1", "B7"]}
    >>> features = read_features(to_records(pl.DataFrame(table)))
    >>> pairs = measure(features, np.array([0]), np.array([1]))
    >>> levels = compare_quickly(features, pairs)
    >>> levels |= compare_closely(features, pairs, {n: NameMemory() for n in NAMED})
    >>> LEVELS["unit"][settle(features, pairs, levels)["unit"][0]]
    'same_elsewhere'
    """

    def at(name: str, *those: str) -> BoolArray:
        return np.isin(levels[name], [LEVELS[name].index(level) for level in those])

    numbered = at("numbers", "same", "same_in_lane", "same_in_inner_lane", "order_unstated")
    elsewhere = at("numbers", "order_swapped", "letter_differs", "other_lane", "different")
    elsewhere |= at("street", "different") | at("building", "different")
    elsewhere |= at("locality", "different") & ~numbered & ~at("building", "same", "near", "part")
    whole = ~features.household[pairs.left] & ~features.household[pairs.right]
    whole &= at("unit", "absent") & at("building", "same")
    unit, building, locality = levels["unit"], levels["building"], levels["locality"]
    hamlets = at("locality", "different") & at("street", "absent")
    of_hamlet = LEVELS["locality"].index("different_without_street")
    in_other_house = LEVELS["unit"].index("same_elsewhere")
    of_building = LEVELS["building"].index("same_whole")
    return levels | {
        "unit": np.where(at("unit", "same") & elsewhere, in_other_house, unit),
        "locality": np.where(hamlets, of_hamlet, locality),
        "building": np.where(whole, of_building, building),
    }
