"""Cut tiles, compressed and kept as files, one folder for each version of what they show."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from diaban.engines.tiles import Tile

# the present version and, for each layer, a few territories, days or versions still being asked
_KEPT_VERSIONS = 8


def kept_tile(layer: str, version: str, tile: Tile, cut: Callable[[], bytes]) -> bytes:
    """Return a tile, compressed; empty where nothing is in it. Cut it if no file has it yet."""
    name = hashlib.sha256(version.encode()).hexdigest()[:20]
    folder = Path(settings.INDEX_FOLDER) / "tiles" / layer / name
    path = folder / f"{tile.z}-{tile.x}-{tile.y}"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raw = cut()
    packed = gzip.compress(raw, 6, mtime=0) if raw else b""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _forget_oldest(folder.parent)
    _keep(path, packed)
    return packed


def _keep(path: Path, packed: bytes) -> None:
    unfinished = path.with_name(uuid4().hex)
    try:
        unfinished.write_bytes(packed)
        unfinished.replace(path)
    except OSError:
        # a full disk, or another worker that has just removed this version: the tile is cut again
        unfinished.unlink(missing_ok=True)


def _forget_oldest(layer: Path) -> None:
    versions = [(path.stat().st_mtime, path) for path in layer.iterdir() if path.is_dir()]
    for _, path in sorted(versions, reverse=True)[_KEPT_VERSIONS:]:
        shutil.rmtree(path, ignore_errors=True)
