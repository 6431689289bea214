"""The open list as GeoParquet 1.1: the same columns, and the point as WKB.

Specification: OGC GeoParquet 1.1.0, file metadata ``geo``. Written by Polars (decision 0014).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

_ROW_GROUP = 100_000
# byte order, kind (1: point), x, y: ISO WKB, little-endian
_POINT = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])


def with_points(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with `geometry`; no text where the cell is empty."""
    texts = [name for name, kind in rows.schema.items() if kind == pl.String]
    blank = [pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in texts]
    return rows.with_columns(*blank, pl.Series("geometry", _wkb(rows), dtype=pl.Binary))


def _wkb(rows: pl.DataFrame) -> list[bytes | None]:
    points = np.zeros(rows.height, dtype=_POINT)
    points["order"], points["kind"] = 1, 1
    points["x"], points["y"] = (
        rows[name].fill_null(float("nan")).to_numpy() for name in ("long", "lat")
    )
    written, size = points.tobytes(), _POINT.itemsize
    has_point = (~np.isnan(points["x"])).tolist()
    return [
        written[at * size : (at + 1) * size] if there else None
        for at, there in enumerate(has_point)
    ]


def write_parquet(parts: Sequence[Path], path: Path, box: tuple[float, ...] | None) -> None:
    """Join Parquet files whose rows are in order into one GeoParquet file.

    ``box``: west, south, east, north of all points.
    """
    notes = {"geo": json.dumps(_describe(box))}
    pl.scan_parquet(parts).sink_parquet(path, metadata=notes, row_group_size=_ROW_GROUP)


def _describe(box: tuple[float, ...] | None) -> dict[str, Any]:
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if box is not None:
        column["bbox"] = list(box)
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
