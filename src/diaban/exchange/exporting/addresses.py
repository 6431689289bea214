"""Writing address lists to files, a row at a time, whatever their length."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from diaban.exchange.exporting.columns import Column, permitted_addresses, permitted_columns
from diaban.exchange.exporting.safe_cells import guard_cell
from diaban.spine.addresses.models import AddressQuerySet
from diaban.spine.parties.models import User

_CHUNK = 5_000
_SHEET_ROWS = 1_048_575

Progress = Callable[[int], None]


@dataclass(frozen=True)
class ExportRequest:
    """What to write for whom; ``addresses`` narrows down what the actor may see anyway."""

    actor: User
    addresses: AddressQuerySet | None = None
    progress: Progress | None = None


def export_addresses(request: ExportRequest, path: Path) -> int:
    """Write addresses to ``path``, whose ending says how: .csv, .xlsx or .geojson.

    The file appears when it is whole. Returns the number of addresses; raises ValueError for
    another ending.
    """
    ending = path.suffix.lower()
    unfinished = path.with_name(path.name + ".part")
    if ending == ".xlsx":
        count = write_xlsx(request, unfinished)
    elif ending in _TEXT_FORMATS:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            count = _TEXT_FORMATS[ending](request, file)
    else:
        raise ValueError(ending)
    unfinished.replace(path)
    return count


def write_csv(request: ExportRequest, file: IO[str]) -> int:
    """Write CSV in UTF-8 with a mark, as spreadsheets want it."""
    count = 0
    for count, piece in enumerate(stream_csv(request), start=-1):  # noqa: B007
        file.write(piece)
    return max(count, 0)


def stream_csv(request: ExportRequest) -> Iterator[str]:
    """Yield the mark, the headings, then one line for each address."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    columns = permitted_columns(request.actor)
    yield "\ufeff"
    writer.writerow([column.name for column in columns])
    yield buffer.getvalue()
    for cells in _rows(request, columns):
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_as_text(cell) for cell in cells])
        yield buffer.getvalue()


def write_geojson(request: ExportRequest, file: IO[str]) -> int:
    """Write a FeatureCollection; an address without a position has a null geometry."""
    count = 0
    for count, piece in enumerate(stream_geojson(request), start=-1):  # noqa: B007
        file.write(piece)
    return count


def stream_geojson(request: ExportRequest) -> Iterator[str]:
    """Yield the opening, one piece for each feature, and the close."""
    columns = permitted_columns(request.actor)
    names = [column.name for column in columns]
    yield '{"type":"FeatureCollection","features":['
    between = "\n"
    for cells in _rows(request, columns):
        yield between + json.dumps(_feature(names, cells), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def write_xlsx(request: ExportRequest, path: Path) -> int:
    """Write a workbook; a list longer than a sheet goes on in the next one."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    columns = permitted_columns(request.actor)
    count = 0
    with xlsxwriter.Workbook(str(path), options) as workbook:
        bold = workbook.add_format({"bold": True})
        sheet = _add_sheet(workbook, columns, bold)
        for cells in _rows(request, columns):
            row = count % _SHEET_ROWS + 1
            if count and row == 1:
                sheet = _add_sheet(workbook, columns, bold)
            _write_row(sheet, row, cells)
            count += 1
    return count


def _add_sheet(workbook: Any, columns: tuple[Column, ...], bold: Any) -> Any:
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, [column.name for column in columns], bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _write_row(sheet: Any, row: int, cells: list[Any]) -> None:
    for place, cell in enumerate(cells):
        match cell:
            case None | "":
                continue
            case bool():
                sheet.write_boolean(row, place, cell)
            case int() | float():
                sheet.write_number(row, place, cell)
            case _:
                sheet.write_string(row, place, guard_cell(cell))


def _rows(request: ExportRequest, columns: tuple[Column, ...]) -> Iterator[list[Any]]:
    addresses = permitted_addresses(request.actor, request.addresses)
    writers = [column.write for column in columns]
    values = addresses.values_list(*(column.path for column in columns))
    for number, row in enumerate(values.iterator(chunk_size=_CHUNK), start=1):
        yield [write(value) for write, value in zip(writers, row, strict=True)]
        if request.progress and number % _CHUNK == 0:
            request.progress(number)


def _as_text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            return repr(cell)
    return guard_cell(str(cell))


def _feature(names: list[str], cells: list[Any]) -> dict[str, Any]:
    properties = dict(zip(names, cells, strict=True))
    lat, lng = properties.pop("lat"), properties.pop("lng")
    place = None if lat is None else {"type": "Point", "coordinates": [lng, lat]}
    return {
        "type": "Feature",
        "id": properties.pop("identifier"),
        "properties": {
            name: value for name, value in properties.items() if value not in {None, ""}
        },
        "geometry": place,
    }


_TEXT_FORMATS = {".csv": write_csv, ".geojson": write_geojson}
