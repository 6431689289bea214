"""The open list as PMTiles: how many doors to zoom 15, each door at zoom 16.

At zoom 14 a tile of the inner city would hold tens of thousands of doors and more than a megabyte;
at 16 it is some hundreds. Maps draw the tiles of 16 at every closer zoom.
"""

from __future__ import annotations

import hashlib
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from diaban.engines.tiles import (
    EXTENT,
    Archive,
    Box,
    Layer,
    Tile,
    TileEntry,
    draw_points,
    encode_counts,
    encode_head,
    encode_tile,
    place_points,
    point_keys,
    tile_numbers,
    tiles_of_keys,
)

LEAST_ZOOM, DOOR_ZOOM = 5, 16
_TOLD = {
    "id": "uid_adresse",
    "number": "number",
    "way": "voie_nom",
    "code": "vpostcode",
    "certified": "certified",
}
FIELDS = {
    "density": {"least": "Number", "marked": "Number"},
    "counts": {"total": "Number", "marked": "Number"},
    "doors": {"id": "String", "number": "String", "way": "String", "code": "String",
              "certified": "Boolean"},
}  # fmt: skip


def door_columns(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what tiles need of the rows that have a position."""
    e7 = {"lng_e7": pl.col("long") * 1e7, "lat_e7": pl.col("lat") * 1e7}
    return rows.filter(pl.col("long").is_not_null()).select(
        *(degrees.round(0).cast(pl.Int64).alias(name) for name, degrees in e7.items()),
        "uid_adresse",
        "voie_nom",
        "vpostcode",
        pl.col("house_number").alias("number"),
        (pl.col("certification_commune") == 1).alias("certified"),
    )


def write_tiles(doors: pl.DataFrame, path: Path, attribution: str) -> int:
    """Write the archive of doors (`door_columns`); return the number of tiles."""
    keys = point_keys(
        doors["lat_e7"].to_numpy(), doors["lng_e7"].to_numpy(), doors["certified"].to_numpy()
    )
    order = np.argsort(keys, kind="stable")
    tiles = _Tiles(keys[order], doors[order])
    body = path.with_name(path.name + ".tiles")
    with body.open("wb") as file:
        entries = _write_bodies(tiles.walk(), file)
    archive = Archive(tiles.box, LEAST_ZOOM, DOOR_ZOOM, _describe(attribution))
    with path.open("wb") as file, body.open("rb") as tail:
        file.write(encode_head(entries, archive))
        shutil.copyfileobj(tail, file)
    body.unlink()
    return sum(entry.run for entry in entries)


class _Tiles:
    """The doors in the order of their keys, cut into tiles in the order of the archive."""

    def __init__(self, keys: NDArray[np.int64], doors: pl.DataFrame) -> None:
        self._keys, self._doors = keys, doors
        self._lng, self._lat = (doors[name].to_numpy() / 1e7 for name in ("lng_e7", "lat_e7"))

    @property
    def box(self) -> Box:
        if not len(self._keys):
            return Box(0.0, 0.0, 0.0, 0.0)
        lng, lat = self._lng, self._lat
        return Box(float(lng.min()), float(lat.min()), float(lng.max()), float(lat.max()))

    def walk(self) -> Iterator[tuple[int, bytes]]:
        for zoom in range(LEAST_ZOOM, DOOR_ZOOM + 1):
            x, y, starts = tiles_of_keys(self._keys, zoom)
            numbers = tile_numbers(zoom, x, y)
            for at in np.argsort(numbers).tolist():
                tile = Tile(zoom, int(x[at]), int(y[at]))
                if zoom < DOOR_ZOOM:
                    yield int(numbers[at]), encode_counts(self._keys, tile)
                else:
                    part = slice(int(starts[at]), int(starts[at + 1]))
                    yield int(numbers[at]), self._draw(tile, part)

    def _draw(self, tile: Tile, part: slice) -> bytes:
        x, y = place_points(self._lng[part], self._lat[part], tile)
        points = draw_points(np.clip(x, 0, EXTENT - 1), np.clip(y, 0, EXTENT - 1))
        doors = self._doors[part]
        told: dict[str, Any] = {
            name: [value if value != "" else None for value in doors[column].to_list()]
            for name, column in _TOLD.items()
        }
        return encode_tile([Layer("doors", points, told)])


def _write_bodies(tiles: Iterator[tuple[int, bytes]], file: IO[bytes]) -> list[TileEntry]:
    """Write each distinct tile once, and tell where each number's is."""
    entries: list[TileEntry] = []
    places: dict[bytes, tuple[int, int]] = {}
    end = 0
    for number, plain in tiles:
        digest = hashlib.blake2b(plain, digest_size=16).digest()
        if digest not in places:
            packed = _pack(plain)
            file.write(packed)
            places[digest] = end, len(packed)
            end += len(packed)
        offset, length = places[digest]
        last = entries[-1] if entries else None
        if last and (last.number + last.run, last.offset) == (number, offset):
            entries[-1] = last._replace(run=last.run + 1)
        else:
            entries.append(TileEntry(number, offset, length, 1))
    return entries


def _pack(plain: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(plain) + packer.flush()


def _describe(attribution: str) -> dict[str, object]:
    layers = [
        {
            "id": name,
            "fields": fields,
            "minzoom": DOOR_ZOOM if name == "doors" else LEAST_ZOOM,
            "maxzoom": DOOR_ZOOM if name == "doors" else DOOR_ZOOM - 1,
        }
        for name, fields in FIELDS.items()
    ]
    return {"name": "addresses", "attribution": attribution, "vector_layers": layers}
