"""CSV in UTF-8 with a mark, as spreadsheets want it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from diaban.exchange.exporting.listing import Listing
from diaban.exchange.exporting.safe_cells import guard_cell


def write(listing: Listing, path: Path, _crs: int) -> int:
    count = -2
    with path.open("w", encoding="utf-8", newline="") as file:
        for count, piece in enumerate(stream_csv(listing), start=-1):  # noqa: B007
            file.write(piece)
    return max(count, 0)


def stream_csv(listing: Listing) -> Iterator[str]:
    """Yield the mark, the headings, then one line for each row."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    yield "\ufeff"
    writer.writerow([field.name for field in listing.fields])
    yield buffer.getvalue()
    for cells in listing.rows():
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_as_text(cell) for cell in cells])
        yield buffer.getvalue()


def _as_text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            return repr(cell)
    return guard_cell(str(cell))
