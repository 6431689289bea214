"""What people call the place of a proposal: its hamlet, or the street of the nearest door."""

from __future__ import annotations

import re

from diaban.spine.addresses.public_doors import PublicDoor, doors_near

# doors about a place that are asked for its name, and how far
_DOORS, _METRES = 5, 500.0
_HAMLET = re.compile(r"^(thôn|xóm|làng|bản|ấp)\b", re.IGNORECASE)


def name_of_place(lat: float, lng: float) -> str:
    """Return the hamlet, else the street, else the group of the nearest door; "" for none near."""
    near = [door for door, _metres in doors_near(lat, lng, _DOORS, _METRES, None)]
    return next((name for door in near if (name := _name(door))), "")


def _name(door: PublicDoor) -> str:
    parts = door.locality.split(", ")
    hamlet = ", ".join(part for part in parts if _HAMLET.match(part))
    return hamlet or door.street or door.locality
