"""A layer seen as a table: one point for each feature, written as text beside its attributes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
import shapely

from diaban.exchange.importing.layers import Geometries, Layer, LayerBatch
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.tables import (
    FAULT,
    Batch,
    Table,
    cell_names,
    fault,
    name_columns,
)

LAT, LNG = "@lat", "@lng"
_LINES = (1, 2, 5)
_AREAS = (3, 6)


def as_table(layer: Layer, *, position_source: str | None = None) -> Table:
    """Return the table of a layer; raise InputError (layer_of_lines) where it holds lines."""
    kinds = {kind.removeprefix("Multi") for kind in layer.geometry_kinds}
    if kinds and kinds <= {"LineString", "Curve"}:
        layer.close()
        raise InputError("layer_of_lines", layer=layer.layer or layer.format)
    columns = name_columns([*layer.columns, LAT, LNG])
    table = Table(
        layer.format,
        columns,
        0,
        _read_batches(layer),
        sheets=layer.layers,
        position_source=position_source,
        are_households=False,
        close=layer.close,
        sheet=layer.layer,
        crs=layer.crs,
        position_columns=(columns[-2], columns[-1]),
        notes=layer.notes,
    )
    if kinds & {"Polygon", "Surface"}:
        table.notes.append(Problem("positions_on_surface"))
    return table


def _read_batches(layer: Layer) -> Iterator[Batch]:
    only_lines = True
    for batch in layer.batches:
        x, y, faults = points_of(batch.geometry)
        lines = shapely.get_type_id(batch.geometry)
        only_lines = only_lines and bool(np.isin(lines, _LINES).all())
        if only_lines and batch.frame.height:
            raise InputError("layer_of_lines", layer=layer.layer or layer.format)
        if np.isin(lines, _AREAS).any() and not any(
            note.code == "positions_on_surface" for note in layer.notes
        ):
            layer.notes.append(Problem("positions_on_surface"))
        yield _with_points(batch, x, y, faults, len(layer.columns))


def points_of(geometry: Geometries) -> tuple[np.ndarray, np.ndarray, list[str | None]]:
    """Return x, y (NaN where there is none) and the faults of geometries.

    A polygon's point lies on its surface; a point set of one is that point; a line has none.
    """
    kinds = shapely.get_type_id(geometry)
    points = geometry.copy()
    points[shapely.is_empty(geometry)] = None
    kinds = np.where(shapely.is_empty(geometry), -1, kinds)
    points[kinds == 4] = shapely.centroid(geometry[kinds == 4])
    areas = np.isin(kinds, _AREAS)
    if areas.any():
        points[areas] = _on_surface(geometry[areas])
    others = np.isin(kinds, (*_LINES, 7))
    points[others] = None
    faults: list[str | None] = [None] * len(kinds)
    for place in np.flatnonzero(others):
        faults[place] = fault("geometry_not_point", value=geometry[place].geom_type)
    return shapely.get_x(points), shapely.get_y(points), faults


def _on_surface(areas: Geometries) -> Geometries:
    try:
        return shapely.point_on_surface(areas)
    except shapely.errors.GEOSException:
        return shapely.point_on_surface(shapely.make_valid(areas))


def _with_points(
    batch: LayerBatch, x: np.ndarray, y: np.ndarray, faults: list[str | None], width: int
) -> Batch:
    lat, lng = cell_names(width + 2)[-2:]
    placed = batch.frame.with_columns(
        pl.coalesce(FAULT, pl.Series(faults, dtype=pl.String)).alias(FAULT),
        _figures(y).alias(lat),
        _figures(x).alias(lng),
    )
    cells = [pl.col(name) != "" for name in cell_names(width + 2)]
    kept = placed.filter(pl.any_horizontal(cells) | pl.col(FAULT).is_not_null())
    return Batch(kept, batch.through)


def _figures(values: np.ndarray) -> pl.Series:
    return pl.Series(values).fill_nan(None).cast(pl.String).fill_null("")
