"""A workbook of one sheet written from frames, columns at a time: a tenth of the work of cells.

Texts stand in the cells themselves (`inlineStr`, ECMA-376 part 1, 18.18.11), so that nothing is
kept in memory and no row is looked at alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl

from diaban.exchange.importing.problems import InputError

SHEET_ROWS = 1_048_575
_LONGEST_CELL = 32_767
_SHEET = "xl/worksheets/sheet1.xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/{_SHEET}" ContentType="{_KIND}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
# what XML cannot hold, and carriage returns, which it would change
_NOT_IN_XML = "[\\x00-\\x08\\x0b-\\x1f\ufffe\uffff]"
# a spreadsheet reads _x0041_ as the letter A
_LOOKS_ESCAPED = "(_x[0-9A-Fa-f]{4}_)"


def write_workbook(path: Path, headings: list[str], frames: Iterator[pl.DataFrame]) -> None:
    """Write frames under their headings; raise InputError where a sheet cannot hold their rows."""
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as package:
        for name, text in _PARTS.items():
            package.writestr(_entry(name), _HEAD + text)
        with package.open(_entry(_SHEET), "w", force_zip64=True) as sheet:
            sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            _write_rows(sheet, headings, frames)
            sheet.write(b"</sheetData></worksheet>")


def _entry(name: str) -> ZipInfo:
    """A part without the hour, so that the same list gives the same file."""
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _write_rows(sheet: IO[bytes], headings: list[str], frames: Iterator[pl.DataFrame]) -> None:
    names = [f"c{place}" for place in range(len(headings))]
    sheet.write(_rows(pl.DataFrame([headings], schema=names, orient="row"), 0))
    count = 0
    for frame in frames:
        count += frame.height
        if count > SHEET_ROWS:
            raise InputError("output_too_long", count=count, limit=SHEET_ROWS)
        if frame.height:
            sheet.write(_rows(frame, count - frame.height + 1))


def _rows(frame: pl.DataFrame, above: int) -> bytes:
    """Return the XML of the rows of a frame that has so many rows above it."""
    row = pl.int_range(above + 1, above + frame.height + 1).cast(pl.String)
    cells = [
        _cell(name, kind, place, row) for place, (name, kind) in enumerate(frame.schema.items())
    ]
    whole = pl.concat_str([pl.lit('<row r="'), row, pl.lit('">'), *cells, pl.lit("</row>")])
    return "".join(frame.select(whole.alias("xml")).to_series().to_list()).encode()


def _cell(name: str, kind: pl.DataType, place: int, row: pl.Expr) -> pl.Expr:
    begin = [pl.lit(f'<c r="{_letters(place)}'), row]
    if kind == pl.String:
        text = _escaped(pl.col(name))
        opened = pl.lit('" t="inlineStr"><is><t xml:space="preserve">')
        written = pl.concat_str([*begin, opened, text, pl.lit("</t></is></c>")])
        return pl.when(pl.col(name) != "").then(written).otherwise(pl.lit(""))
    number = pl.col(name).cast(pl.String)
    return pl.concat_str([*begin, pl.lit('"><v>'), number, pl.lit("</v></c>")]).fill_null("")


def _escaped(text: pl.Expr) -> pl.Expr:
    return (
        text.str.slice(0, _LONGEST_CELL)
        .str.replace_all(_NOT_IN_XML, "")
        .str.replace_all(_LOOKS_ESCAPED, "_x005F$1")
        .str.replace_all("&", "&amp;", literal=True)
        .str.replace_all("<", "&lt;", literal=True)
        .str.replace_all(">", "&gt;", literal=True)
    )


def _letters(place: int) -> str:
    """Name a column, counted from 0, as a spreadsheet does: A to Z, then AA."""
    letters = ""
    while place >= 0:
        letters = chr(ord("A") + place % 26) + letters
        place = place // 26 - 1
    return letters
