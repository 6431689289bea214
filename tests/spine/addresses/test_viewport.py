"""A box of the map gives exactly the doors that lie in it."""

import random

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diaban.engines import vpostcode
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.viewport import Door, doors_within

SOUTH, WEST = 209_900_000, 1_059_900_000  # the box of the doors spans 21°N and 106°E
SPAN = 200_000


def _address(number: int, lat_e7: int, lng_e7: int, parent: int | None = None) -> Address:
    return Address(
        id=number,
        house_number=str(number),
        lat_e7=lat_e7,
        lng_e7=lng_e7,
        okey=vpostcode.order_key(lat_e7 / 1e7, lng_e7 / 1e7),
        parent_id=parent,
    )


@pytest.fixture
def doors(db: None) -> list[Address]:
    dice = random.Random(8)
    rows = [
        _address(number, SOUTH + dice.randrange(SPAN), WEST + dice.randrange(SPAN))
        for number in range(1, 401)
    ]
    return Address.objects.bulk_create(rows)


def _numbers(box: vpostcode.Box) -> set[int]:
    rows = doors_within(Address.objects.everywhere("test"), box)
    return {Door(*row).id for row in rows}


fractions = st.tuples(st.integers(0, SPAN), st.integers(0, SPAN)).map(sorted)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=fractions, columns=fractions)
def test_a_box_holds_the_doors_within_its_edges_and_no_other(doors, rows, columns) -> None:
    south, north = (SOUTH + value for value in rows)
    west, east = (WEST + value for value in columns)
    inside = {d.id for d in doors if south <= d.lat_e7 <= north and west <= d.lng_e7 <= east}
    box = vpostcode.Box(south / 1e7, west / 1e7, north / 1e7, east / 1e7)
    assert _numbers(box) == inside


def test_flats_are_left_to_their_building(db: None) -> None:
    building = _address(1, SOUTH, WEST)
    Address.objects.bulk_create([building, _address(2, SOUTH, WEST, parent=1)])
    box = vpostcode.Box(SOUTH / 1e7, WEST / 1e7, SOUTH / 1e7 + 0.01, WEST / 1e7 + 0.01)
    assert _numbers(box) == {1}


def test_a_stranger_sees_no_door_through_a_box(doors) -> None:
    box = vpostcode.Box(20.9, 105.9, 21.1, 106.1)
    assert list(doors_within(Address.objects.visible_to(AnonymousUser()), box)) == []
