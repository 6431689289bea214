"""The doors of a small box of the map: a few ranges of the order key, then the exact edges."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q, QuerySet

from diaban.engines import vpostcode
from diaban.spine.addresses.models import AddressQuerySet, Life


class Door(NamedTuple):
    """What the map shows of a door; plain values, because a model object costs ten times more."""

    id: int
    house_number: str
    code_state: int
    lat_e7: int
    lng_e7: int


def doors_within(rows: AddressQuerySet, box: vpostcode.Box) -> QuerySet:
    """Narrow ``rows`` to the doors and buildings of a box, edges included, as tuples of `Door`.

    The box is cut into OR-ed ranges of the order key, which the index ``address_ground`` answers
    together with both edges; a join on a list of ranges was fifty times slower on PostgreSQL.
    Meant for boxes of a few kilometres; wider ones need counts or tiles, never rows.
    """
    return doors_of(rows).filter(within(box)).values_list(*Door._fields)


def doors_of(rows: AddressQuerySet) -> AddressQuerySet:
    """Narrow ``rows`` to what stands on the map: living doors and buildings, never flats."""
    return rows.filter(parent__isnull=True, okey__isnull=False).exclude(life=Life.RETIRED)


def within(box: vpostcode.Box) -> Q:
    """Write the condition that a position lies in the box, edges included."""
    near = Q()
    for part in vpostcode.cover(box):
        near |= Q(okey__range=(part.first, part.last))
    return near & Q(
        lat_e7__range=(round(box.south * 1e7), round(box.north * 1e7)),
        lng_e7__range=(round(box.west * 1e7), round(box.east * 1e7)),
    )
