"""GeoParquet 1.1: Parquet with the geometry as WKB, and a note that says so.

Specification: OGC GeoParquet 1.1.0, file metadata ``geo``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pyproj
import shapely

from diaban.exchange.exporting.listing import WGS84, Field, Listing, Rows
from diaban.exchange.exporting.writers.projecting import project

_TYPES: dict[type, Any] = {str: pl.String, float: pl.Float64, int: pl.Int64, bool: pl.Boolean}
_GEOMETRY = "geometry"


def write(listing: Listing, path: Path, crs: int) -> int:
    parts = [_frame(listing, rows, crs) for rows in listing.batches()]
    whole = pl.concat(parts) if parts else _frame(listing, Rows([]), crs)
    notes = {"geo": json.dumps(_describe(listing, crs))} if listing.shape else None
    whole.write_parquet(path, metadata=notes)
    return whole.height


def _frame(listing: Listing, rows: Rows, crs: int) -> pl.DataFrame:
    columns = list(zip(*rows.cells, strict=True)) or [()] * len(listing.fields)
    series = [
        pl.Series(field.name, _cells(field, column), dtype=_TYPES[field.kind])
        for field, column in zip(listing.fields, columns, strict=True)
    ]
    if listing.shape:
        shapes = [] if rows.shapes is None else shapely.to_wkb(project(rows.shapes, crs)).tolist()
        series.append(pl.Series(_GEOMETRY, shapes, dtype=pl.Binary))
    return pl.DataFrame(series)


def _cells(field: Field, column: tuple[Any, ...]) -> list[Any]:
    if field.kind is str:
        return [None if cell in {None, ""} else str(cell) for cell in column]
    return list(column)


def _describe(listing: Listing, crs: int) -> dict[str, Any]:
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": [listing.shape]}
    if crs != WGS84:
        column["crs"] = pyproj.CRS.from_epsg(crs).to_json_dict()
    described: dict[str, Any] = {
        "version": "1.1.0",
        "primary_column": _GEOMETRY,
        "columns": {_GEOMETRY: column},
    }
    return described
