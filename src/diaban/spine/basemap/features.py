"""What the map draws in a tile."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Exists, OuterRef

from diaban.spine.basemap.cells import ZOOM, box_of_tile, cells_of_tile
from diaban.spine.basemap.models import MapCell, MapFeature, MapFeatureQuerySet, MapSource

# the body of data whose number grows with every change of the ground drawn
GENERATION = "basemap"


class Drawn(NamedTuple):
    """Features as the map needs them, one entry of each list for each feature.

    ``geometries`` are WKB in WGS 84 longitude, latitude.
    """

    kinds: list[int]
    categories: list[str]
    names: list[str]
    first_zooms: list[int]
    geometries: list[bytes]


def features_in_tile(z: int, x: int, y: int) -> Drawn:
    """Return the current features that may touch a tile and are worth drawing at its zoom.

    Above zoom 14 they are those of the cell around the tile whose box meets it: the caller clips.
    """
    first, last = cells_of_tile(z, x, y)
    # a list of zooms with one range of cells: one search of the index for each zoom of the list
    zooms = range(min(z, ZOOM + 4) + 1)
    cells = MapCell.objects.filter(first_zoom__in=zooms, cell__range=(first, last))
    features = MapFeature.objects.filter(pk__in=cells.values("feature"))
    if z > ZOOM:
        box = box_of_tile(z, x, y)
        features = features.filter(
            west_e7__lte=box.east, east_e7__gte=box.west,
            south_e7__lte=box.north, north_e7__gte=box.south,
        )  # fmt: skip
    return _read(features)


def features_to_zoom(zoom: int) -> Drawn:
    """Return all current features that are worth drawing at a zoom, wherever they lie."""
    return _read(MapFeature.objects.current().filter(first_zoom__lte=zoom))


def _read(features: MapFeatureQuerySet) -> Drawn:
    rows = features.order_by("kind", "-first_zoom", "id").values_list(
        "kind", "category", "name", "first_zoom", "geometry"
    )
    columns = [list(column) for column in zip(*rows, strict=True)]
    return Drawn(*columns) if columns else Drawn([], [], [], [], [])


def attributions() -> list[str]:
    """Return the words that the drawn sources' licences want to be shown, each once."""
    current = MapFeature.objects.current().filter(source=OuterRef("pk"))
    drawn = MapSource.objects.filter(Exists(current))
    return sorted(set(drawn.exclude(attribution="").values_list("attribution", flat=True)))
