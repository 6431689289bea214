"""Layers of any format that GDAL reads, walked in batches of constant memory."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyogrio
import shapely
from pyogrio import raw
from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError

from diaban.exchange.importing.layers import Geometries, Layer, LayerBatch
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.readers.arrow_batches import BrokenStreamError, walk_batches
from diaban.exchange.importing.readers.attribute_texts import as_cells
from diaban.exchange.importing.tables import BATCH_ROWS, ReadOptions, name_columns

# the columns by which GeoPackage and its kin know a feature, beside those that somebody filled
_OWN_NUMBERS = frozenset({"GPKG"})
_LAYER_LETTERS = 40
# how a KML is to be shown, which is no attribute of what it shows
_KML_DRAWING = frozenset(
    {"altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "snippet"}
)
_BROKEN = (
    DataSourceError,
    DataLayerError,
    FieldError,
    GeometryError,
    BrokenStreamError,
    UnicodeDecodeError,
    shapely.errors.GEOSException,
    pl.exceptions.PolarsError,
)
_CUT = (
    "truncated", "unexpected end", "malformed", "no element found", "unclosed", "too short",
    "file is shorter", "premature", "failed to read", "fread", "i/o error", "disk image",
    "corrupt", "not a database", "cannot read", "read error", "verification", "eof",
)  # fmt: skip

# what stands for a byte that is no letter
_LOST = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Source:
    """A file that GDAL is to open: ``format`` is what a person calls it.

    ``text_encoding``: read text as that encoding whatever the file says; ``decode`` makes words
    of what was so read; ``expected`` is how many features there are at least.
    """

    path: Path
    format: str
    text_encoding: str | None = None
    notes: list[Problem] = field(default_factory=list)
    decode: Callable[[pl.DataFrame], pl.DataFrame] | None = None
    expected: int | None = None


def open_source(source: Source, options: ReadOptions) -> Layer:
    """Open one layer; raise InputError where the file is damaged, empty or lacks the layer."""
    layers = list_layers(source)
    name = _choose(layers, options.sheet)
    about = _describe(source, name)
    left_out = _KML_DRAWING if source.format == "KML" else frozenset()
    fields = [str(field) for field in about["fields"] if field not in left_out]
    own = about["fid_column"] if source.format in _OWN_NUMBERS else ""
    columns = name_columns(fields + ([own] if own else []))
    if source.format == "FlatGeobuf":
        # a cut file simply ends; its head knows how many there were
        source = replace(source, expected=max(0, int(about["features"])))
    walk = _walk(source, name, fields, own)
    return Layer(
        source.format,
        columns,
        _kinds(about["geometry_type"]),
        stated_crs(about["crs"]),
        [each for each, _ in layers],
        name,
        walk,
        source.notes,
        walk.close,
    )


def list_layers(source: Source) -> list[tuple[str, str | None]]:
    """Return each layer's name and geometry type; raise InputError if there is none."""
    with _explained(source, 0):
        found = pyogrio.list_layers(source.path)
    layers = [(str(name), kind) for name, kind in found]
    if not layers:
        raise InputError("layer_empty", layer=source.path.name)
    return layers


def _choose(layers: list[tuple[str, str | None]], wanted: str | None) -> str:
    """Return the chosen layer; without a choice the first of places, else the first."""
    names = [name for name, _ in layers]
    if wanted is not None:
        if wanted not in names:
            raise InputError("sheet_unknown", sheet=wanted, known=names)
        return wanted
    drawn = [name for name, kind in layers if kind]
    return (drawn or names)[0]


def _describe(source: Source, layer: str) -> dict[str, Any]:
    with _explained(source, 0):
        about: dict[str, Any] = pyogrio.read_info(
            source.path, layer=layer, encoding=source.text_encoding
        )
    return about


def _kinds(declared: str | None) -> frozenset[str]:
    plain = declared or ""
    # as GDAL names heights and measures: Point Z, PointM, Measured 3D Point, 2.5D Point
    for mark in ("Measured ", "2.5D ", "3D "):
        plain = plain.removeprefix(mark)
    for mark in (" Z", " M", " ZM", "M"):
        plain = plain.removesuffix(mark)
    return frozenset({plain}) if plain not in {"", "Unknown", "GeometryCollection"} else frozenset()


