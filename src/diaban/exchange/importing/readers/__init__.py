"""The formats that can be read, one module each; a new one joins ``FORMATS``."""

from __future__ import annotations

import zlib
from pathlib import Path

from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers import (
    archives,
    csv_text,
    geojson,
    map_files,
    osm,
    parquet,
    workbooks,
)
from diaban.exchange.importing.tables import Format, ReadOptions, Table, open_binary

# the first that recognises a file takes it, so text of any kind comes last
FORMATS: tuple[Format, ...] = (
    archives.FORMAT,
    *map_files.FORMATS,
    parquet.FORMAT,
    workbooks.FORMAT,
    *osm.FORMATS,
    geojson.FORMAT,
    csv_text.FORMAT,
)
_HEAD = 4096


def open_table(path: Path, options: ReadOptions | None = None) -> Table:
    """Open the first table of a file (or the chosen sheet); raise InputError if it cannot be."""
    return recognise(path).open(path, options or ReadOptions())


def recognise(path: Path) -> Format:
    """Return the format of a file by what it begins with and what its name ends with."""
    head = _read_head(path)
    name = path.name.lower().removesuffix(".gz")
    for format_ in FORMATS:
        if format_.recognise(head, name):
            return format_
    known = [ending for f in FORMATS for ending in f.endings]
    raise InputError("format_unknown", name=path.name, known=known)


def _read_head(path: Path) -> bytes:
    try:
        with open_binary(path) as file:
            head = file.read(_HEAD)
    except (EOFError, zlib.error) as error:
        raise InputError("half_written", what="gzip") from error
    except OSError as error:
        raise InputError("file_damaged", format="gzip", what=str(error)) from error
    if not head.strip():
        raise InputError("file_empty")
    return head
