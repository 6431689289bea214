"""Address lists, whatever their length."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from diaban.exchange.exporting.columns import Column, permitted_addresses, permitted_columns
from diaban.exchange.exporting.listing import WGS84, Field, Listing, Rows
from diaban.exchange.exporting.writers import write_listing
from diaban.spine.addresses.models import AddressQuerySet
from diaban.spine.parties.models import User

_CHUNK = 10_000
_POSITION = ("lat", "lng")

Progress = Callable[[int], None]


@dataclass(frozen=True)
class ExportRequest:
    """What to write for whom; ``addresses`` narrows down what the actor may see anyway."""

    actor: User
    addresses: AddressQuerySet | None = None
    progress: Progress | None = None
    name: str = "addresses"


def export_addresses(request: ExportRequest, path: Path, crs: int = WGS84) -> int:
    """Write addresses to ``path``, whose ending says how; return their number.

    Raises ExportError for an ending that is not known.
    """
    return write_listing(list_addresses(request), path, crs)


def list_addresses(request: ExportRequest) -> Listing:
    """Return the addresses an actor may have, with the columns the actor may have."""
    columns = permitted_columns(request.actor)
    return Listing(
        name=request.name,
        fields=tuple(
            Field(c.name, c.kind, c.short, in_tables_only=c.name in _POSITION) for c in columns
        ),
        batches=lambda: _batches(request, columns),
        shape="Point",
        identified_by="identifier",
    )


def _batches(request: ExportRequest, columns: tuple[Column, ...]) -> Iterator[Rows]:
    addresses = permitted_addresses(request.actor, request.addresses)
    writers = [column.write for column in columns]
    lat, lng = ([c.name for c in columns].index(name) for name in _POSITION)
    values = addresses.values_list(*(column.path for column in columns))
    done = 0
    for rows in _in_chunks(values.iterator(chunk_size=_CHUNK)):
        cells = [[w(v) for w, v in zip(writers, row, strict=True)] for row in rows]
        done += len(cells)
        yield Rows(cells, _points(cells, lat, lng))
        if request.progress:
            request.progress(done)


def _in_chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _points(cells: list[list[Any]], lat: int, lng: int) -> NDArray[np.object_]:
    points = np.full(len(cells), None, dtype=object)
    if placed := [at for at, row in enumerate(cells) if row[lat] is not None]:
        points[placed] = shapely.points([(cells[at][lng], cells[at][lat]) for at in placed])
    return points