def stated_crs(crs: str | None) -> str | None:
    """Return what a file states; a plane without a place on the earth says nothing."""
    if not crs:
        return None
    nowhere = ("LOCAL_CS", "ENGCRS", "ENGINEERINGCRS")
    plain = crs.lstrip().upper()
    undefined = "UNDEFINED" in plain[:80] or "UNKNOWN ENGINEERING" in plain
    return None if plain.startswith(nowhere) or undefined else crs


def _walk(source: Source, layer: str, fields: list[str], own: str) -> Generator[LayerBatch]:
    through = 0
    with _explained(source, 0):
        for frame, wkb in _batches(source, layer, fields, own):
            geometry = _read_geometry(source, layer, wkb, through)
            if source.decode is not None:
                frame = source.decode(frame)  # noqa: PLW2901
            else:
                _note_damage(frame, source.notes)
            cells = as_cells(frame, through + 1, len(geometry))
            through += len(geometry)
            yield LayerBatch(cells, geometry, through)
    if source.expected is not None and through < source.expected:
        raise InputError("half_written", what=f"{source.format}, {through} / {source.expected}")
    if not through:
        raise InputError("layer_empty", layer=layer)


def _note_damage(frame: pl.DataFrame, notes: list[Problem]) -> None:
    """Tell, once a layer, of text that is no UTF-8 though its format has nothing else."""
    if any(note.code == "text_damaged" for note in notes):
        return
    for column in frame.select(pl.col(pl.String)).iter_columns():
        damaged = column.filter(column.str.contains(_LOST, literal=True))
        if damaged.len():
            about = {"column": column.name, "text": damaged[0][:60]}
            notes.append(Problem("text_damaged", params=about))
            return


def _batches(
    source: Source, layer: str, fields: list[str], own: str
) -> Iterator[tuple[pl.DataFrame, pl.Series]]:
    with raw.open_arrow(
        source.path,
        layer=layer,
        encoding=source.text_encoding,
        batch_size=BATCH_ROWS,
        use_pyarrow=False,
        return_fids=bool(own),
    ) as (about, stream):
        place = about["geometry_name"] or "wkb_geometry"
        for frame in walk_batches(stream):
            wkb = frame[place] if place in frame.columns else None
            shown = frame.select([*fields, *_numbered(layer, own)])
            yield (
                shown,
                wkb
                if wkb is not None
                else pl.repeat(None, frame.height, dtype=pl.Binary, eager=True),
            )


def _numbered(layer: str, own: str) -> list[pl.Expr]:
    """Write the file's own number of a feature after its layer: every layer counts from 1."""
    if not own:
        return []
    return [pl.concat_str(pl.lit(f"{layer[:_LAYER_LETTERS]}/"), pl.col(own)).alias(own)]


def _read_geometry(source: Source, layer: str, wkb: pl.Series, start: int) -> Geometries:
    try:
        geometry = shapely.from_wkb(wkb.to_numpy(), on_invalid="ignore")
        kinds = shapely.get_type_id(geometry)
        odd = bool(((wkb.is_not_null().to_numpy() & (kinds == -1)) | (kinds > 7)).any())
    except NotImplementedError:
        odd = True
    if odd:
        # arcs are drawn with straight pieces, as whatever reads the layer expects them
        geometry = _straighten(source, layer, start, wkb.len())
    return np.asarray(geometry, dtype=object)


def _straighten(source: Source, layer: str, start: int, count: int) -> Geometries:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, _, stored, _ = raw.read(
            source.path,
            layer=layer,
            columns=[],
            skip_features=start,
            max_features=count,
            encoding=source.text_encoding,
        )
    return shapely.from_wkb(stored, on_invalid="ignore")  # type: ignore[no-any-return]


@contextmanager
def _explained(source: Source, done: int) -> Iterator[None]:
    """Say in our words what GDAL says in its own; its warnings are about fields, not faults."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            warnings.simplefilter("ignore", UserWarning)
            yield
    except _BROKEN as error:
        raise explain(error, source.format) from error


def explain(error: Exception, format_name: str) -> InputError:
    words = str(error)
    if any(sign in words.lower() for sign in _CUT):
        return InputError("half_written", what=f"{format_name}: {words[:60]}")
    return InputError("file_damaged", format=format_name, what=words[:80])
