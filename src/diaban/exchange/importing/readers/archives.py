"""ZIP and KMZ: one file to send, unpacked with limits and read as what it holds."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from diaban.exchange.importing.layers import Layer
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers.staging import Stage, copy_limited
from diaban.exchange.importing.tables import Format, ReadOptions, Table

# the file that stands for a layer or a table, best first
_MAIN = (
    ".shp", ".tab", ".mif", ".gpkg", ".fgb", ".geojson", ".parquet", ".geoparquet", ".kml",
    ".osm", ".pbf", ".json", ".xlsx", ".xls", ".ods", ".csv", ".tsv",
)  # fmt: skip
_COMPANIONS = (".shx", ".dbf", ".prj", ".cpg", ".dat", ".map", ".id", ".ind", ".mid")
_NESTED = (".zip", ".kmz")
_MOST_MEMBERS = 5_000
# no layer packs two hundredfold; what does is made to fill the disk
_LARGE_MEMBER = 8 << 20
_MOST_PACKED = 200
_SEPARATOR = "|"


def open_archive(path: Path, options: ReadOptions) -> Any:
    """Open the table of an archive; see ``_open``."""
    return _open(path, options, lambda format_: format_.open)


def open_archive_layer(path: Path, options: ReadOptions) -> Any:
    return _open(path, options, lambda format_: format_.open_layer)


def _open(
    path: Path, options: ReadOptions, way: Callable[[Format], Callable[..., Any] | None]
) -> Table | Layer:
    """Open what an archive holds; with several files, ``sheet`` is “file” or “file|layer”."""
    stage = Stage()
    try:
        mains = _unpack(path, stage.path, options.most_bytes)
        chosen, inner = _choose(mains, options.sheet)
        opened = _open_inner(mains[chosen], replace(options, sheet=inner), way)
    except BaseException:
        stage.close()
        raise
    if len(mains) > 1:
        _name_files(opened, list(mains), chosen)
    close = opened.close

    def close_both() -> None:
        close()
        stage.close()

    opened.close = close_both
    return opened


def _open_inner(
    path: Path, options: ReadOptions, way: Callable[[Format], Callable[..., Any] | None]
) -> Any:
    # the archive is one of the formats that it looks among
    from diaban.exchange.importing.readers import FORMATS, recognise  # noqa: PLC0415

    format_ = recognise(path)
    opener = way(format_)
    if opener is None:
        known = [ending for f in FORMATS if f.open_layer for ending in f.endings]
        raise InputError("layer_without_geometry", format=format_.name, known=known)
    return opener(path, options)


def _name_files(opened: Any, names: list[str], chosen: str) -> None:
    """List every file of the archive; the layers of the open one after its name."""
    attribute = "layers" if isinstance(opened, Layer) else "sheets"
    one = "layer" if isinstance(opened, Layer) else "sheet"
    inner = getattr(opened, attribute)
    listed = []
    for name in names:
        many = name == chosen and len(inner) > 1
        listed += [f"{name}{_SEPARATOR}{layer}" for layer in inner] if many else [name]
    current = getattr(opened, one)
    setattr(opened, one, f"{chosen}{_SEPARATOR}{current}" if len(inner) > 1 else chosen)
    setattr(opened, attribute, listed)


def _choose(mains: dict[str, Path], wanted: str | None) -> tuple[str, str | None]:
    if wanted is None:
        return next(iter(mains)), None
    if wanted in mains:
        return wanted, None
    name, _, inner = wanted.partition(_SEPARATOR)
    if name in mains and inner:
        return name, inner
    if len(mains) == 1:
        return next(iter(mains)), wanted
    raise InputError("sheet_unknown", sheet=wanted, known=list(mains))


def _unpack(path: Path, target: Path, most_bytes: int, depth: int = 0) -> dict[str, Path]:
    """Unpack the members that can be read; return the main ones by their name in the archive."""
    try:
        with zipfile.ZipFile(path) as package:
            members = _check(package, most_bytes)
            files = _extract(package, members, target, most_bytes)
            found = [member.filename for member in members]
    except zipfile.BadZipFile as error:
        raise InputError("half_written", what=f"zip: {error}") from error
    except RuntimeError as error:
        if "password" in str(error) or "encrypted" in str(error):
            raise InputError("archive_locked") from error
        raise InputError("file_damaged", format="ZIP", what=str(error)[:80]) from error
    except (EOFError, zlib.error) as error:
        raise InputError("half_written", what="zip") from error
    except (OSError, NotImplementedError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("file_damaged", format="ZIP", what=str(error)[:80]) from error
    mains = {name: file for name, file in files.items() if file.suffix.lower() in _MAIN}
    if mains:
        return dict(sorted(mains.items(), key=lambda item: _order(item[0])))
    nested = [file for file in files.values() if file.suffix.lower() in _NESTED]
    if nested and depth == 0:
        inside = target / "inner"
        inside.mkdir()
        return _unpack(nested[0], inside, most_bytes, depth + 1)
    raise InputError("archive_without_data", found=found[:8], known=list(_MAIN))


def _order(name: str) -> tuple[int, bool, str]:
    suffix = PurePosixPath(name.lower()).suffix
    # beside other files, doc.kml only links to them
    return _MAIN.index(suffix), PurePosixPath(name.lower()).name == "doc.kml", name


def _check(package: zipfile.ZipFile, most_bytes: int) -> list[zipfile.ZipInfo]:
    everything = package.infolist()
    total = sum(member.file_size for member in everything)
    bomb = any(
        member.file_size > max(_LARGE_MEMBER, _MOST_PACKED * member.compress_size)
        for member in everything
    )
    if bomb or total > most_bytes or len(everything) > _MOST_MEMBERS:
        raise InputError("archive_too_large", size=total >> 20, limit=most_bytes >> 20)
    if any(member.flag_bits & 1 for member in everything):
        raise InputError("archive_locked")
    return [member for member in everything if _is_wanted(member)]


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    is_remark = PurePosixPath(member.filename).name.startswith("._")
    return not (member.is_dir() or is_remark or member.filename.startswith("__MACOSX/"))


def _extract(
    package: zipfile.ZipFile, members: list[zipfile.ZipInfo], target: Path, most_bytes: int
) -> dict[str, Path]:
    """Write members under numbers of their folders; no name of the archive becomes a path."""
    folders: dict[str, Path] = {}
    files: dict[str, Path] = {}
    left = most_bytes
    for member in members:
        place = PurePosixPath(member.filename.replace("\\", "/"))
        if place.suffix.lower() not in (*_MAIN, *_COMPANIONS, *_NESTED):
            continue
        folder = folders.setdefault(str(place.parent), target / str(len(folders)))
        folder.mkdir(exist_ok=True)
        file = folder / place.name.replace("\0", "")[-120:]
        with package.open(member) as source, file.open("wb") as copy:
            left -= copy_limited(source, copy, left)
        files[member.filename] = file
    return files


def _is_archive(head: bytes, name: str) -> bool:
    return name.endswith(_NESTED) and head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


FORMAT = Format("ZIP", _NESTED, _is_archive, open_archive, open_archive_layer)
