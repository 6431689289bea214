"""Buildings of many households: towers of housing estates, old collective blocks, mini blocks."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from diaban.exchange.synthetic_city.communes import Commune
from diaban.exchange.synthetic_city.naming import name_estates
from diaban.exchange.synthetic_city.patches import Patches
from diaban.exchange.synthetic_city.paths import turn_left
from diaban.exchange.synthetic_city.population import measure_distances_km
from diaban.exchange.synthetic_city.rates import Rates
from diaban.exchange.synthetic_city.settlement import Lot, draw_for

SMALLEST, LARGEST = 80, 400
COLLECTIVE_FLATS = (24, 79)  # a block of 1960-1989: up to five floors
COLLECTIVE_BELT_KM = 6.0
COLLECTIVE_SHARE = 0.3
DENSE_RURAL = 750.0  # households per km²
PER_ESTATE = 8
SPACING_M = 85.0
TOWER_STYLES = ("CT{}", "CT{}A", "N0{}", "HH{}C", "T{}", "OCT{}", "NO{}B")


@dataclass(frozen=True)
class Towers:
    """Lists over buildings, in one order."""

    names: list[str]
    flats: list[int]
    at: Any  # (n, 2) metres


def share_flats(commune: Commune, density: float, rates: Rates) -> float:
    """Share of a commune's households that live in flats."""
    if commune.is_ward:
        return rates.flats_in_wards
    return rates.flats_in_dense_rural if density > DENSE_RURAL else rates.flats_in_rural


def draw_sizes(commune: Commune, budget: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Numbers of flats per building that use up the budget, if only on average."""
    sizes: list[int] = []
    collective = measure_distances_km([commune])[0] < COLLECTIVE_BELT_KM
    while budget >= COLLECTIVE_FLATS[0]:
        if collective and rng.random() < COLLECTIVE_SHARE:
            size = int(rng.integers(*COLLECTIVE_FLATS))
        elif budget >= SMALLEST:
            size = int(np.clip(rng.lognormal(np.log(170), 0.45), SMALLEST, LARGEST))
        else:
            break
        sizes.append(min(size, budget))
        budget -= sizes[-1]
    # What is left is too few for a tower: now and then it is one all the same.
    if not sizes and rng.random() < budget / SMALLEST:
        sizes.append(SMALLEST)
    return tuple(sizes)


def is_collective(flats: int) -> bool:
    """Tell an old block (True) from a tower."""
    return flats < SMALLEST


def name_towers(lot: Lot, rng: np.random.Generator) -> tuple[list[str], list[int]]:
    """Name each building ("Tòa CT2A, Khu đô thị Văn Quán") and give its estate."""
    flats, commune = lot.towers, lot.commune
    groups = 1 + len(flats) // PER_ESTATE
    estates = name_estates("Khu đô thị", lot.known.estates, commune, groups)
    collectives = name_estates("khu tập thể", lot.known.collectives, commune, groups)
    style = rng.integers(0, len(TOWER_STYLES), groups)
    names, group = [], []
    for index, count in enumerate(flats):
        estate, place = index // PER_ESTATE % groups, index % PER_ESTATE + 1
        if is_collective(count):
            names.append(f"Nhà {'ABCDE'[style[estate] % 5]}{place}, {collectives[estate]}")
        else:
            names.append(f"Tòa {TOWER_STYLES[style[estate]].format(place)}, {estates[estate]}")
        group.append(estate)
    return names, group


def build_towers(lot: Lot, estates: Patches) -> Towers:
    """Towers in rows of four around the middles of the estates' patches."""
    flats = lot.towers
    if not flats:
        return Towers([], [], np.zeros((0, 2)))
    names, group = name_towers(lot, draw_for(lot, "estates"))
    patch = np.array(group) % len(estates)
    heading = estates.heading[patch]
    along = np.column_stack((np.cos(heading), np.sin(heading)))
    turn = np.zeros(len(flats), dtype=np.int64)
    for index in range(len(estates)):
        turn[patch == index] = np.arange((patch == index).sum())
    column, row = turn % 4 - 1.5, turn // 4 - 0.5
    offset = column[:, None] * along + row[:, None] * turn_left(along)
    return Towers(names, list(flats), estates.centre[patch] + offset * SPACING_M)


def number_flats(count: int, rng: np.random.Generator) -> list[str]:
    """Label units by floor: "P.1203" is the third flat of the twelfth floor."""
    if is_collective(count):
        per_floor, lowest = -(-count // 5), 1
    else:
        per_floor, lowest = int(np.clip(round(count / rng.integers(12, 28)), 4, 16)), 2
    word = ("P.", "P.", "Căn hộ ", "Phòng ")[rng.integers(0, 4)]
    return [f"{word}{lowest + k // per_floor}{k % per_floor + 1:02d}" for k in range(count)]
