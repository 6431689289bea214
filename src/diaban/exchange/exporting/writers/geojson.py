"""GeoJSON (RFC 7946): always WGS 84; a row without a position has a null geometry."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import shapely

from diaban.exchange.exporting.listing import Listing, Rows


def write(listing: Listing, path: Path, _crs: int) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for count, piece in enumerate(stream_geojson(listing), start=-1):  # noqa: B007
            file.write(piece)
    return count


def stream_geojson(listing: Listing) -> Iterator[str]:
    """Yield the opening, one piece for each feature, and the close."""
    kept = [(i, f.name) for i, f in enumerate(listing.fields) if not f.in_tables_only]
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if listing.attribution:
        head["attribution"] = listing.attribution
    yield json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1] + ',"features":['
    between = "\n"
    for rows in listing.batches():
        for cells, shape in zip(rows.cells, _shapes(rows), strict=True):
            feature = _feature(listing, kept, cells, shape)
            yield between + json.dumps(feature, ensure_ascii=False)
            between = ",\n"
    yield "\n]}\n"


def _shapes(rows: Rows) -> Sequence[Any]:
    if rows.shapes is None:
        return [None] * len(rows.cells)
    return shapely.to_geojson(rows.shapes)


def _feature(
    listing: Listing, kept: list[tuple[int, str]], cells: Sequence[Any], shape: str | None
) -> dict[str, Any]:
    properties = {name: cells[i] for i, name in kept if cells[i] not in {None, ""}}
    feature: dict[str, Any] = {"type": "Feature"}
    if listing.identified_by:
        feature["id"] = properties.pop(listing.identified_by, None)
    geometry = json.loads(shape) if shape else None
    return {**feature, "properties": properties, "geometry": geometry}
