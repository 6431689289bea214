"""A row of the Post's list and a door of the registry: in what they differ, and by how far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diaban.spine.addresses.models import Address
from diaban.spine.fieldwork.conflicts import FIX_METRES, fold_door
from diaban.spine.places.distances import metres_between

WORDS = ("house_number", "lanes", "street", "locality", "building", "unit")
FIELDS = (*WORDS, "commune", "position", "digital_address")


@dataclass(frozen=True)
class Comparison:
    """``metres`` is None where one of the two has no position."""

    differences: tuple[str, ...]
    metres: float | None


def compare(said: Mapping[str, Any], code: str, commune: int | None, door: Address) -> Comparison:
    """Compare what a row says with a door; what the row does not say is no difference.

    Positions differ where they are farther apart than two good fixes of one door, or than both
    are sure of themselves. A digital address that the door has not got yet is none either.
    """
    found = [
        name
        for name in WORDS
        if said.get(name) and fold_door(said[name]) != fold_door(getattr(door, name))
    ]
    if commune is not None and door.commune_id not in {None, commune}:
        found.append("commune")
    metres = None
    if said.get("lat_e7") is not None and door.position is not None:
        there = said["lat_e7"] / 1e7, said["lng_e7"] / 1e7
        metres = metres_between(there, door.position)
        slack = (said.get("accuracy_metres") or 0) + (door.accuracy_metres or 0)
        if metres > max(FIX_METRES, slack):
            found.append("position")
    if door.digital_address not in {"", code}:
        found.append("digital_address")
    return Comparison(tuple(found), metres)
