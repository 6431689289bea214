"""OpenStreetMap, as XML or PBF: addresses as rows; places, ways and areas as layers.

An address is a node, way or area that carries one. A way stands at the centre of its nodes; its
key is w and its number, a node's n, an area's r.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from osmium.geom import WKBFactory

from diaban.exchange.importing.layers import Layer, LayerBatch
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.tables import (
    BATCH_ROWS,
    Format,
    ReadOptions,
    Table,
    batch_rows,
    frame_of,
    open_whole,
)

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
_SPEAKS = ("addr:housenumber", "addr:street", "addr:place", "addr:full", "addr:unit")
# what tells the kind of a feature on a map, and what routing asks of a way
_MAP_TAGS = (
    "name", "name:vi", "name:en", "alt_name", "old_name", "short_name", "official_name", "ref",
    "highway", "railway", "waterway", "water", "natural", "landuse", "leisure", "boundary",
    "admin_level", "place", "building", "building:levels", "amenity", "shop", "office", "tourism",
    "public_transport", "man_made", "power", "barrier", "area", "access", "bicycle", "bridge",
    "foot", "junction", "lanes", "layer", "maxspeed", "motor_vehicle", "motorcar", "motorcycle",
    "oneway", "oneway:motorcycle", "service", "surface", "tunnel", "width",
)  # fmt: skip
_LAYER_COLUMNS = ["@id", *_MAP_TAGS, *(tag for tag in TAGS if tag != "name")]
_LAYERS = {"points": "Point", "lines": "LineString", "polygons": "MultiPolygon"}
# a closed way of these is a loop to follow, not ground
_LOOPS = ("highway", "railway", "barrier")
_CUT = (
    "unexpected end", "no element found", "unclosed token", "gzip error: read", "BUF_ERROR",
    "unexpected EOF", "truncated", "end of file",
)  # fmt: skip


def open_osm(path: Path, _options: ReadOptions) -> Table:
    rows = _read_rows(path)
    return Table(
        _name(path),
        list(COLUMNS),
        0,
        batch_rows(rows, len(COLUMNS)),
        position_source="open_map",
        are_households=False,
        crs="EPSG:4326",
        position_columns=("@lat", "@lng"),
    )


def open_osm_layer(path: Path, options: ReadOptions) -> Layer:
    chosen = options.sheet or "lines"
    if chosen not in _LAYERS:
        raise InputError("sheet_unknown", sheet=chosen, known=list(_LAYERS))
    batches = _read_layer(path, chosen)
    return Layer(
        _name(path),
        list(_LAYER_COLUMNS),
        frozenset({_LAYERS[chosen]}),
        "EPSG:4326",
        list(_LAYERS),
        chosen,
        batches,
        close=batches.close,  # type: ignore[attr-defined]
    )


def _name(path: Path) -> str:
    return "OSM PBF" if _is_pbf_head(_read_head(path)) else "OSM XML"


def _read_head(path: Path) -> bytes:
    with open_whole(path) as file:
        return file.read(64)


def _walk(path: Path, keys: tuple[str, ...] | None) -> Iterator[Any]:
    """Yield the objects that have tags (one of ``keys``); a broken file ends in InputError."""
    head = _read_head(path)
    packed = head.startswith(b"\x1f\x8b")
    kind = "pbf" if _is_pbf_head(head) else "osm.gz" if packed else "osm"
    count = 0
    try:
        processor = osmium.FileProcessor(osmium.io.File(str(path), kind)).with_areas()
        wanted = osmium.filter.KeyFilter(*keys) if keys else osmium.filter.EmptyTagFilter()
        for element in processor.with_filter(wanted):
            count += 1
            yield element
    except GeneratorExit:
        raise
    except Exception as error:  # osmium has many kinds, of no common family
        raise _explain(error, count, _name(path)) from error


def _explain(error: Exception, number: int, name: str) -> InputError:
    words = str(error)
    if isinstance(error, InputError):
        return error
    if "entities are not supported" in words:
        return InputError("xml_entities", format=name)
    if any(sign in words for sign in _CUT):
        end = "… </osm>" if name.endswith("XML") else "PBF"
        return InputError("half_written", what=f"{end} ({number})")
    return InputError("file_damaged", format=name, what=words[:80])


def _read_rows(path: Path) -> Iterator[tuple[int, str | None, list[str]]]:
    number = 0
    for element in _walk(path, _SPEAKS):
        cells = _read_element(element)
        if cells is not None:
            number += 1
            yield number, None, cells


def _read_element(element: Any) -> list[str] | None:
    tags = element.tags
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


def _read_layer(path: Path, chosen: str) -> Iterator[LayerBatch]:
    draw = {"points": _draw_point, "lines": _draw_line, "polygons": _draw_area}[chosen]
    drawn = _draw_all(path, draw)
    through = 0
    while some := list(islice(drawn, BATCH_ROWS)):
        rows = [(through + i, None, *cells) for i, (cells, _) in enumerate(some, start=1)]
        through += len(some)
        shapes = shapely.from_wkb([wkb for _, wkb in some], on_invalid="ignore")
        frame = frame_of(rows, len(_LAYER_COLUMNS))
        yield LayerBatch(frame, np.asarray(shapes, dtype=object), through)


def _draw_all(
    path: Path, draw: Callable[[Any, Any], tuple[str, str | None] | None]
) -> Iterator[tuple[list[str], bytes | None]]:
    factory = WKBFactory()
    for element in _walk(path, None):
        drawn = draw(element, factory)
        if drawn is not None:
            key, wkb = drawn
            cells = [key, *(element.tags.get(name, "") for name in _LAYER_COLUMNS[1:])]
            yield cells, bytes.fromhex(wkb) if wkb else None


def _draw_point(element: Any, factory: Any) -> tuple[str, str | None] | None:
    if not element.is_node():
        return None
    return f"n{element.id}", _wkb(factory.create_point, element)


def _draw_line(element: Any, factory: Any) -> tuple[str, str | None] | None:
    if not element.is_way() or (element.is_closed() and not _is_loop(element.tags)):
        return None
    return f"w{element.id}", _wkb(factory.create_linestring, element)


def _draw_area(element: Any, factory: Any) -> tuple[str, str | None] | None:
    if not element.is_area() or (element.from_way() and _is_loop(element.tags)):
        return None
    key = "w" if element.from_way() else "r"
    return f"{key}{element.orig_id()}", _wkb(factory.create_multipolygon, element)


def _is_loop(tags: Any) -> bool:
    return any(tag in tags for tag in _LOOPS) and tags.get("area") != "yes"


def _wkb(create: Callable[[Any], str], element: Any) -> str | None:
    """Return WKB in hexadecimal; None where nodes of the element are not in the extract."""
    try:
        return create(element)
    except (osmium.InvalidLocationError, RuntimeError):
        return None


def _is_pbf_head(head: bytes) -> bool:
    return b"OSMHeader" in head[:32]


def _is_osm_xml(head: bytes, name: str) -> bool:
    return name.endswith(".osm") or (head.lstrip().startswith(b"<") and b"<osm" in head)


FORMATS = (
    Format(
        "OSM PBF",
        (".osm.pbf", ".pbf"),
        lambda head, name: _is_pbf_head(head) or name.endswith(".pbf"),
        open_osm,
        open_osm_layer,
    ),
    Format("OSM XML", (".osm", ".osm.gz"), _is_osm_xml, open_osm, open_osm_layer),
)
