"""What may be told of a door to other systems: one reading, within a territory.

House number, lane, street, hamlet, building and entrance; never a flat, a household or a person:
what a list put of these into the words is left out.
A flat's identifier leads to its building, a merged one to the door that answers for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from math import cos, radians

from django.db import connection

from diaban.engines import vpostcode
from diaban.engines.disclosure import mask_text
from diaban.spine.addresses import identifiers
from diaban.spine.addresses.models import Address, Life, write_public_line
from diaban.spine.places.distances import METRES_PER_DEGREE, metres_between

Territory = frozenset[int] | None
_COLUMNS = """id, parent_id, merged_into_id, life, house_number, lanes, street, building, locality,
    commune_id, lat_e7, lng_e7, accuracy_metres, position_source, vpostcode, synthetic"""
# which of the columns are words
_WORDS, _AFTER = 4, 9
_STANDING = f"parent_id IS NULL AND merged_into_id IS NULL AND life <> {Life.RETIRED:d}"
_BY_NUMBER = f"SELECT {_COLUMNS} FROM addresses_address WHERE id = %s"  # noqa: S608
_IN_CELL = f"""
    SELECT {_COLUMNS} FROM addresses_address WHERE okey = %s AND {_STANDING} ORDER BY id LIMIT %s
"""  # noqa: S608 - columns of this program
_BY_DIGITAL = f"""
    SELECT {_COLUMNS} FROM addresses_address
    WHERE digital_address = %s AND digital_address <> '' AND {_STANDING} ORDER BY id LIMIT 2
"""  # noqa: S608
_LAPSED = "SELECT address_id FROM addresses_lapsedcode WHERE code = %s ORDER BY valid_to DESC"
# an address merged into one that was merged, and so on; longer chains are a fault
_LONGEST_CHAIN = 20
# half the side of the squares that are searched, in metres, until enough is found
_REACHES = (30.0, 120.0, 500.0, 2_000.0)
FARTHEST_METRES = _REACHES[-1]


@dataclass(frozen=True, slots=True)
class PublicDoor:
    """A door or building; ``commune`` is its unit's row number."""

    number: int
    parent: int | None
    merged_into: int | None
    life: int
    house_number: str
    lanes: str
    street: str
    building: str
    locality: str
    commune: int | None
    lat_e7: int | None
    lng_e7: int | None
    accuracy_metres: float | None
    position_source: int
    vpostcode: str
    synthetic: bool

    @property
    def identifier(self) -> str:
        return identifiers.write(self.number)

    @property
    def line(self) -> str:
        return write_public_line(
            self.house_number, self.lanes, self.street, self.building, self.locality
        )

    @property
    def position(self) -> tuple[float, float] | None:
        if self.lat_e7 is None or self.lng_e7 is None:
            return None
        return self.lat_e7 / 1e7, self.lng_e7 / 1e7

    @property
    def is_standing(self) -> bool:
        return self.parent is None and self.merged_into is None and self.life != Life.RETIRED

    def is_within(self, territory: Territory) -> bool:
        return territory is None or self.commune in territory


def mask_door(address: Address) -> Address:
    """Return an address with the words that anybody may read; not to be saved."""
    masked = copy(address)
    for name in ("house_number", "lanes", "street", "building", "locality"):
        setattr(masked, name, mask_text(getattr(address, name)))
    return masked


def read_door(number: int, territory: Territory) -> PublicDoor | None:
    """Return the door that answers for an address; None where none does, or not to this asker."""
    for _ in range(_LONGEST_CHAIN):
        found = _fetch(_BY_NUMBER, [number])
        if not found:
            return None
        door = found[0]
        if door.is_standing:
            return door if door.is_within(territory) else None
        further = door.merged_into or door.parent
        if further is None:
            return None
        number = further
    return None


def read_doors(numbers: Iterable[int], territory: Territory) -> dict[int, PublicDoor]:
    """Return those of the numbers that are standing doors of the territory, by number."""
    wanted = list(numbers)
    found: dict[int, PublicDoor] = {}
    for start in range(0, len(wanted), 1_000):
        part = wanted[start : start + 1_000]
        marks = ", ".join(["%s"] * len(part))
        sql = f"SELECT {_COLUMNS} FROM addresses_address WHERE id IN ({marks}) AND {_STANDING}"  # noqa: S608
        found.update({d.number: d for d in _fetch(sql, part) if d.is_within(territory)})
    return found


def doors_in_cell(order_key: int, territory: Territory, most: int = 20) -> list[PublicDoor]:
    return [d for d in _fetch(_IN_CELL, [order_key, most]) if d.is_within(territory)]


def door_of_digital_address(text: str, territory: Territory) -> PublicDoor | None:
    """Return the one door with this 10-digit digital address; None for none or several."""
    found = _fetch(_BY_DIGITAL, [text])
    return found[0] if len(found) == 1 and found[0].is_within(territory) else None


def doors_that_had(code: str, territory: Territory) -> list[PublicDoor]:
    """Return who once had a code, latest first, as far as anybody answers for them now."""
    with connection.cursor() as cursor:
        cursor.execute(_LAPSED, [code])
        numbers = [number for (number,) in cursor.fetchmany(50)]
    found = {d.number: d for n in numbers if (d := read_door(n, territory)) is not None}
    return list(found.values())


def doors_near(
    lat: float, lng: float, most: int, within_metres: float, territory: Territory
) -> list[tuple[PublicDoor, float]]:
    """Return up to ``most`` doors with their distance in metres, the nearest first.

    Distances are over a flat ground, true to a thousandth within ``FARTHEST_METRES``.
    """
    near: list[tuple[PublicDoor, float]] = []
    for reach in _REACHES:
        reach_metres = min(reach, within_metres)
        doors = _within_box(lat, lng, reach_metres, territory)
        told = [(door, _metres(lat, lng, door)) for door in doors]
        near = sorted((d for d in told if d[1] <= reach_metres), key=lambda d: (d[1], d[0].number))
        if len(near) >= most or reach_metres >= within_metres:
            break
    return near[:most]


def _within_box(lat: float, lng: float, reach: float, territory: Territory) -> list[PublicDoor]:
    north = reach / METRES_PER_DEGREE
    east = reach / (METRES_PER_DEGREE * max(cos(radians(lat)), 0.01))
    box = vpostcode.Box(
        max(lat - north, -90.0),
        max(lng - east, -180.0),
        min(lat + north, 90.0),
        min(lng + east, 180.0),
    )
    ranges = vpostcode.cover(box)
    marks = " OR ".join(["okey BETWEEN %s AND %s"] * len(ranges))
    sql = f"""SELECT {_COLUMNS} FROM addresses_address WHERE ({marks})
        AND lat_e7 BETWEEN %s AND %s AND lng_e7 BETWEEN %s AND %s AND {_STANDING}"""  # noqa: S608
    values = [key for part in ranges for key in (part.first, part.last)]
    edges = [round(side * 1e7) for side in (box.south, box.north, box.west, box.east)]
    return [door for door in _fetch(sql, [*values, *edges]) if door.is_within(territory)]


def _metres(lat: float, lng: float, door: PublicDoor) -> float:
    there = door.position
    assert there is not None  # noqa: S101 - whoever has an order key has a position
    return metres_between((lat, lng), there)


def _fetch(sql: str, values: Sequence[object]) -> list[PublicDoor]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [PublicDoor(*row[:_WORDS], *map(mask_text, row[_WORDS:_AFTER]), *row[_AFTER:])
                for row in cursor.fetchall()]  # fmt: skip
