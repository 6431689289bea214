"""GeoJSON: a FeatureCollection of points; properties become columns.

The file is walked twice, feature by feature: once for the names of all properties, once for the
rows. Neither walk holds more than a feature and a block.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from diaban.exchange.importing.readers.json_features import walk_features
from diaban.exchange.importing.tables import (
    Format,
    ReadOptions,
    Table,
    batch_rows,
    fault,
    name_columns,
)

ID, LAT, LNG = "@id", "@lat", "@lng"


def open_geojson(path: Path, _options: ReadOptions) -> Table:
    names: dict[str, None] = {}
    has_id = False
    for feature in walk_features(path, numbers_as_text=True):
        if isinstance(feature, dict):
            properties = feature.get("properties")
            names |= dict.fromkeys(properties if isinstance(properties, dict) else ())
            has_id = has_id or "id" in feature
    keys = list(names)
    head = [ID] if has_id else []
    columns = name_columns([*head, *keys, LAT, LNG])
    rows = _read_rows(path, keys, has_id=has_id)
    return Table("GeoJSON", columns, 0, batch_rows(rows, len(columns)), are_households=False)


def _read_rows(
    path: Path, keys: list[str], *, has_id: bool
) -> Iterator[tuple[int, str | None, list[str]]]:
    width = len(keys) + 2 + has_id
    for number, feature in enumerate(walk_features(path, numbers_as_text=True), start=1):
        if not isinstance(feature, dict):
            yield number, fault("feature_invalid", value=type(feature).__name__), [""] * width
            continue
        properties = feature.get("properties")
        if not isinstance(properties, dict):
            properties = {}
        trouble, lat, lng = _read_point(feature.get("geometry"))
        head = [_write(feature.get("id"))] if has_id else []
        yield number, trouble, [*head, *(_write(properties.get(k)) for k in keys), lat, lng]


def _read_point(geometry: Any) -> tuple[str | None, str, str]:
    if geometry is None:
        return None, "", ""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind != "Point":
        return fault("geometry_not_point", value=str(kind)[:40]), "", ""
    match geometry.get("coordinates"):
        case [str(lng), str(lat), *_]:
            return None, lat, lng
        case [] | None:
            return None, "", ""
    return fault("feature_invalid", value="coordinates"), "", ""


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


FORMAT = Format("GeoJSON", (".geojson", ".json"), _is_geojson, open_geojson)
