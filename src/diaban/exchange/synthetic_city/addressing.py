"""What each path is called in an address: street, lanes, village; arrays over paths."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from diaban.exchange.synthetic_city.naming import name_streets, name_villages
from diaban.exchange.synthetic_city.paths import ALLEY, BY_ALLEY, LANE, STREET
from diaban.exchange.synthetic_city.settlement import Lot, Settlement, draw_for

Texts = list[str | None]


@dataclass(frozen=True)
class Addresses:
    """Lists over paths, None where the path has no such part."""

    street: Texts
    lanes: Texts  # "ngách 34, ngõ 78": the inner first
    lanes_slashed: Texts  # "ngách 78/34": the outer number first
    locality: Texts
    numbered: Any  # bool array: houses along it carry numbers


def find_roots(parent: Any) -> Any:
    """Find the street from which each path branches off, at whatever depth."""
    root = np.where(parent < 0, np.arange(len(parent)), parent)
    for _ in range(BY_ALLEY):
        root = root[root]
    return root


def write_lanes(level: int, chain: tuple[int, ...]) -> tuple[str | None, str | None]:
    """Both ways to write a path whose mouths, the outermost first, have these numbers."""
    if level == STREET:
        return None, None
    words = ("ngõ", "ngách", "hẻm")
    pairs = [f"{word} {number}" for word, number in zip(words, chain, strict=False)]
    slashed = f"{words[level - 1]} {'/'.join(map(str, chain))}"
    return ", ".join(reversed(pairs)), slashed


def chain_numbers(level: Any, parent: Any, mouth: Any) -> list[tuple[int, ...]]:
    """Numbers of the mouths from the street inwards, for every path."""
    chains: list[tuple[int, ...]] = []
    for depth, above, number in zip(level.tolist(), parent.tolist(), mouth.tolist(), strict=True):
        chains.append(() if depth == STREET else (*chains[above], number))
    return chains


def address_paths(lot: Lot, town: Settlement) -> Addresses:
    """Names for every path of a commune."""
    paths, rng = town.paths, draw_for(lot, "names")
    village = town.patches.is_village
    root = find_roots(paths.parent)
    localities = name_localities(lot, town, rng)
    in_village = village[paths.patch]
    with_numbers = rng.random(len(town.patches)) < lot.rates.numbered_villages
    numbered = ~in_village | with_numbers[paths.patch]
    streets = assign_streets(lot, root, in_village, rng)
    chains = chain_numbers(paths.level, paths.parent, paths.mouth_number)
    pairs = [
        write_lanes(level, chain) if known else (None, None)
        for level, chain, known in zip(paths.level.tolist(), chains, numbered, strict=True)
    ]
    lanes, slashed = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    locality = write_localities(town, localities, with_numbers)
    return Addresses(streets, lanes, slashed, locality, numbered)


def assign_streets(lot: Lot, root: Any, in_village: Any, rng: np.random.Generator) -> Texts:
    """Each street outside the villages gets a name; its branches share it."""
    named = np.unique(root[~in_village])
    names = name_streets(lot.commune, len(named), rng)
    by_root = dict(zip(named.tolist(), names, strict=True))
    return [by_root.get(index) for index in root.tolist()]


def name_localities(lot: Lot, town: Settlement, rng: np.random.Generator) -> list[str]:
    """Per patch: a village's name, or the word for residents' groups that the ward uses."""
    words = ("tổ dân phố số", "TDP", "tổ dân phố")
    word = words[int(rng.integers(0, len(words)))]
    villages = name_villages(lot.commune, len(town.patches), rng)
    return [
        f"thôn {name}" if is_village else word
        for name, is_village in zip(villages, town.patches.is_village.tolist(), strict=True)
    ]


def write_localities(town: Settlement, names: list[str], with_numbers: Any) -> Texts:
    """Write "xóm 3, thôn Đông Ngàn" or "thôn Đông Ngàn"; "TDP 12" in a ward."""
    paths = town.paths
    lowest = np.zeros(len(names), dtype=np.int64)
    np.minimum.at(lowest, paths.patch, paths.row)
    order = (paths.row - lowest[paths.patch] + 1).tolist()
    village = town.patches.is_village.tolist()
    texts: Texts = []
    for patch, place in zip(paths.patch.tolist(), order, strict=True):
        if not village[patch]:
            texts.append(f"{names[patch]} {patch * 2 + (place + 1) // 2}")
        elif with_numbers[patch] or patch % 2:
            # Two streets of one village may both have a number 12: the xóm tells them apart.
            texts.append(f"xóm {place}, {names[patch]}")
        else:
            texts.append(names[patch])
    return texts


KIND_WORDS = ("đường", "ngõ", "ngách", "hẻm")


def title_path(level: int, street: str | None, lanes: str | None, place: str | None) -> str | None:
    """Name a path on a map: "phố Hàng Bông", "ngõ 78 phố Hàng Bông"; None where it has none."""
    if level in (LANE, ALLEY, BY_ALLEY) and lanes is None:
        return None
    where = street or (f"đường {place}" if level == STREET else place)
    return " ".join(part for part in (lanes and lanes.replace(",", ""), where) if part)
