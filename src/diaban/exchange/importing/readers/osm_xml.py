"""OpenStreetMap XML, plain or packed: every node, way and area that carries an address.

A way stands at the centre of its nodes; its key is w and its number, a node's n, an area's r.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import osmium

from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.tables import Format, ReadOptions, Table, batch_rows

TAGS = (
    "addr:housenumber",
    "addr:street",
    "addr:place",
    "addr:hamlet",
    "addr:neighbourhood",
    "addr:unit",
    "addr:full",
    "addr:subdistrict",
    "addr:ward",
    "addr:district",
    "addr:city",
    "addr:postcode",
    "name",
)
COLUMNS = ["@id", *TAGS, "@lat", "@lng"]
_SPEAKS = frozenset({"addr:housenumber", "addr:street", "addr:place", "addr:full", "addr:unit"})


def open_osm(path: Path, _options: ReadOptions) -> Table:
    rows = _read_rows(path)
    return Table(
        "OSM XML",
        list(COLUMNS),
        0,
        batch_rows(rows, len(COLUMNS)),
        position_source="open_map",
        are_households=False,
    )


def _read_rows(path: Path) -> Iterator[tuple[int, str | None, list[str]]]:
    number = 0
    try:
        for element in osmium.FileProcessor(str(path)).with_areas():
            cells = _read_element(element)
            if cells is not None:
                number += 1
                yield number, None, cells
    except Exception as error:  # osmium has many kinds, of no common family
        raise _explain(error, number) from error


def _explain(error: Exception, number: int) -> InputError:
    words = str(error)
    cut = ("unexpected end", "no element found", "unclosed token", "gzip error: read", "BUF_ERROR")
    if any(sign in words for sign in cut):
        return InputError("half_written", what=f"… </osm> ({number})")
    return InputError("file_damaged", format="OSM XML", what=words[:80])


def _read_element(element: Any) -> list[str] | None:
    tags = element.tags
    if not any(tag.k in _SPEAKS for tag in tags):
        return None
    if element.is_node():
        key, place = f"n{element.id}", (element.location,)
    elif element.is_way():
        key, place = f"w{element.id}", _way_locations(element)
    elif element.is_area() and not element.from_way():
        key, place = f"r{element.orig_id()}", _area_locations(element)
    else:
        return None
    lat, lng = _centre([spot for spot in place if spot.valid()])
    return [key, *(tags.get(name, "") for name in TAGS), lat, lng]


def _way_locations(way: Any) -> tuple[Any, ...]:
    """Return the places of a way's nodes; a closed way names its first node twice."""
    nodes = list(way.nodes)
    if len(nodes) > 1 and nodes[0].ref == nodes[-1].ref:
        nodes.pop()
    return tuple(node.location for node in nodes)


def _area_locations(area: Any) -> tuple[Any, ...]:
    return tuple(node.location for ring in area.outer_rings() for node in list(ring)[:-1])


def _centre(spots: list[Any]) -> tuple[str, str]:
    if not spots:
        return "", ""
    # whole numbers of 1e-7 degree, as the source has them
    lat = sum(spot.y for spot in spots) / len(spots)
    lng = sum(spot.x for spot in spots) / len(spots)
    return f"{lat / 1e7:.7f}", f"{lng / 1e7:.7f}"


def _is_osm(head: bytes, name: str) -> bool:
    return name.endswith(".osm") or (head.lstrip().startswith(b"<") and b"<osm" in head)


FORMAT = Format("OSM XML", (".osm", ".osm.gz"), _is_osm, open_osm)
