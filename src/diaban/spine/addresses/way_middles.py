"""Where a street, hamlet or group of the registry lies: the middle of its doors.

For whoever may not see single doors: of many entrances one place is told, and no door.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from diaban.engines.addressing.directory import Way
from diaban.engines.addressing.doorkeys import lane_span
from diaban.spine.addresses.public_doors import read_doors
from diaban.spine.addresses.search_store import RegistryStore
from diaban.spine.addresses.searching import WholeCity

# doors of a long street that are looked at
_MOST_DOORS = 2_000


def middle_of_way(way: Way) -> tuple[float, float] | None:
    """Return the middle of the doors of a way in its commune; None where none has a position."""
    low, high = lane_span(way.form, way.commune, ())
    doors = RegistryStore(WholeCity()).around(low, low, high, _MOST_DOORS)
    return middle_of_doors(door.number for door in doors)


def middle_of_doors(numbers: Iterable[int]) -> tuple[float, float] | None:
    """Return the middle of doors, so that a few that are misplaced do not move it."""
    doors = read_doors(numbers, None).values()
    places = [door.position for door in doors if door.position is not None]
    if not places:
        return None
    return median(lat for lat, _lng in places), median(lng for _lat, lng in places)
