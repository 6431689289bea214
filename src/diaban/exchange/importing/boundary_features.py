"""The features of a boundary file of any format, with their geometry in WGS 84."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from diaban.exchange.importing import coordinate_systems
from diaban.exchange.importing.layers import open_layer
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers import recognise
from diaban.exchange.importing.readers.json_features import walk_features
from diaban.exchange.importing.registry_rules import city_bounds
from diaban.exchange.importing.tables import FAULT, ROW, ReadOptions, cell_names
from diaban.spine.places.units import today

# what GEOS and Shapely raise for geometry that is nonsense
UNREADABLE = (
    shapely.errors.ShapelyError,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    IndexError,
    OverflowError,
    RecursionError,
)
_LARGEST_DEGREE = 360.0
_AREAS = ("Polygon", "MultiPolygon")


def read_features(path: Path, options: ReadOptions) -> list[tuple[int, Any]]:
    """Return each feature with its number; one whose figures are in metres is brought to degrees.

    Raises InputError for a file without areas, or whose coordinate system cannot be told.
    """
    stated: list[str] = []
    if recognise(path).name == "GeoJSON":
        features = list(enumerate(walk_features(path, on_crs=stated.append), start=1))
    else:
        features = list(_walk_layer(path, options, stated))
    return _in_degrees(features, options.crs or (stated[0] if stated else None))


def _walk_layer(
    path: Path, options: ReadOptions, stated: list[str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    layer = open_layer(path, options)
    try:
        kinds = {kind.lower() for kind in layer.geometry_kinds}
        if kinds and not any("polygon" in k or k in {"unknown", "geometry"} for k in kinds):
            raise InputError("layer_not_areas", layer=layer.layer or path.name, found=sorted(kinds))
        if layer.crs:
            stated.append(layer.crs)
        names = cell_names(len(layer.columns))
        for batch in layer.batches:
            rows = batch.frame.select(ROW, FAULT, *names).iter_rows()
            for (number, _fault, *cells), geometry in zip(rows, batch.geometry, strict=True):
                properties = dict(zip(layer.columns, cells, strict=True))
                yield number, {"properties": properties, "geometry": geometry}
    finally:
        layer.close()


def _in_degrees(features: list[tuple[int, Any]], stated: str | None) -> list[tuple[int, Any]]:
    shapes = [_shape_of(feature) for _, feature in features]
    spots = [s.bounds[:2] for s in shapes if s is not None and not s.is_empty]
    if not spots:
        return features
    x, y = np.array(spots, dtype=np.float64).T
    are_degrees = bool((np.abs([x, y]) <= _LARGEST_DEGREE).mean() > 0.5)
    if stated is None and are_degrees:
        return features
    found = coordinate_systems.recognise(x, y, stated, city_bounds(today()))
    chosen = coordinate_systems.choose(found)
    if chosen is None or chosen.crs == coordinate_systems.WGS84:
        return features
    moved = coordinate_systems.shapes_to_wgs84(np.array(shapes, dtype=object), chosen.crs)
    return [
        (number, feature if shape is None else {**feature, "geometry": shape})
        for (number, feature), shape in zip(features, moved, strict=True)
    ]


def _shape_of(feature: Any) -> Any:
    """Return the area of a feature; None where it has none that can be read."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    try:
        found = shape(geometry) if isinstance(geometry, dict) else geometry
        return found if found is not None and found.geom_type in _AREAS else None
    except UNREADABLE:
        return None
