"""One commune built: its patches, paths and doors, and the position recorded for each door."""

from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from diaban.exchange.synthetic_city.communes import Commune, Locate
from diaban.exchange.synthetic_city.doors import Doors, grow
from diaban.exchange.synthetic_city.fixes import Fixes, take_fixes
from diaban.exchange.synthetic_city.ground import Ground
from diaban.exchange.synthetic_city.patches import Patches, has_far_village, place_patches
from diaban.exchange.synthetic_city.paths import STREET, Paths
from diaban.exchange.synthetic_city.rates import Rates

# A registry begun everywhere at once: at most this share of a patch's doors before the next
# patch is built, so that a small city covers its communes thinly instead of one corner fully.
FILL = 0.14
SPARE = 1.3  # doors looked at per door needed, for those that lie beyond the boundary
STREETS_FIRST = 0.3
# of the doors that a wide xã begins with, so many are in its far village
FAR_SHARE = 1 / 6
ESTATE_SHARE = 3  # at most one patch in so many is an estate of towers


@dataclass(frozen=True)
class Known:
    """Names that belong to one commune alone."""

    estates: tuple[str, ...] = ()
    collectives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lot:
    """What is to be built where: a commune, its index in the caller's list, its shares."""

    commune: Commune
    index: int
    density: float  # households per km² of the real commune
    houses: int
    towers: tuple[int, ...]  # flats in each
    seed: int
    rates: Rates
    known: Known = Known()


@dataclass(frozen=True)
class Settlement:
    """Arrays of one commune; `doors` are those that the registry knows, `fixes` theirs."""

    ground: Ground
    patches: Patches  # of houses; paths count over these
    estates: Patches  # of towers
    paths: Paths
    doors: Doors
    fixes: Fixes


def draw_for(lot: Lot, purpose: str) -> np.random.Generator:
    """Give every commune and purpose a generator of its own: order does not matter."""
    text = f"{lot.commune.code}/{purpose}"
    return np.random.default_rng([lot.seed, crc32(text.encode())])


def survey(lot: Lot) -> Ground:
    """Lay the commune's ground with its own bends."""
    phases = draw_for(lot, "ground").uniform(0, 2 * np.pi, 4)
    first, second, third, fourth = phases.tolist()
    return Ground(lot.commune.lat, lot.commune.lng, (first, second, third, fourth))


def is_inside(lot: Lot, ground: Ground, locate: Locate, xy: Any) -> NDArray[np.bool_]:
    """Which points (n, 2), straight as laid out, lie in the commune once bent."""
    lat, lng = ground.to_degrees(ground.bend(xy))
    return np.asarray(locate(lat, lng) == lot.index)


def divide(lot: Lot, patches: Patches, inside: Any) -> tuple[Patches, Patches]:
    """All house patches in order of settlement, and the patches given to towers."""
    wanted = -(-len(lot.towers) // 8) if lot.towers else 0
    count = min(wanted, max(len(patches) // ESTATE_SHARE, 1 if wanted else 0))
    whole = np.flatnonzero(inside(patches.centre))
    # Estates were built beside the old town: not its first patches, and not its last.
    middle = whole[len(whole) // 3 :][:count] if len(whole) else np.arange(count)
    if len(patches) == 1:
        return patches, patches.take(middle)
    rest = np.setdiff1d(np.arange(len(patches)), middle)
    return patches.take(rest), patches.take(middle)


def count_patches(lot: Lot, patches: Patches) -> int:
    """How many patches, the most settled first, hold the houses at a natural fill."""
    room = np.cumsum(patches.capacities) * FILL
    least = 2 if has_far_village(lot.commune) else 1
    return max(int(np.searchsorted(room, lot.houses)) + 1, least)


def settle(lot: Lot, locate: Locate) -> Settlement:
    """Build the commune: as many patches as its houses need."""
    ground = survey(lot)

    def inside(xy: Any) -> NDArray[np.bool_]:
        return is_inside(lot, ground, locate, xy)

    everywhere = place_patches(lot.commune, lot.density, inside, draw_for(lot, "patches"))
    open_ground, estates = divide(lot, everywhere, inside)
    count = count_patches(lot, open_ground)
    while True:
        patches = open_ground.take(slice(0, count))
        paths, doors = grow(patches, draw_for(lot, "doors"))
        fixes = take_fixes(ground, doors.at, lot.rates, draw_for(lot, "fixes"))
        chosen = choose_doors(lot, order_doors(lot, paths, doors), fixes, locate)
        if len(chosen) >= lot.houses or count >= len(open_ground):
            break
        count = min(len(open_ground), count * 3 // 2 + 1)
    return Settlement(ground, patches, estates, paths, doors.take(chosen), fixes.take(chosen))


def order_doors(lot: Lot, paths: Paths, doors: Doors) -> NDArray[np.int64]:
    """Order doors as they are registered: path by path, main streets mostly first."""
    rng = draw_for(lot, "registered")
    path_turn = rng.random(len(paths)) + STREETS_FIRST * (paths.level > STREET)
    turn = path_turn[doors.path] + rng.exponential(0.25, len(doors))
    order = np.argsort(turn, kind="stable")
    if not has_far_village(lot.commune):
        return order
    is_far = (paths.patch == 1)[doors.path[order]]
    count_far = np.cumsum(is_far)
    count_near = np.arange(1, len(order) + 1) - count_far
    place = np.where(is_far, count_far / FAR_SHARE, count_near / (1 - FAR_SHARE))
    return order[np.argsort(place, kind="stable")]


def choose_doors(lot: Lot, order: Any, fixes: Fixes, locate: Locate) -> NDArray[np.int64]:
    """Choose the first doors in the order whose recorded positions lie in the commune."""
    for most in (int(lot.houses * SPARE), len(order)):
        first = order[:most]
        here = first[locate(fixes.lat[first], fixes.lng[first]) == lot.index]
        if len(here) >= lot.houses:
            break
    if not len(here):  # locate finds no ground of this commune: build around its seat
        here = order
    return np.sort(here[: lot.houses])
