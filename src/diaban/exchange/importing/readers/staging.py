"""Laying out the several files of one map under one name in a folder of their own.

GDAL looks for companions by name and letter case, and would write a lost index beside the file of
the person who sent it; in a folder of links it finds all and touches nothing of theirs.
"""

from __future__ import annotations

import gzip
import shutil
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import numpy as np

from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.tables import open_whole

_BLOCK = 1 << 20
_SHP_MAGIC = b"\x00\x00\x27\x0a"
_SHP_HEAD = 100


def find_companions(path: Path, endings: Iterable[str]) -> dict[str, Path]:
    """Return the files beside ``path`` of its name with these endings, in any letter case."""
    wanted = set(endings)
    stem = path.stem.casefold()
    try:
        beside = sorted(path.parent.iterdir())
    except OSError:
        beside = [path]
    found = {
        other.suffix.lower(): other
        for other in beside
        if other.stem.casefold() == stem and other.suffix.lower() in wanted
    }
    return found | {path.suffix.lower(): path}


class Stage:
    """A folder that lives as long as a layer is open."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="diaban-layer-")
        self.path = Path(self._folder.name)

    def close(self) -> None:
        self._folder.cleanup()

    def link(self, files: dict[str, Path], name: str = "data") -> None:
        for ending, file in files.items():
            (self.path / f"{name}{ending}").symlink_to(file.resolve())

    def unpack_gzip(self, path: Path, most_bytes: int) -> Path:
        """Unpack a gzip wrapper; raise InputError where it breaks off or holds too much."""
        target = self.path / path.name.removesuffix(".gz")
        try:
            with gzip.open(path, "rb") as packed, target.open("wb") as plain:
                copy_limited(packed, plain, most_bytes)
        except (EOFError, zlib.error) as error:
            raise InputError("half_written", what="gzip") from error
        except gzip.BadGzipFile as error:
            raise InputError("file_damaged", format="gzip", what=str(error)) from error
        return target


def copy_limited(source: IO[bytes], target: IO[bytes], most_bytes: int) -> int:
    """Copy at most ``most_bytes``; raise InputError (archive_too_large) where there are more."""
    done = 0
    while block := source.read(_BLOCK):
        done += len(block)
        if done > most_bytes:
            raise InputError("archive_too_large", size=done >> 20, limit=most_bytes >> 20)
        target.write(block)
    return done


def stage_shapefile(path: Path, stage: Stage) -> tuple[Path, list[Problem]]:
    """Lay out a shapefile; return its place and what of its companions was missing."""
    files = find_companions(path, (".shx", ".dbf", ".prj", ".cpg"))
    # known by its bytes; its name may say another kind
    files.pop(path.suffix.lower(), None)
    files[".shp"] = path
    _check_shape_length(files[".shp"])
    notes = []
    if ".dbf" in files:
        _check_table_length(files[".dbf"])
    else:
        notes.append(Problem("shapefile_without_dbf"))
    has_index = ".shx" in files and files[".shx"].stat().st_size >= _SHP_HEAD
    if not has_index:
        files.pop(".shx", None)
    stage.link(files)
    if not has_index:
        _rebuild_index(files[".shp"], stage.path / "data.shx")
        notes.append(Problem("shapefile_without_shx"))
    if ".prj" not in files:
        notes.append(Problem("shapefile_without_prj"))
    return stage.path / "data.shp", notes


def _check_shape_length(path: Path) -> None:
    with open_whole(path) as file:
        head = file.read(_SHP_HEAD)
    if len(head) < _SHP_HEAD:
        raise InputError("half_written", what=f".shp, {len(head)} B")
    if not head.startswith(_SHP_MAGIC):
        raise InputError("file_damaged", format="Shapefile", what=".shp: 9994?")
    promised = struct.unpack(">i", head[24:28])[0] * 2
    if promised > path.stat().st_size:
        raise InputError("half_written", what=f".shp, {path.stat().st_size} / {promised} B")


def _check_table_length(path: Path) -> int:
    """Return how many rows a .dbf, or the .dat of MapInfo, promises and has."""
    ending = path.suffix.lower()
    with open_whole(path) as file:
        head = file.read(32)
    if len(head) < 32:
        raise InputError("half_written", what=f"{ending}, {len(head)} B")
    rows, start, width = struct.unpack("<IHH", head[4:12])
    if start + rows * width > path.stat().st_size:
        what = f"{ending}, {path.stat().st_size} B, {rows} × {width}"
        raise InputError("half_written", what=what)
    return int(rows)


def _rebuild_index(shapes: Path, target: Path) -> None:
    """Write the index of a .shp: where each record stands and how long it is (ESRI, July 1998)."""
    entries = bytearray()
    size = shapes.stat().st_size
    with open_whole(shapes) as file, target.open("wb") as index:
        head = bytearray(file.read(_SHP_HEAD))
        at = _SHP_HEAD
        while at + 8 <= size:
            file.seek(at)
            words = struct.unpack(">ii", file.read(8))[1]
            if words < 0 or at + 8 + 2 * words > size:
                raise InputError("half_written", what=f".shp, {len(entries) // 8}")
            entries += struct.pack(">ii", at // 2, words)
            at += 8 + 2 * words
        head[24:28] = struct.pack(">i", (_SHP_HEAD + len(entries)) // 2)
        index.write(head + entries)


def stage_mapinfo(path: Path, stage: Stage) -> tuple[Path, str | None]:
    """Lay out a MapInfo table, TAB or MIF, so that GDAL gives its text byte for byte.

    Returns its place and the character set that it states.
    """
    if path.suffix.lower() == ".mif":
        files = find_companions(path, (".mif", ".mid"))
        needed = {".mid"}
    else:
        files = find_companions(path, (".tab", ".dat", ".map", ".id", ".ind", ".dbf"))
        needed = {".map", ".id"} | (set() if ".dbf" in files else {".dat"})
    if missing := sorted(needed - set(files)):
        raise InputError("companions_missing", name=path.name, missing=missing)
    main = path.suffix.lower()
    if main == ".tab":
        _check_mapinfo_lengths(files)
    stage.link({ending: file for ending, file in files.items() if ending != main})
    target = stage.path / f"data{main}"
    return target, _copy_without_charset(path, target)


def _check_mapinfo_lengths(files: dict[str, Path]) -> None:
    """Refuse a table whose rows, or whose numbers of places, are fewer than it promises."""
    rows = _check_table_length(files.get(".dat") or files[".dbf"])
    # four bytes a row: where in the .map its place stands
    size = files[".id"].stat().st_size
    if size < 4 * rows:
        raise InputError("half_written", what=f".id, {size} / {4 * rows} B")


def _copy_without_charset(path: Path, target: Path) -> str | None:
    """Copy a TAB or MIF, naming ISO 8859-1 for its text, which keeps every byte as it is."""
    charset = None
    with open_whole(path) as source, target.open("wb") as copy:
        for _ in range(60):
            line = source.readline(4096)
            words = line.strip().lower()
            if b"open table" in words or b"create view" in words:
                raise InputError("file_damaged", format="MapInfo", what="VIEW")
            if words.startswith((b"!charset", b"charset")):
                charset = line.split(None, 1)[1].strip().strip(b'"').decode("ascii", "replace")
                is_tab = words.startswith(b"!")
                line = b"!charset ISO8859_1\r\n" if is_tab else b'CharSet "ISO8859_1"\r\n'
            copy.write(line)
        shutil.copyfileobj(source, copy, _BLOCK)
    return charset


def count_rows(place: Path) -> int:
    """Return how many rows a staged table has: those of the .mid, or of the .dat undeleted."""
    if place.suffix != ".mif":
        beside = (place.with_suffix(ending) for ending in (".dat", ".dbf"))
        return _count_undeleted(next(file for file in beside if file.exists()))
    rows, last = 0, b"\n"
    with open_whole(place.with_suffix(".mid")) as file:
        while block := file.read(_BLOCK):
            rows, last = rows + block.count(b"\n"), block[-1:]
    if last != b"\n":
        raise InputError("half_written", what=f".mid, {rows}")
    return rows


def _count_undeleted(path: Path) -> int:
    with open_whole(path) as file:
        rows, start, width = struct.unpack("<IHH", file.read(12)[4:])
    if not rows:
        return 0
    table = np.memmap(path, np.uint8, "r", start, (rows, width))
    return rows - int((table[:, 0] == ord("*")).sum())
