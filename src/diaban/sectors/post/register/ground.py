"""Where a point stands: its own position or its address's, and the commune of that ground."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from diaban.sectors.post.choices import PositionFrom
from diaban.sectors.post.models import Point
from diaban.spine.addresses.models import Address, PositionSource
from diaban.spine.basemap.models import MapFeature, MapKind
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.units import today

# merged addresses that answer for one another; a longer chain is a fault
_LONGEST_CHAIN = 20


def settle_ground(points: Sequence[Point]) -> None:
    """Give each point its address's position where it has none, and its commune.

    The ground decides the commune where official boundaries do; elsewhere the address's commune,
    and else what was read in the written text.
    """
    addresses = _answering({point.address_id for point in points if point.address_id})
    for point in points:
        address = addresses.get(point.address_id) if point.address_id else None
        _settle_position(point, address)
        if address is not None and address.commune_id:
            point.commune_id = address.commune_id
            point.former_id = address.former_id or point.former_id
    placed = [point for point in points if point.lat_e7 is not None]
    for point, unit in zip(placed, _units_under(placed), strict=True):
        point.commune_id = unit or point.commune_id


def _settle_position(point: Point, address: Address | None) -> None:
    if point.lat_e7 is not None:
        point.position_from = PositionFrom.STATED
        return
    point.position_from = PositionFrom.NOWHERE
    point.accuracy_metres, point.position_source = None, PositionSource.UNKNOWN
    if address is not None and address.lat_e7 is not None:
        point.position_from = PositionFrom.ADDRESS
        point.lat_e7, point.lng_e7 = address.lat_e7, address.lng_e7
        point.accuracy_metres = address.accuracy_metres
        point.position_source = address.position_source


def _answering(numbers: set[int]) -> dict[int, Address]:
    """Return for each address the one that answers for it today."""
    known = Address.objects.everywhere("the ground of post points").in_bulk(numbers)
    for number in numbers & known.keys():
        row, steps = known[number], 0
        while row.merged_into_id and steps < _LONGEST_CHAIN:
            row, steps = row.merged_into, steps + 1
        known[number] = row
    return known


def _units_under(points: Sequence[Point]) -> list[int]:
    if not points:
        return []
    lat = np.array([point.lat_e7 / 1e7 for point in points])
    lng = np.array([point.lng_e7 / 1e7 for point in points])
    return areas_in_force(today()).locate(lat, lng).tolist()


def lies_in_water(lat_e7: int, lng_e7: int) -> bool:
    """Whether a position lies in a river or lake of the imported map; without a map, nobody knows.

    Rivers that are drawn as lines have no breadth and hold nothing.
    """
    around = MapFeature.objects.current().filter(
        kind=MapKind.WATER,
        west_e7__lte=lng_e7,
        east_e7__gte=lng_e7,
        south_e7__lte=lat_e7,
        north_e7__gte=lat_e7,
    )
    shapes = [shapely.from_wkb(bytes(one)) for one in around.values_list("geometry", flat=True)]
    return any(shapely.contains_xy(shape, lng_e7 / 1e7, lat_e7 / 1e7) for shape in shapes)
