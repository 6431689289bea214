"""What the map draws in a tile."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from diaban.spine.basemap.cells import ZOOM, box_of_tile, cells_of_tile
from diaban.spine.basemap.models import MapCell, MapFeature, MapSource

# the body of data whose number grows with every change of the ground drawn
GENERATION = "basemap"


class Drawn(NamedTuple):
    """A feature as the map needs it; ``geometry`` is WKB in WGS 84 longitude, latitude."""

    id: int
    kind: int
    category: str
    name: str
    first_zoom: int
    geometry: bytes
    synthetic: bool


def features_in_tile(z: int, x: int, y: int) -> list[Drawn]:
    """Return the current features that may touch a tile and are worth drawing at its zoom.

    Above zoom 14 they are those of the cell around the tile whose box meets it: the caller clips.
    """
    first, last = cells_of_tile(z, x, y)
    shown = Q()
    # one range of the index for each zoom, instead of a walk over all features of the tile
    for zoom in range(min(z, ZOOM + 4) + 1):
        shown |= Q(first_zoom=zoom, cell__range=(first, last))
    features = MapFeature.objects.filter(pk__in=MapCell.objects.filter(shown).values("feature"))
    if z > ZOOM:
        box = box_of_tile(z, x, y)
        features = features.filter(
            west_e7__lte=box.east, east_e7__gte=box.west,
            south_e7__lte=box.north, north_e7__gte=box.south,
        )  # fmt: skip
    return [
        Drawn(*row)
        for row in features.order_by("kind", "-first_zoom", "id").values_list(
            "id", "kind", "category", "name", "first_zoom", "geometry", "source__synthetic"
        )
    ]


def attributions() -> list[str]:
    """Return the words that the drawn sources' licences want to be shown, each once."""
    current = MapFeature.objects.current().filter(source=OuterRef("pk"))
    drawn = MapSource.objects.filter(Exists(current))
    return sorted(set(drawn.exclude(attribution="").values_list("attribution", flat=True)))
