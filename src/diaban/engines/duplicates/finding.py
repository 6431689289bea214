"""Find duplicates within a set of records, or between a registry and what comes in."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from diaban.engines.duplicates.array_types import AnyArray, BoolArray, FloatArray, IntArray
from diaban.engines.duplicates.blocking import Block, candidates, make_blocks
from diaban.engines.duplicates.comparing import (
    NAMED,
    NameMemory,
    Pairs,
    compare_closely,
    compare_quickly,
    measure,
    settle,
)
from diaban.engines.duplicates.features import Features, read_features
from diaban.engines.duplicates.records import to_records
from diaban.engines.duplicates.scoring import add_bits, contradict, one_point_bits, weigh_rivals
from diaban.engines.duplicates.weights import FIELDS, LEVELS, Weights

__all__ = ["KINDS", "find_between", "find_within"]

KINDS = ("same_building", "same_household", "same_point_two_addresses")
_CHUNK = 50_000  # records sought at a time: bounds the candidates held in memory
_FLOOR = -6.0  # bits below which a pair is neither proposed nor a rival
_COMMON = 5  # records: a street named so often is no slip of the keys


@dataclass(frozen=True, slots=True)
class _Scored:
    pairs: Pairs
    levels: dict[str, AnyArray]
    bits: FloatArray
    at_one_point: BoolArray


def find_between(
    existing: pl.DataFrame,
    incoming: pl.DataFrame,
    least_score: float = 0.5,
    weights: Weights | None = None,
) -> pl.DataFrame:
    """Find records of `incoming` that are already among `existing`.

    Columns of both: `records.SCHEMA`, of which only `id` must be there. Returns one row a pair:
    `left` (id in existing), `right` (id in incoming), `kind` (of KINDS), `score` (probability),
    `distance_metres` (null where unknown), `reasons` (list of field, level, weight in bits), in
    order of score, then ids. Pairs inside either set are not sought. Raises ValueError for ids
    that are absent or repeated, and for a least_score outside 0 to 1.

    >>> old = pl.DataFrame({"id": [1, 2], "house_number": ["12", "12A"], "street": "phố Huế",
    ...     "commune": 256, "lat_e7": 210_000_000, "lng_e7": 1_058_000_000})
    >>> new = pl.DataFrame({"id": [9], "house_number": ["Số 12"], "street": "P. Hue",
    ...     "commune": 256, "lat_e7": 210_000_300, "lng_e7": 1_058_000_200})
    >>> find_between(old, new).select("left", "right", "kind").rows()
    [(1, 9, 'same_household')]
    """
    old, new = to_records(existing), to_records(incoming)
    features = read_features(pl.concat([old, new]))
    return _find(features, old.height, old.height, least_score, weights or Weights())


def find_within(
    records: pl.DataFrame, least_score: float = 0.5, weights: Weights | None = None
) -> pl.DataFrame:
    """Find records that say the same place twice within one set; see `find_between`.

    `left` is the lower id. A flat and the building that it names as its parent are no pair.

    >>> rows = pl.DataFrame({"id": [4, 3], "unit": ["P.1203", "Căn hộ 12-03"],
    ...     "building": ["Tòa CT2A", "CT2A"], "commune": 256})
    >>> find_within(rows).select("left", "right", "kind").rows()
    [(3, 4, 'same_household')]
    """
    features = read_features(to_records(records).sort("id"))
    return _find(features, len(features), 0, least_score, weights or Weights())


def _find(
    features: Features, count: int, first: int, least_score: float, weights: Weights
) -> pl.DataFrame:
    if not 0 <= least_score <= 1:
        raise ValueError("least_score is a probability")
    blocks = make_blocks(features, count, first)
    common = np.bincount(features.street.code[:count], minlength=len(features.street.texts))
    memories = {name: NameMemory() for name in NAMED}
    memories["street"] = NameMemory(common >= _COMMON)
    scored = [
        _score_chunk(features, blocks, (begin, first), weights, memories)
        for begin in range(0, max(len(features) - first, 1), _CHUNK)
    ]
    whole = _join(scored)
    probability = weigh_rivals(features, whole.pairs, whole.bits)
    return _tell(features, whole, probability, least_score, weights)


def _score_chunk(
    features: Features,
    blocks: list[Block],
    span: tuple[int, int],
    weights: Weights,
    memories: dict[str, NameMemory],
) -> _Scored:
    begin, first = span
    left, right = candidates(blocks, begin, begin + _CHUNK, first, len(features))
    pairs = measure(features, left, right)
    if first == 0:
        pairs = pairs.choose(~_are_family(features, left, right))
    levels = compare_quickly(features, pairs)
    at_point = one_point_bits(features, pairs, weights)
    best = sum(float(weights.bits[name].max()) for name in NAMED)
    hopeful = np.maximum(weights.prior + add_bits(levels, weights) + best, at_point) > _FLOOR
    pairs, at_point = pairs.choose(hopeful), at_point[hopeful]
    levels = {name: level[hopeful] for name, level in levels.items()}
    levels |= compare_closely(features, pairs, memories)
    levels = settle(features, pairs, levels)
    bits = weights.prior + add_bits(levels, weights)
    at_one_point = (at_point > bits) & contradict(levels)
    bits = np.where(at_one_point, at_point, bits)
    kept = bits > _FLOOR
    return _Scored(
        pairs.choose(kept),
        {name: level[kept] for name, level in levels.items()},
        bits[kept],
        at_one_point[kept],
    )


def _are_family(features: Features, left: IntArray, right: IntArray) -> BoolArray:
    family: BoolArray = (features.parent[left] == features.id[right]) | (
        features.parent[right] == features.id[left]
    )
    return family


def _join(parts: list[_Scored]) -> _Scored:
    pairs = Pairs(
        np.concatenate([part.pairs.left for part in parts]),
        np.concatenate([part.pairs.right for part in parts]),
        np.concatenate([part.pairs.metres for part in parts]),
    )
    return _Scored(
        pairs,
        {name: np.concatenate([part.levels[name] for part in parts]) for name in FIELDS},
        np.concatenate([part.bits for part in parts]),
        np.concatenate([part.at_one_point for part in parts]),
    )


def _tell(
    features: Features,
    scored: _Scored,
    probability: FloatArray,
    least_score: float,
    weights: Weights,
) -> pl.DataFrame:
    """Write the proposals out, with the reasons a person can read."""
    kept = np.flatnonzero(probability >= least_score)
    left, right = scored.pairs.left[kept], scored.pairs.right[kept]
    dwellings = features.household[left] & features.household[right]
    kind = np.where(scored.at_one_point[kept], 2, dwellings.astype(np.int64))
    columns = {
        "left": features.id[left],
        "right": features.id[right],
        "kind": pl.Series(KINDS).gather(kind),
        "score": probability[kept],
        "distance_metres": scored.pairs.metres[kept],
    }
    reasons = []
    for name in FIELDS:
        level = scored.levels[name][kept]
        columns[f"{name} level"] = pl.Series(LEVELS[name]).gather(level)
        columns[f"{name} weight"] = weights.bits[name][level]
        reasons.append(
            pl.struct(
                pl.lit(name).alias("field"),
                pl.col(f"{name} level").alias("level"),
                pl.col(f"{name} weight").alias("weight"),
            )
        )
    return (
        pl.DataFrame(columns)
        .select(
            "left",
            "right",
            "kind",
            "score",
            pl.col("distance_metres").fill_nan(None),
            pl.concat_list(reasons).alias("reasons"),
        )
        .sort("score", "left", "right", descending=[True, False, False])
    )
