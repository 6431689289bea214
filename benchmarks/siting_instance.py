"""The instance that siting is measured on: written and frozen before the solver.

python benchmarks/siting_instance.py      prints its shape and digest

A made-up city of 58 × 58 km: 2.2 million households at 200,000 places, 55 % of them in a core that
thins out with a standard deviation of 6 km, the others in 1,500 villages; 5,000 candidates, which
stand where people live; a household is reached within 800 m in a straight line. All numbers are
whole metres and whole households, so who is reached does not hang on rounding. Whoever changes
anything here gets another digest, and `frozen_city` refuses.
"""

from __future__ import annotations

import hashlib
import sys
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

SEED = 20_211_124
SIDE_METRES, CORE_METRES, REACH_METRES = 58_000, 6_000, 800
HOUSEHOLDS, PLACES, CANDIDATES, VILLAGES = 2_200_000, 200_000, 5_000, 1_500
CORE_PART, VILLAGE_METRES = 0.55, (200.0, 600.0)
DIGEST = "4ccf097c2a93151cb2343654146d606800331068116649c37fc237954cb74fdc"


class City(NamedTuple):
    """Whole metres, int64[n, 2]; households int64[n]; which candidate reaches which place."""

    places: np.ndarray
    households: np.ndarray
    candidates: np.ndarray
    reached_place: np.ndarray
    reaching_candidate: np.ndarray

    def digest(self) -> str:
        read = hashlib.sha256()
        for column in self:
            read.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
        return read.hexdigest()


def make_city(seed: int = SEED, places: int = PLACES, candidates: int = CANDIDATES) -> City:
    """Return a city; smaller ones keep its density of candidates to places, not its size."""
    chance = np.random.default_rng(seed)
    people = _scatter(chance, places + candidates)
    # a candidate stands somewhere where people live, and is nobody's dwelling
    homes, candidate = people[:places], people[places:]
    share = chance.gamma(2.0, size=places)
    extra = max(0, round(HOUSEHOLDS * places / PLACES) - places)
    households = 1 + chance.multinomial(extra, share / share.sum())
    near = cKDTree(homes).query_ball_point(candidate, REACH_METRES, return_sorted=True)
    reached = np.concatenate([np.asarray(rows, dtype=np.int64) for rows in near])
    reaching = np.repeat(np.arange(candidates), [len(rows) for rows in near])
    return City(homes, households.astype(np.int64), candidate, reached, reaching)


def _scatter(chance: np.random.Generator, count: int) -> np.ndarray:
    """Return where people live, whole metres, in no order."""
    villages = chance.uniform(0, SIDE_METRES, (VILLAGES, 2))
    width = chance.uniform(*VILLAGE_METRES, VILLAGES)
    size = chance.lognormal(0.0, 0.6, VILLAGES)
    in_core = chance.random(count) < CORE_PART
    village = chance.choice(VILLAGES, count, p=size / size.sum())
    middle = np.where(in_core[:, None], SIDE_METRES / 2, villages[village])
    spread = np.where(in_core, CORE_METRES, width[village])
    where = middle + chance.normal(size=(count, 2)) * spread[:, None]
    return np.rint(np.clip(where, 0, SIDE_METRES)).astype(np.int64)


def frozen_city() -> City:
    """Return the city of the measured goal; SystemExit where it is not the frozen one."""
    city = make_city()
    if city.digest() != DIGEST:
        raise SystemExit(f"this is not the frozen instance: {city.digest()}")
    return city


def main() -> int:
    city = make_city()
    reachable = np.zeros(len(city.households), dtype=bool)
    reachable[city.reached_place] = True
    print(f"places {len(city.places)}, candidates {len(city.candidates)}, "
          f"pairs {len(city.reached_place)}")  # fmt: skip
    print(f"households {city.households.sum()}, within reach of any candidate "
          f"{city.households[reachable].sum()}")  # fmt: skip
    print(f"digest {city.digest()}, frozen {city.digest() == DIGEST}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
