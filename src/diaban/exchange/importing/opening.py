"""Opening a file just far enough to say what it is: its headings, first rows and shapes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import shapely

from diaban.exchange.importing.layers import Geometries, LayerBatch, open_layer
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.tables import ReadOptions, cell_names

# Shapely's numbers of the types of geometry
_KINDS = {"point": {0, 4}, "line": {1, 2, 5}, "polygon": {3, 6}}
SAMPLE_ROWS = 5
LOOKED_AT = 1_000


@dataclass
class Head:
    """The beginning of one table or layer of a file.

    ``rows`` are the first rows as text, at most LOOKED_AT; ``sheets`` what may be chosen instead
    of ``sheet``; ``geometry_kinds`` of points, lines and areas, empty for a plain table; ``crs``
    what the file states; ``is_table`` whether rows of addresses can be read from it;
    ``are_households`` whether a household lives at rows that do not say, where the format tells;
    ``spots`` are x, y of the first shapes in the file's own system; ``are_layers`` whether
    ``sheets`` are layers of shapes, from all of which the one table is read.
    """

    format: str
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    sheet: str | None = None
    geometry_kinds: set[str] = field(default_factory=set)
    crs: str | None = None
    notes: list[Problem] = field(default_factory=list)
    is_table: bool = False
    are_households: bool | None = None
    position_columns: tuple[str, str] | None = None
    spots: np.ndarray = field(default_factory=lambda: np.empty((0, 2)))
    are_layers: bool = False

    @property
    def sample(self) -> list[list[str]]:
        return self.rows[:SAMPLE_ROWS]

    def cells(self, heading: str) -> list[str]:
        """Return the first cells of a column."""
        place = self.columns.index(heading)
        return [row[place] for row in self.rows]


def open_head(path: Path, options: ReadOptions) -> Head:
    """Open a file as a table, as a layer of shapes, or as both; raise InputError if neither."""
    head = refused = None
    try:
        head = _open_rows(path, options)
    except InputError as error:
        refused = error
    with suppress(InputError):
        return _join(head, _open_shapes(path, options))
    if head is None and refused is not None:
        raise refused
    return head


def _join(head: Head | None, shapes: Head) -> Head:
    if head is None:
        return shapes
    head.geometry_kinds = shapes.geometry_kinds
    head.are_layers = not head.sheets and len(shapes.sheets) > 1
    head.sheets = head.sheets or shapes.sheets
    head.sheet = head.sheet or shapes.sheet
    head.crs = head.crs or shapes.crs
    head.spots = shapes.spots
    return head


def _open_rows(path: Path, options: ReadOptions) -> Head:
    table = open_table(path, options)
    try:
        names = cell_names(len(table.columns))
        batches = islice(table.batches, 3)
        rows = _text(row for b in batches for row in b.frame.select(names).iter_rows())
        return Head(
            format=table.format,
            columns=table.columns,
            rows=list(islice(rows, LOOKED_AT)),
            sheets=list(table.sheets),
            sheet=table.sheet,
            crs=table.crs,
            notes=list(table.notes),
            is_table=True,
            are_households=table.are_households,
            position_columns=table.position_columns,
        )
    finally:
        table.close()


def _open_shapes(path: Path, options: ReadOptions) -> Head:
    layer = open_layer(path, options)
    try:
        batch = next(layer.batches, None)
        rows, shapes = _first_features(batch, len(layer.columns))
        return Head(
            format=layer.format,
            columns=layer.columns,
            rows=rows,
            sheets=list(layer.layers),
            sheet=layer.layer,
            geometry_kinds=kinds_of(shapes),
            crs=layer.crs,
            spots=_spots(shapes),
            notes=list(layer.notes),
        )
    finally:
        layer.close()


def _first_features(batch: LayerBatch | None, width: int) -> tuple[list[list[str]], Geometries]:
    if batch is None:
        return [], np.array([], dtype=object)
    rows = batch.frame.select(cell_names(width)).iter_rows()
    return list(islice(_text(rows), LOOKED_AT)), batch.geometry[:LOOKED_AT]


def kinds_of(shapes: Geometries) -> set[str]:
    """Return which of point, line and polygon there are."""
    present = set(shapely.get_type_id(shapes).tolist())
    return {kind for kind, numbers in _KINDS.items() if numbers & present}


def _spots(shapes: Geometries) -> np.ndarray:
    """Return one x, y for each shape, in the file's own system."""
    known = shapes[~shapely.is_missing(shapes)]
    spots = shapely.point_on_surface(known[~shapely.is_empty(known)])
    return np.column_stack([shapely.get_x(spots), shapely.get_y(spots)])


def _text(rows: Iterator[tuple[str | None, ...]]) -> Iterator[list[str]]:
    return ([cell or "" for cell in row] for row in rows)
