"""A town on one straight road through Hoàn Kiếm, whose distances can be told by hand."""

from __future__ import annotations

import json

import shapely
from tests.registry import MIDDLE, door, observe

from diaban.sectors.post.reach.models import ReachSurvey
from diaban.spine.addresses.coding import run_coding
from diaban.spine.basemap.models import MapKind, MapSource
from diaban.spine.basemap.storing import Feature, store_features
from diaban.spine.parties.models import local_operator
from diaban.spine.runs.models import Kind, Run

METRES_PER_DEGREE = 111_195.0


def north(metres: float, east: float = 0.0) -> tuple[float, float]:
    """Return the place so far up the road from the middle, and so far beside it."""
    lat = MIDDLE[0] + metres / METRES_PER_DEGREE
    narrow = 0.9335  # of a degree of longitude, at 21 degrees north
    return lat, MIDDLE[1] + east / (METRES_PER_DEGREE * narrow)


def draw_road(*metres: float, key: str = "road", **tags: str) -> None:
    """Draw a road with a vertex at each of these distances up from the middle."""
    draw_line(*(north(one) for one in metres), key=key, **tags)


def draw_line(*places: tuple[float, float], key: str, **tags: str) -> None:
    """Draw a residential road through places."""
    source, _ = MapSource.objects.get_or_create(name="drawn by hand")
    run = Run.objects.create(kind=Kind.IMPORT, actor=local_operator())
    line = shapely.LineString([place[::-1] for place in places])
    road = Feature(key, MapKind.STREET, "residential", "", 13, json.dumps(tags), line)
    store_features([road], source, run)


def live_at(**households: tuple[float, float] | None) -> None:
    """Let households live at places, by the key of their door."""
    observe(*(door(key, at) for key, at in households.items()))
    run_coding(local_operator())


def at(place: tuple[float, float]) -> dict[str, object]:
    """Return the facts of a point at a place."""
    lat, lng = place
    return {"lat_e7": round(lat * 1e7), "lng_e7": round(lng * 1e7), "accuracy_metres": 5.0,
            "position_source": 1}  # fmt: skip


def surveys() -> list[ReachSurvey]:
    return list(ReachSurvey.objects.order_by("pk"))
