"""Parquet, with or without the geometry column that GeoParquet describes in its ``geo`` entry."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely

from diaban.exchange.importing.layers import Layer, LayerBatch
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers.attribute_texts import as_cells
from diaban.exchange.importing.readers.layer_points import as_table
from diaban.exchange.importing.tables import (
    BATCH_ROWS,
    Batch,
    Format,
    ReadOptions,
    Table,
    name_columns,
    open_whole,
)

_MARK = b"PAR1"
# where the specification leaves out a system, it means this one
_DEFAULT_CRS = "EPSG:4326"
# a panic of the reader in Rust is no Exception
_BROKEN = (
    pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
    OSError,
    ValueError,
    BaseExceptionGroup,
)
# over some damage the reader asks for more memory than there is, which ends its whole process
_READ_ALL = """
import sys
import polars
path, step = sys.argv[1], int(sys.argv[2])
rows = polars.scan_parquet(path, glob=False)
for start in range(0, rows.select(polars.len()).collect().item(), step):
    rows.slice(start, step).collect()
"""


@dataclass(frozen=True)
class _Geometry:
    column: str
    crs: str | None
    kinds: frozenset[str]
    is_native: bool


def open_parquet(path: Path, options: ReadOptions) -> Table:
    names, place = _look_ahead(path)
    if place:
        return as_table(open_parquet_layer(path, options))
    return Table(
        "Parquet",
        name_columns(names),
        0,
        (
            Batch(as_cells(frame, start + 1), start + frame.height)
            for start, frame in _read(path, names)
        ),
    )


def open_parquet_layer(path: Path, _options: ReadOptions) -> Layer:
    names, place = _look_ahead(path)
    if place is None:
        raise InputError("layer_without_geometry", format="Parquet", known=["GeoParquet"])
    others = [name for name in names if name != place.column]
    return Layer(
        "GeoParquet",
        name_columns(others),
        place.kinds,
        place.crs,
        [path.name],
        path.name,
        _walk(path, names, others, place),
    )


def _look_ahead(path: Path) -> tuple[list[str], _Geometry | None]:
    _check_end(path)
    state = path.stat()
    if not _is_read_apart(str(path), state.st_size, state.st_mtime_ns):
        raise InputError("file_damaged", format="Parquet", what="PAR1")
    try:
        schema = pl.read_parquet_schema(path)
        about = json.loads(pl.read_parquet_metadata(path).get("geo") or "null")
    except _BROKEN as error:
        raise _explain(error) from error
    return list(schema), _read_geo(about, list(schema))


def _check_end(path: Path) -> None:
    """A Parquet file ends in the length of its footer and the mark that it began with."""
    size = path.stat().st_size
    with open_whole(path) as file:
        file.seek(max(0, size - 8))
        end = file.read(8)
    footer = struct.unpack("<I", end[:4])[0] if len(end) == 8 else 0
    if end[4:] != _MARK or footer + 12 > size:
        raise InputError("half_written", what="Parquet, … PAR1")


@lru_cache(maxsize=64)
def _is_read_apart(path: str, _size: int, _changed: int) -> bool:
    """Say whether a process of its own reads the file to its end; once for each state of it."""
    words = [sys.executable, "-I", "-c", _READ_ALL, path, str(BATCH_ROWS * 5)]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def _read_geo(about: Any, names: list[str]) -> _Geometry | None:
    if not isinstance(about, dict):
        return None
    column = about.get("primary_column")
    described = about.get("columns")
    mine = described.get(column) if isinstance(described, dict) else None
    if column not in names or not isinstance(mine, dict):
        return None
    crs = mine.get("crs", _DEFAULT_CRS)
    written = json.dumps(crs) if isinstance(crs, dict) else crs
    kinds = mine.get("geometry_types") or []
    plain = frozenset(str(kind).partition(" ")[0] for kind in kinds) - {"GeometryCollection"}
    return _Geometry(str(column), written, plain, str(mine.get("encoding", "WKB")) != "WKB")


def _walk(
    path: Path, names: list[str], others: list[str], place: _Geometry
) -> Iterator[LayerBatch]:
    for start, frame in _read(path, names):
        geometry = _shapes(frame[place.column], place)
        cells = as_cells(frame.select(others), start + 1)
        yield LayerBatch(cells, geometry, start + frame.height)


def _shapes(column: pl.Series, place: _Geometry) -> np.ndarray[Any, Any]:
    if place.is_native:
        if column.dtype != pl.Struct or "Point" not in place.kinds:
            raise InputError("file_damaged", format="GeoParquet", what="encoding ≠ WKB")
        x, y = (column.struct.field(axis).cast(pl.Float64).to_numpy() for axis in ("x", "y"))
        return np.asarray(shapely.points(x, y), dtype=object)
    stored = column.cast(pl.Binary).to_numpy()
    return np.asarray(shapely.from_wkb(stored, on_invalid="ignore"), dtype=object)


def _read(path: Path, names: list[str]) -> Iterator[tuple[int, pl.DataFrame]]:
    start = 0
    try:
        rows = pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()
        if not rows:
            raise InputError("file_empty")
        while start < rows:
            scan = pl.scan_parquet(path, glob=False).select(names).slice(start, BATCH_ROWS * 5)
            block = scan.collect()
            for at in range(0, block.height, BATCH_ROWS):
                frame = block.slice(at, BATCH_ROWS)
                yield start, frame
                start += frame.height
    except _BROKEN as error:
        if isinstance(error, InputError):
            raise
        raise _explain(error) from error


def _explain(error: BaseException) -> InputError:
    words = " ".join(str(error).split())
    return InputError("file_damaged", format="Parquet", what=words[:80])


FORMAT = Format(
    "Parquet",
    (".parquet", ".geoparquet"),
    lambda head, name: head.startswith(_MARK) or name.endswith((".parquet", ".geoparquet")),
    open_parquet,
    open_parquet_layer,
)
