"""Tiles of addresses: counts up to zoom 16, single doors from zoom 17.

They carry what anybody may see: how many, how many with a code; of a door its identifier, its
number and whether it has its code.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from diaban.engines import vpostcode
from diaban.engines.tiles import (
    EXTENT,
    MOST_COUNTED_ZOOM,
    Layer,
    Tile,
    draw_points,
    encode_counts,
    encode_tile,
    place_points,
)
from diaban.spine.addresses import identifiers
from diaban.spine.addresses.map_points import GENERATION, map_points, territory_name
from diaban.spine.addresses.models import Address, CodeState
from diaban.spine.addresses.viewport import Door, doors_within
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Generation


class Version(NamedTuple):
    """What a tile is cut from: one key of the cache for each."""

    territory: str
    generation: int


def address_version(actor: User, tile: Tile) -> Version:
    if tile.z > MOST_COUNTED_ZOOM:
        return Version(territory_name(actor), Generation.of(GENERATION))
    return Version(territory_name(actor), map_points(actor).generation)


def cut_addresses(actor: User, tile: Tile) -> bytes:
    if tile.z <= MOST_COUNTED_ZOOM:
        return encode_counts(map_points(actor).keys, tile)
    west, south, east, north = tile.box
    box = vpostcode.Box(south, west, north, east)
    doors = [Door(*row) for row in doors_within(Address.objects.visible_to(actor), box)]
    return _draw_doors(doors, tile)


def _draw_doors(doors: list[Door], tile: Tile) -> bytes:
    lng, lat = (
        np.array([getattr(door, name) for door in doors], dtype=np.float64) / 1e7
        for name in ("lng_e7", "lat_e7")
    )
    x, y = place_points(lng, lat, tile)
    # a door on the edge between two tiles is in one of them
    inside = np.flatnonzero((x >= 0) & (x < EXTENT) & (y >= 0) & (y < EXTENT))
    drawn = [doors[place] for place in inside]
    told = {
        "id": [identifiers.write(door.id) for door in drawn],
        "number": [door.house_number or None for door in drawn],
        "coded": [door.code_state == CodeState.CODED for door in drawn],
    }
    return encode_tile([Layer("doors", draw_points(x[inside], y[inside]), told)])
