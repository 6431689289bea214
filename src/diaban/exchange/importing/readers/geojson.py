"""GeoJSON: a FeatureCollection of any geometry; properties become columns.

The file is walked twice, feature by feature: once for the names of all properties, once for the
rows. Neither walk holds more than a feature and a block.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from diaban.exchange.importing.layers import Layer, LayerBatch
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.readers.json_features import walk_features
from diaban.exchange.importing.readers.layer_points import points_of
from diaban.exchange.importing.tables import (
    BATCH_ROWS,
    Format,
    ReadOptions,
    Table,
    batch_rows,
    fault,
    frame_of,
    name_columns,
)

ID, LAT, LNG = "@id", "@lat", "@lng"
_LINES = frozenset({"LineString", "MultiLineString"})
_AREAS = frozenset({"Polygon", "MultiPolygon"})
_BAD_SHAPE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    shapely.errors.ShapelyError,
)
_Row = tuple[int, str | None, list[str], Any]


@dataclass
class _Head:
    """What the first walk finds."""

    keys: dict[str, None] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    has_id: bool = False
    crs: str | None = None


def _look_ahead(path: Path) -> _Head:
    head = _Head()

    def note_crs(found: str) -> None:
        head.crs = found

    for feature in walk_features(path, numbers_as_text=True, on_crs=note_crs):
        if isinstance(feature, dict):
            properties = feature.get("properties")
            head.keys |= dict.fromkeys(properties if isinstance(properties, dict) else ())
            head.has_id = head.has_id or "id" in feature
            geometry = feature.get("geometry")
            kind = geometry.get("type") if isinstance(geometry, dict) else None
            if isinstance(kind, str) and len(head.kinds) < 16:
                head.kinds.add(kind)
    return head


def open_geojson(path: Path, _options: ReadOptions) -> Table:
    head = _look_ahead(path)
    if head.kinds and head.kinds <= _LINES:
        raise InputError("layer_of_lines", layer=path.name)
    columns = name_columns([*([ID] if head.has_id else []), *head.keys, LAT, LNG])
    rows = (
        (number, trouble or wrong, [*cells, lat, lng])
        for number, trouble, cells, geometry in _read_features(path, head)
        for wrong, lat, lng in [_read_point(geometry)]
    )
    notes = [Problem("positions_on_surface")] if head.kinds & _AREAS else []
    return Table(
        "GeoJSON",
        columns,
        0,
        batch_rows(rows, len(columns)),
        are_households=False,
        crs=head.crs,
        position_columns=(columns[-2], columns[-1]),
        notes=notes,
    )


def open_geojson_layer(path: Path, _options: ReadOptions) -> Layer:
    head = _look_ahead(path)
    columns = name_columns([*([ID] if head.has_id else []), *head.keys])
    return Layer(
        "GeoJSON",
        columns,
        frozenset(head.kinds - {"GeometryCollection"}),
        head.crs or "EPSG:4326",
        [path.name],
        path.name,
        _read_layer(path, head, len(columns)),
    )


def _read_layer(path: Path, head: _Head, width: int) -> Iterator[LayerBatch]:
    features = _read_features(path, head)
    while rows := list(islice(features, BATCH_ROWS)):
        geometry = np.empty(len(rows), object)
        cells = []
        for place, (number, trouble, texts, shape) in enumerate(rows):
            geometry[place], wrong = _read_shape(shape)
            cells.append((number, trouble or wrong, *texts))
        yield LayerBatch(frame_of(cells, width), geometry, rows[-1][0])


def _read_features(path: Path, head: _Head) -> Iterator[_Row]:
    width = len(head.keys) + head.has_id
    walk = walk_features(path, numbers_as_text=True, on_crs=lambda _: None)
    for number, feature in enumerate(walk, start=1):
        if not isinstance(feature, dict):
            yield number, fault("feature_invalid", value=type(feature).__name__), [""] * width, None
            continue
        properties = feature.get("properties")
        if not isinstance(properties, dict):
            properties = {}
        first = [_write(feature.get("id"))] if head.has_id else []
        cells = [*first, *(_write(properties.get(k)) for k in head.keys)]
        yield number, None, cells, feature.get("geometry")


def _read_point(geometry: Any) -> tuple[str | None, str, str]:
    if geometry is None:
        return None, "", ""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind in {*_AREAS, "MultiPoint"}:
        return _read_surface(geometry)
    if kind != "Point":
        return fault("geometry_not_point", value=str(kind)[:40]), "", ""
    match geometry.get("coordinates"):
        case [str(lng), str(lat), *_]:
            return None, lat, lng
        case [] | None:
            return None, "", ""
    return fault("feature_invalid", value="coordinates"), "", ""


def _read_surface(geometry: Any) -> tuple[str | None, str, str]:
    shapes = np.empty(1, object)
    shapes[0], wrong = _read_shape(geometry)
    x, y, faults = points_of(shapes)
    if wrong or faults[0] or not np.isfinite(x[0] + y[0]):
        return wrong or faults[0], "", ""
    return None, repr(float(y[0])), repr(float(x[0]))


def _read_shape(geometry: Any) -> tuple[Any, str | None]:
    if geometry is None:
        return None, None
    try:
        return shapely.force_2d(shapely.geometry.shape(_as_numbers(geometry))), None
    except _BAD_SHAPE:
        return None, fault("feature_invalid", value="coordinates")


def _as_numbers(geometry: dict[str, Any]) -> dict[str, Any]:
    if "geometries" in geometry:
        return {**geometry, "geometries": [_as_numbers(g) for g in geometry["geometries"]]}
    return {**geometry, "coordinates": _floats(geometry["coordinates"])}


def _floats(value: Any) -> Any:
    return [_floats(part) for part in value] if isinstance(value, list) else float(value)


def _write(value: Any) -> str:
    match value:
        case str():
            return value.replace("\x00", "")
        case None:
            return ""
        case bool():
            return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def _is_geojson(head: bytes, name: str) -> bool:
    if name.endswith((".geojson", ".json")):
        return True
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return start == b"{" and not name.endswith((".csv", ".txt", ".tsv"))


FORMAT = Format("GeoJSON", (".geojson", ".json"), _is_geojson, open_geojson, open_geojson_layer)
