"""From levels to a probability: weights added up, then rivals weighed against one another."""

import numpy as np

from diaban.engines.duplicates.array_types import (
    AnyArray,
    BoolArray,
    FloatArray,
    HashArray,
    IntArray,
)
from diaban.engines.duplicates.comparing import Pairs
from diaban.engines.duplicates.features import Features
from diaban.engines.duplicates.weights import LEVELS, Weights

__all__ = ["add_bits", "contradict", "identities", "one_point_bits", "weigh_rivals"]

_VERY_POINT_METRES = 0.05
_USABLE_METRES = 20.0
_CONTRADICTIONS = {
    "numbers": ("order_swapped", "letter_differs", "other_lane", "different"),
    "street": ("different",),
}


def add_bits(levels: dict[str, AnyArray], weights: Weights) -> FloatArray:
    """Return float64[n]: the sum of the weights of the levels at hand, in bits.

    >>> add_bits({"use": np.array([0, 1])}, Weights()).round(2).tolist()
    [0.16, -5.23]
    """
    total: FloatArray = np.zeros(len(next(iter(levels.values()))))
    for name, level in levels.items():
        total += weights.bits[name][level]
    return total


def contradict(levels: dict[str, AnyArray]) -> BoolArray:
    """Return bool[n]: whether the two addresses cannot both be right.

    >>> different = LEVELS["street"].index("different")
    >>> contradict({"numbers": np.array([2]), "street": np.array([different])}).tolist()
    [True]
    """
    found: BoolArray = np.zeros(len(levels["numbers"]), dtype=bool)
    for name, those in _CONTRADICTIONS.items():
        found |= np.isin(levels[name], [LEVELS[name].index(level) for level in those])
    return found


def one_point_bits(features: Features, pairs: Pairs, weights: Weights) -> FloatArray:
    """Return float64[n]: bits for two addresses at the very same point; -inf where it is not so.

    Only for points that were taken on the ground, by two sources, and not for flats.

    >>> import polars as pl
    >>> from diaban.engines.duplicates.comparing import measure
    >>> from diaban.engines.duplicates.features import read_features
    >>> from diaban.engines.duplicates.records import to_records
    >>> table = {"id": [1, 2], "source": ["a", "b"], "lat_e7": 5, "lng_e7": 5}
    >>> features = read_features(to_records(pl.DataFrame(table)))
    >>> pairs = measure(features, np.array([0]), np.array([1]))
    >>> one_point_bits(features, pairs, Weights()).tolist()
    [1.0]
    """
    met = pairs.metres <= _VERY_POINT_METRES
    for row in (pairs.left, pairs.right):
        met &= ~features.on_street[row] & (features.accuracy[row] <= _USABLE_METRES)
        met &= features.unit.code[row] == 0
    met &= features.source.code[pairs.left] != features.source.code[pairs.right]
    bits: FloatArray = np.where(met, weights.one_point, -np.inf)
    return bits


def identities(features: Features, rows: IntArray) -> HashArray:
    """Return uint64[n]: equal for records that say the same address; never for vague ones.

    >>> import polars as pl
    >>> from diaban.engines.duplicates.features import read_features
    >>> from diaban.engines.duplicates.records import to_records
    >>> table = pl.DataFrame({"id": [1, 2, 3, 4], "house_number": ["5", "số 5", "", ""]})
    >>> features = read_features(to_records(table))
    >>> len(set(identities(features, np.arange(4)).tolist()))
    3
    """
    factor = np.uint64(0x9E3779B97F4A7C15)
    numbers = features.numbers
    placed = numbers.outer_first[rows] + numbers.inner_first[rows]
    own = np.where(placed != 0, placed, numbers.all[rows]) * factor
    street = features.street.code[rows]
    hamlet = np.where(street == 0, features.locality.code[rows], 0)
    building, unit = features.building.code[rows], features.unit.code[rows]
    for code in (street, hamlet, building, unit):
        own = (own ^ code.astype(np.uint64)) * factor
    vague = (features.numbers.all[rows] == 0) & (features.unit.code[rows] == 0)
    said: HashArray = np.where(vague, rows.astype(np.uint64), own)
    return said


def weigh_rivals(features: Features, pairs: Pairs, bits: FloatArray) -> FloatArray:
    """Return float64[n]: probabilities. A record is one place only, so its candidates compete.

    The odds of a pair are divided by one plus the odds of all pairs that would give either of its
    two records to **another** address. Copies of one address are no rivals.

    >>> import polars as pl
    >>> from diaban.engines.duplicates.comparing import measure
    >>> from diaban.engines.duplicates.features import read_features
    >>> from diaban.engines.duplicates.records import to_records
    >>> features = read_features(to_records(pl.DataFrame({"id": [1, 2, 3]})))
    >>> pairs = measure(features, np.array([0, 1]), np.array([2, 2]))
    >>> weigh_rivals(features, pairs, np.array([10.0, 10.0])).round(2).tolist()
    [0.5, 0.5]
    """
    odds = np.exp2(np.clip(bits, -60, 60))
    rivals = np.maximum(
        _rival_odds(pairs.left, identities(features, pairs.right), odds),
        _rival_odds(pairs.right, identities(features, pairs.left), odds),
    )
    left = odds / (1 + rivals)
    probability: FloatArray = left / (1 + left)
    return probability


def _rival_odds(record: IntArray, address: HashArray, odds: FloatArray) -> FloatArray:
    """Return the sum of odds over pairs of the same record with another address."""
    order = np.lexsort((odds, address, record))
    record, address, odds = record[order], address[order], odds[order]
    new_record = np.r_[True, record[1:] != record[:-1]][: len(record)]
    new_address = new_record | np.r_[True, address[1:] != address[:-1]][: len(record)]
    of_record, of_address = np.cumsum(new_record) - 1, np.cumsum(new_address) - 1
    rivals = np.empty(len(odds))
    all_odds, own_odds = np.bincount(of_record, odds), np.bincount(of_address, odds)
    alone = np.bincount(of_record, new_address)[of_record] == 1
    others = np.maximum(all_odds[of_record] - own_odds[of_address], 0.0)
    rivals[order] = np.where(alone, 0.0, others)
    return rivals
