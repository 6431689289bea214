"""The roads of the base map as networks that people walk and ride."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from diaban.engines.reach import (
    BICYCLE,
    MOTORBIKE,
    WALKING,
    Mode,
    Network,
    ReachError,
    Ways,
    build_network,
)
from diaban.spine.basemap.models import MapFeature, MapKind

_CHUNK = 5_000


@dataclass(frozen=True)
class Roads:
    """What people can walk and ride; None where the base map has nothing of it.

    ``water``: rivers and lakes as areas, in which nobody lives.
    """

    walking: Network | None
    riding: Network | None
    water: NDArray[np.object_]
    cycling: Network | None = None


def read_roads() -> Roads:
    """Read the base map's current streets and waters."""
    ways = _read_ways()
    walking, riding, cycling = (_build(ways, mode) for mode in (WALKING, MOTORBIKE, BICYCLE))
    return Roads(walking, riding, _read_water(), cycling)


def _build(ways: Ways, mode: Mode) -> Network | None:
    try:
        return build_network(ways, mode)
    except ReachError as error:
        if error.reason == "no_road":
            return None
        raise


def _read_ways() -> Ways:
    streets = MapFeature.objects.current().filter(kind=MapKind.STREET).order_by("pk")
    shapes, classes, tags = [], [], []
    rows = streets.values_list("geometry", "category", "tags")
    for geometry, category, said in rows.iterator(chunk_size=_CHUNK):
        shapes.append(bytes(geometry))
        classes.append(category)
        tags.append(json.loads(said))
    return Ways.from_shapes(shapely.from_wkb(np.array(shapes, dtype=object)), classes, tags)


def _read_water() -> NDArray[np.object_]:
    waters = MapFeature.objects.current().filter(kind=MapKind.WATER).order_by("pk")
    wkb = [bytes(one) for one in waters.values_list("geometry", flat=True)]
    shapes = shapely.from_wkb(np.array(wkb, dtype=object))
    return shapes[shapely.get_dimensions(shapes) == 2]
