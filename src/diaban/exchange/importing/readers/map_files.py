"""The files of map programs: GeoPackage, Shapefile, MapInfo, KML and FlatGeobuf."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from diaban.exchange.importing.coordinate_systems import simplify, without_datum
from diaban.exchange.importing.layers import Layer
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.readers.layer_points import as_table
from diaban.exchange.importing.readers.staging import (
    Stage,
    count_rows,
    stage_mapinfo,
    stage_shapefile,
)
from diaban.exchange.importing.readers.stored_text import StoredText
from diaban.exchange.importing.readers.vector_layers import Source, open_source
from diaban.exchange.importing.readers.xml_safety import refuse_entities
from diaban.exchange.importing.tables import Format, ReadOptions, Table, open_whole

_BYTE_FOR_BYTE = "ISO-8859-1"
Opener = Callable[[Path, ReadOptions, Stage], Layer]


def open_geopackage(path: Path, options: ReadOptions, _stage: Stage) -> Layer:
    return open_source(Source(path, "GPKG"), options)


def open_flatgeobuf(path: Path, options: ReadOptions, _stage: Stage) -> Layer:
    return open_source(Source(path, "FlatGeobuf"), options)


def open_kml(path: Path, options: ReadOptions, _stage: Stage) -> Layer:
    refuse_entities(path, "KML")
    return open_source(Source(path, "KML"), options)


def open_shapefile(path: Path, options: ReadOptions, stage: Stage) -> Layer:
    place, notes = stage_shapefile(path, stage)
    stated = None
    if (cpg := stage.path / "data.cpg").exists():
        stated = cpg.read_bytes()[:40].decode("ascii", "replace")
        cpg.unlink()
    source = Source(place, "Shapefile", _BYTE_FOR_BYTE, notes)
    layer = _open_bytes(source, options, stated)
    layer.layer, layer.layers = path.stem, [path.stem]
    return layer


def open_mapinfo(path: Path, options: ReadOptions, stage: Stage) -> Layer:
    place, charset = stage_mapinfo(path, stage)
    layer = _open_bytes(Source(place, "MapInfo", expected=count_rows(place)), options, charset)
    layer.layer, layer.layers = path.stem, [path.stem]
    return _mend_datum(layer)


def _open_bytes(source: Source, options: ReadOptions, stated: str | None) -> Layer:
    text = StoredText(options.encoding, stated, source.notes)
    source = replace(source, decode=text.decode_frame)
    layer = open_source(source, replace(options, sheet=None))
    layer.columns = [text.decode(name) for name in layer.columns]
    return layer


def _mend_datum(layer: Layer) -> Layer:
    if layer.crs is None:
        layer.notes.append(Problem("tab_without_datum"))
        return layer
    if zone := without_datum(layer.crs):
        layer.crs = zone
        layer.notes.append(Problem("tab_datum_lost", params={"crs": simplify(zone)}))
    return layer


def staged(open_: Opener) -> Callable[[Path, ReadOptions], Layer]:
    """Give an opener its stage, which goes when the layer is closed; gzip is looked through."""

    def open_layer(path: Path, options: ReadOptions) -> Layer:
        stage = Stage()
        try:
            with open_whole(path) as file:
                packed = file.read(2) == b"\x1f\x8b"
            plain = stage.unpack_gzip(path, options.most_bytes) if packed else path
            layer = open_(plain, options, stage)
        except BaseException:
            stage.close()
            raise
        walk, inner = layer.batches, layer.close

        def close() -> None:
            getattr(walk, "close", lambda: None)()
            inner()
            stage.close()

        layer.close = close
        return layer

    return open_layer


def format_of(
    name: str, endings: tuple[str, ...], recognise: Callable[[bytes, str], bool], opener: Opener
) -> Format:
    open_layer = staged(opener)

    def open_table(path: Path, options: ReadOptions) -> Table:
        layer = open_layer(path, options)
        try:
            return as_table(layer)
        except InputError:
            layer.close()
            raise

    return Format(name, endings, recognise, open_table, open_layer)


def _is_kml(head: bytes, name: str) -> bool:
    return name.endswith(".kml") or (
        head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<" and b"<kml" in head
    )


def _is_mapinfo(head: bytes, name: str) -> bool:
    return (name.endswith(".tab") and b"!table" in head[:200].lower()) or (
        name.endswith(".mif") and head.lstrip().lower().startswith(b"version")
    )


FORMATS = (
    format_of(
        "GPKG", (".gpkg",), lambda head, _: head.startswith(b"SQLite format 3\0"), open_geopackage
    ),
    format_of(
        "FlatGeobuf", (".fgb",), lambda head, _: head.startswith(b"fgb\x03"), open_flatgeobuf
    ),
    format_of(
        "Shapefile",
        (".shp",),
        lambda head, name: head.startswith(b"\x00\x00\x27\x0a") and not name.endswith(".shx"),
        open_shapefile,
    ),
    format_of("MapInfo", (".tab", ".mif"), _is_mapinfo, open_mapinfo),
    format_of("KML", (".kml",), _is_kml, open_kml),
)
