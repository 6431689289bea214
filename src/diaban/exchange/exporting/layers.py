"""The layers of the map: communes with their boundaries, and what is drawn beneath them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import shapely

from diaban.exchange.exporting.listing import Field, Listing, Rows
from diaban.spine.basemap.features import attributions
from diaban.spine.basemap.models import MapFeature, MapKind
from diaban.spine.places.areas import unit_shapes

_CHUNK = 5_000
_UNITS = (
    Field("code", str),
    Field("name", str),
    Field("kind", str),
    Field("valid_from", str),
    Field("standing", str),
)
_DRAWN = (
    Field("key", str),
    Field("category", str),
    Field("name", str),
    Field("tags", str),
    Field("source", str),
    Field("synthetic", bool),
)
_SHAPES = {
    MapKind.STREET: "MultiLineString",
    MapKind.RAIL: "MultiLineString",
    MapKind.GREEN: "MultiPolygon",
}


def list_units(as_of: date) -> Listing:
    """Return the communes of a day; ``standing`` says official or approximate."""

    def batches() -> Iterator[Rows]:
        drawn = unit_shapes(as_of)
        cells = [
            (unit.code, unit.name, unit.kind, unit.valid_from.isoformat(), str(standing.value))
            for unit, _, standing in drawn
        ]
        yield Rows(cells, _multi("MultiPolygon", [shape for _, shape, _ in drawn]))

    return Listing(f"units-{as_of.isoformat()}", _UNITS, batches, "MultiPolygon", "code")


def list_drawn(kind: MapKind, *, areas: bool = False) -> Listing:
    """Return the streets, rails, green or water of the base map; water as lines or as areas."""
    shape = "MultiPolygon" if areas else _SHAPES.get(kind, "MultiLineString")

    def batches() -> Iterator[Rows]:
        rows = MapFeature.objects.filter(kind=kind).current().order_by("id")
        columns = ("key", "category", "name", "tags", "source__name", "source__synthetic")
        found: list[tuple[object, ...]] = []
        shapes: list[shapely.Geometry] = []
        for *cells, wkb in rows.values_list(*columns, "geometry").iterator(chunk_size=_CHUNK):
            drawn = shapely.from_wkb(bytes(wkb))
            if drawn.geom_type.removeprefix("Multi") == shape.removeprefix("Multi"):
                found.append(tuple(cells))
                shapes.append(drawn)
            if len(found) == _CHUNK:
                yield Rows(found, _multi(shape, shapes))
                found, shapes = [], []
        if found:
            yield Rows(found, _multi(shape, shapes))

    name = kind.name.lower()
    told = "; ".join(attributions())
    return Listing(f"{name}-areas" if areas else name, _DRAWN, batches, shape, "key", told)


def _multi(shape: str, geometries: list[shapely.Geometry]) -> np.ndarray:
    """Return all as multi-geometries, since a layer of most formats has one kind."""
    gather = shapely.MultiPolygon if shape == "MultiPolygon" else shapely.MultiLineString
    whole = np.empty(len(geometries), dtype=object)
    for at, geometry in enumerate(geometries):
        parts = [p for p in shapely.get_parts(geometry) if p.geom_type == shape[5:]]
        whole[at] = gather(parts)
    return whole
