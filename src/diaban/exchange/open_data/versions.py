"""The versions that stand in the folder of open data: one folder each, whole or not there.

A version is written beside the others under a name that nobody asks for, and renamed when it is
complete. Its manifest tells what is in it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

MANIFEST, CHECKSUMS = "manifest.json", "SHA256SUMS"
CSV, PARQUET, TILES, DIFFERENCE = (
    "addresses.csv",
    "addresses.parquet",
    "addresses.pmtiles",
    "difference.csv",
)
KINDS = {
    CSV: "text/csv; charset=utf-8",
    DIFFERENCE: "text/csv; charset=utf-8",
    PARQUET: "application/vnd.apache.parquet",
    TILES: "application/vnd.pmtiles",
    MANIFEST: "application/json",
    CHECKSUMS: "text/plain; charset=utf-8",
}
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.(\d{1,3}))?")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Version:
    """A published version; its name is its day, and a number after the first of a day."""

    name: str
    path: Path

    @property
    def manifest(self) -> dict[str, Any]:
        return _read_manifest(self.path / MANIFEST)

    def file(self, name: str) -> Path | None:
        """Return a file of the version; None where it has none of that name."""
        path = self.path / name
        return path if name in KINDS and path.is_file() else None

    def digest_of(self, name: str) -> str:
        """Return the SHA-256 of a file that the manifest tells of; empty for the others."""
        files = self.manifest["files"]
        return next((one["sha256"] for one in files if one["name"] == name), "")


@lru_cache(maxsize=64)
def _read_manifest(path: Path) -> dict[str, Any]:
    # a version never changes once it has its name
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


def folder() -> Path:
    return Path(settings.OPEN_DATA_FOLDER)


def list_versions() -> list[Version]:
    """Return all versions, the newest first."""
    if not folder().is_dir():
        return []
    named = [(order, path) for path in folder().iterdir() if (order := _order(path.name))]
    return [Version(path.name, path) for _, path in sorted(named, reverse=True)]


def find_version(name: str) -> Version | None:
    """Return a version by its name; `latest` is the newest."""
    if name == "latest":
        return next(iter(list_versions()), None)
    path = folder() / name
    return Version(name, path) if _order(name) and path.is_dir() else None


def next_name(day: date) -> str:
    """Return the name of a version of a day: numbered from 2 where the day has one already."""
    taken = [order for v in list_versions() if (order := _order(v.name))]
    numbers = [number for told, number in taken if told == day.isoformat()]
    return f"{day.isoformat()}.{max(numbers) + 1}" if numbers else day.isoformat()


def forget_oldest(keep: int) -> list[str]:
    """Delete all but the ``keep`` newest versions; return the names of those that are gone."""
    gone = list_versions()[keep:]
    for version in gone:
        # no half-deleted version is ever listed
        leaving = version.path.with_name(f".gone-{version.name}")
        version.path.rename(leaving)
        shutil.rmtree(leaving, ignore_errors=True)
    return [version.name for version in gone]


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def blocks_of(path: Path, first: int, count: int) -> Iterator[bytes]:
    """Yield ``count`` bytes of a file from byte ``first`` on."""
    with path.open("rb") as file:
        file.seek(first)
        while count > 0 and (block := file.read(min(_BLOCK, count))):
            count -= len(block)
            yield block


def _order(name: str) -> tuple[str, int] | None:
    found = _NAME.fullmatch(name)
    return (found[1], int(found[2] or 1)) if found else None
