"""From a batch of drawn rows to features of the base map, with a problem for each refused row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from math import cos, radians
from typing import NamedTuple

import polars as pl
import shapely

from diaban.exchange.importing.basemap_classes import (
    MapClass,
    area_first_zoom,
    classify_tags,
    classify_words,
    kept_tags,
    plain_street,
)
from diaban.exchange.importing.checked import VIET_NAM
from diaban.exchange.importing.coordinate_systems import (
    WGS84,
    choose,
    recognise,
    shapes_to_wgs84,
)
from diaban.exchange.importing.keys_seen import KeysSeen
from diaban.exchange.importing.layers import Geometries, Layer, LayerBatch
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.registry_rules import city_bounds
from diaban.exchange.importing.tables import ROW, cell_names
from diaban.spine.basemap.models import MapKind
from diaban.spine.basemap.storing import Feature
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import today

_KEYS = ("id", "osm id", "osm way id", "full id", "ma", "ma duong", "fid", "source key", "key")
_NAMES = ("name", "ten", "ten duong", "ten pho", "ten song", "ten ho", "street", "road name")
_CLASSES = ("loai", "loai duong", "cap duong", "cap hang", "loai hinh", "class", "type", "kind")
_TAGS = ("highway", "waterway", "railway", "natural", "landuse", "leisure")
# an element of OpenStreetMap as its tools name it: way/123, w123, or 123 beside tags
_ELEMENT = re.compile(r"(?P<kind>way/|w|relation/|r|)(?P<number>\d{1,12})")
_KM_PER_DEGREE = 111.195
_LONGEST_NAME = 160


@dataclass
class Reading:
    """How a layer is read: ``prefix`` keeps the keys of several layers of one file apart.

    ``offset`` is the number of rows of the layers before it; ``crs`` what a person chose, and
    after the first batch what was found.
    """

    layer: Layer
    prefix: str
    offset: int
    kind: MapKind | None
    crs: str | None

    def to_wgs84(self, shapes: Geometries) -> Geometries:
        """Bring shapes to longitude, latitude; raise InputError where their system is unclear."""
        if self.crs is None:
            self.crs = self._find_system(shapes)
        return shapes_to_wgs84(shapes, self.crs)

    def _find_system(self, shapes: Geometries) -> str:
        at = shapely.get_coordinates(shapes)
        candidates = recognise(at[:, 0], at[:, 1], self.layer.crs, city_bounds(today()))
        chosen = choose(candidates)
        return chosen.crs if chosen else self.layer.crs or WGS84


@dataclass
class Drawing:
    """What a batch gave; ``through`` counts rows over all layers."""

    through: int
    read: int
    features: list[Feature] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    not_drawn: int = 0
    doubled: int = 0
    is_tagged: bool = False


def read_features(
    reading: Reading, batch: LayerBatch, seen: KeysSeen
) -> tuple[Drawing, LayerBatch]:
    """Return the features of a batch, and the batch with its rows numbered over all layers."""
    frame = batch.frame.with_columns(pl.col(ROW) + reading.offset)
    numbered = LayerBatch(frame, batch.geometry, batch.through + reading.offset)
    drawing = Drawing(numbered.through, frame.height)
    shapes = reading.to_wgs84(batch.geometry)
    rows = list(_named_rows(frame, reading.layer.columns))
    drawing.is_tagged = any(tags.get("highway") or tags.get("waterway") for _, tags in rows)
    keys = [_key(reading, tags, shape) for (_, tags), shape in zip(rows, shapes, strict=True)]
    earlier = seen.first_rows(pl.Series(keys, dtype=pl.String), frame[ROW])
    for (row, tags), key, shape, first in zip(rows, keys, shapes, earlier, strict=True):
        _judge(reading, drawing, _Row(row, key, tags, shape, first))
    return drawing, numbered


class _Row(NamedTuple):
    number: int
    key: str
    tags: dict[str, str]
    shape: shapely.Geometry | None
    earlier: int | None

    @property
    def title(self) -> str:
        return next(iter(_said(self.tags, _NAMES)), "") or self.key


def _judge(reading: Reading, drawing: Drawing, row: _Row) -> None:
    if row.shape is None or row.shape.is_empty:
        drawing.problems.append(Problem("drawing_absent", row.number, "", row.title))
        return
    chosen = _classify(reading, row.tags, row.shape)
    if chosen is None:
        drawing.not_drawn += 1
    elif row.earlier is not None:
        _double(drawing, row)
    elif problem := _find_fault(row.number, row.shape, row.title):
        drawing.problems.append(problem)
    else:
        drawing.features.append(_feature(chosen, row.key, row.tags, row.shape))


def _double(drawing: Drawing, row: _Row) -> None:
    """Two rows alike in all are one; two rows that only share the identifier are a fault."""
    if row.key.startswith("~"):
        drawing.doubled += 1
    else:
        first = {"first": row.earlier}
        drawing.problems.append(Problem("drawing_key_doubled", row.number, "", row.key, first))


def _named_rows(frame: pl.DataFrame, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, *cells in frame.select(ROW, *cell_names(len(columns))).iter_rows():
        yield number, {name: text for name, text in zip(columns, cells, strict=True) if text}


def _key(reading: Reading, tags: dict[str, str], shape: shapely.Geometry | None) -> str:
    folded = {fold_name(name): text for name, text in reversed(tags.items())}
    stated = next((folded[name] for name in _KEYS if name in folded), "")
    if not stated:
        said = repr(sorted(tags.items())).encode() + (shapely.to_wkb(shape) if shape else b"")
        return "~" + blake2b(said, digest_size=10).hexdigest()
    if element := _ELEMENT.fullmatch(stated):
        letter = element["kind"][:1] or ("w" if any(name in tags for name in _TAGS) else "")
        if letter:
            return letter + element["number"]
    return f"{reading.prefix}/{stated}"[:80] if reading.prefix else stated[:80]


def _classify(reading: Reading, tags: dict[str, str], shape: shapely.Geometry) -> MapClass | None:
    is_line = shape.geom_type.endswith(("LineString", "LinearRing"))
    is_area = shape.geom_type.endswith("Polygon")
    if not (is_line or is_area):
        return None
    if any(name in reading.layer.columns for name in _TAGS):
        chosen = classify_tags(tags)
    else:
        chosen = _classify_untagged(reading, tags, is_line=is_line)
    if chosen is None or is_line:
        return chosen
    return None if chosen.kind == MapKind.STREET else _with_area(chosen, shape)


def _classify_untagged(reading: Reading, tags: dict[str, str], *, is_line: bool) -> MapClass | None:
    if reading.kind is not None:
        return _CHOSEN[reading.kind]
    title = reading.layer.layer or ""
    for words in (*_said(tags, _CLASSES), *_said(tags, _NAMES), title):
        if chosen := classify_words(words, is_line=is_line):
            return chosen
    if is_line:
        return plain_street()
    raise InputError("basemap_kind_unclear", layer=title)


_CHOSEN = {
    MapKind.STREET: plain_street(),
    MapKind.WATER: MapClass(MapKind.WATER, "water", 11),
    MapKind.RAIL: MapClass(MapKind.RAIL, "rail", 9),
    MapKind.GREEN: MapClass(MapKind.GREEN, "park", 13),
}


def _said(tags: dict[str, str], names: tuple[str, ...]) -> list[str]:
    folded = {fold_name(name): text for name, text in tags.items()}
    return [folded[name] for name in names if name in folded]


def _with_area(chosen: MapClass, shape: shapely.Geometry) -> MapClass:
    lat = shape.centroid.y
    km2 = shape.area * _KM_PER_DEGREE**2 * cos(radians(lat))
    return chosen._replace(first_zoom=area_first_zoom(km2))


def _find_fault(row: int, shape: shapely.Geometry, title: str) -> Problem | None:
    west, south, east, north = shape.bounds
    box = VIET_NAM
    if not (box.west <= west and east <= box.east and box.south <= south and north <= box.north):
        shown = {"lat": round(south, 5), "lng": round(west, 5)}
        return Problem("drawing_outside", row, "", title, shown)
    if not shape.length > 0:
        return Problem("drawing_too_short", row, "", title)
    return None


def _feature(chosen: MapClass, key: str, tags: dict[str, str], shape: shapely.Geometry) -> Feature:
    if not shape.is_valid:
        shape = shapely.make_valid(shape)
    name = next(iter(_said(tags, _NAMES)), "") or tags.get("ref", "")
    return Feature(
        key=key,
        kind=int(chosen.kind),
        category=chosen.category,
        name=" ".join(unicodedata.normalize("NFC", name).split())[:_LONGEST_NAME],
        first_zoom=chosen.first_zoom,
        tags=kept_tags(tags),
        geometry=shape,
    )
