"""Layers of maps: attributes as text and geometry in the file's own coordinate system."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.tables import ReadOptions

Geometries = np.ndarray[Any, np.dtype[np.object_]]


@dataclass(frozen=True)
class LayerBatch:
    """Features in order. ``through`` is the number, from 1, of the last one covered.

    ``frame`` is as in ``Batch``; ``geometry`` has a Shapely geometry, or None, for each row.
    """

    frame: pl.DataFrame
    geometry: Geometries
    through: int


@dataclass
class Layer:
    """One layer of a file. ``batches`` can be walked once; ``close`` when done.

    ``geometry_kinds`` are what the file declares (Point, LineString, Polygon, Multi…; empty where
    it declares none); ``crs`` is None where the file says nothing; ``notes`` are told, and stop
    nothing; ``layers`` are all that the file has.
    """

    format: str
    columns: list[str]
    geometry_kinds: frozenset[str]
    crs: str | None
    layers: list[str]
    layer: str | None
    batches: Iterator[LayerBatch]
    notes: list[Problem] = field(default_factory=list)
    close: Callable[[], None] = lambda: None


def open_layer(path: Path, options: ReadOptions | None = None) -> Layer:
    """Open a layer with its geometry (the chosen one, else the first); raise InputError."""
    # the readers make layers, so they know this module
    from diaban.exchange.importing.readers import FORMATS, recognise  # noqa: PLC0415

    format_ = recognise(path)
    if format_.open_layer is None:
        known = [ending for f in FORMATS if f.open_layer for ending in f.endings]
        raise InputError("layer_without_geometry", format=format_.name, known=known)
    layer = format_.open_layer(path, options or ReadOptions())
    if not isinstance(layer, Layer):
        raise TypeError(type(layer))
    return layer
