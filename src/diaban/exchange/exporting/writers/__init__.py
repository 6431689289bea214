"""The formats that can be written, one module for each family; a new one joins ``WRITERS``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from diaban.exchange.exporting.listing import WGS84, ExportError, Listing
from diaban.exchange.exporting.writers import csv_text, geojson, map_layers, osm, parquet, workbook

# each writes a listing in a coordinate system (an EPSG number) and returns how many rows
Writer = Callable[[Listing, Path, int], int]

WRITERS: dict[str, Writer] = {
    ".csv": csv_text.write,
    ".xlsx": workbook.write,
    ".ods": map_layers.write_ods,
    ".geojson": geojson.write,
    ".gpkg": map_layers.write_gpkg,
    ".shp.zip": map_layers.write_shapefile,
    ".tab.zip": map_layers.write_tab,
    ".mif.zip": map_layers.write_mif,
    ".kml": map_layers.write_kml,
    ".fgb": map_layers.write_flatgeobuf,
    ".parquet": parquet.write,
    ".osm.pbf": osm.write,
}
TABLES = frozenset({".csv", ".xlsx", ".ods", ".parquet"})


def ending_of(name: str) -> str:
    """Return the ending that says how to write a file; raise ExportError where none does.

    >>> ending_of("Địa chỉ.shp.zip")
    '.shp.zip'
    """
    lowered = name.lower()
    ending = max((e for e in WRITERS if lowered.endswith(e)), key=len, default=None)
    if ending:
        return ending
    known = ", ".join(WRITERS)
    if lowered.endswith(".xls"):
        raise ExportError(
            ".xls đời cũ chỉ chứa 65.536 dòng; hãy chọn .xlsx.",
            "The old .xls holds only 65,536 rows; choose .xlsx.",
        )
    raise ExportError(
        f"Không rõ định dạng của “{name}”. Các định dạng ghi được: {known}.",
        f"The format of “{name}” is not known. Formats that can be written: {known}.",
    )


def write_listing(listing: Listing, path: Path, crs: int = WGS84) -> int:
    """Write a list or layer to ``path``, whose ending says how; return the number of rows.

    The file appears when it is whole. Raises ExportError for an unknown ending, or a format that
    cannot hold the list.
    """
    ending = ending_of(path.name)
    if not listing.shape and ending not in TABLES:
        raise ExportError(
            f"Danh sách này không có hình nên không ghi được ra {ending}; hãy chọn .xlsx.",
            f"This list has no shapes and cannot be written as {ending}; choose .xlsx.",
        )
    unfinished = path.with_name("part-" + path.name)
    try:
        count = WRITERS[ending](listing, unfinished, crs)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count
