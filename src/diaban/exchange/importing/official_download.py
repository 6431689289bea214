"""Fetching the official boundaries over the network: pinned to a commit, checked byte for byte.

All files arrive and match their published checksums, or nothing is changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from http.client import HTTPException
from importlib.resources import files
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from diaban.exchange.importing.problems import InputError

_CONNECT_SECONDS = 3.0
_AT_ONCE = 8


@dataclass(frozen=True)
class OfficialFile:
    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Where the official areas are, as of which day, and what each file must be."""

    source: str
    base_url: str
    valid_from: date
    files: tuple[OfficialFile, ...]


def read_manifest() -> Manifest:
    """Return the manifest that comes with the program."""
    text = (
        files("diaban.exchange.importing").joinpath("official_boundaries.json").read_text("utf-8")
    )
    stored = json.loads(text)
    return Manifest(
        source=stored["source"],
        base_url=stored["base_url"],
        valid_from=date.fromisoformat(stored["valid_from"]),
        files=tuple(OfficialFile(**row) for row in stored["files"]),
    )


def download_official(
    target: Path, manifest: Manifest, progress: Callable[[int, int], None] | None = None
) -> Path:
    """Fetch every file, check it, and write all areas to ``target`` as one GeoJSON file.

    Raises InputError (download_unreachable, download_refused, download_checksum); ``target`` is
    then left as it was.
    """
    total = len(manifest.files)
    # the first file alone: without a network this fails once, after three seconds
    parts = [_fetch(manifest, manifest.files[0])]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for part in pool.map(lambda file: _fetch(manifest, file), manifest.files[1:]):
            parts.append(part)
            if progress:
                progress(len(parts), total)
    return _write_joined(target, parts)


def _fetch(manifest: Manifest, file: OfficialFile) -> bytes:
    url = f"{manifest.base_url.rstrip('/')}/{file.path}"
    host = urlsplit(url).hostname
    try:
        with urlopen(  # noqa: S310 - the address comes from the manifest
            Request(url, headers={"User-Agent": "diaban"}),  # noqa: S310
            timeout=_CONNECT_SECONDS,
        ) as answer:
            content: bytes = answer.read(file.size + 1)
    except HTTPError as error:
        error.close()
        raise InputError("download_refused", status=error.code, name=file.path) from error
    except (URLError, OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise InputError("download_unreachable", host=host, what=str(reason)) from error
    if len(content) != file.size or sha256(content).hexdigest() != file.sha256:
        raise InputError("download_checksum", name=file.path)
    return content


def _write_joined(target: Path, parts: list[bytes]) -> Path:
    features = [feature for part in parts for feature in json.loads(part)["features"]]
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    collection = {"type": "FeatureCollection", "features": features}
    unfinished.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(target)
    return target
