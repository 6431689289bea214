"""Saying things about post points in tests."""

from datetime import date
from typing import Any

from diaban.sectors.post.models import Act, Point
from diaban.sectors.post.register.stating import Saying, open_point, state_facts
from diaban.spine.parties.models import local_operator

A_DAY = date(2026, 3, 1)
# in the middle of Hoàn Kiếm, far from its borders
PLACED = {
    "lat_e7": 210_285_110,
    "lng_e7": 1_058_541_670,
    "accuracy_metres": 8.0,
    "position_source": 1,
}


def saying(on: date = A_DAY, **changes: Any) -> Saying:
    return Saying(**{"actor": local_operator(), "source": "survey", "held_on": on, **changes})


def a_point(name: str = "Bưu cục Tràng Tiền", **facts: Any) -> Point:
    return open_point({"name": name, "kind": "office", **facts}, saying())


def correct(point: Point, on: date = A_DAY, **facts: Any) -> None:
    state_facts(point, Act.CORRECTION, facts, saying(on))
