"""The formats of map programs, through GDAL: GeoPackage, Shapefile, MapInfo, KML, FlatGeobuf."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pyproj
import shapely
from numpy.typing import NDArray

from diaban.exchange.exporting.listing import WGS84, ExportError, Listing, Rows
from diaban.exchange.exporting.writers.projecting import project

# what the formats that are written in one piece may hold, so that memory stays bounded
MOST_AT_ONCE = 300_000
_UTF8 = {"ENCODING": "UTF-8"}


@dataclass(frozen=True)
class _Driver:
    """``grows``: whether rows can be added to a file, so that a long list needs no memory."""

    name: str
    ending: str
    grows: bool = False
    short_names: bool = False
    layer_options: dict[str, str] = field(default_factory=dict)
    dataset_options: dict[str, str] = field(default_factory=dict)


_GPKG = _Driver("GPKG", ".gpkg", grows=True)
_SHAPEFILE = _Driver("ESRI Shapefile", ".shp", True, True, _UTF8)
_TAB = _Driver("MapInfo File", ".tab", True, False, _UTF8)
_MIF = _Driver("MapInfo File", ".mif", False, False, _UTF8, {"FORMAT": "MIF"})
_KML = _Driver("LIBKML", ".kml")
_FLATGEOBUF = _Driver("FlatGeobuf", ".fgb")
_ODS = _Driver("ODS", ".ods")


def write_gpkg(listing: Listing, path: Path, crs: int) -> int:
    return _write(_GPKG, listing, path, crs)


def write_flatgeobuf(listing: Listing, path: Path, crs: int) -> int:
    return _write(_FLATGEOBUF, listing, path, crs)


def write_kml(listing: Listing, path: Path, _crs: int) -> int:
    """Write KML, which knows no system but WGS 84."""
    return _write(_KML, listing, path, WGS84)


def write_ods(listing: Listing, path: Path, _crs: int) -> int:
    count = _write(_ODS, listing, path, WGS84)
    _join_lines(path)
    return count


def _join_lines(path: Path) -> None:
    """Take the line breaks between cells out, which GDAL writes and not every reader bears."""
    loose = path.with_name("loose-" + path.name)
    path.rename(loose)
    with zipfile.ZipFile(loose) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            # the kind of document comes first and unpacked, so that its bytes tell it
            packed = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            content = old.read(entry).replace(b">\n<", b"><")
            new.writestr(entry.filename, content, compress_type=packed)
    loose.unlink()


def write_shapefile(listing: Listing, path: Path, crs: int) -> int:
    return _write_packed(_SHAPEFILE, listing, path, crs)


def write_tab(listing: Listing, path: Path, crs: int) -> int:
    return _write_packed(_TAB, listing, path, crs)


def write_mif(listing: Listing, path: Path, crs: int) -> int:
    return _write_packed(_MIF, listing, path, crs)


def _write_packed(driver: _Driver, listing: Listing, path: Path, crs: int) -> int:
    """Write a format of several files into one zip, with a word on what is inside."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        name = listing.name if crs == WGS84 else f"{listing.name}-epsg{crs}"
        count = _write(driver, listing, Path(folder) / (name + driver.ending), crs)
        (Path(folder) / "README.txt").write_text(_explain(driver, listing, crs), encoding="utf-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
            for part in sorted(Path(folder).iterdir()):
                pack.write(part, part.name)
    return count


def _explain(driver: _Driver, listing: Listing, crs: int) -> str:
    """MapInfo forgets the datum of VN-2000, and dBase cuts names: so both are told here."""
    system = pyproj.CRS.from_epsg(crs).name
    lines = [f"Hệ tọa độ / coordinate system: EPSG:{crs} ({system})", "Chữ / text: UTF-8"]
    if listing.attribution:
        lines.append(f"Nguồn / source: {listing.attribution}")
    if driver.short_names:
        lines += [
            f"{field.ten_letters} = {field.name}"
            for field in listing.fields
            if field.ten_letters != field.name and not field.in_tables_only
        ]
    return "\n".join(lines) + "\n"


def _write(driver: _Driver, listing: Listing, path: Path, crs: int) -> int:
    batches = listing.batches() if driver.grows else iter([_gather(driver, listing)])
    count = 0
    for number, rows in enumerate(_at_least_one(batches)):
        _append(driver, listing, path, crs, rows, is_first=number == 0)
        count += len(rows.cells)
    return count


def _gather(driver: _Driver, listing: Listing) -> Rows:
    cells: list[Sequence[Any]] = []
    shapes: list[NDArray[np.object_]] = []
    for rows in listing.batches():
        cells += rows.cells
        if rows.shapes is not None:
            shapes.append(rows.shapes)
        if len(cells) > MOST_AT_ONCE:
            raise ExportError(
                f"Hơn {MOST_AT_ONCE} dòng là quá nhiều cho {driver.ending}; hãy chọn .gpkg, "
                ".parquet hoặc .csv, hoặc xuất từng xã, phường.",
                f"More than {MOST_AT_ONCE} rows are too many for {driver.ending}; choose .gpkg, "
                ".parquet or .csv, or one commune at a time.",
            )
    return Rows(cells, np.concatenate(shapes) if shapes else None)


def _at_least_one(batches: Iterator[Rows]) -> Iterator[Rows]:
    """Yield the batches; an empty one where there is none, so that a file comes to be."""
    first = next(batches, Rows([]))
    yield first
    yield from batches


def _append(
    driver: _Driver, listing: Listing, path: Path, crs: int, rows: Rows, *, is_first: bool
) -> None:
    is_table = driver is _ODS or not listing.shape
    kept = [
        (i, field) for i, field in enumerate(listing.fields) if is_table or not field.in_tables_only
    ]
    columns = [_column(field.kind, [cells[i] for cells in rows.cells]) for i, field in kept]
    pyogrio.raw.write(
        str(path),
        None if is_table else _wkb(rows, crs),
        [values for values, _ in columns],
        [field.ten_letters if driver.short_names else field.name for _, field in kept],
        field_mask=[mask for _, mask in columns],
        layer=listing.name if driver.name in {"GPKG", "LIBKML", "ODS"} else None,
        driver=driver.name,
        geometry_type=None if is_table else listing.shape,
        crs=None if is_table else f"EPSG:{crs}",
        append=not is_first,
        layer_options=_layer_options(driver, rows) if is_first else {},
        dataset_options=driver.dataset_options if is_first else {},
    )


def _layer_options(driver: _Driver, rows: Rows) -> dict[str, str]:
    if driver is _FLATGEOBUF and (rows.shapes is None or shapely.is_missing(rows.shapes).any()):
        # its index has no room for rows without a shape
        return {"SPATIAL_INDEX": "NO"}
    return driver.layer_options


def _wkb(rows: Rows, crs: int) -> NDArray[np.object_]:
    if rows.shapes is None:
        return np.full(len(rows.cells), None, dtype=object)
    return np.array(shapely.to_wkb(project(rows.shapes, crs)), dtype=object)


def _column(kind: type, cells: list[Any]) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Return the values of a field, and where it has none."""
    if kind is str:
        texts = [None if cell in {None, ""} else str(cell) for cell in cells]
        return np.array(texts, dtype=object), None
    absent = np.array([cell is None for cell in cells], dtype=bool)
    types = {float: np.float64, int: np.int64, bool: np.bool_}
    values = np.array([kind() if cell is None else cell for cell in cells], dtype=types[kind])
    return values, absent if absent.any() else None
