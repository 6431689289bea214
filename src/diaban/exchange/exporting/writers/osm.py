"""OpenStreetMap's PBF: points as nodes, lines and rings as ways, fields as tags."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import osmium
import shapely
from osmium.osm import mutable

from diaban.exchange.exporting.listing import ExportError, Listing

# how OpenStreetMap names what an address list says
_TAGS = {
    "house_number": "addr:housenumber",
    "street": "addr:street",
    "locality": "addr:hamlet",
    "building": "addr:housename",
    "unit": "addr:unit",
    "commune": "addr:subdistrict",
    "identifier": "ref",
    "category": "highway",
}


def write(listing: Listing, path: Path, _crs: int) -> int:
    """Write one element a row; rows without a shape have no place in the format."""
    if listing.shape == "MultiPolygon":
        raise ExportError(
            "Không ghi vùng ra .osm.pbf; hãy chọn .gpkg hoặc .geojson.",
            "Areas are not written as .osm.pbf; choose .gpkg or .geojson.",
        )
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        return _Elements(listing, writer).write()


class _Elements:
    """Numbers the elements from 1: not those of OpenStreetMap, and never to be sent there.

    Negative numbers would say so themselves, but most readers find no places for them.
    """

    def __init__(self, listing: Listing, writer: osmium.SimpleWriter) -> None:
        self._listing = listing
        self._writer = writer
        self._node = 0
        self._ways: list[mutable.Way] = []

    def write(self) -> int:
        count = 0
        for rows in self._listing.batches():
            shapes = rows.shapes if rows.shapes is not None else [None] * len(rows.cells)
            for cells, shape in zip(rows.cells, shapes, strict=True):
                if shape is not None and not shape.is_empty:
                    self._add(shape, self._tags(cells))
                    count += 1
        # nodes come before ways in a file
        for way in self._ways:
            self._writer.add_way(way)
        return count

    def _tags(self, cells: Sequence[Any]) -> dict[str, str]:
        named = zip(self._listing.fields, cells, strict=True)
        return {
            _TAGS.get(field.name, field.name): _write_value(cell)[:255]
            for field, cell in named
            if cell not in {None, ""} and not field.in_tables_only
        }

    def _add(self, shape: shapely.Geometry, tags: dict[str, str]) -> None:
        if shape.geom_type == "Point":
            self._add_node(shape.x, shape.y, tags)
            return
        for line in shapely.get_parts(shape):
            nodes = [self._add_node(x, y, {}) for x, y in shapely.get_coordinates(line)]
            number = len(self._ways) + 1
            self._ways.append(mutable.Way(id=number, version=1, nodes=nodes, tags=tags))

    def _add_node(self, lng: float, lat: float, tags: dict[str, str]) -> int:
        self._node += 1
        place = (float(lng), float(lat))
        self._writer.add_node(mutable.Node(id=self._node, version=1, location=place, tags=tags))
        return self._node


def _write_value(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(cell)
